import type {
  Arrangement,
  CheckSettings,
  CompanyEdit,
  CompanyView,
  DocumentFile,
  DocumentView,
  ExportReport,
  FieldEdit,
  HistoryEntry,
  IntakeProgress,
  IntakeReport,
  LedgerFilter,
  LedgerPage,
  PageChange,
  PageReading,
  Preferences,
  ProviderEdit,
  ProviderTrial,
  ProviderView,
  QueueChange,
  QueueView,
  ReadingView,
  ReviewPace,
  SecretStore,
  SeenValue,
  SpendingView,
  StoppedBatch,
  Startup,
  StatisticsFilter,
  StatisticsView,
  TaxIdCheck,
  VerificationAnswer,
  WallCell,
  WordView,
} from './types';

/** Nothing but that it is done. */
type Done = null;

/** The long sides in pixels in which a page picture is given. */
export const PICTURE_SIDES = [1000, 1600, 2400, 3600] as const;
/** The one for lists of pages. */
export const THUMBNAIL = 300;
export type PictureSide = (typeof PICTURE_SIDES)[number] | typeof THUMBNAIL;

/** What the program tells the window unasked. */
export interface Events {
  'queue-changed': QueueChange;
  /** How far pages have come that are being recognized on this machine. */
  'pages-read': PageReading[];
  'intake-progress': IntakeProgress;
  'intake-finished': IntakeReport;
  'drag-over': { active: boolean };
  'providers-changed': ProviderView[];
  /** Some of the above were missed: what is shown is to be asked for again. */
  'events-lost': null;
}

/** All that the window may ask of the program. A rejected promise carries a `Problem`. */
export interface Backend {
  startup(): Promise<Startup>;
  savePreferences(preferences: Preferences): Promise<Done>;
  /** What the calls of today come to, for each provider that was called. */
  spendingToday(): Promise<SpendingView[]>;

  pickFiles(): Promise<IntakeReport | null>;
  pickFolder(): Promise<IntakeReport | null>;
  addSamples(): Promise<IntakeReport>;
  /** Fetches what an http(s) link leads to, within bounds, and takes it in. */
  addLink(url: string): Promise<IntakeReport>;
  /** Takes in what lies on the clipboard; `null` where it is neither files nor a picture. */
  pasteFiles(): Promise<IntakeReport | null>;

  queue(): Promise<QueueView>;
  pauseQueue(): Promise<Done>;
  resumeQueue(): Promise<Done>;
  retry(documents: number[], provider: string | null): Promise<Done>;
  cancel(documents: number[]): Promise<Done>;
  /** Stops everything that was not sent yet. */
  cancelAll(): Promise<StoppedBatch>;
  /** Lets jobs go on that were stopped; answers which documents wait again. */
  takeUpAgain(jobs: number[]): Promise<number[]>;
  resolveInDoubt(document: number, sendAgain: boolean): Promise<Done>;
  removeDocuments(documents: number[]): Promise<Done>;
  restoreDocuments(documents: number[]): Promise<Done>;

  openDocument(id: number): Promise<DocumentView>;
  correct(id: number, edits: FieldEdit[], coalesce: boolean): Promise<DocumentView>;
  undo(id: number): Promise<DocumentView>;
  redo(id: number): Promise<DocumentView>;
  insertLine(id: number, index: number): Promise<DocumentView>;
  deleteLine(id: number, index: number): Promise<DocumentView>;
  turnPage(id: number, page: number, quarterTurns: number): Promise<DocumentView>;
  /** Splits, merges, attaches or reorders pages, as one step of undo. */
  arrangePages(id: number, change: PageChange): Promise<Arrangement>;
  /** What each recognizer read. */
  readings(id: number): Promise<ReadingView[]>;
  /** One field of up to 200 documents. */
  wall(path: string): Promise<WallCell[]>;
  /** Answers with the documents in which it was confirmed. */
  confirmOnWall(path: string, seen: SeenValue[]): Promise<number[]>;
  takeBackOnWall(path: string, documents: number[]): Promise<number[]>;
  reviewPace(): Promise<ReviewPace>;
  finish(id: number, spentMs: number | null): Promise<DocumentView>;
  reopen(id: number): Promise<DocumentView>;
  postpone(id: number, reason: string): Promise<DocumentView>;
  markNotInvoice(id: number): Promise<DocumentView>;
  pageWords(id: number, page: number): Promise<WordView[]>;
  /** The text in a box: left, top, right and bottom as fractions of the page as stored. Rows are separated by line breaks. */
  readRegion(id: number, page: number, bounds: [number, number, number, number]): Promise<string>;
  fieldHistory(id: number, path: string): Promise<HistoryEntry[]>;
  /** The files that a document is made of: its own, and the same invoice in other formats. */
  documentFiles(id: number): Promise<DocumentFile[]>;
  /** Takes such a copy apart; answers with the invoice. */
  partCopy(copy: number): Promise<DocumentView | null>;
  /** Rejects with `wrong_password`. */
  unlock(id: number, password: string): Promise<Done>;

  ledgerPage(filter: LedgerFilter): Promise<LedgerPage>;
  exportExcel(documents: number[] | null): Promise<ExportReport | null>;
  revealFile(path: string): Promise<Done>;
  setReimbursed(documents: number[], reimbursed: boolean): Promise<Done>;

  companies(): Promise<CompanyView[]>;
  /** Known ones are brought up to date. What waits for review is judged anew, as with the next ones. */
  addCompanies(companies: CompanyEdit[]): Promise<CompanyView[]>;
  updateCompany(id: number, company: CompanyEdit): Promise<CompanyView[]>;
  removeCompany(id: number): Promise<CompanyView[]>;
  /** Takes the buyer of an invoice. */
  addBuyerAsCompany(id: number): Promise<CompanyView[]>;
  checkTaxId(text: string): Promise<TaxIdCheck>;
  checkSettings(): Promise<CheckSettings>;
  saveCheckSettings(settings: CheckSettings): Promise<CheckSettings>;
  statistics(filter: StatisticsFilter): Promise<StatisticsView>;
  setLearning(learns: boolean): Promise<Done>;
  /** What the tax platform answered; `null` takes the answer back. */
  recordVerification(id: number, answer: VerificationAnswer | null): Promise<DocumentView>;
  openVerificationPage(): Promise<Done>;

  providers(): Promise<ProviderView[]>;
  saveProvider(edit: ProviderEdit): Promise<ProviderView[]>;
  chooseSecretStore(store: SecretStore): Promise<Done>;
  tryProvider(id: string): Promise<ProviderTrial>;
  openKeysPage(id: string): Promise<Done>;

  /** The address of a page's picture, before the reviewer's turning. */
  pictureUrl(id: number, page: number, longSide: PictureSide): string;
  /** The address of a part of a page (left, top, right, bottom as fractions of the page as stored), turned. */
  partUrl(id: number, page: number, part: readonly [number, number, number, number], quarterTurns: number): string;
  /** Listens; the answer stops listening. */
  on<E extends keyof Events>(event: E, heard: (payload: Events[E]) => void): () => void;
  /** Runs before the window closes, and holds it open until done. */
  beforeClose(flush: () => Promise<void>): () => void;
}
