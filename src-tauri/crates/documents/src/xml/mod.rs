//! Invoices as XML: 数电票, the older eInvoice, XBRL instances; also where they are attached to
//! another file.

mod encoding;
mod form;
pub(crate) mod names;
mod reading;
pub(crate) mod tree;

pub(crate) use reading::read_invoice;

use crate::ofd::Sheet;
use crate::{DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// An opened invoice XML. Its pages are set by us from the data.
pub(crate) struct XmlDocument {
    exact: Vec<ExactReading>,
    sheets: Vec<Sheet>,
    limits: Limits,
}

impl XmlDocument {
    /// Reads the XML.
    pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, DocumentError> {
        let mut reading = read_invoice(bytes, "XML")?;
        let sheets = form::lay_out(&mut reading.fields);
        Ok(Self {
            exact: vec![reading],
            sheets,
            limits: *limits,
        })
    }

    pub(crate) fn page_count(&self) -> usize {
        self.sheets.len()
    }

    fn sheet(&self, page: usize) -> Result<&Sheet, DocumentError> {
        self.sheets
            .get(page)
            .ok_or_else(|| DocumentError::Damaged(format!("XML: no page {}", page + 1)))
    }

    pub(crate) fn page_size(&self, page: usize) -> Result<PageSize, DocumentError> {
        Ok(self.sheet(page)?.size())
    }

    pub(crate) fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        Ok(self.sheet(page)?.content())
    }

    pub(crate) fn draw_page(&self, page: usize, long_side: u32) -> Result<Picture, DocumentError> {
        self.sheet(page)?.draw(long_side, &self.limits)
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }
}
