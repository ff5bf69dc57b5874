//! Second readings: another provider is asked by the program itself where the first reading leaves
//! doubts, once for a document and within what the user allows.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::documents::require;
use crate::jobs::finish;
use crate::requests::leaves;
use crate::states::follow_jobs;
use crate::{CallId, DocumentId, JobId, JobState, Ledger, LedgerError, Timestamp};

impl Ledger {
    /// Asks another provider for a second reading of a document, unasked. `None` where it is being
    /// asked or was asked before, whatever came of it: nothing is paid for twice. One that was stopped
    /// before anything left is no asking.
    pub fn enqueue_second(
        &self,
        document: DocumentId,
        provider: &str,
        now: Timestamp,
    ) -> Result<Option<JobId>, LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            let asked: bool = tx
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM jobs WHERE document = ?1 AND provider = ?2
                                        AND (state <> 'cancelled' OR sent_at IS NOT NULL))
                         OR EXISTS (SELECT 1 FROM recognitions
                                    WHERE document = ?1 AND provider = ?2)",
                )?
                .query_row(params![document, provider], |row| row.get(0))?;
            if asked {
                return Ok(None);
            }
            tx.prepare_cached(
                "INSERT INTO jobs (document, provider, state, not_before, enqueued_at, second)
                 VALUES (?1, ?2, 'queued', ?3, ?3, 1)",
            )?
            .execute(params![document, provider, now])?;
            Ok(Some(JobId(tx.last_insert_rowid())))
        })
    }

    /// The same for a second reading, if those paid for since a moment leave room for one more:
    /// `allowed` is asked with their number for each provider. Calls under way, and those of which
    /// nobody knows, count as paid. `None` where there is no room: the job is over, and nothing may
    /// be sent.
    pub fn mark_second_sent(
        &self,
        job: JobId,
        since: Timestamp,
        now: Timestamp,
        allowed: impl FnOnce(&BTreeMap<String, u32>) -> bool,
    ) -> Result<Option<CallId>, LedgerError> {
        self.write(|tx| {
            let job = self.own(tx, job, &[JobState::Claimed])?;
            if !allowed(&second_calls(tx, since)?) {
                finish(tx, job.id, JobState::Cancelled, None, now)?;
                follow_jobs(tx, job.document, now)?;
                return Ok(None);
            }
            leaves(tx, &job, None, now).map(Some)
        })
    }

    /// How many second readings were paid for, or may have been, since a moment, for each provider
    /// that was asked.
    pub fn second_calls(&self, since: Timestamp) -> Result<BTreeMap<String, u32>, LedgerError> {
        self.read(|connection| second_calls(connection, since))
    }
}

fn second_calls(
    connection: &Connection,
    since: Timestamp,
) -> Result<BTreeMap<String, u32>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.provider, count(*) FROM calls AS c JOIN jobs AS j ON j.id = c.job
         WHERE j.second = 1 AND c.sent_at >= ?1 AND c.charged IS NOT 0 GROUP BY c.provider",
    )?;
    let counts = statement.query_map([since], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.collect::<Result<_, _>>()?)
}
