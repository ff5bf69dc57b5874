//! Real OFD and XML invoices, read beside what a person read in them. The samples are not part of
//! the repository; where they are absent, the tests say so and pass.

// The lint knows only functions that are tests, not those that help them.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use documents::{Document, Limits, open};
use invoice::{FieldPath, Value};
use serde_json::Value as Json;

fn samples() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples");
    if root.is_dir() {
        return Some(root);
    }
    println!("skipped: {} is not there", root.display());
    None
}

/// Every OFD and XML sample with its truth.
fn each(mut check: impl FnMut(&str, &Document, &Json)) {
    let Some(root) = samples() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(root.join("truth")).unwrap() {
        let truth: Json =
            serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let file = truth["file"].as_str().unwrap();
        if file.starts_with("ofd/") || file.starts_with("xml/") {
            seen += 1;
            let bytes = std::fs::read(root.join(file)).unwrap();
            check(
                file,
                &open(bytes, None, &Limits::default()).unwrap(),
                &truth,
            );
        }
    }
    assert!(seen >= 5, "only {seen} samples");
}

/// What the truth says of a field.
fn true_text(truth: &Json, path: FieldPath) -> Option<String> {
    let value = match path {
        FieldPath::Header(field) => &truth[field.as_str()],
        FieldPath::Party(invoice::Side::Buyer, field) => &truth["buyer"][field.as_str()],
        FieldPath::Party(invoice::Side::Seller, field) => &truth["seller"][field.as_str()],
        FieldPath::Item(index, field) => &truth["items"][index][field.as_str()],
    };
    value.as_str().map(str::to_owned)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The same value, as the invoice's rules parse it.
fn same(path: FieldPath, a: &str, b: &str) -> bool {
    match (Value::parse(path.kind(), a), Value::parse(path.kind(), b)) {
        (Some(Value::Text(a)), Some(Value::Text(b))) => bare(&a) == bare(&b),
        (a, b) => a == b,
    }
}

#[test]
fn exact_values_are_those_that_a_person_reads() {
    // The truth gives the kind in words of its own, and says nothing of the password area.
    let passed_over = ["invoice_type", "password_area"];
    each(|file, document, truth| {
        assert!(!document.exact().is_empty(), "{file} carries values");
        for reading in document.exact() {
            for field in &reading.fields {
                let name = field.path.to_string();
                if passed_over.contains(&name.as_str()) {
                    continue;
                }
                let want = true_text(truth, field.path).unwrap_or_else(|| {
                    panic!(
                        "{file} {}: {name} is invented: {:?}",
                        reading.origin, field.text
                    )
                });
                assert!(
                    same(field.path, &field.text, &want),
                    "{file} {}: {name}: {:?}, not {want:?}",
                    reading.origin,
                    field.text
                );
            }
        }
    });
}

#[test]
fn every_value_of_a_page_is_among_its_words() {
    let names = [
        "code",
        "number",
        "check_code",
        "machine_number",
        "total_amount",
        "total_tax",
        "amount_with_tax",
        "amount_in_words",
        "payee",
        "reviewer",
        "drawer",
        "buyer.name",
        "buyer.tax_id",
        "seller.name",
        "seller.tax_id",
        "items[0].quantity",
        "items[0].unit_price",
        "items[0].amount",
        "items[0].unit",
        "buyer.bank_account",
        "seller.bank_account",
    ];
    each(|file, document, truth| {
        let mut said = String::new();
        for page in 0..document.page_count() {
            for word in document.page_content(page).unwrap().words {
                assert_eq!(
                    word.text.chars().count(),
                    word.glyphs.len(),
                    "{file}: {:?}",
                    word.text
                );
                said.push_str(&bare(&word.text));
                said.push('\n');
            }
        }
        for name in names {
            if let Some(want) = true_text(truth, name.parse().unwrap()) {
                assert!(
                    said.contains(&bare(&want)),
                    "{file}: {name} {want:?} is not among the words:\n{said}"
                );
            }
        }
    });
}

#[test]
fn tagged_and_set_values_stand_where_their_text_stands() {
    each(|file, document, _| {
        for field in document.exact().iter().flat_map(|r| &r.fields) {
            let Some((page, region)) = field.place else {
                continue;
            };
            let (x0, y0, x1, y1) = region.bounds();
            let words = document.page_content(page).unwrap().words;
            let inside: String = words
                .iter()
                .flat_map(|w| &w.glyphs)
                .filter(|g| {
                    let (x, y) = (f64::from(g.x0 + g.x1) / 2.0, f64::from(g.y0 + g.y1) / 2.0);
                    (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
                })
                .map(|g| g.text)
                .collect();
            // Set values are shown as a form prints them (13 %, a date in Chinese): compare digits.
            let digits = |text: &str| {
                text.chars()
                    .filter(char::is_ascii_digit)
                    .collect::<String>()
            };
            let (want, got) = (digits(&field.text), digits(&inside));
            let shown = want.starts_with(&got)
                || got.starts_with(&want)
                || field.path.to_string().ends_with("tax_rate");
            assert!(
                shown && !inside.is_empty(),
                "{file}: {} {:?} shows {inside:?}",
                field.path,
                field.text
            );
        }
    });
}

#[test]
fn every_page_is_drawn_with_something_on_it() {
    let Some(root) = samples() else { return };
    let other = root.join("negative/ofdrw_signout.ofd");
    let document = open(std::fs::read(other).unwrap(), None, &Limits::default()).unwrap();
    assert!(
        document.exact().is_empty(),
        "a form of an office is no invoice"
    );
    let check = |file: &str, document: &Document| {
        for page in 0..document.page_count() {
            let picture = document.draw_page(page, 600).unwrap();
            assert_eq!(picture.width.max(picture.height), 600, "{file}");
            let inked = picture
                .rgba
                .chunks_exact(4)
                .filter(|p| p[..3] != [255, 255, 255])
                .count();
            assert!(inked > 3_000, "{file}: {inked} pixels");
        }
    };
    check("ofdrw_signout.ofd", &document);
    each(|file, document, _| check(file, document));
}
