use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::migrations::{self, MIGRATIONS, Migration};
use crate::session::Session;
use crate::{LedgerError, Timestamp, backup};

/// How long a statement waits while another program writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// The ledger: one connection, used by one thread at a time, callable from all. Calls block on
/// the disk (a few milliseconds) and belong on threads that may block.
#[derive(Debug)]
pub struct Ledger {
    connection: Mutex<Connection>,
    pub(crate) session: Session,
    path: PathBuf,
}

impl Ledger {
    /// Opens the file, makes it where there is none and brings an older one to this program's
    /// shape, with a copy of it beside it first.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        Self::open_with(path, now, MIGRATIONS)
    }

    pub(crate) fn open_with(
        path: &Path,
        now: Timestamp,
        steps: &[Migration],
    ) -> Result<Self, LedgerError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // FULL, not NORMAL: a commit is on the disk when it returns. "Sent" must survive a power
        // cut, or the same request would be sent, and paid, again.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Without it REPLACE would slip past the triggers that forbid deleting.
        connection.pragma_update(None, "recursive_triggers", true)?;
        migrations::migrate(&mut connection, path, steps, now)?;
        let mode = use_write_ahead_log(&connection)?;
        if mode != "wal" {
            tracing::warn!(mode, "the ledger's folder does not allow a write-ahead log");
        }
        let session = Session::begin(&mut connection, path, now)?;
        Ok(Self {
            connection: Mutex::new(connection),
            session,
            path: path.to_owned(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the whole file and says if it is damaged. Takes seconds for a large ledger and keeps
    /// other calls waiting meanwhile.
    pub fn check(&self) -> Result<(), LedgerError> {
        migrations::check(&self.lock())
    }

    /// Copies the whole ledger, consistent at one moment, to a single file. A file of that name is
    /// replaced only by a complete copy.
    pub fn backup(&self, target: &Path) -> Result<(), LedgerError> {
        backup::copy(&self.lock(), target)
    }

    /// Runs reads that see one moment of the file.
    pub(crate) fn read<T>(
        &self,
        queries: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        queries(&transaction)
    }

    /// Runs changes that happen all or not at all, and are on the disk when this returns.
    /// Immediate, so that two programs wait for each other instead of failing half-way.
    pub(crate) fn write<T>(
        &self,
        changes: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = changes(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// A thread that panicked rolled its transaction back while unwinding, so the connection is
    /// good for the next one.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes the journal; the first program on a new file does it for all. This is the one statement
/// that SQLite does not wait with while another program is in the file, so the waiting is here.
fn use_write_ahead_log(connection: &Connection) -> Result<String, LedgerError> {
    const PAUSE: Duration = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match mode.map_err(LedgerError::from) {
            Err(LedgerError::Busy) if waited < PATIENCE => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewCompany;

    #[test]
    fn a_full_disk_is_said_and_loses_nothing_that_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("a.sqlite"), Timestamp(0)).unwrap();
        let company = NewCompany {
            name: "杭州远山商贸有限公司".repeat(100),
            ..NewCompany::default()
        };
        let set_limit = |pages: i64| {
            let connection = ledger.lock();
            connection
                .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .unwrap();
        };
        let pages: i64 = ledger
            .lock()
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        set_limit(pages + 3);
        let mut written = 0;
        let error = loop {
            match ledger.add_company(&company, Timestamp(1)) {
                Ok(_) => written += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.code(), "disk_full");
        assert!(written > 0, "some fitted");
        assert_eq!(ledger.companies().unwrap().len(), written);
        set_limit(1_000_000);
        ledger.add_company(&company, Timestamp(2)).unwrap();
        assert_eq!(ledger.companies().unwrap().len(), written + 1);
        ledger.check().unwrap();
    }

    #[test]
    fn a_thread_that_panics_takes_its_change_back_and_leaves_the_ledger_usable() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("a.sqlite"), Timestamp(0)).unwrap();
        let panicked = std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                ledger.write::<()>(|tx| {
                    tx.execute("INSERT INTO settings VALUES ('half', '1', 0)", [])?;
                    panic!("in the middle")
                })
            });
            thread.join().is_err()
        });
        assert!(panicked);
        assert_eq!(ledger.setting("half").unwrap(), None);
        ledger
            .set_setting("whole", &serde_json::json!(1), Timestamp(1))
            .unwrap();
    }
}
