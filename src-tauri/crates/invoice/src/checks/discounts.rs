//! Discount lines: the name again, a negative amount, no quantity, not more than the line above.

use super::findings::Findings;
use super::sheet::Sheet;
use crate::ItemField::{Amount, Name, Quantity, UnitPrice};
use crate::{InvoiceType, Money, normalise_name};

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    // A red-letter invoice turns the signs; there a negative line is the rule.
    if sheet.is_red() || !sheet.is_vat() || sheet.kind == Some(InvoiceType::Roll) {
        return;
    }
    let mut above: Option<(&str, Money)> = None;
    for line in &sheet.lines {
        let (Some(amount), place) = (line.amount, line.place()) else {
            above = None;
            continue;
        };
        if amount >= Money::ZERO || line.is_list {
            above = line.name.map(|name| (name, amount));
            continue;
        }
        if line.quantity.is_some() || line.price.is_some() {
            found.warning(
                "discount_with_quantity",
                [line.path(Quantity), line.path(UnitPrice), line.path(Amount)],
                format!("第 {place} 行金额为负 {amount} 却有数量或单价：折扣行不写数量"),
                format!("Line {place} is negative ({amount}) with quantity or price: a discount has none"),
            );
        }
        match above {
            Some((name, discounted)) => {
                let same = line
                    .name
                    .is_none_or(|own| own == name || normalise_name(own) == normalise_name(name));
                if !same {
                    found.warning(
                        "discount_other_name",
                        [line.path(Name)],
                        format!("第 {place} 行是折扣 {amount}，名称与上一行不同"),
                        format!("Line {place} is a discount ({amount}) under another name than the line above"),
                    );
                }
                if amount.abs() > discounted {
                    found.warning(
                        "discount_too_large",
                        [line.path(Amount)],
                        format!("第 {place} 行折扣 {amount} 超过上一行金额 {discounted}"),
                        format!("Line {place}: discount {amount} is more than the line above ({discounted})"),
                    );
                }
            }
            None => found.warning(
                "discount_without_line",
                [line.path(Amount)],
                format!("第 {place} 行金额为负 {amount}，上面没有被折扣的行"),
                format!("Line {place} is negative ({amount}) with no line above to discount"),
            ),
        }
        above = None;
    }
}
