//! The rules that judge an invoice. Each has a code, a severity, the fields it speaks of and a
//! sentence with the numbers. Pure and fast: they run again at every key press.
//!
//! An error says that the figures cannot be right as they stand. What a true invoice may show (a
//! redacted taxpayer number, an old rate on a late invoice) is a warning; what is only worth
//! knowing is a note. The rules' sources stand beside them.

mod arithmetic;
mod brief;
mod buyer;
mod dates;
mod discounts;
mod duplicates;
mod findings;
mod identity;
mod in_words;
mod lines;
mod parties;
mod patterns;
mod presence;
mod qr;
mod rates;
mod red_letter;
mod sheet;
mod toll;

use serde::{Deserialize, Serialize};

use crate::{Context, FieldMap, FieldPath, Invoice, Sentence, normalise_name};
use findings::Findings;
pub(crate) use qr::is_either;
pub use red_letter::{BlueInvoice, blue_invoice};
use sheet::Sheet;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Look again.
    Warning,
    /// Cannot be right.
    Error,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's code, e.g. `gross_mismatch`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The fields it speaks of.
    pub fields: Vec<FieldPath>,
    /// What is wrong, with the numbers.
    pub message: Sentence,
    /// Other invoices of the ledger that it speaks of (ids of [`crate::EarlierInvoice`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// What its first field would have to say for the rule to hold, where only one text would do.
    /// Offered to the reviewer, never taken by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// Judges an invoice. `qr`: the fields that its QR code gave, if one was read. The findings stand
/// in the order of the families: amounts, lines, identity, presence, dates, rates, QR, parties,
/// ledger, patterns.
pub fn check(invoice: &Invoice, qr: Option<&FieldMap>, context: &Context) -> Vec<Finding> {
    let sheet = Sheet::of(invoice);
    let mut found = Findings::default();
    arithmetic::check(&sheet, &mut found);
    in_words::check(&sheet, &mut found);
    lines::check(&sheet, &mut found);
    discounts::check(&sheet, &mut found);
    red_letter::check(&sheet, &mut found);
    identity::check(&sheet, &mut found);
    presence::check(&sheet, &mut found);
    dates::check(&sheet, context, &mut found);
    rates::check(&sheet, &mut found);
    toll::check(&sheet, &mut found);
    if let Some(qr) = qr {
        qr::check(&sheet, qr, &mut found);
    }
    parties::check(&sheet, context, &mut found);
    buyer::check(&sheet, context, &mut found);
    duplicates::check(&sheet, context, &mut found);
    patterns::check(&sheet, context, &mut found);
    found.into_list()
}

/// Whether a line only says that the goods stand on a list: (详见销货清单).
pub fn is_list_name(name: &str) -> bool {
    if !name.contains("清单") {
        return false;
    }
    let name = normalise_name(name);
    name.contains("详见") || name.contains("见销货") || name.contains("见销售")
}

#[cfg(test)]
mod cases;
#[cfg(test)]
pub(crate) mod properties;
