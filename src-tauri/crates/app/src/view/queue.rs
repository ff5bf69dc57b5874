use serde::{Deserialize, Serialize};
use specta::Type;

/// A sentence in both languages of the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentenceView {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Waits to be recognized.
    Queued,
    /// Is being recognized.
    Working,
    /// Sent to a provider that never answered; may have been charged. Waits for the user.
    InDoubt,
    /// Could not be recognized.
    Failed,
    /// Waits for review.
    Ready,
    /// Reviewed and in the ledger.
    Reviewed,
    /// Put aside with a reason.
    Postponed,
    /// Marked as no invoice.
    NotInvoice,
}

/// Why something did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Problem {
    /// The contract's code, e.g. `bad_credentials`; also `storage`, `export` for this machine's own.
    pub code: String,
    /// What happened and what to do.
    pub message: SentenceView,
    /// Whether trying again may help.
    pub retryable: bool,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct QueueRow {
    /// The document.
    pub id: u32,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// Name of the seller, once known.
    pub seller: Option<String>,
    /// 价税合计, plain decimal.
    pub amount: Option<String>,
    /// 开票日期, ISO.
    pub date: Option<String>,
    /// 发票号码.
    pub number: Option<String>,
    /// Kind of invoice (contract's name).
    pub invoice_type: Option<String>,
    /// Fields that are doubtful.
    pub doubtful: u32,
    /// Fields that are wrong.
    pub wrong: u32,
    /// What speaks against the first of these.
    pub open_reason: Option<SentenceView>,
    /// The recognizer's id.
    pub provider: String,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// Why it was put aside.
    pub postponed_reason: Option<String>,
    /// The earlier document that seems to be the same invoice.
    pub duplicate_of: Option<u32>,
}

/// How many documents stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
pub struct Counts {
    /// Waiting for or under review (ready, postponed, in doubt).
    pub to_review: u32,
    /// Reviewed.
    pub reviewed: u32,
    /// Failed.
    pub failed: u32,
    /// Queued or being recognized.
    pub pending: u32,
}

/// How the recognition of the present batch goes.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Progress {
    /// Documents of the batch.
    pub total: u32,
    /// Of these, done (ready or failed).
    pub done: u32,
    /// Documents a minute, over the last minute; `None` before the second one.
    pub per_minute: Option<f64>,
    /// Seconds left; `None` while unknown.
    pub seconds_left: Option<u32>,
    /// Calls to providers that this batch made.
    pub calls: u32,
    /// Calls of this batch that were charged, or may have been.
    pub charged: u32,
    /// Calls left today, as the provider said last.
    pub calls_left: Option<u32>,
    /// Stopped by the user, or by a provider that refuses every call.
    pub paused: bool,
    /// Why it stopped by itself.
    pub stopped_by: Option<Problem>,
}

/// What stopping all that waits did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct StoppedBatch {
    /// The jobs that were stopped, for taking them up again.
    pub jobs: Vec<u32>,
    /// Documents that they were for.
    pub documents: u32,
    /// Calls that were sent already: their answers are awaited and kept.
    pub sent: u32,
}

/// How far the recognition of a document on this machine has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct PageReading {
    /// The document.
    pub id: u32,
    /// The page of the file that is being recognized, from 1.
    pub page: u32,
    /// Pages of the file.
    pub pages: u32,
    /// Share of the page that is done, 0–1.
    pub share: f64,
}

/// The whole queue.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct QueueView {
    /// All documents that are not in the recycle bin, oldest first.
    pub rows: Vec<QueueRow>,
    /// Counters.
    pub counts: Counts,
    /// The running batch; `None` where nothing runs.
    pub progress: Option<Progress>,
}

/// Some rows changed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct QueueChange {
    /// Rows that are new or different.
    pub changed: Vec<QueueRow>,
    /// Documents that left.
    pub removed: Vec<u32>,
    /// Counters now.
    pub counts: Counts,
    /// The batch now.
    pub progress: Option<Progress>,
}

/// What became of the files that were dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct IntakeReport {
    /// Documents that were added.
    pub added: Vec<u32>,
    /// Files whose very bytes were here already, with the document they are.
    pub duplicates: Vec<DuplicateFile>,
    /// Files that are of no kind that is read, by extension or content; none of them got a row.
    pub skipped: u32,
    /// Files that could not be read from disk.
    pub unreadable: Vec<UnreadableFile>,
}

/// A file that was here already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DuplicateFile {
    /// Its name.
    pub file_name: String,
    /// The document that it is.
    pub document: u32,
}

/// A file that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UnreadableFile {
    /// Its name.
    pub file_name: String,
    /// Why.
    pub problem: Problem,
}

/// How an intake in progress goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct IntakeProgress {
    /// Files found so far.
    pub found: u32,
    /// Files taken in or passed over.
    pub done: u32,
}
