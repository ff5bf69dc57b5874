/** The shapes that cross from the program: made from the Rust ones, and named here as the window calls them. */

import type * as program from './bindings';

export type {
  AccuracyView,
  AlternativeView,
  Arrangement,
  CheckSettings,
  CompanyEdit,
  CompanyView,
  Counts,
  CredentialEdit,
  CredentialView,
  DocumentState,
  DocumentFile,
  DocumentView,
  DoubtView,
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
  PageChange,
  PageReading,
  PageView,
  Problem,
  Progress,
  ProviderAccuracy,
  ProviderEdit,
  ProviderStatistics,
  ProviderTrial,
  ProviderView,
  QueueChange,
  QueueRow,
  QueueView,
  ReadingView,
  ReadValue,
  RecommendationView,
  RelatedView,
  ReviewPace,
  SecondReading,
  SecretStore,
  SeenValue,
  SentenceView as Sentence,
  SpendingView,
  StoppedBatch,
  StatisticsFilter,
  StatisticsView,
  TaxIdCheck,
  TrustView as Trust,
  UnreadableFile,
  UsesView,
  VerificationAnswer,
  VerificationView,
  WallCell,
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
