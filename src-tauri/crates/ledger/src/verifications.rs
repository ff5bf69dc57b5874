//! What the tax platform answered when the user asked it about an invoice.

use std::collections::BTreeMap;

use rusqlite::{Row, params, params_from_iter};
use serde::Serialize;

use crate::documents::require;
use crate::states::state;
use crate::{DocumentId, Ledger, LedgerError, Timestamp};

state! {
    /// The platform's answer.
    VerificationAnswer {
        /// 一致: the invoice is there and says the same.
        Consistent => "consistent";
        /// 不一致: it is there and says something else.
        Inconsistent => "inconsistent";
        /// 查无此票.
        NotFound => "not_found";
        /// 已作废.
        Void => "void";
        /// 已红冲.
        Red => "red";
    }
}

/// An answer as it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The answer; `None` where the one before was taken back.
    pub answer: Option<VerificationAnswer>,
    /// When it was written down.
    pub at: Timestamp,
}

impl Ledger {
    /// Writes an answer down; `None` takes the one before back.
    pub fn record_verification(
        &self,
        document: DocumentId,
        answer: Option<VerificationAnswer>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            tx.execute(
                "INSERT INTO verifications (document, answer, at) VALUES (?1, ?2, ?3)",
                params![document, answer, now],
            )?;
            Ok(())
        })
    }

    /// All answers about a document, newest first.
    pub fn verifications(&self, document: DocumentId) -> Result<Vec<Verification>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, answer, at FROM verifications WHERE document = ?1 ORDER BY id DESC",
            )?;
            let answers =
                statement.query_map([document], |row| from_row(row).map(|(_, answer)| answer))?;
            Ok(answers.collect::<Result<_, _>>()?)
        })
    }

    /// The answers that hold, of these documents; those without are left out.
    pub fn latest_verifications(
        &self,
        documents: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, Verification>, LedgerError> {
        if documents.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places = vec!["?"; documents.len()].join(", ");
        // With a single max() the bare columns of an aggregate are those of its row.
        let sql = format!(
            "SELECT document, answer, at, max(id) FROM verifications
             WHERE document IN ({places}) GROUP BY document"
        );
        self.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let answers = statement.query_map(params_from_iter(documents), from_row)?;
            let mut latest: BTreeMap<DocumentId, Verification> =
                answers.collect::<Result<_, _>>()?;
            latest.retain(|_, verification| verification.answer.is_some());
            Ok(latest)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<(DocumentId, Verification)> {
    Ok((
        row.get(0)?,
        Verification {
            answer: row.get(1)?,
            at: row.get(2)?,
        },
    ))
}
