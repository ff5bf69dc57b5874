//! What leaves the machine for a job and what comes back: written down before and after.

use rusqlite::{Connection, params};

use crate::jobs::{doubt, finish, requeue};
use crate::states::follow_jobs;
use crate::{
    CallId, CallOutcome, Failure, Job, JobId, JobState, Ledger, LedgerError, NewRecognition,
    RecognitionId, Timestamp, beside, calls, recognitions,
};

impl Ledger {
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
