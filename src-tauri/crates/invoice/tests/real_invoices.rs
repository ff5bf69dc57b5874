//! The rules against the hand-read truth of real invoices, where it is at hand: none of them may
//! raise an error.

#![allow(clippy::expect_used)] // these helpers are tests as well

use std::path::PathBuf;

use invoice::checks::{Severity, check};
use invoice::{
    Context, FieldPath, HeaderField, Invoice, IssueDate, ItemField, PartyField, QrContent, Side,
    Value,
};
use serde_json::Value as Json;

fn value(path: FieldPath, json: &Json) -> Option<Value> {
    Value::parse(path.kind(), json.as_str()?)
}

fn invoice(truth: &Json) -> Invoice {
    let mut invoice = Invoice::default();
    for field in HeaderField::ALL {
        let path = FieldPath::Header(*field);
        invoice.set(path, value(path, &truth[field.as_str()]));
    }
    for (side, name) in [(Side::Buyer, "buyer"), (Side::Seller, "seller")] {
        for field in PartyField::ALL {
            let path = FieldPath::Party(side, *field);
            invoice.set(path, value(path, &truth[name][field.as_str()]));
        }
    }
    for (index, item) in truth["items"].as_array().into_iter().flatten().enumerate() {
        for field in ItemField::ALL {
            let path = FieldPath::Item(index, *field);
            invoice.set(path, value(path, &item[field.as_str()]));
        }
    }
    invoice
}

#[test]
fn real_invoices_raise_no_error() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples/truth");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: shared/samples/truth is not here");
        return;
    };
    let context = Context::new(IssueDate::new(2026, 11, 20).expect("a date"));
    let mut errors = Vec::new();
    let mut count = 0;
    for entry in entries {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("readable");
        let truth: Json = serde_json::from_str(&text).expect("JSON");
        let truth = truth.get("invoice").unwrap_or(&truth);
        let qr = truth["qr"].as_str().and_then(QrContent::parse);
        let qr = qr.map(|qr| qr.reading("qr", None).fields);
        let name = path.file_name().expect("a name").to_string_lossy();
        for finding in check(&invoice(truth), qr.as_ref(), &context) {
            println!(
                "{name}: {:?} {} {}",
                finding.severity, finding.code, finding.message.zh
            );
            if finding.severity == Severity::Error {
                errors.push(format!("{name}: {}", finding.message.en));
            }
        }
        count += 1;
    }
    assert!(count > 0, "no truth was found");
    assert!(errors.is_empty(), "{errors:#?}");
}
