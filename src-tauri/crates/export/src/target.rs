//! The file that is written: complete, or not there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::ExportError;

/// Says early that a target cannot be replaced. Elsewhere than on Windows a protected file would
/// be replaced all the same, as only its folder counts there.
pub(crate) fn check(path: &Path) -> Result<(), ExportError> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() || there.permissions().readonly() => Err(ExportError::InUse {
            path: path.to_owned(),
            source: io::ErrorKind::PermissionDenied.into(),
        }),
        _ => Ok(()),
    }
}

/// Writes beside the target, then renames.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let written = tempfile::Builder::new()
        .prefix(".fapiao-")
        .suffix(".part")
        // With the permissions of any other new file, not those of a secret one.
        .make_in(folder, |part| {
            File::options().write(true).create_new(true).open(part)
        })
        .and_then(|mut part| {
            part.write_all(bytes)?;
            part.as_file().sync_all()?;
            Ok(part)
        })
        .map_err(|error| failed(path, error))?;
    // Dropped on failure, the unfinished file goes away with it.
    match written.persist(path) {
        Ok(_) => Ok(()),
        Err(refused) => Err(match refused.error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::NotFound => failed(path, refused.error),
            // Windows has several codes for a file that another program holds open.
            _ => ExportError::InUse {
                path: path.to_owned(),
                source: refused.error,
            },
        }),
    }
}

fn failed(path: &Path, error: io::Error) -> ExportError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => ExportError::NoFolder { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ExportError::DiskFull { path },
        _ => ExportError::Unwritable {
            path,
            source: error,
        },
    }
}
