import type { Backend, Events } from '../backend';
import type {
  CheckSettings,
  CompanyEdit,
  CompanyView,
  Counts,
  DocumentFile,
  DocumentView,
  FieldEdit,
  FieldView,
  HistoryEntry,
  IntakeReport,
  LedgerRow,
  PageChange,
  Preferences,
  Problem,
  ProviderView,
  QueueRow,
  QueueView,
  SecretStore,
  SeenValue,
  StatisticsFilter,
  VerificationAnswer,
  WallCell,
} from '../types';
import { arrange } from './arrange';
import { DOCUMENTS, type FakeDocument } from './invoices';
import { checkTaxId, CHECKS, company, NO_USES, statistics, verificationInputs } from './checks';
import { draw, HEIGHT, WIDTH } from './picture';
import { PROVIDERS } from './providers';
import { normalised, readFields } from './reading';

/** Over the wire, what says nothing is `null`. */
type Answered<T> = T extends object | number | string | boolean | null ? T : null;

type Values = Map<string, string | null>;

/** The ids of copies lie above those of their invoices. */
const COPIES = 100_000;

interface Held {
  id: number;
  document: FakeDocument;
  view: DocumentView;
  read: Map<string, FieldView>;
  edits: Values;
  past: Values[];
  future: Values[];
  lastPath: string | null;
  history: Map<string, HistoryEntry[]>;
  bin: boolean;
}

const problem = (code: string, zh: string, en: string): Problem => ({ code, message: { zh, en }, retryable: true });

export interface FakeOptions {
  /** Milliseconds that every call takes. */
  delay?: number;
  /** Begin with nothing in it. */
  empty?: boolean;
  /** How many more documents to invent, for long queues. */
  more?: number;
  documents?: readonly FakeDocument[];
  /** Calls that are never answered. */
  held?: readonly string[];
  /** Calls that always fail. */
  refused?: readonly string[];
  /** Why the queue has stopped by itself. */
  stoppedBy?: Problem;
}

/** What a program says whose ledger cannot be read. */
const UNREADABLE = problem('storage', '账本文件打不开：磁盘没有响应。请检查磁盘后重试。', 'The ledger cannot be opened: the disk does not answer. Check it, then try again.');

/** The program in memory: for component tests and for looking at the window in a plain browser. */
export class FakeBackend implements Backend {
  readonly #held = new Map<number, Held>();
  readonly #heard = new Map<string, Set<(payload: never) => void>>();
  readonly #delay: number;
  #preferences: Preferences = { language: 'zh', theme: 'system', provider: 'offline', keys: {}, second: { provider: '', calls_per_day: null, fen_per_day: null } };
  #providers: ProviderView[] = structuredClone(PROVIDERS);
  #store: SecretStore = 'keychain';
  #companies: CompanyView[] = [];
  #checks = CHECKS;
  #learns = false;
  #paused = false;
  /** The next call of this name is refused with this problem. */
  readonly refuse = new Map<string, Problem>();
  /** Every call, in order. */
  readonly calls: { name: string; args: unknown[] }[] = [];
  readonly #empty: boolean;
  readonly #unanswered: ReadonlySet<string>;
  readonly #refused: ReadonlySet<string>;
  readonly #stoppedBy: Problem | null;

  constructor(options: FakeOptions = {}) {
    this.#delay = options.delay ?? 0;
    this.#empty = options.empty ?? false;
    this.#unanswered = new Set(options.held);
    this.#refused = new Set(options.refused);
    this.#stoppedBy = options.stoppedBy ?? null;
    this.#paused = this.#stoppedBy !== null;
    const documents = options.documents ?? DOCUMENTS;
    if (!options.empty) documents.forEach((document) => this.#hold(document));
    for (let i = 0; i < (options.more ?? 0); i += 1) {
      const base = documents[i % 7];
      if (base) this.#hold({ ...base, file: `批量_${i}.pdf` });
    }
  }

  #hold(document: FakeDocument): number {
    const id = this.#held.size + 1;
    const read = readFields(document);
    const pages = Array.from({ length: document.pages ?? 1 }, (_, i) => ({ number: i + 1, width: WIDTH, height: HEIGHT, quarter_turns: 0, attachment: false }));
    const held: Held = {
      id,
      document,
      read,
      edits: new Map(),
      past: [],
      future: [],
      lastPath: null,
      history: new Map(),
      bin: false,
      view: {
        id,
        revision: 1,
        file_name: document.file,
        state: document.state,
        pages,
        fields: [],
        item_count: 0,
        findings: [],
        can_undo: false,
        can_redo: false,
        provider: document.provider ?? 'offline',
        problem: document.problem ?? null,
        postponed_reason: document.postponed ?? null,
        reviewed_at: document.state === 'reviewed' ? Date.UTC(2026, 4, 28, 6, 12) : null,
        uses: document.uses ?? NO_USES,
        verification: { inputs: [], answer: document.answer ?? null, answered_at: document.answer ? Date.UTC(2026, 4, 28, 6, 20) : null },
      },
    };
    this.#held.set(id, held);
    this.#judge(held);
    return id;
  }

  #judge(held: Held): void {
    const fields = new Map(held.read);
    for (const [path, value] of held.edits) {
      const read = held.read.get(path);
      fields.set(path, {
        path,
        value,
        text: read?.text ?? value,
        page: read?.page ?? null,
        region: read?.region ?? null,
        confidence: null,
        doubts: [],
        source: 'reviewer',
        trust: 'yours',
        reason: read?.value === value ? { zh: '您已确认', en: 'confirmed by you' } : { zh: '您已修改', en: 'changed by you' },
        alternatives: read && read.value !== value && read.value !== null ? [{ value: read.value, source: read.source }] : [],
      });
    }
    const items = [...fields.values()]
      .filter((field) => field.value !== null)
      .map((field) => Number(/^items\[(\d+)\]/.exec(field.path)?.[1] ?? -1));
    const all = (held.document.findings ?? []).map((finding) => ({ expected: null, related: [], ...finding }));
    const findings = all.filter((finding) => !finding.fields.some((path) => held.edits.has(path)));
    held.view = {
      ...held.view,
      revision: held.view.revision + 1,
      fields: [...fields.values()],
      item_count: Math.max(0, ...items.map((n) => n + 1)),
      findings,
      verification: { ...held.view.verification, inputs: verificationInputs(fields) },
      can_undo: held.past.length > 0,
      can_redo: held.future.length > 0,
    };
  }

  async #answer<T>(name: string, args: unknown[], make: () => T): Promise<Answered<T>> {
    this.calls.push({ name, args });
    await new Promise((resolve) => setTimeout(resolve, this.#delay));
    if (this.#unanswered.has(name)) await new Promise(() => undefined);
    const refused = this.#refused.has(name) ? UNREADABLE : this.refuse.get(name);
    if (refused) {
      this.refuse.delete(name);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
      throw refused;
    }
    return structuredClone(make() ?? null) as Answered<T>;
  }

  #parted = new Set<number>();

  #get(id: number): Held {
    const held = this.#held.get(id);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
    if (!held) throw problem('storage', '没有这份票据', 'There is no such document');
    return held;
  }

  #row({ view, document, id }: Held): QueueRow {
    const value = (path: string) => view.fields.find((field) => field.path === path)?.value ?? null;
    const open = (trust: string) => view.fields.filter((field) => field.trust === trust).length;
    return {
      id,
      file_name: document.file,
      state: view.state,
      seller: value('seller.name'),
      amount: value('amount_with_tax'),
      date: value('issue_date'),
      number: value('number'),
      invoice_type: value('invoice_type'),
      doubtful: open('doubtful'),
      wrong: open('wrong'),
      open_reason: (view.fields.find((field) => field.trust === 'wrong') ?? view.fields.find((field) => field.trust === 'doubtful'))?.reason ?? null,
      provider: view.provider,
      problem: view.problem,
      postponed_reason: view.postponed_reason,
      duplicate_of: document.duplicateOf ?? null,
    };
  }

  #present(): Held[] {
    return [...this.#held.values()].filter((held) => !held.bin);
  }

  #queue(): QueueView {
    const rows = this.#present().map((held) => this.#row(held));
    const of = (...states: string[]) => rows.filter((row) => states.includes(row.state)).length;
    const counts: Counts = {
      to_review: of('ready', 'postponed', 'in_doubt'),
      reviewed: of('reviewed'),
      failed: of('failed'),
      pending: of('queued', 'working'),
    };
    return {
      rows,
      counts,
      progress:
        counts.pending > 0
          ? { total: rows.length, done: rows.length - counts.pending, per_minute: 38, seconds_left: 240, calls: 34, charged: 31, calls_left: 469, paused: this.#paused, stopped_by: this.#paused ? this.#stoppedBy : null }
          : null,
    };
  }

  #changed(...ids: number[]): void {
    const { counts, progress } = this.#queue();
    const changed = ids.flatMap((id) => {
      const held = this.#held.get(id);
      return held && !held.bin ? [this.#row(held)] : [];
    });
    this.emit('queue-changed', { changed, removed: ids.filter((id) => this.#held.get(id)?.bin), counts, progress });
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const heard of this.#heard.get(event) ?? []) (heard as (payload: Events[E]) => void)(structuredClone(payload));
  }

  #state(id: number, change: Partial<DocumentView>): DocumentView {
    const held = this.#get(id);
    held.view = { ...held.view, ...change, revision: held.view.revision + 1 };
    this.#changed(id);
    return held.view;
  }

  #edit(held: Held, next: Values, step: boolean): DocumentView {
    if (step) {
      held.past.push(held.edits);
      held.future = [];
    }
    held.edits = next;
    this.#judge(held);
    this.#changed(held.id);
    return held.view;
  }

  startup() {
    return this.#answer('startup', [], () => ({
      version: '0.1.0',
      preferences: this.#preferences,
      first_start: this.#empty,
      secret_store: this.#store,
      providers: this.#providers,
    }));
  }
  savePreferences(preferences: Preferences) {
    return this.#answer('savePreferences', [preferences], () => {
      this.#preferences = preferences;
    });
  }
  spendingToday() {
    return this.#answer('spendingToday', [], () => [{ provider: 'juhe', charged: 29, second: 3 }]);
  }

  #take(documents: readonly FakeDocument[]): IntakeReport {
    const added = documents.map((document) => this.#hold({ ...document, state: 'ready' }));
    this.#changed(...added);
    const report: IntakeReport = {
      added,
      duplicates: this.#empty ? [] : [{ file_name: '电子发票.ofd', document: 2 }],
      skipped: this.#empty ? 0 : 3,
      unreadable: this.#empty ? [] : [{ file_name: '加密.pdf', problem: problem('damaged_file', '文件有打开密码，请先去掉密码', 'The file is locked with a password; remove it first') }],
    };
    this.emit('intake-finished', report);
    return report;
  }
  pickFiles() {
    return this.#answer('pickFiles', [], () => this.#take(DOCUMENTS.slice(4, 5)));
  }
  pickFolder() {
    return this.#answer('pickFolder', [], () => this.#take(DOCUMENTS.slice(0, 3)));
  }
  addSamples() {
    return this.#answer('addSamples', [], () => this.#take(DOCUMENTS.slice(1, 4)));
  }

  pasteFiles() {
    return this.#answer('pasteFiles', [], () => this.#take(DOCUMENTS.slice(6, 7)));
  }
  addLink(url: string) {
    return this.#answer('addLink', [url], () => this.#take(DOCUMENTS.slice(6, 7)));
  }

  queue() {
    return this.#answer('queue', [], () => {
      const working = this.#present().filter(({ view }) => view.state === 'working');
      this.emit('pages-read', working.map(({ id, document }) => ({ id, page: Math.min(2, document.pages ?? 1), pages: document.pages ?? 1, share: 0.4 })));
      return this.#queue();
    });
  }
  pauseQueue() {
    return this.#answer('pauseQueue', [], () => {
      this.#paused = true;
      this.#changed();
    });
  }
  resumeQueue() {
    return this.#answer('resumeQueue', [], () => {
      this.#paused = false;
      this.#changed();
    });
  }
  retry(documents: number[], provider: string | null) {
    return this.#answer('retry', [documents, provider], () => {
      for (const id of documents) this.#state(id, { state: 'queued', problem: null, provider: provider ?? this.#get(id).view.provider });
    });
  }
  cancel(documents: number[]) {
    return this.#answer('cancel', [documents], () => {
      for (const id of documents) this.#state(id, { state: 'failed', problem: problem('cancelled', '已取消', 'Cancelled') });
    });
  }
  resolveInDoubt(document: number, sendAgain: boolean) {
    return this.#answer('resolveInDoubt', [document, sendAgain], () => {
      this.#state(document, sendAgain ? { state: 'queued' } : { state: 'failed', problem: problem('cancelled', '没有再次发送', 'Not sent again') });
    });
  }
  removeDocuments(documents: number[]) {
    return this.#answer('removeDocuments', [documents], () => {
      for (const id of documents) this.#get(id).bin = true;
      this.#changed(...documents);
    });
  }
  restoreDocuments(documents: number[]) {
    return this.#answer('restoreDocuments', [documents], () => {
      for (const id of documents) this.#get(id).bin = false;
      this.#changed(...documents);
    });
  }

  openDocument(id: number) {
    return this.#answer('openDocument', [id], () => this.#get(id).view);
  }
  correct(id: number, edits: FieldEdit[], coalesce: boolean) {
    return this.#answer('correct', [id, edits, coalesce], () => {
      const held = this.#get(id);
      const next = new Map(held.edits);
      for (const { path, value } of edits) {
        next.set(path, normalised(path, value));
        const entry = { source: 'reviewer', value, at: Date.now() };
        held.history.set(path, [...(held.history.get(path) ?? []), entry]);
      }
      return this.#edit(held, next, !coalesce);
    });
  }
  undo(id: number) {
    return this.#answer('undo', [id], () => {
      const held = this.#get(id);
      const before = held.past.pop();
      if (!before) return held.view;
      held.future.push(held.edits);
      return this.#edit(held, before, false);
    });
  }
  redo(id: number) {
    return this.#answer('redo', [id], () => {
      const held = this.#get(id);
      const after = held.future.pop();
      if (!after) return held.view;
      held.past.push(held.edits);
      return this.#edit(held, after, false);
    });
  }
  #moveLines(id: number, from: number, by: 1 | -1): DocumentView {
    const held = this.#get(id);
    const next: Values = new Map([...held.edits].filter(([path]) => !path.startsWith('items[')));
    const count = held.view.item_count;
    const values = new Map(held.view.fields.map((field) => [field.path, field.value]));
    for (let i = 0; i < count + 1; i += 1) {
      const source = by === 1 ? (i < from ? i : i === from ? -1 : i - 1) : i < from ? i : i + 1;
      for (const name of ['name', 'specification', 'unit', 'quantity', 'unit_price', 'amount', 'tax_rate', 'tax']) {
        const path = `items[${i}].${name}`;
        const value = source < 0 || source >= count ? null : (values.get(`items[${source}].${name}`) ?? null);
        if (value !== (values.get(path) ?? null) || held.edits.has(path)) next.set(path, value);
      }
    }
    return this.#edit(held, next, true);
  }
  insertLine(id: number, index: number) {
    return this.#answer('insertLine', [id, index], () => this.#moveLines(id, index, 1));
  }
  deleteLine(id: number, index: number) {
    return this.#answer('deleteLine', [id, index], () => this.#moveLines(id, index, -1));
  }
  turnPage(id: number, page: number, quarterTurns: number) {
    return this.#answer('turnPage', [id, page, quarterTurns], () =>
      this.#state(id, { pages: this.#get(id).view.pages.map((own) => (own.number === page ? { ...own, quarter_turns: quarterTurns } : own)) }),
    );
  }
  arrangePages(id: number, change: PageChange) {
    return this.#answer('arrangePages', [id, change], () => {
      const taken = change.kind === 'take' ? this.#get(change.document) : null;
      const made = arrange(this.#get(id).view.pages, change, taken?.view.pages ?? []);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
      if (!made) throw problem('pages', '这些页面不能这样调整', 'These pages cannot be changed so');
      const added: number[] = [];
      if (made.split.length > 0) {
        added.push(this.#hold({ ...this.#get(id).document, state: 'ready' }));
        this.#state(added[0] ?? 0, { pages: made.split });
      }
      if (taken) {
        taken.bin = true;
        this.#changed(taken.id);
      }
      return { document: this.#state(id, { pages: made.own, can_undo: true }), added, removed: taken ? [taken.id] : [] };
    });
  }
  readings(id: number) {
    return this.#answer('readings', [id], () => {
      const { read, view } = this.#get(id);
      const first = [...read.values()].flatMap(({ path, value }) => (value === null ? [] : [{ path, value }]));
      const other = [...read.values()].flatMap(({ path, value, alternatives }) => {
        const text = alternatives[0]?.value ?? value;
        return text === null ? [] : [{ path, value: text }];
      });
      const differs = [...read.values()].some(({ alternatives }) => alternatives.length > 0);
      const at = Date.UTC(2026, 4, 28, 6, 2);
      return [{ provider: view.provider, at, charged: false, fields: first }, ...(differs ? [{ provider: 'volcengine', at: at + 60_000, charged: true, fields: other }] : [])];
    });
  }
  wall(path: string) {
    return this.#answer('wall', [path], () =>
      this.#present().flatMap(({ id, view }): WallCell[] => {
        const field = view.fields.find((one) => one.path === path);
        if (view.state !== 'ready' || !field || field.value === null || field.trust === 'yours') return [];
        const xs = field.region?.filter((_, index) => index % 2 === 0);
        const ys = field.region?.filter((_, index) => index % 2 === 1);
        return [
          {
            id,
            file_name: view.file_name,
            seller: view.fields.find((one) => one.path === 'seller.name')?.value ?? null,
            value: field.value,
            trust: field.trust,
            reason: field.reason,
            page: field.page,
            bounds: xs && ys ? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] : null,
            quarter_turns: 0,
          },
        ];
      }),
    );
  }
  confirmOnWall(path: string, seen: SeenValue[]) {
    return this.#answer('confirmOnWall', [path, seen], () => {
      const same = seen.filter(({ id, value }) => this.#get(id).view.fields.find((field) => field.path === path)?.value === value);
      for (const { id, value } of same) this.#edit(this.#get(id), new Map(this.#get(id).edits).set(path, value), true);
      return same.map(({ id }) => id);
    });
  }
  takeBackOnWall(path: string, documents: number[]) {
    return this.#answer('takeBackOnWall', [path, documents], () => {
      for (const id of documents) {
        const before = this.#get(id).past.pop();
        if (before) this.#edit(this.#get(id), before, false);
      }
      return documents;
    });
  }
  reviewPace() {
    return this.#answer('reviewPace', [], () => ({ reviewed: 361, median_ms: 6_200 }));
  }
  finish(id: number, spentMs: number | null) {
    return this.#answer('finish', [id, spentMs], () => this.#state(id, { state: 'reviewed', reviewed_at: Date.now() }));
  }
  reopen(id: number) {
    return this.#answer('reopen', [id], () => this.#state(id, { state: 'ready', reviewed_at: null, postponed_reason: null }));
  }
  postpone(id: number, reason: string) {
    return this.#answer('postpone', [id, reason], () => this.#state(id, { state: 'postponed', postponed_reason: reason }));
  }
  markNotInvoice(id: number) {
    return this.#answer('markNotInvoice', [id], () => this.#state(id, { state: 'not_invoice' }));
  }
  pageWords(id: number, page: number) {
    return this.#answer('pageWords', [id, page], () => (page === 1 ? draw(this.#get(id).document).words : []));
  }
  readRegion(id: number, page: number, bounds: [number, number, number, number]) {
    return this.#answer('readRegion', [id, page, bounds], () => {
      const [x0, y0, x1, y1] = bounds;
      const words = page === 1 ? draw(this.#get(id).document).words : [];
      const inside = words.filter(({ bounds: [a, b, c, d] }) => {
        const [x, y] = [(a + c) / 2, (b + d) / 2];
        return x0 <= x && x <= x1 && y0 <= y && y <= y1;
      });
      return inside.map((word) => word.text).join('\n');
    });
  }
  documentFiles(id: number) {
    return this.#answer('documentFiles', [id], (): DocumentFile[] => {
      const { view } = this.#get(id);
      const file = { document: id, is_copy: false, source: null, bytes: 48_213, signatures: 0, producer: null, created: null, locked: false };
      const own = { ...file, file_name: view.file_name, format: view.file_name.split('.').pop()?.toUpperCase() ?? '', signatures: 1, locked: view.problem?.code === 'password_needed' };
      if (id !== 2 || this.#parted.has(id)) return [own];
      return [own, { ...file, document: id + COPIES, is_copy: true, file_name: view.file_name.replace(/[^.]*$/, 'xml'), format: 'XML' }];
    });
  }
  partCopy(copy: number) {
    return this.#answer('partCopy', [copy], () => {
      this.#parted.add(copy - COPIES);
      return this.#get(copy - COPIES).view;
    });
  }
  unlock(id: number, password: string) {
    return this.#answer('unlock', [id, password], () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
      if (password !== 'fapiao') throw problem('wrong_password', '密码不正确，请重试。', 'That is not its password. Try again.');
      this.#state(id, { state: 'ready', problem: null });
      return null;
    });
  }
  fieldHistory(id: number, path: string) {
    return this.#answer('fieldHistory', [id, path], () => {
      const held = this.#get(id);
      const read = held.read.get(path);
      const first: HistoryEntry[] = read ? [{ source: read.source, value: read.value, at: Date.UTC(2026, 4, 28, 6, 2) }] : [];
      return [...first, ...(held.history.get(path) ?? [])];
    });
  }

  ledgerPage(filter: { search: string; from: string | null; to: string | null; offset: number; limit: number }) {
    return this.#answer('ledgerPage', [filter], () => {
      const rows: LedgerRow[] = this.#present()
        .filter((held) => held.view.state === 'reviewed')
        .map((held) => {
          const value = (path: string) => held.view.fields.find((field) => field.path === path)?.value ?? null;
          return {
            id: held.id,
            invoice_type: value('invoice_type'),
            code: value('code'),
            number: value('number'),
            date: value('issue_date'),
            seller: value('seller.name'),
            buyer: value('buyer.name'),
            net: value('total_amount'),
            tax: value('total_tax'),
            gross: value('amount_with_tax'),
            reviewed_at: held.view.reviewed_at ?? 0,
            uses: held.view.uses,
            verification: held.view.verification.answer,
            findings: held.view.findings,
          };
        })
        .filter((row) => [row.seller, row.number, row.gross, row.buyer].some((text) => text?.includes(filter.search)))
        .filter((row) => (!filter.from || (row.date ?? '') >= filter.from) && (!filter.to || (row.date ?? '') <= filter.to));
      const add = (pick: (row: LedgerRow) => string | null) => rows.reduce((sum, row) => sum + Number(pick(row) ?? 0), 0).toFixed(2);
      return {
        rows: rows.slice(filter.offset, filter.offset + filter.limit),
        total: rows.length,
        gross_sum: add((row) => row.gross),
        tax_sum: add((row) => row.tax),
      };
    });
  }
  exportExcel(documents: number[] | null) {
    return this.#answer('exportExcel', [documents], () => ({
      path: '/发票/发票导出 2026-05-28.xlsx',
      invoices: documents?.length ?? this.#queue().counts.reviewed,
      lines: 7,
      notices: [{ zh: '第 3 行第 7 列：数值超过 15 位，已按文本写入', en: 'Row 3, column 7: more than 15 digits, written as text' }],
    }));
  }
  setReimbursed(documents: number[], reimbursed: boolean) {
    return this.#answer('setReimbursed', [documents, reimbursed], () => {
      for (const id of documents) this.#state(id, { uses: { ...this.#get(id).view.uses, reimbursed_at: reimbursed ? Date.now() : null } });
    });
  }

  companies() {
    return this.#answer('companies', [], () => this.#companies);
  }
  #keepCompanies(companies: CompanyView[]): CompanyView[] {
    this.#companies = companies;
    // As the program does: what waits for review is judged anew.
    this.#changed(...[...this.#held.values()].filter((held) => held.view.state === 'ready').map((held) => held.id));
    return companies;
  }
  addCompanies(companies: CompanyEdit[]) {
    return this.#answer('addCompanies', [companies], () => {
      const kept = [...this.#companies];
      for (const edit of companies) {
        const at = kept.findIndex((known) => (known.tax_id && edit.tax_id ? known.tax_id === edit.tax_id : known.name === edit.name));
        if (at >= 0) kept[at] = company(kept[at]?.id ?? 0, edit);
        else kept.push(company(Math.max(0, ...kept.map(({ id }) => id)) + 1, edit));
      }
      return this.#keepCompanies(kept);
    });
  }
  updateCompany(id: number, edit: CompanyEdit) {
    return this.#answer('updateCompany', [id, edit], () => this.#keepCompanies(this.#companies.map((known) => (known.id === id ? company(id, edit) : known))));
  }
  removeCompany(id: number) {
    return this.#answer('removeCompany', [id], () => this.#keepCompanies(this.#companies.filter((known) => known.id !== id)));
  }
  addBuyerAsCompany(id: number) {
    return this.#answer('addBuyerAsCompany', [id], () => {
      const value = (path: string) => this.#get(id).view.fields.find((field) => field.path === path)?.value ?? null;
      const edit = { name: value('buyer.name') ?? '', tax_id: value('buyer.tax_id'), address_phone: value('buyer.address_phone'), bank_account: value('buyer.bank_account') };
      const others = this.#companies.filter((known) => known.tax_id !== edit.tax_id);
      return this.#keepCompanies([...others, company(Math.max(0, ...this.#companies.map((known) => known.id)) + 1, edit)]);
    });
  }
  checkTaxId(text: string) {
    return this.#answer('checkTaxId', [text], () => checkTaxId(text));
  }
  checkSettings() {
    return this.#answer('checkSettings', [], () => this.#checks);
  }
  saveCheckSettings(settings: CheckSettings) {
    return this.#answer('saveCheckSettings', [settings], () => {
      this.#checks = settings;
      return settings;
    });
  }
  statistics(filter: StatisticsFilter) {
    return this.#answer('statistics', [filter], () => statistics(this.#learns, this.#empty));
  }
  setLearning(learns: boolean) {
    return this.#answer('setLearning', [learns], () => {
      this.#learns = learns;
    });
  }
  recordVerification(id: number, answer: VerificationAnswer | null) {
    return this.#answer('recordVerification', [id, answer], () =>
      this.#state(id, { verification: { ...this.#get(id).view.verification, answer, answered_at: answer ? Date.now() : null } }),
    );
  }
  openVerificationPage() {
    return this.#answer('openVerificationPage', [], () => undefined);
  }
  revealFile(path: string) {
    return this.#answer('revealFile', [path], () => undefined);
  }

  providers() {
    return this.#answer('providers', [], () => this.#providers);
  }
  saveProvider(edit: Parameters<Backend['saveProvider']>[0]) {
    return this.#answer('saveProvider', [edit.id], () => {
      this.#providers = this.#providers.map((provider) => {
        if (provider.id !== edit.id) return provider;
        const credentials = provider.credentials.map((credential) => {
          const given = edit.credentials.find(({ name }) => name === credential.name);
          return given ? { ...credential, present: given.value !== '' } : credential;
        });
        return {
          ...provider,
          credentials,
          configured: credentials.every(({ present }) => present),
          endpoint: edit.endpoint,
          price: edit.price,
          calls_per_second: edit.calls_per_second ?? provider.calls_per_second,
          concurrency: edit.concurrency ?? provider.concurrency,
        };
      });
      this.emit('providers-changed', this.#providers);
      return this.#providers;
    });
  }
  chooseSecretStore(store: SecretStore) {
    return this.#answer('chooseSecretStore', [store], () => {
      this.#store = store;
    });
  }
  tryProvider(id: string) {
    return this.#answer('tryProvider', [id], () =>
      id === 'juhe'
        ? { ok: false, problem: problem('bad_credentials', '聚合的密钥无效（10001）', 'The Juhe key is not valid (10001)'), charged: false }
        : { ok: true, problem: null, charged: true },
    );
  }
  openKeysPage(id: string) {
    return this.#answer('openKeysPage', [id], () => undefined);
  }

  partUrl(id: number, _page: number, [left, top, right, bottom]: readonly [number, number, number, number]) {
    const { svg } = draw(this.#get(id).document);
    const box = [left * WIDTH, top * HEIGHT, (right - left) * WIDTH, (bottom - top) * HEIGHT].map((side) => side.toFixed(1)).join(' ');
    const cut = svg.replace(/viewBox="[^"]*"/, `viewBox="${box}"`).replace(/(<svg[^>]*?) width="[^"]*" height="[^"]*"/, '$1');
    return `data:image/svg+xml;utf8,${encodeURIComponent(cut)}`;
  }
  pictureUrl(id: number) {
    return `data:image/svg+xml;utf8,${encodeURIComponent(draw(this.#get(id).document).svg)}`;
  }
  on<E extends keyof Events>(event: E, heard: (payload: Events[E]) => void) {
    const set = this.#heard.get(event) ?? new Set();
    this.#heard.set(event, set.add(heard));
    return () => void set.delete(heard);
  }
  beforeClose() {
    return () => undefined;
  }
}
