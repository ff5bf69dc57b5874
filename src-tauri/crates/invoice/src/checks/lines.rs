//! Each line by itself: quantity × price = amount ±0.01, amount × rate = tax ±0.06 (the tolerances
//! of issuing platforms).

use rust_decimal::Decimal;

use super::findings::Findings;
use super::sheet::{Line, Sheet};
use crate::ItemField::{Amount, Quantity, Tax, TaxRate, UnitPrice};
use crate::{InvoiceType, Money, Rate};

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    let difference = sheet.taxes_a_difference();
    for line in &sheet.lines {
        product(line, found);
        amount_missing(line, found);
        if sheet.kind != Some(InvoiceType::Roll) {
            exempt(line, found);
            if !difference {
                tax(line, found);
                rate_and_tax(sheet, line, found);
            }
        }
    }
}

fn product(line: &Line<'_>, found: &mut Findings) {
    let (Some(quantity), Some(price), Some(amount)) = (line.quantity, line.price, line.amount)
    else {
        return;
    };
    let Some(product) = quantity.checked_mul(price) else {
        return;
    };
    let off = (product - amount.to_decimal()).abs();
    if off <= Decimal::new(1, 2) {
        return;
    }
    // A rounded price times many pieces: half of its last printed place for each piece.
    let half_place = |d: Decimal| Decimal::new(5, d.scale() + 1);
    let by_price = half_place(price).checked_mul(quantity.abs());
    let by_quantity = if quantity.scale() == 0 {
        Some(Decimal::ZERO)
    } else {
        half_place(quantity).checked_mul(price.abs())
    };
    let rounding = by_price
        .zip(by_quantity)
        .map(|(a, b)| a + b + Decimal::new(1, 2));
    let explained = rounding.is_some_and(|rounding| off <= rounding)
        && off <= amount.abs().to_decimal() / Decimal::ONE_HUNDRED;
    let shown = product.round_dp(4).normalize();
    let place = line.place();
    let fields = [line.path(Quantity), line.path(UnitPrice), line.path(Amount)];
    if explained {
        found.warning(
            "line_product_rounded",
            fields,
            format!("第 {place} 行：数量×单价 = {shown}，金额 {amount}，单价可能经过舍入"),
            format!("Line {place}: quantity × price = {shown}, amount {amount}; the price may be rounded"),
        );
    } else {
        found.error(
            "line_product_mismatch",
            fields,
            format!("第 {place} 行：数量 {quantity} × 单价 {price} = {shown} ≠ 金额 {amount}"),
            format!(
                "Line {place}: quantity {quantity} × price {price} = {shown} ≠ amount {amount}"
            ),
        );
    }
}

fn amount_missing(line: &Line<'_>, found: &mut Findings) {
    if line.amount.is_none() && !line.unreadable && (line.name.is_some() || line.tax.is_some()) {
        let place = line.place();
        found.warning(
            "line_amount_missing",
            [line.path(Amount)],
            format!("第 {place} 行没有金额"),
            format!("Line {place} has no amount"),
        );
    }
}

fn tax(line: &Line<'_>, found: &mut Findings) {
    let (Some(amount), Some(rate), Some(tax)) = (line.amount, line.rate, line.tax) else {
        return;
    };
    let Some(fraction) = rate.fraction() else {
        return;
    };
    let Some(reckoned) = amount.to_decimal().checked_mul(fraction) else {
        return;
    };
    let within = |wanted: Decimal| (wanted - tax.to_decimal()).abs() <= Decimal::new(6, 2);
    if within(reckoned) || reduced(fraction, amount).is_some_and(within) {
        return;
    }
    let place = line.place();
    let shown = Money::rounded(reckoned).unwrap_or_default();
    found.error(
        "line_tax_mismatch",
        [line.path(Amount), line.path(TaxRate), line.path(Tax)],
        format!("第 {place} 行：金额 {amount} × 税率 {rate} = {shown} ≠ 税额 {tax}"),
        format!("Line {place}: amount {amount} × rate {rate} = {shown} ≠ tax {tax}"),
    );
}

/// The tax where the levy is cut but the gross amount was divided by the full one: 5 % cut to
/// 1.5 % (housing lease of persons), 3 % cut to 2 % (used goods): 财税〔2016〕36号, 财税〔2009〕9号.
fn reduced(fraction: Decimal, amount: Money) -> Option<Decimal> {
    let (full, cut) = if fraction == Decimal::new(15, 3) {
        (Decimal::new(5, 2), fraction)
    } else if fraction == Decimal::new(3, 2) || fraction == Decimal::new(2, 2) {
        (Decimal::new(3, 2), Decimal::new(2, 2))
    } else {
        return None;
    };
    // tax = gross / (1 + full) × cut, and amount = gross − tax
    let share = cut.checked_div(Decimal::ONE + full)?;
    let ratio = share.checked_div(Decimal::ONE - share)?;
    amount.to_decimal().checked_mul(ratio)
}

fn exempt(line: &Line<'_>, found: &mut Findings) {
    let (Some(rate), Some(tax)) = (line.rate, line.tax) else {
        return;
    };
    if tax != Money::ZERO && ["免税", "不征税"].contains(&rate.as_str()) {
        let place = line.place();
        found.error(
            "exempt_with_tax",
            [line.path(TaxRate), line.path(Tax)],
            format!("第 {place} 行{rate}，却有税额 {tax}"),
            format!("Line {place} is free of tax ({rate}), yet shows tax {tax}"),
        );
    }
}

fn rate_and_tax(sheet: &Sheet<'_>, line: &Line<'_>, found: &mut Findings) {
    let place = line.place();
    let taxed = line
        .rate
        .and_then(Rate::fraction)
        .is_some_and(|fraction| !fraction.is_zero());
    let unread = |field| !sheet.has(line.path(field));
    if taxed && line.tax.is_none() && unread(Tax) && line.amount.is_some() {
        found.warning(
            "line_tax_missing",
            [line.path(Tax)],
            format!("第 {place} 行有税率，没有税额"),
            format!("Line {place} has a rate, but no tax"),
        );
    }
    let tax = line.tax.filter(|tax| *tax != Money::ZERO);
    if let Some(tax) = tax.filter(|_| unread(TaxRate) && !line.is_list) {
        found.warning(
            "line_rate_missing",
            [line.path(TaxRate)],
            format!("第 {place} 行有税额 {tax}，没有税率（备注未写差额征税）"),
            format!("Line {place} has tax {tax}, but no rate (no 差额征税 in the remarks)"),
        );
    }
}
