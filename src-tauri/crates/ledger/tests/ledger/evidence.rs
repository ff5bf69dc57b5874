use ledger::DocumentState;
use rusqlite::Connection;

use crate::{Fixture, answer, at, document, path, reading, review};

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

#[test]
fn places_on_the_page_are_added_to_an_answer_and_nothing_else() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    let kept = reading("00362801");
    let id = ledger
        .add_recognition(document, &answer(std::slice::from_ref(&kept)), at(1))
        .unwrap();
    for other in [
        vec![],
        vec![reading("00362802")],
        vec![kept.clone(), kept.clone()],
    ] {
        ledger.place_readings(id, &other).unwrap_err();
    }
    let mut placed = kept.clone();
    for field in placed.fields.values_mut() {
        (field.page, field.region) = (Some(1), invoice::Region::rectangle(0.5, 0.6, 0.7, 0.8));
    }
    assert_ne!(placed, kept);
    ledger
        .place_readings(id, std::slice::from_ref(&placed))
        .unwrap();
    assert_eq!(ledger.recognitions(document).unwrap()[0].readings, [placed]);
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
