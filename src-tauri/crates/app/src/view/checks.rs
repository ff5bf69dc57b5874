use serde::{Deserialize, Serialize};
use specta::Type;

/// One of the user's own companies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CompanyView {
    /// Its id.
    pub id: u32,
    /// 名称.
    pub name: String,
    /// 纳税人识别号.
    pub tax_id: Option<String>,
    /// Whether the number's check digit holds; `None` where its form has none.
    pub check_digit_holds: Option<bool>,
    /// 地址、电话.
    pub address_phone: Option<String>,
    /// 开户行及账号.
    pub bank_account: Option<String>,
}

/// A company as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct CompanyEdit {
    /// 名称.
    pub name: String,
    /// 纳税人识别号.
    pub tax_id: Option<String>,
    /// 地址、电话.
    pub address_phone: Option<String>,
    /// 开户行及账号.
    pub bank_account: Option<String>,
}

/// Which patterns are noted, and the limits of approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CheckSettings {
    /// All patterns, by the codes of their findings.
    pub patterns: Vec<String>,
    /// Those switched off.
    pub patterns_off: Vec<String>,
    /// Limits of approval; an amount just under one is noted. Plain decimals.
    pub limits: Vec<String>,
}

/// What is to be said of a taxpayer number while it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TaxIdCheck {
    /// It has the form of one.
    pub well_formed: bool,
    /// Whether its check digit holds; `None` where its form has none.
    pub check_digit_holds: Option<bool>,
    /// The number with one character changed that holds, where only one does.
    pub suggestion: Option<String>,
}
