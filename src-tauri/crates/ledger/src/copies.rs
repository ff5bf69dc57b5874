//! The same invoice in another format: a document that is evidence for another one.

use rusqlite::{Connection, OptionalExtension, params};

use crate::documents::require;
use crate::{DocumentId, DocumentState, Ledger, LedgerError, Timestamp, states, waiting};

impl Ledger {
    /// Makes a document, and its own copies with it, copies of another one. It leaves the lists;
    /// what was read of it stays. Refused for one that somebody worked on, that waits for an
    /// answer, or that was taken apart before.
    pub fn join_copy(
        &self,
        document: DocumentId,
        invoice: DocumentId,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let row = require(tx, document)?;
            let whole = require(tx, invoice)?;
            let touched: bool = tx
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM corrections WHERE document = ?1)")?
                .query_row([document], |row| row.get(0))?;
            let refused = |state: &str| LedgerError::WrongState {
                what: "document",
                state: state.to_owned(),
            };
            if touched || row.reviewed_at.is_some() || row.state != DocumentState::Ready {
                return Err(refused("worked on"));
            }
            if whole.state == DocumentState::Removed || !may_join(tx, document)? {
                return Err(refused("apart"));
            }
            tx.execute(
                "UPDATE copies SET invoice = ?2 WHERE invoice = ?1 AND apart = 0",
                params![document, invoice],
            )?;
            tx.execute(
                "INSERT INTO copies (document, invoice, at) VALUES (?1, ?2, ?3)",
                params![document, invoice, now],
            )?;
            waiting::cancel_waiting(tx, document, now)?;
            states::change(tx, document, DocumentState::Removed, Some("copy"), now)
        })
    }

    /// Takes a copy apart from its invoice, for good. Gives the invoice; `None` where it is no copy.
    pub fn part_copy(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<Option<DocumentId>, LedgerError> {
        self.write(|tx| {
            let Some(invoice) = copy_of(tx, document)? else {
                return Ok(None);
            };
            tx.execute(
                "UPDATE copies SET apart = 1, at = ?2 WHERE document = ?1",
                params![document, now],
            )?;
            let state = states::state_of_document(tx, document)?.0;
            states::change(tx, document, state, None, now)?;
            Ok(Some(invoice))
        })
    }

    /// The copies of an invoice, oldest first.
    pub fn copies(&self, invoice: DocumentId) -> Result<Vec<DocumentId>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document FROM copies WHERE invoice = ?1 AND apart = 0 ORDER BY document",
            )?;
            let copies = statement.query_map([invoice], |row| row.get(0))?;
            Ok(copies.collect::<Result<_, _>>()?)
        })
    }

    /// The invoice that a document is a copy of.
    pub fn copy_of(&self, document: DocumentId) -> Result<Option<DocumentId>, LedgerError> {
        self.read(|connection| copy_of(connection, document))
    }

    /// Whether a document may be joined to another one: it is no copy, and was never taken apart.
    pub fn may_join(&self, document: DocumentId) -> Result<bool, LedgerError> {
        self.read(|connection| may_join(connection, document))
    }
}

fn copy_of(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<DocumentId>, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT invoice FROM copies WHERE document = ?1 AND apart = 0")?
        .query_row([document], |row| row.get(0))
        .optional()?)
}

fn may_join(connection: &Connection, document: DocumentId) -> Result<bool, LedgerError> {
    let known: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM copies WHERE document = ?1)")?
        .query_row([document], |row| row.get(0))?;
    Ok(!known)
}
