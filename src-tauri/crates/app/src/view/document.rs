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
    /// The same in a few words, where the sentence is longer.
    pub brief: Option<SentenceView>,
    /// What its first field would have to say, where only one text would do.
    pub expected: Option<String>,
    /// Other invoices that it speaks of.
    pub related: Vec<RelatedView>,
}

/// Another invoice of the ledger that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct RelatedView {
    /// The document.
    pub id: u32,
    /// The file's name.
    pub file_name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// Kind of invoice (contract's name).
    pub invoice_type: Option<String>,
    /// 发票代码.
    pub code: Option<String>,
    /// 发票号码.
    pub number: Option<String>,
    /// 开票日期, ISO.
    pub date: Option<String>,
    /// 销售方名称.
    pub seller: Option<String>,
    /// 购买方名称.
    pub buyer: Option<String>,
    /// 价税合计.
    pub amount: Option<String>,
    /// Its first page has a picture.
    pub has_page: bool,
    /// What was done with it.
    pub uses: UsesView,
}

/// What was done with an invoice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Type)]
pub struct UsesView {
    /// The workbooks that it is in, the latest first.
    pub exports: Vec<ExportedView>,
    /// When it was marked as reimbursed, unix milliseconds.
    pub reimbursed_at: Option<f64>,
}

/// A workbook that an invoice is in.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ExportedView {
    /// The name of its file.
    pub file_name: String,
    /// When, unix milliseconds.
    pub at: f64,
}

/// What the tax platform's verification page asks for, and what it answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Type)]
pub struct VerificationView {
    /// The values, in the order of the page; none where nothing is known of how the kind is asked
    /// for.
    pub inputs: Vec<VerificationInputView>,
    /// The answer that holds.
    pub answer: Option<VerificationAnswer>,
    /// When it was written down, unix milliseconds.
    pub answered_at: Option<f64>,
}

/// A value that the verification page asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct VerificationInputView {
    /// The field's path.
    pub path: String,
    /// Only its last six places are asked for.
    pub last_six: bool,
    /// As it is to be typed there; `None` where the field was not read.
    pub value: Option<String>,
}

/// The tax platform's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VerificationAnswer {
    /// 一致.
    Consistent,
    /// 不一致.
    Inconsistent,
    /// 查无此票.
    NotFound,
    /// 已作废.
    Void,
    /// 已红冲.
    Red,
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
    /// The document in doubt whose decision it waits for: another file of the same invoice.
    pub waits_for: Option<u32>,
    /// Why it was put aside.
    pub postponed_reason: Option<String>,
    /// When it was reviewed, unix milliseconds.
    pub reviewed_at: Option<f64>,
    /// What was done with it.
    pub uses: UsesView,
    /// What the tax platform asks for and answered.
    pub verification: VerificationView,
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
    /// What happened.
    pub change: HistoryChange,
    /// The value; `None` where it was cleared, or where it is again what was read.
    pub value: Option<String>,
    /// Unix milliseconds.
    pub at: f64,
}

/// What happened to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HistoryChange {
    /// It was read.
    Read,
    /// The reviewer set or cleared it.
    Set,
    /// The reviewer took a change back, to an earlier one.
    Undone,
    /// The reviewer took the only change back: it holds what was read.
    UndoneToRead,
    /// The reviewer brought a change again.
    Redone,
}

/// A value for one field, from the window. `None` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct FieldEdit {
    /// The field's path.
    pub path: String,
    /// What was typed.
    pub value: Option<String>,
}
