//! PDF. Not read yet.

use crate::{DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// An opened PDF.
pub(crate) struct PdfDocument;

impl PdfDocument {
    pub(crate) fn open(
        _bytes: Vec<u8>,
        _password: Option<&str>,
        _limits: &Limits,
    ) -> Result<Self, DocumentError> {
        Err(DocumentError::Unsupported("PDF".to_owned()))
    }

    pub(crate) fn page_count(&self) -> usize {
        1
    }

    pub(crate) fn page_size(&self, _page: usize) -> Result<PageSize, DocumentError> {
        Err(DocumentError::Unsupported("PDF".to_owned()))
    }

    pub(crate) fn page_content(&self, _page: usize) -> Result<PageContent, DocumentError> {
        Err(DocumentError::Unsupported("PDF".to_owned()))
    }

    pub(crate) fn draw_page(
        &self,
        _page: usize,
        _long_side: u32,
    ) -> Result<Picture, DocumentError> {
        Err(DocumentError::Unsupported("PDF".to_owned()))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &[]
    }
}
