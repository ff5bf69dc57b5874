//! Which pages make a document. Splitting, merging and reordering are new lists of pages.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::documents::{self, require};
use crate::{DocumentId, DocumentState, Ledger, LedgerError, Timestamp, states};

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The file that it is a page of.
    pub sha256: String,
    /// Its number there, from 1.
    pub page: u32,
    /// Where on it the document lies, if several share it: left, top, right and bottom as ten
    /// thousandths of the page as stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<[u16; 4]>,
    /// Quarter turns clockwise that the reviewer gave it, 0–3.
    pub quarter_turns: u8,
    /// Whether it only goes with the invoice (水单, 行程单) and is not part of it.
    pub attachment: bool,
}

impl Page {
    /// A page as it lies in the file, part of the invoice.
    pub fn of(sha256: impl Into<String>, page: u32) -> Self {
        Self {
            sha256: sha256.into(),
            page,
            area: None,
            quarter_turns: 0,
            attachment: false,
        }
    }
}

impl Ledger {
    /// The pages of a document, in order.
    pub fn pages(&self, document: DocumentId) -> Result<Vec<Page>, LedgerError> {
        self.read(|connection| {
            require(connection, document)?;
            pages_of(connection, document)
        })
    }

    /// Turns one page of a document, by its place in the list of pages (from 0), to this many
    /// quarter turns clockwise.
    pub fn turn_page(
        &self,
        document: DocumentId,
        position: u32,
        quarter_turns: u8,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE document_pages SET quarter_turns = ?3 WHERE document = ?1 AND position = ?2",
                params![document, position, quarter_turns % 4],
            )?;
            if changed == 0 {
                return Err(LedgerError::missing("page", position));
            }
            Ok(())
        })
    }

    /// Gives documents other lists of pages and makes new documents, all or nothing: splitting,
    /// merging, reordering, attaching. A document left without pages is removed (it can be
    /// restored only by giving it pages again). Returns the new documents, queued and without
    /// a job.
    pub fn rearrange(
        &self,
        changed: &[(DocumentId, Vec<Page>)],
        new: &[Vec<Page>],
        now: Timestamp,
    ) -> Result<Vec<DocumentId>, LedgerError> {
        self.write(|tx| {
            for (document, pages) in changed {
                require(tx, *document)?;
                tx.execute("DELETE FROM document_pages WHERE document = ?1", [document])?;
                if pages.is_empty() {
                    states::change(tx, *document, DocumentState::Removed, None, now)?;
                } else {
                    set_pages(tx, *document, pages)?;
                }
            }
            new.iter()
                .map(|pages| documents::insert(tx, pages, now))
                .collect()
        })
    }
}

pub(crate) fn pages_of(
    connection: &Connection,
    document: DocumentId,
) -> Result<Vec<Page>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT sha256, page, quarter_turns, attachment, area FROM document_pages
         WHERE document = ?1 ORDER BY position",
    )?;
    let pages = statement.query_map([document], |row| {
        Ok(Page {
            sha256: row.get(0)?,
            page: row.get(1)?,
            quarter_turns: row.get(2)?,
            attachment: row.get(3)?,
            area: row
                .get::<_, Option<String>>(4)?
                .and_then(|text| parse_area(&text)),
        })
    })?;
    Ok(pages.collect::<Result<_, _>>()?)
}

pub(crate) fn set_pages(
    connection: &Connection,
    document: DocumentId,
    pages: &[Page],
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO document_pages (document, position, sha256, page, quarter_turns, attachment, area)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, page) in (0_i64..).zip(pages) {
        statement.execute(params![
            document,
            position,
            page.sha256,
            page.page,
            page.quarter_turns % 4,
            page.attachment,
            page.area.map(write_area)
        ])?;
    }
    Ok(())
}

/// Four whole numbers, separated by blanks.
fn write_area(area: [u16; 4]) -> String {
    area.map(|edge| edge.to_string()).join(" ")
}

fn parse_area(text: &str) -> Option<[u16; 4]> {
    let edges: Option<Vec<u16>> = text.split(' ').map(|edge| edge.parse().ok()).collect();
    edges?.try_into().ok()
}
