//! A second provider, asked by the program itself: at most once for a document, never over the cap.

use std::collections::BTreeMap;

use ledger::{CallOutcome, JobId, JobState, Ledger};

use crate::{Fixture, answer, at, document, failure};

fn claimed(ledger: &Ledger, number: usize) -> JobId {
    let document = document(ledger, number);
    let job = ledger.enqueue_second(document, "juhe", at(1)).unwrap();
    ledger.claim_next(Some("juhe"), at(1)).unwrap().unwrap();
    job.unwrap()
}

#[test]
fn a_document_is_asked_about_once_whatever_came_of_it() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    let job = ledger.enqueue_second(document, "juhe", at(1)).unwrap();
    assert!(ledger.job(job.unwrap()).unwrap().second);
    assert_eq!(
        ledger.enqueue_second(document, "juhe", at(2)).unwrap(),
        None
    );
    // Stopped before anything left, it may be asked about another time.
    ledger.cancel(job.unwrap(), at(3)).unwrap();
    let job = ledger.enqueue_second(document, "juhe", at(4)).unwrap();
    ledger.claim_next(Some("juhe"), at(4)).unwrap().unwrap();
    ledger
        .mark_second_sent(job.unwrap(), at(0), at(4), BTreeMap::is_empty)
        .unwrap();
    let failed = failure(invoice::ErrorCode::BadImage);
    let free = CallOutcome {
        charged: Some(false),
        ..CallOutcome::default()
    };
    ledger
        .mark_failed(job.unwrap(), &failed, &free, None, at(5))
        .unwrap();
    let again = ledger.enqueue_second(document, "juhe", at(6)).unwrap();
    assert_eq!(again, None, "even one that cost nothing");
}

#[test]
fn one_that_read_it_already_is_not_asked_again() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let document = document(&ledger, 1);
    ledger
        .add_recognition(document, &answer(&[]), at(1))
        .unwrap();
    let asked = ledger.enqueue_second(document, "deepfinch", at(2)).unwrap();
    assert_eq!(asked, None);
}

#[test]
fn calls_under_way_and_unknown_ones_count_against_the_cap_and_free_ones_do_not() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    let jobs: Vec<JobId> = (1..=4).map(|number| claimed(&ledger, number)).collect();
    let send = |job: JobId| {
        ledger
            .mark_second_sent(job, at(0), at(5), |used| used.values().sum::<u32>() < 2)
            .unwrap()
    };
    assert!(send(jobs[0]).is_some());
    assert!(send(jobs[1]).is_some());
    assert_eq!(send(jobs[2]), None, "both are still under way");
    assert_eq!(ledger.job(jobs[2]).unwrap().state, JobState::Cancelled);

    let free = CallOutcome {
        charged: Some(false),
        ..CallOutcome::default()
    };
    let failed = failure(invoice::ErrorCode::BadImage);
    ledger
        .mark_failed(jobs[0], &failed, &free, None, at(6))
        .unwrap();
    let used = |since| ledger.second_calls(at(since)).unwrap();
    assert_eq!(used(0), [("juhe".to_owned(), 1)].into());
    assert!(send(jobs[3]).is_some(), "a free call gives its place back");
    assert!(used(6).is_empty(), "another day");
}
