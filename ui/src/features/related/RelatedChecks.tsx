import { useState } from 'react';

import type { DocumentView, FindingView, RelatedView, UsesView } from '../../platform';
import { Button, Difference } from '../../shared/components';
import { dateAndTime } from '../../shared/format';
import { useMessages, useSay, type Messages } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import { CompareSheet } from './CompareSheet';
import styles from './RelatedChecks.module.css';

const DUPLICATES: readonly string[] = ['duplicate_number', 'duplicate_file', 'duplicate_alike'];

function isDuplicate({ code }: FindingView): boolean {
  return DUPLICATES.includes(code);
}

/** When and where to an invoice was exported, when it was reimbursed. */
export function usesInWords(m: Messages, uses: UsesView): string[] {
  const exports = uses.exports.map(({ at, file_name }) => m.related.exported(dateAndTime(at), file_name));
  return uses.reimbursed_at === null ? exports : [...exports, m.related.reimbursed(dateAndTime(uses.reimbursed_at))];
}

interface RelatedChecksProps {
  view: DocumentView;
  onOpen: (document: number) => void;
}

/** What the checks say of other invoices of the ledger, and what is only worth knowing: always in sight. */
export function RelatedChecks({ view, onOpen }: RelatedChecksProps) {
  const m = useMessages();
  const say = useSay();
  const [compared, setCompared] = useState<RelatedView | null>(null);
  const duplicates = view.findings.filter(isDuplicate);
  const first = duplicates.flatMap((finding) => finding.related)[0];
  // What stands at a field and wants the reviewer is shown there; notes and what has no field would not be seen.
  const others = view.findings.filter(
    (finding) => !duplicates.includes(finding) && (finding.severity === 'note' || finding.fields.length === 0 || finding.code === 'rows_kept'),
  );
  const open = (id: number) => {
    // What is compared belongs to the invoice on the desk.
    setCompared(null);
    onOpen(id);
  };
  useCommand('checks.openRelated', () => first && open((compared ?? first).id), first !== undefined);
  useCommand('checks.compareRelated', () => first && setCompared(compared ? null : first), first !== undefined);
  const own = usesInWords(m, view.uses);
  if (duplicates.length === 0 && others.length === 0 && own.length === 0) return null;

  return (
    <section className={styles.box} aria-label={m.related.label} data-testid="related">
      {duplicates.map((finding) => {
        const other = finding.related[0];
        const done = other && usesInWords(m, other.uses);
        return (
          <div key={`${finding.code}${other?.id ?? ''}`} className={`${styles.duplicate} ${finding.severity === 'error' ? styles.error : ''}`} role="alert" data-testid="duplicate">
            <p>
              <Difference text={say(finding.message)} />
            </p>
            {other && (
              <>
                <p className={styles.done}>
                  {(done && done.length > 0 ? done : [m.related.unused]).map((use) => (
                    <span key={use}>{use}</span>
                  ))}
                </p>
                <div className={styles.actions}>
                  <Button look="link" {...(other === first ? { command: 'checks.openRelated' as const } : {})} onClick={() => onOpen(other.id)} data-testid="open-related">
                    {m.related.open}
                  </Button>
                  <Button look="link" {...(other === first ? { command: 'checks.compareRelated' as const } : {})} onClick={() => setCompared(other)} data-testid="compare-related">
                    {m.related.compare}
                  </Button>
                </div>
              </>
            )}
          </div>
        );
      })}
      {own.length > 0 && (
        <p className={styles.own} data-testid="own-uses">
          {own.map((use, index) => (
            <span key={use}>
              {index === 0 && `${m.related.own}${m.common.colon}`}
              {use}
            </span>
          ))}
        </p>
      )}
      {others.length > 0 && (
        <ul className={styles.notes} aria-label={m.related.notes}>
          {others.map((finding, index) => (
            <li key={`${finding.code}${index}`} className={styles[finding.severity] ?? ''} data-testid="note" data-code={finding.code}>
              <span className={styles.sign} aria-hidden="true">
                {finding.severity === 'error' ? '▲' : finding.severity === 'warning' ? '?' : 'i'}
              </span>
              <span>
                <Difference text={say(finding.message)} />
                {finding.related[0] && (
                  <Button look="link" className={styles.open ?? ''} onClick={() => finding.related[0] && onOpen(finding.related[0].id)}>
                    {m.related.open}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {compared && (
        <CompareSheet
          view={view}
          other={compared}
          onOpen={() => open(compared.id)}
          onClose={() => setCompared(null)}
        />
      )}
    </section>
  );
}
