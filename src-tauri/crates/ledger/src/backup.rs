//! Copies of the whole file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::DateTime;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::{LedgerError, Timestamp};

/// How many copies from before migrations are kept.
const KEPT: usize = 3;

/// Copies the file to `<name>.backup-v<version>-<UTC date>.sqlite` beside it and drops the oldest
/// copies beyond [`KEPT`].
pub(crate) fn before_migration(
    connection: &Connection,
    path: &Path,
    version: u32,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let date = DateTime::from_timestamp_millis(now.0)
        .map(|at| at.format("%Y%m%d-%H%M%S").to_string())
        .unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("."));
    let target = folder.join(format!("{stem}.backup-v{version}-{date}.sqlite"));
    copy(connection, &target)?;
    forget_oldest(folder, &format!("{stem}.backup-v"));
    Ok(())
}

/// Copies the whole ledger, consistent at one moment, to a file that appears only when complete.
pub(crate) fn copy(connection: &Connection, target: &Path) -> Result<(), LedgerError> {
    let failed = |detail: String| LedgerError::Backup {
        path: target.to_owned(),
        detail,
    };
    let unfinished = with_suffix(target, ".part");
    // A leftover of a crash; the copy below would otherwise write into it.
    let _ = fs::remove_file(&unfinished);
    let copied = (|| -> rusqlite::Result<()> {
        let mut copy = Connection::open(&unfinished)?;
        Backup::new(connection, &mut copy)?.run_to_completion(1_000, Duration::ZERO, None)?;
        // The copy of a WAL database wants a WAL too; a backup should be one plain file.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        copy.close().map_err(|(_, error)| error)
    })();
    let done = copied
        .map_err(|error| error.to_string())
        .and_then(|()| fs::rename(&unfinished, target).map_err(|error| error.to_string()));
    done.map_err(|detail| {
        let _ = fs::remove_file(&unfinished);
        failed(detail)
    })
}

/// The path with something behind its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn forget_oldest(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut copies: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let rest = name.strip_prefix(prefix)?.strip_suffix(".sqlite")?;
            // By date, not by version: `v9` sorts behind `v10` as text.
            let date = rest.split_once('-')?.1.to_owned();
            Some((date, entry.path()))
        })
        .collect();
    copies.sort();
    let surplus = copies.len().saturating_sub(KEPT);
    for (_, path) in copies.into_iter().take(surplus) {
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, "an old backup of the ledger could not be removed");
        }
    }
}
