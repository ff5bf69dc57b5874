import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Backend, Counts, DocumentState, Problem, Progress, QueueChange, QueueRow } from '../../../platform';
import { asProblem } from '../../../shared/problem';

export type Tab = 'to_review' | 'reviewed' | 'failed';

export interface QueueState {
  rows: ReadonlyMap<number, QueueRow>;
  counts: Counts;
  progress: Progress | null;
  loaded: boolean;
  problem: Problem | null;
  tab: Tab;
  search: string;
  load(): Promise<void>;
  apply(change: QueueChange): void;
  /** Shows what a call will make of a row, or takes it out, before the answer. The answer to this puts it back. */
  foresee(id: number, change: Partial<QueueRow> | null): () => void;
  setTab(tab: Tab): void;
  setSearch(search: string): void;
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
  return createStore<QueueState>((set, get) => ({
    rows: new Map(),
    counts: NO_COUNTS,
    progress: null,
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
          rows: new Map(view.rows.map((row) => [row.id, row])),
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
        for (const row of change.changed) {
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
      set({ rows, counts: change.counts, progress: change.progress });
    },

    foresee(id, change) {
      const before = get().rows.get(id);
      if (!before) return () => undefined;
      const put = (row: QueueRow | null) => {
        const rows = new Map(get().rows);
        if (row) rows.set(id, row);
        else rows.delete(id);
        set({ rows: row && !get().rows.has(id) ? new Map([...rows].sort(([a], [b]) => a - b)) : rows });
      };
      put(change && { ...before, ...change });
      return () => put(before);
    },

    setTab: (tab) => set({ tab }),
    setSearch: (search) => set({ search }),
  }));
}
