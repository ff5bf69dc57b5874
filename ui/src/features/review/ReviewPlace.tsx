import { useEffect, useMemo, useState, type ReactNode } from 'react';

import type { DocumentView, ProviderView } from '../../platform';
import { Loading, PaneBoundary, Resizer, toast, Unreachable, useRememberedWidth } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import { EmptyDesk, StatePanel } from './desk/StatePanel';
import { FormPane } from './form/FormPane';
import { useDesk, useDeskState, useEntry, useQueue } from './model/context';
import { PagePane } from './page/PagePane';
import { QueueHandle, QueuePane } from './queue/QueuePane';
import { WallPlace } from './wall/WallPlace';
import styles from './ReviewPlace.module.css';

/** Below this the queue folds away by itself. */
const QUEUE_FOLDS = 1080;
/** Below this the form lies under the page. */
const STACKED = 1000;

/** At first a part of the window: where there is room, names and addresses are not cut off. */
const share = (part: number, least: number, most: number) => Math.round(Math.min(most, Math.max(least, window.innerWidth * part)));
const QUEUE = { initial: share(0.155, 256, 320), least: 190, most: 460 };
const FORM = { initial: share(0.285, 430, 560), least: 348, most: 980 };

function useWindowWidth(): number {
  const [width, setWidth] = useState(() => window.innerWidth);
  useEffect(() => {
    const measure = () => setWidth(window.innerWidth);
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return width;
}

/** Reports of the desk as toasts; each change can be taken back. */
function useNotices(): void {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  useEffect(() => {
    const name = (row: { seller: string | null; file_name: string } | undefined) => row?.seller ?? row?.file_name ?? '';
    const back = (id: number) => [{ label: m.common.undo, run: () => desk.reopen(id) }];
    desk.notify({
      finished: (row, id) => toast({ text: m.desk.finished(name(row)), actions: back(id) }),
      postponed: (row, id) => toast({ text: m.desk.postponed(name(row)), actions: back(id) }),
      notInvoice: (row, id) => toast({ text: m.desk.notInvoice(name(row)), actions: back(id) }),
      removed: (row, id) => toast({ text: m.desk.removed(name(row)), actions: [{ label: m.common.undo, run: () => desk.restore(id) }] }),
      removedAll: (count, undo) => toast({ text: m.desk.removedAll(count), actions: [{ label: m.common.undo, run: undo }] }),
      arranged: (what, id) => {
        const words = { split: m.page.splitDone, take: m.page.mergeDone, attach: m.page.attachDone, order: m.page.orderDone };
        toast({ text: words[what], actions: [{ label: m.common.undo, run: () => desk.undoIn(id) }] });
      },
      stopped: (documents, sent, undo) =>
        documents === 0
          ? toast({ text: m.queue.nothingToCancel })
          : toast({ text: m.queue.cancelledAll(documents, sent), actions: [{ label: m.common.undo, run: undo }] }),
      sentAgain: () => toast({ text: m.desk.sentAgain }),
      dittoMissing: (why) => toast({ text: why === 'none' ? m.desk.dittoNone : m.desk.dittoEmpty }),
      problem: (problem, id) =>
        toast({ text: say(problem.message), tone: 'problem', actions: [{ label: m.desk.back, run: () => desk.open(id) }] }),
    });
  });
}

interface ReviewPlaceProps {
  providers: readonly ProviderView[];
  importAction: ReactNode;
  intakeReport: ReactNode;
  emptyQueue: ReactNode;
  /** What the running batch has cost and may cost. */
  batchCost: ReactNode;
  /** The first thing seen where nothing was ever taken in. */
  welcome: ReactNode;
  onShowKeys: () => void;
  onLedger: () => void;
  /** Goes to the settings of a provider. */
  onSettings: (provider: string) => void;
  /** Draws what the checks say of a document beyond its fields. */
  checks: (view: DocumentView) => ReactNode;
}

/** The home of the window: queue, page and form side by side. */
export function ReviewPlace({ providers, importAction, intakeReport, emptyQueue, batchCost, welcome, onShowKeys, onLedger, onSettings, checks }: ReviewPlaceProps) {
  const m = useMessages();
  const desk = useDesk();
  useNotices();
  const current = useDeskState((state) => state.current);
  const allDone = useDeskState((state) => state.allDone);
  const counts = useQueue((state) => state.counts);
  const loaded = useQueue((state) => state.loaded);
  const lost = useQueue((state) => (state.rows.size === 0 ? state.problem : null));
  const nothing = useQueue((state) => state.loaded && state.rows.size === 0);
  const row = useQueue((state) => (current === null ? undefined : state.rows.get(current)));
  const entry = useEntry(current);
  const view = entry?.view;

  const width = useWindowWidth();
  const [queueWidth, setQueueWidth] = useRememberedWidth('queue', QUEUE.initial, QUEUE.least, QUEUE.most);
  const [formWidth, setFormWidth] = useRememberedWidth('form', FORM.initial, FORM.least, FORM.most);
  const [queueOpen, setQueueOpen] = useState<boolean | null>(null);
  const showQueue = queueOpen ?? width >= QUEUE_FOLDS;
  const stacked = width < STACKED;
  const wall = useDeskState((state) => state.wall);
  useCommand('review.queue', () => setQueueOpen(!showQueue), !wall);
  useCommand('review.wall', () => void desk.showWall(true), !wall);

  // The page keeps at least as much room as the form may take from it.
  const room = width - 68 - (showQueue ? queueWidth : 36);
  const form = stacked ? room : Math.max(FORM.least, Math.min(formWidth, room - 340));

  useEffect(() => {
    const count = (event: KeyboardEvent) => {
      if (!event.repeat && !/^(Control|Shift|Alt|Meta)$/.test(event.key)) desk.countKey();
    };
    window.addEventListener('keydown', count, true);
    return () => window.removeEventListener('keydown', count, true);
  }, [desk]);

  const middle = useMemo(() => {
    if (!loaded) return <Loading what={m.queue.loading} />;
    if (lost) return <Unreachable title={m.queue.loadFailed} problem={lost} onRetry={() => void desk.queue.getState().load()} />;
    if (nothing) return welcome;
    if (current === null) return <EmptyDesk done={allDone} reviewed={counts.reviewed} pending={counts.pending} onLedger={onLedger} />;
    if (entry?.problem && !view) return <Unreachable title={m.desk.openFailed} problem={entry.problem} onRetry={() => void desk.documents.load(current, true)} />;
    return null;
  }, [m, loaded, lost, nothing, welcome, current, allDone, counts, onLedger, entry, view, desk]);

  const reviewable = view && (view.state === 'ready' || view.state === 'postponed' || view.state === 'reviewed' || view.state === 'not_invoice');
  const editable = view?.state === 'ready' || view?.state === 'postponed';

  let content = middle;
  if (!content && view) {
    const page = (
      <PaneBoundary key="page">
        <PagePane view={view} drafts={entry.drafts} editable={editable} providers={providers} />
      </PaneBoundary>
    );
    const side = reviewable ? (
      <FormPane key="form" view={view} entry={entry} editable={editable} wide={form >= 640} onShowKeys={onShowKeys} checks={checks(view)} />
    ) : (
      <StatePanel view={view} providers={providers} onSettings={onSettings} />
    );
    content =
      !reviewable && view.pages.length === 0 ? (
        side
      ) : (
        <div className={stacked ? styles.stacked : styles.beside}>
          <div className={styles.page}>{page}</div>
          {!stacked && (
            <Resizer label={m.common.resize(m.form.label)} side="right" width={form} onWidth={setFormWidth} {...FORM} />
          )}
          <div className={styles.form} style={stacked ? undefined : { width: form }}>
            <PaneBoundary>{side}</PaneBoundary>
          </div>
        </div>
      );
  }

  if (wall) {
    return (
      <PaneBoundary>
        <WallPlace />
      </PaneBoundary>
    );
  }
  return (
    <main className={styles.place} data-testid="review">
      {showQueue ? (
        <>
          <div className={styles.queue} style={{ width: queueWidth }}>
            <PaneBoundary>
              <QueuePane importAction={importAction} report={intakeReport} empty={emptyQueue} batchCost={batchCost} />
            </PaneBoundary>
          </div>
          <Resizer label={m.common.resize(m.queue.label)} side="left" width={queueWidth} onWidth={setQueueWidth} {...QUEUE} />
        </>
      ) : (
        <QueueHandle onOpen={() => setQueueOpen(true)} />
      )}
      <div className={styles.middle}>{content ?? <Loading what={m.desk.opening(row?.seller ?? row?.file_name ?? '')} />}</div>
    </main>
  );
}
