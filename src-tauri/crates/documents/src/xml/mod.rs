//! Invoices as XML: 数电票, the older eInvoice, XBRL instances; also where they are attached to
//! another file.

mod encoding;
pub(crate) mod names;
mod reading;
pub(crate) mod tree;

pub(crate) use reading::read_invoice;

use crate::{DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// An opened invoice XML. Its page is drawn by us from the data.
pub(crate) struct XmlDocument {
    exact: Vec<ExactReading>,
}

impl XmlDocument {
    /// Reads the XML.
    pub(crate) fn open(bytes: &[u8], _limits: &Limits) -> Result<Self, DocumentError> {
        let reading = read_invoice(bytes, "XML")?;
        Ok(Self { exact: vec![reading] })
    }

    pub(crate) fn page_count(&self) -> usize {
        1
    }

    pub(crate) fn page_size(&self, _page: usize) -> Result<PageSize, DocumentError> {
        Ok(PageSize { width: 210.0 / 25.4 * 72.0, height: 140.0 / 25.4 * 72.0 })
    }

    pub(crate) fn page_content(&self, _page: usize) -> Result<PageContent, DocumentError> {
        Ok(PageContent::default())
    }

    pub(crate) fn draw_page(&self, _page: usize, _long_side: u32) -> Result<Picture, DocumentError> {
        Err(DocumentError::Unsupported("pages of XML".to_owned()))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }
}
