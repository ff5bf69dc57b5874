use serde::{Deserialize, Serialize};
use specta::Type;

/// Of which reviews.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct StatisticsFilter {
    /// First day of review, ISO.
    pub from: Option<String>,
    /// Last day of review, ISO.
    pub to: Option<String>,
}

/// How well was read, how fast was reviewed, what was called, by the user's own corrections.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Type)]
pub struct StatisticsView {
    /// All recognizers together, as the reviewer saw it first.
    pub all: AccuracyView,
    /// Half of the invoices were reviewed in less, milliseconds.
    pub review_ms: Option<u32>,
    /// By recognizer, with what was called even where nothing was reviewed.
    pub providers: Vec<ProviderStatistics>,
    /// By kind of invoice, the most frequent first.
    pub types: Vec<TypeStatistics>,
    /// By field, the most corrected first.
    pub fields: Vec<FieldStatistics>,
    /// In the course of time.
    pub periods: Vec<PeriodStatistics>,
    /// Who reads which kind best.
    pub recommendations: Vec<RecommendationView>,
    /// Pictures that a recognizer must have read before it is compared.
    pub least_sample: u32,
    /// Whether the rule that chooses a recognizer goes by it.
    pub learns: bool,
}

/// How much was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
pub struct AccuracyView {
    /// Invoices.
    pub invoices: u32,
    /// Values in them.
    pub values: u32,
    /// Of these, corrected.
    pub corrected: u32,
}

/// One recognizer.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProviderStatistics {
    /// Its id.
    pub provider: String,
    /// Files whose words or data could be read.
    pub digital: AccuracyView,
    /// Pictures.
    pub pictures: AccuracyView,
    /// Half of its answers took less, milliseconds.
    pub recognition_ms: Option<u32>,
    /// Calls.
    pub calls: u32,
    /// Charged for certain.
    pub charged: u32,
    /// Perhaps charged.
    pub in_doubt: u32,
}

/// One kind of invoice.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct TypeStatistics {
    /// The kind (contract's name); `None` where it was never known.
    pub invoice_type: Option<String>,
    /// All recognizers together.
    pub all: AccuracyView,
    /// Half of them were reviewed in less, milliseconds.
    pub review_ms: Option<u32>,
    /// Pictures by recognizer.
    pub pictures: Vec<ProviderAccuracy>,
}

/// How much one recognizer had right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProviderAccuracy {
    /// The recognizer.
    pub provider: String,
    /// How much.
    pub accuracy: AccuracyView,
}

/// One field, of all invoices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FieldStatistics {
    /// Its path, `items.amount` for a column of the lines.
    pub field: String,
    /// All recognizers together.
    pub all: AccuracyView,
}

/// One day, week or month.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct PeriodStatistics {
    /// Its first day, ISO.
    pub from: String,
    /// Its last day, ISO.
    pub to: String,
    /// All recognizers together.
    pub all: AccuracyView,
    /// Half of the invoices were reviewed in less, milliseconds.
    pub review_ms: Option<u32>,
}

/// Who reads pictures of one kind of invoice best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecommendationView {
    /// The kind (contract's name).
    pub invoice_type: String,
    /// The best one.
    pub best: ProviderAccuracy,
    /// The one after it.
    pub next: ProviderAccuracy,
    /// Whether the difference is more than chance.
    pub clear: bool,
}
