//! Invoices to a workbook, laid out as the tax platform's own export (全量发票查询), so that
//! whatever reads that file reads ours; and beside it, where the program knows it, how each invoice
//! was checked and what is odd about it.
//!
//! What is not here: which invoices, and whether they are right. A value that the page does not
//! show (发票来源, 发票状态, 发票风险等级, 税收分类编码, 特定业务类型) stays blank and is never invented.

mod cell;
mod error;
mod kind_words;
mod layout;
mod record;
mod report;
mod target;
mod workbook;

pub use error::ExportError;
pub use layout::{BASIC_SHEET, CHECK_SHEET, LINE_SHEET, ODD_SHEET};
pub use record::{Oddity, Record};
pub use report::{ExportNotice, ExportReport, NoticeCode};
pub use workbook::{ExportInvoice, write_workbook};
