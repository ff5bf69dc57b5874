//! Red-letter invoices: every amount negative, quantities negative, unit prices positive, and the
//! blue invoice named in the remarks.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{AmountWithTax, Remarks, TotalAmount, TotalTax};
use crate::ItemField::{Amount, Quantity, Tax, UnitPrice};
use crate::Money;

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    signs(sheet, found);
    if sheet.is_red() {
        red_lines(sheet, found);
        reference(sheet, found);
    } else {
        blue_lines(sheet, found);
    }
}

fn signs(sheet: &Sheet<'_>, found: &mut Findings) {
    let named = [
        (TotalAmount, "合计金额", "net", sheet.net),
        (TotalTax, "合计税额", "tax", sheet.tax),
        (AmountWithTax, "价税合计", "gross", sheet.gross),
    ];
    let known = || {
        named
            .iter()
            .filter_map(|(field, zh, en, money)| Some((*field, *zh, *en, (*money)?)))
            .filter(|(.., money)| *money != Money::ZERO)
    };
    let negative = known().filter(|(.., money)| *money < Money::ZERO).count();
    if negative == 0 || negative == known().count() {
        return;
    }
    let zh: Vec<String> = known()
        .map(|(_, zh, _, money)| format!("{zh} {money}"))
        .collect();
    let en: Vec<String> = known()
        .map(|(_, _, en, money)| format!("{en} {money}"))
        .collect();
    found.error(
        "mixed_signs",
        known().map(|(field, ..)| header(field)),
        format!("正负号不一致：{}", zh.join("，")),
        format!("Signs differ: {}", en.join(", ")),
    );
}

fn red_lines(sheet: &Sheet<'_>, found: &mut Findings) {
    for line in &sheet.lines {
        let place = line.place();
        if line
            .quantity
            .is_some_and(|q| q.is_sign_positive() && !q.is_zero())
            && line.amount.is_some_and(|amount| amount < Money::ZERO)
            && line.price.is_some_and(|p| p.is_sign_negative())
        {
            found.warning(
                "red_price_negative",
                [line.path(Quantity), line.path(UnitPrice)],
                format!("第 {place} 行：红字发票应数量为负、单价为正"),
                format!("Line {place}: on a red-letter invoice the quantity is negative, the price positive"),
            );
        }
        // Without quantity a positive line is the discount of the blue invoice, turned round.
        if let Some(amount) = line.amount.filter(|amount| *amount > Money::ZERO)
            && line.quantity.is_some()
        {
            found.warning(
                "red_line_positive",
                [line.path(Amount)],
                format!("红字发票第 {place} 行金额为正 {amount}"),
                format!("Line {place} of a red-letter invoice is positive ({amount})"),
            );
        }
    }
}

fn blue_lines(sheet: &Sheet<'_>, found: &mut Findings) {
    for line in &sheet.lines {
        let place = line.place();
        let positive = line.amount.is_some_and(|amount| amount > Money::ZERO);
        let negative = |d: Option<rust_decimal::Decimal>| {
            d.is_some_and(|d| d.is_sign_negative() && !d.is_zero())
        };
        if positive && (negative(line.quantity) || negative(line.price)) {
            found.warning(
                "line_sign",
                [line.path(Quantity), line.path(UnitPrice), line.path(Amount)],
                format!("第 {place} 行金额为正，数量或单价为负"),
                format!("Line {place} has a positive amount, but a negative quantity or price"),
            );
        }
        if let (Some(amount), Some(tax)) = (line.amount, line.tax)
            && amount.fen().signum() * tax.fen().signum() < 0
        {
            found.error(
                "line_tax_sign",
                [line.path(Amount), line.path(Tax)],
                format!("第 {place} 行：金额 {amount} 与税额 {tax} 正负不同"),
                format!("Line {place}: amount {amount} and tax {tax} differ in sign"),
            );
        }
    }
}

fn reference(sheet: &Sheet<'_>, found: &mut Findings) {
    if sheet.is_vat() && blue_invoice(sheet.header(Remarks).unwrap_or_default()).is_none() {
        found.warning(
            "red_reference_missing",
            [header(Remarks)],
            "红字发票的备注里没有对应的蓝字发票号码",
            "The remarks of this red-letter invoice name no blue invoice",
        );
    }
}

/// The blue invoice that a red-letter invoice's remarks name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlueInvoice {
    /// 发票代码; `None` on 数电票.
    pub code: Option<String>,
    /// 发票号码.
    pub number: String,
}

/// Reads `被红冲蓝字数电票号码：…` and `对应正数发票代码:… 号码:…` from the remarks.
pub fn blue_invoice(remarks: &str) -> Option<BlueInvoice> {
    let at = ["被红冲蓝字", "对应正数发票", "对应蓝字发票"]
        .iter()
        .find_map(|mark| remarks.find(mark).map(|at| at + mark.len()))?;
    let rest = remarks.get(at..)?;
    let runs: Vec<&str> = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    let is_code = |run: &&&str| matches!(run.len(), 10 | 12);
    let number = runs.iter().find(|run| matches!(run.len(), 8 | 20))?;
    Some(BlueInvoice {
        code: runs
            .iter()
            .find(is_code)
            .filter(|_| number.len() == 8)
            .map(|code| (*code).to_owned()),
        number: (*number).to_owned(),
    })
}
