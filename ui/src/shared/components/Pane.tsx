import { Component, useRef, useState, type ErrorInfo, type ReactNode } from 'react';

import { useMessages } from '../i18n';
import { Button } from './Button';
import styles from './Pane.module.css';

interface BoundaryProps {
  children: ReactNode;
  fallback: (again: () => void, error: Error) => ReactNode;
}

class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    const { error } = this.state;
    return error ? this.props.fallback(() => this.setState({ error: null }), error) : this.props.children;
  }
}

/** Keeps an error in one part of the window from taking the others with it. */
export function PaneBoundary({ children }: { children: ReactNode }) {
  const m = useMessages();
  return (
    <Boundary
      fallback={(again, error) => (
        <div className={styles.failed} role="alert">
          <strong>{m.common.failed}</strong>
          <p>{m.common.failedHint}</p>
          <code data-selectable>{error.message}</code>
          <Button onClick={again}>{m.common.retry}</Button>
        </div>
      )}
    >
      {children}
    </Boundary>
  );
}

/** A width that is remembered on this machine. */
export function useRememberedWidth(name: string, initial: number, least: number, most: number): [number, (width: number) => void] {
  const key = `pane.${name}`;
  const [width, setWidth] = useState(() => {
    const kept = Number(localStorage.getItem(key));
    return kept >= least && kept <= most ? kept : initial;
  });
  return [
    width,
    (next) => {
      const kept = Math.round(Math.min(most, Math.max(least, next)));
      localStorage.setItem(key, String(kept));
      setWidth(kept);
    },
  ];
}

interface ResizerProps {
  label: string;
  width: number;
  onWidth: (width: number) => void;
  initial: number;
  least: number;
  most: number;
  /** On which side of the edge the pane lies. */
  side: 'left' | 'right';
}

/** The edge between two panes: drag it, or move it with the arrow keys; a double click puts it back. */
export function Resizer({ label, width, onWidth, initial, least, most, side }: ResizerProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const sign = side === 'left' ? 1 : -1;
  return (
    <div
      className={styles.resizer}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      onDoubleClick={() => onWidth(initial)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) onWidth(start.current.width + sign * (event.clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step !== 0) {
          event.preventDefault();
          onWidth(width + sign * step);
        }
      }}
    />
  );
}
