//! Splitting, merging and attaching, taken back and brought again.

use ledger::{DocumentId, DocumentState, Ledger, Page};

use crate::{Fixture, add_original, answer, at, document, reading, sha};

fn numbers(ledger: &Ledger, document: DocumentId) -> Vec<(u32, bool)> {
    let pages = ledger.pages(document).unwrap();
    pages.iter().map(|p| (p.page, p.attachment)).collect()
}

fn pages(file: usize, numbers: &[u32]) -> Vec<Page> {
    numbers.iter().map(|n| Page::of(sha(file), *n)).collect()
}

fn three_pages(ledger: &Ledger) -> DocumentId {
    add_original(ledger, 1, "三页.pdf");
    let whole = ledger.add_document(&sha(1), &[1, 2, 3], at(0)).unwrap();
    ledger
        .add_recognition(whole, &answer(&[reading("24112000")]), at(1))
        .unwrap();
    whole
}

#[test]
fn a_split_is_taken_back_and_brought_again_after_a_restart() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let whole = three_pages(&ledger);
    let lists = [(whole, pages(1, &[1]))];
    let split = ledger.arrange(&lists, &[pages(1, &[2, 3])], at(2)).unwrap();
    let part = split.added[0];
    assert_eq!(split.unread, [whole, part]);
    assert_eq!(numbers(&ledger, part), [(2, false), (3, false)]);
    drop(ledger);

    let ledger = fixture.open();
    let back = ledger.undo_arrangement(whole, at(3)).unwrap().unwrap();
    assert_eq!(back.removed, [part]);
    assert_eq!(numbers(&ledger, whole).len(), 3);
    assert_eq!(ledger.document(part).unwrap().state, DocumentState::Removed);
    assert_eq!(ledger.undo_arrangement(whole, at(4)).unwrap(), None);

    ledger.redo_arrangement(whole, at(5)).unwrap().unwrap();
    assert_eq!(numbers(&ledger, whole), [(1, false)]);
    assert_eq!(numbers(&ledger, part).len(), 2);
    assert_ne!(ledger.document(part).unwrap().state, DocumentState::Removed);
    assert_eq!(ledger.redo_arrangement(whole, at(6)).unwrap(), None);
}

#[test]
fn which_pages_a_document_had_when_is_known() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let whole = three_pages(&ledger);
    ledger
        .arrange(&[(whole, pages(1, &[1]))], &[pages(1, &[2, 3])], at(2))
        .unwrap();
    ledger.undo_arrangement(whole, at(4)).unwrap();
    let earlier = ledger.earlier_pages(whole).unwrap();
    let counted: Vec<_> = earlier.iter().map(|(at, p)| (*at, p.len())).collect();
    assert_eq!(counted, [(at(2), 3), (at(4), 1)]);
}

#[test]
fn attaching_takes_nothing_from_what_was_read_and_empties_the_other_document() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let whole = three_pages(&ledger);
    let slip = document(&ledger, 2);
    let job = ledger.enqueue(slip, "juhe", at(1)).unwrap().job;
    let mut own = pages(1, &[1, 2, 3]);
    own.push(Page {
        attachment: true,
        ..Page::of(sha(2), 1)
    });
    let done = ledger
        .arrange(&[(whole, own), (slip, Vec::new())], &[], at(2))
        .unwrap();
    assert_eq!(done.unread, [], "an attachment is no part of the invoice");
    assert_eq!(done.removed, [slip]);
    assert_eq!(ledger.job(job).unwrap().state.as_str(), "cancelled");
    // From either document the step can be taken back.
    ledger.undo_arrangement(slip, at(3)).unwrap().unwrap();
    assert_eq!(numbers(&ledger, slip), [(1, false)]);
    assert_eq!(numbers(&ledger, whole).len(), 3);
}

#[test]
fn pages_that_went_elsewhere_since_are_not_taken_from_there() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let whole = three_pages(&ledger);
    let split = ledger
        .arrange(&[(whole, pages(1, &[1]))], &[pages(1, &[2, 3])], at(2))
        .unwrap();
    let part = split.added[0];
    ledger
        .arrange(&[(part, pages(1, &[2]))], &[pages(1, &[3])], at(3))
        .unwrap();
    let refused = ledger.undo_arrangement(whole, at(4)).unwrap_err();
    assert_eq!(refused.code(), "ledger_wrong_state");
    assert_eq!(numbers(&ledger, whole), [(1, false)], "nothing moved");
}

#[test]
fn pages_stay_while_an_answer_is_awaited() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let whole = three_pages(&ledger);
    ledger.enqueue(whole, "juhe", at(1)).unwrap();
    ledger.claim_next(Some("juhe"), at(2)).unwrap().unwrap();
    let refused = ledger
        .arrange(&[(whole, pages(1, &[1]))], &[pages(1, &[2, 3])], at(2))
        .unwrap_err();
    assert_eq!(refused.code(), "ledger_wrong_state");
    assert_eq!(numbers(&ledger, whole).len(), 3);
}
