//! The ledger's own place in the window, and export.

use std::path::PathBuf;

use invoice::IssueDate;
use ledger::{DocumentFilter, DocumentId, DocumentOrder, DocumentRow, DocumentState as Stored};

use crate::App;
use crate::app::{document_id, view_id};
use crate::view::{ExportReport, LedgerFilter, LedgerPage, LedgerRow, Problem, UsesView};
use crate::workbook::NamedInvoice;

/// Most rows that are given at once.
const MOST_ROWS: u32 = 500;
/// Rows read from the ledger at a time while exporting.
const CHUNK: usize = 500;
const LAYOUT: &str = "platform";

impl App {
    /// A stretch of the reviewed invoices, latest date first.
    pub async fn ledger_page(&self, filter: LedgerFilter) -> Result<LedgerPage, Problem> {
        self.blocking(move |app| {
            let wanted = DocumentFilter {
                states: vec![Stored::Reviewed],
                text: filter.search,
                issued_from: filter.from.as_deref().and_then(IssueDate::parse),
                issued_to: filter.to.as_deref().and_then(IssueDate::parse),
                exported: filter.exported,
                reimbursed: filter.reimbursed,
                ..DocumentFilter::default()
            };
            let totals = app.ledger().document_totals(&wanted)?;
            let limit = filter.limit.min(MOST_ROWS) as usize;
            let rows = app.ledger().documents(
                &wanted,
                DocumentOrder::IssueDateDescending,
                limit,
                filter.offset as usize,
            )?;
            Ok(LedgerPage {
                rows: app.ledger_rows(&rows)?,
                total: u32::try_from(totals.count).unwrap_or(u32::MAX),
                net_sum: totals.net.to_string(),
                gross_sum: totals.gross.to_string(),
                tax_sum: totals.tax.to_string(),
            })
        })
        .await
    }

    fn ledger_rows(&self, rows: &[DocumentRow]) -> Result<Vec<LedgerRow>, Problem> {
        let ids: Vec<DocumentId> = rows.iter().map(|row| row.id).collect();
        let mut findings = self.ledger().findings(&ids)?;
        let verifications = self.ledger().latest_verifications(&ids)?;
        rows.iter()
            .map(|row| {
                let found = findings.remove(&row.id).unwrap_or_default();
                let answer = verifications.get(&row.id).and_then(|held| held.answer);
                Ok(LedgerRow {
                    uses: self.uses_of(row)?,
                    verification: answer.map(Into::into),
                    findings: self.finding_views(&found)?,
                    ..ledger_row(row)
                })
            })
            .collect()
    }

    /// Marks invoices as reimbursed now, or takes the mark away.
    pub async fn set_reimbursed(
        &self,
        documents: Vec<u32>,
        reimbursed: bool,
    ) -> Result<(), Problem> {
        let changed = documents.clone();
        self.blocking(move |app| {
            let ids: Vec<DocumentId> = documents.into_iter().map(document_id).collect();
            let at = reimbursed.then(|| app.now());
            Ok(app.ledger().set_reimbursed(&ids, at)?)
        })
        .await?;
        self.announce(&changed);
        Ok(())
    }

    /// Writes reviewed invoices to a workbook: these, or all.
    pub async fn export_excel(
        &self,
        path: PathBuf,
        documents: Option<Vec<u32>>,
    ) -> Result<ExportReport, Problem> {
        let report = self
            .blocking(move |app| {
                let chosen = match documents {
                    Some(ids) => ids.into_iter().map(document_id).collect(),
                    None => app.in_states(&[Stored::Reviewed])?,
                };
                app.write_workbook(&path, &chosen)
            })
            .await?;
        Ok(report)
    }

    /// Writes every recognized invoice, reviewed or not: the command line has nobody who reviews.
    /// Also says how many of them nobody has reviewed.
    pub async fn export_everything(&self, path: PathBuf) -> Result<(ExportReport, u32), Problem> {
        self.blocking(move |app| {
            let mut chosen =
                app.in_states(&[Stored::Reviewed, Stored::Ready, Stored::Postponed])?;
            chosen.sort_unstable();
            let open = app.in_states(&[Stored::Ready, Stored::Postponed])?.len();
            let report = app.write_workbook(&path, &chosen)?;
            Ok((report, u32::try_from(open).unwrap_or(u32::MAX)))
        })
        .await
    }

    fn in_states(&self, states: &[Stored]) -> Result<Vec<DocumentId>, Problem> {
        let filter = DocumentFilter {
            states: states.to_vec(),
            ..DocumentFilter::default()
        };
        let mut ids = Vec::new();
        loop {
            let rows =
                self.ledger()
                    .documents(&filter, DocumentOrder::Arrival, CHUNK, ids.len())?;
            let done = rows.len() < CHUNK;
            ids.extend(rows.iter().map(|row| row.id));
            if done {
                return Ok(ids);
            }
        }
    }

    fn write_workbook(
        &self,
        path: &std::path::Path,
        documents: &[DocumentId],
    ) -> Result<ExportReport, Problem> {
        let invoices = documents
            .iter()
            .map(|id| self.invoice_to_export(*id))
            .collect::<Result<Vec<_>, _>>()?;
        let report = crate::workbook::write(path, &invoices, self.now().0)?;
        let place = path.to_string_lossy();
        self.ledger()
            .record_export(&place, LAYOUT, documents, self.now())?;
        self.announce(&documents.iter().map(|id| view_id(*id)).collect::<Vec<_>>());
        Ok(report)
    }

    /// As it was reviewed; what nobody reviewed, as it follows from its evidence now.
    fn invoice_to_export(&self, document: DocumentId) -> Result<NamedInvoice, Problem> {
        let row = self.ledger().document(document)?;
        let review = match row.reviewed_at {
            Some(_) => self.ledger().review(document)?,
            None => None,
        };
        let judged = self.judged(document)?;
        let record = Some(self.dossier_of(&row, &judged)?);
        Ok(NamedInvoice {
            file_name: row.name,
            invoice: review.map_or(judged.invoice, |review| review.invoice),
            record,
        })
    }
}

fn ledger_row(row: &DocumentRow) -> LedgerRow {
    let summary = &row.summary;
    LedgerRow {
        id: view_id(row.id),
        invoice_type: summary.invoice_type.map(|kind| kind.as_str().to_owned()),
        code: summary.code.clone(),
        number: summary.number.clone(),
        date: summary.issue_date.map(|date| date.to_string()),
        seller: summary.seller_name.clone(),
        buyer: summary.buyer_name.clone(),
        net: summary.net.map(|money| money.to_string()),
        tax: summary.tax.map(|money| money.to_string()),
        gross: summary.gross.map(|money| money.to_string()),
        reviewed_at: row.reviewed_at.map_or(0.0, |at| at.0 as f64),
        uses: UsesView::default(),
        verification: None,
        findings: Vec::new(),
    }
}
