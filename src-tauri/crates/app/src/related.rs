//! The other invoices that a finding speaks of, and what was done with an invoice.

use invoice::checks::Finding;
use ledger::{DocumentId, DocumentRow, LedgerError};

use crate::App;
use crate::app::view_id;
use crate::queue::state_view;
use crate::view::{ExportedView, FindingView, Problem, RelatedView, UsesView};

/// Workbooks that are named of one invoice.
const EXPORTS_SHOWN: usize = 5;
/// Invoices that are named with one finding.
const RELATED_SHOWN: usize = 10;

impl App {
    pub(crate) fn finding_views(&self, findings: &[Finding]) -> Result<Vec<FindingView>, Problem> {
        findings
            .iter()
            .map(|finding| Ok(FindingView::new(finding, self.related_of(finding)?)))
            .collect()
    }

    fn related_of(&self, finding: &Finding) -> Result<Vec<RelatedView>, Problem> {
        let mut related = Vec::new();
        for id in finding.related.iter().take(RELATED_SHOWN) {
            let Ok(id) = id.parse().map(DocumentId) else {
                continue;
            };
            match self.ledger().document(id) {
                Ok(row) => related.push(self.related_view(&row)?),
                // Merged into another one meanwhile.
                Err(LedgerError::Missing { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(related)
    }

    fn related_view(&self, row: &DocumentRow) -> Result<RelatedView, Problem> {
        let summary = &row.summary;
        Ok(RelatedView {
            id: view_id(row.id),
            file_name: row.name.clone(),
            state: state_view(row.state),
            invoice_type: summary.invoice_type.map(|kind| kind.as_str().to_owned()),
            code: summary.code.clone(),
            number: summary.number.clone(),
            date: summary.issue_date.map(|date| date.to_string()),
            seller: summary.seller_name.clone(),
            buyer: summary.buyer_name.clone(),
            amount: summary.gross.map(|gross| gross.to_string()),
            has_page: !self.ledger().pages(row.id)?.is_empty(),
            uses: self.uses_of(row)?,
        })
    }

    /// Whether, when and where to an invoice was exported, and when it was reimbursed.
    pub(crate) fn uses_of(&self, row: &DocumentRow) -> Result<UsesView, Problem> {
        let exports = match row.exported_at {
            Some(_) => self.ledger().exports_of(row.id)?,
            None => Vec::new(),
        };
        Ok(UsesView {
            exports: exports
                .into_iter()
                .take(EXPORTS_SHOWN)
                .map(|export| ExportedView {
                    file_name: file_name(&export.path),
                    at: export.at.0 as f64,
                })
                .collect(),
            reimbursed_at: row.reimbursed_at.map(|at| at.0 as f64),
        })
    }
}

/// The last part of a path of any system.
pub(crate) fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
