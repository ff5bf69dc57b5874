import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

import { useMessages } from '../i18n';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './Toasts.module.css';

export interface Toast {
  text: string;
  tone?: 'plain' | 'problem';
  /** What the toast offers: undo for a change, a way out for a problem. */
  actions?: { label: string; run: () => void }[];
}

interface Shown extends Toast {
  id: number;
}

const store = createStore<{ shown: Shown[] }>(() => ({ shown: [] }));
let last = 0;

/** Says something at the lower edge, without taking the focus. */
export function toast(message: Toast): void {
  last += 1;
  const shown = { ...message, id: last };
  // Two at most: an older report gives way.
  store.setState((state) => ({ shown: [...state.shown.slice(-1), shown] }));
}

export function dismissToasts(): void {
  store.setState({ shown: [] });
}

function dismiss(id: number): void {
  store.setState((state) => ({ shown: state.shown.filter((one) => one.id !== id) }));
}

function One({ shown }: { shown: Shown }) {
  const m = useMessages();
  const { id, tone } = shown;
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), tone === 'problem' ? 15_000 : 7_000);
    return () => clearTimeout(timer);
  }, [id, tone]);
  return (
    <li className={`${styles.toast} ${tone === 'problem' ? styles.problem : ''}`}>
      <span className={styles.text}>{shown.text}</span>
      {shown.actions?.map((action) => (
        <Button
          key={action.label}
          look="link"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      ))}
      <Button look="quiet" aria-label={m.common.close} title={m.common.close} className={styles.close ?? ''} onClick={() => dismiss(id)}>
        <Icon name="close" size={13} />
      </Button>
    </li>
  );
}

export function Toasts() {
  const shown = useStore(store, (state) => state.shown);
  return (
    <div role="status" aria-live="polite" data-testid="toasts">
      <ul className={styles.toasts}>
        {shown.map((one) => (
          <One key={one.id} shown={one} />
        ))}
      </ul>
    </div>
  );
}
