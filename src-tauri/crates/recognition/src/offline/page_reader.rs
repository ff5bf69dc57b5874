//! The one reader of pages, whoever asks: which of them are scans, what was read last, and whose
//! turn it is.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use documents::Document;
use invoice::{Reading, Region};
use lru::LruCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ocr::{LONG_SIDE, OcrError, PictureReader, Rank, Watch, in_background, take};
use super::pages::{Pages, Scan, blocking, points, problem, stopped};
use super::qr::{self, Codes, Shades};
use super::{PageText, layout, locate};
use crate::{RecognitionError, Request};

/// Pages that were recognized last are kept: whoever separates a file, reads it, locates a
/// provider's values and shows its words asks for the same ones.
const KEPT: usize = 48;

/// Of the work on a page, drawing it is so much.
const DRAWN: f32 = 0.1;

/// Reads pages of documents of any kind. Cheap to clone; all clones share what they know.
#[derive(Clone)]
pub struct PageReader {
    shared: Arc<Shared>,
}

struct Shared {
    pictures: Option<PictureReader>,
    rank: Rank,
    /// Recognizing a page takes all threads: one page at a time that somebody waits for.
    turn: Arc<Semaphore>,
    /// A page that nobody waits for any more goes on until its step ends. The next one begins
    /// meanwhile, and no third.
    at_work: Arc<Semaphore>,
    /// A box that the reviewer drew does not wait for the pages.
    hand: Arc<Semaphore>,
    kept: Mutex<LruCache<Key, Scan>>,
}

/// The file's hash and the page.
type Key = ([u8; 32], usize);

/// How far the recognition of a document's scans has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageProgress {
    /// The page that is being recognized, from 1.
    pub page: usize,
    /// Pages of the file.
    pub pages: usize,
    /// Share of the page that is done, 0–1; most of it is lines read of lines found.
    pub share: f32,
}

/// Told often, from other threads.
pub type Progress = Arc<dyn Fn(PageProgress) + Send + Sync>;

impl Default for PageReader {
    /// Without models: scans have no words.
    fn default() -> Self {
        Self::new(None, 1)
    }
}

impl PageReader {
    /// With the models in a folder, on this many threads.
    pub fn new(models: Option<PathBuf>, threads: usize) -> Self {
        Self::of_rank(models, threads, Rank::Usual)
    }

    /// The same, for a program with a window: the threads may have every processor, and give way to
    /// whatever else wants one.
    pub fn beside_window(models: Option<PathBuf>, threads: usize) -> Self {
        Self::of_rank(models, threads, Rank::Behind)
    }

    fn of_rank(models: Option<PathBuf>, threads: usize, rank: Rank) -> Self {
        Self {
            shared: Arc::new(Shared {
                pictures: models.map(|folder| PictureReader::new(folder, threads, rank)),
                rank,
                turn: Arc::new(Semaphore::new(1)),
                at_work: Arc::new(Semaphore::new(2)),
                hand: Arc::new(Semaphore::new(1)),
                kept: Mutex::new(LruCache::new(NonZeroUsize::MIN.saturating_add(KEPT - 1))),
            }),
        }
    }

    /// Some pages of a document, by index from 0, in the order given. Dropping the future stops
    /// the work at its next step; nobody waits for it.
    pub async fn read(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        progress: Option<&Progress>,
    ) -> Result<Pages, RecognitionError> {
        let printed = self.printed(document, pages).await?;
        self.recognized(document, printed, progress).await
    }

    /// The same, ending before the scan after so many.
    pub(crate) async fn read_beginning(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        scans: usize,
        progress: Option<&Progress>,
    ) -> Result<Pages, RecognitionError> {
        let mut printed = self.printed(document, pages).await?;
        printed.end_before_scan(scans);
        self.recognized(document, printed, progress).await
    }

    /// The pages with what is printed on them; scans have no words.
    pub(crate) async fn printed(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
    ) -> Result<Pages, RecognitionError> {
        let (document, pages) = (Arc::clone(document), pages.to_vec());
        blocking(move || Ok(Pages::printed(PageText::of(&document, &pages)?))).await
    }

    async fn recognized(
        &self,
        document: &Arc<Document>,
        mut pages: Pages,
        progress: Option<&Progress>,
    ) -> Result<Pages, RecognitionError> {
        for index in pages.scans() {
            match self.scan(document, index, progress).await {
                Ok(scan) => pages.show(index, &scan),
                Err(OcrError::Stopped) => return Err(stopped()),
                Err(error) => pages.leave_unread(error),
            }
        }
        Ok(pages)
    }

    async fn scan(
        &self,
        document: &Arc<Document>,
        page: usize,
        progress: Option<&Progress>,
    ) -> Result<Scan, OcrError> {
        let key = (*document.digest(), page);
        if let Some(scan) = self.shared.kept(&key) {
            return Ok(scan);
        }
        let _turn = turn(&self.shared.turn).await;
        if let Some(scan) = self.shared.kept(&key) {
            return Ok(scan);
        }
        let at_work = turn(&self.shared.at_work).await;
        let pages = document.page_count();
        let tell = progress.map(|progress| {
            let progress = Arc::clone(progress);
            move |share| {
                progress(PageProgress {
                    page: page + 1,
                    pages,
                    share,
                });
            }
        });
        if let Some(tell) = &tell {
            tell(0.0);
        }
        let watch = Arc::new(tell.map_or_else(Watch::default, |tell| {
            Watch::telling(move |share| tell(DRAWN + (1.0 - DRAWN) * share))
        }));
        // Whoever stops waiting stops the work.
        let _stop = StopOnDrop(Arc::clone(&watch));
        let (shared, document) = (Arc::clone(&self.shared), Arc::clone(document));
        in_background(self.shared.rank, move || {
            let _at_work = at_work;
            let reader = shared.pictures.as_ref().ok_or(OcrError::NoModels)?;
            reader.check()?;
            watch.check()?;
            let picture = document
                .draw_page(page, LONG_SIDE)
                .map_err(|error| OcrError::Picture(error.to_string()))?;
            // The page's code is looked for while its words are read.
            let shades = Shades::of(&picture);
            let (sight, codes) = std::thread::scope(|scope| {
                let codes = scope.spawn(|| {
                    take(shared.rank);
                    shades.map_or_else(Codes::default, qr::look_at)
                });
                let sight = reader.read(picture, &watch);
                (sight, codes.join().unwrap_or_default())
            });
            let scan = Scan {
                sight: Arc::new(sight?),
                codes: Arc::new(codes),
            };
            shared.keep(key, scan.clone());
            Ok(scan)
        })
        .await?
    }

    /// Gives values without a place the one where the pages show them; scans are recognized for
    /// it. Says whether any was found. Whatever goes wrong here, the values stay as they are.
    pub async fn place(&self, request: &Request, readings: &mut [Reading]) -> bool {
        if unplaced(readings) == 0 {
            return false;
        }
        let pages = self.read(&request.document, &request.pages, None).await;
        place_on(request, pages, readings).await
    }

    /// The same by what is printed alone.
    pub(crate) async fn place_on_print(&self, request: &Request, readings: &mut [Reading]) -> bool {
        if unplaced(readings) == 0 {
            return false;
        }
        let pages = self.printed(&request.document, &request.pages).await;
        place_on(request, pages, readings).await
    }

    /// The text in a box on a page (from 0) as stored: that of its words on a digital page; on a
    /// scan the box is recognized once more, by itself. One line for each row of text.
    pub async fn read_region(
        &self,
        document: &Arc<Document>,
        page: usize,
        region: &Region,
    ) -> Result<String, RecognitionError> {
        let pages = self.read(document, &[page], None).await?;
        if let Some(error) = pages.unread() {
            return Err(error);
        }
        let Some(sight) = pages.sight() else {
            let texts = pages.texts();
            return Ok(texts
                .first()
                .map_or_else(String::new, |text| layout::text_in(text, region)));
        };
        let corners = points(region);
        let turn = turn(&self.shared.hand).await;
        let watch = Arc::new(Watch::default());
        let _stop = StopOnDrop(Arc::clone(&watch));
        let (shared, document) = (Arc::clone(&self.shared), Arc::clone(document));
        let lines = in_background(self.shared.rank, move || {
            let _turn = turn;
            let reader = shared.pictures.as_ref().ok_or(OcrError::NoModels)?;
            let picture = document
                .draw_page(page, LONG_SIDE)
                .map_err(|error| OcrError::Picture(error.to_string()))?;
            reader.read_box(picture, &sight, corners, &watch)
        });
        let lines = lines.await.flatten().map_err(|error| problem(&error))?;
        Ok(lines.join("\n"))
    }
}

impl Shared {
    fn kept(&self, key: &Key) -> Option<Scan> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).cloned()
    }

    fn keep(&self, key: Key, scan: Scan) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(key, scan);
    }
}

/// Waits for a turn.
async fn turn(turns: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    // Never closed.
    Arc::clone(turns).acquire_owned().await.ok()
}

fn unplaced(readings: &[Reading]) -> usize {
    let fields = readings.iter().flat_map(|reading| reading.fields.values());
    fields.filter(|field| field.region.is_none()).count()
}

async fn place_on(
    request: &Request,
    pages: Result<Pages, RecognitionError>,
    readings: &mut [Reading],
) -> bool {
    let Ok(pages) = pages else {
        return false;
    };
    let pages = match &request.area {
        Some(area) => pages.within(area),
        None => pages,
    };
    let before = unplaced(readings);
    let mut placed = readings.to_vec();
    let located = blocking(move || {
        for reading in &mut placed {
            locate(&mut reading.fields, &pages);
        }
        Ok(placed)
    });
    if let Ok(placed) = located.await {
        readings.clone_from_slice(&placed);
    }
    unplaced(readings) < before
}

struct StopOnDrop(Arc<Watch>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}
