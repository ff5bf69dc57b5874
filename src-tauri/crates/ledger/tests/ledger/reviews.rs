use invoice::{Invoice, Money, Value};
use ledger::DocumentState;

use crate::{Fixture, answer, at, document, path, reading, review};

fn invoice(number: &str, seller: &str) -> Invoice {
    let mut invoice = Invoice::default();
    for (field, text) in [
        ("number", number),
        ("seller.tax_id", seller),
        ("seller.name", "苏州青禾仪器有限公司"),
        ("issue_date", "2026-01-05"),
        ("amount_with_tax", "300.00"),
        ("items[0].quantity", "1.00000000"),
        ("items[1].tax_rate", "免税"),
    ] {
        let path = path(field);
        invoice.set(path, Value::parse(path.kind(), text));
    }
    invoice
}

const SELLER: &str = "91320500MA00000X0A";

#[test]
fn a_review_keeps_the_invoice_as_it_was_and_reopening_keeps_the_review() {
    let fixture = Fixture::new();
    let reviewed = invoice("26312000000012345678", SELLER);
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    ledger
        .add_recognition(document, &answer(&[reading("00362801")]), at(1))
        .unwrap();
    let seq = ledger
        .correct(
            document,
            &[(path("number"), Some("26312000000012345678".to_owned()))],
            false,
            at(2),
        )
        .unwrap();
    let id = review(&ledger, document, &reviewed, 3);
    drop(ledger);

    let ledger = fixture.open();
    let review = ledger.review(document).unwrap().unwrap();
    assert_eq!(review.invoice, reviewed);
    assert_eq!((review.id, review.correction_seq), (id, Some(seq)));
    assert_eq!((review.spent_ms, review.at), (Some(4_200), at(3)));
    let row = ledger.document(document).unwrap();
    assert_eq!(
        (row.state, row.reviewed_at),
        (DocumentState::Reviewed, Some(at(3)))
    );
    assert_eq!(row.summary.number.as_deref(), Some("26312000000012345678"));
    assert_eq!(row.summary.gross.map(Money::fen), Some(30_000));

    ledger
        .set_state(document, DocumentState::Removed, None, at(4))
        .unwrap();
    assert_eq!(
        ledger.restore(document, at(5)).unwrap(),
        DocumentState::Reviewed
    );
    ledger.reopen(document, at(6)).unwrap();
    let row = ledger.document(document).unwrap();
    assert_eq!((row.state, row.reviewed_at), (DocumentState::Ready, None));
    assert_eq!(ledger.review(document).unwrap().unwrap().invoice, reviewed);

    let changed = invoice("26312000000012345679", SELLER);
    crate::review(&ledger, document, &changed, 7);
    assert_eq!(ledger.review(document).unwrap().unwrap().invoice, changed);
}

#[test]
fn values_are_taken_over_from_the_latest_reviewed_invoice_of_the_seller() {
    let ledger = Fixture::new().open();
    let documents: Vec<_> = (1..=4).map(|n| document(&ledger, n)).collect();
    let review = |index: usize, number: &str, seller: &str, second| {
        let invoice = invoice(number, seller);
        crate::review(&ledger, documents[index], &invoice, second);
    };
    assert_eq!(ledger.latest_of_seller(SELLER, documents[0]).unwrap(), None);
    review(1, "00000002", SELLER, 1);
    review(0, "00000001", SELLER, 2);
    review(2, "00000003", "91320500MA00000X0B", 3);
    let latest = ledger
        .latest_of_seller(SELLER, documents[3])
        .unwrap()
        .unwrap();
    assert_eq!(latest.document, documents[0]);
    let other = ledger
        .latest_of_seller(SELLER, documents[0])
        .unwrap()
        .unwrap();
    assert_eq!(other.document, documents[1]);
}
