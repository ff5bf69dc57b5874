//! When two readings say the same: by value, never by spelling.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::{Value, words};

/// A name as it is compared: full-width characters folded (NFKC), all brackets alike, the dots and
/// dashes of names alike, without blanks. Letters keep their case.
pub fn normalise_name(name: &str) -> Cow<'_, str> {
    // Most names are plain Chinese characters and need no work.
    let plain = |c: char| c.is_ascii_graphic() && !"[]{}".contains(c) || is_plain_han(c);
    if name.chars().all(plain) {
        return Cow::Borrowed(name);
    }
    let folded = name.nfkc().filter(|c| !c.is_whitespace()).map(|c| match c {
        '【' | '〔' | '［' | '[' | '{' | '〈' | '《' => '(',
        '】' | '〕' | '］' | ']' | '}' | '〉' | '》' => ')',
        '・' | '•' | '‧' | '●' | '･' => '·',
        '—' | '–' | '―' | '−' | '‐' | '‑' => '-',
        '、' => ',',
        '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        '×' | '✕' | '✖' => 'x',
        c => c,
    });
    Cow::Owned(folded.collect())
}

/// The unified ideographs themselves; compatibility forms and radicals lie outside.
fn is_plain_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether two values say the same: money and decimals as numbers, rates by fraction, words by the
/// amount they name, text after [`normalise_name`].
pub fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Decimal(a), Value::Decimal(b)) => a == b,
        (Value::Rate(a), Value::Rate(b)) => match (a.fraction(), b.fraction()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => a.as_str() == b.as_str(),
            _ => false,
        },
        (Value::Words(a), Value::Words(b)) => match (words::parse(a), words::parse(b)) {
            (Some(a), Some(b)) => a == b,
            (None, None) => normalise_name(a) == normalise_name(b),
            _ => false,
        },
        (Value::Text(a), Value::Text(b)) | (Value::Unreadable(a), Value::Unreadable(b)) => {
            a == b || normalise_name(a) == normalise_name(b)
        }
        (Value::Code(a), Value::Code(b)) => a.eq_ignore_ascii_case(b),
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldKind;

    fn same(kind: FieldKind, a: &str, b: &str) -> bool {
        same_value(
            &Value::parse(kind, a).unwrap(),
            &Value::parse(kind, b).unwrap(),
        )
    }

    #[test]
    fn spelling_does_not_count() {
        for (kind, a, b) in [
            (
                FieldKind::Text,
                "云杉（北京）有限公司",
                "云杉(北京) 有限公司",
            ),
            (FieldKind::Text, "阿里·木", "阿里•木"),
            (FieldKind::Text, "⽤品", "用品"),
            (FieldKind::Money, "¥1,000.50", "1000.5"),
            (FieldKind::Decimal, "1.00000000", "1"),
            (FieldKind::Rate, "13.00%", "0.13"),
            (FieldKind::Words, "⊗壹佰元正", "壹佰圆整"),
            (FieldKind::Date, "20240528", "2024年5月28日"),
            (FieldKind::Code, "e9052", "E9052"),
        ] {
            assert!(same(kind, a, b), "{a} and {b}");
        }
    }

    #[test]
    fn meaning_does() {
        for (kind, a, b) in [
            (FieldKind::Text, "云杉科技", "云杉料技"),
            (FieldKind::Money, "10.00", "-10.00"),
            (FieldKind::Rate, "0%", "免税"),
            (FieldKind::Words, "壹佰圆整", "佰圆整"),
            (FieldKind::Code, "01234567", "1234567"),
        ] {
            assert!(!same(kind, a, b), "{a} and {b}");
        }
    }
}
