use serde::{Deserialize, Serialize};
use specta::Type;

use super::{SentenceView, TrustView};

/// One field of one document, among the same field of many others.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct WallCell {
    /// The document.
    pub id: u32,
    /// The file's name.
    pub file_name: String,
    /// 销售方名称.
    pub seller: Option<String>,
    /// Canonical text.
    pub value: String,
    /// How far it can be trusted.
    pub trust: TrustView,
    /// Why.
    pub reason: SentenceView,
    /// The page that it stands on, as in [`super::PageView::number`].
    pub page: Option<u32>,
    /// Left, top, right, bottom as fractions of the page as stored.
    pub bounds: Option<(f64, f64, f64, f64)>,
    /// How the page is turned, quarter turns clockwise, 0–3.
    pub quarter_turns: u8,
}

/// A value that the reviewer saw and says to be right.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct SeenValue {
    /// The document.
    pub id: u32,
    /// What was shown.
    pub value: String,
}

/// What one recognizer read of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ReadingView {
    /// The recognizer's id.
    pub provider: String,
    /// When, unix milliseconds.
    pub at: f64,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
    /// What it read, in the order of the form.
    pub fields: Vec<ReadValue>,
}

/// A value as one recognizer read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ReadValue {
    /// The field's path.
    pub path: String,
    /// Canonical text.
    pub value: String,
}

/// How the review goes today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct ReviewPace {
    /// Invoices reviewed today with a known time.
    pub reviewed: u32,
    /// The middle one of their times, in milliseconds; `None` before the first one.
    pub median_ms: Option<u32>,
}
