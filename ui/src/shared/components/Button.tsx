import type { ButtonHTMLAttributes, Ref } from 'react';

import { useKeys, type CommandId } from '../keys';
import styles from './Button.module.css';

/** The key of a command as it stands on its control. */
export function Kbd({ command }: { command: CommandId }) {
  return <kbd>{useKeys().shown(command)}</kbd>;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `plain` has an edge, `quiet` none, `link` is text. */
  look?: 'primary' | 'plain' | 'quiet' | 'link';
  /** The command that does the same: its key is shown. */
  command?: CommandId;
  /** Shows the key in the tooltip only. */
  keyHidden?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', command, keyHidden = false, className, title, children, ...rest }: ButtonProps) {
  const keys = useKeys();
  const key = command && keys.shown(command);
  const hint = title && key ? `${title} (${key})` : (title ?? (keyHidden ? key : undefined));
  return (
    <button
      type="button"
      className={`${styles.button} ${styles[look] ?? ''} ${className ?? ''}`}
      title={hint}
      aria-keyshortcuts={command && keys.aria(command)}
      {...rest}
    >
      {children}
      {command && !keyHidden && <Kbd command={command} />}
    </button>
  );
}
