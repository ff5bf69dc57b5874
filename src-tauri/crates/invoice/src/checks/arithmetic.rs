//! Totals: net + tax = gross to the cent, and the lines add up to them.

use super::findings::Findings;
use super::sheet::{Line, Sheet, header};
use crate::HeaderField::{AmountWithTax, TotalAmount, TotalTax};
use crate::{FieldPath, InvoiceType, ItemField, Money, words};

/// Above this, marking every line says nothing; the total alone is marked.
const MOST_LINES_MARKED: usize = 20;

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    gross(sheet, found);
    line_amounts(sheet, found);
    line_taxes(sheet, found);
}

fn gross(sheet: &Sheet<'_>, found: &mut Findings) {
    let (Some(net), Some(gross)) = (sheet.net, sheet.gross) else {
        return;
    };
    let Some(tax) = sheet.tax else {
        if net != gross && !sheet.has(header(TotalTax)) {
            let tax = gross - net;
            found.error(
                "total_tax_missing",
                [header(TotalTax)],
                format!("缺合计税额：价税合计 {gross} − 合计金额 {net} = {tax}"),
                format!("Total tax is missing: gross {gross} − net {net} = {tax}"),
            );
        }
        return;
    };
    let sum = net + tax;
    if sum != gross {
        let mut fields = vec![header(TotalAmount), header(TotalTax), header(AmountWithTax)];
        // What the words or the lines confirm is not the one that is wrong.
        let in_words = sheet
            .header(crate::HeaderField::AmountInWords)
            .and_then(words::parse);
        let sum_of = |column: fn(&Line<'_>) -> Option<Money>| -> Option<Money> {
            (!sheet.lines.is_empty())
                .then(|| sheet.lines.iter().map(column).sum::<Option<Money>>())
                .flatten()
        };
        let confirmed = [
            sum_of(|line| line.amount) == Some(net),
            sum_of(|line| line.tax) == Some(tax),
            in_words == Some(gross),
        ];
        if !confirmed.iter().all(|c| *c) {
            let mut confirmed = confirmed.iter();
            fields.retain(|_| confirmed.next() != Some(&true));
        }
        found.error(
            "gross_mismatch",
            fields,
            format!("合计金额 {net} + 合计税额 {tax} = {sum} ≠ 价税合计 {gross}"),
            format!("Net {net} + tax {tax} = {sum} ≠ gross {gross}"),
        );
    }
    // No rate was ever above 17 %; exchanged amounts add up as well.
    let above = tax.abs().fen() * 100 > net.abs().fen() * 17 + 127 * 100;
    if above && !sheet.taxes_a_difference() {
        found.error(
            "tax_too_large",
            [header(TotalAmount), header(TotalTax)],
            format!("合计税额 {tax} 超过合计金额 {net} 的 17%，两者可能颠倒"),
            format!("Tax {tax} is more than 17% of net {net}; they may be exchanged"),
        );
    }
}

/// The lines that are added up: a list's one line stands for the lines beside it.
fn counted<'s, 'a>(sheet: &'s Sheet<'a>) -> Vec<&'s Line<'a>> {
    let details = sheet.lines.iter().any(|line| !line.is_list);
    sheet
        .lines
        .iter()
        .filter(|line| !(details && line.is_list))
        .collect()
}

fn line_amounts(sheet: &Sheet<'_>, found: &mut Findings) {
    let lines = counted(sheet);
    if lines.is_empty() || lines.iter().any(|line| line.amount.is_none()) {
        return; // an amount that was not read is reported by its own rule
    }
    let sum: Money = lines.iter().filter_map(|line| line.amount).sum();
    let includes_tax = matches!(
        sheet.kind,
        Some(
            InvoiceType::Roll
                | InvoiceType::MachinePrinted
                | InvoiceType::MotorVehicle
                | InvoiceType::UsedVehicle
                | InvoiceType::Other
        )
    );
    let taxed: Money = sum + lines.iter().filter_map(|line| line.tax).sum();
    let (field, total, wanted) = match (sheet.net, sheet.gross) {
        (net, Some(gross)) if includes_tax || net.is_none() => {
            if sum == gross || taxed == gross || (includes_tax && Some(sum) == net) {
                return;
            }
            (AmountWithTax, "价税合计", gross)
        }
        (Some(net), _) => {
            if sum == net {
                return;
            }
            (TotalAmount, "合计金额", net)
        }
        (None, _) => return,
    };
    let mut fields = vec![header(field)];
    fields.extend(suspects(&lines, ItemField::Amount, |line| {
        let product = line.quantity.zip(line.price);
        let product = product.and_then(|(q, p)| q.checked_mul(p));
        product.and_then(Money::rounded) == line.amount
    }));
    let difference = wanted - sum;
    let hint = hint(&lines, sum, wanted, sheet);
    let en = if field == TotalAmount { "net" } else { "gross" };
    found.error(
        "line_sum_mismatch",
        fields,
        format!(
            "{} 行金额合计 {sum} ≠ {total} {wanted}，差 {difference}{}",
            lines.len(),
            hint.0
        ),
        format!(
            "{} lines add up to {sum} ≠ {en} {wanted}, difference {difference}{}",
            lines.len(),
            hint.1
        ),
    );
}

/// What the difference looks like.
fn hint(lines: &[&Line<'_>], sum: Money, wanted: Money, sheet: &Sheet<'_>) -> (String, String) {
    if Some(sum) == sheet.gross {
        return (
            "（行金额像是含税的）".into(),
            " (the lines seem to include the tax)".into(),
        );
    }
    let surplus = sum - wanted;
    let looks = |amount: Money| {
        if amount == surplus {
            Some(("可能多读一次", "may be counted twice"))
        } else if amount + amount == surplus {
            Some(("可能漏了负号", "may lack its minus"))
        } else {
            None
        }
    };
    lines
        .iter()
        .find_map(|line| {
            let (zh, en) = looks(line.amount?)?;
            let place = line.place();
            Some((
                format!("（第 {place} 行{zh}）"),
                format!(" (line {place} {en})"),
            ))
        })
        .unwrap_or_default()
}

/// The lines that may be at fault: those that nothing else confirms; all where all are confirmed
/// (then a line is missing or one too many). None where that would mark half the page.
fn suspects(
    lines: &[&Line<'_>],
    field: ItemField,
    confirmed: impl Fn(&Line<'_>) -> bool,
) -> Vec<FieldPath> {
    let paths: Vec<FieldPath> = lines
        .iter()
        .filter(|line| !confirmed(line))
        .map(|line| line.path(field))
        .collect();
    if paths.len() > MOST_LINES_MARKED {
        return Vec::new();
    }
    paths
}

fn line_taxes(sheet: &Sheet<'_>, found: &mut Findings) {
    let Some(total) = sheet.tax else { return };
    let lines = counted(sheet);
    if !lines.iter().any(|line| line.tax.is_some()) {
        return;
    }
    // A line without tax is free of it, unless it shows a rate: then its tax was not read.
    let unread = |line: &&&Line<'_>| {
        line.tax.is_none()
            && line
                .rate
                .and_then(crate::Rate::fraction)
                .is_some_and(|fraction| !fraction.is_zero())
    };
    if lines.iter().any(|line| unread(&line)) {
        return;
    }
    let sum: Money = lines.iter().filter_map(|line| line.tax).sum();
    if sum == total {
        return;
    }
    let mut fields = vec![header(TotalTax)];
    fields.extend(suspects(&lines, ItemField::Tax, |line| {
        let tax = line.rate.and_then(crate::Rate::fraction).zip(line.amount);
        let tax = tax.and_then(|(rate, amount)| amount.to_decimal().checked_mul(rate));
        tax.and_then(Money::rounded) == line.tax
    }));
    let difference = total - sum;
    found.error(
        "tax_sum_mismatch",
        fields,
        format!("行税额合计 {sum} ≠ 合计税额 {total}，差 {difference}"),
        format!("Line taxes add up to {sum} ≠ total tax {total}, difference {difference}"),
    );
}
