//! The states that a document goes through, and their history.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::documents::require;
use crate::{DocumentId, JobState, Ledger, LedgerError, Timestamp, waiting};

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
                waiting::cancel_waiting(tx, document, now)?;
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
    Ok(state_of_document(connection, document)?.0)
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
    let (state, failure) = state_of_document(connection, document)?;
    connection
        .prepare_cached("UPDATE documents SET failure = ?2 WHERE id = ?1")?
        .execute(params![document, failure])?;
    if state == row.state {
        return Ok(());
    }
    change(connection, document, state, None, now)
}

/// Where a document stands by its recognitions and jobs, and the failure (JSON) to show.
pub(crate) fn state_of_document(
    connection: &Connection,
    document: DocumentId,
) -> Result<(DocumentState, Option<String>), LedgerError> {
    let (recognized, judged): (bool, bool) = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM recognitions WHERE document = d.id), d.judged
             FROM documents AS d WHERE d.id = ?1",
        )?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if recognized {
        // Whoever sees a document that is ready sees what was read and found on it, too.
        let state = if judged {
            DocumentState::Ready
        } else {
            DocumentState::Working
        };
        return Ok((state, None));
    }
    // The liveliest job tells; of equals the newest.
    let job: Option<(JobState, Option<String>)> = connection
        .prepare_cached(
            "SELECT state, failure FROM jobs WHERE document = ?1
             ORDER BY CASE state WHEN 'claimed' THEN 0 WHEN 'sent' THEN 0 WHEN 'in_doubt' THEN 1
                                 WHEN 'queued' THEN 2 ELSE 3 END, id DESC
             LIMIT 1",
        )?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match job {
        Some((JobState::Claimed | JobState::Sent, _)) => (DocumentState::Working, None),
        Some((JobState::InDoubt, failure)) => (DocumentState::InDoubt, failure),
        Some((JobState::Queued, failure)) => (DocumentState::Queued, failure),
        Some((_, failure)) => (DocumentState::Failed, failure),
        None => {
            // Never had a job: failed while being opened, or still waiting for its first one.
            let failure: Option<String> = connection
                .prepare_cached("SELECT failure FROM documents WHERE id = ?1")?
                .query_row([document], |row| row.get(0))?;
            match failure {
                Some(failure) => (DocumentState::Failed, Some(failure)),
                None => (DocumentState::Queued, None),
            }
        }
    })
}
