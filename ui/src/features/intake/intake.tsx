import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';

import { useBackend, type IntakeProgress, type IntakeReport } from '../../platform';
import { Button, Popover, PopoverItem, toast } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import { asProblem } from '../../shared/problem';
import { usePasted } from './LinkBar';
import styles from './intake.module.css';

export interface Intake {
  /** A file is held over the window. */
  over: boolean;
  progress: IntakeProgress | null;
  report: IntakeReport | null;
  dismiss: () => void;
  pickFiles: () => void;
  pickFolder: () => void;
  addSamples: () => void;
  /** The link that is asked about; `null` while none is. */
  link: string | null;
  setLink: (link: string | null) => void;
  /** Rejects with a `Problem`, which is shown beside the link. */
  addLink: (url: string) => Promise<void>;
}

/** Follows drops and pickers. `onAdded` gets the documents that came in. */
export function useIntake(onAdded: (documents: readonly number[]) => void): Intake {
  const backend = useBackend();
  const say = useSay();
  const [over, setOver] = useState(false);
  const [progress, setProgress] = useState<IntakeProgress | null>(null);
  const [report, setReport] = useState<IntakeReport | null>(null);
  const [link, setLink] = useState<string | null>(null);

  useEffect(() => {
    const stops = [
      backend.on('drag-over', ({ active }) => setOver(active)),
      backend.on('intake-progress', (now) => {
        setOver(false);
        setProgress(now);
      }),
      backend.on('intake-finished', (finished) => {
        setOver(false);
        setProgress(null);
        setReport(finished);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [backend]);

  useEffect(() => {
    if (report && report.added.length > 0) onAdded(report.added);
    // A report is acted on once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [report]);

  const run = (call: Promise<IntakeReport | null>) => {
    call
      .then((finished) => {
        setProgress(null);
        if (finished) setReport(finished);
      })
      .catch((error: unknown) => {
        setProgress(null);
        toast({ text: say(asProblem(error).message), tone: 'problem' });
      });
  };
  const pasteFiles = useRef<() => void>(() => undefined);
  useEffect(() => {
    pasteFiles.current = () => run(backend.pasteFiles());
  });
  usePasted(
    setLink,
    useCallback(() => pasteFiles.current(), []),
  );
  const pickFiles = () => run(backend.pickFiles());
  const pickFolder = () => run(backend.pickFolder());
  useCommand('intake.files', pickFiles);
  useCommand('intake.folder', pickFolder);

  return {
    over,
    progress,
    report,
    dismiss: () => setReport(null),
    pickFiles,
    pickFolder,
    addSamples: () => run(backend.addSamples()),
    link,
    setLink,
    addLink: (url) => backend.addLink(url).then(setReport),
  };
}

/** How what comes in will be recognized, and the way to change it. */
interface HowRecognized {
  name: string;
  meaning: string;
  onChange: () => void;
}

export function ImportButton({ intake, recognition }: { intake: Intake; recognition: HowRecognized }) {
  const m = useMessages();
  const [choosing, setChoosing] = useState(false);
  const choose = (run: () => void) => () => {
    setChoosing(false);
    run();
  };
  return (
    <div className={styles.anchor}>
      <Button aria-expanded={choosing} title={m.commands['intake.files']} command="intake.files" keyHidden onClick={() => setChoosing(!choosing)} data-testid="import">
        {m.intake.import}
      </Button>
      {choosing && (
        <Popover label={m.intake.import} from="below-left" wide onClose={() => setChoosing(false)}>
          <PopoverItem number={1} onClick={choose(intake.pickFiles)}>
            {m.intake.files}
          </PopoverItem>
          <PopoverItem number={2} onClick={choose(intake.pickFolder)}>
            {m.intake.folder}
          </PopoverItem>
          <PopoverItem number={3} onClick={choose(() => intake.setLink(''))}>
            {m.intake.link}
          </PopoverItem>
          <hr />
          <PopoverItem number={4} onClick={choose(recognition.onChange)} hint={recognition.meaning}>
            {m.recognizer.current(recognition.name)}
          </PopoverItem>
        </Popover>
      )}
    </div>
  );
}

/** Over the whole window while a file is held above it. */
export function DropOverlay({ intake, where }: { intake: Intake; where: string }) {
  const m = useMessages();
  if (!intake.over) return null;
  return (
    <div className={styles.overlay} role="status" data-testid="drop-overlay">
      <div className={styles.target}>
        <strong>{m.intake.drop}</strong>
        <p>{m.intake.dropHint}</p>
        <p>{where}</p>
      </div>
    </div>
  );
}

/** What became of the files, where the rows appear: nothing is silently left out. */
export function IntakeNotice({ intake, onOpen }: { intake: Intake; onOpen: (document: number) => void }) {
  const m = useMessages();
  const say = useSay();
  const { progress, report } = intake;
  const busy = progress && progress.done < progress.found;
  if (busy) {
    return (
      <div className={styles.notice} role="status" data-testid="intake-progress">
        {m.intake.reading(progress.done, progress.found)}
        <progress value={progress.done} max={progress.found} />
      </div>
    );
  }
  if (!report) return null;
  const { added, duplicates, skipped, unreadable } = report;
  const parts: ReactNode[] = [];
  if (duplicates.length > 0) {
    parts.push(
      <details key="duplicates">
        <summary>{m.intake.duplicates(duplicates.length)}</summary>
        <ul>
          {duplicates.slice(0, 200).map((file) => (
            <li key={file.file_name}>
              <span className={styles.file}>{file.file_name}</span>
              <Button look="link" onClick={() => onOpen(file.document)}>
                {m.intake.show}
              </Button>
            </li>
          ))}
        </ul>
      </details>,
    );
  }
  if (unreadable.length > 0) {
    parts.push(
      <details key="unreadable" open={unreadable.length < 4}>
        <summary className={styles.bad}>{m.intake.unreadable(unreadable.length)}</summary>
        <ul>
          {unreadable.slice(0, 200).map((file) => (
            <li key={file.file_name} className={styles.problem}>
              <span className={styles.file}>{file.file_name}</span>
              <span>{say(file.problem.message)}</span>
              <code>{file.problem.code}</code>
            </li>
          ))}
        </ul>
      </details>,
    );
  }
  if (skipped > 0) parts.push(<p key="skipped">{m.intake.skipped(skipped)}</p>);
  return (
    <section className={styles.notice} role="status" aria-label={m.intake.report} data-testid="intake-report">
      <div className={styles.head}>
        <strong>{added.length > 0 ? m.intake.added(added.length) : m.intake.nothing}</strong>
        <Button look="link" onClick={intake.dismiss}>
          {m.common.close}
        </Button>
      </div>
      {parts}
    </section>
  );
}

/** The first thing seen: one sentence on what to do, and three ways to begin. */
export function Welcome({ intake }: { intake: Intake }) {
  const m = useMessages();
  return (
    <section className={styles.welcome} data-testid="welcome">
      <svg viewBox="0 0 120 84" width="120" height="84" aria-hidden="true">
        <rect x="8" y="10" width="86" height="60" rx="3" fill="none" stroke="var(--line-strong)" strokeWidth="2" />
        <path d="M18 22h38M18 36h66M18 46h66M18 56h40" stroke="var(--line-strong)" strokeWidth="2" />
        <rect x="64" y="18" width="22" height="9" fill="none" stroke="var(--accent)" strokeWidth="2" />
        <path d="m78 62 10 10 22-26" fill="none" stroke="var(--accent)" strokeWidth="3" />
      </svg>
      <h2>{m.intake.emptyTitle}</h2>
      <p>{m.intake.emptyText}</p>
      <p>{m.intake.emptyOffline}</p>
      <div className={styles.ways}>
        <Button look="primary" command="intake.files" onClick={intake.pickFiles} data-testid="pick-files">
          {m.intake.files}
        </Button>
        <Button command="intake.folder" onClick={intake.pickFolder}>
          {m.intake.folder}
        </Button>
        <Button onClick={intake.addSamples} data-testid="add-samples">
          {m.intake.samples}
        </Button>
      </div>
    </section>
  );
}
