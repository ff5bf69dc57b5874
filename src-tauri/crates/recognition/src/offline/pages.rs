//! Pages with their words: those of a digital page as they are printed, those of a scan or photo
//! recognized.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use documents::{Document, PageContent, PageSize, Rule, Word};
use invoice::{ErrorCode, FieldMap, Reading, Region, Sentence, Source};
use lru::LruCache;
use tokio::sync::Semaphore;

use super::PageText;
use super::layout;
use super::locate;
use super::ocr::{LONG_SIDE, OcrError, PictureReader, Point, Projection, Sight, Watch, bounds};
use crate::{RecognitionError, Request};

/// Pages that were recognized last are kept: whoever separates a file, reads it, locates a
/// provider's values and shows its words asks for the same ones.
const KEPT: usize = 48;
/// A page with fewer printed characters than this that shows a picture is a scan.
const FEW: usize = 60;
/// Share of a scan that pictures cover.
const COVERED: f32 = 0.4;

/// Reads pages of documents of any kind. Cheap to clone; all clones share what they know.
#[derive(Clone)]
pub struct PageReader {
    shared: Arc<Shared>,
}

struct Shared {
    pictures: Option<PictureReader>,
    /// Recognizing a page takes all threads: one page at a time.
    turn: Semaphore,
    kept: Mutex<LruCache<(Key, usize), Arc<Sight>>>,
}

type Key = [u8; 32];

/// Told how much of a page has been recognized, 0–1.
pub type Progress = Arc<dyn Fn(f32) + Send + Sync>;

impl Default for PageReader {
    /// Without models: scans have no words.
    fn default() -> Self {
        Self::new(None, 1)
    }
}

impl PageReader {
    /// With the models in a folder, on this many threads.
    pub fn new(models: Option<PathBuf>, threads: usize) -> Self {
        Self {
            shared: Arc::new(Shared {
                pictures: models.map(|folder| PictureReader::new(folder, threads)),
                turn: Semaphore::new(1),
                kept: Mutex::new(LruCache::new(NonZeroUsize::MIN.saturating_add(KEPT - 1))),
            }),
        }
    }

    /// Some pages of a document, by index from 0, in the order given. Dropping the future stops
    /// within the time of one line.
    pub async fn read(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        progress: Option<&Progress>,
    ) -> Result<Pages, RecognitionError> {
        self.read_some(document, pages, progress, usize::MAX).await
    }

    /// The same, without recognizing any where there are more scans than this among them.
    pub(crate) async fn read_up_to(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        scans: usize,
    ) -> Result<Pages, RecognitionError> {
        self.read_some(document, pages, None, scans).await
    }

    async fn read_some(
        &self,
        document: &Arc<Document>,
        pages: &[usize],
        progress: Option<&Progress>,
        most_scans: usize,
    ) -> Result<Pages, RecognitionError> {
        let printed = {
            let (document, pages) = (Arc::clone(document), pages.to_vec());
            blocking(move || Ok(PageText::of(&document, &pages)?)).await?
        };
        let mut read = Pages::printed(printed);
        let scans = read.pages.iter().filter(|p| is_scan(&p.text.content));
        if scans.count() > most_scans {
            return Ok(read);
        }
        for (page, index) in read.pages.iter_mut().zip(pages) {
            if !is_scan(&page.text.content) {
                continue;
            }
            match self.sight(document, *index, progress).await {
                Ok(sight) => page.show(sight),
                Err(error) => read.unread = Some(error),
            }
        }
        if let Some(OcrError::Stopped) = read.unread {
            return Err(stopped());
        }
        Ok(read)
    }

    async fn sight(
        &self,
        document: &Arc<Document>,
        page: usize,
        progress: Option<&Progress>,
    ) -> Result<Arc<Sight>, OcrError> {
        let key = (*document.digest(), page);
        if let Some(sight) = self.kept(&key) {
            return Ok(sight);
        }
        let _turn = self.shared.turn.acquire().await;
        if let Some(sight) = self.kept(&key) {
            return Ok(sight);
        }
        let watch = Arc::new(progress.map_or_else(Watch::default, |progress| {
            let progress = Arc::clone(progress);
            Watch::telling(move |share| progress(share))
        }));
        // Whoever stops waiting stops the work.
        let _stop = StopOnDrop(Arc::clone(&watch));
        let (shared, document) = (Arc::clone(&self.shared), Arc::clone(document));
        let work = tokio::task::spawn_blocking(move || {
            let reader = shared.pictures.as_ref().ok_or(OcrError::NoModels)?;
            reader.check()?;
            let picture = document
                .draw_page(page, LONG_SIDE)
                .map_err(|error| OcrError::Picture(error.to_string()))?;
            reader.read(picture, &watch)
        });
        let sight = work
            .await
            .unwrap_or_else(|error| Err(OcrError::Network(error.to_string())))?;
        let sight = Arc::new(sight);
        let mut kept = self
            .shared
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.put(key, Arc::clone(&sight));
        Ok(sight)
    }

    /// Gives values without a place the one where the pages show them; scans are recognized for
    /// it. Says whether any was found. Whatever goes wrong here, the values stay as they are.
    pub async fn place(&self, request: &Request, readings: &mut [Reading]) -> bool {
        self.place_up_to(request, readings, usize::MAX).await
    }

    /// The same, where there are no more scans than this to recognize.
    pub(crate) async fn place_up_to(
        &self,
        request: &Request,
        readings: &mut [Reading],
        scans: usize,
    ) -> bool {
        let unplaced = |readings: &[Reading]| {
            let fields = readings.iter().flat_map(|reading| reading.fields.values());
            fields.filter(|field| field.region.is_none()).count()
        };
        let before = unplaced(readings);
        if before == 0 {
            return false;
        }
        let read = self.read_some(&request.document, &request.pages, None, scans);
        let Ok(pages) = read.await else {
            return false;
        };
        let pages = match &request.area {
            Some(area) => pages.within(area),
            None => pages,
        };
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
        let [read] = pages.pages.as_slice() else {
            return Ok(String::new());
        };
        let Some(sight) = read.sight.clone() else {
            return Ok(layout::text_in(&read.text, region));
        };
        let corners = points(region);
        let _turn = self.shared.turn.acquire().await;
        let watch = Arc::new(Watch::default());
        let _stop = StopOnDrop(Arc::clone(&watch));
        let (shared, document) = (Arc::clone(&self.shared), Arc::clone(document));
        blocking(move || {
            let Some(reader) = &shared.pictures else {
                return Ok(String::new());
            };
            let picture = document.draw_page(page, LONG_SIDE)?;
            let lines = reader
                .read_box(picture, &sight, corners, &watch)
                .map_err(|error| problem(&error))?;
            Ok(lines.join("\n"))
        })
        .await
    }

    fn kept(&self, key: &(Key, usize)) -> Option<Arc<Sight>> {
        let mut kept = self
            .shared
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.get(key).cloned()
    }
}

struct StopOnDrop(Arc<Watch>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Whether a page is a picture of a document rather than a document.
fn is_scan(content: &PageContent) -> bool {
    let printed = content
        .words
        .iter()
        .map(|word| word.glyphs.len())
        .sum::<usize>();
    printed < FEW && content.picture_share >= COVERED
}

/// Pages that were read.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    pages: Vec<ReadPage>,
    /// Why a scan among them was not recognized.
    unread: Option<OcrError>,
}

#[derive(Debug, Clone)]
struct ReadPage {
    /// As it stands upright.
    text: PageText,
    /// How it lies on the page as stored, where it was recognized.
    sight: Option<Arc<Sight>>,
}

impl ReadPage {
    fn show(&mut self, sight: Arc<Sight>) {
        let points = self.text.size.width / f64::from(sight.picture.0.max(1));
        self.text.size = PageSize {
            width: f64::from(sight.size.0) * points,
            height: f64::from(sight.size.1) * points,
        };
        self.text.content = sight.content.clone();
        self.sight = Some(sight);
    }
}

impl Pages {
    /// Pages as they are printed.
    pub(crate) fn printed(texts: Vec<PageText>) -> Self {
        Self {
            pages: texts
                .into_iter()
                .map(|text| ReadPage { text, sight: None })
                .collect(),
            unread: None,
        }
    }

    /// What they say, each upright.
    pub(crate) fn texts(&self) -> Vec<PageText> {
        self.pages.iter().map(|page| page.text.clone()).collect()
    }

    /// Whether there is any text.
    pub fn have_words(&self) -> bool {
        self.pages.iter().any(|page| page.text.has_words())
    }

    /// What their words are evidence of.
    pub(crate) fn source(&self) -> Source {
        if self.pages.iter().any(|page| page.sight.is_some()) {
            Source::Ocr
        } else {
            Source::PdfText
        }
    }

    /// Where several invoices lie on a scan (from 0), as rectangles on the page as stored, in
    /// reading order. Empty where there is one or none.
    pub(crate) fn areas(&self, page: usize) -> Vec<Region> {
        let number = u32::try_from(page + 1).unwrap_or(u32::MAX);
        let page = self.pages.iter().find(|page| page.text.number == number);
        let Some(ReadPage {
            text,
            sight: Some(sight),
        }) = page
        else {
            return Vec::new();
        };
        let areas = layout::areas(text);
        if areas.len() < 2 {
            return Vec::new();
        }
        let (width, height) = (text.size.width, text.size.height);
        areas
            .iter()
            .filter_map(|area| {
                let (x0, x1) = (f64::from(area.x0) / width, f64::from(area.x1) / width);
                let (y0, y1) = (f64::from(area.y0) / height, f64::from(area.y1) / height);
                let upright =
                    Region::rectangle(x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN)?;
                let (x0, y0, x1, y1) = sight.on_picture(&upright)?.bounds();
                Region::rectangle(x0, y0, x1, y1)
            })
            .collect()
    }

    /// Only what lies in a part of a single scan, given as a rectangle on the page as stored.
    #[must_use]
    pub(crate) fn within(mut self, area: &Region) -> Self {
        if let [page] = self.pages.as_mut_slice()
            && let Some(sight) = page.sight.clone()
            && let Some(part) = sight.part(area)
        {
            page.text.size.width *= f64::from(part.size.0 / sight.size.0);
            page.text.size.height *= f64::from(part.size.1 / sight.size.1);
            page.text.content = part.content.clone();
            page.sight = Some(Arc::new(part));
        }
        self
    }

    /// Why a scan among them has no words; `None` where all have been read.
    pub(crate) fn unread(&self) -> Option<RecognitionError> {
        self.unread.as_ref().map(problem)
    }

    /// Regions on the upright pages become regions on the pages as stored.
    pub(crate) fn lay_back(&self, fields: &mut FieldMap) {
        for field in fields.values_mut() {
            let (Some(number), Some(region)) = (field.page, field.region) else {
                continue;
            };
            let page = self.pages.iter().find(|page| page.text.number == number);
            if let Some(sight) = page.and_then(|page| page.sight.as_ref()) {
                field.region = sight.on_picture(&region);
            }
        }
    }

    /// The words at their places on the pages as stored.
    pub fn words(&self) -> Vec<Word> {
        let placed = |page: &ReadPage| -> Vec<Word> {
            let mut words = page.text.content.words.clone();
            if let Some(sight) = &page.sight {
                for word in &mut words {
                    if let Some(region) = sight.on_picture(&word.region) {
                        word.region = region;
                    }
                }
            }
            words
        };
        self.pages.iter().flat_map(placed).collect()
    }
}

/// Around the text of one of several invoices, as a share of the page.
const MARGIN: f64 = 0.012;

fn points(region: &Region) -> [Point; 4] {
    let c = region.corners().map(|v| v as f32);
    [
        Point::new(c[0], c[1]),
        Point::new(c[2], c[3]),
        Point::new(c[4], c[5]),
        Point::new(c[6], c[7]),
    ]
}

impl Sight {
    /// What lies in a rectangle on the picture, as an upright page of its own.
    fn part(&self, area: &Region) -> Option<Self> {
        let back = self.placement.inverse()?;
        let (x0, y0, x1, y1) = bounds(&points(area).map(|corner| back.at(corner)));
        let (width, height) = (x1 - x0, y1 - y0);
        if width <= 0.0 || height <= 0.0 {
            return None;
        }
        let across = |x: f32| (x - x0) / width;
        let down = |y: f32| (y - y0) / height;
        let inside = |x: f32, y: f32| x0 <= x && x <= x1 && y0 <= y && y <= y1;
        let words = self.content.words.iter().filter_map(|word| {
            let (a, b, c, d) = word.region.bounds();
            let [a, b, c, d] = [a, b, c, d].map(|v| v as f32);
            if !inside(f32::midpoint(a, c), f32::midpoint(b, d)) {
                return None;
            }
            let mut word = word.clone();
            word.region = Region::rectangle(
                across(a).into(),
                down(b).into(),
                across(c).into(),
                down(d).into(),
            )?;
            word.size /= height;
            for glyph in &mut word.glyphs {
                (glyph.x0, glyph.x1) = (across(glyph.x0), across(glyph.x1));
                (glyph.y0, glyph.y1) = (down(glyph.y0), down(glyph.y1));
            }
            Some(word)
        });
        let rules = self.content.rules.iter().filter_map(|rule| {
            let (x, y) = (
                f32::midpoint(rule.x0, rule.x1),
                f32::midpoint(rule.y0, rule.y1),
            );
            inside(x, y).then(|| Rule {
                x0: across(rule.x0).clamp(0.0, 1.0),
                y0: down(rule.y0).clamp(0.0, 1.0),
                x1: across(rule.x1).clamp(0.0, 1.0),
                y1: down(rule.y1).clamp(0.0, 1.0),
            })
        });
        let here = Projection::affine(width.into(), 0.0, x0.into(), 0.0, height.into(), y0.into());
        Some(Self {
            content: PageContent {
                words: words.collect(),
                rules: rules.collect(),
                picture_share: self.content.picture_share,
            },
            size: (self.size.0 * width, self.size.1 * height),
            picture: self.picture,
            placement: here.then(&self.placement),
        })
    }

    /// A region of the upright page on the picture.
    fn on_picture(&self, region: &Region) -> Option<Region> {
        let corners = points(region).map(|corner| self.placement.at(corner));
        let [a, b, c, d] = corners.map(|p| (f64::from(p.x), f64::from(p.y)));
        Region::new([a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1])
    }
}

fn stopped() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::Cancelled,
        "stopped",
        Sentence::new("已停止识别。", "Recognition was stopped."),
    )
}

fn problem(error: &OcrError) -> RecognitionError {
    let (code, message) = match error {
        OcrError::Stopped => return stopped(),
        OcrError::NoModels | OcrError::Models(_) => (
            ErrorCode::UnsupportedFormat,
            Sentence::new(
                "这是扫描件或照片，而本机识别图片所需的模型文件缺失或已损坏。请重新安装本程序（从源码运行时请执行 setup/models.sh），或在设置中选择一个识别服务。",
                "This is a scan or photo, and the models that read pictures on this machine are missing or damaged. Install the program again (from source: run setup/models.sh), or choose a provider in the settings.",
            ),
        ),
        OcrError::Picture(what) => (
            ErrorCode::DamagedFile,
            Sentence::new(
                format!("无法绘制此页（{what}）。请重新获取原文件。"),
                format!("The page cannot be drawn ({what}). Get the original again."),
            ),
        ),
        OcrError::Network(_) => (
            ErrorCode::Unknown,
            Sentence::new(
                "识别此图片时程序内部出错，其他文件不受影响。",
                "The program failed while reading this picture; the others are not affected.",
            ),
        ),
    };
    RecognitionError::local(code, error.to_string(), message)
}

/// Runs work that draws or reads where it holds nobody up.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecognitionError> + Send + 'static,
) -> Result<T, RecognitionError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| {
            Err(RecognitionError::local(
                ErrorCode::Unknown,
                error.to_string(),
                Sentence::new(
                    "读取此文件时程序内部出错。",
                    "The program failed while reading this file.",
                ),
            ))
        })
}
