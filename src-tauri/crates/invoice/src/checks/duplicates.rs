//! Invoices of the ledger that are this one, or look like it.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{AmountWithTax, Code, IssueDate, Number};
use crate::{Context, EarlierInvoice, PartyField, Side, normalise_name};

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    for earlier in &context.earlier {
        let (zh, en) = shown(earlier);
        if is_same_number(sheet, earlier) {
            found.error(
                "duplicate_number",
                [header(Number)],
                format!("与已有发票重复：{zh}"),
                format!("The same invoice is already there: {en}"),
            );
        } else if earlier.same_file {
            found.error(
                "duplicate_file",
                [header(Number)],
                format!("同一文件已导入过：{zh}"),
                format!("The same file was taken in before: {en}"),
            );
        } else if is_alike(sheet, earlier) {
            found.warning(
                "duplicate_alike",
                [header(Number), header(AmountWithTax), header(IssueDate)],
                format!("同一销售方、金额、日期的另一张发票：{zh}"),
                format!("Another invoice of the same seller, amount and date: {en}"),
            );
        } else {
            continue;
        }
        found.relate([earlier.id.clone()]);
    }
}

fn is_same_number(sheet: &Sheet<'_>, earlier: &EarlierInvoice) -> bool {
    let (Some(number), Some(other)) = (sheet.header(Number), earlier.number.as_deref()) else {
        return false;
    };
    if number != other {
        return false;
    }
    // Eight digits repeat under other codes; twenty do not.
    match (sheet.header(Code), earlier.code.as_deref()) {
        (Some(code), Some(other)) => code == other,
        _ => true,
    }
}

fn is_alike(sheet: &Sheet<'_>, earlier: &EarlierInvoice) -> bool {
    let seller = earlier.seller.as_deref().is_some_and(|other| {
        let tax_id = sheet.party(Side::Seller, PartyField::TaxId);
        let name = sheet.party(Side::Seller, PartyField::Name);
        tax_id == Some(other) || name.is_some_and(|n| normalise_name(n) == normalise_name(other))
    });
    seller
        && sheet.gross.is_some()
        && sheet.gross == earlier.amount_with_tax
        && sheet.date.is_some()
        && sheet.date == earlier.issue_date
}

/// Number, date and what was done with it.
pub(super) fn shown(earlier: &EarlierInvoice) -> (String, String) {
    let number = earlier.number.as_deref().unwrap_or("?");
    let (mut zh, mut en) = (format!("号码 {number}"), format!("number {number}"));
    if let Some(date) = earlier.issue_date {
        zh = format!("{zh}，{date}");
        en = format!("{en}, {date}");
    }
    for (is, done_zh, done_en) in [
        (earlier.exported, "已导出", "exported"),
        (earlier.reimbursed, "已报销", "reimbursed"),
    ] {
        if is {
            zh = format!("{zh}，{done_zh}");
            en = format!("{en}, {done_en}");
        }
    }
    (zh, en)
}
