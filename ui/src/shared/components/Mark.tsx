import styles from './Mark.module.css';

export type MarkKind =
  | 'certain'
  | 'doubtful'
  | 'wrong'
  | 'yours'
  | 'busy'
  | 'queued'
  | 'reviewed'
  | 'failed'
  | 'in_doubt'
  | 'postponed'
  | 'not_invoice';

/** A state told by shape as well as colour. */
export function Mark({ kind, label }: { kind: MarkKind; label?: string }) {
  return (
    <span className={`${styles.mark} ${styles[kind] ?? ''}`} role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : true}>
      <svg viewBox="0 0 12 12" width="12" height="12" className={kind === 'busy' ? styles.turning : undefined}>
        {kind === 'certain' && <circle cx="6" cy="6" r="3.6" fill="currentColor" />}
        {kind === 'doubtful' && <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="2" />}
        {kind === 'wrong' && <path d="M6 1.2 11 10.4H1Z" fill="currentColor" />}
        {kind === 'yours' && <circle cx="6" cy="6" r="3.6" fill="currentColor" />}
        {kind === 'busy' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2.4 1.8" />}
        {kind === 'queued' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="1.4 1.8" />}
        {kind === 'reviewed' && <path d="m1.8 6.4 2.8 2.8 5.6-6.2" fill="none" stroke="currentColor" strokeWidth="1.8" />}
        {kind === 'failed' && <path d="m2.4 2.4 7.2 7.2m0-7.2-7.2 7.2" stroke="currentColor" strokeWidth="2" />}
        {kind === 'in_doubt' && <path d="M6 1 11 6 6 11 1 6Z" fill="none" stroke="currentColor" strokeWidth="1.8" />}
        {kind === 'postponed' && <path d="M4 2.2v7.6M8 2.2v7.6" stroke="currentColor" strokeWidth="2" />}
        {kind === 'not_invoice' && <path d="M2 6h8" stroke="currentColor" strokeWidth="2" />}
      </svg>
    </span>
  );
}
