//! Jobs of recognition. A job is a row: whatever ends the program, the next start knows what was
//! asked, what left the machine and what came back.

use invoice::{ErrorCode, Sentence};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::documents::{failure_from, require};
use crate::states::{follow_jobs, state};
use crate::{
    CallId, CallOutcome, DocumentId, DocumentState, Failure, JobId, Ledger, LedgerError,
    NewRecognition, RecognitionId, Timestamp, beside, calls, recognitions,
};

state! {
    /// Where a job stands.
    JobState {
        /// Waiting.
        Queued => "queued";
        /// Taken by a running program; nothing has left the machine.
        Claimed => "claimed";
        /// The request was written down as sent; it may be charged from here on.
        Sent => "sent";
        /// Sent, and no answer was seen. Only the user decides what happens.
        InDoubt => "in_doubt";
        /// Answered; the recognition is stored.
        Answered => "answered";
        /// Failed for good.
        Failed => "failed";
        /// Stopped by the user.
        Cancelled => "cancelled";
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What is to be recognized.
    pub document: DocumentId,
    /// By whom.
    pub provider: String,
    /// Asked by the program itself, because the first reading left doubts.
    pub second: bool,
    /// Where it stands.
    pub state: JobState,
    /// How often it was taken up so far, this time included.
    pub attempts: u32,
    /// Not to be taken up before.
    pub not_before: Timestamp,
    /// When it was asked for.
    pub enqueued_at: Timestamp,
    /// When its request left last.
    pub sent_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// Why it failed, waits again or is in doubt.
    pub failure: Option<Failure>,
}

/// What asking for a job gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Enqueued {
    /// The job.
    pub job: JobId,
    /// Whether it was there already, unfinished: nothing is asked for twice at once. It may be
    /// in doubt, and then waits for [`Ledger::resolve_in_doubt`].
    pub already: bool,
}

const OPEN: &str = "state IN ('queued', 'claimed', 'sent', 'in_doubt')";

impl Ledger {
    /// Asks for a document to be recognized by a provider.
    pub fn enqueue(
        &self,
        document: DocumentId,
        provider: &str,
        now: Timestamp,
    ) -> Result<Enqueued, LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            let open: Option<JobId> = tx
                .prepare_cached(&format!(
                    "SELECT id FROM jobs WHERE document = ?1 AND provider = ?2 AND {OPEN}"
                ))?
                .query_row(params![document, provider], |row| row.get(0))
                .optional()?;
            if let Some(job) = open {
                return Ok(Enqueued { job, already: true });
            }
            tx.prepare_cached(
                "INSERT INTO jobs (document, provider, state, not_before, enqueued_at)
                 VALUES (?1, ?2, 'queued', ?3, ?3)",
            )?
            .execute(params![document, provider, now])?;
            let job = JobId(tx.last_insert_rowid());
            follow_jobs(tx, document, now)?;
            Ok(Enqueued {
                job,
                already: false,
            })
        })
    }

    /// Takes up the oldest waiting job, of one provider or of any. No other thread or program gets
    /// the same one.
    pub fn claim_next(
        &self,
        provider: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Job>, LedgerError> {
        self.write(|tx| {
            let job = tx
                .prepare_cached(
                    "UPDATE jobs SET state = 'claimed', session = ?1, claimed_at = ?2,
                            attempts = attempts + 1
                     WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND not_before <= ?2
                                     AND (?3 IS NULL OR provider = ?3)
                                 ORDER BY id LIMIT 1)
                     RETURNING *",
                )?
                .query_row(params![self.session.id, now, provider], from_row)
                .optional()?;
            if let Some(job) = &job {
                follow_jobs(tx, job.document, now)?;
            }
            Ok(job)
        })
    }

    /// When the next waiting job may be taken up; `None` where none waits.
    pub fn next_due(&self, provider: Option<&str>) -> Result<Option<Timestamp>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT min(not_before) FROM jobs
                     WHERE state = 'queued' AND (?1 IS NULL OR provider = ?1)",
                )?
                .query_row([provider], |row| row.get(0))?)
        })
    }

    /// Writes down that the request leaves now. Only after this returns may it be sent. An error
    /// [`LedgerError::WrongState`] means that the job was cancelled meanwhile: do not send.
    pub fn mark_sent(
        &self,
        job: JobId,
        request_digest: Option<&str>,
        now: Timestamp,
    ) -> Result<CallId, LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Claimed])?;
            leaves(tx, &job, request_digest, now)
        })
    }

    /// Stores the answer and ends the job, in one step: an answer that was paid for is never lost
    /// between the two. A job of the offline reader is answered without having been sent. An
    /// answer that comes after the user cancelled is kept too. Beside one that was sent this
    /// machine has still to look at the pages ([`Ledger::keep_beside`]).
    pub fn mark_answered(
        &self,
        job: JobId,
        recognition: &NewRecognition<'_>,
        http_status: Option<u16>,
        now: Timestamp,
    ) -> Result<RecognitionId, LedgerError> {
        self.write(|tx| {
            let answerable = [JobState::Claimed, JobState::Sent, JobState::InDoubt];
            let job = self.own(tx, job, &answerable)?;
            let outcome = CallOutcome {
                error: None,
                provider_code: None,
                http_status,
                request_id: recognition.request_id,
                charged: recognition.charged,
                remaining: recognition.remaining,
            };
            finish_call(tx, &job, &outcome, now)?;
            let id = recognitions::insert(tx, job.document, Some(job.id), recognition, now)?;
            if job.state != JobState::Claimed {
                beside::owe(tx, id)?;
            }
            finish(tx, job.id, JobState::Answered, None, now)?;
            follow_jobs(tx, job.document, now)?;
            Ok(id)
        })
    }

    /// Ends a job that failed, or lets it wait for `retry_at`. Where the request was sent and it
    /// is not known whether it was charged (`outcome.charged` is `None` and there was no answer),
    /// use [`Ledger::mark_in_doubt`].
    pub fn mark_failed(
        &self,
        job: JobId,
        failure: &Failure,
        outcome: &CallOutcome<'_>,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Claimed, JobState::Sent])?;
            finish_call(tx, &job, outcome, now)?;
            match retry_at {
                Some(at) => requeue(tx, job.id, at, Some(failure))?,
                None => finish(tx, job.id, JobState::Failed, Some(failure), now)?,
            }
            follow_jobs(tx, job.document, now)
        })
    }

    /// The request went out and no answer was seen (time ran out, the line broke). The job waits
    /// for the user; its call counts as perhaps charged.
    pub fn mark_in_doubt(
        &self,
        job: JobId,
        failure: &Failure,
        outcome: &CallOutcome<'_>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Sent])?;
            finish_call(tx, &job, outcome, now)?;
            doubt(tx, job.id, Some(failure))?;
            follow_jobs(tx, job.document, now)
        })
    }

    /// Gives a job back unsent, to wait until `not_before` (the queue was paused, the rate is
    /// used up).
    pub fn release(
        &self,
        job: JobId,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Claimed])?;
            requeue(tx, job.id, not_before, None)?;
            follow_jobs(tx, job.document, now)
        })
    }

    /// Stops a job. One that was sent may have been charged, so it becomes in doubt instead; one
    /// that is over stays as it is. Returns the state after it.
    pub fn cancel(&self, job: JobId, now: Timestamp) -> Result<JobState, LedgerError> {
        self.write(|tx| {
            let job = require_job(tx, job)?;
            let state = match job.state {
                JobState::Queued | JobState::Claimed => {
                    finish(tx, job.id, JobState::Cancelled, Some(&stopped()), now)?;
                    JobState::Cancelled
                }
                JobState::Sent => {
                    doubt(tx, job.id, None)?;
                    JobState::InDoubt
                }
                over => over,
            };
            follow_jobs(tx, job.document, now)?;
            Ok(state)
        })
    }

    /// Decides a job in doubt: sent once more (and perhaps charged twice), or given up.
    pub fn resolve_in_doubt(
        &self,
        job: JobId,
        send_again: bool,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let job = require_job(tx, job)?;
            if job.state != JobState::InDoubt {
                return Err(wrong_state(job.state));
            }
            if send_again {
                requeue(tx, job.id, now, job.failure.as_ref())?;
            } else {
                finish(tx, job.id, JobState::Cancelled, job.failure.as_ref(), now)?;
            }
            follow_jobs(tx, job.document, now)
        })
    }

    /// A job.
    pub fn job(&self, job: JobId) -> Result<Job, LedgerError> {
        self.read(|connection| require_job(connection, job))
    }

    /// All jobs of a document, oldest first.
    pub fn jobs(&self, document: DocumentId) -> Result<Vec<Job>, LedgerError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM jobs WHERE document = ?1 ORDER BY id")?;
            let jobs = statement.query_map([document], from_row)?;
            Ok(jobs.collect::<Result<_, _>>()?)
        })
    }

    /// All unfinished jobs, oldest first: what waits, is under way, or is in doubt.
    pub fn open_jobs(&self) -> Result<Vec<Job>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached(&format!("SELECT * FROM jobs WHERE {OPEN} ORDER BY id"))?;
            let jobs = statement.query_map([], from_row)?;
            Ok(jobs.collect::<Result<_, _>>()?)
        })
    }

    /// The job, if it is in one of these states and, while under way, this program's own.
    pub(crate) fn own(
        &self,
        connection: &Connection,
        id: JobId,
        states: &[JobState],
    ) -> Result<Job, LedgerError> {
        let job = require_job(connection, id)?;
        if !states.contains(&job.state) {
            return Err(wrong_state(job.state));
        }
        let session: Option<i64> = connection
            .prepare_cached("SELECT session FROM jobs WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if session == Some(self.session.id) {
            Ok(job)
        } else {
            Err(LedgerError::WrongState {
                what: "job",
                state: "in the hands of another program".to_owned(),
            })
        }
    }
}

/// The request of a job leaves: written down with its call before it does.
pub(crate) fn leaves(
    connection: &Connection,
    job: &Job,
    request_digest: Option<&str>,
    now: Timestamp,
) -> Result<CallId, LedgerError> {
    connection.execute(
        "UPDATE jobs SET state = 'sent', sent_at = ?2 WHERE id = ?1",
        params![job.id, now],
    )?;
    let call = calls::NewCall {
        provider: &job.provider,
        document: Some(job.document),
        job: Some(job.id),
        request_digest,
    };
    calls::begin(connection, &call, now)
}

fn wrong_state(state: JobState) -> LedgerError {
    LedgerError::WrongState {
        what: "job",
        state: state.as_str().to_owned(),
    }
}

/// Writes down how the request of a job ended; one that was only taken up has sent none, and the
/// calls of its earlier attempts stay as they are.
fn finish_call(
    connection: &Connection,
    job: &Job,
    outcome: &CallOutcome<'_>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    if job.state == JobState::Claimed {
        return Ok(());
    }
    calls::finish_of_job(connection, job.id, outcome, now)
}

fn require_job(connection: &Connection, job: JobId) -> Result<Job, LedgerError> {
    connection
        .prepare_cached("SELECT * FROM jobs WHERE id = ?1")?
        .query_row([job], from_row)
        .optional()?
        .ok_or_else(|| LedgerError::missing("job", job))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        id: row.get("id")?,
        document: row.get("document")?,
        provider: row.get("provider")?,
        second: row.get("second")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        not_before: row.get("not_before")?,
        enqueued_at: row.get("enqueued_at")?,
        sent_at: row.get("sent_at")?,
        finished_at: row.get("finished_at")?,
        failure: failure_from(row.get("failure")?),
    })
}

pub(crate) fn finish(
    connection: &Connection,
    job: JobId,
    state: JobState,
    failure: Option<&Failure>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE jobs SET state = ?2, failure = ?3, finished_at = ?4 WHERE id = ?1")?
        .execute(params![job, state, json(failure)?, now])?;
    Ok(())
}

/// Lets a job wait again.
pub(crate) fn requeue(
    connection: &Connection,
    job: JobId,
    not_before: Timestamp,
    failure: Option<&Failure>,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "UPDATE jobs SET state = 'queued', session = NULL, not_before = ?2, failure = ?3
             WHERE id = ?1",
        )?
        .execute(params![job, not_before, json(failure)?])?;
    Ok(())
}

/// Leaves a sent job to the user.
pub(crate) fn doubt(
    connection: &Connection,
    job: JobId,
    failure: Option<&Failure>,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE jobs SET state = 'in_doubt', failure = ?2 WHERE id = ?1")?
        .execute(params![job, json(failure)?])?;
    Ok(())
}

fn json(failure: Option<&Failure>) -> Result<Option<String>, LedgerError> {
    failure.map(Failure::to_json).transpose()
}

/// Why a document that nothing else was read of is not recognized, where its job was stopped.
fn stopped() -> Failure {
    Failure {
        code: ErrorCode::Cancelled,
        message: Sentence::new(
            "已按您的要求停止识别，没有发送给任何服务。可随时重试。",
            "Stopped as you asked; nothing was sent. Try again at any time.",
        ),
        detail: "stopped by the user".to_owned(),
        retryable: true,
    }
}

/// Stops the jobs of a document that have not left the machine.
pub(crate) fn cancel_waiting(
    connection: &Connection,
    document: DocumentId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    connection.execute(
        "UPDATE jobs SET state = 'cancelled', finished_at = ?2
         WHERE document = ?1 AND state IN ('queued', 'claimed')",
        params![document, now],
    )?;
    Ok(())
}

/// Where a document stands by its recognitions and jobs, and the failure (JSON) to show.
pub(crate) fn state_of_document(
    connection: &Connection,
    document: DocumentId,
) -> Result<(DocumentState, Option<String>), LedgerError> {
    let (recognized, judged): (bool, bool) = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM recognitions WHERE document = d.id), d.judged
             FROM documents AS d WHERE d.id = ?1",
        )?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if recognized {
        // Whoever sees a document that is ready sees what was read and found on it, too.
        let state = if judged {
            DocumentState::Ready
        } else {
            DocumentState::Working
        };
        return Ok((state, None));
    }
    // The liveliest job tells; of equals the newest.
    let job: Option<(JobState, Option<String>)> = connection
        .prepare_cached(
            "SELECT state, failure FROM jobs WHERE document = ?1
             ORDER BY CASE state WHEN 'claimed' THEN 0 WHEN 'sent' THEN 0 WHEN 'in_doubt' THEN 1
                                 WHEN 'queued' THEN 2 ELSE 3 END, id DESC
             LIMIT 1",
        )?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match job {
        Some((JobState::Claimed | JobState::Sent, _)) => (DocumentState::Working, None),
        Some((JobState::InDoubt, failure)) => (DocumentState::InDoubt, failure),
        Some((JobState::Queued, failure)) => (DocumentState::Queued, failure),
        Some((_, failure)) => (DocumentState::Failed, failure),
        None => {
            // Never had a job: failed while being opened, or still waiting for its first one.
            let failure: Option<String> = connection
                .prepare_cached("SELECT failure FROM documents WHERE id = ?1")?
                .query_row([document], |row| row.get(0))?;
            match failure {
                Some(failure) => (DocumentState::Failed, Some(failure)),
                None => (DocumentState::Queued, None),
            }
        }
    })
}
