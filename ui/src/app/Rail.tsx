import { Icon } from '../shared/components';
import { useMessages } from '../shared/i18n';
import { useKeys, type CommandId } from '../shared/keys';
import styles from './App.module.css';

export type Place = 'review' | 'ledger' | 'statistics' | 'settings';

export function Rail({ place, onPlace }: { place: Place; onPlace: (place: Place) => void }) {
  const m = useMessages();
  const keys = useKeys();
  const entry = (name: Place) => {
    const command: CommandId = `window.${name}`;
    return (
      <button
        type="button"
        className={name === 'settings' ? styles.bottom : undefined}
        aria-current={place === name ? 'page' : undefined}
        aria-keyshortcuts={keys.aria(command)}
        title={`${m.places[name]} (${keys.shown(command)})`}
        onClick={() => onPlace(name)}
        data-testid={`place-${name}`}
      >
        <Icon name={name} size={19} />
        <span>{m.places[name]}</span>
      </button>
    );
  };
  return (
    <nav className={styles.rail} aria-label={m.places.label}>
      {entry('review')}
      {entry('ledger')}
      {entry('statistics')}
      {entry('settings')}
    </nav>
  );
}
