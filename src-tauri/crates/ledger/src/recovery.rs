//! What a crash left behind.

use rusqlite::params;
use serde::Serialize;

use crate::states::follow_jobs;
use crate::{
    DocumentId, JobId, Ledger, LedgerError, Timestamp, Unaccompanied, beside, jobs, session,
};

/// What was found and put right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recovered {
    /// Jobs that had been taken up and not sent: they wait again.
    pub requeued: Vec<JobId>,
    /// Jobs that had been sent and not answered: they wait for the user.
    pub in_doubt: Vec<JobId>,
    /// Documents that wait and never got a job: the program ended between the two.
    pub without_job: Vec<DocumentId>,
    /// Documents that were read and not judged yet: the program ended between the two.
    pub unjudged: Vec<DocumentId>,
    /// Answers beside which the last program had no time to read, the newest first.
    pub unaccompanied: Vec<Unaccompanied>,
}

impl Ledger {
    /// To be called once at the start. Looks only at the jobs of programs that have ended; those
    /// of another program that runs on the same file are left alone.
    pub fn recover(&self, now: Timestamp) -> Result<Recovered, LedgerError> {
        self.write(|tx| {
            let mut recovered = Recovered::default();
            for ended in session::ended(tx, self.path(), self.session.id)? {
                let mut statement = tx.prepare_cached(
                    "SELECT id, document, state = 'sent' FROM jobs
                     WHERE session = ?1 AND state IN ('claimed', 'sent') ORDER BY id",
                )?;
                let left: Vec<(JobId, DocumentId, bool)> = statement
                    .query_map(params![ended], |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                    })?
                    .collect::<Result<_, _>>()?;
                for (job, document, sent) in left {
                    if sent {
                        jobs::doubt(tx, job, None)?;
                        recovered.in_doubt.push(job);
                    } else {
                        jobs::requeue(tx, job, now, None)?;
                        recovered.requeued.push(job);
                    }
                    follow_jobs(tx, document, now)?;
                }
                session::forget(tx, self.path(), ended)?;
            }
            let mut statement = tx.prepare_cached(
                "SELECT id FROM documents AS d WHERE state = 'queued'
                     AND NOT EXISTS (SELECT 1 FROM jobs WHERE document = d.id) ORDER BY id",
            )?;
            recovered.without_job = statement
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut statement = tx.prepare_cached(
                "SELECT id FROM documents AS d WHERE state = 'working' AND judged = 0
                     AND EXISTS (SELECT 1 FROM recognitions WHERE document = d.id) ORDER BY id",
            )?;
            recovered.unjudged = statement
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            recovered.unaccompanied = beside::left_behind(tx, self.session.id)?;
            Ok(recovered)
        })
    }
}
