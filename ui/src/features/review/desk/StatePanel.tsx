import type { DocumentView, ProviderView } from '../../../platform';
import { Button, Mark, Nothing } from '../../../shared/components';
import { useMessages, useSay } from '../../../shared/i18n';
import { cancel, recognizeAgain, resolveInDoubt } from '../model/batch';
import { useDesk, useQueue } from '../model/context';
import { providerName } from '../queue/QueuePane';
import { ReadingWords } from '../queue/Reading';
import styles from './StatePanel.module.css';
import { Unlock } from './Unlock';

/** What only the settings of the provider can cure. */
const NEEDS_SETTINGS: ReadonlySet<string> = new Set(['bad_credentials', 'permission']);

interface StatePanelProps {
  view: DocumentView;
  providers: readonly ProviderView[];
  /** Goes to the settings of a provider. */
  onSettings: (provider: string) => void;
}

/** A document that cannot be reviewed now: why, and what can be done. */
export function StatePanel({ view, providers, onSettings }: StatePanelProps) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const name = (id: string) => {
    const known = providers.find((provider) => provider.id === id);
    return known ? say(known.name) : providerName(m, id);
  };
  const stopped = useQueue((state) => state.progress?.paused ?? false);
  const isRead = useQueue((state) => state.reading.has(view.id));
  const remove = (
    <Button look="quiet" onClick={() => desk.remove(view.id)} data-testid="remove">
      {m.form.remove}
    </Button>
  );

  const { waits_for: awaited } = view;
  if (view.state === 'queued' && awaited !== null && view.problem) {
    return (
      <section className={styles.panel} data-testid="state-panel" data-state="waits">
        <Mark kind="in_doubt" />
        <h2>{m.desk.waitsForTitle}</h2>
        <p className={styles.file}>{view.file_name}</p>
        <p data-selectable>{say(view.problem.message)}</p>
        <div className={styles.actions}>
          <Button look="primary" onClick={() => desk.open(awaited)} data-testid="open-in-doubt">
            {m.desk.waitsForOpen}
          </Button>
          <Button onClick={() => recognizeAgain(desk, view.id, null)} data-testid="send-anyway">
            {m.desk.sendAnyway}
          </Button>
          <Button onClick={() => cancel(desk, view.id)} data-testid="cancel">
            {m.common.cancel}
          </Button>
          {remove}
        </div>
      </section>
    );
  }

  if (view.state === 'queued' || view.state === 'working') {
    // What was sent to a provider may be charged, and is waited for.
    const stoppable = view.state === 'queued' || view.provider === 'offline' || isRead;
    return (
      <section className={styles.panel} data-testid="state-panel" data-state={view.state}>
        <Mark kind={view.state === 'working' ? 'busy' : 'queued'} />
        <h2>{view.file_name}</h2>
        <p>
          {view.state === 'working' ? <ReadingWords id={view.id} otherwise={m.desk.waiting} /> : stopped ? m.desk.stopped : m.desk.queued}
          <span className={styles.whole}>
            {m.common.separator}
            {name(view.provider)}
          </span>
        </p>
        <div className={styles.actions}>
          {stoppable && (
            <Button onClick={() => cancel(desk, view.id)} data-testid="cancel">
              {m.common.cancel}
            </Button>
          )}
          {remove}
        </div>
      </section>
    );
  }

  if (view.state === 'in_doubt') {
    return (
      <section className={styles.panel} data-testid="state-panel" data-state="in_doubt">
        <Mark kind="in_doubt" />
        <h2>{m.desk.inDoubtTitle}</h2>
        <p className={styles.file}>{view.file_name}</p>
        <p>{m.desk.inDoubtText(name(view.provider))}</p>
        <div className={styles.actions}>
          <Button onClick={() => resolveInDoubt(desk, view.id, true)} data-testid="send-again">
            {m.desk.sendAgain}
          </Button>
          <Button onClick={() => resolveInDoubt(desk, view.id, false)} data-testid="give-up">
            {m.desk.giveUp}
          </Button>
        </div>
      </section>
    );
  }

  if (view.problem?.code === 'password_needed') {
    return (
      <section className={styles.panel} data-testid="state-panel" data-state="locked">
        <Mark kind="failed" />
        <h2>{m.desk.lockedTitle}</h2>
        <p className={styles.file}>{view.file_name}</p>
        <Unlock view={view} />
        <div className={styles.actions}>{remove}</div>
      </section>
    );
  }

  const others = providers.filter((provider) => provider.configured && provider.id !== view.provider);
  const other = view.problem?.code === 'not_an_invoice';
  const settings = view.problem !== null && NEEDS_SETTINGS.has(view.problem.code) && view.provider !== 'offline';
  return (
    <section className={styles.panel} role="alert" data-testid="state-panel" data-state={view.state}>
      <Mark kind={other ? 'not_invoice' : 'failed'} />
      <h2>{other ? m.desk.otherTitle : m.desk.failedTitle}</h2>
      <p className={styles.file}>{view.file_name}</p>
      {view.problem && (
        <>
          <p data-selectable>{say(view.problem.message)}</p>
          <p className={styles.code} data-selectable>
            {m.common.code}
            {m.common.colon}
            <code data-testid="problem-code">{view.problem.code}</code>
          </p>
        </>
      )}
      {other && <p>{m.desk.otherText}</p>}
      <div className={styles.actions}>
        {other ? (
          <Button look="primary" onClick={() => desk.notInvoice()} data-testid="not-invoice">
            {m.form.notInvoice}
          </Button>
        ) : (
          <>
            {settings && (
              <Button look="primary" onClick={() => onSettings(view.provider)} data-testid="open-settings">
                {m.desk.openSettings}
              </Button>
            )}
            <Button look={!settings && view.problem?.retryable ? 'primary' : 'plain'} onClick={() => recognizeAgain(desk, view.id, null)} data-testid="retry">
              {m.common.retry}
            </Button>
          </>
        )}
        {others.map((provider) => (
          <Button key={provider.id} onClick={() => recognizeAgain(desk, view.id, provider.id)} title={say(provider.charging)}>
            {m.desk.failedWith(say(provider.name))}
          </Button>
        ))}
        {remove}
      </div>
    </section>
  );
}

/** Nothing lies on the desk: all is done, or nothing was chosen yet. */
export function EmptyDesk({ done, reviewed, pending, onLedger }: { done: boolean; reviewed: number; pending: number; onLedger: () => void }) {
  const m = useMessages();
  return (
    <Nothing title={done ? m.desk.doneTitle : m.desk.nothingTitle} {...(done ? { mark: 'reviewed' as const } : {})} testId="empty-desk">
      {done && <p>{m.desk.doneText(reviewed)}</p>}
      {pending > 0 && <p>{m.desk.stillPending(pending)}</p>}
      {done && (
        <div className={styles.actions}>
          <Button look="primary" command="window.ledger" onClick={onLedger}>
            {m.desk.doneLedger}
          </Button>
        </div>
      )}
    </Nothing>
  );
}
