import { useBackend, type DocumentView, type RelatedView } from '../../platform';
import { Button, Sheet } from '../../shared/components';
import { showDecimal } from '../../shared/decimal';
import { groupDigits } from '../../shared/format';
import { useMessages } from '../../shared/i18n';
import styles from './CompareSheet.module.css';
import { usesInWords } from './RelatedChecks';

interface CompareSheetProps {
  view: DocumentView;
  other: RelatedView;
  onOpen: () => void;
  onClose: () => void;
}

/** This invoice and the earlier one side by side: both pages, and what they say. */
export function CompareSheet({ view, other, onOpen, onClose }: CompareSheetProps) {
  const m = useMessages();
  const backend = useBackend();
  const value = (path: string) => view.fields.find((field) => field.path === path)?.value ?? null;
  const type = (name: string | null) => (name === null ? null : ((m.types as Record<string, string>)[name] ?? name));
  const rows: [string, string | null, string | null, ((text: string) => string)?][] = [
    [m.fields.invoice_type, type(value('invoice_type')), type(other.invoice_type)],
    [m.fields.code, value('code'), other.code],
    [m.fields.number, value('number'), other.number, groupDigits],
    [m.fields.issue_date, value('issue_date'), other.date],
    [m.ledger.columns.seller, value('seller.name'), other.seller],
    [m.ledger.columns.buyer, value('buyer.name'), other.buyer],
    [m.ledger.columns.gross, value('amount_with_tax'), other.amount, showDecimal],
  ];
  const page = (id: number, number: number | undefined, alt: string) =>
    number === undefined ? <p className={styles.none}>{m.related.noPage}</p> : <img src={backend.pictureUrl(id, number, 1000)} alt={alt} />;
  const done = usesInWords(m, other.uses);
  return (
    <Sheet
      wide
      title={m.related.compareTitle}
      onClose={onClose}
      commands={['checks.openRelated', 'checks.compareRelated']}
      actions={
        <Button command="checks.openRelated" onClick={onOpen}>
          {m.related.open}
        </Button>
      }
      testId="compare-sheet"
    >
      <div className={styles.pages}>
        <figure>
          <figcaption>
            <strong>{m.related.this}</strong> {view.file_name}
          </figcaption>
          {page(view.id, view.pages[0]?.number, m.related.this)}
        </figure>
        <figure>
          <figcaption>
            <strong>{m.related.other}</strong> {other.file_name}
            {done.length > 0 && <span className={styles.done}>{done.join(m.common.separator)}</span>}
          </figcaption>
          {page(other.id, other.has_page ? 1 : undefined, m.related.other)}
        </figure>
      </div>
      <table className={styles.table}>
        <tbody>
          {rows
            .filter(([, mine, theirs]) => mine !== null || theirs !== null)
            .map(([label, mine, theirs, show]) => {
              const same = mine === theirs;
              const shown = (text: string | null) => (text === null ? m.common.none : (show?.(text) ?? text));
              return (
                <tr key={label} className={same ? '' : styles.differs}>
                  <th scope="row">{label}</th>
                  <td data-selectable>{shown(mine)}</td>
                  <td data-selectable>{shown(theirs)}</td>
                  <td className={styles.verdict}>{same ? m.related.same : `≠ ${m.related.differs}`}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </Sheet>
  );
}
