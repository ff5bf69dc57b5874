use invoice::{IssueDate, Money};
use ledger::{
    DocumentId, DocumentState, DuplicateKind, DuplicateQuery, Ledger, Particulars, Summary,
};

use crate::{Fixture, at, document};

const SELLER: &str = "91320500MA00000X0A";

fn known(ledger: &Ledger, n: usize, code: Option<&str>, number: &str, gross: i64) -> DocumentId {
    let id = document(ledger, n);
    let summary = Summary {
        code: code.map(str::to_owned),
        number: Some(number.to_owned()),
        seller_tax_id: Some(SELLER.to_owned()),
        issue_date: IssueDate::new(2026, 1, 5),
        gross: Some(Money::from_fen(gross)),
        ..Summary::default()
    };
    crate::set_summary(ledger, id, &summary, &Particulars::default());
    id
}

fn query<'a>(document: DocumentId, code: Option<&'a str>, number: &'a str) -> DuplicateQuery<'a> {
    DuplicateQuery {
        document,
        code,
        number: Some(number),
        seller_tax_id: None,
        seller_name: None,
        gross: None,
        issue_date: None,
    }
}

#[test]
fn the_same_number_is_found_with_the_same_or_an_unknown_code_only() {
    let ledger = Fixture::new().open();
    let same = known(&ledger, 1, Some("011001605111"), "00362801", 100);
    let _other_code = known(&ledger, 2, Some("033002100611"), "00362801", 200);
    let without_code = known(&ledger, 3, None, "00362801", 300);
    let own = known(&ledger, 4, Some("011001605111"), "00362801", 400);
    let found = ledger
        .find_duplicates(&query(own, Some("011001605111"), "00362801"))
        .unwrap();
    let ids: Vec<_> = found.iter().map(|d| (d.kind, d.document.id)).collect();
    assert_eq!(
        ids,
        [
            (DuplicateKind::SameNumber, same),
            (DuplicateKind::SameNumber, without_code)
        ]
    );
    let none = ledger
        .find_duplicates(&query(own, None, "00362802"))
        .unwrap();
    assert_eq!(none, []);
}

#[test]
fn the_same_sale_under_another_number_is_found_and_what_is_put_aside_is_not() {
    let ledger = Fixture::new().open();
    let first = known(&ledger, 1, None, "26312000000012345678", 30_000);
    let removed = known(&ledger, 2, None, "26312000000012345670", 30_000);
    let own = known(&ledger, 3, None, "26312000000012345679", 30_000);
    ledger
        .set_state(removed, DocumentState::Removed, None, at(1))
        .unwrap();
    ledger
        .record_export("月报.xlsx", "platform", &[first], at(2))
        .unwrap();
    let sale = DuplicateQuery {
        seller_tax_id: Some(SELLER),
        gross: Some(Money::from_fen(30_000)),
        issue_date: IssueDate::new(2026, 1, 5),
        ..query(own, None, "26312000000012345679")
    };
    let found = ledger.find_duplicates(&sale).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].kind, found[0].document.id),
        (DuplicateKind::SameSale, first)
    );
    assert_eq!(found[0].document.exported_at, Some(at(2)));
    let other_day = DuplicateQuery {
        issue_date: IssueDate::new(2026, 1, 6),
        ..sale
    };
    assert_eq!(ledger.find_duplicates(&other_day).unwrap(), []);
    let unknown = DuplicateQuery {
        gross: None,
        number: None,
        ..sale
    };
    assert_eq!(
        ledger.find_duplicates(&unknown).unwrap(),
        [],
        "what is absent agrees with nothing"
    );
}
