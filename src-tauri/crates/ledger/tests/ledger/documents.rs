use invoice::{ErrorCode, InvoiceType, IssueDate, Money};
use ledger::{
    DocumentFilter, DocumentId, DocumentOrder, DocumentState, Ledger, NewOriginal, Page,
    Particulars, Summary,
};

use crate::{Fixture, add_original, answer, at, document, failure, judge, reading, sha};

fn ids(ledger: &Ledger, filter: &DocumentFilter) -> Vec<DocumentId> {
    let rows = ledger
        .documents(filter, DocumentOrder::Arrival, 100, 0)
        .unwrap();
    rows.iter().map(|row| row.id).collect()
}

fn searched(ledger: &Ledger, text: &str) -> Vec<DocumentId> {
    let filter = DocumentFilter {
        text: text.to_owned(),
        ..DocumentFilter::default()
    };
    ids(ledger, &filter)
}

fn summary(number: &str, seller: &str, date: &str, gross: i64) -> Summary {
    Summary {
        invoice_type: Some(InvoiceType::DigitalSpecial),
        number: Some(number.to_owned()),
        issue_date: IssueDate::parse(date),
        seller_name: Some(seller.to_owned()),
        net: Some(Money::from_fen(gross - 100)),
        tax: Some(Money::from_fen(100)),
        gross: Some(Money::from_fen(gross)),
        doubtful: 2,
        wrong: 1,
        provider: Some("offline".to_owned()),
        ..Summary::default()
    }
}

#[test]
fn the_same_bytes_are_one_original_and_lead_to_its_documents() {
    let ledger = Fixture::new().open();
    let sha256 = sha(1);
    let original = NewOriginal {
        sha256: &sha256,
        name: "甲.pdf",
        bytes: 7,
        format: "pdf",
        source_path: Some("甲.pdf"),
    };
    let first = ledger.add_original(original, at(0)).unwrap();
    assert!(first.is_new);
    assert_eq!(first.documents, []);
    let document = ledger.add_document(&sha256, &[1, 2], at(1)).unwrap();

    let again = NewOriginal {
        name: "乙.pdf",
        ..original
    };
    let second = ledger.add_original(again, at(2)).unwrap();
    assert!(!second.is_new);
    assert_eq!(second.documents, [document]);
    let stored = ledger.original(&sha256).unwrap().unwrap();
    assert_eq!(
        (stored.name.as_str(), stored.bytes, stored.added_at),
        ("甲.pdf", 7, at(0))
    );
    assert_eq!(ledger.original(&sha(2)).unwrap(), None);
}

#[test]
fn a_document_needs_a_known_original_and_a_page() {
    let ledger = Fixture::new().open();
    add_original(&ledger, 1, "甲.pdf");
    let code = |result: Result<DocumentId, ledger::LedgerError>| result.unwrap_err().code();
    assert_eq!(
        code(ledger.add_document(&sha(9), &[1], at(0))),
        "ledger_missing"
    );
    assert_eq!(
        code(ledger.add_document(&sha(1), &[], at(0))),
        "ledger_refused"
    );
    assert_eq!(
        ledger.document(DocumentId(1)).unwrap_err().code(),
        "ledger_missing"
    );
    assert_eq!(ids(&ledger, &DocumentFilter::default()), []);
}

#[test]
fn a_summary_is_shown_as_written() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let written = summary(
        "26312000000012345678",
        "苏州青禾仪器有限公司",
        "2026-01-05",
        30_000,
    );
    crate::set_summary(&ledger, document, &written, &Particulars::default());
    assert_eq!(ledger.document(document).unwrap().summary, written);
}

#[test]
fn a_search_finds_short_words_in_any_width_and_case() {
    let ledger = Fixture::new().open();
    let (a, b) = (document(&ledger, 1), document(&ledger, 2));
    crate::set_summary(
        &ledger,
        a,
        &summary(
            "26312000000012345678",
            "苏州青禾（集团）有限公司",
            "2026-01-05",
            30_000,
        ),
        &Particulars::default(),
    );
    crate::set_summary(
        &ledger,
        b,
        &summary("00362801", "杭州远山ABC商贸", "2025-12-31", 123_456),
        &Particulars::default(),
    );
    for (text, want) in [
        ("青禾", vec![a]),
        ("(集团)", vec![a]),
        ("ａｂｃ", vec![b]),
        ("abc", vec![b]),
        ("1234.56", vec![b]),
        ("2025-12", vec![b]),
        ("0362", vec![b]),
        ("发票1.pdf", vec![a]),
        ("有限 2026", vec![a]),
        ("青禾 远山", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("", vec![a, b]),
    ] {
        assert_eq!(searched(&ledger, text), want, "{text:?}");
    }
}

#[test]
fn a_list_is_filtered_ordered_and_added_up() {
    let ledger = Fixture::new().open();
    let documents: Vec<DocumentId> = (1..=4).map(|n| document(&ledger, n)).collect();
    let [a, b, c, d] = documents[..] else {
        panic!()
    };
    crate::set_summary(
        &ledger,
        a,
        &summary("1", "丙", "2026-03-01", 300),
        &Particulars::default(),
    );
    crate::set_summary(
        &ledger,
        b,
        &summary("2", "甲", "2026-01-01", 900),
        &Particulars::default(),
    );
    crate::set_summary(
        &ledger,
        c,
        &summary("3", "乙", "2026-02-01", 600),
        &Particulars::default(),
    );
    let order = |order| {
        let rows = ledger
            .documents(&DocumentFilter::default(), order, 100, 0)
            .unwrap();
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(order(DocumentOrder::Newest), [d, c, b, a]);
    assert_eq!(order(DocumentOrder::IssueDate), [b, c, a, d]);
    assert_eq!(order(DocumentOrder::IssueDateDescending), [a, c, b, d]);
    assert_eq!(order(DocumentOrder::Gross), [b, c, a, d]);
    let page = ledger
        .documents(&DocumentFilter::default(), DocumentOrder::Arrival, 2, 1)
        .unwrap();
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [b, c]);

    let between = DocumentFilter {
        issued_from: IssueDate::parse("2026-01-02"),
        issued_to: IssueDate::parse("2026-03-01"),
        ..DocumentFilter::default()
    };
    assert_eq!(ids(&ledger, &between), [a, c]);
    let totals = ledger.document_totals(&between).unwrap();
    assert_eq!(
        (totals.count, totals.gross.fen(), totals.tax.fen()),
        (2, 900, 200)
    );

    ledger.set_reimbursed(&[b, c], Some(at(9))).unwrap();
    ledger.set_reimbursed(&[c], None).unwrap();
    let reimbursed = DocumentFilter {
        reimbursed: Some(true),
        ..DocumentFilter::default()
    };
    assert_eq!(ids(&ledger, &reimbursed), [b]);
    let of_kind = DocumentFilter {
        invoice_types: vec![InvoiceType::Roll, InvoiceType::DigitalSpecial],
        states: vec![DocumentState::Queued],
        ..DocumentFilter::default()
    };
    assert_eq!(ids(&ledger, &of_kind), [a, b, c]);
    assert_eq!(
        ledger.state_counts().unwrap(),
        [(DocumentState::Queued, 4)].into()
    );
}

#[test]
fn what_is_put_aside_comes_back_to_where_it_was() {
    use DocumentState::{Postponed, Queued, Ready, Removed, Working};
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    ledger
        .add_recognition(document, &answer(&[reading("00362801")]), at(1))
        .unwrap();
    judge(&ledger, document);
    let state = || ledger.document(document).unwrap().state;
    assert_eq!(state(), DocumentState::Ready);

    ledger
        .set_state(
            document,
            DocumentState::Postponed,
            Some("等供应商重开"),
            at(2),
        )
        .unwrap();
    let row = ledger.document(document).unwrap();
    assert_eq!(
        (row.state, row.reason.as_deref()),
        (DocumentState::Postponed, Some("等供应商重开"))
    );
    assert_eq!(
        ledger.restore(document, at(3)).unwrap(),
        DocumentState::Ready
    );
    assert_eq!(ledger.document(document).unwrap().reason, None);

    ledger
        .set_state(document, DocumentState::Removed, None, at(4))
        .unwrap();
    assert_eq!(
        ids(&ledger, &DocumentFilter::default()),
        [],
        "removed ones are in the bin only"
    );
    let bin = DocumentFilter {
        states: vec![DocumentState::Removed],
        ..DocumentFilter::default()
    };
    assert_eq!(ids(&ledger, &bin), [document]);
    assert_eq!(
        ledger.restore(document, at(5)).unwrap(),
        DocumentState::Ready
    );

    let history = ledger.state_changes(document).unwrap();
    let states: Vec<DocumentState> = history.iter().map(|change| change.state).collect();
    assert_eq!(
        states,
        [Queued, Working, Ready, Postponed, Ready, Removed, Ready]
    );
    assert_eq!(history[3].reason.as_deref(), Some("等供应商重开"));
}

#[test]
fn a_file_that_cannot_be_opened_says_why_also_after_the_bin() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let why = failure(ErrorCode::DamagedFile);
    ledger.set_failure(document, &why, at(1)).unwrap();
    ledger
        .set_state(document, DocumentState::Removed, None, at(2))
        .unwrap();
    assert_eq!(
        ledger.restore(document, at(3)).unwrap(),
        DocumentState::Failed
    );
    assert_eq!(ledger.document(document).unwrap().failure, Some(why));
}

#[test]
fn pages_are_turned_split_and_merged() {
    let ledger = Fixture::new().open();
    add_original(&ledger, 1, "甲.pdf");
    add_original(&ledger, 2, "行程单.pdf");
    let whole = ledger.add_document(&sha(1), &[1, 2, 3], at(0)).unwrap();
    let trip = ledger.add_document(&sha(2), &[1], at(0)).unwrap();
    ledger.turn_page(whole, 2, 3).unwrap();
    assert_eq!(
        ledger.turn_page(whole, 3, 1).unwrap_err().code(),
        "ledger_missing"
    );
    let pages = ledger.pages(whole).unwrap();
    assert_eq!(pages[2].quarter_turns, 3);

    // The third page becomes an invoice of its own; the trip goes with the first.
    let attached = Page {
        attachment: true,
        ..Page::of(sha(2), 1)
    };
    let kept = vec![pages[0].clone(), pages[1].clone(), attached];
    let split = vec![pages[2].clone()];
    let new = ledger
        .rearrange(
            &[(whole, kept.clone()), (trip, vec![])],
            std::slice::from_ref(&split),
            at(1),
        )
        .unwrap();
    assert_eq!(ledger.pages(whole).unwrap(), kept);
    assert_eq!(
        ledger.pages(new[0]).unwrap(),
        split,
        "the turn goes with the page"
    );
    assert_eq!(ledger.document(trip).unwrap().state, DocumentState::Removed);
    assert_eq!(ledger.document(new[0]).unwrap().name, "甲.pdf");
    let sha256 = sha(2);
    let dropped_again = NewOriginal {
        sha256: &sha256,
        name: "行程单.pdf",
        bytes: 1_024,
        format: "pdf",
        source_path: None,
    };
    let known = ledger.add_original(dropped_again, at(2)).unwrap();
    assert_eq!(
        known.documents,
        [whole, trip],
        "also as a page of another document"
    );

    // All or nothing: a page of an unknown file undoes the whole step.
    let unknown = vec![Page::of(sha(9), 1)];
    assert!(
        ledger
            .rearrange(&[(whole, vec![])], &[unknown], at(3))
            .is_err()
    );
    assert_eq!(ledger.pages(whole).unwrap(), kept);
}
