//! Which readings' lines make the invoice's lines. Lines of readings that saw a different number
//! of rows are never mixed.

use std::collections::BTreeMap;

use super::evidence::{Weighed, rank};
use crate::checks::is_list_name;
use crate::{FieldPath, HeaderField, ItemField, Money, Reading, Value};

/// The totals that lines must add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    net: Option<Money>,
    tax: Option<Money>,
    gross: Option<Money>,
}

impl Totals {
    pub(super) fn of(weighed: &BTreeMap<FieldPath, Weighed>) -> Self {
        let money = |field| match weighed.get(&FieldPath::Header(field))?.chosen.value {
            Value::Money(money) => Some(money),
            _ => None,
        };
        Self {
            net: money(HeaderField::TotalAmount),
            tax: money(HeaderField::TotalTax),
            gross: money(HeaderField::AmountWithTax),
        }
    }
}

/// The rows of one reading, in figures.
struct Rows<'a> {
    reading: &'a Reading,
    count: usize,
    amounts: Vec<Option<Money>>,
    tax: Money,
    has_tax: bool,
    only_list: bool,
}

impl<'a> Rows<'a> {
    fn of(reading: &'a Reading) -> Option<Self> {
        let count = reading.fields.keys().filter_map(row).max()? + 1;
        let money = |index, field| match reading.fields.get(&FieldPath::Item(index, field))?.value {
            Value::Money(money) => Some(money),
            _ => None,
        };
        let amounts = (0..count).map(|i| money(i, ItemField::Amount)).collect();
        let taxes: Vec<Money> = (0..count)
            .filter_map(|i| money(i, ItemField::Tax))
            .collect();
        let only_list = count == 1
            && reading
                .fields
                .get(&FieldPath::Item(0, ItemField::Name))
                .is_some_and(|f| is_list_name(&f.text));
        Some(Self {
            reading,
            count,
            amounts,
            has_tax: !taxes.is_empty(),
            tax: taxes.into_iter().sum(),
            only_list,
        })
    }

    /// Whether the lines add up to the totals: all amounts read, their sum the net (or the gross,
    /// where lines include the tax), and the taxes' sum the tax where both are there.
    fn close(&self, totals: &Totals) -> bool {
        let Some(sum) = self.amounts.iter().copied().sum::<Option<Money>>() else {
            return false;
        };
        let amounts = match (totals.net, totals.gross) {
            (Some(net), _) => sum == net || (!self.has_tax && Some(sum) == totals.gross),
            (None, Some(gross)) => sum == gross || sum + self.tax == gross,
            (None, None) => false,
        };
        let taxes = !self.has_tax || totals.tax.is_none_or(|tax| tax == self.tax);
        amounts && taxes
    }

    /// Small is better. A list's one line says less than the lines themselves.
    fn order(&self, totals: &Totals) -> (bool, bool, u8) {
        (
            !self.close(totals),
            self.only_list,
            rank(self.reading.source),
        )
    }
}

fn row(path: &FieldPath) -> Option<usize> {
    match path {
        FieldPath::Item(index, _) => Some(*index),
        _ => None,
    }
}

/// The reading whose rows are taken. Among equals the last one, as it was read last.
fn best<'a>(readings: &'a [Reading], totals: &Totals) -> Option<Rows<'a>> {
    let rows: Vec<Rows<'a>> = readings.iter().filter_map(Rows::of).collect();
    rows.into_iter().rev().min_by_key(|rows| rows.order(totals))
}

impl Rows<'_> {
    /// Whether the other reading saw the same rows: as many, and not the same amounts in another
    /// order.
    fn are_those_of(&self, other: &Rows<'_>) -> bool {
        let sorted = |amounts: &[Option<Money>]| {
            let mut amounts = amounts.to_vec();
            amounts.sort_unstable();
            amounts
        };
        self.count == other.count
            && self.only_list == other.only_list
            && (self.amounts == other.amounts || sorted(&self.amounts) != sorted(&other.amounts))
    }
}

/// The readings whose lines are compared row by row: those that saw the rows of the best of
/// `lines`, in the order of `readings`. Where none of `readings` did, those of `lines` that did.
pub(super) fn comparable<'a>(
    lines: &'a [Reading],
    readings: &'a [Reading],
    totals: &Totals,
) -> Vec<&'a Reading> {
    let Some(best) = best(lines, totals) else {
        return Vec::new();
    };
    let among = |readings: &'a [Reading]| -> Vec<&'a Reading> {
        let rows = readings.iter().filter_map(Rows::of);
        rows.filter(|rows| rows.are_those_of(&best))
            .map(|rows| rows.reading)
            .collect()
    };
    let now = among(readings);
    if now.is_empty() { among(lines) } else { now }
}

/// How many rows would be taken now, where these are other rows than those of `lines`.
pub(super) fn other_rows(
    lines: &[Reading],
    line_totals: &Totals,
    readings: &[Reading],
    totals: &Totals,
) -> Option<(usize, usize)> {
    let (kept, now) = (best(lines, line_totals)?, best(readings, totals)?);
    (!now.are_those_of(&kept)).then_some((kept.count, now.count))
}
