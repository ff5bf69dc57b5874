use serde::{Deserialize, Serialize};

use crate::{FieldMap, Source};

/// What one reader found on one invoice. Kept whole and never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The reader.
    pub source: Source,
    /// Where in the file, or which call (`CustomTag`, `original_invoice.xml`, a request id).
    pub origin: String,
    /// The fields.
    #[serde(with = "crate::field_map::as_list")]
    pub fields: FieldMap,
    /// What the reader had to put right or could not settle, e.g. `amounts_exchanged`.
    pub remarks: Vec<ReadingRemark>,
}

/// Something a reader says of its own values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingRemark {
    /// A stable code, e.g. `amounts_exchanged`, `tax_total_ambiguous`, `row_without_number`.
    pub code: String,
    /// The fields it speaks of.
    pub fields: Vec<crate::FieldPath>,
}
