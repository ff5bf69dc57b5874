//! Which pages of a document make which invoice.

use std::sync::Arc;

use documents::Document;
use invoice::Region;

use super::layout::{self, PageKind};
use super::{PageReader, PageText, Pages, Progress};
use crate::RecognitionError;

/// What a group of pages is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// One invoice: its page or pages, and its list of goods.
    Invoice,
    /// A picture without text: whether it is an invoice only a recognizer of pictures can tell.
    Picture,
    /// Text that is no VAT invoice.
    Other,
}

/// Pages that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The pages, from 0, in order; never empty.
    pub pages: Vec<usize>,
    /// The rectangle on its only page, as stored, in which it lies, where it shares the page.
    pub area: Option<Region>,
    /// What they are.
    pub kind: SegmentKind,
}

/// What looking through a file, or a part of it, gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Separated {
    /// The invoices, in order.
    pub segments: Vec<Segment>,
    /// Pages, from 0, that were not looked at, and those before them that may belong to them.
    pub rest: Vec<usize>,
}

/// Scans that are recognized at a time to find out which belong together: the first invoices of a
/// thick file need not wait for its last page, and all pages that were looked at are still known
/// when they are read.
const AT_A_TIME: usize = 40;

impl PageReader {
    /// Groups pages (from 0) of a document by invoice. A page continues the invoice before it when
    /// it is its list of goods, has nothing printed on it, or bears the same number before the
    /// invoice's last page was seen. A second complete page with the same number is a copy and
    /// stands alone. A scan on which several invoices lie makes a segment for each. Of many scans
    /// only the first are looked at; the others are the rest.
    pub async fn segment(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        progress: Option<&Progress>,
    ) -> Result<Separated, RecognitionError> {
        let read = self.read_beginning(document, pages, AT_A_TIME, progress);
        separated(document, pages, read.await)
    }

    /// The same for a provider: a file of a single picture goes as it is and at once. Recognizing
    /// it first would take longer than the provider does.
    pub async fn segment_for_sending(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        progress: Option<&Progress>,
    ) -> Result<Separated, RecognitionError> {
        if document.page_count() == 1 {
            return separated(document, pages, self.printed(document, pages).await);
        }
        self.segment(document, pages, progress).await
    }
}

fn separated(
    document: &Document,
    wanted: &[usize],
    read: Result<Pages, RecognitionError>,
) -> Result<Separated, RecognitionError> {
    let has_data = !document.exact().is_empty();
    let pages = match read {
        Ok(pages) => pages,
        // What carries its values as data is an invoice whatever its page looks like.
        Err(_) if document.page_count() == 1 && has_data => {
            return Ok(Separated {
                segments: vec![single(0, SegmentKind::Invoice)],
                rest: Vec::new(),
            });
        }
        Err(error) => return Err(error),
    };
    let looked_at = pages.indices();
    let mut rest = wanted.get(looked_at.len()..).unwrap_or_default().to_vec();
    let mut segments = group(&pages.texts());
    for page in segments.iter_mut().flat_map(|segment| &mut segment.pages) {
        *page = looked_at.get(*page).copied().unwrap_or(*page);
    }
    if rest.is_empty()
        && let [only] = segments.as_mut_slice()
        && has_data
    {
        only.kind = SegmentKind::Invoice;
    }
    // What comes next may belong to the last one.
    if !rest.is_empty()
        && segments.len() > 1
        && let Some(last) = segments.pop()
    {
        rest.splice(0..0, last.pages);
    }
    Ok(Separated {
        segments: segments
            .into_iter()
            .flat_map(|segment| apart(segment, &pages))
            .collect(),
        rest,
    })
}

/// A segment for each of several invoices that lie on one page.
fn apart(segment: Segment, pages: &Pages) -> Vec<Segment> {
    let areas = match segment.pages.as_slice() {
        [page] => pages.areas(*page),
        _ => Vec::new(),
    };
    if areas.is_empty() {
        return vec![segment];
    }
    areas
        .into_iter()
        .map(|area| Segment {
            area: Some(area),
            ..segment.clone()
        })
        .collect()
}

/// [`PageReader::segment`] over pages already read, by their places among these.
pub(crate) fn group(pages: &[PageText]) -> Vec<Segment> {
    let mut groups: Vec<(Segment, Option<String>, bool)> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        if !page.has_words() {
            let blank = page.content.picture_share < 0.1;
            match groups.last_mut() {
                Some((last, _, _)) if blank && last.kind == SegmentKind::Invoice => {
                    last.pages.push(index);
                }
                _ => groups.push((single(index, SegmentKind::Picture), None, true)),
            }
            continue;
        }
        let kind = layout::kind(page);
        if let Some(at) = owner(&groups, &kind) {
            if let Some((segment, number, closed)) = groups.get_mut(at) {
                segment.pages.push(index);
                *closed |= kind.is_closed;
                *number = number.take().or(kind.number);
            }
            continue;
        }
        let what = if kind.is_invoice || kind.is_list {
            SegmentKind::Invoice
        } else {
            SegmentKind::Other
        };
        groups.push((single(index, what), kind.number, kind.is_closed));
    }
    groups.into_iter().map(|(segment, _, _)| segment).collect()
}

/// The group that a page continues.
fn owner(groups: &[(Segment, Option<String>, bool)], page: &PageKind) -> Option<usize> {
    let is_invoice = |at: &usize| {
        groups
            .get(*at)
            .is_some_and(|(segment, _, _)| segment.kind == SegmentKind::Invoice)
    };
    let last = groups.len().checked_sub(1).filter(is_invoice);
    if page.is_list {
        // A list names its invoice; an empty form of one belongs to the page before it.
        let named = page.number.as_ref().and_then(|number| {
            groups
                .iter()
                .rposition(|(_, other, _)| other.as_ref() == Some(number))
        });
        return named.or(last);
    }
    let number = page.number.as_ref()?;
    last.filter(|at| {
        groups
            .get(*at)
            .is_some_and(|(_, other, closed)| other.as_ref() == Some(number) && !closed)
    })
}

fn single(page: usize, kind: SegmentKind) -> Segment {
    Segment {
        pages: vec![page],
        area: None,
        kind,
    }
}
