import { useEffect, useState } from 'react';

import { Button } from '../../shared/components';
import { useMessages } from '../../shared/i18n';
import { acceptable, clashOf, COMMANDS, GROUPED, isComposing, isDefault, keyName, keyParts, setRecording, useKeys, withRemap, type CommandId, type Remaps } from '../../shared/keys';
import styles from './KeySettings.module.css';

/** The key that is being chosen, and why the last one tried was not taken. */
interface Recording {
  id: CommandId;
  refused: string | null;
}

/** Every command with its key; pressing the key's button and then another combination changes it. */
export function KeySettings({ onRemaps }: { onRemaps: (remaps: Remaps) => void }) {
  const m = useMessages();
  const keys = useKeys();
  const { remaps } = keys;
  const [recording, setRecordingOf] = useState<Recording | null>(null);

  useEffect(() => {
    if (!recording) return;
    setRecording(true);
    const choose = (event: KeyboardEvent) => {
      if (isComposing(event) || /^(?:Control|Shift|Alt|Meta|AltGraph|CapsLock)$/.test(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const key = keyName(event);
      const shown = keyParts(key).join('+');
      const { id } = recording;
      // Esc leaves, unless it is the key of this very command.
      if (key === 'Escape' && COMMANDS[id].keys[0] !== 'Escape') {
        setRecordingOf(null);
        return;
      }
      const other = clashOf(id, key, withRemap(remaps, id, null));
      if (!acceptable(id, key)) setRecordingOf({ id, refused: m.settings.keyRefused(shown) });
      else if (other) setRecordingOf({ id, refused: m.settings.keyClash(shown, m.commands[other]) });
      else {
        onRemaps(withRemap(remaps, id, key));
        setRecordingOf(null);
      }
    };
    window.addEventListener('keydown', choose, true);
    return () => {
      window.removeEventListener('keydown', choose, true);
      setRecording(false);
    };
  }, [recording, remaps, onRemaps, m]);

  return (
    <section className={styles.section} aria-labelledby="settings-keys" data-testid="key-settings">
      <h2 id="settings-keys">{m.settings.keys}</h2>
      <p className={styles.hint}>
        {m.settings.keysHint}
        {Object.keys(remaps).length > 0 && (
          <Button look="link" onClick={() => onRemaps({})} data-testid="keys-reset">
            {m.settings.keysReset}
          </Button>
        )}
      </p>
      <div className={styles.scopes}>
        {GROUPED.map(({ group, ids }) => (
          <div key={group} className={styles.scope}>
            <h3>{m.keys.groups[group]}</h3>
            <ul>
              {ids.map((id) => {
                const fixed = 'fixed' in COMMANDS[id];
                const chosen = recording?.id === id;
                return (
                  <li key={id} className={styles.line} data-testid="key" data-command={id}>
                    <span className={styles.words}>
                      {m.commands[id]}
                      {chosen && recording.refused && (
                        <span role="alert" className={styles.refused}>
                          {recording.refused}
                        </span>
                      )}
                    </span>
                    {!isDefault(remaps, id) && (
                      <Button look="link" aria-label={`${m.settings.keyReset}${m.common.colon}${m.commands[id]}`} onClick={() => onRemaps(withRemap(remaps, id, null))}>
                        {m.settings.keyReset}
                      </Button>
                    )}
                    {fixed ? (
                      <kbd className={styles.fixed} title={m.settings.keyFixed}>
                        {keys.shown(id)}
                      </kbd>
                    ) : (
                      <button
                        type="button"
                        className={`${styles.key} ${chosen ? styles.recording : ''}`}
                        aria-label={chosen ? m.settings.keyPress : m.settings.keyChange(m.commands[id], keys.shown(id))}
                        onClick={() => setRecordingOf(chosen ? null : { id, refused: null })}
                        onBlur={() => chosen && setRecordingOf(null)}
                      >
                        {chosen ? m.settings.keyPress : keys.shown(id)}
                      </button>
                    )}
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
