import { Sheet } from '../shared/components';
import { useMessages } from '../shared/i18n';
import { GROUPED, useKeys } from '../shared/keys';
import styles from './App.module.css';

/** Every key and what it does, straight from the registry. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const m = useMessages();
  const inForce = useKeys();
  return (
    <Sheet columns title={m.keys.title} commands={['window.keys']} onClose={onClose} testId="keys">
      <div className={styles.scopes}>
        {GROUPED.map(({ group, ids }) => (
          <div key={group} className={styles.scope}>
            <h3>{m.keys.groups[group]}</h3>
            <dl>
              {ids.map((id) => (
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
