import { useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
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

const store = createStore<{ shown: Shown[]; slots: readonly HTMLElement[] }>(() => ({ shown: [], slots: [] }));
let last = 0;

/** Says something at the lower edge, without taking the focus and without covering anything. */
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

/** Whether something is being said: what stands in its place gives way. */
export function useToasting(): boolean {
  return useStore(store, (state) => state.shown.length > 0);
}

/** Room for what is said, in a place that has better room for it than the lower edge of the window. */
export function ToastSlot() {
  const room = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = room.current;
    if (!own) return;
    store.setState(({ slots }) => ({ slots: [...slots, own] }));
    return () => store.setState(({ slots }) => ({ slots: slots.filter((slot) => slot !== own) }));
  }, []);
  return <div ref={room} role="status" aria-live="polite" />;
}

/** What is said, in the youngest slot or, where there is none, here. */
export function Toasts() {
  const shown = useStore(store, (state) => state.shown);
  const slot = useStore(store, (state) => state.slots.at(-1));
  const list = (
    <ul className={styles.toasts} data-testid="toasts">
      {shown.map((one) => (
        <One key={one.id} shown={one} />
      ))}
    </ul>
  );
  return (
    <div role="status" aria-live="polite">
      {slot ? createPortal(list, slot) : list}
    </div>
  );
}
