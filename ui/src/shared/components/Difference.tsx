import styles from './Difference.module.css';

/** A sentence of the checks in which 【…】 is what differs: shown marked, read out with its brackets. */
export function Difference({ text }: { text: string }) {
  const parts = text.split(/【([^】]*)】/);
  if (parts.length === 1) return <>{text}</>;
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <mark key={index} className={styles.mark}>
            {part === '' ? '\u2009' : part}
          </mark>
        ),
      )}
    </>
  );
}
