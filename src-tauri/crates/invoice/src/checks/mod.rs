//! The rules that judge an invoice. Each has a code, a severity, the fields it speaks of and a
//! sentence with the numbers. Pure and fast: they run again at every key press.

use serde::{Deserialize, Serialize};

use crate::{FieldPath, Sentence};

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
