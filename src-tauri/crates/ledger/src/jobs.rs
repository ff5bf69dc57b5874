//! Jobs of recognition. A job is a row: whatever ends the program, the next start knows what was
//! asked, what left the machine and what came back.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::documents::{failure_from, require};
use crate::states::{follow_jobs, state};
use crate::{DocumentId, Failure, JobId, Ledger, LedgerError, Timestamp};

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
    /// The job that it waits for, or waited for until it was taken up: another file of the same
    /// invoice, whose call was in doubt.
    pub waits_for: Option<JobId>,
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

pub(crate) const OPEN: &str = "state IN ('queued', 'claimed', 'sent', 'in_doubt')";

/// Waits for no other job, or for one that is over.
const FREE: &str = "NOT EXISTS (SELECT 1 FROM jobs AS other WHERE other.id = jobs.waits_for
                    AND other.state IN ('queued', 'claimed', 'sent', 'in_doubt'))";

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
                .prepare_cached(&format!(
                    "UPDATE jobs SET state = 'claimed', session = ?1, claimed_at = ?2,
                            attempts = attempts + 1
                     WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND not_before <= ?2
                                     AND (?3 IS NULL OR provider = ?3) AND {FREE}
                                 ORDER BY id LIMIT 1)
                     RETURNING *",
                ))?
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
                .prepare_cached(&format!(
                    "SELECT min(not_before) FROM jobs
                     WHERE state = 'queued' AND (?1 IS NULL OR provider = ?1) AND {FREE}",
                ))?
                .query_row([provider], |row| row.get(0))?)
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

pub(crate) fn wrong_state(state: JobState) -> LedgerError {
    LedgerError::WrongState {
        what: "job",
        state: state.as_str().to_owned(),
    }
}

pub(crate) fn require_job(connection: &Connection, job: JobId) -> Result<Job, LedgerError> {
    connection
        .prepare_cached("SELECT * FROM jobs WHERE id = ?1")?
        .query_row([job], from_row)
        .optional()?
        .ok_or_else(|| LedgerError::missing("job", job))
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        id: row.get("id")?,
        document: row.get("document")?,
        provider: row.get("provider")?,
        second: row.get("second")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        not_before: row.get("not_before")?,
        enqueued_at: row.get("enqueued_at")?,
        waits_for: row.get("waits_for")?,
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
            "UPDATE jobs SET state = 'queued', session = NULL, not_before = ?2, failure = ?3,
                    waits_for = NULL
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

pub(crate) fn json(failure: Option<&Failure>) -> Result<Option<String>, LedgerError> {
    failure.map(Failure::to_json).transpose()
}
