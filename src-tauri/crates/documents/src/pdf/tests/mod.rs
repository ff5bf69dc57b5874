mod hostile;
mod reading;
mod samples;
mod writer;

use crate::{Document, DocumentError, Limits};

fn open(bytes: &[u8]) -> Result<Document, DocumentError> {
    crate::open(bytes.to_vec(), None, &Limits::default())
}

/// The texts of all words of a page, sorted.
fn texts(document: &Document, page: usize) -> Vec<String> {
    let content = document.page_content(page).unwrap();
    let mut texts: Vec<String> = content.words.into_iter().map(|word| word.text).collect();
    texts.sort();
    texts
}
