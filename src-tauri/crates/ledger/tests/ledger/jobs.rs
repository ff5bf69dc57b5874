use std::collections::BTreeSet;

use invoice::ErrorCode;
use ledger::{CallOutcome, DocumentState, JobState, Recovered};

use crate::{Fixture, answer, at, document, failure, judge, reading, review};

fn timed_out<'a>() -> CallOutcome<'a> {
    CallOutcome {
        error: Some(ErrorCode::Timeout),
        ..CallOutcome::default()
    }
}

#[test]
fn a_job_goes_from_queue_to_answer() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let state = || ledger.document(document).unwrap().state;
    let job = ledger.enqueue(document, "deepfinch", at(1)).unwrap().job;
    assert_eq!(state(), DocumentState::Queued);

    let claimed = ledger
        .claim_next(Some("deepfinch"), at(2))
        .unwrap()
        .unwrap();
    assert_eq!(
        (claimed.id, claimed.attempts, claimed.state),
        (job, 1, JobState::Claimed)
    );
    assert_eq!(state(), DocumentState::Working);
    assert_eq!(
        ledger.claim_next(None, at(2)).unwrap(),
        None,
        "nobody gets it twice"
    );

    ledger.mark_sent(job, Some("digest"), at(3)).unwrap();
    ledger
        .mark_answered(job, &answer(&[reading("00362801")]), Some(200), at(4))
        .unwrap();
    assert_eq!(
        state(),
        DocumentState::Working,
        "nobody knows yet what to think of the answer"
    );
    judge(&ledger, document);
    assert_eq!(state(), DocumentState::Ready);
    assert_eq!(ledger.job(job).unwrap().state, JobState::Answered);
    let stored = ledger.recognitions(document).unwrap();
    assert_eq!((stored.len(), stored[0].job), (1, Some(job)));
    let calls = ledger.calls_of_document(document).unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].outcome.as_deref(), Some("ok"));
    assert_eq!(
        (calls[0].charged, calls[0].http_status),
        (Some(true), Some(200))
    );
    assert_eq!(
        (calls[0].sent_at, calls[0].finished_at),
        (at(3), Some(at(4)))
    );

    let again = ledger.mark_answered(job, &answer(&[]), None, at(5));
    assert_eq!(again.unwrap_err().code(), "ledger_wrong_state");
}

#[test]
fn an_open_job_is_not_asked_for_twice_with_the_same_provider() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let first = ledger.enqueue(document, "juhe", at(1)).unwrap();
    let second = ledger.enqueue(document, "juhe", at(2)).unwrap();
    assert_eq!(
        (second.job, first.already, second.already),
        (first.job, false, true)
    );
    assert!(!ledger.enqueue(document, "jumdata", at(3)).unwrap().already);
    assert_eq!(ledger.open_jobs().unwrap().len(), 2);
    assert!(ledger.claim_next(Some("offline"), at(4)).unwrap().is_none());
    assert_eq!(
        ledger
            .claim_next(Some("jumdata"), at(4))
            .unwrap()
            .unwrap()
            .provider,
        "jumdata"
    );
}

#[test]
fn a_job_that_is_to_wait_is_taken_up_when_its_time_comes() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let job = ledger.enqueue(document, "juhe", at(1)).unwrap().job;
    ledger.claim_next(None, at(2)).unwrap();
    ledger.mark_sent(job, None, at(2)).unwrap();
    let limited = CallOutcome {
        error: Some(ErrorCode::RateLimited),
        charged: Some(false),
        http_status: Some(429),
        ..CallOutcome::default()
    };
    let why = failure(ErrorCode::RateLimited);
    ledger
        .mark_failed(job, &why, &limited, Some(at(60)), at(3))
        .unwrap();
    assert_eq!(
        ledger.document(document).unwrap().state,
        DocumentState::Queued
    );
    assert_eq!(
        ledger.document(document).unwrap().failure,
        Some(why.clone())
    );
    assert_eq!(ledger.next_due(None).unwrap(), Some(at(60)));
    assert!(ledger.claim_next(None, at(59)).unwrap().is_none());
    assert_eq!(
        ledger.claim_next(None, at(60)).unwrap().unwrap().attempts,
        2
    );

    ledger.release(job, at(90), at(61)).unwrap();
    assert!(ledger.claim_next(None, at(61)).unwrap().is_none());
    ledger.claim_next(None, at(90)).unwrap().unwrap();
    ledger.mark_sent(job, None, at(90)).unwrap();
    ledger
        .mark_failed(job, &why, &limited, None, at(91))
        .unwrap();
    assert_eq!(
        ledger.document(document).unwrap().state,
        DocumentState::Failed
    );
    assert_eq!(
        ledger.calls_of_document(document).unwrap().len(),
        2,
        "each request is a call"
    );
    assert_eq!(ledger.next_due(None).unwrap(), None);
}

#[test]
fn a_request_without_answer_is_never_sent_again_unasked() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let job = ledger.enqueue(document, "juhe", at(1)).unwrap().job;
    ledger.claim_next(None, at(2)).unwrap();
    ledger.mark_sent(job, None, at(3)).unwrap();
    let why = failure(ErrorCode::Timeout);
    ledger
        .mark_in_doubt(job, &why, &timed_out(), at(4))
        .unwrap();
    let row = ledger.document(document).unwrap();
    assert_eq!(
        (row.state, row.failure),
        (DocumentState::InDoubt, Some(why))
    );
    assert!(ledger.claim_next(None, at(5)).unwrap().is_none());
    let asked = ledger.enqueue(document, "juhe", at(5)).unwrap();
    assert!(asked.already, "asking for it anew does not send it either");

    ledger.resolve_in_doubt(job, true, at(6)).unwrap();
    assert_eq!(ledger.claim_next(None, at(7)).unwrap().unwrap().id, job);
    ledger.mark_sent(job, None, at(8)).unwrap();
    ledger
        .mark_in_doubt(job, &failure(ErrorCode::Network), &timed_out(), at(9))
        .unwrap();
    ledger.resolve_in_doubt(job, false, at(10)).unwrap();
    assert_eq!(
        ledger.document(document).unwrap().state,
        DocumentState::Failed
    );
    let again = ledger.resolve_in_doubt(job, true, at(11));
    assert_eq!(again.unwrap_err().code(), "ledger_wrong_state");
}

#[test]
fn cancelling_stops_what_has_not_left_and_doubts_what_has() {
    let ledger = Fixture::new().open();
    let (a, b) = (document(&ledger, 1), document(&ledger, 2));
    let unsent = ledger.enqueue(a, "juhe", at(1)).unwrap().job;
    ledger.claim_next(None, at(2)).unwrap();
    assert_eq!(ledger.cancel(unsent, at(3)).unwrap(), JobState::Cancelled);
    let late = ledger.mark_sent(unsent, None, at(4));
    assert_eq!(
        late.unwrap_err().code(),
        "ledger_wrong_state",
        "it must not be sent now"
    );

    let sent = ledger.enqueue(b, "juhe", at(5)).unwrap().job;
    ledger.claim_next(None, at(6)).unwrap();
    ledger.mark_sent(sent, None, at(7)).unwrap();
    assert_eq!(ledger.cancel(sent, at(8)).unwrap(), JobState::InDoubt);
    assert_eq!(ledger.document(b).unwrap().state, DocumentState::InDoubt);
    // What comes all the same was perhaps paid for, and is kept.
    ledger
        .mark_answered(sent, &answer(&[reading("00362801")]), Some(200), at(9))
        .unwrap();
    judge(&ledger, b);
    assert_eq!(ledger.document(b).unwrap().state, DocumentState::Ready);
    assert_eq!(ledger.cancel(sent, at(10)).unwrap(), JobState::Answered);
    let calls = ledger.calls_of_document(b).unwrap();
    assert_eq!((calls.len(), calls[0].charged), (1, Some(true)));
}

#[test]
fn a_late_answer_settles_the_call_and_an_unsent_failure_touches_none() {
    let ledger = Fixture::new().open();
    let (a, b) = (document(&ledger, 1), document(&ledger, 2));
    let sent = |document| {
        let job = ledger.enqueue(document, "juhe", at(1)).unwrap().job;
        ledger.claim_next(None, at(2)).unwrap().unwrap();
        ledger.mark_sent(job, None, at(3)).unwrap();
        ledger
            .mark_in_doubt(job, &failure(ErrorCode::Timeout), &timed_out(), at(4))
            .unwrap();
        job
    };
    let late = sent(a);
    ledger
        .mark_answered(late, &answer(&[reading("00362801")]), Some(200), at(5))
        .unwrap();
    let call = &ledger.calls_of_document(a).unwrap()[0];
    assert_eq!(
        (call.outcome.as_deref(), call.charged),
        (Some("ok"), Some(true))
    );

    let again = sent(b);
    ledger.resolve_in_doubt(again, true, at(6)).unwrap();
    ledger.claim_next(None, at(7)).unwrap().unwrap();
    let unsent = CallOutcome {
        error: Some(ErrorCode::TooLarge),
        charged: Some(false),
        ..CallOutcome::default()
    };
    ledger
        .mark_failed(again, &failure(ErrorCode::TooLarge), &unsent, None, at(8))
        .unwrap();
    let call = &ledger.calls_of_document(b).unwrap()[0];
    assert_eq!(
        (call.outcome.as_deref(), call.charged),
        (Some("timeout"), None),
        "it may have been charged"
    );
}

#[test]
fn removing_a_document_sends_nothing_more() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let job = ledger.enqueue(document, "juhe", at(1)).unwrap().job;
    ledger
        .set_state(document, DocumentState::Removed, None, at(2))
        .unwrap();
    assert!(ledger.claim_next(None, at(3)).unwrap().is_none());
    assert_eq!(ledger.job(job).unwrap().state, JobState::Cancelled);
}

#[test]
fn reading_again_leaves_a_reviewed_document_where_it_is() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    ledger
        .add_recognition(document, &answer(&[reading("00362801")]), at(1))
        .unwrap();
    let invoice = invoice::Invoice::default();
    review(&ledger, document, &invoice, 2);
    let state = || ledger.document(document).unwrap().state;
    let job = ledger.enqueue(document, "juhe", at(3)).unwrap().job;
    ledger.claim_next(None, at(4)).unwrap();
    assert_eq!(state(), DocumentState::Reviewed);
    ledger
        .mark_answered(job, &answer(&[reading("00362801")]), None, at(5))
        .unwrap();
    assert_eq!(state(), DocumentState::Reviewed);
    assert_eq!(ledger.recognitions(document).unwrap().len(), 2);
}

#[test]
fn two_programs_share_the_queue_and_leave_each_others_jobs_alone() {
    let fixture = Fixture::new();
    let (window, command) = (fixture.open(), fixture.open());
    let documents: Vec<_> = (1..=3).map(|n| document(&window, n)).collect();
    for document in &documents {
        window.enqueue(*document, "juhe", at(1)).unwrap();
    }
    let first = window.claim_next(None, at(2)).unwrap().unwrap();
    let second = command.claim_next(None, at(2)).unwrap().unwrap();
    assert_ne!(first.id, second.id);
    window.mark_sent(first.id, None, at(3)).unwrap();

    assert_eq!(
        command.recover(at(4)).unwrap(),
        Recovered::default(),
        "both are alive"
    );
    let foreign = command.mark_answered(first.id, &answer(&[]), None, at(5));
    assert_eq!(foreign.unwrap_err().code(), "ledger_wrong_state");

    // One ends in the middle of its work.
    drop(window);
    let found = command.recover(at(6)).unwrap();
    assert_eq!(found.in_doubt, [first.id]);
    assert_eq!(found.requeued, []);
    assert_eq!(command.recover(at(7)).unwrap(), Recovered::default());
}

#[test]
fn a_start_finds_what_the_last_program_left() {
    let fixture = Fixture::new();
    let (claimed, sent, lonely, read);
    {
        let ledger = fixture.open();
        let (a, b) = (document(&ledger, 1), document(&ledger, 2));
        lonely = document(&ledger, 3);
        read = document(&ledger, 4);
        ledger
            .add_recognition(read, &answer(&[reading("00362801")]), at(1))
            .unwrap();
        claimed = ledger.enqueue(a, "juhe", at(1)).unwrap().job;
        sent = ledger.enqueue(b, "juhe", at(1)).unwrap().job;
        ledger.claim_next(None, at(2)).unwrap();
        ledger.claim_next(None, at(2)).unwrap();
        ledger.mark_sent(sent, None, at(3)).unwrap();
    }
    let ledger = fixture.open();
    let found = ledger.recover(at(10)).unwrap();
    assert_eq!(
        found,
        Recovered {
            requeued: vec![claimed],
            in_doubt: vec![sent],
            without_job: vec![lonely],
            unjudged: vec![read],
            unaccompanied: Vec::new(),
        }
    );
    assert_eq!(
        ledger.claim_next(None, at(11)).unwrap().unwrap().id,
        claimed
    );
    assert!(ledger.claim_next(None, at(11)).unwrap().is_none());
}

#[test]
fn many_threads_take_every_job_exactly_once() {
    let fixture = Fixture::new();
    let ledger = fixture.open();
    for number in 0..40 {
        let document = document(&ledger, number);
        ledger.enqueue(document, "offline", at(1)).unwrap();
    }
    let other = fixture.open();
    let taken: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = [&ledger, &other, &ledger, &other]
            .map(|ledger| {
                scope.spawn(move || {
                    let mut taken = Vec::new();
                    while let Some(job) = ledger.claim_next(None, at(2)).unwrap() {
                        taken.push(job.id);
                    }
                    taken
                })
            })
            .into();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let different: BTreeSet<_> = taken.iter().collect();
    assert_eq!((taken.len(), different.len()), (40, 40));
}

#[test]
fn calls_are_counted_by_provider_and_local_day() {
    let ledger = Fixture::new().open();
    let call = |provider, seconds, charged, remaining| {
        let new = ledger::NewCall {
            provider,
            ..ledger::NewCall::default()
        };
        let id = ledger.begin_call(&new, at(seconds)).unwrap();
        let outcome = CallOutcome {
            charged,
            remaining,
            ..CallOutcome::default()
        };
        ledger.finish_call(id, &outcome, at(seconds + 1)).unwrap();
        id
    };
    // 2026-01-01 in China ends at 16:00 UTC.
    call("juhe", 0, Some(true), Some(9));
    call("juhe", 10, Some(false), Some(8));
    let unclear = call("juhe", 20, None, None);
    call("juhe", 16 * 3_600, Some(true), Some(7));
    let open = ledger::NewCall {
        provider: "deepfinch",
        ..ledger::NewCall::default()
    };
    ledger.begin_call(&open, at(30)).unwrap();

    let usage = ledger.usage(at(0), at(86_400), 480).unwrap();
    let shown: Vec<_> = usage
        .iter()
        .map(|u| {
            (
                u.day.as_str(),
                u.provider.as_str(),
                u.calls,
                u.succeeded,
                u.charged,
                u.free,
                u.in_doubt,
                u.remaining,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("2026-01-02", "juhe", 1, 1, 1, 0, 0, Some(7)),
            ("2026-01-01", "deepfinch", 1, 0, 0, 0, 1, None),
            ("2026-01-01", "juhe", 3, 3, 1, 1, 1, Some(8)),
        ]
    );
    ledger.set_charged(unclear, true).unwrap();
    let usage = ledger.usage(at(0), at(86_400), 480).unwrap();
    assert_eq!((usage[2].charged, usage[2].in_doubt), (2, 0));
}
