//! Workbooks from invoices.

use std::path::Path;

use export::{ExportError, ExportInvoice, Record, write_workbook};
use invoice::Invoice;

use crate::view::{ExportReport, Problem};

/// An invoice with the name of the file it came from.
#[derive(Debug, Clone)]
pub struct NamedInvoice {
    /// The file's name.
    pub file_name: String,
    /// The invoice.
    pub invoice: Invoice,
    /// What is known beyond the page, where a ledger knows it.
    pub record: Option<Record>,
}

/// Writes invoices to a workbook in the tax platform's layout. `now` in unix milliseconds.
pub fn write(path: &Path, invoices: &[NamedInvoice], now: i64) -> Result<ExportReport, Problem> {
    let rows: Vec<ExportInvoice<'_>> = invoices
        .iter()
        .map(|named| ExportInvoice {
            invoice: &named.invoice,
            file_name: &named.file_name,
            record: named.record.as_ref(),
        })
        .collect();
    let report = write_workbook(path, &rows, now.div_euclid(1_000)).map_err(|error| {
        tracing::warn!(%error, "no workbook was written");
        Problem::from(&error)
    })?;
    Ok(ExportReport {
        path: path.to_string_lossy().into_owned(),
        invoices: u32::try_from(report.invoices).unwrap_or(u32::MAX),
        lines: u32::try_from(report.lines).unwrap_or(u32::MAX),
        notices: report
            .notices
            .into_iter()
            .map(|notice| notice.message.into())
            .collect(),
    })
}

impl From<&ExportError> for Problem {
    fn from(error: &ExportError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.message().into(),
            retryable: true,
        }
    }
}
