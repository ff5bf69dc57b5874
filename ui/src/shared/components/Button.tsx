import type { ButtonHTMLAttributes, Ref } from 'react';

import { ariaKey, keyParts, COMMANDS, type CommandId } from '../keys';
import styles from './Button.module.css';

/** The key of a command as it stands on its control. */
export function Kbd({ command }: { command: CommandId }) {
  return <kbd className={styles.kbd}>{keyParts(COMMANDS[command].keys[0]).join('+')}</kbd>;
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
  const key = command && keyParts(COMMANDS[command].keys[0]).join('+');
  const hint = title && key ? `${title} (${key})` : (title ?? (keyHidden ? key : undefined));
  return (
    <button
      type="button"
      className={`${styles.button} ${styles[look] ?? ''} ${className ?? ''}`}
      title={hint}
      aria-keyshortcuts={command && ariaKey(command)}
      {...rest}
    >
      {children}
      {command && !keyHidden && <Kbd command={command} />}
    </button>
  );
}
