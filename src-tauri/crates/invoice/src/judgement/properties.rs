//! What must hold for every invoice and every misread: no wrong value is ever certain.

use super::*;
use crate::checks::properties::corruptions::corruptions;
use crate::same_value;
use crate::synthetic::{Dice, any_invoice, qr_reading, reading, today};

fn context() -> Context {
    Context::new(today())
}

fn none() -> Corrections {
    Corrections::new()
}

/// The fields that are certain and not what the page says.
fn certain_and_wrong(judgement: &Judgement, truth: &Invoice) -> Vec<String> {
    judgement
        .fields
        .iter()
        .filter(|(_, judged)| judged.trust == Trust::Certain)
        .filter_map(|(path, judged)| {
            let value = &judged.field.as_ref()?.value;
            let right = truth
                .value(*path)
                .is_some_and(|true_value| same_value(true_value, value));
            (!right).then(|| format!("{path} {value}: {}", judged.reason.zh))
        })
        .collect()
}

#[test]
fn a_clean_digital_invoice_is_calm() {
    let mut dice = Dice::new(11);
    for _ in 0..1_000 {
        let invoice = any_invoice(&mut dice);
        let readings: Vec<Reading> = [reading(&invoice, Source::PdfText)]
            .into_iter()
            .chain(qr_reading(&invoice))
            .collect();
        let judgement = judge(&readings, &none(), &context());
        assert_eq!(judgement.invoice, invoice);
        let restless: Vec<_> = judgement
            .fields
            .iter()
            .filter(|(_, judged)| judged.field.is_some() && judged.trust != Trust::Certain)
            .collect();
        assert!(restless.is_empty(), "{restless:#?}");
    }
}

#[test]
fn one_misread_value_of_one_provider_is_never_certain() {
    let mut dice = Dice::new(12);
    let mut tried = 0;
    for _ in 0..150 {
        let truth = any_invoice(&mut dice);
        for corruption in corruptions() {
            // Changes of many fields at once are no misreads; lines may move.
            let Some(spoilt) = (corruption.spoil)(&truth, &mut dice) else {
                continue;
            };
            if spoilt.item_count() != truth.item_count() || corruption.name.contains("all amounts")
            {
                continue;
            }
            tried += 1;
            let alone = judge(&[reading(&spoilt, Source::Juhe)], &none(), &context());
            let wrong = certain_and_wrong(&alone, &truth);
            assert!(wrong.is_empty(), "{}: {wrong:#?}", corruption.name);
            let both = [reading(&spoilt, Source::Juhe), reading(&truth, Source::Ocr)];
            let wrong = certain_and_wrong(&judge(&both, &none(), &context()), &truth);
            assert!(
                wrong.is_empty(),
                "{} beside a right reading: {wrong:#?}",
                corruption.name
            );
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn a_right_digital_reading_prevails_over_misread_ones() {
    let mut dice = Dice::new(13);
    for _ in 0..40 {
        let truth = any_invoice(&mut dice);
        for corruption in corruptions() {
            let Some(spoilt) = (corruption.spoil)(&truth, &mut dice) else {
                continue;
            };
            let readings = [
                reading(&spoilt, Source::Ocr),
                reading(&truth, Source::Xml),
                reading(&spoilt, Source::Juhe),
            ];
            let judgement = judge(&readings, &none(), &context());
            for (path, value) in truth.values() {
                let same = judgement
                    .invoice
                    .value(path)
                    .is_some_and(|judged| same_value(judged, value));
                assert!(same, "{}: {path}", corruption.name);
            }
        }
    }
}
