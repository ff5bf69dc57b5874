import { useEffect, useState } from 'react';

import type { HistoryEntry, Problem } from '../../../platform';
import { Button, Icon, Loading, Unreachable } from '../../../shared/components';
import { dateAndTime } from '../../../shared/format';
import { useMessages } from '../../../shared/i18n';
import { asProblem } from '../../../shared/problem';
import { useFieldLabel } from '../form/labels';
import { useDesk } from '../model/context';
import { providerName } from '../queue/QueuePane';
import styles from './PagePane.module.css';

interface HistoryDrawerProps {
  id: number;
  /** Changes whenever the document does. */
  revision: number;
  path: string | null;
  onClose: () => void;
}

/** Who or what read a field, when, and what it was before. */
export function HistoryDrawer({ id, revision, path, onClose }: HistoryDrawerProps) {
  const m = useMessages();
  const { backend } = useDesk();
  const label = useFieldLabel();
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    if (path === null) return;
    let wanted = true;
    backend
      .fieldHistory(id, path)
      .then((history) => {
        if (!wanted) return;
        setEntries(history);
        setProblem(null);
      })
      .catch((error: unknown) => wanted && setProblem(asProblem(error)));
    return () => {
      wanted = false;
    };
  }, [backend, id, path, revision, turn]);

  return (
    <section className={styles.drawer} aria-label={m.page.history} data-testid="history">
      <div className={styles.drawerHead}>
        <strong>{path === null ? m.page.history : m.page.historyOf(label(path))}</strong>
        <Button look="quiet" aria-label={m.common.close} onClick={onClose}>
          <Icon name="close" size={13} />
        </Button>
      </div>
      {path === null && <p>{m.page.historyPick}</p>}
      {path !== null && !entries && !problem && <Loading form="line" what={m.page.historyLoading} />}
      {problem && <Unreachable form="line" title={m.page.historyFailed} problem={problem} onRetry={() => setTurn(turn + 1)} />}
      {path !== null && entries?.length === 0 && <p>{m.page.historyEmpty}</p>}
      {path !== null && entries && entries.length > 0 && (
        <table className={styles.history}>
          <tbody>
            {[...entries].reverse().map((entry, index) => (
              <tr key={index}>
                <td>{dateAndTime(entry.at)}</td>
                <td>{providerName(m, entry.source)}</td>
                <td>{m.page.historyChange[entry.change]}</td>
                <td data-selectable>{entry.value ?? (entry.change === 'undone_to_read' ? m.page.historyAsRead : m.page.historyCleared)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
