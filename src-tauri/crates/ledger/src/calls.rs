//! Every request to a provider, and what it cost.

use invoice::ErrorCode;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use crate::{CallId, DocumentId, JobId, Ledger, LedgerError, Timestamp};

/// A request that is about to leave.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewCall<'a> {
    /// To whom.
    pub provider: &'a str,
    /// For which document, if for one.
    pub document: Option<DocumentId>,
    /// For which job, if for one.
    pub job: Option<JobId>,
    /// A digest of what is sent, to tell two requests apart.
    pub request_digest: Option<&'a str>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallOutcome<'a> {
    /// The contract's code; `None` where it succeeded.
    pub error: Option<ErrorCode>,
    /// The provider's own code.
    pub provider_code: Option<&'a str>,
    /// The status of the reply.
    pub http_status: Option<u16>,
    /// The provider's number of the call.
    pub request_id: Option<&'a str>,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
    /// Calls left, where the provider says.
    pub remaining: Option<u64>,
}

/// A request as it was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredCall {
    /// Its id.
    pub id: CallId,
    /// To whom.
    pub provider: String,
    /// For which document.
    pub document: Option<DocumentId>,
    /// For which job.
    pub job: Option<JobId>,
    /// When it left.
    pub sent_at: Timestamp,
    /// When it was over; `None` while under way, or where the program ended meanwhile.
    pub finished_at: Option<Timestamp>,
    /// `ok` or the code of an error; `None` while no answer came.
    pub outcome: Option<String>,
    /// The provider's own code.
    pub provider_code: Option<String>,
    /// The status of the reply.
    pub http_status: Option<u16>,
    /// The provider's number of the call.
    pub request_id: Option<String>,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
    /// Calls left, where the provider says.
    pub remaining: Option<u64>,
}

/// The calls to one provider on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderUsage {
    /// The provider.
    pub provider: String,
    /// The day, ISO 8601.
    pub day: String,
    /// How many requests left.
    pub calls: u64,
    /// How many of them succeeded.
    pub succeeded: u64,
    /// How many were charged for certain.
    pub charged: u64,
    /// How many were free for certain.
    pub free: u64,
    /// The rest: perhaps charged.
    pub in_doubt: u64,
    /// Calls left, as the provider said last on that day.
    pub remaining: Option<u64>,
}

impl Ledger {
    /// Writes down a request outside any job (a region read again, a key tried out) before it
    /// leaves. Only after this returns may it be sent.
    pub fn begin_call(&self, call: &NewCall<'_>, now: Timestamp) -> Result<CallId, LedgerError> {
        self.write(|tx| begin(tx, call, now))
    }

    /// Writes down how such a request ended.
    pub fn finish_call(
        &self,
        call: CallId,
        outcome: &CallOutcome<'_>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| finish(tx, call, outcome, now))
    }

    /// Settles by the provider's bill whether a call was charged.
    pub fn set_charged(&self, call: CallId, charged: bool) -> Result<(), LedgerError> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE calls SET charged = ?2 WHERE id = ?1",
                params![call, charged],
            )?;
            if changed == 0 {
                return Err(LedgerError::missing("call", call));
            }
            Ok(())
        })
    }

    /// The calls made for a document, oldest first.
    pub fn calls_of_document(&self, document: DocumentId) -> Result<Vec<StoredCall>, LedgerError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM calls WHERE document = ?1 ORDER BY id")?;
            let calls = statement.query_map([document], from_row)?;
            Ok(calls.collect::<Result<_, _>>()?)
        })
    }

    /// Calls per provider and day of those sent from `from` until before `to`, newest day first.
    /// Days begin at midnight of a clock this many minutes ahead of UTC (China: 480).
    pub fn usage(
        &self,
        from: Timestamp,
        to: Timestamp,
        minutes_ahead_of_utc: i32,
    ) -> Result<Vec<ProviderUsage>, LedgerError> {
        self.read(|connection| {
            // `remaining` comes from the row with the highest id that has one: with a single
            // max() the bare columns of an aggregate are those of its row.
            let mut statement = connection.prepare_cached(
                "WITH local AS (
                     SELECT *, date((sent_at + ?3 * 60000) / 1000, 'unixepoch') AS day
                     FROM calls WHERE sent_at >= ?1 AND sent_at < ?2),
                 last AS (
                     SELECT provider, day, max(id), remaining FROM local
                     WHERE remaining IS NOT NULL GROUP BY provider, day)
                 SELECT provider, day, count(*), sum(outcome IS 'ok'), sum(charged IS 1),
                        sum(charged IS 0), sum(charged IS NULL),
                        (SELECT remaining FROM last
                         WHERE last.provider = local.provider AND last.day = local.day)
                 FROM local GROUP BY provider, day ORDER BY day DESC, provider",
            )?;
            let days = statement.query_map(params![from, to, minutes_ahead_of_utc], |row| {
                let count = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
                Ok(ProviderUsage {
                    provider: row.get(0)?,
                    day: row.get(1)?,
                    calls: count(2)?,
                    succeeded: count(3)?,
                    charged: count(4)?,
                    free: count(5)?,
                    in_doubt: count(6)?,
                    remaining: row.get::<_, Option<i64>>(7)?.map(i64::unsigned_abs),
                })
            })?;
            Ok(days.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn begin(
    connection: &Connection,
    call: &NewCall<'_>,
    now: Timestamp,
) -> Result<CallId, LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO calls (provider, document, job, request_digest, sent_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            call.provider,
            call.document,
            call.job,
            call.request_digest,
            now
        ])?;
    Ok(CallId(connection.last_insert_rowid()))
}

/// Ends the call that a sent job made last, also one that was in doubt until its answer came.
pub(crate) fn finish_of_job(
    connection: &Connection,
    job: JobId,
    outcome: &CallOutcome<'_>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let call: Option<CallId> = connection
        .prepare_cached("SELECT max(id) FROM calls WHERE job = ?1")?
        .query_row([job], |row| row.get(0))?;
    match call {
        Some(call) => finish(connection, call, outcome, now),
        None => Ok(()),
    }
}

fn finish(
    connection: &Connection,
    call: CallId,
    outcome: &CallOutcome<'_>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let changed = connection
        .prepare_cached(
            "UPDATE calls SET finished_at = ?2, outcome = ?3, provider_code = ?4,
                    http_status = ?5, request_id = ?6, charged = ?7, remaining = ?8
             WHERE id = ?1",
        )?
        .execute(params![
            call,
            now,
            outcome.error.map_or("ok", ErrorCode::as_str),
            outcome.provider_code,
            outcome.http_status,
            outcome.request_id,
            outcome.charged,
            outcome.remaining.and_then(|left| i64::try_from(left).ok()),
        ])?;
    if changed == 0 {
        return Err(LedgerError::missing("call", call));
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<StoredCall> {
    Ok(StoredCall {
        id: row.get("id")?,
        provider: row.get("provider")?,
        document: row.get("document")?,
        job: row.get("job")?,
        sent_at: row.get("sent_at")?,
        finished_at: row.get("finished_at")?,
        outcome: row.get("outcome")?,
        provider_code: row.get("provider_code")?,
        http_status: row.get("http_status")?,
        request_id: row.get("request_id")?,
        charged: row.get("charged")?,
        remaining: row
            .get::<_, Option<i64>>("remaining")?
            .map(i64::unsigned_abs),
    })
}
