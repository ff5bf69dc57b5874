/// What the program knows of an invoice beyond the page: how it was checked, by whom and on what
/// grounds. All texts are in Chinese, as the workbook is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Whether somebody reviewed it: `已复核`.
    pub status: String,
    /// When, `2026-05-28 14:03`.
    pub reviewed_at: Option<String>,
    /// The sentences of the checks that failed, one a line.
    pub failed: String,
    /// The sentences that are only worth knowing, one a line.
    pub notes: String,
    /// The fields that the reviewer typed or confirmed.
    pub corrected: String,
    /// What speaks for each of the main fields, one a line.
    pub grounds: String,
    /// Who recognized it.
    pub provider: String,
    /// What the tax platform answered.
    pub verification: Option<String>,
    /// When that was written down.
    pub verified_at: Option<String>,
    /// When it was marked as reimbursed.
    pub reimbursed_at: Option<String>,
    /// Where its file lay when it was taken in, as an address (`file:///…`).
    pub link: Option<String>,
    /// Duplicates and what else is odd.
    pub oddities: Vec<Oddity>,
}

/// A row of 重复与异常.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oddity {
    /// What it is: `重复`, `连号`.
    pub kind: String,
    /// How much it weighs: `错误`, `存疑`, `提示`.
    pub severity: String,
    /// The sentence.
    pub sentence: String,
    /// 发票号码 of the other invoice.
    pub other_number: Option<String>,
    /// The other invoice's file.
    pub other_file: Option<String>,
    /// What was done with the other invoice.
    pub other_uses: Option<String>,
}
