use invoice::Sentence;
use serde::{Deserialize, Serialize};

/// What became of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportReport {
    /// Rows of 发票基础信息.
    pub invoices: usize,
    /// Rows of 信息汇总表.
    pub lines: usize,
    /// What the user should know of single cells.
    pub notices: Vec<ExportNotice>,
}

/// Something that could not be written as one would expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportNotice {
    /// What it is.
    pub code: NoticeCode,
    /// Which invoice, in the order given, from 0.
    pub invoice: usize,
    /// The header of the column; `None` where it is not about one cell.
    pub column: Option<String>,
    /// The same in words.
    pub message: Sentence,
}

/// The kinds of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeCode {
    /// More digits than a spreadsheet keeps of a number: written as text, with all of them.
    NumberAsText,
    /// Could not be read as a number or date on the invoice: written as text.
    Unreadable,
    /// Longer than a cell: cut.
    Cut,
    /// Had control characters: left out.
    Cleaned,
    /// The invoice has no lines: its row in 信息汇总表 holds its totals.
    NoLines,
}

impl ExportNotice {
    /// A notice on one invoice (by its label for the person) and perhaps one of its columns.
    pub(crate) fn new(code: NoticeCode, invoice: usize, label: &str, column: Option<&str>) -> Self {
        let place = column.unwrap_or_default();
        let (zh, en) = match code {
            NoticeCode::NumberAsText => (
                "数字超过 15 位，Excel 无法精确保存，已按文本写入全部数字",
                "has more than 15 digits, which Excel cannot keep; written as text with all of them",
            ),
            NoticeCode::Unreadable => (
                "不是有效的数字或日期，已按原文写入文本",
                "is no valid number or date; its text was written as it stands",
            ),
            NoticeCode::Cut => (
                "超过单元格的 32767 个字符，已截断",
                "is longer than the 32,767 characters of a cell and was cut",
            ),
            NoticeCode::Cleaned => (
                "含控制字符，已去除",
                "held control characters, which were left out",
            ),
            NoticeCode::NoLines => (
                "没有明细行，信息汇总表中以一行合计代替",
                "has no lines; one row of 信息汇总表 holds its totals instead",
            ),
        };
        let blank = if place.is_empty() { "" } else { " " };
        Self {
            code,
            invoice,
            column: column.map(str::to_owned),
            message: Sentence::new(
                format!("{label}：{place}{zh}。"),
                format!("{label}: {place}{blank}{en}."),
            ),
        }
    }
}
