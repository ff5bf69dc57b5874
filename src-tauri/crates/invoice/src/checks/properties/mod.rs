//! What must hold for every invoice: valid ones raise nothing, corrupted ones are found.

pub(crate) mod corruptions;

use super::*;
use crate::synthetic::{Dice, KINDS, any_invoice, qr_reading, tax_id, today};
use crate::{Company, IssueDate, PartyField, Side, TaxId};
use corruptions::corruptions;

fn loud(invoice: &Invoice, qr: Option<&FieldMap>, context: &Context) -> Vec<Finding> {
    let mut found = check(invoice, qr, context);
    found.retain(|f| f.severity > Severity::Note);
    found
}

#[test]
fn ten_thousand_valid_invoices_raise_neither_errors_nor_warnings() {
    let mut dice = Dice::new(20_260_131);
    let context = Context::new(today());
    let mut kinds = std::collections::BTreeMap::new();
    for number in 0..10_000 {
        let invoice = any_invoice(&mut dice);
        *kinds.entry(invoice.invoice_type()).or_insert(0) += 1;
        let qr = qr_reading(&invoice).map(|r| r.fields);
        let loud = loud(&invoice, qr.as_ref(), &context);
        assert!(
            loud.is_empty(),
            "invoice {number}: {loud:#?}\n{}",
            serde_json::to_string_pretty(&invoice).unwrap()
        );
    }
    assert_eq!(
        kinds.len(),
        KINDS.len(),
        "every kind was generated: {kinds:?}"
    );
}

#[test]
fn corruptions_are_found() {
    const INVOICES: usize = 1_500;
    let mut dice = Dice::new(7);
    let mut rows = Vec::new();
    let all = corruptions();
    let mut tried = vec![0_usize; all.len()];
    let mut seen = vec![0_usize; all.len()];
    for _ in 0..INVOICES {
        let valid = any_invoice(&mut dice);
        let qr = qr_reading(&valid).map(|r| r.fields);
        let context = Context {
            companies: vec![Company {
                name: valid.party(Side::Buyer, PartyField::Name).unwrap(),
                tax_id: valid.tax_id(Side::Buyer).cloned(),
                ..Company::default()
            }],
            ..Context::new(today())
        };
        let before = loud(&valid, qr.as_ref(), &context);
        assert!(
            before.is_empty(),
            "the valid invoice already raises {before:?}"
        );
        for (at, corruption) in all.iter().enumerate() {
            if corruption.with_qr && qr.is_none() {
                continue;
            }
            let Some(spoiled) = (corruption.spoil)(&valid, &mut dice) else {
                continue;
            };
            let qr = qr.as_ref().filter(|_| corruption.with_qr);
            tried[at] += 1;
            seen[at] += usize::from(!loud(&spoiled, qr, &context).is_empty());
        }
    }
    println!("{:<55} {:>6} {:>7}", "corruption", "tried", "found");
    for (at, corruption) in all.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let share = 100.0 * seen[at] as f64 / tried[at].max(1) as f64;
        println!("{:<55} {:>6} {share:>6.2}%", corruption.name, tried[at]);
        if tried[at] < 100 || seen[at] * 100 < tried[at] * 99 {
            rows.push(format!(
                "{}: {} of {}",
                corruption.name, seen[at], tried[at]
            ));
        }
    }
    assert!(all.len() >= 30);
    assert!(
        rows.is_empty(),
        "found in less than 99 %, or tried too seldom: {rows:#?}"
    );
}

#[test]
fn every_generated_number_holds_its_check_digits() {
    let mut dice = Dice::new(3);
    for _ in 0..1_000 {
        let number: TaxId = tax_id("4403", &mut dice);
        assert_eq!(number.check_digit_holds(), Some(true), "{number}");
        assert_eq!(number.organisation_digit_holds(), Some(true), "{number}");
    }
    assert!(IssueDate::new(2026, 1, 31) == Some(today()));
}
