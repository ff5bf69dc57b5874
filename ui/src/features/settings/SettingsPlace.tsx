import type { ReactNode } from 'react';

import { AUTO, type Preferences, type ProviderView } from '../../platform';
import { Kbd, Segmented } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { ZOOMS } from '../../shared/zoom';
import { KeySettings } from './KeySettings';
import { SecondReading } from './SecondReading';
import styles from './SettingsPlace.module.css';

interface SettingsPlaceProps {
  preferences: Preferences;
  onPreferences: (preferences: Preferences) => void;
  providers: readonly ProviderView[];
  version: string;
  /** What second readings came to today, of another feature. */
  secondToday: ReactNode;
  /** Leads to the settings of a provider. */
  onProvider: (id: string) => void;
  /** The settings of each recognizer, of another feature. */
  providerSettings: ReactNode;
  /** Own companies and what is noted, of other features. */
  checkSettings: ReactNode;
}

export function SettingsPlace({ preferences, onPreferences, providers, version, secondToday, onProvider, providerSettings, checkSettings }: SettingsPlaceProps) {
  const m = useMessages();
  const say = useSay();
  return (
    <main className={styles.place} aria-label={m.settings.label} data-testid="settings">
      <div className={styles.column}>
        <div>
          <section className={styles.section} aria-labelledby="settings-window">
            <h2 id="settings-window">{m.settings.window}</h2>
            <div className={styles.row}>
              <span className={styles.label}>{m.settings.language}</span>
              <Segmented
                label={m.settings.language}
                value={preferences.language === 'en' ? 'en' : 'zh'}
                options={(['zh', 'en'] as const).map((value) => ({ value, label: m.settings.languages[value] }))}
                onChange={(language) => onPreferences({ ...preferences, language })}
              />
            </div>
            <div className={styles.row} data-testid="theme">
              <span className={styles.label}>{m.settings.theme}</span>
              <Segmented
                label={m.settings.theme}
                value={preferences.theme === 'light' || preferences.theme === 'dark' ? preferences.theme : 'system'}
                options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: m.settings.themes[value] }))}
                onChange={(theme) => onPreferences({ ...preferences, theme })}
              />
            </div>
            <label className={styles.row}>
              <span className={styles.label}>{m.settings.zoom}</span>
              <select
                className={`choice ${styles.short}`}
                value={preferences.zoom}
                onChange={(event) => onPreferences({ ...preferences, zoom: Number(event.target.value) })}
                data-testid="zoom"
              >
                {[...new Set([...ZOOMS, preferences.zoom])]
                  .sort((one, other) => one - other)
                  .map((zoom) => (
                    <option key={zoom} value={zoom}>{`${zoom}%`}</option>
                  ))}
              </select>
              <span className={`${styles.hint} ${styles.keys}`}>
                {(['larger', 'smaller', 'actualSize'] as const).map((way) => (
                  <span key={way}>
                    {m.settings.zoomKeys[way]} <Kbd command={`window.${way}`} />
                  </span>
                ))}
              </span>
            </label>
          </section>
          <section className={styles.section} aria-labelledby="settings-recognition">
            <h2 id="settings-recognition">{m.settings.recognition}</h2>
            <label className={styles.row}>
              <span className={styles.label}>{m.settings.provider}</span>
              <select
                className={`choice ${styles.select}`}
                value={preferences.provider}
                onChange={(event) => onPreferences({ ...preferences, provider: event.target.value })}
                data-testid="default-provider"
              >
                <option value={AUTO}>{m.recognizer.auto}</option>
                {providers.map((provider) => (
                  <option key={provider.id} value={provider.id} disabled={!provider.configured}>
                    {say(provider.name)}
                    {provider.configured ? '' : m.settings.notConfigured}
                  </option>
                ))}
              </select>
              <span className={styles.hint}>{m.settings.providerHint}</span>
            </label>
            <SecondReading preferences={preferences} onPreferences={onPreferences} providers={providers} today={secondToday} onProvider={onProvider} />
          </section>
          {checkSettings}
          {providerSettings}
        </div>
        <KeySettings onRemaps={(keys) => onPreferences({ ...preferences, keys })} />
        <p className={styles.version}>
          {m.name}
          {m.common.separator}
          {m.status.version(version)}
        </p>
      </div>
    </main>
  );
}
