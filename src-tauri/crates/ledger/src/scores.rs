//! How well each recognizer had read what was reviewed: the user's own corrections, counted.

use std::collections::BTreeMap;

use invoice::InvoiceType;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{DocumentId, Ledger, LedgerError, ReviewId, Timestamp};

/// How well one recognizer had read one invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The recognizer.
    pub provider: String,
    /// Whether it had only a picture; otherwise words or data were in the file.
    pub picture: bool,
    /// How long it took, in milliseconds.
    pub recognition_ms: Option<u64>,
    /// By field (`number`, `items.amount`): values, and how many of them were corrected.
    pub fields: BTreeMap<String, FieldScore>,
}

/// Values of a field and how many of them the reviewer corrected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct FieldScore {
    /// How many values.
    pub values: u32,
    /// How many of them were corrected, or were left out and had to be typed.
    pub corrected: u32,
}

impl From<(u32, u32)> for FieldScore {
    fn from((values, corrected): (u32, u32)) -> Self {
        Self { values, corrected }
    }
}

impl From<FieldScore> for (u32, u32) {
    fn from(score: FieldScore) -> Self {
        (score.values, score.corrected)
    }
}

/// A review with the scores of those who had read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredReview {
    /// The review.
    pub review: ReviewId,
    /// The document.
    pub document: DocumentId,
    /// The kind of invoice.
    pub invoice_type: Option<InvoiceType>,
    /// How long the reviewer looked at it, in milliseconds.
    pub spent_ms: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// The scores, by recognizer.
    pub scores: Vec<Score>,
}

impl Ledger {
    /// The last review that was made.
    pub fn last_review(&self) -> Result<Option<ReviewId>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT max(id) FROM reviews")?
                .query_row([], |row| row.get(0))?)
        })
    }

    /// The last review of each document made from `from` until before `to`, in order: at most
    /// `limit` of those after `after`, so that a large ledger is read in parts.
    pub fn scored_reviews(
        &self,
        from: Timestamp,
        to: Timestamp,
        after: ReviewId,
        limit: u32,
    ) -> Result<Vec<ScoredReview>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT r.id, r.document, d.invoice_type, r.spent_ms, r.at,
                        s.provider, s.picture, s.recognition_ms, s.fields
                 FROM (SELECT id, document, spent_ms, at FROM reviews AS own
                       WHERE id > ?3 AND at >= ?1 AND at < ?2
                           AND id = (SELECT max(id) FROM reviews WHERE document = own.document)
                       ORDER BY id LIMIT ?4) AS r
                 JOIN documents AS d ON d.id = r.document AND d.state = 'reviewed'
                 LEFT JOIN review_scores AS s ON s.review = r.id
                 ORDER BY r.id, s.provider",
            )?;
            let mut rows = statement.query(params![from, to, after, limit])?;
            let mut reviews: Vec<ScoredReview> = Vec::new();
            while let Some(row) = rows.next()? {
                let count = |column: usize| {
                    Ok::<_, rusqlite::Error>(
                        row.get::<_, Option<i64>>(column)?.map(i64::unsigned_abs),
                    )
                };
                let review = row.get(0)?;
                if reviews.last().is_none_or(|last| last.review != review) {
                    reviews.push(ScoredReview {
                        review,
                        document: row.get(1)?,
                        invoice_type: row
                            .get::<_, Option<String>>(2)?
                            .as_deref()
                            .and_then(InvoiceType::parse),
                        spent_ms: count(3)?,
                        at: row.get(4)?,
                        scores: Vec::new(),
                    });
                }
                let provider: Option<String> = row.get(5)?;
                if let (Some(provider), Some(last)) = (provider, reviews.last_mut()) {
                    let fields: String = row.get(8)?;
                    last.scores.push(Score {
                        provider,
                        picture: row.get(6)?,
                        recognition_ms: count(7)?,
                        fields: serde_json::from_str(&fields)
                            .map_err(|error| LedgerError::unreadable("score", error))?,
                    });
                }
            }
            Ok(reviews)
        })
    }
}

pub(crate) fn insert(
    connection: &Connection,
    review: ReviewId,
    scores: &[Score],
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO review_scores (review, provider, picture, recognition_ms, fields)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for score in scores {
        let fields = serde_json::to_string(&score.fields)
            .map_err(|error| LedgerError::unreadable("score", error))?;
        statement.execute(params![
            review,
            score.provider,
            score.picture,
            score
                .recognition_ms
                .and_then(|took| i64::try_from(took).ok()),
            fields
        ])?;
    }
    Ok(())
}
