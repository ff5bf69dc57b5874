//! The issue date: not in the future, not before the form existed.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::IssueDate as DateField;
use crate::{Context, InvoiceType, IssueDate};

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    let Some(date) = sheet.date else { return };
    let today = context.today;
    if date > today {
        found.error(
            "date_in_future",
            [header(DateField)],
            format!("开票日期 {date} 晚于今天 {today}"),
            format!("Issue date {date} is after today, {today}"),
        );
    }
    if let Some((since, name)) = sheet.kind.and_then(first_day)
        && date < since
    {
        found.error(
            "date_before_form",
            [header(DateField)],
            format!("{name}自 {since} 起才有，开票日期 {date}"),
            format!("This kind of invoice exists since {since}; the issue date is {date}"),
        );
    }
}

/// The first day on which the form can have been issued anywhere, from its first trial: 电子普票
/// 公告2015年第84号 (trials since August 2015), 卷票 公告2016年第82号, 通行费 公告2017年第66号,
/// 区块链 Shenzhen August 2018, 电子专票 Ningbo September 2020, 数电票 December 2021.
fn first_day(kind: InvoiceType) -> Option<(IssueDate, &'static str)> {
    let (year, month, day, name) = match kind {
        InvoiceType::Special => (1994, 1, 1, "增值税专用发票"),
        InvoiceType::ElectronicOrdinary => (2015, 8, 1, "增值税电子普通发票"),
        InvoiceType::Roll => (2017, 1, 1, "卷式普通发票"),
        InvoiceType::Toll => (2017, 12, 25, "通行费电子发票"),
        InvoiceType::Blockchain => (2018, 8, 10, "区块链电子发票"),
        InvoiceType::ElectronicSpecial => (2020, 9, 1, "增值税电子专用发票"),
        InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary => (2021, 12, 1, "数电票"),
        _ => return None,
    };
    Some((IssueDate::new(year, month, day)?, name))
}
