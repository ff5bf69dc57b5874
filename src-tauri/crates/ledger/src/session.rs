//! Which programs have the ledger open. Each holds a lock on a small file of its own beside the
//! ledger; the system frees it when the program ends in whatever way, so another program can tell
//! a job under way from one that a crash left behind.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};

use crate::backup::with_suffix;
use crate::{LedgerError, Timestamp};

/// This program's own session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) id: i64,
    path: PathBuf,
    // Held, never read: dropping it frees the lock.
    _lock: File,
}

impl Session {
    /// Begins a session.
    pub(crate) fn begin(
        connection: &mut Connection,
        ledger: &Path,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("INSERT INTO sessions (started_at) VALUES (?1)", [now])?;
        let id = transaction.last_insert_rowid();
        let path = lock_path(ledger, id);
        // Locked before the row can be seen, so nobody takes the session for a dead one.
        let locked = File::create(&path).and_then(|file| {
            file.try_lock().map_err(std::io::Error::from)?;
            Ok(file)
        });
        let lock = locked.map_err(|error| LedgerError::Unwritable {
            detail: error.to_string(),
        })?;
        transaction.commit()?;
        Ok(Self {
            id,
            path,
            _lock: lock,
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The row stays until the next recovery: jobs under way at this moment are left to it.
        let _ = fs::remove_file(&self.path);
    }
}

/// The sessions whose program has ended.
pub(crate) fn ended(
    connection: &Connection,
    ledger: &Path,
    own: i64,
) -> Result<Vec<i64>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT id FROM sessions WHERE id <> ?1")?;
    let others = statement.query_map(params![own], |row| row.get::<_, i64>(0))?;
    let mut dead = Vec::new();
    for id in others {
        let id = id?;
        if !is_alive(&lock_path(ledger, id)) {
            dead.push(id);
        }
    }
    Ok(dead)
}

/// Forgets a session that has ended.
pub(crate) fn forget(connection: &Connection, ledger: &Path, id: i64) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM sessions WHERE id = ?1", [id])?;
    let _ = fs::remove_file(lock_path(ledger, id));
    Ok(())
}

fn lock_path(ledger: &Path, id: i64) -> PathBuf {
    with_suffix(ledger, &format!(".session-{id}"))
}

fn is_alive(path: &Path) -> bool {
    match File::open(path).map(|file| file.try_lock()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Ok(Ok(())) => false,
        // Anything but "locked by another" leaves it unknown: a job taken from a living program
        // could be paid twice, one left waiting only waits.
        Err(_) | Ok(Err(_)) => true,
    }
}
