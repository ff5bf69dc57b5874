use documents::{Document, DocumentError, PageContent, PageSize};

/// What one page says, with the size that turns its fractions into true proportions.
#[derive(Debug, Clone)]
pub struct PageText {
    /// The page's number, from 1.
    pub number: u32,
    /// Its size in points.
    pub size: PageSize,
    /// Its words and ruling lines.
    pub content: PageContent,
}

impl PageText {
    /// Some pages of a document, by index from 0, in the order given.
    pub fn of(document: &Document, pages: &[usize]) -> Result<Vec<Self>, DocumentError> {
        pages
            .iter()
            .map(|page| {
                Ok(Self {
                    number: u32::try_from(page + 1).unwrap_or(u32::MAX),
                    size: document.page_size(*page)?,
                    content: document.page_content(*page)?,
                })
            })
            .collect()
    }

    /// Whether there is any text on it.
    pub fn has_words(&self) -> bool {
        self.content
            .words
            .iter()
            .any(|word| !word.text.trim().is_empty())
    }
}
