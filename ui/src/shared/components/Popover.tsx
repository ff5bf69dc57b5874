import { useEffect, useRef, type ReactNode } from 'react';

import { useMessages } from '../i18n';
import styles from './Popover.module.css';

interface PopoverProps {
  label: string;
  onClose: () => void;
  /** Which corner of the place it opens from. */
  from: 'below-right' | 'below-left' | 'above-right' | 'above-left';
  /** Its lines explain themselves at length. */
  wide?: boolean;
  children: ReactNode;
}

/**
 * A small menu that is no modal: Esc, a click elsewhere or Tab out of it closes it, arrows move in it. The chosen
 * or first button is focused; the focus goes back where it was.
 */
export function Popover({ label, onClose, from, wide = false, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const before = document.activeElement;
    const first = box.current?.querySelector<HTMLElement>('button[aria-pressed="true"]') ?? box.current?.querySelector<HTMLElement>('button:not(:disabled), input');
    first?.focus();
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.parentElement?.contains(event.target)) close.current();
    };
    window.addEventListener('pointerdown', away, true);
    const own = box.current;
    return () => {
      window.removeEventListener('pointerdown', away, true);
      const lost = document.activeElement === document.body || own?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div
      ref={box}
      className={`${styles.popover} ${styles[from] ?? ''} ${wide ? styles.wide : ''}`}
      role="group"
      aria-label={label}
      data-enter="own"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onClose();
          return;
        }
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const digit = /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey ? Number(event.key) : 0;
        if (step === 0 && digit === 0) return;
        const buttons = [...(box.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
        event.preventDefault();
        event.stopPropagation();
        if (digit > 0) {
          buttons[digit - 1]?.click();
          return;
        }
        const at = buttons.findIndex((button) => button === document.activeElement);
        buttons[(at + step + buttons.length) % buttons.length]?.focus();
      }}
    >
      <div className={styles.title}>{label}</div>
      {children}
    </div>
  );
}

interface PopoverItemProps {
  onClick: () => void;
  number?: number;
  children: ReactNode;
  hint?: string;
  /** Among lines of which one is in force. */
  chosen?: boolean;
}

/** What is said in parts stands on a line in whole parts. */
function Hint({ text }: { text: string }) {
  const { separator } = useMessages().common;
  const parts = text.split(separator);
  return (
    <small className={styles.hint}>
      {parts.map((part, index) => (
        <span key={part}>{index < parts.length - 1 ? `${part}${separator.trimEnd()} ` : part}</span>
      ))}
    </small>
  );
}

/** A line of a popover; with a number it is also taken by that digit. */
export function PopoverItem({ onClick, number, children, hint, chosen }: PopoverItemProps) {
  return (
    <button type="button" className={styles.item} aria-pressed={chosen} onClick={onClick}>
      {chosen !== undefined && (
        <span className={styles.check} aria-hidden="true">
          {chosen ? '✓' : ''}
        </span>
      )}
      <span className={styles.words}>
        {children}
        {hint && <Hint text={hint} />}
      </span>
      {number !== undefined && <kbd>{number}</kbd>}
    </button>
  );
}
