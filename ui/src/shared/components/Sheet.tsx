import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { useMessages } from '../i18n';
import { isKeyOf, type CommandId } from '../keys';
import { Button } from './Button';
import styles from './Sheet.module.css';

interface SheetProps {
  title: string;
  onClose: () => void;
  /** Commands that hold while it lies there; all others belong to what is beneath it. */
  commands?: readonly CommandId[];
  /** Buttons beside the one that closes it. */
  actions?: ReactNode;
  wide?: boolean;
  /** Made of narrow columns, as many as there is room for. */
  columns?: boolean;
  testId: string;
  children: ReactNode;
}

/** Tab goes round in it. */
function keepWithin(event: KeyboardEvent, sheet: HTMLElement | null): void {
  const stops = [...(sheet?.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input, select, textarea') ?? [])];
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (!to || (document.activeElement !== from && document.activeElement !== sheet)) return;
  event.preventDefault();
  to.focus();
}

/** Something to be read over the whole window. It has the keyboard until it is closed, then gives it back. */
export function Sheet({ title, onClose, commands = [], actions, wide = false, columns = false, testId, children }: SheetProps) {
  const m = useMessages();
  const sheet = useRef<HTMLElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div
      className={styles.veil}
      onClick={onClose}
      onKeyDown={(event) => {
        if (isKeyOf(event.nativeEvent, commands)) return;
        event.stopPropagation();
        if (event.key === 'Tab') keepWithin(event, sheet.current);
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <section
        ref={sheet}
        tabIndex={-1}
        className={`${styles.sheet} ${wide ? styles.wide : ''} ${columns ? styles.columns : ''}`}
        role="dialog"
        aria-modal="true"
        aria-label={title}
        onClick={(event) => event.stopPropagation()}
        data-enter="own"
        data-testid={testId}
      >
        <header className={styles.head}>
          <h2>{title}</h2>
          {actions}
          <Button ref={close} command="dialog.close" onClick={onClose}>
            {m.common.close}
          </Button>
        </header>
        {children}
      </section>
    </div>
  );
}
