//! What must hold for every invoice: valid ones raise nothing, corrupted ones are found.

pub(crate) mod corruptions;

use std::sync::OnceLock;

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

/// How often a corruption was tried and found.
pub(crate) struct FoundCorruption {
    pub(crate) name: &'static str,
    pub(crate) tried: usize,
    pub(crate) found: usize,
}

/// Spoils 1,500 invoices in every way. The same every time.
pub(crate) fn found_corruptions() -> &'static [FoundCorruption] {
    static FOUND: OnceLock<Vec<FoundCorruption>> = OnceLock::new();
    FOUND.get_or_init(spoil_and_look)
}

fn spoil_and_look() -> Vec<FoundCorruption> {
    const INVOICES: usize = 1_500;
    let mut dice = Dice::new(7);
    let all = corruptions();
    let mut rows: Vec<FoundCorruption> = all
        .iter()
        .map(|corruption| FoundCorruption {
            name: corruption.name,
            tried: 0,
            found: 0,
        })
        .collect();
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
        for (row, corruption) in rows.iter_mut().zip(&all) {
            if corruption.with_qr && qr.is_none() {
                continue;
            }
            let Some(spoiled) = (corruption.spoil)(&valid, &mut dice) else {
                continue;
            };
            let qr = qr.as_ref().filter(|_| corruption.with_qr);
            row.tried += 1;
            row.found += usize::from(!loud(&spoiled, qr, &context).is_empty());
        }
    }
    rows
}

#[test]
fn corruptions_are_found() {
    let rows = found_corruptions();
    assert!(rows.len() >= 30);
    let missed: Vec<String> = rows
        .iter()
        .filter(|row| row.tried < 100 || row.found * 100 < row.tried * 99)
        .map(|row| format!("{}: {} of {}", row.name, row.found, row.tried))
        .collect();
    assert!(
        missed.is_empty(),
        "found in less than 99 %, or tried too seldom: {missed:#?}"
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
