//! Pages with their words: those of a digital page as they are printed, those of a scan or photo
//! recognized.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use documents::{Document, PageContent, PageSize, Word};
use invoice::{ErrorCode, FieldMap, Region, Sentence, Source};
use lru::LruCache;
use tokio::sync::Semaphore;

use super::PageText;
use super::layout;
use super::ocr::{LONG_SIDE, OcrError, PictureReader, Point, Sight, Watch};
use crate::RecognitionError;

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
        let printed = {
            let (document, pages) = (Arc::clone(document), pages.to_vec());
            blocking(move || Ok(PageText::of(&document, &pages)?)).await?
        };
        let mut read = Pages::printed(printed);
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
