use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FindingView, SentenceView, UsesView, VerificationAnswer};

/// What the ledger page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct LedgerFilter {
    /// Part of a number, name or amount; blank for all.
    pub search: String,
    /// First issue date, ISO.
    pub from: Option<String>,
    /// Last issue date, ISO.
    pub to: Option<String>,
    /// Exported at least once, or never.
    #[serde(default)]
    pub exported: Option<bool>,
    /// Marked as reimbursed, or not.
    #[serde(default)]
    pub reimbursed: Option<bool>,
    /// Rows to pass over.
    pub offset: u32,
    /// Most rows to give (at most 500).
    pub limit: u32,
}

/// A reviewed invoice.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct LedgerRow {
    /// The document.
    pub id: u32,
    /// 发票种类 (contract's name).
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
    /// 合计金额.
    pub net: Option<String>,
    /// 合计税额.
    pub tax: Option<String>,
    /// 价税合计.
    pub gross: Option<String>,
    /// Unix milliseconds.
    pub reviewed_at: f64,
    /// What was done with it.
    pub uses: UsesView,
    /// What the tax platform answered.
    pub verification: Option<VerificationAnswer>,
    /// What the rules found when it was judged last.
    pub findings: Vec<FindingView>,
}

/// A part of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct LedgerPage {
    /// The rows.
    pub rows: Vec<LedgerRow>,
    /// How many match in all.
    pub total: u32,
    /// Sum of 合计金额 of all that match.
    pub net_sum: String,
    /// Sum of 价税合计 of all that match.
    pub gross_sum: String,
    /// Sum of 合计税额 of all that match.
    pub tax_sum: String,
}

/// A workbook was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ExportReport {
    /// Where.
    pub path: String,
    /// Invoices in it.
    pub invoices: u32,
    /// Line items in it.
    pub lines: u32,
    /// What to know of single cells (too many digits for a number, cut text, …).
    pub notices: Vec<SentenceView>,
}
