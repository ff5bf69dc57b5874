import { useEffect, useState } from 'react';

import { useBackend, type Preferences, type ProviderView } from '../../platform';
import { useMessages, useSay } from '../../shared/i18n';
import styles from './SettingsPlace.module.css';

interface SecondReadingProps {
  preferences: Preferences;
  onPreferences: (preferences: Preferences) => void;
  providers: readonly ProviderView[];
}

/** Calls a day that a newly chosen provider may make, until the user says otherwise. */
const FIRST_CAP = 20;
const MOST = 100_000;

/** Who is asked again where the first reading leaves doubts, and how often that may cost something. */
export function SecondReading({ preferences, onPreferences, providers }: SecondReadingProps) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [used, setUsed] = useState<number | null>(null);
  const { second } = preferences;
  const [cap, setCap] = useState(String(second.calls_per_day));

  useEffect(() => {
    let wanted = true;
    backend.secondReadingsToday().then(
      (count) => wanted && setUsed(count),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [backend]);

  const choose = (provider: string) => {
    const calls_per_day = provider !== '' && second.calls_per_day === 0 ? FIRST_CAP : second.calls_per_day;
    setCap(String(calls_per_day));
    onPreferences({ ...preferences, second: { provider, calls_per_day } });
  };
  const keepCap = () => {
    const calls = Math.min(MOST, Math.max(0, Math.floor(Number(cap) || 0)));
    setCap(String(calls));
    if (calls !== second.calls_per_day) onPreferences({ ...preferences, second: { ...second, calls_per_day: calls } });
  };
  const remote = providers.filter((provider) => provider.credentials.length > 0);
  return (
    <>
      <div className={styles.row}>
        <label className={styles.label} htmlFor="second-provider">
          {m.settings.second}
        </label>
        <select id="second-provider" className={styles.select} value={second.provider} onChange={(event) => choose(event.target.value)} data-testid="second-provider">
          <option value="">{m.settings.secondNobody}</option>
          {remote.map((provider) => (
            <option key={provider.id} value={provider.id} disabled={!provider.configured}>
              {say(provider.name)}
              {provider.configured ? '' : m.settings.notConfigured}
            </option>
          ))}
        </select>
        {second.provider !== '' && (
          <label className={styles.cap}>
            {m.settings.secondCap}
            <input inputMode="numeric" value={cap} onChange={(event) => setCap(event.target.value)} onBlur={keepCap} data-testid="second-cap" />
            {m.settings.secondCalls}
            {used !== null && <span className={styles.hint}>{m.settings.secondToday(used)}</span>}
          </label>
        )}
      </div>
      <p className={styles.hint}>{m.settings.secondHint}</p>
    </>
  );
}
