//! What this machine reads by itself beside the answer of a provider. It takes longer than the
//! answer did, and a program that ends meanwhile leaves it to the next one.

use invoice::Reading;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::documents::require;
use crate::states::follow_jobs;
use crate::{
    DocumentId, JobId, Ledger, LedgerError, NewRecognition, RecognitionId, Timestamp, recognitions,
};

/// An answer beside which nothing was read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unaccompanied {
    /// The answer.
    pub recognition: RecognitionId,
    /// Its document.
    pub document: DocumentId,
    /// The job that it was the answer to.
    pub job: JobId,
}

/// A document that so many programs have begun to read and none has finished is what ends them.
const MOST_BEGUN: u32 = 4;

impl Ledger {
    /// Somebody begins to read beside this answer. `false` where nothing is to be done: somebody
    /// has, or many have tried.
    pub fn begin_beside(&self, answer: RecognitionId) -> Result<bool, LedgerError> {
        self.write(|tx| {
            let begun: Option<u32> = tx
                .prepare_cached(
                    "UPDATE beside_due SET begun = begun + 1 WHERE recognition = ?1
                     RETURNING begun",
                )?
                .query_row([answer], |row| row.get(0))
                .optional()?;
            match begun {
                Some(begun) if begun > MOST_BEGUN => {
                    settle(tx, answer)?;
                    Ok(false)
                }
                begun => Ok(begun.is_some()),
            }
        })
    }

    /// Keeps what was found beside an answer, all of it or nothing and only once: its readings with
    /// their places on the page, and what the document says by itself. `false` where somebody else
    /// has kept it already.
    pub fn keep_beside(
        &self,
        answer: RecognitionId,
        placed: Option<&[Reading]>,
        own: Option<&NewRecognition<'_>>,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        self.write(|tx| {
            if settle(tx, answer)? == 0 {
                return Ok(false);
            }
            if let Some(placed) = placed {
                recognitions::place(tx, answer, placed)?;
            }
            if let Some(own) = own {
                let document: DocumentId = tx
                    .prepare_cached("SELECT document FROM recognitions WHERE id = ?1")?
                    .query_row([answer], |row| row.get(0))?;
                require(tx, document)?;
                recognitions::insert(tx, document, None, own, now)?;
                follow_jobs(tx, document, now)?;
            }
            Ok(true)
        })
    }
}

/// Something is still to be read beside this answer.
pub(crate) fn owe(connection: &Connection, answer: RecognitionId) -> Result<(), LedgerError> {
    connection
        .prepare_cached("INSERT INTO beside_due (recognition) VALUES (?1)")?
        .execute([answer])?;
    Ok(())
}

fn settle(connection: &Connection, answer: RecognitionId) -> Result<usize, LedgerError> {
    Ok(connection
        .prepare_cached("DELETE FROM beside_due WHERE recognition = ?1")?
        .execute([answer])?)
}

/// The answers that programs which have ended left without; the newest first, as these are reviewed
/// next. Not those of documents that were removed.
pub(crate) fn left_behind(
    connection: &Connection,
    own_session: i64,
) -> Result<Vec<Unaccompanied>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, r.document, j.id FROM beside_due AS b
         JOIN recognitions AS r ON r.id = b.recognition
         JOIN jobs AS j ON j.id = r.job
         JOIN documents AS d ON d.id = r.document
         WHERE d.state <> 'removed'
             AND NOT EXISTS (SELECT 1 FROM sessions WHERE id = j.session AND id <> ?1)
         ORDER BY r.id DESC",
    )?;
    let left = statement.query_map(params![own_session], |row| {
        Ok(Unaccompanied {
            recognition: row.get(0)?,
            document: row.get(1)?,
            job: row.get(2)?,
        })
    })?;
    Ok(left.collect::<Result<_, _>>()?)
}
