//! The lines of an invented invoice and what they add up to.

use rust_decimal::Decimal;

use super::{Dice, Draft};
use crate::{HeaderField, InvoiceType, IssueDate, ItemField, Money};

const GOODS: [(&str, &str); 8] = [
    ("*纸制品*信封", "包"),
    ("*文具*签字笔", "支"),
    ("*餐饮服务*餐费", "次"),
    ("*信息技术服务*维护费", "项"),
    ("*办公用品*订书机", "台"),
    ("*家具*书架", "张"),
    ("*塑料制品*文件盒（大）", "个"),
    ("*运输服务*运费", "趟"),
];

/// Net and tax of all lines; no tax where every line is free of it.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) net: Money,
    pub(super) tax: Option<Money>,
}

impl Totals {
    fn add(&mut self, amount: Money, tax: Option<Money>) {
        self.net = self.net + amount;
        if let Some(tax) = tax {
            self.tax = Some(self.tax.unwrap_or_default() + tax);
        }
    }
}

/// The general rates and levies of a day, in tenths of a percent.
fn rates(date: IssueDate) -> &'static [i64] {
    match (date.year(), date.month()) {
        (..2012, _) => &[170, 130, 30],
        (2012..2016, _) | (2016, ..5) => &[170, 130, 110, 60, 30],
        (2016, _) | (2017, ..7) => &[170, 130, 110, 60, 50, 30],
        (2017, _) | (2018, ..5) => &[170, 110, 60, 50, 30],
        (2018, _) | (2019, ..4) => &[160, 100, 60, 50, 30],
        (2019, _) | (2020, ..3) => &[130, 90, 60, 50, 30],
        _ => &[130, 90, 60, 50, 30, 10],
    }
}

fn rounded(value: Option<Decimal>) -> Money {
    value.and_then(Money::rounded).unwrap_or_default()
}

/// Writes the lines of an invoice.
pub(super) fn lines(
    sheet: &mut Draft,
    kind: InvoiceType,
    date: IssueDate,
    red: bool,
    dice: &mut Dice,
) -> Totals {
    match kind {
        InvoiceType::Toll => toll(sheet, date, red, dice),
        InvoiceType::Roll => roll(sheet, red, dice),
        InvoiceType::MotorVehicle | InvoiceType::UsedVehicle | InvoiceType::MachinePrinted => {
            let net = Money::from_fen(dice.range(10_000, 50_000_000));
            let mut totals = Totals::default();
            totals.add(net, None);
            totals
        }
        _ if dice.chance(6) => list(sheet, date, red, dice),
        _ if !red && dice.chance(4) => on_a_difference(sheet, date, dice),
        _ => mixed(sheet, kind, date, red, dice),
    }
}

/// Quantity and price that make an amount: plain ones, or a price that was divided.
fn quantity_and_price(dice: &mut Dice) -> (Decimal, Decimal, Money) {
    let quantity = match dice.below(4) {
        0 => Decimal::ONE,
        1 => Decimal::new(dice.range(1, 99_999), 3),
        _ => Decimal::from(dice.range(2, 60)),
    };
    if dice.chance(50) {
        let price = Decimal::new(dice.range(100, 200_000), 2);
        let amount = rounded(quantity.checked_mul(price));
        return (quantity, price, amount);
    }
    let gross = Money::from_fen(dice.range(500, 2_000_000));
    let net = gross.to_decimal().checked_div(Decimal::new(113, 2));
    let amount = rounded(net);
    let price = net
        .and_then(|net| net.checked_div(quantity))
        .unwrap_or_default()
        .round_dp(8);
    (quantity, price, amount)
}

/// One line of goods with a rate; returns amount and tax.
fn line(
    sheet: &mut Draft,
    index: usize,
    per_mille: i64,
    red: bool,
    dice: &mut Dice,
) -> (Money, Money) {
    let (name, unit) = dice.pick(&GOODS);
    let (quantity, price, amount) = quantity_and_price(dice);
    let tax = rounded(amount.to_decimal().checked_mul(Decimal::new(per_mille, 3)));
    let sign = |money: Money| if red { -money } else { money };
    sheet.item(index, ItemField::Name, name);
    if dice.chance(85) {
        let quantity = if red { -quantity } else { quantity };
        sheet.item(index, ItemField::Unit, unit);
        sheet.item(index, ItemField::Quantity, &quantity.to_string());
        sheet.item(index, ItemField::UnitPrice, &price.to_string());
    }
    sheet.item(index, ItemField::Amount, &sign(amount).to_string());
    let percent = Decimal::new(per_mille, 1).normalize();
    sheet.item(index, ItemField::TaxRate, &format!("{percent}%"));
    sheet.item(index, ItemField::Tax, &sign(tax).to_string());
    (sign(amount), sign(tax))
}

fn mixed(
    sheet: &mut Draft,
    kind: InvoiceType,
    date: IssueDate,
    red: bool,
    dice: &mut Dice,
) -> Totals {
    let mut totals = Totals::default();
    let count = if dice.chance(3) {
        dice.below(60) + 9
    } else {
        dice.below(8) + 1
    };
    let mut index = 0;
    for _ in 0..count {
        if !kind.is_special() && dice.chance(5) {
            let amount = Money::from_fen(dice.range(100, 90_000));
            let amount = if red { -amount } else { amount };
            sheet.item(index, ItemField::Name, "*免税农产品*山药");
            sheet.item(index, ItemField::Amount, &amount.to_string());
            sheet.item(index, ItemField::TaxRate, "免税");
            totals.add(amount, None);
            index += 1;
            continue;
        }
        let per_mille = *dice.pick(rates(date));
        let (amount, tax) = line(sheet, index, per_mille, red, dice);
        totals.add(amount, Some(tax));
        index += 1;
        if !red && amount > Money::from_fen(1_000) && dice.chance(12) {
            let off = Money::from_fen(dice.range(1, amount.fen() / 2));
            let tax = rounded(off.to_decimal().checked_mul(Decimal::new(per_mille, 3)));
            let path = |field| crate::FieldPath::Item(index - 1, field);
            let name = sheet.0.text(path(ItemField::Name)).unwrap_or_default();
            let rate = sheet.0.text(path(ItemField::TaxRate)).unwrap_or_default();
            sheet.item(index, ItemField::Name, &name);
            sheet.item(index, ItemField::Amount, &(-off).to_string());
            sheet.item(index, ItemField::TaxRate, &rate);
            sheet.item(index, ItemField::Tax, &(-tax).to_string());
            totals.add(-off, Some(-tax));
            index += 1;
        }
    }
    totals
}

/// Plain lines, as many as asked for.
pub(super) fn plain_lines(
    sheet: &mut Draft,
    count: usize,
    date: IssueDate,
    dice: &mut Dice,
) -> Totals {
    let mut totals = Totals::default();
    for index in 0..count {
        let per_mille = *dice.pick(rates(date));
        let (amount, tax) = line(sheet, index, per_mille, false, dice);
        totals.add(amount, Some(tax));
    }
    totals
}

/// One line that stands for a list.
fn list(sheet: &mut Draft, date: IssueDate, red: bool, dice: &mut Dice) -> Totals {
    let amount = Money::from_fen(dice.range(10_000, 9_000_000));
    let per_mille = *dice.pick(rates(date));
    let tax = rounded(amount.to_decimal().checked_mul(Decimal::new(per_mille, 3)));
    let sign = |money: Money| if red { -money } else { money };
    let name = if red {
        "(详见对应正数发票及清单)"
    } else {
        "(详见销货清单)"
    };
    sheet.item(0, ItemField::Name, name);
    sheet.item(0, ItemField::Amount, &sign(amount).to_string());
    sheet.item(0, ItemField::Tax, &sign(tax).to_string());
    let mut totals = Totals::default();
    totals.add(sign(amount), Some(sign(tax)));
    totals
}

/// 差额征税: tax on a part of the amount, no rate printed.
fn on_a_difference(sheet: &mut Draft, date: IssueDate, dice: &mut Dice) -> Totals {
    let amount = Money::from_fen(dice.range(100_000, 9_000_000));
    let base = Money::from_fen(dice.range(10_000, amount.fen() / 2));
    let per_mille = *dice.pick(rates(date));
    let tax = rounded(base.to_decimal().checked_mul(Decimal::new(per_mille, 3)));
    sheet.put(HeaderField::Remarks, "差额征税：12000.00。");
    sheet.item(0, ItemField::Name, "*人力资源服务*代理费");
    sheet.item(0, ItemField::Amount, &amount.to_string());
    sheet.item(0, ItemField::Tax, &tax.to_string());
    let mut totals = Totals::default();
    totals.add(amount, Some(tax));
    totals
}

fn toll(sheet: &mut Draft, date: IssueDate, red: bool, dice: &mut Dice) -> Totals {
    let mut totals = Totals::default();
    let taxed = dice.chance(80);
    let plate = format!("云A{}Q", dice.digits(4));
    let trip = format!("{}-{:02}-01", date.year(), date.month());
    for index in 0..=dice.below(4) {
        let amount = Money::from_fen(dice.range(500, 90_000));
        let sign = |money: Money| if red { -money } else { money };
        sheet.item(index, ItemField::Name, "*经营租赁*通行费");
        sheet.item(index, ItemField::LicensePlate, &plate);
        sheet.item(index, ItemField::VehicleType, "客车");
        sheet.item(index, ItemField::TollStart, &trip);
        sheet.item(index, ItemField::TollEnd, &trip);
        sheet.item(index, ItemField::Amount, &sign(amount).to_string());
        if taxed {
            let tax = rounded(amount.to_decimal().checked_mul(Decimal::new(30, 3)));
            sheet.item(index, ItemField::TaxRate, "3%");
            sheet.item(index, ItemField::Tax, &sign(tax).to_string());
            totals.add(sign(amount), Some(sign(tax)));
        } else {
            sheet.item(index, ItemField::TaxRate, "不征税");
            totals.add(sign(amount), None);
        }
    }
    totals
}

/// 卷票: gross amounts only.
fn roll(sheet: &mut Draft, red: bool, dice: &mut Dice) -> Totals {
    let mut totals = Totals::default();
    for index in 0..=dice.below(5) {
        let (name, _) = dice.pick(&GOODS);
        let quantity = Decimal::from(dice.range(1, 9));
        let price = Decimal::new(dice.range(100, 90_000), 2);
        let amount = rounded(quantity.checked_mul(price));
        let sign = |money: Money| if red { -money } else { money };
        let quantity = if red { -quantity } else { quantity };
        sheet.item(index, ItemField::Name, name);
        sheet.item(index, ItemField::Quantity, &quantity.to_string());
        sheet.item(index, ItemField::UnitPrice, &price.to_string());
        sheet.item(index, ItemField::Amount, &sign(amount).to_string());
        totals.add(sign(amount), None);
    }
    totals
}
