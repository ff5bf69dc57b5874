import { useEffect, useRef, useState } from 'react';

import { useBackend, type ProviderTrial, type ProviderView, type SecretStore } from '../../platform';
import { Button, Icon, Mark, toast } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { parsePrice, priceText, showCost } from '../../shared/price';
import { asProblem } from '../../shared/problem';
import styles from './ProviderSettings.module.css';

interface ProviderSettingsProps {
  providers: readonly ProviderView[];
  onProviders: (providers: ProviderView[]) => void;
  /** The provider whose keys are wanted. */
  asked: string | null;
  secretStore: SecretStore;
  onSecretStore: (store: SecretStore) => void;
}

/** Every recognizer as its own descriptor tells: what it needs, what it allows, what it costs. */
export function ProviderSettings({ providers, onProviders, asked, secretStore, onSecretStore }: ProviderSettingsProps) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const choose = (store: SecretStore) => {
    backend
      .chooseSecretStore(store)
      .then(() => onSecretStore(store))
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  return (
    <section aria-labelledby="providers-title" className={styles.section} data-testid="providers">
      <h2 id="providers-title">{m.providers.title}</h2>
      <p className={styles.intro}>{m.providers.hint}</p>
      {secretStore === 'keychain' ? (
        <p className={styles.intro}>{m.providers.storeKeychain}</p>
      ) : (
        <fieldset className={styles.store} data-testid="secret-store">
          <legend>{m.providers.storeNone}</legend>
          {(['session', 'file'] as const).map((store) => (
            <label key={store}>
              <input type="radio" name="secret-store" checked={secretStore === store} onChange={() => choose(store)} />
              {store === 'session' ? m.providers.storeSession : m.providers.storeFile}
            </label>
          ))}
        </fieldset>
      )}
      <div className={styles.list}>
        {providers.map((provider) => (
          <Provider key={`${provider.id}${provider.id === asked ? ' asked' : ''}`} provider={provider} onProviders={onProviders} asked={provider.id === asked} />
        ))}
      </div>
    </section>
  );
}

interface ProviderProps {
  provider: ProviderView;
  onProviders: (providers: ProviderView[]) => void;
  asked: boolean;
}

function Provider({ provider, onProviders, asked }: ProviderProps) {
  const m = useMessages();
  const say = useSay();
  const [open, setOpen] = useState(asked);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!asked) return;
    box.current?.scrollIntoView({ block: 'center' });
    box.current?.querySelector<HTMLElement>('input:not(:disabled)')?.focus({ preventScroll: true });
  }, [asked]);
  const offline = provider.credentials.length === 0;
  const name = say(provider.name);
  const body = `provider-${provider.id}`;
  return (
    <div ref={box} className={styles.provider} data-testid="provider" data-id={provider.id}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        aria-controls={body}
        onClick={() => setOpen(!open)}
        data-testid={`open-${provider.id}`}
      >
        <span className={open ? styles.turned : styles.chevron}>
          <Icon name="right" size={12} />
        </span>
        <strong>{name}</strong>
        <span className={provider.configured ? styles.ready : styles.missing}>
          <Mark kind={provider.configured ? 'certain' : 'not_invoice'} />
          {provider.configured ? m.providers.configured : m.providers.missing}
        </span>
        {!offline && (
          <span className={styles.today}>
            {m.providers.today}
            {m.common.colon}
            {m.providers.calls(provider.calls_today, provider.charged_today)}
            {provider.price === null || provider.charged_today === 0 ? '' : `${m.common.separator}${m.providers.cost(showCost(provider.price * provider.charged_today))}`}
            {provider.calls_left === null ? '' : `${m.common.separator}${m.providers.left(provider.calls_left)}`}
          </span>
        )}
      </button>
      {open && (
        <div id={body} className={styles.body}>
          <dl className={styles.facts}>
            <dt>{m.providers.limits}</dt>
            <dd>{say(provider.limits)}</dd>
            <dt>{m.providers.charging}</dt>
            <dd>{say(provider.charging)}</dd>
            {provider.note && (
              <>
                <dt>{m.providers.note}</dt>
                <dd>{say(provider.note)}</dd>
              </>
            )}
          </dl>
          {offline ? <p className={styles.hint}>{m.providers.local}</p> : <ProviderForm provider={provider} onProviders={onProviders} />}
        </div>
      )}
    </div>
  );
}

function ProviderForm({ provider, onProviders }: { provider: ProviderView; onProviders: (providers: ProviderView[]) => void }) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const [endpoint, setEndpoint] = useState(provider.endpoint ?? '');
  const [rate, setRate] = useState(String(provider.calls_per_second));
  const [concurrency, setConcurrency] = useState(String(provider.concurrency));
  const [price, setPrice] = useState(provider.price === null ? '' : priceText(provider.price));
  const priceWrong = price.trim() !== '' && parsePrice(price) === null;
  const [busy, setBusy] = useState<'save' | 'try' | null>(null);
  const [trial, setTrial] = useState<ProviderTrial | null>(null);
  const [saved, setSaved] = useState(false);

  const fail = (error: unknown) => toast({ text: `${m.settings.failed}${m.common.colon}${say(asProblem(error).message)}`, tone: 'problem' });
  const save = (given: Readonly<Record<string, string>>) => {
    setBusy('save');
    const number = (text: string, known: number) => {
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value) || value <= 0 ? null : value === known ? known : value;
    };
    backend
      .saveProvider({
        id: provider.id,
        credentials: Object.entries(given).map(([name, value]) => ({ name, value: value.trim() })),
        endpoint: endpoint.trim() === '' ? null : endpoint.trim(),
        calls_per_second: number(rate, provider.calls_per_second),
        concurrency: number(concurrency, provider.concurrency),
        price: parsePrice(price),
      })
      .then((providers) => {
        // Secrets leave the window as soon as they are kept.
        setSecrets({});
        setSaved(true);
        onProviders(providers);
      })
      .catch(fail)
      .finally(() => setBusy(null));
  };
  const test = () => {
    setBusy('try');
    setTrial(null);
    backend
      .tryProvider(provider.id)
      .then(setTrial)
      .catch((error: unknown) => setTrial({ ok: false, problem: asProblem(error), charged: null }))
      .finally(() => setBusy(null));
  };
  const typed = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value.trim() !== ''));

  return (
    <form
      className={styles.form}
      data-enter="own"
      onSubmit={(event) => {
        event.preventDefault();
        if (!priceWrong) save(typed);
      }}
      onChange={() => setSaved(false)}
    >
      {provider.credentials.map((credential) => (
        <label key={credential.name} className={styles.field}>
          <span className={styles.label}>{credential.label}</span>
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={secrets[credential.name] ?? ''}
            disabled={credential.from_environment}
            placeholder={credential.present ? `••••••••  ${m.providers.replace}` : m.providers.placeholder}
            onChange={(event) => setSecrets({ ...secrets, [credential.name]: event.target.value })}
            data-testid={`secret-${credential.name}`}
          />
          <span className={styles.hint}>
            {credential.from_environment ? (
              m.providers.fromEnvironment
            ) : credential.present ? (
              <>
                {`✓ ${m.providers.present} `}
                <Button look="link" onClick={() => save({ [credential.name]: '' })}>
                  {m.providers.removeSecret}
                </Button>
              </>
            ) : null}
          </span>
        </label>
      ))}
      <label className={styles.field}>
        <span className={styles.label}>{m.providers.endpoint}</span>
        <input type="url" spellCheck={false} value={endpoint} placeholder={provider.default_endpoint ?? ''} onChange={(event) => setEndpoint(event.target.value)} />
        <span className={styles.hint}>{m.providers.endpointDefault}</span>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>{m.providers.price}</span>
        <input
          className={styles.number}
          inputMode="decimal"
          value={price}
          aria-invalid={priceWrong || undefined}
          onChange={(event) => setPrice(event.target.value)}
          data-testid={`price-${provider.id}`}
        />
        <span className={priceWrong ? styles.invalid : styles.hint} role={priceWrong ? 'alert' : undefined}>
          {priceWrong ? m.providers.priceWrong : m.providers.priceUnit}
        </span>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>{m.providers.rate}</span>
        <input className={styles.number} inputMode="decimal" value={rate} onChange={(event) => setRate(event.target.value)} />
        <span className={styles.hint}>{provider.rate_is_fixed ? m.providers.rateFixed : ''}</span>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>{m.providers.concurrency}</span>
        <input className={styles.number} inputMode="numeric" value={concurrency} onChange={(event) => setConcurrency(event.target.value)} />
        <span />
      </label>
      <div className={styles.actions}>
        <Button type="submit" look="primary" disabled={busy !== null || priceWrong} data-testid={`save-${provider.id}`}>
          {m.common.save}
        </Button>
        {saved && <span role="status">{`✓ ${m.providers.saved}`}</span>}
        {provider.keys_page && (
          <Button look="link" onClick={() => void backend.openKeysPage(provider.id).catch(fail)}>
            {m.providers.keysPage}
            <Icon name="external" size={12} />
          </Button>
        )}
      </div>
      <div className={styles.actions}>
        <Button disabled={!provider.configured || busy !== null} onClick={test} data-testid={`try-${provider.id}`}>
          {busy === 'try' ? m.providers.testing : m.providers.test}
        </Button>
        <span className={styles.hint}>{m.providers.testHint}</span>
      </div>
      {trial && (
        <p role="status" className={trial.ok ? styles.ready : styles.failed} data-testid="trial">
          <Mark kind={trial.ok ? 'certain' : 'wrong'} />
          {trial.problem ? say(trial.problem.message) : m.providers.testOk}
          {m.common.separator}
          {trial.charged === null ? m.providers.chargeUnknown : trial.charged ? m.providers.charged : m.providers.notCharged}
        </p>
      )}
    </form>
  );
}
