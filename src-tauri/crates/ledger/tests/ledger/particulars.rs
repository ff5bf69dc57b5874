use std::collections::BTreeMap;

use invoice::{FieldPath, HeaderField, Invoice, IssueDate, Money, Value};
use ledger::{
    DocumentId, DocumentState, DuplicateKind, DuplicateQuery, FieldScore, JudgedDocument, Ledger,
    NewReview, Particulars, ReviewId, Score, Summary, Timestamp, VerificationAnswer,
};

use crate::{Fixture, answer, at, document, path, reading, review};

const SELLER: &str = "91320500MA00000X0A";

fn invoice(fields: &[(&str, &str)]) -> Invoice {
    let mut invoice = Invoice::default();
    for (name, text) in fields {
        let path: FieldPath = name.parse().unwrap();
        invoice.set(path, Value::parse(path.kind(), text));
    }
    invoice
}

fn judged(ledger: &Ledger, n: usize, invoice: &Invoice) -> DocumentId {
    let id = document(ledger, n);
    let particulars = Particulars::of(invoice, &[]);
    crate::set_summary(ledger, id, &Summary::of(invoice), &particulars);
    id
}

#[test]
fn a_sellers_habits_come_from_reviewed_invoices_that_came_before() {
    let ledger = Fixture::new().open();
    let one = |number: &str, rate: &str| {
        invoice(&[
            ("seller.tax_id", SELLER),
            ("number", number),
            ("items[0].tax_rate", rate),
            ("items[1].tax_rate", rate),
        ])
    };
    let first = judged(&ledger, 1, &one("00000001", "13%"));
    let second = judged(&ledger, 2, &one("00000002", "6%"));
    let own = judged(&ledger, 3, &one("00000003", "13%"));
    let _later = judged(&ledger, 4, &one("00000004", "13%"));
    review(&ledger, first, &one("00000001", "13%"), 5);

    let habits = ledger.seller_habits(SELLER, own).unwrap();
    assert_eq!(habits.invoices, 2);
    assert_eq!(
        habits.rates,
        BTreeMap::from([("13%".to_owned(), 2)]),
        "nobody reviewed the second one"
    );
    assert_eq!(ledger.seller_habits(SELLER, first).unwrap().invoices, 0);
    ledger
        .set_state(second, DocumentState::Removed, None, at(6))
        .unwrap();
    assert_eq!(ledger.seller_habits(SELLER, own).unwrap().invoices, 1);

    let near: Vec<String> = ["00000001", "00000002", "00000004"]
        .map(str::to_owned)
        .into();
    let numbered = |seller| {
        let rows = ledger.numbered(seller, &near, own).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(numbered(SELLER), [first], "not removed, not later");
    assert_eq!(numbered("91320500MA00000X0B"), []);
    assert!(ledger.has_past(own, 1).unwrap());
    assert!(!ledger.has_past(own, 2).unwrap());
}

#[test]
fn the_number_of_a_blue_invoice_is_looked_for_everywhere_else() {
    let ledger = Fixture::new().open();
    let blue = judged(
        &ledger,
        1,
        &invoice(&[("code", "011001605111"), ("number", "00362801")]),
    );
    let red = document(&ledger, 2);
    let known = |code, number| ledger.has_number(code, number, red).unwrap();
    assert!(known(Some("011001605111"), "00362801"));
    assert!(known(None, "00362801"));
    assert!(!known(Some("033002100611"), "00362801"));
    assert!(!known(None, "00362802"));
    assert!(!ledger.has_number(None, "00362801", blue).unwrap());
}

#[test]
fn trips_are_found_by_plate_and_day_until_they_are_judged_away() {
    let ledger = Fixture::new().open();
    let toll = |day: &str| {
        invoice(&[
            ("number", "00362801"),
            ("items[0].license_plate", "沪A12345"),
            ("items[0].toll_start", day),
            ("items[0].amount", "20.00"),
        ])
    };
    let first = judged(&ledger, 1, &toll("2026-01-02"));
    let own = judged(&ledger, 2, &toll("2026-01-02"));
    let day = IssueDate::new(2026, 1, 2).unwrap();
    let found = ledger.trips("沪A12345", day, own).unwrap();
    assert_eq!(found.len(), 1, "its own trip is none");
    assert_eq!(found[0].document, first);
    assert_eq!(found[0].number.as_deref(), Some("00362801"));
    assert_eq!(found[0].trip.amount, Money::from_fen(2_000));
    assert_eq!(found[0].trip.ends, day, "one day where no end is printed");
    assert_eq!(ledger.trips("沪A12346", day, own).unwrap(), []);

    let corrected = toll("2026-01-03");
    crate::set_summary(
        &ledger,
        first,
        &Summary::of(&corrected),
        &Particulars::of(&corrected, &[]),
    );
    assert_eq!(ledger.trips("沪A12345", day, own).unwrap(), []);
}

#[test]
fn a_sale_is_found_by_the_sellers_name_where_its_number_was_misread() {
    let ledger = Fixture::new().open();
    let sale = [
        ("seller.name", "苏州青禾有限公司"),
        ("amount_with_tax", "113.00"),
        ("issue_date", "2026-01-05"),
    ];
    let first = judged(&ledger, 1, &invoice(&sale));
    let own = document(&ledger, 2);
    let find = |seller_name| {
        let query = DuplicateQuery {
            document: own,
            code: None,
            number: None,
            seller_tax_id: Some(SELLER),
            seller_name,
            gross: Some(Money::from_fen(11_300)),
            issue_date: IssueDate::new(2026, 1, 5),
        };
        let found = ledger.find_duplicates(&query).unwrap();
        found
            .into_iter()
            .map(|duplicate| (duplicate.kind, duplicate.document.id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        find(Some("苏州青禾有限公司")),
        [(DuplicateKind::SameSale, first)]
    );
    assert_eq!(find(Some("苏州青苗有限公司")), []);
    assert_eq!(find(None), []);
}

#[test]
fn answers_of_the_tax_platform_are_kept_and_the_last_one_holds() {
    let ledger = Fixture::new().open();
    let (asked, other) = (document(&ledger, 1), document(&ledger, 2));
    let record = |answer, second| {
        ledger
            .record_verification(asked, answer, at(second))
            .unwrap();
    };
    record(Some(VerificationAnswer::Inconsistent), 1);
    record(Some(VerificationAnswer::Consistent), 2);
    let held = || {
        let latest = ledger.latest_verifications(&[asked, other]).unwrap();
        assert!(!latest.contains_key(&other));
        latest.get(&asked).map(|held| (held.answer, held.at))
    };
    assert_eq!(held(), Some((Some(VerificationAnswer::Consistent), at(2))));
    record(None, 3);
    assert_eq!(held(), None, "taken back");
    assert_eq!(ledger.verifications(asked).unwrap().len(), 3);
}

#[test]
fn corrections_of_lines_remember_the_recognition_that_they_were_made_upon() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let recognized = |second| {
        ledger
            .add_recognition(document, &answer(&[reading("00362801")]), at(second))
            .unwrap()
    };
    let basis = || ledger.basis_of_lines(document).unwrap();
    let correct = |name: &str, second| {
        let values = [(path(name), Some("9".to_owned()))];
        ledger
            .correct(document, &values, false, at(second))
            .unwrap();
    };
    let first = recognized(1);
    correct("number", 2);
    assert_eq!(basis(), None, "no line was corrected");
    correct("items[0].amount", 3);
    let second = recognized(4);
    assert_eq!(basis(), Some(first));
    correct("items[1].amount", 5);
    assert_eq!(basis(), Some(first), "seen on the rows of the first");
    ledger.undo(document, at(6)).unwrap();
    ledger.undo(document, at(7)).unwrap();
    assert_eq!(basis(), None);
    correct("items[1].amount", 8);
    assert_eq!(basis(), Some(second), "nothing held the old rows any more");
}

#[test]
fn what_was_judged_before_something_was_typed_does_not_take_the_place_of_what_is_known_since() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let judged = |number: &str| {
        let invoice = invoice(&[("number", number)]);
        JudgedDocument {
            document,
            stamp: ledger.stamp(document).unwrap(),
            summary: Summary::of(&invoice),
            particulars: Particulars::of(&invoice, &[]),
        }
    };
    let before = judged("00000001");
    let values = [(path("number"), Some("00000002".to_owned()))];
    ledger.correct(document, &values, false, at(1)).unwrap();
    let after = judged("00000002");
    let write = |one: &JudgedDocument| {
        ledger
            .set_summaries(std::slice::from_ref(one), at(9))
            .unwrap()
    };
    assert_eq!(write(&after), []);
    assert_eq!(write(&before), [document], "left for whoever typed");
    let number = ledger.document(document).unwrap().summary.number;
    assert_eq!(number.as_deref(), Some("00000002"));
}

fn score(provider: &str, corrected: u32) -> Score {
    Score {
        provider: provider.to_owned(),
        picture: true,
        recognition_ms: Some(830),
        fields: [(
            "number".to_owned(),
            FieldScore {
                values: 1,
                corrected,
            },
        )]
        .into(),
    }
}

#[test]
fn the_last_review_of_each_document_is_what_scores_in_parts() {
    let ledger = Fixture::new().open();
    let reviewed = invoice(&[("invoice_type", "special"), ("number", "00362801")]);
    let keep = |document, scores: &[Score], second| {
        let new = NewReview {
            invoice: &reviewed,
            summary: &Summary::of(&reviewed),
            particulars: &Particulars::default(),
            spent_ms: Some(1_000),
            scores,
        };
        ledger.mark_reviewed(document, &new, at(second)).unwrap()
    };
    let (a, b, c) = (
        document(&ledger, 1),
        document(&ledger, 2),
        document(&ledger, 3),
    );
    keep(a, &[score("juhe", 1)], 1);
    let second = keep(b, &[score("juhe", 0), score("offline", 1)], 2);
    let again = keep(a, &[score("juhe", 0)], 3);
    keep(c, &[], 4);
    ledger.reopen(c, at(5)).unwrap();

    let all = |after, limit| {
        ledger
            .scored_reviews(at(0), at(10), after, limit)
            .unwrap()
            .into_iter()
            .map(|scored| (scored.review, scored.scores.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(all(ReviewId(0), 10), [(second, 2), (again, 1)]);
    assert_eq!(all(ReviewId(0), 1), [(second, 2)]);
    assert_eq!(all(second, 1), [(again, 1)]);
    let found = ledger
        .scored_reviews(at(3), Timestamp(i64::MAX), ReviewId(0), 10)
        .unwrap();
    assert_eq!(found[0].scores, [score("juhe", 0)]);
    assert_eq!(found[0].spent_ms, Some(1_000));
    assert_eq!(found[0].invoice_type, reviewed.invoice_type());
    assert_eq!(
        reviewed.header(HeaderField::Number).as_deref(),
        Some("00362801")
    );
}
