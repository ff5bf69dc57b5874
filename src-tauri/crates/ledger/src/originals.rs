use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use crate::{DocumentId, Ledger, LedgerError, Timestamp};

/// A file as it was dropped.
#[derive(Debug, Clone, Copy)]
pub struct NewOriginal<'a> {
    /// 64 lower-case hexadecimal digits.
    pub sha256: &'a str,
    /// The file's name without its folder.
    pub name: &'a str,
    /// Its size in bytes.
    pub bytes: u64,
    /// What its content is (`pdf`, `ofd`, `jpeg`, …).
    pub format: &'a str,
    /// Where it was dropped from, if from a file.
    pub source_path: Option<&'a str>,
}

/// A file that the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Original {
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The file's name without its folder, as dropped first.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What its content is.
    pub format: String,
    /// Where it was dropped from.
    pub source_path: Option<String>,
    /// When.
    pub added_at: Timestamp,
}

/// What became of a dropped file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddedOriginal {
    /// Whether these bytes had never been dropped before.
    pub is_new: bool,
    /// The documents that its pages already belong to, removed ones included.
    pub documents: Vec<DocumentId>,
}

impl Ledger {
    /// Adds a file, or finds that the same bytes are known already.
    pub fn add_original(
        &self,
        original: NewOriginal<'_>,
        now: Timestamp,
    ) -> Result<AddedOriginal, LedgerError> {
        self.write(|tx| {
            let bytes = i64::try_from(original.bytes)
                .map_err(|_| LedgerError::Refused("a file of that size".to_owned()))?;
            let added = tx
                .prepare_cached(
                    "INSERT INTO originals (sha256, name, bytes, format, source_path, added_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (sha256) DO NOTHING",
                )?
                .execute(params![
                    original.sha256,
                    original.name,
                    bytes,
                    original.format,
                    original.source_path,
                    now
                ])?;
            Ok(AddedOriginal {
                is_new: added == 1,
                documents: documents_of(tx, original.sha256)?,
            })
        })
    }

    /// The documents that pages of a file belong to, removed ones included, oldest first.
    pub fn documents_of_original(&self, sha256: &str) -> Result<Vec<DocumentId>, LedgerError> {
        self.read(|connection| documents_of(connection, sha256))
    }

    /// A file by its sha256.
    pub fn original(&self, sha256: &str) -> Result<Option<Original>, LedgerError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT * FROM originals WHERE sha256 = ?1")?
                .query_row([sha256], from_row)
                .optional()?)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Original> {
    Ok(Original {
        sha256: row.get("sha256")?,
        name: row.get("name")?,
        bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
        format: row.get("format")?,
        source_path: row.get("source_path")?,
        added_at: row.get("added_at")?,
    })
}

fn documents_of(connection: &Connection, sha256: &str) -> Result<Vec<DocumentId>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM documents WHERE sha256 = ?1
         UNION SELECT document FROM document_pages WHERE sha256 = ?1 ORDER BY 1",
    )?;
    let ids = statement.query_map([sha256], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
