use invoice::Invoice;
use ledger::{DocumentId, DocumentState, Ledger, LedgerError};

use super::{Fixture, answer, at, document, judge, path, reading, review};

fn read(ledger: &Ledger, number: usize) -> DocumentId {
    let document = document(ledger, number);
    let reading = reading("23352000000012345678");
    ledger
        .add_recognition(document, &answer(&[reading]), at(1))
        .unwrap();
    judge(ledger, document);
    document
}

#[test]
fn a_copy_leaves_the_lists_keeps_its_evidence_and_comes_back_for_good() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let [pdf, ofd, xml] = [1, 2, 3].map(|number| read(&ledger, number));
    ledger.join_copy(xml, ofd, at(2)).unwrap();
    ledger.join_copy(ofd, pdf, at(3)).unwrap();
    assert_eq!(
        ledger.copies(pdf).unwrap(),
        [ofd, xml],
        "a copy brings its own"
    );
    assert_eq!(ledger.copy_of(xml).unwrap(), Some(pdf));
    let state = |document| ledger.document(document).unwrap().state;
    assert_eq!(state(xml), DocumentState::Removed);
    assert_eq!(ledger.recognitions(xml).unwrap().len(), 1);

    assert_eq!(ledger.part_copy(xml, at(4)).unwrap(), Some(pdf));
    assert_eq!(state(xml), DocumentState::Ready);
    assert_eq!(
        ledger.part_copy(xml, at(5)).unwrap(),
        None,
        "it is no copy now"
    );
    assert!(!ledger.may_join(xml).unwrap());
    let refused = ledger.join_copy(xml, pdf, at(6)).unwrap_err();
    assert!(
        matches!(refused, LedgerError::WrongState { .. }),
        "{refused}"
    );
    assert_eq!(
        fixture.open().copies(pdf).unwrap(),
        [ofd],
        "after a restart too"
    );
}

#[test]
fn what_somebody_worked_on_never_becomes_a_copy() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let [first, corrected, reviewed] = [1, 2, 3].map(|number| read(&ledger, number));
    let edit = [(path("drawer"), Some("欧阳试".to_owned()))];
    ledger.correct(corrected, &edit, false, at(2)).unwrap();
    ledger.undo(corrected, at(3)).unwrap();
    review(&ledger, reviewed, &Invoice::default(), 2);
    for document in [corrected, reviewed] {
        let refused = ledger.join_copy(document, first, at(4)).unwrap_err();
        assert!(
            matches!(refused, LedgerError::WrongState { .. }),
            "{refused}"
        );
    }
    assert!(ledger.copies(first).unwrap().is_empty());
}
