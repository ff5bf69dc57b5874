//! What stands in one cell, before a workbook knows of it.

use invoice::{FieldPath, Invoice, IssueDate, Money, Value};
use rust_decimal::Decimal;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing: absent on the invoice, or not on the page at all.
    Empty,
    /// Text that is never a formula, a link or a number to the spreadsheet.
    Text(String),
    /// The number of a row.
    Count(u32),
    /// An amount with two digits.
    Amount(Money),
    /// A number that shows as many digits behind the point as are printed.
    Decimal(Decimal),
    /// A date.
    Date(IssueDate),
    /// Text that leads to a file.
    Link {
        /// The file's address.
        address: String,
        /// What stands in the cell.
        text: String,
    },
    /// Text where a number or date belongs: it could not be read as one.
    Unreadable(String),
}

impl Cell {
    /// The cell of a field.
    pub(crate) fn of(invoice: &Invoice, path: FieldPath) -> Self {
        match invoice.value(path) {
            None => Self::Empty,
            Some(Value::Money(money)) => Self::Amount(*money),
            Some(Value::Decimal(decimal)) => Self::Decimal(*decimal),
            Some(Value::Date(date)) => Self::Date(*date),
            Some(Value::Unreadable(text)) => Self::Unreadable(text.clone()),
            Some(value) => Self::Text(value.to_string()),
        }
    }

    /// Text, or nothing.
    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// An amount, or nothing.
    pub(crate) fn amount(money: Option<Money>) -> Self {
        money.map_or(Self::Empty, Self::Amount)
    }
}

/// The most digits that a spreadsheet keeps of a number.
const SPREADSHEET_DIGITS: usize = 15;

/// The number for a cell that reads back as exactly this decimal; `None` where it has more digits
/// than a spreadsheet keeps. Goes through the decimal's text, never through arithmetic.
pub(crate) fn exact_number(decimal: Decimal) -> Option<f64> {
    let text = decimal.normalize().to_string();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // Zeros at either end only tell how large it is.
    if digits.trim_matches('0').len() > SPREADSHEET_DIGITS {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    // `Display` gives the shortest text that means this number, which is what the file will hold.
    let back: Decimal = number.to_string().parse().ok()?;
    (back == decimal).then_some(number)
}

/// Text as a cell can hold it: without control characters (a line break is `\n`), and cut where a
/// cell ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CellText {
    pub(crate) text: String,
    pub(crate) cleaned: bool,
    pub(crate) cut: bool,
}

/// The most UTF-16 units in a cell (Excel's own limit).
const CELL_UNITS: usize = 32_767;

impl CellText {
    pub(crate) fn from(raw: &str) -> Self {
        let mut text = String::with_capacity(raw.len());
        let (mut cleaned, mut cut, mut units) = (false, false, 0);
        let unbroken = raw.replace("\r\n", "\n");
        for c in unbroken.chars() {
            let c = if c == '\r' { '\n' } else { c };
            if is_control(c) {
                cleaned = true;
                continue;
            }
            units += c.len_utf16();
            if units > CELL_UNITS {
                cut = true;
                break;
            }
            text.push(c);
        }
        Self { text, cleaned, cut }
    }
}

fn is_control(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_only_where_it_reads_back_the_same() {
        let cases = [
            ("0.1", Some("0.1")),
            ("-8.87", Some("-8.87")),
            ("1.00000000", Some("1")),
            ("123456789012.345", Some("123456789012.345")),
            ("0.000000001", Some("0.000000001")),
            ("10000000000000", Some("10000000000000")),
            // 16 digits and more: a spreadsheet would show another number.
            ("265.4867256637168", None),
            ("0.88495575221238938053", None),
            ("9007199254740993", None),
        ];
        for (text, want) in cases {
            let decimal: Decimal = text.parse().unwrap();
            let number = exact_number(decimal).map(|n| n.to_string());
            assert_eq!(number.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_cell_takes_no_control_characters_and_no_more_than_its_limit() {
        let plain = CellText::from("甲\r\n乙\r丙\t丁");
        assert_eq!(plain.text, "甲\n乙\n丙\t丁");
        assert!(!plain.cleaned && !plain.cut);

        let dirty = CellText::from("a\u{0}b\u{1b}c\u{ffff}");
        assert_eq!(dirty.text, "abc");
        assert!(dirty.cleaned);

        let long = CellText::from(&"票".repeat(CELL_UNITS + 1));
        assert_eq!(long.text.chars().count(), CELL_UNITS);
        assert!(long.cut);

        // Two units each: the last one that does not fit whole is left out whole.
        let wide = CellText::from(&"𠮷".repeat(CELL_UNITS));
        assert_eq!(wide.text.chars().count(), CELL_UNITS / 2);
        assert!(wide.cut);
    }
}
