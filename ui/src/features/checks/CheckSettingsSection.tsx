import { useEffect, useState } from 'react';

import { useBackend, type CheckSettings, type Problem } from '../../platform';
import { Loading, Unreachable } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { asProblem } from '../../shared/problem';
import styles from './CheckSettingsSection.module.css';

/** Which patterns are noted, and the limits of approval. `onChange` after every change. */
export function CheckSettingsSection({ onChange }: { onChange: () => void }) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [settings, setSettings] = useState<CheckSettings | null>(null);
  const [limits, setLimits] = useState('');
  const [problem, setProblem] = useState('');
  const [lost, setLost] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    backend
      .checkSettings()
      .then((kept) => {
        setSettings(kept);
        setLimits(kept.limits.join(' '));
        setLost(null);
      })
      .catch((error: unknown) => setLost(asProblem(error)));
  }, [backend, turn]);

  const save = (next: CheckSettings) => {
    backend
      .saveCheckSettings(next)
      .then((kept) => {
        setSettings(kept);
        setProblem('');
        onChange();
      })
      .catch((error: unknown) => setProblem(say(asProblem(error).message)));
  };
  const saveLimits = () => {
    const list = limits.split(/[\s,，、;；]+/).filter((text) => text !== '');
    if (settings && list.join(' ') !== settings.limits.join(' ')) save({ ...settings, limits: list });
  };
  const words = (pattern: string) => m.checks.patterns[pattern] ?? { name: pattern, hint: '' };

  return (
    <section className={styles.section} aria-labelledby="settings-checks" data-testid="check-settings">
      <h2 id="settings-checks">{m.checks.title}</h2>
      <p className={styles.intro}>{m.checks.hint}</p>
      {lost ? (
        <Unreachable form="line" title={m.settings.loadFailed} problem={lost} onRetry={() => setTurn(turn + 1)} />
      ) : (
        !settings && <Loading form="line" what={m.settings.loading} />
      )}
      {settings?.patterns.map((pattern) => (
        <div key={pattern} className={styles.row}>
          <label>
            <input
              type="checkbox"
              checked={!settings.patterns_off.includes(pattern)}
              onChange={(event) => {
                const others = settings.patterns_off.filter((other) => other !== pattern);
                save({ ...settings, patterns_off: event.target.checked ? others : [...others, pattern] });
              }}
              aria-describedby={`pattern-${pattern}`}
              data-testid={`pattern-${pattern}`}
            />
            {words(pattern).name}
          </label>
          <span className={styles.hint} id={`pattern-${pattern}`}>
            {words(pattern).hint}
          </span>
          {pattern === 'just_under_limit' && (
            <label className={styles.limits}>
              {m.checks.limits}
              <input
                value={limits}
                spellCheck={false}
                placeholder={m.checks.limitsHint}
                disabled={settings.patterns_off.includes(pattern)}
                onChange={(event) => setLimits(event.target.value)}
                onBlur={saveLimits}
                onKeyDown={(event) => event.key === 'Enter' && saveLimits()}
                data-testid="limits"
              />
            </label>
          )}
        </div>
      ))}
      {problem && (
        <p className={styles.bad} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
