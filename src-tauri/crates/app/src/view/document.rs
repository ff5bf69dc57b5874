use serde::{Deserialize, Serialize};
use specta::Type;

use super::{DocumentState, Problem, SentenceView};

/// How far a field can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TrustView {
    /// Agreed by two kinds of evidence, exact, or closed by the sums.
    Certain,
    /// One uncertain reading, or readings differ.
    Doubtful,
    /// A check speaks against it.
    Wrong,
    /// Typed or confirmed by the reviewer.
    Yours,
}

/// Another value that was read for a field.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AlternativeView {
    /// Canonical text.
    pub value: String,
    /// Who read it.
    pub source: String,
}

/// A character of a value that may be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DoubtView {
    /// Which character of the field's `value`, from 0, counted in Unicode characters (not in
    /// UTF-16 units).
    pub at: u32,
    /// What it may be instead, most likely first. Empty where nothing else was seen.
    pub others: Vec<String>,
}

/// A field that has a value, or had one that the reviewer cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct FieldView {
    /// Its path, e.g. `seller.tax_id`, `items[0].amount`.
    pub path: String,
    /// Canonical text; `None` where it was cleared.
    pub value: Option<String>,
    /// As read.
    pub text: Option<String>,
    /// Page, from 1.
    pub page: Option<u32>,
    /// Four corners clockwise from the top left, as fractions of the page.
    pub region: Option<Vec<f64>>,
    /// 0–1.
    pub confidence: Option<f64>,
    /// The characters of `value` that the reader of a picture was not sure of, from the left.
    pub doubts: Vec<DoubtView>,
    /// Who or what read it (contract's names).
    pub source: String,
    /// How far it can be trusted.
    pub trust: TrustView,
    /// Why.
    pub reason: SentenceView,
    /// Other values read for it.
    pub alternatives: Vec<AlternativeView>,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct FindingView {
    /// The rule's code.
    pub code: String,
    /// `note`, `warning` or `error`.
    pub severity: String,
    /// The fields it speaks of.
    pub fields: Vec<String>,
    /// The sentence.
    pub message: SentenceView,
}

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct PageView {
    /// Names the page, as in `FieldView::page`: its number in the file, from 1, and a larger one
    /// where it comes from another file. Its place among the pages is its place in the list.
    pub number: u32,
    /// Width in points, as shown before the reviewer's turning.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Quarter turns clockwise by the reviewer, 0–3.
    pub quarter_turns: u8,
    /// Whether it only goes with the invoice (水单, 行程单) and is not part of it.
    pub attachment: bool,
}

/// A document as the review screen shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DocumentView {
    /// The document.
    pub id: u32,
    /// Grows with every change; an answer with a lower one is out of date.
    pub revision: u32,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// Its pages. Empty where it cannot be opened.
    pub pages: Vec<PageView>,
    /// The fields, in the order of the form.
    pub fields: Vec<FieldView>,
    /// Number of line items.
    pub item_count: u32,
    /// What the rules found.
    pub findings: Vec<FindingView>,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Who recognized it.
    pub provider: String,
    /// Why it failed, if it did.
    pub problem: Option<Problem>,
    /// Why it was put aside.
    pub postponed_reason: Option<String>,
    /// When it was reviewed, unix milliseconds.
    pub reviewed_at: Option<f64>,
}

/// A word on a page, for clicking it into a field.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct WordView {
    /// The text.
    pub text: String,
    /// Left, top, right, bottom as fractions of the page.
    pub bounds: (f32, f32, f32, f32),
}

/// One change of one field, for its history.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct HistoryEntry {
    /// Who or what (contract's names).
    pub source: String,
    /// The value; `None` where it was cleared.
    pub value: Option<String>,
    /// Unix milliseconds.
    pub at: f64,
}

/// A value for one field, from the window. `None` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct FieldEdit {
    /// The field's path.
    pub path: String,
    /// What was typed.
    pub value: Option<String>,
}
