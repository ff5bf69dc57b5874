import { useState, type ReactNode } from 'react';

import type { Preferences, ProviderView, SecondReading as Second } from '../../platform';
import { Button } from '../../shared/components';
import { fromUnits, toUnits } from '../../shared/decimal';
import { useMessages, useSay } from '../../shared/i18n';
import styles from './SettingsPlace.module.css';

interface SecondReadingProps {
  preferences: Preferences;
  onPreferences: (preferences: Preferences) => void;
  providers: readonly ProviderView[];
  /** What second readings came to today, of another feature. */
  today: ReactNode;
  /** Leads to the settings of a provider. */
  onProvider: (id: string) => void;
}

/** Calls a day that a newly chosen provider may make, until the user says otherwise. */
const FIRST_CAP = 20;
/** Digits of a yuan that a cap in money may have. */
const FEN = 2;

interface CapProps {
  label: string;
  unit: string;
  /** Digits after the point. */
  places: number;
  value: number | null;
  onValue: (value: number | null) => void;
  testId: string;
}

/** A bound that may be left open. What is no number is put back. */
function Cap({ label, unit, places, value, onValue, testId }: CapProps) {
  const m = useMessages();
  const shown = value === null ? '' : places === 0 ? String(value) : fromUnits(value, places);
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    if (typed === null) return;
    const next = typed.trim() === '' ? null : toUnits(typed, places);
    setTyped(null);
    if (next !== value && (next !== null || typed.trim() === '')) onValue(next);
  };
  return (
    <>
      <input
        inputMode={places === 0 ? 'numeric' : 'decimal'}
        aria-label={`${label} ${unit}`}
        placeholder={m.settings.secondUncapped}
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && keep()}
        data-testid={testId}
      />
      {unit}
    </>
  );
}

/** Who is asked again where the first reading leaves doubts, and how often or for how much a day. */
export function SecondReading({ preferences, onPreferences, providers, today, onProvider }: SecondReadingProps) {
  const m = useMessages();
  const say = useSay();
  const { second } = preferences;
  const keep = (change: Partial<Second>) => onPreferences({ ...preferences, second: { ...second, ...change } });
  const choose = (provider: string) => {
    const uncapped = second.calls_per_day === null && second.fen_per_day === null;
    keep({ provider, calls_per_day: provider !== '' && uncapped ? FIRST_CAP : second.calls_per_day });
  };
  const remote = providers.filter((provider) => provider.credentials.length > 0);
  const chosen = remote.find((provider) => provider.id === second.provider);
  const uncapped = second.calls_per_day === null && second.fen_per_day === null;
  const unpriced = chosen && second.fen_per_day !== null && chosen.price === null;
  return (
    <>
      <label className={styles.row}>
        <span className={styles.label}>{m.settings.second}</span>
        <select className={`choice ${styles.select}`} value={second.provider} onChange={(event) => choose(event.target.value)} data-testid="second-provider">
          <option value="">{m.settings.secondNobody}</option>
          {remote.map((provider) => (
            <option key={provider.id} value={provider.id} disabled={!provider.configured}>
              {say(provider.name)}
              {provider.configured ? '' : m.settings.notConfigured}
            </option>
          ))}
        </select>
      </label>
      {chosen && (
        <div className={styles.row}>
          <span className={styles.label}>{m.settings.secondCap}</span>
          <div className={styles.cap} role="group" aria-label={m.settings.secondCap} data-enter="own">
            <Cap label={m.settings.secondCap} unit={m.settings.secondCalls} places={0} value={second.calls_per_day} onValue={(calls_per_day) => keep({ calls_per_day })} testId="second-cap" />
            <span className={styles.and}>{m.settings.secondOr}</span>
            <Cap label={m.settings.secondCap} unit={m.settings.secondYuan} places={FEN} value={second.fen_per_day} onValue={(fen_per_day) => keep({ fen_per_day })} testId="second-cap-yuan" />
            <span className={styles.hint} data-testid="second-today">
              {today}
            </span>
          </div>
        </div>
      )}
      {chosen && (uncapped || unpriced) && (
        <p className={styles.warning} role="status" data-testid="second-asks-nobody">
          {uncapped ? m.settings.secondNoCap : m.settings.secondNoPrice(say(chosen.name))}
          {unpriced && (
            <Button look="link" onClick={() => onProvider(chosen.id)}>
              {m.settings.secondAddPrice}
            </Button>
          )}
        </p>
      )}
      <p className={`${styles.hint} ${styles.beneath}`}>{m.settings.secondHint}</p>
    </>
  );
}
