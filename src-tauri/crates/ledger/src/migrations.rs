//! Numbered steps from one shape of the file to the next.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::{LedgerError, Timestamp, backup};

/// Marks the file as ours (`FPLR`), so that another program's database is never touched.
const APPLICATION_ID: i32 = 0x4650_4C52;

/// One step: the SQL that leads from the version before to its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) version: u32,
    pub(crate) sql: &'static str,
}

/// All steps, in order, without gaps.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: include_str!("../migrations/0001_begin.sql"),
}];

/// Brings the file to the newest version. Each step is a transaction of its own; a file that
/// already holds something is checked and copied before the first one. Returns the version.
pub(crate) fn migrate(
    connection: &mut Connection,
    path: &Path,
    steps: &[Migration],
    now: Timestamp,
) -> Result<u32, LedgerError> {
    let known = steps.last().map_or(0, |step| step.version);
    let found = version(connection)?;
    if found > known {
        return Err(LedgerError::Newer { found, known });
    }
    if found == 0 && !is_empty(connection)?
        || found > 0 && application(connection)? != APPLICATION_ID
    {
        return Err(LedgerError::NotALedger);
    }
    if found > 0 && found < known {
        check(connection)?;
        backup::before_migration(connection, path, found, now)?;
    }
    for step in steps {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again inside: another program may have taken this step meanwhile.
        if version(&transaction)? < step.version {
            transaction.execute_batch(step.sql)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", step.version)?;
        }
        transaction.commit()?;
    }
    Ok(known)
}

/// Reads the whole file and says what is broken. Takes time with its size.
pub(crate) fn check(connection: &Connection) -> Result<(), LedgerError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(LedgerError::Damaged { detail: verdict })
    }
}

fn version(connection: &Connection) -> Result<u32, LedgerError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

fn application(connection: &Connection) -> Result<i32, LedgerError> {
    Ok(connection.query_row("PRAGMA application_id", [], |row| row.get(0))?)
}

fn is_empty(connection: &Connection) -> Result<bool, LedgerError> {
    Ok(connection.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)",
        [],
        |row| row.get(0),
    )?)
}
