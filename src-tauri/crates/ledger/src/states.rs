//! The states that a document goes through, and their history.

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::documents::require;
use crate::{DocumentId, Ledger, LedgerError, Timestamp, jobs};

macro_rules! state {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON and in the file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                let text = value.as_str()?;
                Self::ALL
                    .iter()
                    .copied()
                    .find(|state| state.as_str() == text)
                    .ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use state;

state! {
    /// Where a document stands.
    DocumentState {
        /// Waiting to be recognized.
        Queued => "queued";
        /// Being recognized.
        Working => "working";
        /// A request went out and no answer was seen: it may have been charged, so it is sent
        /// again only when asked.
        InDoubt => "in_doubt";
        /// Could not be recognized.
        Failed => "failed";
        /// Recognized, to be reviewed.
        Ready => "ready";
        /// Said to be right by the reviewer.
        Reviewed => "reviewed";
        /// Put off, with a reason.
        Postponed => "postponed";
        /// Set aside: no invoice.
        NotInvoice => "not_invoice";
        /// In the recycle bin.
        Removed => "removed";
    }
}

impl DocumentState {
    /// Whether jobs move the document on. In the other states it stays until the reviewer acts.
    const fn follows_jobs(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Working | Self::InDoubt | Self::Failed
        )
    }
}

/// An entry in the history of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateChange {
    /// The state that began.
    pub state: DocumentState,
    /// Why, where the reviewer said so.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Ledger {
    /// Puts a document into a state, with the reviewer's reason. Setting it aside or removing it
    /// cancels its jobs that have not been sent.
    pub fn set_state(
        &self,
        document: DocumentId,
        state: DocumentState,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            if matches!(state, DocumentState::NotInvoice | DocumentState::Removed) {
                jobs::cancel_waiting(tx, document, now)?;
            }
            change(tx, document, state, reason, now)
        })
    }

    /// Takes a document back out of the recycle bin, or from being postponed or set aside, to
    /// where it was; returns the state.
    pub fn restore(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<DocumentState, LedgerError> {
        self.write(|tx| {
            let state = before_removal(tx, document)?;
            change(tx, document, state, None, now)?;
            Ok(state)
        })
    }

    /// The history of a document's states, oldest first.
    pub fn state_changes(&self, document: DocumentId) -> Result<Vec<StateChange>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT state, reason, at FROM state_changes WHERE document = ?1 ORDER BY id",
            )?;
            let changes = statement.query_map([document], |row| {
                Ok(StateChange {
                    state: row.get(0)?,
                    reason: row.get(1)?,
                    at: row.get(2)?,
                })
            })?;
            Ok(changes.collect::<Result<_, _>>()?)
        })
    }
}

/// Where a document stood before it was removed, postponed or set aside.
pub(crate) fn before_removal(
    connection: &Connection,
    document: DocumentId,
) -> Result<DocumentState, LedgerError> {
    if require(connection, document)?.reviewed_at.is_some() {
        return Ok(DocumentState::Reviewed);
    }
    Ok(jobs::state_of_document(connection, document)?.0)
}

/// Changes the state and writes it into the history.
pub(crate) fn change(
    connection: &Connection,
    document: DocumentId,
    state: DocumentState,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "UPDATE documents SET state = ?2, reason = ?3, state_at = ?4 WHERE id = ?1",
        )?
        .execute(params![document, state, reason, now])?;
    connection
        .prepare_cached(
            "INSERT INTO state_changes (document, state, reason, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![document, state, reason, now])?;
    Ok(())
}

/// Lets a document follow its jobs, unless the reviewer has put it elsewhere.
pub(crate) fn follow_jobs(
    connection: &Connection,
    document: DocumentId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let row = require(connection, document)?;
    if !row.state.follows_jobs() {
        return Ok(());
    }
    let (state, failure) = jobs::state_of_document(connection, document)?;
    connection
        .prepare_cached("UPDATE documents SET failure = ?2 WHERE id = ?1")?
        .execute(params![document, failure])?;
    if state == row.state {
        return Ok(());
    }
    change(connection, document, state, None, now)
}
