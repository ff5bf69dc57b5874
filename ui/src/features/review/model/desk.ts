import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Backend, DocumentView, PageChange, QueueRow } from '../../../platform';
import { asProblem } from '../../../shared/problem';
import { EMPTY, type DeskState, type FocusWish, type Notices } from './desk-state';
import { Documents } from './document-store';
import { formOrder, openPaths, shownField } from './fields';
import { earlierOfSeller, inState, neighbour, upcoming } from './order';
import { createQueueStore, tabOf, tellsTheSame, visibleRows, type QueueState } from './queue-store';

/** How many documents are opened before they are asked for: several clean ones in a row take a key each. */
const AHEAD = 3;

/** After this many milliseconds a document that lay ready has been painted, and the machine is free for the next ones. */
const PAINTED = 60;

/** A longer time than this over one document was a break, in milliseconds. */
const LONGEST = 3_600_000;

/** Whether the keyboard is used beside the document's form, in a list or a search: news do not take it from there. */
function isUsedElsewhere(): boolean {
  const used = document.activeElement;
  return used !== null && used !== document.body && used.closest('[data-testid="form"], [data-testid="state-panel"]') === null;
}

/** The reviewer's desk: which document lies on it, which field is looked at, and what comes next. */
export class Desk {
  readonly backend: Backend;
  readonly queue: StoreApi<QueueState>;
  readonly documents: Documents;
  readonly store: StoreApi<DeskState>;
  #notices: Notices | null = null;
  #openedAt = 0;
  #keys = 0;
  #granted = 0;
  #behind: ReturnType<typeof setTimeout> | undefined;
  readonly #now: () => number;
  /** Documents that come first, before the order of the queue: those marked on the wall, with the field. */
  #marked: { path: string; ids: number[] } = { path: '', ids: [] };

  constructor(backend: Backend, now: () => number = () => performance.now()) {
    this.backend = backend;
    this.#now = now;
    this.queue = createQueueStore(backend);
    this.documents = new Documents(backend);
    this.store = createStore<DeskState>(() => EMPTY);
  }

  notify(notices: Notices): void {
    this.#notices = notices;
  }

  /** Loads the queue and follows it; the answer stops following. */
  start(): () => void {
    const stop = this.backend.on('queue-changed', (change) => {
      this.queue.getState().apply(change);
      for (const row of change.changed) this.#follow(row);
      const { current } = this.store.getState();
      if (current !== null && change.removed.includes(current)) this.#leaveRemoved(current);
      for (const id of change.removed) this.documents.forget(id);
      if (this.store.getState().current === null) this.#openFirst();
      else void this.#fetchAhead();
    });
    const stopPages = this.backend.on('pages-read', (pages) => this.queue.getState().hear(pages));
    const stopLost = this.backend.on('events-lost', () => void this.#load());
    void this.#load();
    this.#askPace();
    return () => {
      stop();
      stopPages();
      stopLost();
    };
  }

  #askPace(): void {
    // A pace that cannot be told is only not shown.
    this.backend.reviewPace().then(
      (today) => this.store.setState({ today }),
      () => undefined,
    );
  }

  async #load(): Promise<void> {
    await this.queue.getState().load();
    const { current } = this.store.getState();
    if (current === null) this.#openFirst();
    const row = current === null ? undefined : this.#row(current);
    if (row) this.#follow(row);
  }

  /**
   * A row that tells otherwise than the opened document makes this one out of date: its state changed, or another
   * reading came. (Between two tellings a document may have been read again and be ready as before.)
   */
  #follow(row: QueueRow): void {
    const { view, saving } = this.documents.entry(row.id);
    if (!view || saving > 0 || tellsTheSame(row, view)) return;
    const typed = this.documents.entry(row.id).drafts.size > 0;
    if (typed || row.id === this.store.getState().current) {
      void this.documents.load(row.id, true).then(() => {
        // A key that was meant for a list of pages would go into a field, or for another page.
        if (isUsedElsewhere()) return;
        if (view.state === row.state) this.#resettleFocus(row.id);
        else this.#settleFocus(row.id);
      });
    } else {
      this.documents.forget(row.id);
    }
  }

  #openFirst(): void {
    const first = inState(this.queue.getState().rows, 'ready')[0];
    if (first) this.open(first.id);
  }

  #row(id: number): QueueRow | undefined {
    return this.queue.getState().rows.get(id);
  }

  /** Puts a document on the desk; the focus goes to what is open in it, unless it is to stay where it is. */
  open(id: number, keepFocus = false): void {
    const { current } = this.store.getState();
    if (current === id) {
      this.#settleFocus(id);
      return;
    }
    this.documents.leave();
    if (current !== null) void this.documents.flush(current);
    this.store.setState({
      current: id,
      focused: null,
      hovered: null,
      listing: false,
      postponing: false,
      allDone: false,
    });
    this.#openedAt = this.#now();
    this.#keys = 0;
    const row = this.#row(id);
    if (row && tabOf(row.state) !== this.queue.getState().tab) this.queue.getState().setTab(tabOf(row.state));
    if (this.documents.entry(id).view) {
      // It lies ready: shown and focused in one go. All else waits until it is painted.
      if (!keepFocus) this.#settleFocus(id);
      clearTimeout(this.#behind);
      this.#behind = setTimeout(() => this.#lookBehind(id, keepFocus), PAINTED);
      return;
    }
    void this.documents.load(id).then(() => {
      if (!keepFocus) this.#settleFocus(id);
      void this.#fetchAhead();
    });
  }

  /** What nobody waits for once a document is shown: what others changed in it, and the next ones. */
  #lookBehind(id: number, keepFocus: boolean): void {
    if (this.store.getState().current !== id) return;
    void this.documents.refresh(id).then((other) => {
      if (other && !keepFocus) this.#resettleFocus(id);
    });
    void this.#fetchAhead();
  }

  /** What was looked up again may have other doubts: where nobody has gone on or typed yet, the focus follows. */
  #resettleFocus(id: number): void {
    const { current, wish, focused } = this.store.getState();
    const { view, drafts } = this.documents.entry(id);
    if (!view || !wish || current !== id || drafts.size > 0) return;
    const open = openPaths(view, drafts);
    const rests = wish.target === 'finish' ? open.length === 0 : focused !== wish.target || open.includes(wish.target);
    if (!rests) this.wish(open[0] ?? 'finish');
  }

  /** Focuses what wants the reviewer first, or the button that finishes. */
  #settleFocus(id: number): void {
    const { view, drafts } = this.documents.entry(id);
    if (!view || this.store.getState().current !== id) return;
    const marked = this.#marked.ids.includes(id) ? this.#marked.path : undefined;
    this.#marked.ids = this.#marked.ids.filter((other) => other !== id);
    this.wish(marked ?? openPaths(view, drafts)[0] ?? 'finish');
  }

  /** Wants the focus somewhere. The page and the grid go there at once; the control takes it when it is there. */
  wish(target: string): void {
    const { wish, focused } = this.store.getState();
    this.store.setState({
      wish: { target, turn: (wish?.turn ?? 0) + 1 },
      focused: target === 'finish' ? focused : target,
      listing: false,
      postponing: false,
    });
  }

  /** Whether a wish is still to be granted; it is granted once, not again when its control comes back by scrolling. */
  grant({ turn }: FocusWish): boolean {
    if (turn <= this.#granted) return false;
    this.#granted = turn;
    return true;
  }

  /** A field got the focus. */
  focus(path: string): void {
    const { current } = this.store.getState();
    if (current !== null) this.documents.edit(current, path);
    this.store.setState({ focused: path });
  }

  blur(): void {
    this.documents.leave();
  }

  hover(path: string | null): void {
    if (this.store.getState().hovered !== path) this.store.setState({ hovered: path });
  }

  countKey(): void {
    this.#keys += 1;
  }

  step(step: 1 | -1, keepFocus = false): void {
    const { rows, tab, search } = this.queue.getState();
    const row = neighbour(visibleRows(rows, tab, search), this.store.getState().current, step);
    if (row) this.open(row.id, keepFocus);
  }

  #upcoming(): QueueRow[] {
    return upcoming(this.queue.getState().rows, this.store.getState().current, this.#marked.ids);
  }

  next(): QueueRow | undefined {
    return this.#upcoming()[0];
  }

  /** Opens the next documents before they are asked for, one after the other; the page fetches their pictures. */
  async #fetchAhead(): Promise<void> {
    const { current } = this.store.getState();
    const ids = this.#upcoming()
      .slice(0, AHEAD)
      .map((row) => row.id);
    const tell = () => {
      const ahead = ids.filter((id) => this.documents.entry(id).view);
      const known = this.store.getState().ahead;
      if (ahead.length !== known.length || ahead.some((id, at) => id !== known[at])) this.store.setState({ ahead });
    };
    tell();
    for (const id of ids) {
      const { view, problem } = this.documents.entry(id);
      // One that could not be opened is tried again when it is its turn.
      if (view || problem) continue;
      await this.documents.load(id);
      if (this.store.getState().current !== current) return;
      tell();
    }
  }

  #goOn(): void {
    const next = this.next();
    if (next) this.open(next.id);
    else this.store.setState({ current: null, focused: null, listing: false, postponing: false, allDone: true });
  }

  #leaveRemoved(id: number): void {
    if (this.store.getState().current === id) this.#goOn();
  }

  #current(): { id: number; view: DocumentView } | null {
    const id = this.store.getState().current;
    if (id === null) return null;
    const { view } = this.documents.entry(id);
    return view && { id, view };
  }

  /** The next open field after the focused one, round to the first. */
  #openAfter(view: DocumentView, after: string | null, step: 1 | -1, unseen = false): string | undefined {
    const open = openPaths(view, this.documents.entry(view.id).drafts).filter(
      // A value that a rule calls wrong and the reviewer has confirmed was seen; it stays open, but stops nobody.
      (path) => path !== after && !(unseen && view.fields.some((field) => field.path === path && field.source === 'reviewer')),
    );
    if (after === null) return open[0];
    const place = formOrder(after);
    return step === 1
      ? (open.find((path) => formOrder(path) > place) ?? open[0])
      : (open.findLast((path) => formOrder(path) < place) ?? open.at(-1));
  }

  nextOpen(step: 1 | -1): void {
    const on = this.#current();
    const path = on && this.#openAfter(on.view, this.store.getState().focused, step);
    if (path) this.wish(path);
  }

  /**
   * Enter: makes the focused field the reviewer's and goes to the next doubt; where nothing is doubtful, finishes.
   */
  confirm(focused: string | null): void {
    const on = this.#current();
    if (!on || (on.view.state !== 'ready' && on.view.state !== 'postponed')) return;
    const { drafts } = this.documents.entry(on.id);
    const open = openPaths(on.view, drafts);
    if (focused !== null && (open.includes(focused) || drafts.has(focused))) {
      const { value } = shownField(on.view, drafts, focused);
      const saved = this.documents.put(on.id, [{ path: focused, value }]);
      this.wish(this.#openAfter(on.view, focused, 1, true) ?? 'finish');
      const { wish } = this.store.getState();
      void saved.then(() => wish && this.#reconsider(on.id, focused, wish));
      return;
    }
    const listed = this.store.getState().listing ? open[0] : undefined;
    const next = listed ?? this.#openAfter(on.view, focused, 1, true);
    if (next) this.wish(next);
    else this.finish();
  }

  /** A value that was confirmed may have settled the field that the focus went to, or opened another one. */
  #reconsider(id: number, confirmed: string, { target, turn }: FocusWish): void {
    const { current, wish, focused } = this.store.getState();
    const { view, drafts } = this.documents.entry(id);
    // Not where the person has gone elsewhere or types already.
    const left = wish?.turn !== turn || (target !== 'finish' && focused !== target) || drafts.has(target);
    if (!view || current !== id || left) return;
    if (openPaths(view, drafts).includes(target)) return;
    const next = this.#openAfter(view, confirmed, 1, true) ?? 'finish';
    if (next !== target) this.wish(next);
  }

  /** Marks the document as reviewed and goes on. What is open is listed first; asked again, it is finished so. */
  finish(): void {
    const on = this.#current();
    if (!on || (on.view.state !== 'ready' && on.view.state !== 'postponed')) return;
    const { drafts, unsaved } = this.documents.entry(on.id);
    if (unsaved) {
      void this.documents.flush(on.id);
      return;
    }
    if (openPaths(on.view, drafts).length > 0 && !this.store.getState().listing) {
      this.store.setState({ listing: true, postponing: false });
      return;
    }
    const { session } = this.store.getState();
    const spent = this.#now() - this.#openedAt;
    this.store.setState({
      session: { reviewed: session.reviewed + 1, milliseconds: session.milliseconds + spent, keys: session.keys + this.#keys },
    });
    const row = this.#row(on.id);
    this.documents.leave();
    const finished = this.documents.change(on.id, (id) => this.backend.finish(id, Math.min(Math.round(spent), LONGEST)));
    this.queue.getState().foresee(on.id, { state: 'reviewed' }, finished);
    this.#goOn();
    const done = () => {
      this.#notices?.finished(row, on.id);
      this.#askPace();
    };
    void this.report(on.id, finished, done);
  }

  postpone(reason: string): void {
    const on = this.#current();
    if (!on) return;
    const row = this.#row(on.id);
    const put = this.documents.change(on.id, (id) => this.backend.postpone(id, reason));
    this.queue.getState().foresee(on.id, { state: 'postponed', postponed_reason: reason }, put);
    this.#goOn();
    void this.report(on.id, put, () => this.#notices?.postponed(row, on.id));
  }

  notInvoice(): void {
    const on = this.#current();
    if (!on) return;
    const row = this.#row(on.id);
    const marked = this.documents.change(on.id, (id) => this.backend.markNotInvoice(id));
    this.queue.getState().foresee(on.id, { state: 'not_invoice' }, marked);
    this.#goOn();
    void this.report(on.id, marked, () => this.#notices?.notInvoice(row, on.id));
  }

  /** To the recycle bin. */
  remove(id: number): void {
    const row = this.#row(id);
    const removed = this.documents.flush(id).then(() => this.backend.removeDocuments([id]));
    this.queue.getState().foresee(id, null, removed);
    if (this.store.getState().current === id) this.#goOn();
    void this.report(id, removed, () => this.#notices?.removed(row, id));
  }

  restore(id: number): void {
    void this.report(id, this.backend.restoreDocuments([id]), () => this.open(id));
  }

  reopen(id: number): void {
    const reopened = this.documents.change(id, (document) => this.backend.reopen(document));
    void this.report(id, reopened, () => {
      this.queue.getState().setTab('to_review');
      this.open(id);
    });
  }

  undo(): void {
    const on = this.#current();
    if (on) this.undoIn(on.id);
  }

  undoIn(id: number): void {
    void this.report(id, this.documents.change(id, (document) => this.backend.undo(document)));
  }

  redo(): void {
    const on = this.#current();
    if (on) void this.report(on.id, this.documents.change(on.id, (id) => this.backend.redo(id)));
  }

  /** Turns a page by a quarter. */
  rotate(page: number): void {
    const on = this.#current();
    if (!on) return;
    const turned = this.documents.change(on.id, (id) => {
      const turns = this.documents.entry(id).view?.pages.find((own) => own.number === page)?.quarter_turns ?? 0;
      return this.backend.turnPage(id, page, (turns + 1) % 4);
    });
    void this.report(on.id, turned);
  }

  /** Splits, merges, attaches or reorders pages of a document, of the one on the desk where none is named. */
  arrange(change: PageChange, id = this.store.getState().current): void {
    if (id === null) return;
    const taken = change.kind === 'take' ? this.documents.flush(change.document) : Promise.resolve();
    const arranged = taken.then(() =>
      this.documents.change(id, (document) => this.backend.arrangePages(document, change).then((made) => made.document)),
    );
    void this.report(id, arranged, () => this.#notices?.arranged(change.kind, id));
  }

  /** Looks at one field of many documents at once, or at one document again; what is being typed is kept first. */
  async showWall(wall: boolean): Promise<void> {
    this.documents.leave();
    await this.documents.flushAll();
    const { current } = this.store.getState();
    this.store.setState({ wall, listing: false, postponing: false });
    if (wall || current === null) return;
    await this.documents.load(current, true);
    this.#settleFocus(current);
  }

  /** Goes from the wall to the documents that were marked there, field by field, then on as usual. */
  visitMarked(path: string, ids: readonly number[]): void {
    this.#marked = { path, ids: [...ids] };
    this.store.setState({ wall: false, current: null });
    const first = ids[0];
    if (first !== undefined) this.open(first);
  }

  insertLine(index: number, then?: () => void): void {
    const on = this.#current();
    if (on) void this.report(on.id, this.documents.change(on.id, (id) => this.backend.insertLine(id, index)), then);
  }

  deleteLine(index: number, then?: () => void): void {
    const on = this.#current();
    if (on) void this.report(on.id, this.documents.change(on.id, (id) => this.backend.deleteLine(id, index)), then);
  }

  /** Takes the field's value from the last reviewed document of the same seller. */
  async ditto(path: string): Promise<void> {
    const on = this.#current();
    if (!on) return;
    const seller = shownField(on.view, this.documents.entry(on.id).drafts, 'seller.name').value;
    const before = earlierOfSeller(this.queue.getState().rows, on.id, seller);
    if (!before) {
      this.#notices?.dittoMissing('none');
      return;
    }
    await this.documents.load(before.id);
    const view = this.documents.entry(before.id).view;
    const value = view ? shownField(view, new Map(), path).value : null;
    if (value === null) this.#notices?.dittoMissing('empty');
    else await this.documents.put(on.id, [{ path, value }]);
  }

  /** How many reviewed documents there are to export, once all that was finished here is kept. */
  async reviewed(): Promise<number> {
    await this.documents.flushAll();
    const { rows, counts } = this.queue.getState();
    // The counters come later than the rows, which show at once what was finished.
    return Math.max(counts.reviewed, [...rows.values()].filter((row) => row.state === 'reviewed').length);
  }

  /** Waits for a call about a document, says what came of it, and says where it failed. */
  async report(id: number, done: Promise<unknown>, then?: (notices: Notices | null) => void): Promise<void> {
    try {
      await done;
      then?.(this.#notices);
    } catch (error) {
      this.#notices?.problem(asProblem(error), id);
    }
  }
}
