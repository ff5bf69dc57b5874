//! Lists of documents: the queue and the ledger's pages.

use std::collections::BTreeMap;

use invoice::{InvoiceType, IssueDate, Money};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::documents::from_row;
use crate::summary::folded;
use crate::{DocumentRow, DocumentState, Ledger, LedgerError};

/// Which documents. The default is all that are not removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentFilter {
    /// In one of these states; empty means any but removed.
    pub states: Vec<DocumentState>,
    /// Words that must all stand in the file's name, number, code, a party's name or tax id, the
    /// date (`2024-05`) or the gross amount. Width and case of letters do not matter.
    pub text: String,
    /// One of these kinds; empty means any.
    pub invoice_types: Vec<InvoiceType>,
    /// Issued on this day or later.
    pub issued_from: Option<IssueDate>,
    /// Issued on this day or earlier.
    pub issued_to: Option<IssueDate>,
    /// Exported at least once, or never.
    pub exported: Option<bool>,
    /// Marked as reimbursed, or not.
    pub reimbursed: Option<bool>,
}

/// The order of a list; ties are in the order of arrival, or its reverse where it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentOrder {
    /// First come, first.
    #[default]
    Arrival,
    /// Last come, first.
    Newest,
    /// Oldest date of issue first; those without a date last.
    IssueDate,
    /// Latest date of issue first, of one day the last come first; those without a date last.
    IssueDateDescending,
    /// By the seller's name.
    Seller,
    /// Largest gross amount first.
    Gross,
}

impl DocumentOrder {
    const fn sql(self) -> &'static str {
        match self {
            Self::Arrival => "id",
            Self::Newest => "id DESC",
            // Absent values sort lowest, so that the index gives this order as it stands.
            Self::IssueDate => "issue_date NULLS LAST, id",
            Self::IssueDateDescending => "issue_date DESC, id DESC",
            Self::Seller => "seller_name IS NULL, seller_name, id",
            Self::Gross => "gross_fen IS NULL, gross_fen DESC, id",
        }
    }
}

/// What a list adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DocumentTotals {
    /// How many documents.
    pub count: u64,
    /// Sum of 合计金额, where known.
    pub net: Money,
    /// Sum of 合计税额, where known.
    pub tax: Money,
    /// Sum of 价税合计, where known.
    pub gross: Money,
}

impl Ledger {
    /// A stretch of a list: `limit` rows after leaving out `offset`.
    pub fn documents(
        &self,
        filter: &DocumentFilter,
        order: DocumentOrder,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<DocumentRow>, LedgerError> {
        let (condition, mut values) = filter.sql();
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        values.push(Value::Integer(i64::try_from(offset).unwrap_or(i64::MAX)));
        // The rows are chosen by their ids first: sorting narrow rows is much faster than wide
        // ones when the ledger is large.
        let order = order.sql();
        let sql = format!(
            "SELECT * FROM documents WHERE id IN
                 (SELECT id FROM documents WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?)
             ORDER BY {order}"
        );
        self.read(|connection| collect(connection, &sql, values))
    }

    /// How many documents a list has and what they add up to.
    pub fn document_totals(&self, filter: &DocumentFilter) -> Result<DocumentTotals, LedgerError> {
        let (condition, values) = filter.sql();
        let sql = format!(
            "SELECT count(*), coalesce(sum(net_fen), 0), coalesce(sum(tax_fen), 0),
                    coalesce(sum(gross_fen), 0)
             FROM documents WHERE {condition}"
        );
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement.query_row(params_from_iter(values), |row| {
                Ok(DocumentTotals {
                    count: row.get::<_, i64>(0)?.unsigned_abs(),
                    net: Money::from_fen(row.get(1)?),
                    tax: Money::from_fen(row.get(2)?),
                    gross: Money::from_fen(row.get(3)?),
                })
            })?)
        })
    }

    /// How many documents are in each state; states without any are left out.
    pub fn state_counts(&self) -> Result<BTreeMap<DocumentState, u64>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT state, count(*) FROM documents GROUP BY state")?;
            let counts = statement.query_map([], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
            Ok(counts.collect::<Result<_, _>>()?)
        })
    }
}

impl DocumentFilter {
    /// The condition and the values of its placeholders, in order.
    fn sql(&self) -> (String, Vec<Value>) {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        if self.states.is_empty() {
            conditions.push("state <> 'removed'".to_owned());
        } else {
            // Of a single state, IN is taken for equality, and an index gives the order too.
            conditions.push(format!("state IN ({})", placeholders(self.states.len())));
            values.extend(
                self.states
                    .iter()
                    .map(|s| Value::from(s.as_str().to_owned())),
            );
        }
        if !self.invoice_types.is_empty() {
            let list = placeholders(self.invoice_types.len());
            conditions.push(format!("invoice_type IN ({list})"));
            values.extend(
                self.invoice_types
                    .iter()
                    .map(|kind| Value::from(kind.as_str().to_owned())),
            );
        }
        for (bound, condition) in [
            (self.issued_from, "issue_date >= ?"),
            (self.issued_to, "issue_date <= ?"),
        ] {
            if let Some(date) = bound {
                conditions.push(condition.to_owned());
                values.push(Value::from(date.to_string()));
            }
        }
        for (wanted, column) in [
            (self.exported, "exported_at"),
            (self.reimbursed, "reimbursed_at"),
        ] {
            if let Some(wanted) = wanted {
                let not = if wanted { "NOT " } else { "" };
                conditions.push(format!("{column} IS {not}NULL"));
            }
        }
        for word in folded(&self.text).split_whitespace() {
            conditions.push("instr(search_text, ?) > 0".to_owned());
            values.push(Value::from(word.to_owned()));
        }
        (conditions.join(" AND "), values)
    }
}

fn placeholders(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn collect(
    connection: &Connection,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<DocumentRow>, LedgerError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params_from_iter(values), from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
