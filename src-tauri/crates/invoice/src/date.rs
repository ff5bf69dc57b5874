use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// A calendar date on an invoice, ISO 8601 in text. Years 1994 (the first VAT invoices) to 2099;
/// anything else is a misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueDate(NaiveDate);

impl IssueDate {
    /// The first day that can be one: 1994-01-01.
    pub const FIRST: Self = match NaiveDate::from_ymd_opt(1994, 1, 1) {
        Some(date) => Self(date),
        None => Self(NaiveDate::MIN),
    };

    /// A date that exists and lies in the range.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1994..=2099).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `2016年04月26日`, `2019年1月14日`, `20090424`, `2026-07-10 11:33:22`, `2024/5/28`,
    /// `2024.05.28`, `2024 05 28`. `None` where the digits do not make one clear date.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.nfkc().collect();
        let mut numbers: Vec<(u32, usize)> = Vec::new();
        let mut digits = String::new();
        for c in folded.trim().chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            if !digits.is_empty() {
                numbers.push((digits.parse().ok()?, digits.len()));
                digits.clear();
            }
            let separates = c.is_whitespace() || "年月日号-/.:T时分秒".contains(c);
            if !separates {
                return None;
            }
        }
        match *numbers.as_slice() {
            [(ymd, 8)] => Self::new(
                i32::try_from(ymd / 10_000).ok()?,
                ymd / 100 % 100,
                ymd % 100,
            ),
            // `20240528 11:33:22`
            [(ymd, 8), ..] if numbers.len() <= 4 => Self::new(
                i32::try_from(ymd / 10_000).ok()?,
                ymd / 100 % 100,
                ymd % 100,
            ),
            [(y, 4), (m, 1 | 2), (d, 1 | 2), ..] if numbers.len() <= 6 => {
                Self::new(i32::try_from(y).ok()?, m, d)
            }
            _ => None,
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1–12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day, 1–31.
    pub fn day(self) -> u32 {
        self.0.day()
    }
}

impl fmt::Display for IssueDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl Serialize for IssueDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for IssueDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no date of an invoice"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_read() {
        let cases = [
            ("2016年04月26日", "2016-04-26"),
            ("2019年1月14日", "2019-01-14"),
            ("20090424", "2009-04-24"),
            ("2026-07-10 11:33:22", "2026-07-10"),
            ("2024/5/28", "2024-05-28"),
            ("2024 年 05 月 28 日", "2024-05-28"),
            ("２０２４年０５月２８日", "2024-05-28"),
        ];
        for (text, want) in cases {
            assert_eq!(
                IssueDate::parse(text).map(|d| d.to_string()).as_deref(),
                Some(want),
                "{text}"
            );
        }
    }

    #[test]
    fn a_misread_date_is_no_date() {
        for text in [
            "",
            "20227年03月24日",
            "2024年13月01日",
            "2023-02-29",
            "1024-05-06",
            "2O24年05月28日",
            "202405",
        ] {
            assert_eq!(IssueDate::parse(text), None, "{text}");
        }
    }
}
