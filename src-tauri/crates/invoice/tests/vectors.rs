//! `domain/vectors.json` of the shared material, reproduced in full where it is at hand.

#![allow(clippy::expect_used)] // these helpers are tests as well

use std::path::PathBuf;

use invoice::{InvoiceCode, Money, TaxId, words};
use serde_json::Value;

/// The vectors, or `None` with a notice.
fn vectors() -> Option<Value> {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/domain/vectors.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: shared/domain/vectors.json is not here");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the vectors are JSON"))
}

/// The pairs of a list `[[a, b], …]`; b may be null.
fn pairs<'a>(vectors: &'a Value, name: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let list = vectors[name].as_array().expect("a list");
    assert!(!list.is_empty(), "{name} must not be empty");
    list.iter()
        .map(|pair| (pair[0].as_str().expect("a text"), pair[1].as_str()))
        .collect()
}

#[test]
fn credit_codes() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["uscc"].as_array().unwrap() {
        let code = case["code"].as_str().unwrap();
        let number = TaxId::parse(code).expect(code);
        let sum = TaxId::uscc_sum(code).expect(code);
        assert_eq!(Some(u64::from(sum)), case["sum"].as_u64(), "{code}");
        assert_eq!(Some(u64::from(sum % 31)), case["mod31"].as_u64(), "{code}");
        assert_eq!(
            number.check_digit_holds(),
            case["valid"].as_bool(),
            "{code}"
        );
        assert_eq!(
            number.organisation_digit_holds(),
            case["org_code_check_ok"].as_bool(),
            "{code}: organisation part"
        );
        let right = format!("{}{}", &code[..17], case["check"].as_str().unwrap());
        let right = TaxId::parse(&right).unwrap();
        assert_eq!(right.check_digit_holds(), Some(true), "{code}: right digit");
    }
}

#[test]
fn older_numbers() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["legacy15"].as_array().unwrap() {
        let text = case["number"].as_str().unwrap();
        let holds = TaxId::parse(text).and_then(|n| n.check_digit_holds());
        if case["length"] == 15 {
            assert_eq!(holds, case["ok"].as_bool(), "{text}");
        } else {
            assert_eq!(holds, None, "{text} is no taxpayer number");
        }
    }
}

#[test]
fn words_are_printed_and_read() {
    let Some(vectors) = vectors() else { return };
    for (amount, text) in pairs(&vectors, "words") {
        let money = Money::parse(amount).expect(amount);
        let text = text.expect(amount);
        assert_eq!(words::format(money), text, "{amount}");
        assert_eq!(words::parse(text), Some(money), "{text}");
    }
    for (text, amount) in pairs(&vectors, "words_parse") {
        let want = amount.map(|a| Money::parse(a).expect(a));
        assert_eq!(words::parse(text), want, "{text}");
    }
}

#[test]
fn kinds_of_codes() {
    let Some(vectors) = vectors() else { return };
    for (code, kind) in pairs(&vectors, "code") {
        let parsed = InvoiceCode::parse(code).expect(code);
        assert_eq!(Some(parsed.site_kind()), kind, "{code}");
    }
}
