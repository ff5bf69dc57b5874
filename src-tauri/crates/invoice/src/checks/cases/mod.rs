//! A table of cases, right and wrong: a base invoice, what is changed, what the rules must say.
//!
//! A change is `path=text` or `path=` (not read). The answer lists codes: `!` error, `?` warning,
//! `.` note; empty where nothing may be said.

mod listing;
mod surroundings;
mod table;

use super::*;
use crate::synthetic::{Dice, tax_id, today};
use crate::{InvoiceType, Side, TaxId, Value};
use table::CASES;

fn set(invoice: &mut Invoice, path: &str, text: &str) {
    let path: FieldPath = path.parse().unwrap();
    invoice.set(path, Value::parse(path.kind(), text));
}

fn number(side: Side) -> TaxId {
    tax_id(
        "3100",
        &mut Dice::new(if side == Side::Buyer { 1 } else { 2 }),
    )
}

/// A right invoice of a kind: one line of 100.00 with 13 %, issued in Shanghai on 2023-05-10.
fn base(kind: &str) -> Invoice {
    let mut invoice = Invoice::default();
    let mut put = |path: &str, text: &str| set(&mut invoice, path, text);
    put("invoice_type", kind);
    put("issue_date", "2023-05-10");
    put("number", "12345678");
    put("buyer.name", "青藤测试（上海）有限公司");
    put("buyer.tax_id", number(Side::Buyer).as_str());
    put("seller.name", "云杉测试有限公司");
    put("seller.tax_id", number(Side::Seller).as_str());
    put("items[0].name", "*纸制品*信封");
    put("items[0].quantity", "10");
    put("items[0].unit_price", "10.00");
    put("items[0].amount", "100.00");
    put("items[0].tax_rate", "13%");
    put("items[0].tax", "13.00");
    put("total_amount", "100.00");
    put("total_tax", "13.00");
    put("amount_with_tax", "113.00");
    put("amount_in_words", "壹佰壹拾叁圆整");
    put("drawer", "苏一禾");
    let check = "12345678901234567890";
    let machine = "661234567890";
    let details = [
        ("buyer.address_phone", "白桦路1号"),
        ("buyer.bank_account", "云杉银行 1"),
    ];
    let more: &[(&str, &str)] = match InvoiceType::parse(kind).unwrap() {
        InvoiceType::Special => &[("code", "3100231130"), ("title", "上海增值税专用发票")],
        InvoiceType::Ordinary => &[("code", "3100231320"), ("check_code", check)],
        InvoiceType::ElectronicOrdinary => &[
            ("code", "031002300111"),
            ("check_code", check),
            ("machine_number", machine),
            ("title", "上海增值税电子普通发票"),
        ],
        InvoiceType::ElectronicSpecial => &[("code", "031002300113"), ("machine_number", machine)],
        InvoiceType::Blockchain => &[("code", "144032309110"), ("check_code", "e1234")],
        InvoiceType::Toll => &[
            ("code", "031002300112"),
            ("check_code", check),
            ("machine_number", machine),
            ("items[0].quantity", ""),
            ("items[0].unit_price", ""),
            ("items[0].license_plate", "沪A12345"),
            ("items[0].toll_start", "20230501"),
            ("items[0].toll_end", "20230502"),
            ("items[0].tax_rate", "3%"),
            ("items[0].tax", "3.00"),
            ("total_tax", "3.00"),
            ("amount_with_tax", "103.00"),
            ("amount_in_words", "壹佰零叁圆整"),
        ],
        InvoiceType::Roll => &[
            ("code", "031002300107"),
            ("check_code", check),
            ("machine_number", machine),
            ("typed_number", "12345678"),
            ("items[0].tax_rate", ""),
            ("items[0].tax", ""),
            ("total_amount", ""),
            ("total_tax", ""),
            ("amount_with_tax", "100.00"),
            ("amount_in_words", "壹佰圆整"),
        ],
        InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary => {
            &[("number", "23312000000000000018")]
        }
        _ => &[],
    };
    for (path, text) in more {
        put(path, text);
    }
    if InvoiceType::parse(kind).unwrap().is_special() {
        for (path, text) in details {
            put(path, text);
        }
    }
    invoice
}

fn changed(kind: &str, changes: &str) -> Invoice {
    let mut invoice = base(kind);
    for change in changes.split("; ").filter(|c| !c.is_empty()) {
        let (path, text) = change.split_once('=').unwrap();
        set(&mut invoice, path, text);
    }
    invoice
}

/// Codes with their marks, sorted, each once.
fn said(findings: &[Finding]) -> String {
    let mut codes: Vec<String> = findings
        .iter()
        .map(|finding| {
            let mark = match finding.severity {
                Severity::Error => '!',
                Severity::Warning => '?',
                Severity::Note => '.',
            };
            format!("{}{mark}", finding.code)
        })
        .collect();
    codes.sort();
    codes.dedup();
    codes.join(" ")
}

#[test]
fn the_table() {
    let context = Context::new(today());
    let mut wrong = Vec::new();
    for (kind, changes, answer) in CASES {
        let got = said(&check(&changed(kind, changes), None, &context));
        if got != *answer {
            wrong.push(format!("{kind}: {changes}\n   due {answer}\n   got {got}"));
        }
    }
    assert!(CASES.len() >= 120);
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
