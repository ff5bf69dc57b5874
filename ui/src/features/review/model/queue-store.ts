import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Backend, Counts, DocumentState, DocumentView, PageReading, Problem, Progress, QueueChange, QueueRow, Trust } from '../../../platform';
import { asProblem } from '../../../shared/problem';

export type Tab = 'to_review' | 'reviewed' | 'failed';

export interface QueueState {
  rows: ReadonlyMap<number, QueueRow>;
  counts: Counts;
  progress: Progress | null;
  /** How far the reading has come of documents that are being recognized on this machine. */
  reading: ReadonlyMap<number, PageReading>;
  loaded: boolean;
  problem: Problem | null;
  tab: Tab;
  search: string;
  load(): Promise<void>;
  apply(change: QueueChange): void;
  /** How far the reading of some documents has come. */
  hear(pages: readonly PageReading[]): void;
  /**
   * Shows what a call will make of a row, or takes it out, before the answer. News from before the call change
   * nothing about that; where the call fails, the row is put back as it was heard of last.
   */
  foresee(id: number, change: Partial<QueueRow> | null, call: Promise<unknown>): void;
  setTab(tab: Tab): void;
  setSearch(search: string): void;
}

/** Without the documents that are being read no longer. */
function stillRead(reading: ReadonlyMap<number, PageReading>, rows: ReadonlyMap<number, QueueRow>): ReadonlyMap<number, PageReading> {
  // The news that a document is taken up may come after the first of its pages.
  const goesOn = (id: number) => ['queued', 'working'].includes(rows.get(id)?.state ?? 'queued');
  return [...reading.keys()].every(goesOn) ? reading : new Map([...reading].filter(([id]) => goesOn(id)));
}

const NO_COUNTS: Counts = { to_review: 0, reviewed: 0, failed: 0, pending: 0 };

const TAB_OF: Record<DocumentState, Tab> = {
  queued: 'to_review',
  working: 'to_review',
  in_doubt: 'to_review',
  ready: 'to_review',
  postponed: 'to_review',
  reviewed: 'reviewed',
  not_invoice: 'reviewed',
  failed: 'failed',
};

export function tabOf(state: DocumentState): Tab {
  return TAB_OF[state];
}

/** Whether a row of the queue says of a document what its view says. */
export function tellsTheSame(row: QueueRow, view: DocumentView): boolean {
  // What cannot be read is nothing in a row, and stands in the field as it was read.
  const same = (told: string | null, path: string) => told === null || told === view.fields.find((field) => field.path === path)?.value;
  const count = (trust: Trust) => view.fields.filter((field) => field.trust === trust).length;
  return (
    row.state === view.state &&
    row.doubtful === count('doubtful') &&
    row.wrong === count('wrong') &&
    same(row.number, 'number') &&
    same(row.seller, 'seller.name') &&
    same(row.amount, 'amount_with_tax') &&
    same(row.date, 'issue_date')
  );
}

/** The rows of a tab that match the search, oldest first; what was put aside comes after what was not. */
export function visibleRows(rows: ReadonlyMap<number, QueueRow>, tab: Tab, search: string): QueueRow[] {
  const wanted = search.normalize('NFKC').replace(/[\s,]/g, '').toLowerCase();
  const matches = (row: QueueRow) =>
    wanted === '' ||
    [row.seller, row.number, row.amount, row.file_name, row.date].some(
      (text) => text?.replace(/[\s,]/g, '').toLowerCase().includes(wanted),
    );
  const found: QueueRow[] = [];
  const aside: QueueRow[] = [];
  for (const row of rows.values()) {
    if (TAB_OF[row.state] !== tab || !matches(row)) continue;
    (row.state === 'postponed' ? aside : found).push(row);
  }
  return aside.length > 0 ? found.concat(aside) : found;
}

/** All documents and how their recognition goes. */
export function createQueueStore(backend: Backend): StoreApi<QueueState> {
  /** Changes heard while the whole is being asked for; they are laid over the answer. One list for each asking. */
  const meanwhile = new Set<QueueChange[]>();
  /** What calls under way will make of rows, and the rows as they were heard of last. */
  const foreseen = new Map<number, { change: Partial<QueueRow> | null; heard: QueueRow }>();
  /** A row as it is shown; `null` where it will be gone. */
  const shown = (row: QueueRow): QueueRow | null => {
    const coming = foreseen.get(row.id);
    if (!coming) return row;
    coming.heard = row;
    return coming.change && { ...row, ...coming.change };
  };
  return createStore<QueueState>((set, get) => ({
    rows: new Map(),
    counts: NO_COUNTS,
    progress: null,
    reading: new Map(),
    loaded: false,
    problem: null,
    tab: 'to_review',
    search: '',

    async load() {
      const heard: QueueChange[] = [];
      meanwhile.add(heard);
      try {
        const view = await backend.queue();
        meanwhile.delete(heard);
        set({
          rows: new Map(view.rows.flatMap((heard) => shown(heard) ?? []).map((row) => [row.id, row])),
          counts: view.counts,
          progress: view.progress,
          loaded: true,
          problem: null,
        });
        for (const change of heard) get().apply(change);
      } catch (error) {
        meanwhile.delete(heard);
        set({ problem: asProblem(error), loaded: true });
      }
    },

    apply(change) {
      for (const heard of meanwhile) heard.push(change);
      let rows: Map<number, QueueRow> | ReadonlyMap<number, QueueRow> = get().rows;
      if (change.changed.length > 0 || change.removed.length > 0) {
        const next = new Map(rows);
        let restored = false;
        let last = [...next.keys()].at(-1) ?? -1;
        for (const heard of change.changed) {
          const row = shown(heard);
          if (!row) continue;
          if (!next.has(row.id)) {
            restored ||= row.id < last;
            last = Math.max(last, row.id);
          }
          next.set(row.id, row);
        }
        for (const id of change.removed) next.delete(id);
        // Ids grow with age; one that came back takes its old place.
        rows = restored ? new Map([...next].sort(([a], [b]) => a - b)) : next;
      }
      set({ rows, counts: change.counts, progress: change.progress, reading: stillRead(get().reading, rows) });
    },

    hear(pages) {
      const reading = new Map(get().reading);
      for (const page of pages) {
        const isOver = page.page === page.pages && page.share >= 1;
        if (isOver) reading.delete(page.id);
        else reading.set(page.id, page);
      }
      set({ reading: stillRead(reading, get().rows) });
    },

    foresee(id, change, call) {
      const heard = get().rows.get(id);
      if (!heard) return;
      const put = (row: QueueRow | null) => {
        const rows = new Map(get().rows);
        if (row) rows.set(id, row);
        else rows.delete(id);
        set({ rows: row && !get().rows.has(id) ? new Map([...rows].sort(([a], [b]) => a - b)) : rows });
      };
      const coming = { change, heard };
      foreseen.set(id, coming);
      put(shown(heard));
      const answered = () => {
        if (foreseen.get(id) !== coming) return false;
        foreseen.delete(id);
        return true;
      };
      call.then(answered, () => {
        if (answered()) put(coming.heard);
      });
    },

    setTab: (tab) => set({ tab }),
    setSearch: (search) => set({ search }),
  }));
}
