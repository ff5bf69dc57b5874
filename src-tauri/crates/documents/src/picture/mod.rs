//! Pictures. Not read yet.

use crate::{DocumentError, ExactReading, Format, Limits, PageContent, PageSize, Picture};

/// An opened picture.
pub(crate) struct PictureDocument {
    format: Format,
}

impl PictureDocument {
    pub(crate) fn open(
        _bytes: Vec<u8>,
        format: Format,
        _limits: &Limits,
    ) -> Result<Self, DocumentError> {
        Err(DocumentError::Unsupported(format.name().to_owned()))
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn page_count(&self) -> usize {
        1
    }

    pub(crate) fn page_size(&self, _page: usize) -> Result<PageSize, DocumentError> {
        Err(DocumentError::Unsupported("picture".to_owned()))
    }

    pub(crate) fn page_content(&self, _page: usize) -> Result<PageContent, DocumentError> {
        Err(DocumentError::Unsupported("picture".to_owned()))
    }

    pub(crate) fn draw_page(
        &self,
        _page: usize,
        _long_side: u32,
    ) -> Result<Picture, DocumentError> {
        Err(DocumentError::Unsupported("picture".to_owned()))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &[]
    }
}
