//! Invoices as XML.

use crate::{DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// an opened invoice XML.
pub(crate) struct XmlDocument {
    exact: Vec<ExactReading>,
}

impl XmlDocument {
    /// Reads the XML.
    pub(crate) fn open(_bytes: &[u8], _limits: &Limits) -> Result<Self, DocumentError> {
        Err(DocumentError::Unsupported("XML".to_owned()))
    }

    pub(crate) fn page_count(&self) -> usize {
        1
    }

    pub(crate) fn page_size(&self, _page: usize) -> Result<PageSize, DocumentError> {
        Err(DocumentError::Unsupported("XML".to_owned()))
    }

    pub(crate) fn page_content(&self, _page: usize) -> Result<PageContent, DocumentError> {
        Err(DocumentError::Unsupported("XML".to_owned()))
    }

    pub(crate) fn draw_page(&self, _page: usize, _long_side: u32) -> Result<Picture, DocumentError> {
        Err(DocumentError::Unsupported("XML".to_owned()))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }
}
