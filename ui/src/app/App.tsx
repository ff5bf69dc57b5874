import { useCallback, useEffect, useMemo, useState } from 'react';

import { CheckSettingsSection } from '../features/checks';
import { CompanySettings } from '../features/companies';
import { ExportButton, useExport } from '../features/export';
import { DropOverlay, ImportButton, IntakeNotice, LinkBar, useIntake, Welcome } from '../features/intake';
import { LedgerPlace } from '../features/ledger';
import { ProviderSettings, RecognizerChoice, useRecognitions } from '../features/providers';
import { RelatedChecks } from '../features/related';
import { Desk, DeskProvider, ReviewPlace } from '../features/review';
import { SettingsPlace } from '../features/settings';
import { StatisticsPlace } from '../features/statistics';
import { VerificationPanel } from '../features/verification';
import { useBackend, type DocumentView, type Preferences, type Problem, type ProviderView, type SecretStore, type Startup } from '../platform';
import { Loading, PaneBoundary, toast, Toasts, Unreachable } from '../shared/components';
import { LanguageContext, MESSAGES, useMessages, useSay } from '../shared/i18n';
import { setRemaps, useCommand, useKeyboard } from '../shared/keys';
import { asProblem } from '../shared/problem';
import { ACTUAL_SIZE, zoomed } from '../shared/zoom';
import styles from './App.module.css';
import { KeySheet } from './KeySheet';
import { keepLook, lastLook } from './look';
import { Rail, type Place } from './Rail';
import { BatchCost, SecondToday } from './Spending';
import { StatusBar } from './StatusBar';

function useTheme(theme: string): void {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const now = theme === 'light' || theme === 'dark' ? theme : dark.matches ? 'dark' : 'light';
      document.documentElement.dataset['theme'] = now;
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}

/** The window: asks the program how it is to begin, then shows it. */
export function App() {
  const backend = useBackend();
  const [startup, setStartup] = useState<Startup | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  // Until the program answers the window looks and speaks as it did last.
  const [before] = useState(lastLook);
  const { language: spoken, theme } = startup?.preferences ?? before;
  const language = spoken === 'en' ? 'en' : 'zh';
  useTheme(theme);
  useEffect(() => {
    if (startup) keepLook(startup.preferences);
  }, [startup]);
  const remaps = startup?.preferences.keys;
  useEffect(() => setRemaps(remaps ?? {}), [remaps]);
  useKeyboard();

  useEffect(() => {
    backend
      .startup()
      .then(setStartup)
      .catch((error: unknown) => setProblem(asProblem(error)));
  }, [backend, turn]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = MESSAGES[language].name;
  }, [language]);

  const setPreferences = useCallback(
    (preferences: Preferences) => {
      setStartup((before) => before && { ...before, preferences });
      const say = MESSAGES[preferences.language === 'en' ? 'en' : 'zh'];
      backend.savePreferences(preferences).catch((error: unknown) => {
        const { message } = asProblem(error);
        toast({
          text: `${say.settings.failed}${say.common.colon}${preferences.language === 'en' ? message.en : message.zh}`,
          tone: 'problem',
        });
      });
    },
    [backend],
  );
  const setProviders = useCallback((providers: ProviderView[]) => setStartup((before) => before && { ...before, providers }), []);
  const setSecretStore = useCallback((secret_store: SecretStore) => setStartup((before) => before && { ...before, secret_store }), []);
  useEffect(() => backend.on('providers-changed', setProviders), [backend, setProviders]);

  return (
    <LanguageContext.Provider value={language}>
      <PaneBoundary>
        {startup && (
          <Window startup={startup} onPreferences={setPreferences} onProviders={setProviders} onSecretStore={setSecretStore} />
        )}
        {!startup && (
          <main className={styles.start}>
            <h1 className="visually-hidden">{MESSAGES[language].name}</h1>
            {!problem && <Loading what={MESSAGES[language].starting} />}
            {problem && (
              <Unreachable
                title={MESSAGES[language].startFailed}
                problem={problem}
                onRetry={() => {
                  setProblem(null);
                  setTurn(turn + 1);
                }}
              />
            )}
          </main>
        )}
      </PaneBoundary>
    </LanguageContext.Provider>
  );
}

interface WindowProps {
  startup: Startup;
  onPreferences: (preferences: Preferences) => void;
  onProviders: (providers: ProviderView[]) => void;
  onSecretStore: (store: SecretStore) => void;
}

function Window(props: WindowProps) {
  const backend = useBackend();
  const desk = useMemo(() => new Desk(backend), [backend]);
  useEffect(() => desk.start(), [desk]);
  // What is being typed is saved before the window goes, and when it is hidden.
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') void desk.documents.flushAll();
    };
    document.addEventListener('visibilitychange', hide);
    const stop = backend.beforeClose(() => desk.documents.flushAll());
    return () => {
      document.removeEventListener('visibilitychange', hide);
      stop();
    };
  }, [backend, desk]);
  return (
    <DeskProvider value={desk}>
      <Places {...props} desk={desk} />
    </DeskProvider>
  );
}

function Places({ startup, onPreferences, onProviders, onSecretStore, desk }: WindowProps & { desk: Desk }) {
  const m = useMessages();
  const [place, setPlaceOnly] = useState<Place>('review');
  /** The provider whose keys are wanted in the settings. */
  const [asked, setAsked] = useState<string | null>(null);
  const setPlace = (next: Place, provider: string | null = null) => {
    setPlaceOnly(next);
    setAsked(provider);
  };
  const [keys, setKeys] = useState(false);
  const { providers, preferences } = startup;

  const openDocument = (id: number) => {
    setPlace('review');
    desk.open(id);
  };
  const intake = useIntake(() => setPlace('review'));
  const exporting = useExport();
  useCommand('window.review', () => setPlace('review'));
  useCommand('window.ledger', () => setPlace('ledger'));
  useCommand('window.statistics', () => setPlace('statistics'));
  useCommand('window.settings', () => setPlace('settings'));
  useCommand('window.keys', () => setKeys(!keys));
  const setZoom = (zoom: number) => zoom !== preferences.zoom && onPreferences({ ...preferences, zoom });
  useCommand('window.larger', () => void setZoom(zoomed(preferences.zoom, 'larger')));
  useCommand('window.smaller', () => void setZoom(zoomed(preferences.zoom, 'smaller')));
  useCommand('window.actualSize', () => void setZoom(ACTUAL_SIZE));
  // The ledger lays its own, narrower meaning over this one.
  useCommand('ledger.export', () => exporting.run({ what: 'all', count: 0, recount: () => desk.reviewed(), documents: () => Promise.resolve(null) }));

  const backend = useBackend();
  const say = useSay();
  const judgeAnew = () => desk.documents.outdate(desk.store.getState().current);
  useCommand(
    'checks.takeBuyer',
    () => {
      const { current } = desk.store.getState();
      if (current === null) return;
      const name = desk.documents.entry(current).view?.fields.find((field) => field.path === 'buyer.name')?.value ?? '';
      desk.documents
        .flush(current)
        .then(() => backend.addBuyerAsCompany(current))
        .then(() => {
          judgeAnew();
          toast({ text: m.companies.taken(name), actions: [{ label: m.companies.edit, run: () => setPlace('settings') }] });
        })
        .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
    },
    place === 'review',
  );
  const checks = (view: DocumentView) => (
    <>
      <RelatedChecks view={view} onOpen={openDocument} />
      <VerificationPanel
        key={view.id}
        view={view}
        onAnswer={(answer) => desk.documents.change(view.id, (id) => backend.recordVerification(id, answer))}
      />
    </>
  );

  const [choosing, setChoosing] = useState(false);
  // What was called and charged since is told where a provider is chosen.
  const telling = choosing || place === 'settings';
  useEffect(() => {
    if (telling) backend.providers().then(onProviders, () => undefined);
  }, [backend, telling, onProviders]);
  const batchCost = useMemo(() => <BatchCost providers={providers} preferences={preferences} />, [providers, preferences]);
  const recognitions = useRecognitions(providers);
  const recognition = recognitions.find((one) => one.id === preferences.provider) ?? {
    id: preferences.provider,
    name: preferences.provider,
    meaning: m.recognizer.missing,
    usable: false,
  };
  const how = `${m.recognizer.current(recognition.name)}${m.common.separator}${recognition.meaning}`;
  return (
    <div className={styles.window}>
      <h1 className="visually-hidden" aria-live="polite">
        {`${m.name}${m.common.separator}${m.places[place]}`}
      </h1>
      <Rail place={place} onPlace={setPlace} />
      <div className={styles.place}>
        <PaneBoundary key={place}>
          {place === 'review' && (
            <ReviewPlace
              providers={providers}
              importAction={<ImportButton intake={intake} recognition={{ ...recognition, onChange: () => setChoosing(true) }} />}
              intakeReport={<IntakeNotice intake={intake} onOpen={openDocument} />}
              emptyQueue={null}
              batchCost={batchCost}
              welcome={<Welcome intake={intake} />}
              onShowKeys={() => setKeys(true)}
              onLedger={() => setPlace('ledger')}
              onSettings={(provider) => setPlace('settings', provider)}
              checks={checks}
            />
          )}
          {place === 'ledger' && (
            <LedgerPlace
              onOpen={openDocument}
              exportAction={(wish, reload) => <ExportButton wish={wish} onDone={reload} />}
            />
          )}
          {place === 'statistics' && <StatisticsPlace providers={providers} />}
          {place === 'settings' && (
            <SettingsPlace
              preferences={preferences}
              onPreferences={onPreferences}
              providers={providers}
              version={startup.version}
              secondToday={<SecondToday providers={providers} />}
              onProvider={(id) => setPlace('settings', id)}
              checkSettings={
                <>
                  <CompanySettings onChange={judgeAnew} />
                  <CheckSettingsSection onChange={judgeAnew} />
                </>
              }
              providerSettings={
                <ProviderSettings
                  providers={providers}
                  onProviders={onProviders}
                  asked={asked}
                  secretStore={startup.secret_store}
                  onSecretStore={onSecretStore}
                />
              }
            />
          )}
        </PaneBoundary>
      </div>
      <div className={styles.toasts}>
        <Toasts />
      </div>
      <StatusBar
        recognizer={
          <RecognizerChoice
            recognitions={recognitions}
            chosen={recognition}
            open={choosing}
            onOpen={setChoosing}
            onChoose={(provider) => onPreferences({ ...preferences, provider })}
            onSettings={(id) => setPlace('settings', id)}
          />
        }
      />
      <LinkBar intake={intake} where={how} />
      <DropOverlay intake={intake} where={how} />
      {keys && <KeySheet onClose={() => setKeys(false)} />}
    </div>
  );
}
