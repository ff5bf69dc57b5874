//! What recognizers answered. Written once, never changed; where the values stand on the page may be
//! added later.

use invoice::Reading;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::documents::require;
use crate::states::follow_jobs;
use crate::{DocumentId, JobId, Ledger, LedgerError, RecognitionId, Timestamp};

/// An answer to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewRecognition<'a> {
    /// Who answered.
    pub provider: &'a str,
    /// What was read, best kind first.
    pub readings: &'a [Reading],
    /// The provider's whole reply, as text.
    pub raw_reply: Option<&'a str>,
    /// The provider's number of the call.
    pub request_id: Option<&'a str>,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
    /// Calls left, where the provider says.
    pub remaining: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
}

/// An answer as it was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredRecognition {
    /// Its id.
    pub id: RecognitionId,
    /// Who answered.
    pub provider: String,
    /// For which job.
    pub job: Option<JobId>,
    /// What was read, best kind first.
    pub readings: Vec<Reading>,
    /// The provider's number of the call.
    pub request_id: Option<String>,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
    /// Calls left, where the provider says.
    pub remaining: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// When.
    pub at: Timestamp,
}

impl Ledger {
    /// Keeps an answer that no job asked for (read on intake). A document that was waiting or had
    /// failed becomes ready once it is judged ([`Ledger::set_summaries`]).
    pub fn add_recognition(
        &self,
        document: DocumentId,
        recognition: &NewRecognition<'_>,
        now: Timestamp,
    ) -> Result<RecognitionId, LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            let id = insert(tx, document, None, recognition, now)?;
            follow_jobs(tx, document, now)?;
            Ok(id)
        })
    }

    /// All answers for a document, oldest first, without their raw replies.
    pub fn recognitions(
        &self,
        document: DocumentId,
    ) -> Result<Vec<StoredRecognition>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, provider, job, request_id, charged, remaining, duration_ms, at
                 FROM recognitions WHERE document = ?1 ORDER BY id",
            )?;
            let found = statement.query_map([document], |row| {
                let count = |column: usize| {
                    Ok::<_, rusqlite::Error>(
                        row.get::<_, Option<i64>>(column)?.map(i64::unsigned_abs),
                    )
                };
                Ok(StoredRecognition {
                    id: row.get(0)?,
                    provider: row.get(1)?,
                    job: row.get(2)?,
                    readings: Vec::new(),
                    request_id: row.get(3)?,
                    charged: row.get(4)?,
                    remaining: count(5)?,
                    duration_ms: count(6)?,
                    at: row.get(7)?,
                })
            })?;
            let mut recognitions: Vec<StoredRecognition> = found.collect::<Result<_, _>>()?;
            for recognition in &mut recognitions {
                recognition.readings = readings_of(connection, recognition.id)?;
            }
            Ok(recognitions)
        })
    }

    /// Who answered last of those that were asked; what was read without being asked for is
    /// evidence, not the recognizer that was chosen.
    pub fn last_asked(&self, document: DocumentId) -> Result<Option<String>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT provider FROM recognitions WHERE document = ?1 AND job IS NOT NULL
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row([document], |row| row.get(0))
                .optional()?)
        })
    }

    /// A provider's whole reply, as text.
    pub fn raw_reply(&self, recognition: RecognitionId) -> Result<Option<String>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT raw_reply FROM recognitions WHERE id = ?1")?
                .query_row([recognition], |row| row.get(0))?)
        })
    }
}

pub(crate) fn insert(
    connection: &Connection,
    document: DocumentId,
    job: Option<JobId>,
    recognition: &NewRecognition<'_>,
    now: Timestamp,
) -> Result<RecognitionId, LedgerError> {
    let count = |value: Option<u64>| value.and_then(|value| i64::try_from(value).ok());
    connection
        .prepare_cached(
            "INSERT INTO recognitions (document, job, provider, raw_reply, request_id, charged,
                                       remaining, duration_ms, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            document,
            job,
            recognition.provider,
            recognition.raw_reply,
            recognition.request_id,
            recognition.charged,
            count(recognition.remaining),
            count(recognition.duration_ms),
            now
        ])?;
    let id = RecognitionId(connection.last_insert_rowid());
    let mut statement = connection.prepare_cached(
        "INSERT INTO readings (recognition, position, source, reading) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (position, reading) in (0_i64..).zip(recognition.readings) {
        let source = reading.source.as_str();
        statement.execute(params![id, position, source, json_of(reading)?])?;
    }
    Ok(id)
}

/// Adds where on the page the values of an answer stand, once, after it was kept: the same
/// readings, in the same order, with more regions. Anything else is refused.
pub(crate) fn place(
    connection: &Connection,
    recognition: RecognitionId,
    placed: &[Reading],
) -> Result<(), LedgerError> {
    let kept = readings_of(connection, recognition)?;
    if kept.len() != placed.len() || !kept.iter().zip(placed).all(|(a, b)| is_same(a, b)) {
        return Err(LedgerError::unreadable(
            "reading",
            "the values to be placed are not those that were kept",
        ));
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO placed_readings (recognition, position, reading) VALUES (?1, ?2, ?3)",
    )?;
    for (position, reading) in (0_i64..).zip(placed) {
        statement.execute(params![recognition, position, json_of(reading)?])?;
    }
    Ok(())
}

fn json_of(reading: &Reading) -> Result<String, LedgerError> {
    serde_json::to_string(reading).map_err(|error| LedgerError::unreadable("reading", error))
}

/// Whether two readings say the same, wherever it stands.
fn is_same(a: &Reading, b: &Reading) -> bool {
    let values = |reading: &Reading| {
        let fields = reading.fields.iter();
        let values = fields.map(|(path, field)| (*path, field.value.clone(), field.text.clone()));
        values.collect::<Vec<_>>()
    };
    a.source == b.source && values(a) == values(b)
}

fn readings_of(
    connection: &Connection,
    recognition: RecognitionId,
) -> Result<Vec<Reading>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT COALESCE(placed.reading, readings.reading) FROM readings
         LEFT JOIN placed_readings AS placed USING (recognition, position)
         WHERE recognition = ?1 ORDER BY position",
    )?;
    let texts = statement.query_map([recognition], |row| row.get::<_, String>(0))?;
    let mut readings = Vec::new();
    for text in texts {
        let reading = serde_json::from_str(&text?)
            .map_err(|error| LedgerError::unreadable("reading", error))?;
        readings.push(reading);
    }
    Ok(readings)
}
