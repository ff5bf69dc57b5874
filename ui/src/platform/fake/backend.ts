import type { Backend, Events } from '../backend';
import type {
  CheckSettings,
  CompanyEdit,
  CompanyView,
  DocumentFile,
  FieldEdit,
  HistoryEntry,
  IntakeReport,
  LedgerFilter,
  PageChange,
  Preferences,
  Problem,
  ProviderView,
  SecretStore,
  SeenValue,
  StatisticsFilter,
  VerificationAnswer,
} from '../types';
import { arrange } from './arrange';
import { FakeDocuments, problem } from './documents';
import { DOCUMENTS, type FakeDocument } from './invoices';
import { checkTaxId, CHECKS, company, statistics } from './checks';
import { ledgerOf, readingsOf, wallOf } from './lists';
import { draw, HEIGHT, WIDTH } from './picture';
import { PROVIDERS } from './providers';
import { normalised } from './reading';

/** Over the wire, what says nothing is `null`. */
type Answered<T> = T extends object | number | string | boolean | null ? T : null;

/** The ids of copies lie above those of their invoices. */
const COPIES = 100_000;

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
  readonly #documents: FakeDocuments;
  readonly #heard = new Map<string, Set<(payload: never) => void>>();
  readonly #delay: number;
  #preferences: Preferences = { language: 'zh', theme: 'system', zoom: 100, provider: 'offline', keys: {}, second: { provider: '', calls_per_day: null, fen_per_day: null } };
  #providers: ProviderView[] = structuredClone(PROVIDERS);
  #store: SecretStore = 'keychain';
  #companies: CompanyView[] = [];
  #checks = CHECKS;
  #learns = false;
  /** The next call of this name is refused with this problem. */
  readonly refuse = new Map<string, Problem>();
  /** Every call, in order. */
  readonly calls: { name: string; args: unknown[] }[] = [];
  readonly #empty: boolean;
  readonly #unanswered: ReadonlySet<string>;
  readonly #refused: ReadonlySet<string>;

  constructor(options: FakeOptions = {}) {
    this.#delay = options.delay ?? 0;
    this.#empty = options.empty ?? false;
    this.#unanswered = new Set(options.held);
    this.#refused = new Set(options.refused);
    this.#documents = new FakeDocuments((change) => this.emit('queue-changed', change), options.stoppedBy ?? null);
    const documents = options.documents ?? DOCUMENTS;
    if (!options.empty) documents.forEach((document) => this.#documents.hold(document));
    for (let i = 0; i < (options.more ?? 0); i += 1) {
      const base = documents[i % 7];
      if (base) this.#documents.hold({ ...base, file: `批量_${i}.pdf` });
    }
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

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const heard of this.#heard.get(event) ?? []) (heard as (payload: Events[E]) => void)(structuredClone(payload));
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
    const added = documents.map((document) => this.#documents.hold({ ...document, state: 'ready' }));
    this.#documents.changed(...added);
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
      const working = this.#documents.present().filter(({ view }) => view.state === 'working');
      this.emit('pages-read', working.map(({ id, document }) => ({ id, page: Math.min(2, document.pages ?? 1), pages: document.pages ?? 1, share: 0.4 })));
      return this.#documents.queue();
    });
  }
  pauseQueue() {
    return this.#answer('pauseQueue', [], () => {
      this.#documents.paused = true;
      this.#documents.changed();
    });
  }
  resumeQueue() {
    return this.#answer('resumeQueue', [], () => {
      this.#documents.paused = false;
      this.#documents.changed();
    });
  }
  retry(documents: number[], provider: string | null) {
    return this.#answer('retry', [documents, provider], () => {
      for (const id of documents) this.#documents.state(id, { state: 'queued', problem: null, provider: provider ?? this.#documents.get(id).view.provider });
    });
  }
  cancel(documents: number[]) {
    return this.#answer('cancel', [documents], () => {
      for (const id of documents) this.#documents.state(id, { state: 'failed', problem: problem('cancelled', '已取消', 'Cancelled') });
    });
  }
  cancelAll() {
    return this.#answer('cancelAll', [], () => {
      const waiting = this.#documents.queue().rows.filter((row) => row.state === 'queued');
      const sent = this.#documents.queue().rows.filter((row) => row.state === 'working').length;
      for (const { id } of waiting) this.#documents.state(id, { state: 'failed', problem: problem('cancelled', '已取消', 'Cancelled') });
      return { jobs: waiting.map((row) => row.id), documents: waiting.length, sent };
    });
  }
  takeUpAgain(jobs: number[]) {
    return this.#answer('takeUpAgain', [jobs], () => {
      for (const id of jobs) this.#documents.state(id, { state: 'queued', problem: null });
      return jobs;
    });
  }
  resolveInDoubt(document: number, sendAgain: boolean) {
    return this.#answer('resolveInDoubt', [document, sendAgain], () => {
      this.#documents.state(document, sendAgain ? { state: 'queued' } : { state: 'failed', problem: problem('cancelled', '没有再次发送', 'Not sent again') });
    });
  }
  removeDocuments(documents: number[]) {
    return this.#answer('removeDocuments', [documents], () => {
      for (const id of documents) this.#documents.get(id).bin = true;
      this.#documents.changed(...documents);
    });
  }
  restoreDocuments(documents: number[]) {
    return this.#answer('restoreDocuments', [documents], () => {
      for (const id of documents) this.#documents.get(id).bin = false;
      this.#documents.changed(...documents);
    });
  }

  openDocument(id: number) {
    return this.#answer('openDocument', [id], () => this.#documents.get(id).view);
  }
  correct(id: number, edits: FieldEdit[], coalesce: boolean) {
    return this.#answer('correct', [id, edits, coalesce], () => {
      const held = this.#documents.get(id);
      const next = new Map(held.edits);
      for (const { path, value } of edits) {
        next.set(path, normalised(path, value));
        const entry: HistoryEntry = { source: 'reviewer', change: 'set', value, at: Date.now() };
        held.history.set(path, [...(held.history.get(path) ?? []), entry]);
      }
      return this.#documents.edit(held, next, !coalesce);
    });
  }
  undo(id: number) {
    return this.#answer('undo', [id], () => {
      const held = this.#documents.get(id);
      const before = held.past.pop();
      if (!before) return held.view;
      held.future.push(held.edits);
      return this.#documents.edit(held, before, false);
    });
  }
  redo(id: number) {
    return this.#answer('redo', [id], () => {
      const held = this.#documents.get(id);
      const after = held.future.pop();
      if (!after) return held.view;
      held.past.push(held.edits);
      return this.#documents.edit(held, after, false);
    });
  }
  insertLine(id: number, index: number) {
    return this.#answer('insertLine', [id, index], () => this.#documents.moveLines(id, index, 1));
  }
  deleteLine(id: number, index: number) {
    return this.#answer('deleteLine', [id, index], () => this.#documents.moveLines(id, index, -1));
  }
  turnPage(id: number, page: number, quarterTurns: number) {
    return this.#answer('turnPage', [id, page, quarterTurns], () =>
      this.#documents.state(id, { pages: this.#documents.get(id).view.pages.map((own) => (own.number === page ? { ...own, quarter_turns: quarterTurns } : own)) }),
    );
  }
  arrangePages(id: number, change: PageChange) {
    return this.#answer('arrangePages', [id, change], () => {
      const taken = change.kind === 'take' ? this.#documents.get(change.document) : null;
      const made = arrange(this.#documents.get(id).view.pages, change, taken?.view.pages ?? []);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
      if (!made) throw problem('pages', '这些页面不能这样调整', 'These pages cannot be changed so');
      const added: number[] = [];
      if (made.split.length > 0) {
        added.push(this.#documents.hold({ ...this.#documents.get(id).document, state: 'ready' }));
        this.#documents.state(added[0] ?? 0, { pages: made.split });
      }
      if (taken) {
        taken.bin = true;
        this.#documents.changed(taken.id);
      }
      return { document: this.#documents.state(id, { pages: made.own, can_undo: true }), added, removed: taken ? [taken.id] : [] };
    });
  }
  readings(id: number) {
    return this.#answer('readings', [id], () => readingsOf(this.#documents.get(id)));
  }
  wall(path: string) {
    return this.#answer('wall', [path], () => wallOf(this.#documents.present(), path));
  }
  confirmOnWall(path: string, seen: SeenValue[]) {
    return this.#answer('confirmOnWall', [path, seen], () => {
      const same = seen.filter(({ id, value }) => this.#documents.get(id).view.fields.find((field) => field.path === path)?.value === value);
      for (const { id, value } of same) this.#documents.edit(this.#documents.get(id), new Map(this.#documents.get(id).edits).set(path, value), true);
      return same.map(({ id }) => id);
    });
  }
  takeBackOnWall(path: string, documents: number[]) {
    return this.#answer('takeBackOnWall', [path, documents], () => {
      for (const id of documents) {
        const before = this.#documents.get(id).past.pop();
        if (before) this.#documents.edit(this.#documents.get(id), before, false);
      }
      return documents;
    });
  }
  reviewPace() {
    return this.#answer('reviewPace', [], () => ({ reviewed: 361, median_ms: 6_200 }));
  }
  finish(id: number, spentMs: number | null) {
    return this.#answer('finish', [id, spentMs], () => this.#documents.state(id, { state: 'reviewed', reviewed_at: Date.now() }));
  }
  reopen(id: number) {
    return this.#answer('reopen', [id], () => this.#documents.state(id, { state: 'ready', reviewed_at: null, postponed_reason: null }));
  }
  postpone(id: number, reason: string) {
    return this.#answer('postpone', [id, reason], () => this.#documents.state(id, { state: 'postponed', postponed_reason: reason }));
  }
  markNotInvoice(id: number) {
    return this.#answer('markNotInvoice', [id], () => this.#documents.state(id, { state: 'not_invoice' }));
  }
  pageWords(id: number, page: number) {
    return this.#answer('pageWords', [id, page], () => (page === 1 ? draw(this.#documents.get(id).document).words : []));
  }
  readRegion(id: number, page: number, bounds: [number, number, number, number]) {
    return this.#answer('readRegion', [id, page, bounds], () => {
      const [x0, y0, x1, y1] = bounds;
      const words = page === 1 ? draw(this.#documents.get(id).document).words : [];
      const inside = words.filter(({ bounds: [a, b, c, d] }) => {
        const [x, y] = [(a + c) / 2, (b + d) / 2];
        return x0 <= x && x <= x1 && y0 <= y && y <= y1;
      });
      return inside.map((word) => word.text).join('\n');
    });
  }
  documentFiles(id: number) {
    return this.#answer('documentFiles', [id], (): DocumentFile[] => {
      const { view } = this.#documents.get(id);
      const file = { document: id, is_copy: false, source: null, bytes: 48_213, signatures: 0, producer: null, created: null, locked: false };
      const own = { ...file, file_name: view.file_name, format: view.file_name.split('.').pop()?.toUpperCase() ?? '', signatures: 1, locked: view.problem?.code === 'password_needed' };
      if (id !== 2 || this.#parted.has(id)) return [own];
      return [own, { ...file, document: id + COPIES, is_copy: true, file_name: view.file_name.replace(/[^.]*$/, 'xml'), format: 'XML' }];
    });
  }
  partCopy(copy: number) {
    return this.#answer('partCopy', [copy], () => {
      this.#parted.add(copy - COPIES);
      return this.#documents.get(copy - COPIES).view;
    });
  }
  unlock(id: number, password: string) {
    return this.#answer('unlock', [id, password], () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
      if (password !== 'fapiao') throw problem('wrong_password', '密码不正确，请重试。', 'That is not its password. Try again.');
      this.#documents.state(id, { state: 'ready', problem: null });
      return null;
    });
  }
  fieldHistory(id: number, path: string) {
    return this.#answer('fieldHistory', [id, path], () => {
      const held = this.#documents.get(id);
      const read = held.read.get(path);
      const first: HistoryEntry[] = read ? [{ source: read.source, change: 'read', value: read.value, at: Date.UTC(2026, 4, 28, 6, 2) }] : [];
      return [...first, ...(held.history.get(path) ?? [])];
    });
  }

  ledgerPage(filter: LedgerFilter) {
    return this.#answer('ledgerPage', [filter], () => ledgerOf(this.#documents.present(), filter));
  }
  exportExcel(documents: number[] | null) {
    return this.#answer('exportExcel', [documents], () => ({
      path: '/发票/发票导出 2026-05-28.xlsx',
      invoices: documents?.length ?? this.#documents.queue().counts.reviewed,
      lines: 7,
      notices: [{ zh: '第 3 行第 7 列：数值超过 15 位，已按文本写入', en: 'Row 3, column 7: more than 15 digits, written as text' }],
    }));
  }
  setReimbursed(documents: number[], reimbursed: boolean) {
    return this.#answer('setReimbursed', [documents, reimbursed], () => {
      for (const id of documents) this.#documents.state(id, { uses: { ...this.#documents.get(id).view.uses, reimbursed_at: reimbursed ? Date.now() : null } });
    });
  }

  companies() {
    return this.#answer('companies', [], () => this.#companies);
  }
  #keepCompanies(companies: CompanyView[]): CompanyView[] {
    this.#companies = companies;
    // As the program does: what waits for review is judged anew.
    this.#documents.changed(...[...this.#documents.present()].filter((held) => held.view.state === 'ready').map((held) => held.id));
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
      const value = (path: string) => this.#documents.get(id).view.fields.find((field) => field.path === path)?.value ?? null;
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
      this.#documents.state(id, { verification: { ...this.#documents.get(id).view.verification, answer, answered_at: answer ? Date.now() : null } }),
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
    const { svg } = draw(this.#documents.get(id).document);
    const box = [left * WIDTH, top * HEIGHT, (right - left) * WIDTH, (bottom - top) * HEIGHT].map((side) => side.toFixed(1)).join(' ');
    const cut = svg.replace(/viewBox="[^"]*"/, `viewBox="${box}"`).replace(/(<svg[^>]*?) width="[^"]*" height="[^"]*"/, '$1');
    return `data:image/svg+xml;utf8,${encodeURIComponent(cut)}`;
  }
  pictureUrl(id: number) {
    return `data:image/svg+xml;utf8,${encodeURIComponent(draw(this.#documents.get(id).document).svg)}`;
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
