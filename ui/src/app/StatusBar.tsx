import type { ReactNode } from 'react';

import { ReadingNow, useDeskState, useQueue } from '../features/review';
import { useMessages } from '../shared/i18n';
import styles from './App.module.css';

/** What recognizes, and how the review goes. */
export function StatusBar({ recognizer }: { recognizer: ReactNode }) {
  const m = useMessages();
  const duplicates = useQueue((state) => {
    let count = 0;
    for (const row of state.rows.values()) if (row.duplicate_of !== null) count += 1;
    return count;
  });
  const session = useDeskState((state) => state.session);
  const today = useDeskState((state) => state.today);
  const waiting = useQueue((state) => state.counts.to_review);
  const middle = today?.median_ms ?? null;
  const seconds = middle === null ? null : (waiting * middle) / 1000;
  const all = [
    today && middle !== null ? m.status.today(today.reviewed, (middle / 1000).toFixed(1)) : '',
    seconds === null || waiting === 0 ? '' : seconds < 60 ? m.status.leftSeconds : m.status.left(Math.ceil(seconds / 60)),
  ].filter((part) => part !== '');
  const pace =
    session.reviewed > 0
      ? [
          m.status.reviewed(session.reviewed),
          m.status.pace((session.milliseconds / session.reviewed / 1000).toFixed(1)),
          m.status.keys((session.keys / session.reviewed).toFixed(1)),
        ].join(m.common.separator)
      : '';
  return (
    <footer className={styles.status} aria-label={m.status.label} data-testid="status">
      {recognizer}
      {duplicates > 0 && <span>{m.status.duplicates(duplicates)}</span>}
      <ReadingNow />
      <span className={styles.space} />
      <span data-testid="pace">{[pace, ...all].filter((part) => part !== '').join(m.common.separator)}</span>
    </footer>
  );
}
