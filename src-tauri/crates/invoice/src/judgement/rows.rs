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

/// The readings whose lines are compared row by row: the best one and those with as many rows, in
/// the order of `readings`.
pub(super) fn comparable<'a>(readings: &'a [Reading], totals: &Totals) -> Vec<&'a Reading> {
    let rows: Vec<Rows<'a>> = readings.iter().filter_map(Rows::of).collect();
    // Among equals the last one counts, as it was read last.
    let Some(best) = rows.iter().rev().min_by_key(|rows| rows.order(totals)) else {
        return Vec::new();
    };
    rows.iter()
        .filter(|rows| rows.count == best.count && rows.only_list == best.only_list)
        .map(|rows| rows.reading)
        .collect()
}
