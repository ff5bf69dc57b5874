/** The shapes that cross from the program: made from the Rust ones, and named here as the window calls them. */

import type * as program from './bindings';

export type {
  AlternativeView,
  DoubtView,
  WallCell,
  SeenValue,
  SecondReading,
  ReviewPace,
  ReadValue,
  ReadingView,
  PageChange,
  Arrangement,
  Counts,
  CredentialEdit,
  CredentialView,
  DocumentState,
  DocumentView,
  DuplicateFile,
  ExportReport,
  FieldEdit,
  FieldView,
  FindingView,
  HistoryEntry,
  IntakeProgress,
  IntakeReport,
  LedgerFilter,
  LedgerPage,
  LedgerRow,
  PageView,
  Problem,
  Progress,
  ProviderEdit,
  ProviderTrial,
  ProviderView,
  QueueChange,
  QueueRow,
  QueueView,
  SecretStore,
  SentenceView as Sentence,
  TrustView as Trust,
  UnreadableFile,
  WordView,
} from './bindings';

/** The program fills in what an older file leaves out: all of it is always there. */
export type Preferences = Required<Omit<program.Preferences, 'keys' | 'second'>> & {
  keys: Record<string, string>;
  second: Required<program.SecondReading>;
};
export type Startup = Omit<program.Startup, 'preferences'> & { preferences: Preferences };

/** In `Preferences.provider`: what is read without guessing stays on this machine; pictures go to a provider. */
export const AUTO = 'auto';
