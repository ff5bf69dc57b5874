import { useEffect, useRef, type ReactNode } from 'react';

import { useMessages } from '../i18n';
import { Button } from './Button';
import styles from './Sheet.module.css';

interface SheetProps {
  title: string;
  onClose: () => void;
  /** Keys that close it, beside Escape. */
  closing?: readonly string[];
  /** Buttons beside the one that closes it. */
  actions?: ReactNode;
  wide?: boolean;
  /** Made of narrow columns, as many as there is room for. */
  columns?: boolean;
  testId: string;
  children: ReactNode;
}

/** Something to be read over the whole window. It has the keyboard until it is closed, then gives it back. */
export function Sheet({ title, onClose, closing = [], actions, wide = false, columns = false, testId, children }: SheetProps) {
  const m = useMessages();
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
        if (event.key !== 'Escape' && !closing.includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <section
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
          <Button ref={close} onClick={onClose}>
            {m.common.close}
          </Button>
        </header>
        {children}
      </section>
    </div>
  );
}
