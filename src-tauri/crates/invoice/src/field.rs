use serde::{Deserialize, Serialize};

use crate::{Region, Source, Value};

/// One value of one field, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// What the text means; text that could not be parsed is kept in [`Value::Unreadable`].
    pub value: Value,
    /// The text exactly as read.
    pub text: String,
    /// The page it stands on, from 1.
    pub page: Option<u32>,
    /// Where on that page; `None` if unknown.
    pub region: Option<Region>,
    /// 0–1; `None` where the reader gives none. Exact kinds give 1.
    pub confidence: Option<f32>,
    /// Who or what read it.
    pub source: Source,
}
