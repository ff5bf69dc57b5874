//! The rules that judge an invoice. Each has a code, a severity, the fields it speaks of and a
//! sentence with the numbers. Pure and fast: they run again at every key press.

use serde::{Deserialize, Serialize};

use crate::{Context, FieldMap, FieldPath, Invoice, Sentence, normalise_name};

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
}

/// Judges an invoice. `qr`: the fields that its QR code gave, if one was read.
pub fn check(invoice: &Invoice, qr: Option<&FieldMap>, context: &Context) -> Vec<Finding> {
    let _ = (invoice, qr, context);
    Vec::new()
}

/// Whether a line only says that the goods stand on a list: (详见销货清单).
pub fn is_list_name(name: &str) -> bool {
    let name = normalise_name(name);
    name.contains("清单")
        && (name.contains("详见") || name.contains("见销货") || name.contains("见销售"))
}
