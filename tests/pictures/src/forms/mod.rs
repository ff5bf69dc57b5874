//! The forms, after the official ones.

pub(super) mod digital;
pub(super) mod list;
pub(super) mod old;
pub(super) mod roll;

use invoice::synthetic::Dice;
use invoice::{FieldPath, HeaderField, Invoice, ItemField, PartyField, Side};

use super::paper::{Ink, Paper, Pen};

/// What a form prints in: its own ink and that of what is filled in.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Labels.
    pub(super) label: Pen,
    /// Ruling lines.
    pub(super) rule: Ink,
    /// What is filled in.
    pub(super) value: Pen,
    pub(super) seal: Ink,
}

/// The header's fields as they are printed.
pub(super) fn header(invoice: &Invoice, field: HeaderField) -> String {
    invoice.header(field).unwrap_or_default()
}

pub(super) fn party(invoice: &Invoice, side: Side, field: PartyField) -> String {
    invoice.party(side, field).unwrap_or_default()
}

/// 开票日期 as printed: `2024年05月28日`.
pub(super) fn printed_date(invoice: &Invoice) -> String {
    let date = invoice
        .date(FieldPath::Header(HeaderField::IssueDate))
        .unwrap();
    format!("{}年{:02}月{:02}日", date.year(), date.month(), date.day())
}

/// An amount with its sign, as 合计 and 小写 print it.
pub(super) fn yuan(invoice: &Invoice, field: HeaderField) -> String {
    invoice
        .header(field)
        .map(|amount| format!("¥{amount}"))
        .unwrap_or_default()
}

/// A rate or a tax as printed: `***` where there is none.
pub(super) fn or_stars(text: Option<String>) -> String {
    text.unwrap_or_else(|| "***".to_owned())
}

/// Puts a column's value where its alignment says.
pub(super) fn cell(
    paper: &mut Paper,
    path: FieldPath,
    (left, right): (f32, f32),
    baseline: f32,
    align: Align,
    text: &str,
    pen: &Pen,
) {
    let pen = pen.within(right - left, text);
    match align {
        Align::Left => {
            paper.value(path, left, baseline, text, &pen);
        }
        Align::Middle => {
            paper.value_middle(path, f32::midpoint(left, right), baseline, text, &pen);
        }
        Align::Right => paper.value_right(path, right, baseline, text, &pen),
    }
}

/// Where a text stands in its column.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// 密码区: lines of cipher text.
pub(super) fn cipher(
    length: usize,
    lines: usize,
    hexadecimal: bool,
    dice: &mut Dice,
) -> Vec<String> {
    let alphabet: Vec<char> = if hexadecimal {
        "0123456789abcdef".chars().collect()
    } else {
        "01234567890123456789<>*+-/<>*+-/".chars().collect()
    };
    (0..lines)
        .map(|_| (0..length).map(|_| *dice.pick(&alphabet)).collect())
        .collect()
}

/// The item fields of the usual columns.
pub(super) const COLUMNS: [(ItemField, Align); 8] = [
    (ItemField::Name, Align::Left),
    (ItemField::Specification, Align::Left),
    (ItemField::Unit, Align::Middle),
    (ItemField::Quantity, Align::Right),
    (ItemField::UnitPrice, Align::Right),
    (ItemField::Amount, Align::Right),
    (ItemField::TaxRate, Align::Middle),
    (ItemField::Tax, Align::Right),
];
