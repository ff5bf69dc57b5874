//! Invoices seen before.

use invoice::{IssueDate, Money};
use rusqlite::{Connection, params};
use serde::Serialize;

use crate::documents::from_row;
use crate::{DocumentId, DocumentRow, Ledger, LedgerError};

/// What is known of the invoice in hand.
#[derive(Debug, Clone, Copy)]
pub struct DuplicateQuery<'a> {
    /// Its document, which is no duplicate of itself.
    pub document: DocumentId,
    /// 发票代码.
    pub code: Option<&'a str>,
    /// 发票号码.
    pub number: Option<&'a str>,
    /// 销售方纳税人识别号.
    pub seller_tax_id: Option<&'a str>,
    /// 销售方名称: its number may be misread on one of two.
    pub seller_name: Option<&'a str>,
    /// 价税合计.
    pub gross: Option<Money>,
    /// 开票日期.
    pub issue_date: Option<IssueDate>,
}

/// In what two invoices agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateKind {
    /// The same number, and the same code or one of them unknown.
    SameNumber,
    /// A page of the same file.
    SameFile,
    /// The same seller, gross amount and date under another number.
    SameSale,
}

/// An invoice seen before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicate {
    /// In what it agrees.
    pub kind: DuplicateKind,
    /// The other document; says also whether it was exported or reimbursed.
    pub document: DocumentRow,
}

/// More than these would tell nothing more.
const MOST: i64 = 50;

impl Ledger {
    /// The other invoices that may be the same, those with the same number first, oldest first.
    /// Removed documents and those that are no invoices do not count.
    pub fn find_duplicates(
        &self,
        query: &DuplicateQuery<'_>,
    ) -> Result<Vec<Duplicate>, LedgerError> {
        self.read(|connection| {
            let mut found: Vec<Duplicate> = same_number(connection, query)?
                .into_iter()
                .map(|document| Duplicate {
                    kind: DuplicateKind::SameNumber,
                    document,
                })
                .collect();
            let others = [
                (DuplicateKind::SameFile, same_file(connection, query)?),
                (DuplicateKind::SameSale, same_sale(connection, query)?),
            ];
            for (kind, documents) in others {
                for document in documents {
                    if found.iter().all(|known| known.document.id != document.id) {
                        found.push(Duplicate { kind, document });
                    }
                }
            }
            Ok(found)
        })
    }
}

fn same_number(
    connection: &Connection,
    query: &DuplicateQuery<'_>,
) -> Result<Vec<DocumentRow>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM documents
         WHERE number = ?1 AND (code IS NULL OR ?2 IS NULL OR code = ?2) AND id <> ?3
             AND state NOT IN ('removed', 'not_invoice')
         ORDER BY id LIMIT ?4",
    )?;
    let rows = statement.query_map(
        params![query.number, query.code, query.document, MOST],
        from_row,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn same_file(
    connection: &Connection,
    query: &DuplicateQuery<'_>,
) -> Result<Vec<DocumentRow>, LedgerError> {
    // By page: one file may hold several invoices, each a document of its own.
    let mut statement = connection.prepare_cached(
        "SELECT * FROM documents WHERE id IN (
             SELECT other.document FROM document_pages AS own
             JOIN document_pages AS other ON other.sha256 = own.sha256 AND other.page = own.page
                 AND other.area IS own.area
             WHERE own.document = ?1 AND own.attachment = 0 AND other.attachment = 0
                 AND other.document <> ?1)
             AND state NOT IN ('removed', 'not_invoice')
         ORDER BY id LIMIT ?2",
    )?;
    let rows = statement.query_map(params![query.document, MOST], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn same_sale(
    connection: &Connection,
    query: &DuplicateQuery<'_>,
) -> Result<Vec<DocumentRow>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM documents
         WHERE gross_fen = ?2 AND issue_date = ?3 AND (seller_tax_id = ?1 OR seller_name = ?6)
             AND id <> ?4 AND state NOT IN ('removed', 'not_invoice')
         ORDER BY id LIMIT ?5",
    )?;
    let rows = statement.query_map(
        params![
            query.seller_tax_id,
            query.gross.map(Money::fen),
            query.issue_date.map(|date| date.to_string()),
            query.document,
            MOST,
            query.seller_name
        ],
        from_row,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
