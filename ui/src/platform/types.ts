/**
 * The shapes that cross from the program: twins of `src-tauri/crates/app/src/view`. Field names stay as they are
 * in Rust.
 */

/** A sentence in both languages of the window. */
export interface Sentence {
  zh: string;
  en: string;
}

export type DocumentState =
  | 'queued'
  | 'working'
  | 'in_doubt'
  | 'failed'
  | 'ready'
  | 'reviewed'
  | 'postponed'
  | 'not_invoice';

/** Why something did not work; also what a rejected call throws. */
export interface Problem {
  code: string;
  message: Sentence;
  retryable: boolean;
}

export interface QueueRow {
  id: number;
  file_name: string;
  state: DocumentState;
  seller: string | null;
  /** Plain decimal. */
  amount: string | null;
  /** ISO 8601. */
  date: string | null;
  number: string | null;
  invoice_type: string | null;
  doubtful: number;
  wrong: number;
  provider: string;
  problem: Problem | null;
  postponed_reason: string | null;
  duplicate_of: number | null;
}

export interface Counts {
  to_review: number;
  reviewed: number;
  failed: number;
  pending: number;
}

export interface Progress {
  total: number;
  done: number;
  per_minute: number | null;
  seconds_left: number | null;
  charged: number;
  calls_left: number | null;
  paused: boolean;
  stopped_by: Problem | null;
}

export interface QueueView {
  rows: QueueRow[];
  counts: Counts;
  progress: Progress | null;
}

export interface QueueChange {
  changed: QueueRow[];
  removed: number[];
  counts: Counts;
  progress: Progress | null;
}

export interface DuplicateFile {
  file_name: string;
  document: number;
}

export interface UnreadableFile {
  file_name: string;
  problem: Problem;
}

export interface IntakeReport {
  added: number[];
  duplicates: DuplicateFile[];
  skipped: number;
  unreadable: UnreadableFile[];
}

export interface IntakeProgress {
  found: number;
  done: number;
}

export type Trust = 'certain' | 'doubtful' | 'wrong' | 'yours';

export interface AlternativeView {
  value: string;
  source: string;
}

export interface FieldView {
  path: string;
  value: string | null;
  text: string | null;
  /** From 1. */
  page: number | null;
  /** Four corners clockwise from the top left, as fractions of the page. */
  region: number[] | null;
  confidence: number | null;
  source: string;
  trust: Trust;
  reason: Sentence;
  alternatives: AlternativeView[];
}

export interface FindingView {
  code: string;
  /** `note`, `warning` or `error`. */
  severity: string;
  fields: string[];
  message: Sentence;
}

export interface PageView {
  number: number;
  /** Points, before the reviewer's turning. */
  width: number;
  height: number;
}

export interface DocumentView {
  id: number;
  /** Grows with every change; an answer with a lower one is out of date. */
  revision: number;
  file_name: string;
  state: DocumentState;
  pages: PageView[];
  /** Clockwise, 0–3. */
  quarter_turns: number;
  fields: FieldView[];
  item_count: number;
  findings: FindingView[];
  can_undo: boolean;
  can_redo: boolean;
  provider: string;
  problem: Problem | null;
  postponed_reason: string | null;
  reviewed_at: number | null;
}

export interface WordView {
  text: string;
  /** Left, top, right, bottom as fractions of the page. */
  bounds: [number, number, number, number];
}

export interface HistoryEntry {
  source: string;
  value: string | null;
  /** Unix milliseconds. */
  at: number;
}

export interface FieldEdit {
  path: string;
  /** `null` clears the field. */
  value: string | null;
}

export interface LedgerFilter {
  search: string;
  from: string | null;
  to: string | null;
  offset: number;
  /** At most 500. */
  limit: number;
}

export interface LedgerRow {
  id: number;
  invoice_type: string | null;
  code: string | null;
  number: string | null;
  date: string | null;
  seller: string | null;
  buyer: string | null;
  net: string | null;
  tax: string | null;
  gross: string | null;
  reviewed_at: number;
  exported: boolean;
}

export interface LedgerPage {
  rows: LedgerRow[];
  total: number;
  gross_sum: string;
  tax_sum: string;
}

export interface ExportReport {
  path: string;
  invoices: number;
  lines: number;
}

export interface Preferences {
  /** `zh` or `en`. */
  language: string;
  /** `light`, `dark` or `system`. */
  theme: string;
  /** A recognizer's id, or `AUTO`. */
  provider: string;
}

/** What is read without guessing stays on this machine; pictures go to a provider that has its keys. */
export const AUTO = 'auto';

export interface CredentialView {
  name: string;
  label: string;
  present: boolean;
  from_environment: boolean;
}

export interface ProviderView {
  id: string;
  name: Sentence;
  credentials: CredentialView[];
  configured: boolean;
  default_endpoint: string | null;
  endpoint: string | null;
  calls_per_second: number;
  concurrency: number;
  rate_is_fixed: boolean;
  limits: Sentence;
  charging: Sentence;
  note: Sentence | null;
  keys_page: string | null;
  calls_today: number;
  charged_today: number;
  calls_left: number | null;
}

export type SecretStore = 'keychain' | 'session' | 'file';

export interface CredentialEdit {
  name: string;
  value: string;
}

export interface ProviderEdit {
  id: string;
  credentials: CredentialEdit[];
  endpoint: string | null;
  calls_per_second: number | null;
  concurrency: number | null;
}

export interface ProviderTrial {
  ok: boolean;
  problem: Problem | null;
  charged: boolean | null;
}

export interface Startup {
  version: string;
  preferences: Preferences;
  first_start: boolean;
  secret_store: SecretStore;
  providers: ProviderView[];
}
