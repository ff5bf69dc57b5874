//! What the checks ask of other invoices, kept beside the summary so that the answer comes from
//! an index and not from judging them again.

use std::collections::BTreeMap;

use invoice::checks::Finding;
use invoice::{FieldPath, Invoice, IssueDate, ItemField, Money};
use rusqlite::{Connection, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::documents::from_row;
use crate::{DocumentId, DocumentRow, Ledger, LedgerError};

/// What is kept of an invoice beyond what lists show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// What the rules found when it was judged last.
    pub findings: Vec<Finding>,
    /// How many lines have which rate, as printed.
    pub rates: BTreeMap<String, u32>,
    /// The trips of a toll invoice.
    pub trips: Vec<Trip>,
}

/// A trip of a toll invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// 车牌号.
    pub plate: String,
    /// 通行日期起.
    pub begins: IssueDate,
    /// 通行日期止.
    pub ends: IssueDate,
    /// The line's amount.
    pub amount: Money,
}

/// A trip with the invoice that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierTrip {
    /// The document.
    pub document: DocumentId,
    /// 发票号码.
    pub number: Option<String>,
    /// The trip.
    pub trip: Trip,
}

/// What reviewed invoices tell of a seller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SellerHabits {
    /// How many invoices there are of it, reviewed or not; counted up to 200.
    pub invoices: u32,
    /// How many lines of its latest reviewed invoices had which rate.
    pub rates: BTreeMap<String, u32>,
}

/// More invoices of one seller would tell nothing more.
const ENOUGH: u32 = 200;
/// Trips of one plate on one day, at most.
const MOST_TRIPS: u32 = 100;

impl Particulars {
    /// Those of an invoice, with what the rules found.
    pub fn of(invoice: &Invoice, findings: &[Finding]) -> Self {
        let mut rates = BTreeMap::new();
        let mut trips = Vec::new();
        for line in 0..invoice.item_count() {
            let path = |field| FieldPath::Item(line, field);
            if let Some(rate) = invoice.rate(path(ItemField::TaxRate)) {
                *rates.entry(rate.to_string()).or_default() += 1;
            }
            if let (Some(plate), Some(begins), Some(amount)) = (
                invoice.item(line, ItemField::LicensePlate),
                invoice.date(path(ItemField::TollStart)),
                invoice.money(path(ItemField::Amount)),
            ) {
                let ends = invoice.date(path(ItemField::TollEnd)).unwrap_or(begins);
                trips.push(Trip {
                    plate,
                    begins,
                    ends,
                    amount,
                });
            }
        }
        Self {
            findings: findings.to_vec(),
            rates,
            trips,
        }
    }
}

impl Ledger {
    /// What the rules found in these documents when they were judged last; those without are left
    /// out.
    pub fn findings(
        &self,
        documents: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, Vec<Finding>>, LedgerError> {
        if documents.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places = vec!["?"; documents.len()].join(", ");
        let sql = format!(
            "SELECT id, findings FROM documents WHERE findings IS NOT NULL AND id IN ({places})"
        );
        self.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(documents))?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let json: String = row.get(1)?;
                let findings = serde_json::from_str(&json)
                    .map_err(|error| LedgerError::unreadable("finding", error))?;
                found.insert(row.get(0)?, findings);
            }
            Ok(found)
        })
    }

    /// What is known of a seller from invoices that came before this one.
    pub fn seller_habits(
        &self,
        seller_tax_id: &str,
        before: DocumentId,
    ) -> Result<SellerHabits, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT state = 'reviewed', rates FROM documents
                 WHERE seller_tax_id = ?1 AND id < ?2 AND state NOT IN ('removed', 'not_invoice')
                 ORDER BY id DESC LIMIT ?3",
            )?;
            let mut rows = statement.query(params![seller_tax_id, before, ENOUGH])?;
            let mut habits = SellerHabits::default();
            while let Some(row) = rows.next()? {
                habits.invoices += 1;
                let rates: Option<String> = row.get(1)?;
                // What nobody reviewed may be misread: it makes no habit.
                if row.get(0)?
                    && let Some(json) = rates
                {
                    let rates: BTreeMap<String, u32> = serde_json::from_str(&json)
                        .map_err(|error| LedgerError::unreadable("rates", error))?;
                    for (rate, lines) in rates {
                        *habits.rates.entry(rate).or_default() += lines;
                    }
                }
            }
            Ok(habits)
        })
    }

    /// Invoices of a seller that carry one of these numbers and came before this one.
    pub fn numbered(
        &self,
        seller_tax_id: &str,
        numbers: &[String],
        before: DocumentId,
    ) -> Result<Vec<DocumentRow>, LedgerError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let places = vec!["?"; numbers.len()].join(", ");
        let sql = format!(
            "SELECT * FROM documents INDEXED BY documents_by_number
             WHERE number IN ({places}) AND seller_tax_id = ? AND id < ?
                 AND state NOT IN ('removed', 'not_invoice')
             ORDER BY id"
        );
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut values: Vec<rusqlite::types::Value> =
                numbers.iter().cloned().map(Into::into).collect();
            values.push(seller_tax_id.to_owned().into());
            values.push(before.0.into());
            let rows = statement.query_map(params_from_iter(values), from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Whether an invoice with this number (and code, where both are known) is here besides this
    /// document.
    pub fn has_number(
        &self,
        code: Option<&str>,
        number: &str,
        other_than: DocumentId,
    ) -> Result<bool, LedgerError> {
        self.read(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT EXISTS (
                         SELECT 1 FROM documents
                         WHERE number = ?1 AND (code IS NULL OR ?2 IS NULL OR code = ?2)
                             AND id <> ?3 AND state NOT IN ('removed', 'not_invoice'))",
                )?
                .query_row(params![number, code, other_than], |row| row.get(0))?;
            Ok(found)
        })
    }

    /// Whether at least so many invoices came before this document.
    pub fn has_past(&self, before: DocumentId, invoices: u32) -> Result<bool, LedgerError> {
        self.read(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT EXISTS (
                         SELECT 1 FROM documents
                         WHERE id < ?1 AND state NOT IN ('removed', 'not_invoice')
                         ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                )?
                .query_row(params![before, invoices.saturating_sub(1)], |row| {
                    row.get(0)
                })?;
            Ok(found)
        })
    }

    /// Trips with this plate that begin on this day, on invoices that came before this one.
    pub fn trips(
        &self,
        plate: &str,
        begins: IssueDate,
        before: DocumentId,
    ) -> Result<Vec<EarlierTrip>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT t.document, d.number, t.plate, t.begins, t.ends, t.amount_fen
                 FROM trips AS t JOIN documents AS d ON d.id = t.document
                 WHERE t.plate = ?1 AND t.begins = ?2 AND t.document < ?3
                     AND d.state NOT IN ('removed', 'not_invoice')
                 ORDER BY t.document, t.line LIMIT ?4",
            )?;
            let trips = statement.query_map(
                params![plate, begins.to_string(), before, MOST_TRIPS],
                trip_from,
            )?;
            Ok(trips.collect::<Result<_, _>>()?)
        })
    }
}

fn trip_from(row: &Row<'_>) -> rusqlite::Result<EarlierTrip> {
    let date = |column: usize| {
        let text: String = row.get(column)?;
        IssueDate::parse(&text).ok_or(rusqlite::Error::InvalidColumnType(
            column,
            "date".to_owned(),
            rusqlite::types::Type::Text,
        ))
    };
    Ok(EarlierTrip {
        document: row.get(0)?,
        number: row.get(1)?,
        trip: Trip {
            plate: row.get(2)?,
            begins: date(3)?,
            ends: date(4)?,
            amount: Money::from_fen(row.get(5)?),
        },
    })
}

/// Writes the particulars of a document in place of those before.
pub(crate) fn store(
    connection: &Connection,
    document: DocumentId,
    particulars: &Particulars,
) -> Result<(), LedgerError> {
    let json = |empty: bool, text: Result<String, serde_json::Error>| {
        if empty {
            return Ok(None);
        }
        text.map(Some)
            .map_err(|error| LedgerError::unreadable("particulars", error))
    };
    let Particulars {
        findings,
        rates,
        trips,
    } = particulars;
    connection
        .prepare_cached("UPDATE documents SET findings = ?2, rates = ?3 WHERE id = ?1")?
        .execute(params![
            document,
            json(findings.is_empty(), serde_json::to_string(findings))?,
            json(rates.is_empty(), serde_json::to_string(rates))?,
        ])?;
    connection
        .prepare_cached("DELETE FROM trips WHERE document = ?1")?
        .execute([document])?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO trips (document, line, plate, begins, ends, amount_fen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (line, trip) in (0_i64..).zip(trips) {
        statement.execute(params![
            document,
            line,
            trip.plate,
            trip.begins.to_string(),
            trip.ends.to_string(),
            trip.amount.fen(),
        ])?;
    }
    Ok(())
}
