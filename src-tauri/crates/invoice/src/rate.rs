use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use crate::parse_decimal;

/// A tax rate, kept as printed (`13%`, `13.00%`, `免税`); a bare fraction (`0.060000`, as the XML
/// has it) becomes a percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    text: String,
    fraction: Option<Decimal>,
}

/// Words that stand in the place of a rate.
const WORDS: [&str; 8] = [
    "免税",
    "不征税",
    "零税率",
    "普通零税率",
    "出口零税",
    "出口零税率",
    "出口退税",
    "简易征收",
];

/// Words around a percentage.
const REDUCED: [(&str, &str); 4] = [
    ("减按", "%征收"),
    ("减按", "%"),
    ("按", "%简易征收"),
    ("按", "%征收"),
];

impl Rate {
    /// Reads a rate. `None` where it is neither a percentage from 0 to 100, a fraction below 1,
    /// nor one of the words.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        if WORDS.contains(&folded.as_str()) {
            return Some(Self {
                text: folded,
                fraction: None,
            });
        }
        // `减按1.5%征收`, `按3%简易征收`: the percentage inside is the rate.
        if let Some(inner) = REDUCED
            .iter()
            .find_map(|(before, after)| folded.strip_prefix(before)?.strip_suffix(after))
        {
            let fraction = parse_decimal(inner)
                .filter(|p| *p >= Decimal::ZERO && *p <= Decimal::ONE_HUNDRED)?
                .checked_div(Decimal::ONE_HUNDRED);
            return Some(Self {
                text: folded,
                fraction,
            });
        }
        if let Some(number) = folded.strip_suffix('%') {
            let percent = parse_decimal(number)?;
            if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
                return None;
            }
            return Some(Self {
                text: folded,
                fraction: percent.checked_div(Decimal::ONE_HUNDRED),
            });
        }
        let value = parse_decimal(&folded)?;
        let fraction = if value >= Decimal::ZERO && value < Decimal::ONE {
            value
        } else if value >= Decimal::ONE && value <= Decimal::from(17) {
            // `13` without its sign: some layouts head the column 税率(%).
            value.checked_div(Decimal::ONE_HUNDRED)?
        } else {
            return None;
        };
        let percent = fraction.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
        Some(Self {
            text: format!("{percent}%"),
            fraction: Some(fraction),
        })
    }

    /// The rate as a fraction of 1; `None` for words without a number (免税, 不征税).
    pub const fn fraction(&self) -> Option<Decimal> {
        self.fraction
    }

    /// As printed.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no tax rate"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_stays_as_printed_and_a_fraction_becomes_a_percentage() {
        let cases = [
            ("13%", "13%", Some("0.13")),
            ("13.00%", "13.00%", Some("0.13")),
            ("0.060000", "6%", Some("0.06")),
            ("0.015", "1.5%", Some("0.015")),
            ("６％", "6%", Some("0.06")),
            ("免税", "免税", None),
            ("0%", "0%", Some("0")),
            ("减按1.5%征收", "减按1.5%征收", Some("0.015")),
            ("按３％简易征收", "按3%简易征收", Some("0.03")),
            ("出口零税率", "出口零税率", None),
        ];
        for (text, shown, fraction) in cases {
            let rate = Rate::parse(text).unwrap();
            assert_eq!(rate.as_str(), shown, "{text}");
            let want: Option<Decimal> = fraction.map(|f| f.parse().unwrap());
            assert_eq!(rate.fraction(), want, "{text}");
        }
        for text in ["", "A", "***", "130%", "18", "-3%"] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }
}
