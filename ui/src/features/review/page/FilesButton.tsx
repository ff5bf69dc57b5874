import { useState } from 'react';

import type { DocumentFile, DocumentView } from '../../../platform';
import { Button, Popover, toast } from '../../../shared/components';
import { useMessages, useSay } from '../../../shared/i18n';
import { asProblem } from '../../../shared/problem';
import { useDesk } from '../model/context';
import styles from './FilesButton.module.css';

interface FilesButtonProps {
  view: DocumentView;
  files: readonly DocumentFile[];
  /** What stands before the name. */
  before: string;
  onParted: () => void;
}

/** The file on the desk by its name; opened, all files of the invoice and what they say of themselves. */
export function FilesButton({ view, files, before, onParted }: FilesButtonProps) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  /** Cannot be taken back, so it is asked twice. */
  const [sure, setSure] = useState<number | null>(null);
  const copies = files.filter((file) => file.is_copy);
  const signed = files.some((file) => file.signatures > 0);
  const close = () => {
    setOpen(false);
    setSure(null);
  };
  const part = (copy: number) => {
    if (sure !== copy) {
      setSure(copy);
      return;
    }
    close();
    desk.backend
      .partCopy(copy)
      .then(() => {
        onParted();
        return desk.documents.load(view.id, true);
      })
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  return (
    <span className={styles.anchor}>
      <Button look="quiet" className={styles.name ?? ''} aria-expanded={open} title={view.file_name} onClick={() => (open ? close() : setOpen(true))} data-testid="files">
        <span className={styles.text}>
          {before}
          {view.file_name}
        </span>
        {files.length > 1 && (
          <span className={styles.chip} title={files.map((file) => file.format).join(' + ')} data-testid="file-count">
            {m.files.count(files.length)}
          </span>
        )}
        {signed && (
          <span className={styles.chip} title={m.files.signed(1)}>
            {m.files.signedShort}
          </span>
        )}
      </Button>
      {open && (
        <Popover label={m.files.title} from="below-right" wide onClose={close}>
          <ul className={styles.list} data-testid="file-list">
            {files.map((file) => (
              <li key={`${file.document}/${file.file_name}/${file.format}`}>
                <div className={styles.head}>
                  <strong data-selectable>{file.file_name}</strong>
                  <span className={styles.chip}>{file.format}</span>
                  {file.is_copy && (
                    <Button look="link" className={styles.part ?? ''} onClick={() => part(file.document)} title={m.files.partHint} data-testid="part-copy">
                      {sure === file.document ? m.files.partSure : m.files.part}
                      <kbd>{copies.indexOf(file) + 1}</kbd>
                    </Button>
                  )}
                </div>
                {file.signatures > 0 && <p>{m.files.signed(file.signatures)}</p>}
                {file.producer && (
                  <p data-selectable>
                    {m.files.producer}
                    {m.common.colon}
                    {file.producer}
                    {file.created ? `${m.common.separator}${file.created}` : ''}
                  </p>
                )}
                {file.source && (
                  <p className={styles.source} data-selectable>
                    {file.source}
                  </p>
                )}
              </li>
            ))}
          </ul>
          {files.length > 1 && <p className={styles.hint}>{m.files.several}</p>}
        </Popover>
      )}
    </span>
  );
}
