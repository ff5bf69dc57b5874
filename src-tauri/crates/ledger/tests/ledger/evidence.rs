use ledger::{DocumentId, DocumentState, Ledger, NewRecognition, RecognitionId};
use rusqlite::Connection;

use crate::{Fixture, answer, at, document, path, reading, review};
use invoice::Reading;

#[test]
fn readings_come_back_as_they_were() {
    let fixture = Fixture::new();
    let readings = [reading("00362801"), reading("00362802")];
    let document = {
        let ledger = fixture.open();
        let document = document(&ledger, 1);
        let id = ledger
            .add_recognition(document, &answer(&readings), at(5))
            .unwrap();
        assert_eq!(
            ledger.raw_reply(id).unwrap().as_deref(),
            Some("{\"ok\": true}")
        );
        document
    };
    let ledger = fixture.open();
    let stored = ledger.recognitions(document).unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].readings, readings);
    assert_eq!(stored[0].provider, "deepfinch");
    assert_eq!(
        (stored[0].charged, stored[0].remaining),
        (Some(true), Some(41))
    );
    assert_eq!((stored[0].duration_ms, stored[0].at), (Some(830), at(5)));
    assert_eq!(
        ledger.document(document).unwrap().state,
        DocumentState::Working,
        "read and not judged yet"
    );
}

/// A document with an answer that was sent for, and the answer.
fn answered(ledger: &Ledger, kept: &Reading) -> (DocumentId, RecognitionId) {
    let document = document(ledger, 1);
    let job = ledger.enqueue(document, "deepfinch", at(1)).unwrap().job;
    ledger.claim_next(None, at(2)).unwrap();
    ledger.mark_sent(job, None, at(3)).unwrap();
    let answer = answer(std::slice::from_ref(kept));
    let id = ledger.mark_answered(job, &answer, None, at(4)).unwrap();
    (document, id)
}

#[test]
fn places_on_the_page_are_added_to_an_answer_and_nothing_else() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let kept = reading("00362801");
    let (document, id) = answered(&ledger, &kept);
    for other in [
        vec![],
        vec![reading("00362802")],
        vec![kept.clone(), kept.clone()],
    ] {
        ledger
            .keep_beside(id, Some(&other), None, at(5))
            .unwrap_err();
    }
    let mut placed = kept.clone();
    for field in placed.fields.values_mut() {
        (field.page, field.region) = (Some(1), invoice::Region::rectangle(0.5, 0.6, 0.7, 0.8));
    }
    assert_ne!(placed, kept);
    assert!(
        ledger
            .keep_beside(id, Some(std::slice::from_ref(&placed)), None, at(6))
            .unwrap()
    );
    assert_eq!(ledger.recognitions(document).unwrap()[0].readings, [placed]);
}

#[test]
fn what_is_read_beside_an_answer_is_left_to_the_next_program_and_kept_once() {
    let fixture = Fixture::new();
    let kept = reading("00362801");
    let (document, id) = {
        let ledger = fixture.open();
        let answered = answered(&ledger, &kept);
        // This program may still be at it, as another one sees it.
        let other = fixture.open();
        assert_eq!(other.recover(at(5)).unwrap().unaccompanied, []);
        answered
    };
    let ledger = fixture.open();
    let [left] = ledger.recover(at(6)).unwrap().unaccompanied[..] else {
        panic!("one answer was left");
    };
    assert_eq!((left.recognition, left.document), (id, document));
    assert!(ledger.begin_beside(id).unwrap());
    let own = [kept];
    let own = NewRecognition {
        provider: "offline",
        ..answer(&own)
    };
    let keep = || ledger.keep_beside(id, None, Some(&own), at(7)).unwrap();
    assert!(keep());
    assert!(!keep(), "somebody has kept it already");
    assert!(!ledger.begin_beside(id).unwrap());
    assert_eq!(ledger.recognitions(document).unwrap().len(), 2);
    drop(ledger);
    let ledger = fixture.open();
    assert_eq!(ledger.recover(at(8)).unwrap().unaccompanied, []);
}

#[test]
fn a_document_that_ends_every_program_is_left_alone_at_last() {
    let fixture = Fixture::new();
    let id = answered(&fixture.open(), &reading("00362801")).1;
    let mut tried = 0;
    while !fixture
        .open()
        .recover(at(5))
        .unwrap()
        .unaccompanied
        .is_empty()
    {
        // And then it ends.
        fixture.open().begin_beside(id).unwrap();
        tried += 1;
        assert!(tried < 20, "for ever");
    }
    assert!(tried > 1, "once may be chance");
}

#[test]
fn the_file_itself_refuses_to_change_or_delete_evidence() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    ledger
        .add_recognition(document, &answer(&[reading("00362801")]), at(1))
        .unwrap();
    ledger
        .correct(document, &[(path("number"), None)], false, at(2))
        .unwrap();
    let invoice = invoice::Invoice::default();
    review(&ledger, document, &invoice, 3);
    let call = ledger::NewCall {
        provider: "deepfinch",
        ..ledger::NewCall::default()
    };
    ledger.begin_call(&call, at(4)).unwrap();

    let raw = Connection::open(fixture.path()).unwrap();
    let refused = |sql: &str| {
        let error = raw.execute_batch(sql).unwrap_err().to_string();
        assert!(error.contains("never"), "{sql}: {error}");
    };
    for (table, column) in [
        ("recognitions", "provider"),
        ("readings", "source"),
        ("corrections", "at"),
        ("correction_values", "path"),
        ("reviews", "at"),
        ("state_changes", "at"),
    ] {
        refused(&format!("UPDATE {table} SET {column} = {column}"));
        refused(&format!("DELETE FROM {table}"));
    }
    refused("DELETE FROM calls");
}
