//! The file itself: foreign, damaged, shared, copied.

use std::fs;

use ledger::{Ledger, LedgerError};
use rusqlite::Connection;

use crate::{Fixture, at, document, path};

fn open_code(fixture: &Fixture) -> &'static str {
    Ledger::open(&fixture.path(), at(0)).unwrap_err().code()
}

#[test]
fn a_newer_file_is_refused_and_left_as_it_is() {
    let fixture = Fixture::new();
    drop(fixture.open());
    let raw = Connection::open(fixture.path()).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    raw.close().unwrap();
    let before = fs::read(fixture.path()).unwrap();
    let error = Ledger::open(&fixture.path(), at(0)).unwrap_err();
    assert!(
        matches!(error, LedgerError::Newer { found: 999, .. }),
        "{error}"
    );
    assert_eq!(error.code(), "ledger_newer");
    assert!(error.message().zh.contains("999"));
    assert_eq!(fs::read(fixture.path()).unwrap(), before);
}

#[test]
fn another_programs_database_is_refused() {
    let fixture = Fixture::new();
    let raw = Connection::open(fixture.path()).unwrap();
    raw.execute_batch("CREATE TABLE notes (text)").unwrap();
    assert_eq!(open_code(&fixture), "ledger_not_ours");
    raw.pragma_update(None, "user_version", 1).unwrap();
    assert_eq!(open_code(&fixture), "ledger_not_ours");
}

#[test]
fn what_is_no_database_is_called_damaged() {
    let fixture = Fixture::new();
    fs::write(fixture.path(), "发票".repeat(1_000)).unwrap();
    assert_eq!(open_code(&fixture), "ledger_damaged");
}

#[test]
fn a_damaged_file_is_found_by_the_check() {
    let fixture = Fixture::new();
    {
        let ledger = fixture.open();
        for number in 0..200 {
            document(&ledger, number);
        }
        ledger.check().unwrap();
    }
    let mut bytes = fs::read(fixture.path()).unwrap();
    // A page in the middle is lost.
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 4_096].fill(0);
    fs::write(fixture.path(), bytes).unwrap();
    let found = Ledger::open(&fixture.path(), at(0)).and_then(|ledger| ledger.check());
    assert_eq!(found.unwrap_err().code(), "ledger_damaged");
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let fixture = Fixture::new();
    let missing = fixture.path().join("nowhere").join("a.sqlite");
    let error = Ledger::open(&missing, at(0)).unwrap_err();
    assert_eq!(error.code(), "ledger_unwritable");
}

#[test]
fn two_programs_write_at_once_and_nothing_is_lost() {
    let fixture = Fixture::new();
    let (one, two) = (fixture.open(), fixture.open());
    let document = document(&one, 1);
    let number = path("number");
    std::thread::scope(|scope| {
        for ledger in [&one, &two] {
            scope.spawn(move || {
                for value in 0..60 {
                    let values = [(number, Some(value.to_string()))];
                    ledger.correct(document, &values, false, at(1)).unwrap();
                }
            });
        }
    });
    assert_eq!(one.field_history(document, number).unwrap().len(), 120);
    one.check().unwrap();
}

#[test]
fn many_programs_may_make_the_file_at_the_same_time() {
    for _ in 0..5 {
        let fixture = Fixture::new();
        std::thread::scope(|scope| {
            for number in 0..6 {
                let fixture = &fixture;
                scope.spawn(move || document(&fixture.open(), number));
            }
        });
        assert_eq!(
            fixture.open().state_counts().unwrap().values().sum::<u64>(),
            6
        );
    }
}

#[test]
fn a_backup_is_a_whole_ledger_in_one_file() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    let target = fixture.folder.path().join("备份.sqlite");
    fs::write(&target, b"an older backup").unwrap();
    ledger.backup(&target).unwrap();
    drop(ledger);
    assert_eq!(
        fixture.files(),
        ["备份.sqlite", "账本.sqlite"],
        "nothing else is left"
    );
    let copy = Ledger::open(&target, at(1)).unwrap();
    assert_eq!(copy.document(document).unwrap().name, "发票1.pdf");

    let nowhere = fixture.path().join("x").join("y.sqlite");
    assert_eq!(
        copy.backup(&nowhere).unwrap_err().code(),
        "ledger_backup_failed"
    );
}
