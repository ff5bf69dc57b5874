import { Sheet } from '../shared/components';
import { useMessages } from '../shared/i18n';
import { COMMANDS, useKeys, type CommandId, type Scope } from '../shared/keys';
import styles from './App.module.css';

const SCOPES: readonly Scope[] = ['review', 'grid', 'pages', 'window', 'wall', 'compare', 'ledger'];

/** Every key and what it does, straight from the registry. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const m = useMessages();
  const inForce = useKeys();
  const ids = Object.keys(COMMANDS) as CommandId[];
  return (
    <Sheet title={m.keys.title} closing={['?']} onClose={onClose} testId="keys">
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
    </Sheet>
  );
}
