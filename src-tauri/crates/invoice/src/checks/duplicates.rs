//! Invoices of the ledger that are this one, or look like it.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{AmountWithTax, Code, IssueDate, Number};
use crate::{Context, EarlierInvoice, PartyField, Side, normalise_name};

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    for earlier in &context.earlier {
        let (zh, en) = shown(earlier);
        if is_same_number(sheet, earlier) {
            if let (Some(gross), Some(other)) = (sheet.gross, earlier.amount_with_tax)
                && gross != other
            {
                found.error(
                    "duplicate_number",
                    [header(Number), header(AmountWithTax)],
                    format!("号码与已有发票相同，但价税合计不同（那张 {other}）：{zh}"),
                    format!("Another invoice has this number and another amount ({other}): {en}"),
                );
            } else {
                found.error(
                    "duplicate_number",
                    [header(Number)],
                    format!("与已有发票重复：{zh}"),
                    format!("The same invoice is already there: {en}"),
                );
            }
        } else if earlier.same_file {
            found.error(
                "duplicate_file",
                [header(Number)],
                format!("同一文件已导入过：{zh}"),
                format!("The same file was taken in before: {en}"),
            );
        } else if is_alike(sheet, earlier) {
            // A photo whose number nobody could read may be the very invoice.
            let (what_zh, what_en) = if sheet.header(Number).is_some() && earlier.number.is_some() {
                (
                    "同一销售方、金额、日期的另一张发票",
                    "Another invoice of the same seller, amount and date",
                )
            } else {
                (
                    "销售方、金额、日期相同，一方号码未读到，可能是同一张",
                    "Same seller, amount and date, one number not read: perhaps the same invoice",
                )
            };
            found.warning(
                "duplicate_alike",
                [header(Number), header(AmountWithTax), header(IssueDate)],
                format!("{what_zh}：{zh}"),
                format!("{what_en}: {en}"),
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
    let party = |field| sheet.party(Side::Seller, field);
    let tax_id = party(PartyField::TaxId).filter(|id| earlier.seller.as_deref() == Some(*id));
    let name = party(PartyField::Name)
        .zip(earlier.seller_name.as_deref())
        .filter(|(own, other)| normalise_name(own) == normalise_name(other));
    let seller = tax_id.is_some() || name.is_some();
    seller
        && sheet.gross.is_some()
        && sheet.gross == earlier.amount_with_tax
        && sheet.date.is_some()
        && sheet.date == earlier.issue_date
}

/// Number, date, file and what was done with it.
pub(super) fn shown(earlier: &EarlierInvoice) -> (String, String) {
    let (mut zh, mut en) = match earlier.number.as_deref() {
        Some(number) => (format!("号码 {number}"), format!("number {number}")),
        None => ("号码未读到".to_owned(), "number not read".to_owned()),
    };
    if let Some(date) = earlier.issue_date {
        zh = format!("{zh}，{date}");
        en = format!("{en}, {date}");
    }
    if let Some(file) = &earlier.file_name {
        zh = format!("{zh}，{file}");
        en = format!("{en}, {file}");
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
