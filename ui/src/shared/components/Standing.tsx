import { useEffect, useRef, type ReactNode } from 'react';

import type { Problem } from '../../platform';
import { useMessages, useSay } from '../i18n';
import { Button } from './Button';
import { Mark, type MarkKind } from './Mark';
import styles from './Standing.module.css';

/** How much room it takes: the middle of a place, or a line among others. */
type Form = 'place' | 'line';

/** Something is still coming: says what. */
export function Loading({ what, form = 'place' }: { what: string; form?: Form }) {
  if (form === 'line') {
    return (
      <p role="status" className={`${styles.line} ${styles.coming}`} data-testid="loading">
        {what}
      </p>
    );
  }
  return (
    <section role="status" className={`${styles.panel} ${styles.coming}`} data-testid="loading">
      <Mark kind="busy" />
      <p>{what}</p>
    </section>
  );
}

interface UnreachableProps {
  title: string;
  problem: Problem;
  onRetry: () => void;
  form?: Form;
}

/** Something could not be had: what, why, and the way to try again. */
export function Unreachable({ title, problem, onRetry, form = 'place' }: UnreachableProps) {
  const m = useMessages();
  const say = useSay();
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The keyboard was in what did not come: the way out is one key away.
    if (document.activeElement === document.body) again.current?.focus();
  }, []);
  if (form === 'line') {
    return (
      <p role="alert" className={styles.line} data-testid="unreachable">
        <span className={styles.wrong} data-selectable>
          {title}
          {m.common.colon}
          {say(problem.message)}
        </span>{' '}
        <Button look="link" onClick={onRetry}>
          {m.common.retry}
        </Button>
      </p>
    );
  }
  return (
    <section role="alert" className={styles.panel} data-testid="unreachable">
      <Mark kind="failed" />
      <h2>{title}</h2>
      <p data-selectable>{say(problem.message)}</p>
      <p className={styles.code} data-selectable>
        {m.common.code}
        {m.common.colon}
        <code>{problem.code}</code>
      </p>
      <div className={styles.actions}>
        <Button ref={again} onClick={onRetry}>
          {m.common.retry}
        </Button>
      </div>
    </section>
  );
}

/** There is nothing here, and why: what would bring something. */
export function Nothing({ title, mark, children, testId }: { title: string; mark?: MarkKind; children?: ReactNode; testId?: string }) {
  return (
    <section className={styles.panel} data-testid={testId}>
      {mark && <Mark kind={mark} />}
      <h2>{title}</h2>
      {children}
    </section>
  );
}
