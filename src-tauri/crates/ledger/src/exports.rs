use rusqlite::params;
use serde::Serialize;

use crate::documents::require;
use crate::{DocumentId, ExportId, Ledger, LedgerError, Timestamp};

/// A file that invoices were exported to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// Where it was written.
    pub path: String,
    /// The layout of it.
    pub layout: String,
    /// How many invoices are in it.
    pub invoices: u64,
    /// When.
    pub at: Timestamp,
}

impl Ledger {
    /// Writes down that these documents were exported to a file.
    pub fn record_export(
        &self,
        path: &str,
        layout: &str,
        documents: &[DocumentId],
        now: Timestamp,
    ) -> Result<ExportId, LedgerError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO exports (path, layout, at) VALUES (?1, ?2, ?3)",
                params![path, layout, now],
            )?;
            let export = ExportId(tx.last_insert_rowid());
            for document in documents {
                require(tx, *document)?;
                tx.prepare_cached(
                    "INSERT OR IGNORE INTO export_entries (export, document) VALUES (?1, ?2)",
                )?
                .execute(params![export, document])?;
                tx.prepare_cached("UPDATE documents SET exported_at = ?2 WHERE id = ?1")?
                    .execute(params![document, now])?;
            }
            Ok(export)
        })
    }

    /// The latest exports, newest first.
    pub fn exports(&self, limit: u32) -> Result<Vec<Export>, LedgerError> {
        self.list_exports("", params![limit])
    }

    /// The files that a document was exported to, newest first.
    pub fn exports_of(&self, document: DocumentId) -> Result<Vec<Export>, LedgerError> {
        self.list_exports(
            "WHERE e.id IN (SELECT export FROM export_entries WHERE document = ?2)",
            params![-1, document],
        )
    }

    fn list_exports(
        &self,
        condition: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Export>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT e.id, e.path, e.layout, e.at,
                        (SELECT count(*) FROM export_entries WHERE export = e.id)
                 FROM exports AS e {condition} ORDER BY e.id DESC LIMIT ?1"
            ))?;
            let exports = statement.query_map(values, |row| {
                Ok(Export {
                    id: row.get(0)?,
                    path: row.get(1)?,
                    layout: row.get(2)?,
                    at: row.get(3)?,
                    invoices: row.get::<_, i64>(4)?.unsigned_abs(),
                })
            })?;
            Ok(exports.collect::<Result<_, _>>()?)
        })
    }
}
