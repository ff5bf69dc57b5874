use invoice::{ErrorCode, Sentence};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::summary::folded;
use crate::{
    DocumentId, DocumentState, Ledger, LedgerError, Page, Summary, Timestamp, pages, states,
};

/// Why a document or a job failed, for the person at the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The contract's code.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: Sentence,
    /// The provider's own words and code, or what went wrong here. Never holds a secret.
    pub detail: String,
    /// Whether trying again may help.
    pub retryable: bool,
}

impl Failure {
    pub(crate) fn to_json(&self) -> Result<String, LedgerError> {
        serde_json::to_string(self).map_err(|error| LedgerError::unreadable("failure", error))
    }
}

/// A document as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentRow {
    /// Its id, growing in the order of arrival.
    pub id: DocumentId,
    /// The file that its first page comes from.
    pub sha256: String,
    /// The name of that file.
    pub name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// Why it is postponed or set aside.
    pub reason: Option<String>,
    /// Since when.
    pub state_at: Timestamp,
    /// When it was dropped.
    pub added_at: Timestamp,
    /// Why it failed or is in doubt.
    pub failure: Option<Failure>,
    /// What its invoice says.
    #[serde(flatten)]
    pub summary: Summary,
    /// When it was reviewed last, unless opened again since.
    pub reviewed_at: Option<Timestamp>,
    /// When it was exported last.
    pub exported_at: Option<Timestamp>,
    /// When it was marked as reimbursed.
    pub reimbursed_at: Option<Timestamp>,
}

impl Ledger {
    /// Adds a document made of these pages (from 1) of one file. It waits in state queued; give it
    /// a job with [`Ledger::enqueue`].
    pub fn add_document(
        &self,
        sha256: &str,
        pages: &[u32],
        now: Timestamp,
    ) -> Result<DocumentId, LedgerError> {
        let pages: Vec<Page> = pages.iter().map(|page| Page::of(sha256, *page)).collect();
        self.write(|tx| insert(tx, &pages, now))
    }

    /// A document.
    pub fn document(&self, document: DocumentId) -> Result<DocumentRow, LedgerError> {
        self.read(|connection| require(connection, document))
    }

    /// Says that a document failed before there was any job (its file cannot be opened).
    pub fn set_failure(
        &self,
        document: DocumentId,
        failure: &Failure,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            tx.execute(
                "UPDATE documents SET failure = ?2 WHERE id = ?1",
                params![document, failure.to_json()?],
            )?;
            states::change(tx, document, DocumentState::Failed, None, now)
        })
    }

    /// Marks documents as reimbursed, or takes the mark away (`None`).
    pub fn set_reimbursed(
        &self,
        documents: &[DocumentId],
        at: Option<Timestamp>,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            for document in documents {
                require(tx, *document)?;
                tx.execute(
                    "UPDATE documents SET reimbursed_at = ?2 WHERE id = ?1",
                    params![document, at],
                )?;
            }
            Ok(())
        })
    }
}

pub(crate) fn insert(
    connection: &Connection,
    pages: &[Page],
    now: Timestamp,
) -> Result<DocumentId, LedgerError> {
    let Some(first) = pages.first() else {
        return Err(LedgerError::Refused("a document without pages".to_owned()));
    };
    let name: Option<String> = connection
        .prepare_cached("SELECT name FROM originals WHERE sha256 = ?1")?
        .query_row([&first.sha256], |row| row.get(0))
        .optional()?;
    let name = name.ok_or_else(|| LedgerError::missing("original", &first.sha256))?;
    connection
        .prepare_cached(
            "INSERT INTO documents (sha256, name, state, state_at, added_at, search_text)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
        )?
        .execute(params![
            first.sha256,
            name,
            DocumentState::Queued,
            now,
            folded(&name)
        ])?;
    let document = DocumentId(connection.last_insert_rowid());
    pages::set_pages(connection, document, pages)?;
    states::change(connection, document, DocumentState::Queued, None, now)?;
    Ok(document)
}

/// The document, or the error that there is none.
pub(crate) fn require(
    connection: &Connection,
    document: DocumentId,
) -> Result<DocumentRow, LedgerError> {
    connection
        .prepare_cached("SELECT * FROM documents WHERE id = ?1")?
        .query_row([document], from_row)
        .optional()?
        .ok_or_else(|| LedgerError::missing("document", document))
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get("id")?,
        sha256: row.get("sha256")?,
        name: row.get("name")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        state_at: row.get("state_at")?,
        added_at: row.get("added_at")?,
        failure: failure_from(row.get("failure")?),
        summary: Summary::from_row(row)?,
        reviewed_at: row.get("reviewed_at")?,
        exported_at: row.get("exported_at")?,
        reimbursed_at: row.get("reimbursed_at")?,
    })
}

/// A failure that a later program wrote in a form unknown here still shows as one.
pub(crate) fn failure_from(json: Option<String>) -> Option<Failure> {
    json.map(|json| {
        serde_json::from_str(&json).unwrap_or_else(|_| Failure {
            code: ErrorCode::Unknown,
            message: Sentence::new("未知错误", "Unknown error"),
            detail: json,
            retryable: false,
        })
    })
}
