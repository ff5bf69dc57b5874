//! What a job is about: the pages of its document. A file turns out to hold several invoices only
//! when it is opened, and becomes several documents here.

use std::collections::BTreeSet;
use std::sync::Arc;

use invoice::Region;
use ledger::{DocumentId, Page};
use recognition::link::address_of;
use recognition::offline::Segment;
use recognition::{RecognitionError, Request};

use super::unkept;
use crate::App;
use crate::app::view_id;
use crate::engine::Opened;
use crate::view::Problem;

/// What a document is opened for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// It is read on this machine.
    Reading,
    /// It goes to a provider.
    Sending,
}

impl App {
    /// Opens the document of a job.
    pub(super) async fn request_for(
        &self,
        document: DocumentId,
        purpose: Purpose,
    ) -> Result<(Opened, Request), RecognitionError> {
        let pages = self
            .blocking(move |app| Ok(app.ledger().pages(document)?))
            .await
            .map_err(|problem| unkept(&problem.message.en))?;
        let Some(first) = pages.iter().find(|page| !page.attachment) else {
            return Err(unkept("a document without pages"));
        };
        let sha256 = first.sha256.clone();
        let opened = self.open_original(&sha256).await?;
        let pages = self.separated(document, &opened, pages, purpose).await?;
        let own_first = pages.iter().find(|p| p.sha256 == sha256 && !p.attachment);
        let turns = own_first.map_or(0, |page| page.quarter_turns);
        let area = own_first.and_then(|page| page.area).and_then(region_of);
        let own: Vec<usize> = pages
            .iter()
            .filter(|page| page.sha256 == sha256 && !page.attachment)
            .map(|page| page.page.saturating_sub(1) as usize)
            .collect();
        let mut request =
            Request::new(Arc::clone(&opened.document), Arc::clone(&opened.bytes), own);
        request.quarter_turns = turns;
        request.area = area;
        request.progress = Some(self.parts.queue.progress_of(document));
        request.address = self
            .blocking(move |app| Ok(app.ledger().original(&sha256)?))
            .await
            .map_err(|problem| unkept(&problem.message.en))?
            .and_then(|original| address_of(&original.source_path?));
        Ok((opened, request))
    }

    /// The pages of the document, after other invoices of the same file have become documents of
    /// their own. Of a thick file that was scanned, a part is looked through at a time: the last of
    /// the new documents stands for the rest.
    async fn separated(
        &self,
        document: DocumentId,
        opened: &Opened,
        pages: Vec<Page>,
        purpose: Purpose,
    ) -> Result<Vec<Page>, RecognitionError> {
        let [only] = pages.as_slice() else {
            return Ok(pages);
        };
        if only.area.is_some() || only.attachment {
            return Ok(pages);
        }
        let (only, count) = (only.clone(), opened.document.page_count());
        let wanted = self
            .blocking({
                let only = only.clone();
                move |app| app.not_yet_separated(document, &only, count)
            })
            .await
            .map_err(|problem| unkept(&problem.message.en))?;
        if wanted.is_empty() {
            return Ok(pages);
        }
        let reader = self.parts.recognizers.pages();
        let progress = self.parts.queue.progress_of(document);
        let (file, progress) = (&opened.document, Some(&progress));
        let separated = match purpose {
            Purpose::Reading => reader.segment(file, &wanted, progress).await?,
            Purpose::Sending => reader.segment_for_sending(file, &wanted, progress).await?,
        };
        if separated.segments.len() < 2 && count < 2 {
            return Ok(pages);
        }
        let kept = self
            .blocking(move |app| {
                if app.not_yet_separated(document, &only, count)? != wanted {
                    // Somebody else did it meanwhile.
                    return Ok((app.ledger().pages(document)?, Vec::new()));
                }
                let sha256 = &only.sha256;
                let mut lists: Vec<Vec<Page>> = separated
                    .segments
                    .iter()
                    .map(|segment| pages_of(segment, sha256))
                    .filter(|pages| !pages.is_empty())
                    .collect();
                let rest = separated.rest.first();
                lists.extend(rest.map(|page| vec![Page::of(sha256, number_of(*page))]));
                if lists.is_empty() {
                    return Ok((app.ledger().pages(document)?, Vec::new()));
                }
                let own = lists.remove(0);
                let now = app.now();
                let new = app
                    .ledger()
                    .rearrange(&[(document, own.clone())], &lists, now)?;
                let provider = app.provider_of_open_job(document)?;
                for added in &new {
                    app.parts.queue.add_one(|| {
                        app.ledger().enqueue(*added, &provider, now)?;
                        Ok::<_, Problem>(true)
                    })?;
                }
                Ok((own, new))
            })
            .await
            .map_err(|problem| unkept(&problem.message.en))?;
        let (pages, new) = kept;
        if !new.is_empty() {
            self.announce(&new.iter().map(|id| view_id(*id)).collect::<Vec<_>>());
            self.parts.queue.wake();
        }
        Ok(pages)
    }

    /// The page of a document and those after it (from 0) that are no document's: a file begins as
    /// a document of its first page, and a document that begins behind all others stands for what
    /// follows it. Empty where nothing is to be looked for.
    fn not_yet_separated(
        &self,
        document: DocumentId,
        only: &Page,
        count: usize,
    ) -> Result<Vec<usize>, Problem> {
        if !self.ledger().recognitions(document)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut held = BTreeSet::new();
        for other in self.ledger().documents_of_original(&only.sha256)? {
            if other == document {
                continue;
            }
            let pages = self.ledger().pages(other)?;
            let here = pages.iter().filter(|page| page.sha256 == only.sha256);
            let numbers: Vec<u32> = here.map(|page| page.page).collect();
            if numbers.first().is_some_and(|first| *first >= only.page) {
                return Ok(Vec::new());
            }
            held.extend(numbers);
        }
        let first = only.page.saturating_sub(1) as usize;
        Ok((first..count)
            .filter(|page| !held.contains(&number_of(*page)))
            .collect())
    }

    fn provider_of_open_job(&self, document: DocumentId) -> Result<String, Problem> {
        let jobs = self.ledger().jobs(document)?;
        Ok(jobs.last().map_or_else(
            || self.parts.recognizers.preferred(),
            |job| job.provider.clone(),
        ))
    }
}

fn pages_of(segment: &Segment, sha256: &str) -> Vec<Page> {
    let page = |page: &usize| Page {
        area: segment.area.as_ref().map(area_of),
        ..Page::of(sha256, number_of(*page))
    };
    segment.pages.iter().map(page).collect()
}

/// As pages are counted by their readers, from 1.
fn number_of(page: usize) -> u32 {
    u32::try_from(page + 1).unwrap_or(u32::MAX)
}

/// Ten thousandths of the page, as the ledger keeps where an invoice lies on a shared page.
const WHOLE_SIDE: f64 = 10_000.0;

fn area_of(region: &Region) -> [u16; 4] {
    let (x0, y0, x1, y1) = region.bounds();
    [x0, y0, x1, y1].map(|edge| (edge * WHOLE_SIDE).round() as u16)
}

fn region_of(area: [u16; 4]) -> Option<Region> {
    let [x0, y0, x1, y1] = area.map(|edge| f64::from(edge) / WHOLE_SIDE);
    Region::rectangle(x0, y0, x1, y1)
}
