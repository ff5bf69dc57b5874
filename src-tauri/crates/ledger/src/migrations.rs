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
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("../migrations/0001_begin.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("../migrations/0002_checks.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("../migrations/0003_pages_and_second_readings.sql"),
    },
    Migration {
        version: 4,
        sql: include_str!("../migrations/0004_copies.sql"),
    },
    Migration {
        version: 5,
        sql: include_str!("../migrations/0005_areas.sql"),
    },
    Migration {
        version: 6,
        sql: include_str!("../migrations/0006_places.sql"),
    },
    Migration {
        version: 7,
        sql: include_str!("../migrations/0007_judged.sql"),
    },
    Migration {
        version: 8,
        sql: include_str!("../migrations/0008_beside.sql"),
    },
    Migration {
        version: 9,
        sql: include_str!("../migrations/0009_waiting_for_doubt.sql"),
    },
];

/// Brings the file to the newest version, or leaves it as it was. A file that already holds
/// something is checked and copied before the first step. Returns the version.
pub(crate) fn migrate(
    connection: &mut Connection,
    path: &Path,
    steps: &[Migration],
    now: Timestamp,
) -> Result<u32, LedgerError> {
    let known = steps.last().map_or(0, |step| step.version);
    let (found, empty, application) = {
        // One moment of the file: another program may be making it just now.
        let moment = connection.transaction()?;
        (version(&moment)?, is_empty(&moment)?, application(&moment)?)
    };
    if found > known {
        return Err(LedgerError::Newer { found, known });
    }
    let is_ours = application == APPLICATION_ID || (found == 0 && empty);
    if !is_ours {
        return Err(LedgerError::NotALedger);
    }
    if found > 0 && found < known {
        check(connection)?;
        backup::before_migration(connection, path, found, now)?;
    }
    // All steps at once: another program that makes the same file never sees it half-way.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in steps {
        // Read inside: another program may have taken this step meanwhile.
        if version(&transaction)? < step.version {
            transaction.execute_batch(step.sql)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", step.version)?;
        }
    }
    transaction.commit()?;
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::{Ledger, NewCompany};

    /// Today's version.
    const TODAY: u32 = MIGRATIONS.len() as u32;
    const NEXT: Migration = Migration {
        version: TODAY + 1,
        sql: "CREATE TABLE later (id INTEGER); INSERT INTO later VALUES (7);",
    };
    const BROKEN: Migration = Migration {
        version: TODAY + 1,
        sql: "CREATE TABLE later (id INTEGER); INSERT INTO nowhere VALUES (7);",
    };

    fn steps(next: &[Migration]) -> Vec<Migration> {
        MIGRATIONS.iter().chain(next).copied().collect()
    }

    /// A ledger of today's version with a company in it.
    fn today() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let ledger = Ledger::open(&path, Timestamp(0)).unwrap();
        ledger
            .add_company(&NewCompany::default(), Timestamp(0))
            .unwrap();
        (folder, path)
    }

    fn backups(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("backup"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_steps_are_numbered_without_gaps() {
        let versions: Vec<u32> = MIGRATIONS.iter().map(|step| step.version).collect();
        let want: Vec<u32> = (1..).take(MIGRATIONS.len()).collect();
        assert_eq!(versions, want);
    }

    #[test]
    fn a_new_step_is_taken_once_after_a_copy_of_the_old_file() {
        let (folder, path) = today();
        let now = Timestamp(1_767_225_600_000);
        for _ in 0..2 {
            let ledger = Ledger::open_with(&path, now, &steps(&[NEXT])).unwrap();
            let rows: i64 = ledger
                .lock()
                .query_row("SELECT count(*) FROM later", [], |row| row.get(0))
                .unwrap();
            assert_eq!(rows, 1);
            assert_eq!(ledger.companies().unwrap().len(), 1);
        }
        assert_eq!(
            backups(&folder),
            [format!("ledger.backup-v{TODAY}-20260101-000000.sqlite")]
        );

        let copy = folder.path().join(&backups(&folder)[0]);
        let old = Ledger::open(&copy, now).unwrap();
        assert_eq!(old.companies().unwrap().len(), 1);
        let refused = Ledger::open(&path, now).unwrap_err();
        assert_eq!(
            refused.code(),
            "ledger_newer",
            "the older program stays out"
        );
    }

    #[test]
    fn a_new_file_needs_no_copy() {
        let (folder, _) = today();
        assert_eq!(backups(&folder), Vec::<String>::new());
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let (_folder, path) = today();
        assert!(Ledger::open_with(&path, Timestamp(0), &steps(&[BROKEN])).is_err());
        let ledger = Ledger::open(&path, Timestamp(0)).unwrap();
        assert_eq!(ledger.companies().unwrap().len(), 1);
        let left: i64 = ledger
            .lock()
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'later'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(left, 0, "the half that worked was taken back");
    }

    #[test]
    fn only_the_latest_copies_are_kept() {
        let (folder, path) = today();
        let later: Vec<Migration> = (TODAY + 1..=TODAY + 11)
            .map(|version| Migration { version, sql: "" })
            .collect();
        for (count, second) in (1..=later.len()).zip(1..) {
            let now = Timestamp(second * 1_000);
            Ledger::open_with(&path, now, &steps(&later[..count])).unwrap();
        }
        let mut kept = [9, 10, 11].map(|step| {
            let version = TODAY - 1 + step;
            format!("ledger.backup-v{version}-19700101-{step:06}.sqlite")
        });
        kept.sort();
        assert_eq!(backups(&folder), kept);
    }
}
