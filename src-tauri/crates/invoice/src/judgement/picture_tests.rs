//! What our own reading of a picture needs to be certain.

use super::*;
use crate::{FieldKind, IssueDate, ReadingRemark};

const ID: &str = "91350100M000100Y43";

/// A seller's number as it was recognized.
fn seller(confidence: f32, text: &str, remark: Option<&str>) -> Reading {
    let path: FieldPath = "seller.tax_id".parse().unwrap();
    let field = Field {
        value: Value::parse(FieldKind::TaxId, ID).unwrap(),
        text: text.to_owned(),
        page: Some(1),
        region: None,
        confidence: Some(confidence),
        source: Source::Ocr,
        doubts: Vec::new(),
    };
    let remarks = remark.map(|code| ReadingRemark {
        code: code.to_owned(),
        fields: vec![path],
    });
    Reading {
        source: Source::Ocr,
        origin: String::new(),
        fields: [(path, field)].into(),
        remarks: remarks.into_iter().collect(),
    }
}

fn verdict(reading: Reading) -> (Trust, String) {
    let context = Context::new(IssueDate::new(2026, 1, 31).unwrap());
    let judged = judge(&[reading], &Corrections::new(), &context);
    let field = &judged.fields[&"seller.tax_id".parse::<FieldPath>().unwrap()];
    (field.trust, field.reason.zh.clone())
}

#[test]
fn a_check_digit_proves_what_was_read_clearly_only() {
    assert_eq!(
        verdict(seller(0.99, ID, None)),
        (Trust::Certain, "本机识别 = 校验位".to_owned())
    );
    assert_eq!(
        verdict(seller(0.6, ID, None)),
        (Trust::Doubtful, "本机识别 = 校验位，但字迹不清".to_owned())
    );
}

#[test]
fn a_check_digit_does_not_prove_what_it_chose() {
    let read = "91350100M000100V43";
    assert_eq!(
        verdict(seller(0.99, read, Some("chosen_by_check_digit"))),
        (
            Trust::Doubtful,
            format!("读作“{read}”，按校验位从看到的候选字中选定")
        )
    );
}

/// How the tax of the first of two lines is trusted, all figures as recognized.
fn first_tax(figures: &[(&str, FieldKind, &str)]) -> Trust {
    let field = |kind, text: &str| Field {
        value: Value::parse(kind, text).unwrap(),
        text: text.to_owned(),
        page: Some(1),
        region: None,
        confidence: Some(0.99),
        source: Source::Ocr,
        doubts: Vec::new(),
    };
    let fields = figures
        .iter()
        .map(|(path, kind, text)| (path.parse().unwrap(), field(*kind, text)))
        .collect();
    let reading = Reading {
        source: Source::Ocr,
        origin: String::new(),
        fields,
        remarks: Vec::new(),
    };
    let context = Context::new(IssueDate::new(2026, 1, 31).unwrap());
    let judged = judge(&[reading], &Corrections::new(), &context);
    judged.fields[&"items[0].tax".parse::<FieldPath>().unwrap()].trust
}

#[test]
fn a_rate_does_not_prove_the_sign_that_amount_and_tax_lost() {
    use FieldKind::{Money, Rate};
    let of = |amount: &'static str, tax: &'static str| {
        first_tax(&[
            ("items[0].amount", Money, amount),
            ("items[0].tax_rate", Rate, "13%"),
            ("items[0].tax", Money, tax),
            ("items[1].amount", Money, "-200.00"),
            ("items[1].tax_rate", Rate, "13%"),
            ("items[1].tax", Money, "-26.00"),
            ("total_amount", Money, "-300.00"),
        ])
    };
    assert_eq!(of("-100.00", "-13.00"), Trust::Certain);
    assert_ne!(of("100.00", "13.00"), Trust::Certain);
}

#[test]
fn a_sum_of_blurred_figures_proves_none_of_them() {
    // 39940.00 + 4740.42 = 44680.42, the same nought of both read as a six.
    let trusted = |confidence: f32, totals: [&str; 3]| {
        let paths = ["total_amount", "total_tax", "amount_with_tax"];
        let field = |text: &str| Field {
            value: Value::parse(FieldKind::Money, text).unwrap(),
            text: text.to_owned(),
            page: Some(1),
            region: None,
            confidence: Some(confidence),
            source: Source::Ocr,
            doubts: Vec::new(),
        };
        let fields = paths.iter().zip(totals);
        let reading = Reading {
            source: Source::Ocr,
            origin: String::new(),
            fields: fields
                .map(|(path, text)| (path.parse().unwrap(), field(text)))
                .collect(),
            remarks: Vec::new(),
        };
        let context = Context::new(IssueDate::new(2026, 1, 31).unwrap());
        let judged = judge(&[reading], &Corrections::new(), &context);
        paths.map(|path| judged.fields[&path.parse::<FieldPath>().unwrap()].trust)
    };
    let misread = trusted(0.7, ["39946.00", "4740.42", "44686.42"]);
    assert!(!misread.contains(&Trust::Certain), "{misread:?}");
    let clear = trusted(0.97, ["39940.00", "4740.42", "44680.42"]);
    assert_eq!(clear, [Trust::Certain; 3]);
}
