//! PDF, by hayro. Everything that touches the file's content runs on a thread of its own, since
//! a file can make any reader loop, overflow or fail.

mod about;
mod codes;
mod draw;
mod exact;
mod guard;
mod ink;
mod reader;
mod unicode;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::{About, DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};
use reader::Reader;

/// So many pages of one file may run out of time before the file is given up: each may leave a
/// busy thread behind.
const MAX_LOST: usize = 3;

/// An opened PDF.
pub(crate) struct PdfDocument {
    bytes: Arc<Vec<u8>>,
    password: Option<String>,
    limits: Limits,
    sizes: Vec<PageSize>,
    exact: Vec<ExactReading>,
    about: About,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    reader: Option<Reader>,
    /// Pages that took too long once are not tried again.
    lost: HashSet<usize>,
}

impl PdfDocument {
    pub(crate) fn open(
        bytes: Vec<u8>,
        password: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, DocumentError> {
        if is_cut_off(&bytes) {
            return Err(DocumentError::Damaged("the PDF is cut off".to_owned()));
        }
        let bytes = Arc::new(bytes);
        let password = password.map(str::to_owned);
        let (reader, opened) = Reader::start(bytes.clone(), password.clone(), *limits)?;
        Ok(Self {
            bytes,
            password,
            limits: *limits,
            sizes: opened.sizes,
            exact: opened.exact,
            about: opened.about,
            state: Mutex::new(State {
                reader: Some(reader),
                lost: HashSet::new(),
            }),
        })
    }

    pub(crate) fn page_count(&self) -> usize {
        self.sizes.len()
    }

    pub(crate) fn page_size(&self, page: usize) -> Result<PageSize, DocumentError> {
        self.sizes
            .get(page)
            .copied()
            .ok_or_else(|| DocumentError::Damaged(format!("no page {}", page + 1)))
    }

    pub(crate) fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        self.page_size(page)?;
        self.with_reader(page, |reader| reader.content(page))
    }

    pub(crate) fn draw_page(&self, page: usize, long_side: u32) -> Result<Picture, DocumentError> {
        let size = self.page_size(page)?;
        let (width, height) = draw::pixels(size, long_side, self.limits.max_pixels);
        self.with_reader(page, |reader| reader.draw(page, width, height))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }

    pub(crate) fn about(&self) -> &About {
        &self.about
    }

    /// Asks the reading thread; a page that takes too long costs that thread, and the next page
    /// gets a new one.
    fn with_reader<T>(
        &self,
        page: usize,
        ask: impl FnOnce(&Reader) -> Result<T, DocumentError>,
    ) -> Result<T, DocumentError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.lost.contains(&page) || state.lost.len() >= MAX_LOST {
            return Err(DocumentError::Timeout);
        }
        let reader = match state.reader.take() {
            Some(reader) => reader,
            None => Reader::start(self.bytes.clone(), self.password.clone(), self.limits)?.0,
        };
        let answer = ask(&reader);
        if matches!(answer, Err(DocumentError::Timeout)) {
            state.lost.insert(page);
        } else {
            state.reader = Some(reader);
        }
        answer
    }
}

/// Whether the end of the file is missing: no end mark at all, or objects after the last one (an
/// update of which only the beginning arrived). The reader itself would show what is left, with
/// lines missing.
fn is_cut_off(bytes: &[u8]) -> bool {
    let rfind = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark);
    match rfind(b"%%EOF").or_else(|| rfind(b"startxref")) {
        None => true,
        Some(end) => bytes.get(end..).is_some_and(|rest| {
            rest.windows(5)
                .any(|window| matches!(window, b" obj\n" | b" obj\r" | b" obj<"))
        }),
    }
}

#[cfg(test)]
mod tests;
