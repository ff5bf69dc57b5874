import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Backend, DocumentView, FieldEdit, Problem } from '../../../platform';
import { asProblem } from '../../../shared/problem';
import { NO_DRAFTS, type Draft, type Drafts } from './fields';

export interface Entry {
  view: DocumentView | null;
  /** Why it could not be opened. */
  problem: Problem | null;
  drafts: Drafts;
  /** Calls under way that change it. */
  saving: number;
  /** Why what was typed could not be saved; the drafts keep it. */
  unsaved: Problem | null;
}

export interface DocumentState {
  entries: ReadonlyMap<number, Entry>;
}

type Change = (id: number) => Promise<DocumentView>;

/** How long typing may rest before it is saved. */
const REST = 250;
/** Opened documents that are kept at hand. */
const KEPT = 40;

const FRESH: Entry = { view: null, problem: null, drafts: NO_DRAFTS, saving: 0, unsaved: null };

/**
 * Opened documents and what is being typed into them.
 *
 * What is typed becomes a draft at once and is shown from there; it leaves after 250 ms of rest, on blur and before
 * anything else happens to the document. Calls of one document go one after the other. A draft goes away only when
 * the program has answered to this very text and the field is no longer being typed in.
 */
export class Documents {
  readonly store: StoreApi<DocumentState> = createStore<DocumentState>(() => ({ entries: new Map() }));
  readonly #backend: Backend;
  readonly #tails = new Map<number, Promise<unknown>>();
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #loads = new Map<number, Promise<void>>();
  /** How many changes the program has answered to, and after how many of them each document was seen last. */
  #changes = 0;
  readonly #seenAt = new WeakMap<DocumentView, number>();
  /** The field that is being typed in: its drafts stay until it is left. */
  #editing: { id: number; path: string; joined: boolean } | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  entry(id: number): Entry {
    return this.store.getState().entries.get(id) ?? FRESH;
  }

  #set(id: number, change: Partial<Entry>): void {
    const entries = new Map(this.store.getState().entries);
    const entry = { ...(entries.get(id) ?? FRESH), ...change };
    // The youngest one last, so that the oldest is dropped first.
    entries.delete(id);
    entries.set(id, entry);
    for (const [old, { drafts, saving }] of entries) {
      if (entries.size <= KEPT) break;
      if (old !== id && drafts.size === 0 && saving === 0) entries.delete(old);
    }
    this.store.setState({ entries });
  }

  /** Takes an answer unless a younger one is here already. */
  #accept(view: DocumentView): void {
    const known = this.entry(view.id).view;
    if (!known || view.revision >= known.revision) this.#set(view.id, { view, problem: null });
  }

  /** Opens a document; from memory where it was opened before. */
  load(id: number, again = false): Promise<void> {
    const loading = this.#loads.get(id);
    if (loading) return loading;
    if (!again && this.entry(id).view) return Promise.resolve();
    const asked = this.#changes;
    const load = this.#backend
      .openDocument(id)
      .then((view) => {
        this.#seenAt.set(view, asked);
        this.#accept(view);
      })
      .catch((error: unknown) => this.#set(id, { problem: asProblem(error) }))
      .finally(() => this.#loads.delete(id));
    this.#loads.set(id, load);
    return load;
  }

  /**
   * Asks again for a document that lies here since before another one was changed: checks look across documents.
   * Whatever happens to it meanwhile goes before. Answers whether it is another one now.
   */
  async refresh(id: number): Promise<boolean> {
    const { view: before, saving } = this.entry(id);
    const asked = this.#changes;
    if (!before || saving > 0 || this.#seenAt.get(before) === asked) return false;
    // What cannot be asked for again is still there as it was.
    const view = await this.#backend.openDocument(id).catch(() => null);
    const now = this.entry(id);
    if (!view || now.view !== before || now.saving > 0) return false;
    if (JSON.stringify({ ...view, revision: before.revision }) === JSON.stringify(before)) {
      this.#seenAt.set(before, asked);
      return false;
    }
    this.#seenAt.set(view, asked);
    this.#accept(view);
    return true;
  }

  /** Takes the answer to a change of a document. */
  #changed(view: DocumentView): void {
    this.#changes += 1;
    this.#seenAt.set(view, this.#changes);
    this.#accept(view);
  }

  /** Lets a document go, unless something typed into it still waits to be saved. */
  forget(id: number): void {
    if (this.entry(id).drafts.size > 0) return;
    const entries = new Map(this.store.getState().entries);
    entries.delete(id);
    this.store.setState({ entries });
  }

  /** Something changed that all checks look at: what is opened is asked for again, now or when it is opened next. */
  outdate(current: number | null): void {
    for (const [id, { drafts, saving }] of this.store.getState().entries) {
      if (id === current || drafts.size > 0 || saving > 0) void this.load(id, true);
      else this.forget(id);
    }
  }

  /** Says that a field is being typed in, or none. What it held back is let go. */
  edit(id: number, path: string): void {
    if (this.#editing?.id === id && this.#editing.path === path) return;
    this.leave();
    this.#editing = { id, path, joined: false };
  }

  leave(): void {
    const left = this.#editing;
    this.#editing = null;
    if (!left) return;
    const entry = this.entry(left.id);
    const draft = entry.drafts.get(left.path);
    if (!draft) return;
    if (draft.savedVersion === draft.version) this.#drop(left.id, [left.path]);
    else void this.flush(left.id);
  }

  #drop(id: number, paths: readonly string[]): void {
    const drafts = new Map(this.entry(id).drafts);
    for (const path of paths) drafts.delete(path);
    this.#set(id, { drafts });
  }

  /** Takes what was typed; it is saved by and by. */
  type(id: number, edits: readonly FieldEdit[]): void {
    const drafts = new Map(this.entry(id).drafts);
    for (const { path, value } of edits) {
      const old = drafts.get(path);
      drafts.set(path, {
        value: value === '' ? null : value,
        version: (old?.version ?? 0) + 1,
        sentVersion: old?.sentVersion ?? 0,
        savedVersion: old?.savedVersion ?? 0,
        failed: false,
      });
    }
    this.#set(id, { drafts, unsaved: null });
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => void this.flush(id), REST),
    );
  }

  /** Takes edits and saves them now, as one step. */
  put(id: number, edits: readonly FieldEdit[]): Promise<void> {
    const joins = this.#editing;
    // Typing that rests in other fields goes first, in its own step.
    const others = [...this.entry(id).drafts.keys()].some((path) => !edits.some((edit) => edit.path === path));
    if (others) void this.flush(id);
    this.type(id, edits);
    // A value that is put whole is a step of its own, also while the field is being typed in.
    if (joins?.id === id) joins.joined = false;
    return this.flush(id);
  }

  /** Saves what was typed and waits until all calls of the document are answered. */
  flush(id: number): Promise<void> {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const drafts = this.entry(id).drafts;
    const sent: [string, Draft][] = [...drafts].filter(([, draft]) => draft.sentVersion < draft.version);
    if (sent.length === 0) return this.#settled(id);

    const marked = new Map(drafts);
    for (const [path, draft] of sent) marked.set(path, { ...draft, sentVersion: draft.version });
    this.#set(id, { drafts: marked });

    const edits = sent.map(([path, { value }]) => ({ path, value }));
    const editing = this.#editing;
    const own = editing?.id === id && edits.length === 1 && edits[0]?.path === editing.path;
    const coalesce = own && editing.joined;
    if (own) editing.joined = true;

    void this.#run(id, async () => {
      try {
        const view = await this.#backend.correct(id, edits, coalesce);
        this.#changed(view);
        this.#saved(id, sent);
      } catch (error) {
        this.#failed(id, sent, asProblem(error));
      }
    });
    return this.#settled(id);
  }

  #saved(id: number, sent: readonly [string, Draft][]): void {
    const drafts = new Map(this.entry(id).drafts);
    for (const [path, { version }] of sent) {
      const now = drafts.get(path);
      if (!now) continue;
      const held = this.#editing?.id === id && this.#editing.path === path;
      if (now.version === version && !held) drafts.delete(path);
      else drafts.set(path, { ...now, savedVersion: Math.max(now.savedVersion, version), failed: false });
    }
    this.#set(id, { drafts, unsaved: null });
  }

  #failed(id: number, sent: readonly [string, Draft][], problem: Problem): void {
    const drafts = new Map(this.entry(id).drafts);
    for (const [path, { version }] of sent) {
      const now = drafts.get(path);
      // Not sent any more: the next flush takes it again.
      if (now?.version === version) drafts.set(path, { ...now, sentVersion: now.savedVersion, failed: true });
    }
    this.#set(id, { drafts, unsaved: problem });
  }

  #run<T>(id: number, call: () => Promise<T>): Promise<T> {
    this.#set(id, { saving: this.entry(id).saving + 1 });
    const run = (this.#tails.get(id) ?? Promise.resolve()).then(call).finally(() => {
      this.#set(id, { saving: Math.max(0, this.entry(id).saving - 1) });
    });
    this.#tails.set(
      id,
      run.then(
        () => undefined,
        () => undefined,
      ),
    );
    return run;
  }

  async #settled(id: number): Promise<void> {
    await this.#tails.get(id);
  }

  /** Saves what was typed, then makes another change (undo, a line, finish). Rejects with a `Problem`. */
  change(id: number, change: Change): Promise<DocumentView> {
    void this.flush(id);
    if (this.#editing?.id === id) this.#editing.joined = false;
    return this.#run(id, async () => {
      const unsaved = this.entry(id).unsaved;
      // Nothing may overtake what was typed.
      if (unsaved) throw unsaved as unknown as Error;
      const answer = await change(id);
      // Drafts were saved before; from here on the program's word holds.
      const drafts = new Map([...this.entry(id).drafts].filter(([, draft]) => draft.savedVersion < draft.version));
      this.#set(id, { drafts });
      this.#changed(answer);
      return answer;
    });
  }

  /** Saves everything; before the window closes. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.store.getState().entries.keys()].map((id) => this.flush(id)));
  }
}
