use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{IssueDate, Money, TaxId};

/// What the rules must be told, as they read no clock and no ledger. Only the date is needed; what
/// is left empty is not judged. Build it as `Context { companies, ..Context::new(today) }`.
#[derive(Debug, Clone)]
pub struct Context {
    /// Today.
    pub today: IssueDate,
    /// The user's own companies. Empty: the buyer is not judged.
    pub companies: Vec<Company>,
    /// Invoices of the ledger that may be the same as this one (same number, same file, or same
    /// seller, amount and date). The invoice itself must not be among them.
    pub earlier: Vec<EarlierInvoice>,
    /// What the ledger knows of this seller; `None` where it was not asked.
    pub seller: Option<SellerHistory>,
    /// Names of reviewed invoices by taxpayer number.
    pub known_names: BTreeMap<TaxId, String>,
    /// Trips of the ledger with the same plates.
    pub trips: Vec<EarlierTrip>,
    /// Whether the blue invoice that a red one names ([`crate::checks::blue_invoice`]) is in the
    /// ledger; `None` where it was not asked.
    pub blue_is_known: Option<bool>,
    /// Limits of approval; an amount just under one is noted.
    pub limits: Vec<Money>,
    /// Patterns that the user switched off.
    pub patterns_off: BTreeSet<Pattern>,
}

impl Context {
    /// With nothing but the date.
    pub fn new(today: IssueDate) -> Self {
        Self {
            today,
            companies: Vec::new(),
            earlier: Vec::new(),
            seller: None,
            known_names: BTreeMap::new(),
            trips: Vec::new(),
            blue_is_known: None,
            limits: Vec::new(),
            patterns_off: BTreeSet::new(),
        }
    }
}

/// One of the user's own companies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// 名称.
    pub name: String,
    /// 纳税人识别号.
    pub tax_id: Option<TaxId>,
    /// 地址、电话, as it should stand on a 专票.
    pub address_phone: Option<String>,
    /// 开户行及账号.
    pub bank_account: Option<String>,
}

/// What is compared of an invoice that the ledger already has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarlierInvoice {
    /// Its id in the ledger, so that it is one click away.
    pub id: String,
    /// 发票代码.
    pub code: Option<String>,
    /// 发票号码.
    pub number: Option<String>,
    /// The seller's taxpayer number.
    pub seller: Option<String>,
    /// The seller's name: one of two readings may have misread the number.
    pub seller_name: Option<String>,
    /// 价税合计.
    pub amount_with_tax: Option<Money>,
    /// 开票日期.
    pub issue_date: Option<IssueDate>,
    /// The name of the file it came from.
    pub file_name: Option<String>,
    /// Whether it came from a file with the same bytes.
    pub same_file: bool,
    /// Whether it was exported.
    pub exported: bool,
    /// Whether it was marked as reimbursed.
    pub reimbursed: bool,
}

/// What the ledger knows of a seller, this invoice left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SellerHistory {
    /// How many of its invoices there are; 0 for a seller seen for the first time.
    pub invoices: u32,
    /// How many lines had which rate, as `Rate` prints it (`13%`).
    pub rates: BTreeMap<String, u32>,
    /// Its invoices with neighbouring numbers.
    pub neighbours: Vec<EarlierInvoice>,
}

/// A trip of an earlier toll invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierTrip {
    /// Its invoice's id in the ledger.
    pub id: String,
    /// Its invoice's number.
    pub number: String,
    /// 车牌号.
    pub license_plate: String,
    /// 通行日期起.
    pub start: IssueDate,
    /// 通行日期止.
    pub end: IssueDate,
    /// The line's amount.
    pub amount: Money,
}

/// Patterns that are noted and can each be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Consecutive numbers from one seller.
    ConsecutiveNumbers,
    /// An amount just under a limit.
    JustUnderLimit,
    /// A seller seen for the first time.
    NewSeller,
    /// A rate that differs from this seller's habit.
    UnusualRate,
    /// A red-letter invoice without its blue one.
    RedWithoutBlue,
    /// The same trip twice.
    SameTripTwice,
}

impl Pattern {
    /// All, in the order of the settings page.
    pub const ALL: &'static [Self] = &[
        Self::ConsecutiveNumbers,
        Self::JustUnderLimit,
        Self::NewSeller,
        Self::UnusualRate,
        Self::RedWithoutBlue,
        Self::SameTripTwice,
    ];

    /// The code of its finding, also its name in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConsecutiveNumbers => "consecutive_numbers",
            Self::JustUnderLimit => "just_under_limit",
            Self::NewSeller => "new_seller",
            Self::UnusualRate => "unusual_rate",
            Self::RedWithoutBlue => "red_without_blue",
            Self::SameTripTwice => "same_trip_twice",
        }
    }
}
