//! Invoices as the reviewer said they are right. Each review is kept, also when the document is
//! opened again.

use invoice::Invoice;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::documents::require;
use crate::{
    CorrectionSeq, DocumentId, DocumentState, Ledger, LedgerError, Particulars, ReviewId, Score,
    Summary, Timestamp, corrections, particulars, scores, states, summary,
};

/// An invoice as reviewed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The document.
    pub document: DocumentId,
    /// The invoice.
    pub invoice: Invoice,
    /// The last correction that went into it.
    pub correction_seq: Option<CorrectionSeq>,
    /// How long the reviewer looked at it, in milliseconds.
    pub spent_ms: Option<u64>,
    /// When.
    pub at: Timestamp,
}

/// A review to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewReview<'a> {
    /// The invoice as it is right.
    pub invoice: &'a Invoice,
    /// What lists show of it.
    pub summary: &'a Summary,
    /// What the checks ask of it.
    pub particulars: &'a Particulars,
    /// How long the reviewer looked at it, in milliseconds.
    pub spent_ms: Option<u64>,
    /// How well each recognizer had read it.
    pub scores: &'a [Score],
}

impl Ledger {
    /// Keeps the invoice as reviewed and moves the document on.
    pub fn mark_reviewed(
        &self,
        document: DocumentId,
        new: &NewReview<'_>,
        now: Timestamp,
    ) -> Result<ReviewId, LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            let json = serde_json::to_string(new.invoice)
                .map_err(|error| LedgerError::unreadable("invoice", error))?;
            tx.prepare_cached(
                "INSERT INTO reviews (document, invoice, correction_seq, spent_ms, at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                document,
                json,
                corrections::last_seq(tx, document)?,
                new.spent_ms.and_then(|spent| i64::try_from(spent).ok()),
                now
            ])?;
            let review = ReviewId(tx.last_insert_rowid());
            scores::insert(tx, review, new.scores)?;
            summary::store(tx, document, new.summary)?;
            particulars::store(tx, document, new.particulars)?;
            tx.execute(
                "UPDATE documents SET reviewed_at = ?2 WHERE id = ?1",
                params![document, now],
            )?;
            states::change(tx, document, DocumentState::Reviewed, None, now)?;
            Ok(review)
        })
    }

    /// Opens a reviewed document again. Its review stays in the history.
    pub fn reopen(&self, document: DocumentId, now: Timestamp) -> Result<(), LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            tx.execute(
                "UPDATE documents SET reviewed_at = NULL WHERE id = ?1",
                [document],
            )?;
            let (state, _) = states::state_of_document(tx, document)?;
            states::change(tx, document, state, None, now)
        })
    }

    /// The latest review of a document, also of one that was opened again.
    pub fn review(&self, document: DocumentId) -> Result<Option<Review>, LedgerError> {
        self.one_review(
            "SELECT * FROM reviews WHERE document = ?1 ORDER BY id DESC LIMIT 1",
            params![document],
        )
    }

    /// The latest reviewed invoice of a seller, other than this document: where values can be
    /// taken over from.
    pub fn latest_of_seller(
        &self,
        seller_tax_id: &str,
        other_than: DocumentId,
    ) -> Result<Option<Review>, LedgerError> {
        self.one_review(
            // Among its latest documents only: a large seller has tens of thousands.
            "SELECT * FROM reviews WHERE document IN (
                 SELECT id FROM documents
                 WHERE seller_tax_id = ?1 AND id <> ?2 AND state = 'reviewed'
                 ORDER BY id DESC LIMIT 50)
             ORDER BY id DESC LIMIT 1",
            params![seller_tax_id, other_than],
        )
    }

    /// How many milliseconds each review since a moment took, where that is known; shortest first.
    pub fn review_times(&self, since: Timestamp) -> Result<Vec<u64>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT spent_ms FROM reviews WHERE at >= ?1 AND spent_ms IS NOT NULL
                 ORDER BY spent_ms",
            )?;
            let times = statement.query_map([since], |row| row.get::<_, i64>(0))?;
            Ok(times
                .map(|time| time.map(i64::unsigned_abs))
                .collect::<Result<_, _>>()?)
        })
    }

    fn one_review(
        &self,
        sql: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Option<Review>, LedgerError> {
        self.read(|connection| {
            let found = connection
                .prepare_cached(sql)?
                .query_row(values, |row| Ok(from_row(row)))
                .optional()?;
            found.transpose()
        })
    }
}

fn from_row(row: &Row<'_>) -> Result<Review, LedgerError> {
    let json: String = row.get("invoice")?;
    Ok(Review {
        id: row.get("id")?,
        document: row.get("document")?,
        invoice: serde_json::from_str(&json)
            .map_err(|error| LedgerError::unreadable("invoice", error))?,
        correction_seq: row.get("correction_seq")?,
        spent_ms: row
            .get::<_, Option<i64>>("spent_ms")?
            .map(i64::unsigned_abs),
        at: row.get("at")?,
    })
}
