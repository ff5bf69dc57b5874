import { useEffect, useRef } from 'react';

import { Button } from '../shared/components';
import { useMessages } from '../shared/i18n';
import { COMMANDS, useKeys, type CommandId, type Scope } from '../shared/keys';
import styles from './App.module.css';

const SCOPES: readonly Scope[] = ['review', 'grid', 'pages', 'window', 'wall', 'compare', 'ledger'];

/** Every key and what it does, straight from the registry. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const m = useMessages();
  const inForce = useKeys();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const ids = Object.keys(COMMANDS) as CommandId[];
  return (
    <div
      className={styles.sheet}
      onClick={onClose}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === '?') {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <section className={styles.keys} role="dialog" aria-label={m.keys.title} onClick={(event) => event.stopPropagation()} data-testid="keys">
        <div className={styles.keysHead}>
          <h2>{m.keys.title}</h2>
          <Button ref={close} onClick={onClose}>
            {m.common.close}
          </Button>
        </div>
        <div className={styles.scopes}>
          {SCOPES.map((scope) => (
            <div key={scope} className={styles.scope}>
              <h3>{m.keys.scopes[scope]}</h3>
              <dl>
                {ids
                  .filter((id) => COMMANDS[id].scope === scope)
                  .map((id) => (
                    <div key={id}>
                      <dt>{m.commands[id]}</dt>
                      <dd>
                        {inForce.all(id).map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
              </dl>
            </div>
          ))}
        </div>
        <p className={styles.ime}>{m.keys.ime}</p>
      </section>
    </div>
  );
}
