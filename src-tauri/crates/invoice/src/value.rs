use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{FieldKind, InvoiceType, IssueDate, Money, Rate, TaxId, parse_decimal};

/// What a field means, parsed once at the edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Trimmed text; lines separated by `\n`.
    Text(String),
    /// A code or number without blanks.
    Code(String),
    /// The kind of invoice.
    InvoiceType(InvoiceType),
    /// A date.
    Date(IssueDate),
    /// A taxpayer number.
    TaxId(TaxId),
    /// An amount.
    Money(Money),
    /// A decimal with every printed digit.
    Decimal(Decimal),
    /// A tax rate.
    Rate(Rate),
    /// An amount in words, as printed; its value is compared, never its spelling.
    Words(String),
    /// Text that is none of what the field holds. Kept as read and flagged, never dropped.
    Unreadable(String),
}

impl Value {
    /// Parses the text of a field. `None` where nothing is printed: blank, `***`, `-`, `—`.
    pub fn parse(kind: FieldKind, text: &str) -> Option<Self> {
        let trimmed = text.trim().trim_matches('\u{feff}');
        if is_nothing(trimmed) {
            return None;
        }
        let unreadable = || Self::Unreadable(trimmed.to_owned());
        Some(match kind {
            FieldKind::Text => Self::Text(trimmed.to_owned()),
            FieldKind::Words => Self::Words(trimmed.to_owned()),
            FieldKind::Code => {
                let code: String = trimmed.nfkc().filter(|c| !c.is_whitespace()).collect();
                if code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                    Self::Code(code)
                } else {
                    unreadable()
                }
            }
            FieldKind::InvoiceType => {
                InvoiceType::parse(trimmed).map_or_else(unreadable, Self::InvoiceType)
            }
            FieldKind::Date => IssueDate::parse(trimmed).map_or_else(unreadable, Self::Date),
            FieldKind::TaxId => TaxId::parse(trimmed).map_or_else(unreadable, Self::TaxId),
            FieldKind::Money => Money::parse(trimmed).map_or_else(unreadable, Self::Money),
            FieldKind::Decimal => parse_decimal(trimmed).map_or_else(unreadable, Self::Decimal),
            FieldKind::Rate => Rate::parse(trimmed).map_or_else(unreadable, Self::Rate),
        })
    }

    /// Whether the text could not be parsed.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable(_))
    }
}

/// The canonical text: what stands in JSON, in the form and in the ledger.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(t) | Self::Code(t) | Self::Words(t) | Self::Unreadable(t) => f.write_str(t),
            Self::InvoiceType(t) => t.fmt(f),
            Self::Date(d) => d.fmt(f),
            Self::TaxId(t) => t.fmt(f),
            Self::Money(m) => m.fmt(f),
            Self::Decimal(d) => d.fmt(f),
            Self::Rate(r) => r.fmt(f),
        }
    }
}

/// Nothing is printed: only blanks, stars or dashes.
fn is_nothing(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || "*＊-－—–_/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_blanks_are_nothing() {
        for text in ["", "  ", "***", "＊＊＊", "-", "—", "\u{3000}"] {
            assert_eq!(Value::parse(FieldKind::Money, text), None, "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_parsed_is_kept_as_read() {
        let value = Value::parse(FieldKind::Date, "20227年03月24日");
        assert_eq!(value, Some(Value::Unreadable("20227年03月24日".into())));
        assert_eq!(value.unwrap().to_string(), "20227年03月24日");
    }

    #[test]
    fn codes_lose_their_blanks_and_quantities_keep_their_digits() {
        let shown = |kind, text| Value::parse(kind, text).unwrap().to_string();
        assert_eq!(
            shown(FieldKind::Code, "70497 71434 15541 89588"),
            "70497714341554189588"
        );
        assert_eq!(shown(FieldKind::Decimal, "1.00000000"), "1.00000000");
        assert_eq!(shown(FieldKind::Money, "¥500"), "500.00");
    }
}
