use std::fmt;
use std::ops::{Add, Neg, Sub};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::parse_decimal;

/// An amount in fen (0.01 元). Plain decimal with two digits in text: `1234.50`, `-8.87`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money(i64);

/// Nothing on an invoice reaches 10 trillion 元; what does is a misread and stays text.
const MAX_FEN: i64 = 1_000_000_000_000_000;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// In fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// Reads every usual spelling (`¥1,234.50`, `￥500`, `759`, `-8.87`, `500元`). `None` where it
    /// is no amount or has parts of a fen.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_decimal(parse_decimal(text)?)
    }

    /// From a decimal that has no parts of a fen.
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let fen = value.checked_mul(Decimal::ONE_HUNDRED)?;
        if fen.fract() != Decimal::ZERO {
            return None;
        }
        let fen = i64::try_from(fen.trunc()).ok()?;
        (-MAX_FEN..=MAX_FEN).contains(&fen).then_some(Self(fen))
    }

    /// The nearest fen, halves away from zero, as tax software rounds.
    pub fn rounded(value: Decimal) -> Option<Self> {
        use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        Self::from_decimal(value.round_dp_with_strategy(2, MidpointAwayFromZero))
    }

    /// As a decimal with two places.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no amount of money"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_read() {
        let cases = [
            ("500.00", 50_000),
            ("¥500.00", 50_000),
            ("￥1,234.5", 123_450),
            ("１，２３４．５０", 123_450),
            ("759", 75_900),
            ("-8.87", -887),
            ("－8.87", -887),
            ("¥-8.87", -887),
            ("-¥8.87", -887),
            ("(8.87)", -887),
            ("0.120000", 12),
            ("¥ 20 000.00", 2_000_000),
            ("100元", 10_000),
        ];
        for (text, fen) in cases {
            assert_eq!(Money::parse(text), Some(Money::from_fen(fen)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "***",
            "-",
            "12O.00",
            "1.2.3",
            "0.005",
            "99999999999999999999",
            "1e5",
            "¥",
            "12,34,5.x",
        ] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }

    #[test]
    fn text_has_two_digits() {
        assert_eq!(Money::from_fen(-5).to_string(), "-0.05");
        assert_eq!(Money::from_fen(123_450).to_string(), "1234.50");
    }
}
