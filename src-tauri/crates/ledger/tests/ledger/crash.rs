//! A program that is killed while it writes: whatever it was told is written is there, and
//! nothing is there by half.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use ledger::{DocumentState, JobState};

use crate::{Fixture, at, document, path};

const FILE: &str = "LEDGER_CRASH_TEST_FOLDER";

/// The program to be killed: this test binary, running only the test below.
#[test]
fn child_writes_until_killed() {
    let Some(file) = std::env::var_os(FILE) else {
        return;
    };
    let ledger = ledger::Ledger::open(file.as_ref(), at(0)).unwrap();
    for number in 0.. {
        let document = document(&ledger, number);
        let job = ledger.enqueue(document, "juhe", at(1)).unwrap().job;
        ledger.claim_next(None, at(2)).unwrap().unwrap();
        let values = [
            (path("number"), Some(number.to_string())),
            (path("remarks"), Some(number.to_string())),
        ];
        ledger.correct(document, &values, false, at(3)).unwrap();
        ledger.mark_sent(job, None, at(4)).unwrap();
        // Only now may the request leave.
        println!("sent {number} {document} {job}");
    }
}

#[test]
fn what_was_said_to_be_written_survives_a_kill() {
    for lines in [1, 7, 23] {
        let fixture = Fixture::new();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_writes_until_killed", "--nocapture"])
            .env(FILE, fixture.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut sent = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| line.split_once("sent ").map(|(_, rest)| rest.to_owned()));
        let mut said: Vec<String> = sent.by_ref().take(lines).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(sent);
        assert!(said.len() >= lines, "the child wrote");

        let ledger = fixture.open();
        ledger.check().unwrap();
        let recovered = ledger.recover(at(10)).unwrap();
        for line in &said {
            let numbers: Vec<i64> = line.split(' ').map(|n| n.parse().unwrap()).collect();
            let [number, document, job] = numbers[..] else {
                panic!("{line}")
            };
            let document = ledger::DocumentId(document);
            let corrections = ledger.current_corrections(document).unwrap();
            let want = Some(number.to_string());
            assert_eq!(
                corrections,
                [(path("number"), want.clone()), (path("remarks"), want)].into()
            );
            assert_eq!(
                ledger.document(document).unwrap().state,
                DocumentState::InDoubt
            );
            assert!(
                recovered.in_doubt.contains(&ledger::JobId(job)),
                "{line} may have been paid for"
            );
        }
        // At most one step was under way; it is there whole or not at all.
        assert!(recovered.in_doubt.len() <= said.len() + 1);
        assert!(recovered.requeued.len() <= 1);
        for job in ledger.open_jobs().unwrap() {
            assert!(
                matches!(job.state, JobState::InDoubt | JobState::Queued),
                "{job:?}"
            );
            let corrections = ledger.current_corrections(job.document).unwrap();
            assert!(
                matches!(corrections.len(), 0 | 2),
                "two fields are one step"
            );
        }
        assert!(
            !fixture
                .files()
                .iter()
                .any(|name| name.contains(".session-1")),
            "the dead program's lock is cleared away"
        );
    }
}
