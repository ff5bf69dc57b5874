//! The QR code against the fields. Its content is exact, so where they differ one of them is
//! misread, or the page was altered.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{
    AmountWithTax, CheckCode, Code, InvoiceType as KindField, IssueDate, Number, TotalAmount,
};
use crate::{FieldMap, HeaderField, InvoiceType, Money, Value, same_value};

pub(super) fn check(sheet: &Sheet<'_>, qr: &FieldMap, found: &mut Findings) {
    for (field, zh, en) in [
        (Code, "发票代码", "code"),
        (Number, "发票号码", "number"),
        (IssueDate, "开票日期", "issue date"),
        (CheckCode, "校验码", "check code"),
    ] {
        let path = header(field);
        let (Some(told), Some(value)) = (qr.get(&path), sheet.invoice.value(path)) else {
            continue;
        };
        // Some readers give the last six of a check code; the rule of its length says so.
        let tail = field == CheckCode
            && value.to_string().len() == 6
            && told.value.to_string().ends_with(&value.to_string());
        if !tail && !value.is_unreadable() && !same_value(&told.value, value) {
            found.error(
                "qr_mismatch",
                [path],
                format!("二维码里的{zh}是 {}，票面是 {value}", told.value),
                format!(
                    "The QR code says {en} {}, the page says {value}",
                    told.value
                ),
            );
        }
    }
    amount(sheet, qr, found);
    kind(sheet, qr, found);
}

fn money(qr: &FieldMap, field: HeaderField) -> Option<Money> {
    match qr.get(&header(field))?.value {
        Value::Money(money) => Some(money),
        _ => None,
    }
}

/// The amount in a QR code is net for 01 and 04, gross for 31 and 32. For the other kinds public
/// code disagrees, so either will do.
fn amount(sheet: &Sheet<'_>, qr: &FieldMap, found: &mut Findings) {
    let (net, gross) = (money(qr, TotalAmount), money(qr, AmountWithTax));
    let Some(told) = net.or(gross) else { return };
    let either = is_either(sheet.kind);
    let mut compared = Vec::new();
    if either || net.is_some() {
        compared.extend(sheet.net.map(|m| (TotalAmount, m)));
    }
    if either || net.is_none() {
        compared.extend(sheet.gross.map(|m| (AmountWithTax, m)));
    }
    if compared.is_empty() || compared.iter().any(|(_, m)| *m == told) {
        return;
    }
    // With only one of two amounts at hand the other may be the one that is meant.
    if either && compared.len() < 2 && sheet.kind != Some(InvoiceType::Roll) {
        return;
    }
    let shown: Vec<String> = compared.iter().map(|(_, m)| m.to_string()).collect();
    let shown = shown.join(" / ");
    found.error(
        "qr_mismatch",
        compared.iter().map(|(field, _)| header(*field)),
        format!("二维码里的金额是 {told}，票面是 {shown}"),
        format!("The QR code says amount {told}, the page says {shown}"),
    );
}

/// Whether the meaning of a QR code's amount is not settled for this kind.
pub(crate) const fn is_either(kind: Option<InvoiceType>) -> bool {
    !matches!(
        kind,
        Some(
            InvoiceType::Special
                | InvoiceType::Ordinary
                | InvoiceType::DigitalSpecial
                | InvoiceType::DigitalOrdinary
        )
    )
}

fn kind(sheet: &Sheet<'_>, qr: &FieldMap, found: &mut Findings) {
    let Some(Value::InvoiceType(told)) = qr.get(&header(KindField)).map(|f| &f.value) else {
        return;
    };
    let Some(kind) = sheet.kind else { return };
    let agrees = *told == kind
        || crate::judgement::refines(*told, kind)
        || crate::judgement::refines(kind, *told);
    if !agrees {
        found.error(
            "qr_kind_mismatch",
            [header(KindField)],
            format!(
                "二维码里的票种是{}，读到的是{}",
                told.chinese(),
                kind.chinese()
            ),
            format!("The QR code is of a {told} invoice, the fields say {kind}"),
        );
    }
}
