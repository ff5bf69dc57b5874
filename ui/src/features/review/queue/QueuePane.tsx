import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';

import type { QueueRow, Sentence } from '../../../platform';
import { Button, Icon, Mark, Unreachable, type MarkKind } from '../../../shared/components';
import { showDecimal } from '../../../shared/decimal';
import { shortDate } from '../../../shared/format';
import { useLanguage, useMessages, type Messages } from '../../../shared/i18n';
import { isComposing, useCommand } from '../../../shared/keys';
import { postponedReason } from '../form/labels';
import { removeAll, retryAll } from '../model/batch';
import { useDesk, useDeskState, useQueue } from '../model/context';
import { tabOf, visibleRows, type Tab } from '../model/queue-store';
import { BatchFooter } from './BatchFooter';
import { useRowHeights } from './height';
import { ReadingWords } from './Reading';
import styles from './QueuePane.module.css';

export function markOf(row: QueueRow): MarkKind {
  switch (row.state) {
    case 'ready':
      return row.wrong > 0 ? 'wrong' : row.doubtful > 0 ? 'doubtful' : 'certain';
    case 'working':
      return 'busy';
    default:
      return row.state;
  }
}

/** How much is open in a document, and what speaks against the first of it. */
function openWords(m: Messages, { wrong, doubtful }: QueueRow, reason: string | null): string {
  if (wrong + doubtful === 0) return m.queue.clean;
  const counted = wrong > 0 && doubtful > 0 ? m.queue.both(wrong, doubtful) : wrong > 0 ? m.queue.wrong(wrong) : m.queue.doubtful(doubtful);
  if (!reason) return counted;
  // A single doubt is told by what it is.
  return wrong + doubtful === 1 ? reason : `${counted}${m.common.separator}${reason}`;
}

/** A reason in one line: a number of 15 digits or more would leave no room for what is wrong with it. */
function inOneLine(reason: string): string {
  return reason.replace(/\s*\b[0-9A-Z]{15,}\b\s*/g, ' ').trim();
}

function useReason(): (row: QueueRow) => string {
  const m = useMessages();
  const language = useLanguage();
  return useCallback(
    (row) => {
      const say = (sentence: Sentence) => sentence[language];
      switch (row.state) {
        case 'ready':
          if (row.duplicate_of !== null && row.wrong + row.doubtful === 0) return m.queue.duplicate;
          return openWords(m, row, row.open_reason && say(row.open_reason));
        case 'queued':
          return row.problem?.code === 'waits_for_decision' ? m.queue.waitsForDecision : m.queue.queued;
        case 'working':
          return m.queue.working;
        case 'in_doubt':
          return m.queue.inDoubt;
        case 'postponed':
          return m.queue.postponed(postponedReason(m, row.postponed_reason));
        case 'not_invoice':
          return m.queue.notInvoice;
        case 'reviewed':
          return row.duplicate_of === null ? m.queue.isReviewed : m.queue.duplicate;
        case 'failed':
          return row.problem ? say(row.problem.message) : m.queue.failedRow;
      }
    },
    [m, language],
  );
}

/** What stands at the end of a row: who is asked, or the day. */
function sideOf(m: Messages, row: QueueRow, year: number): string {
  const pending = row.state === 'queued' || row.state === 'working' || row.state === 'in_doubt';
  return pending ? providerName(m, row.provider) : row.date ? shortDate(row.date, year) : '';
}

export function providerName(m: Messages, id: string): string {
  return (m.sources as Record<string, string>)[id] ?? id;
}

function Row({ row, selected, reason, year }: { row: QueueRow; selected: boolean; reason: string; year: number }) {
  const m = useMessages();
  const kind = markOf(row);
  return (
    <>
      <Mark kind={kind} label={m.queue.states[kind === 'yours' ? 'certain' : kind]} />
      <span className={styles.name} title={row.file_name}>
        {row.seller ?? row.file_name}
      </span>
      <span className={`${styles.amount} ${row.amount?.startsWith('-') ? styles.negative : ''}`}>{row.amount ? showDecimal(row.amount) : ''}</span>
      <span className={`${styles.reason} ${selected ? styles.selectedText : ''}`} title={reason}>
        {row.state === 'working' ? <ReadingWords id={row.id} otherwise={reason} short /> : inOneLine(reason)}
      </span>
      <span className={styles.side}>{sideOf(m, row, year)}</span>
    </>
  );
}

interface QueuePaneProps {
  /** The import button, of another feature. */
  importAction: ReactNode;
  /** What an intake has to say, above the rows. */
  report: ReactNode;
  /** Shown where there is no document at all. */
  empty: ReactNode;
  /** What the running batch has cost and may cost. */
  batchCost: ReactNode;
}

/** The list of documents. What is typed into one of them is nothing to it. */
export const QueuePane = memo(function QueuePane({ importAction, report, empty, batchCost }: QueuePaneProps) {
  const m = useMessages();
  const desk = useDesk();
  const rows = useQueue((state) => state.rows);
  const counts = useQueue((state) => state.counts);
  const tab = useQueue((state) => state.tab);
  const search = useQueue((state) => state.search);
  const loaded = useQueue((state) => state.loaded);
  const problem = useQueue((state) => state.problem);
  // Before the first answer no number is known: nothing is not zero.
  const known = loaded && (problem === null || rows.size > 0);
  const current = useDeskState((state) => state.current);
  const reason = useReason();

  const list = useMemo(() => visibleRows(rows, tab, search), [rows, tab, search]);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const year = new Date().getFullYear();

  const height = useRowHeights(
    box,
    // How far the reading of a document has come changes often; its row is as high as the longest of these words.
    useCallback((row) => [row.state === 'working' ? m.queue.readingShort(10, 10, 100) : inOneLine(reason(row)), sideOf(m, row, year)], [m, reason, year]),
  );
  const virtual = useVirtualizer({ count: list.length, getScrollElement: () => box.current, estimateSize: (index) => height(list[index]), overscan: 12 });
  useLayoutEffect(() => virtual.measure(), [virtual, height, list]);

  const ids = () => list.map((row) => row.id);
  const at = list.findIndex((row) => row.id === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);

  useCommand('review.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  useCommand('review.remove', () => {
    // Only in the list itself: everywhere else the key belongs to the text.
    if (document.activeElement !== box.current || current === null) return false;
    desk.remove(current);
    return true;
  });
  useCommand('review.next', () => desk.step(1));
  useCommand('review.previous', () => desk.step(-1));

  const tabs: { id: Tab; label: string; count: number }[] = [
    { id: 'to_review', label: m.queue.toReview, count: counts.to_review + counts.pending },
    { id: 'reviewed', label: m.queue.reviewed, count: counts.reviewed },
    { id: 'failed', label: m.queue.failed, count: counts.failed },
  ];
  const nothing =
    search !== ''
      ? m.queue.nothingFound
      : { to_review: m.queue.nothingToReview, reviewed: m.queue.nothingReviewed, failed: m.queue.nothingFailed }[tab];

  return (
    <section className={styles.pane} aria-label={m.queue.label} data-testid="queue">
      <div className={styles.top}>
        <div className={styles.search}>
          <input
            ref={field}
            type="search"
            value={search}
            placeholder={m.queue.search}
            aria-label={m.queue.search}
            spellCheck={false}
            data-enter="own"
            onChange={(event) => desk.queue.getState().setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && search !== '') {
                event.preventDefault();
                desk.queue.getState().setSearch('');
              }
              if (event.key === 'Enter' && !isComposing(event.nativeEvent) && list[0]) desk.open(list[0].id);
              if (event.key === 'ArrowDown') box.current?.focus();
            }}
          />
        </div>
        {importAction}
      </div>
      <div className={styles.tabs} role="tablist" aria-label={m.queue.label}>
        {tabs.map(({ id, label, count }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === tab}
            className={styles.tab}
            data-testid={`tab-${id}`}
            onClick={() => desk.queue.getState().setTab(id)}
          >
            {label} {known && <span className={styles.count}>{count.toLocaleString('en-US')}</span>}
          </button>
        ))}
      </div>
      {report}
      {tab === 'to_review' && list.length > 1 && (
        <div className={styles.all}>
          <Button look="link" command="review.wall" title={m.commands['review.wall']} onClick={() => void desk.showWall(true)} data-testid="wall-open">
            {m.wall.title}
          </Button>
        </div>
      )}
      {tab === 'failed' && list.length > 1 && (
        <div className={styles.all}>
          <Button look="link" onClick={() => retryAll(desk, ids())} data-testid="retry-all">
            {m.queue.retryAll(list.length)}
          </Button>
          <Button look="link" onClick={() => removeAll(desk, ids())} data-testid="remove-all">
            {m.queue.removeAll}
          </Button>
        </div>
      )}
      {problem && rows.size > 0 && (
        <div className={styles.problem}>
          <Unreachable form="line" title={m.queue.loadFailed} problem={problem} onRetry={() => void desk.queue.getState().load()} />
        </div>
      )}
      <div
        ref={box}
        className={styles.rows}
        role={list.length > 0 ? 'listbox' : 'group'}
        tabIndex={0}
        aria-label={m.queue.list}
        aria-activedescendant={at >= 0 ? `row-${current ?? ''}` : undefined}
        data-enter="own"
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0 && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            desk.step(step, true);
          }
          if (event.key === 'Enter' && current !== null) {
            event.preventDefault();
            desk.open(current);
          }
        }}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = list[item.index];
            if (!row) return null;
            const selected = row.id === current;
            return (
              <div
                key={row.id}
                id={`row-${row.id}`}
                role="option"
                aria-selected={selected}
                aria-posinset={item.index + 1}
                aria-setsize={list.length}
                data-testid="queue-row"
                data-id={row.id}
                data-state={row.state}
                className={`${styles.row} ${selected ? styles.selected : ''} ${tabOf(row.state) === 'reviewed' ? styles.calm : ''}`}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
                onClick={() => desk.open(row.id)}
              >
                <Row row={row} selected={selected} reason={reason(row)} year={year} />
              </div>
            );
          })}
        </div>
        {known && list.length === 0 && (rows.size === 0 ? (
          empty
        ) : (
          <div className={styles.nothing}>
            <p>{nothing}</p>
            {search !== '' && (
              <Button look="link" onClick={() => desk.queue.getState().setSearch('')} data-testid="clear-search">
                {m.queue.clearSearch}
              </Button>
            )}
          </div>
        ))}
      </div>
      <BatchFooter money={batchCost} />
    </section>
  );
});

/** What stands for the queue where it is hidden. */
export function QueueHandle({ onOpen }: { onOpen: () => void }) {
  const m = useMessages();
  return (
    <div className={styles.handle}>
      <Button look="quiet" title={m.queue.open} aria-label={m.queue.open} command="review.queue" keyHidden onClick={onOpen}>
        <Icon name="panel" />
      </Button>
    </div>
  );
}
