//! Jobs that do not go on: given back, stopped by the user and taken up again, in doubt, or waiting
//! for a call that is.

use invoice::{ErrorCode, Sentence};
use rusqlite::{Connection, OptionalExtension, params};

use crate::jobs::{OPEN, doubt, finish, from_row, requeue, require_job, wrong_state};
use crate::states::follow_jobs;
use crate::{DocumentId, Failure, Job, JobId, JobState, Ledger, LedgerError, Timestamp};

impl Ledger {
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

    /// Stops every job that has not left the machine, in one step: what waits and what was only
    /// taken up. What was sent goes on. Returns the jobs as they stood before.
    pub fn cancel_all(&self, now: Timestamp) -> Result<Vec<Job>, LedgerError> {
        self.write(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT * FROM jobs WHERE state IN ('queued', 'claimed') ORDER BY id",
            )?;
            let stopped_jobs: Vec<Job> = statement
                .query_map([], from_row)?
                .collect::<Result<_, _>>()?;
            let failure = stopped();
            for job in &stopped_jobs {
                finish(tx, job.id, JobState::Cancelled, Some(&failure), now)?;
                follow_jobs(tx, job.document, now)?;
            }
            Ok(stopped_jobs)
        })
    }

    /// Lets jobs wait again that the user had stopped before anything left: the same jobs, not new
    /// ones. A job that stands elsewhere, or whose document is being recognized by the same provider
    /// or was removed since, is left alone. Returns those that wait again.
    pub fn take_up_again(&self, jobs: &[JobId], now: Timestamp) -> Result<Vec<Job>, LedgerError> {
        self.write(|tx| {
            let mut again = Vec::new();
            for job in jobs {
                let job = require_job(tx, *job)?;
                let was_stopped = job.state == JobState::Cancelled
                    && (job.failure.as_ref()).is_some_and(|f| f.code == ErrorCode::Cancelled);
                let is_free: bool = tx
                    .prepare_cached(&format!(
                        "SELECT NOT EXISTS (SELECT 1 FROM jobs WHERE document = ?1
                                                AND provider = ?2 AND {OPEN})
                            AND EXISTS (SELECT 1 FROM documents WHERE id = ?1
                                            AND state NOT IN ('removed', 'not_invoice'))"
                    ))?
                    .query_row(params![job.document, job.provider], |row| row.get(0))?;
                if was_stopped && is_free {
                    requeue(tx, job.id, now, None)?;
                    follow_jobs(tx, job.document, now)?;
                    again.push(job);
                }
            }
            Ok(again)
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

    /// Keeps the number that the file of a document says by itself, before the document is sent:
    /// should nobody see an answer, other files of the same invoice are known by it.
    pub fn keep_said_number(&self, document: DocumentId, number: &str) -> Result<(), LedgerError> {
        self.write(|tx| {
            tx.prepare_cached("UPDATE documents SET said_number = ?2 WHERE id = ?1")?
                .execute(params![document, number])?;
            Ok(())
        })
    }

    /// A job in doubt of another document whose file says this number.
    pub fn in_doubt_about(
        &self,
        number: &str,
        document: DocumentId,
    ) -> Result<Option<Job>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT * FROM jobs
                     WHERE document IN (SELECT id FROM documents WHERE said_number = ?1 AND id <> ?2)
                         AND state = 'in_doubt'
                     ORDER BY id LIMIT 1",
                )?
                .query_row(params![number, document], from_row)
                .optional()?)
        })
    }

    /// Gives a job back unsent, to wait until another one is over, which is in doubt now. `why` is
    /// shown meanwhile.
    pub fn wait_for(
        &self,
        job: JobId,
        other: JobId,
        why: &Failure,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Claimed])?;
            requeue(tx, job.id, now, Some(why))?;
            tx.prepare_cached("UPDATE jobs SET waits_for = ?2 WHERE id = ?1")?
                .execute(params![job.id, other])?;
            follow_jobs(tx, job.document, now)
        })
    }
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

/// Stops the jobs of a document that were taken up and have not left the machine. Returns them as
/// they stood before.
pub(crate) fn stop_taken_up(
    connection: &Connection,
    document: DocumentId,
    now: Timestamp,
) -> Result<Vec<Job>, LedgerError> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM jobs WHERE document = ?1 AND state = 'claimed'")?;
    let taken_up: Vec<Job> = statement
        .query_map([document], from_row)?
        .collect::<Result<_, _>>()?;
    for job in &taken_up {
        finish(
            connection,
            job.id,
            JobState::Cancelled,
            Some(&stopped()),
            now,
        )?;
    }
    Ok(taken_up)
}
