//! Pages with their words: those of a digital page as they are printed, those of a scan or photo
//! recognized.

use std::sync::Arc;

use documents::{PageContent, PageSize, Rule, Word};
use invoice::{ErrorCode, FieldMap, Region, Sentence, Source};

use super::PageText;
use super::layout;
use super::ocr::{OcrError, Point, Projection, Sight, bounds};
use super::qr::Codes;
use crate::RecognitionError;

/// A page with fewer printed characters than this that shows a picture is a scan.
const FEW: usize = 60;
/// Share of a scan that pictures cover.
const COVERED: f32 = 0.4;

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
    /// Its codes, where it was recognized.
    codes: Option<Arc<Codes>>,
}

/// What a scan shows.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    pub(crate) sight: Arc<Sight>,
    pub(crate) codes: Arc<Codes>,
}

impl ReadPage {
    fn index(&self) -> usize {
        (self.text.number as usize).saturating_sub(1)
    }

    /// Whether it is a picture of a document rather than a document, and not yet recognized.
    fn is_scan(&self) -> bool {
        let content = &self.text.content;
        let printed = content
            .words
            .iter()
            .map(|word| word.glyphs.len())
            .sum::<usize>();
        self.sight.is_none() && printed < FEW && content.picture_share >= COVERED
    }

    fn show(&mut self, Scan { sight, codes }: Scan) {
        let points = self.text.size.width / f64::from(sight.picture.0.max(1));
        self.text.size = PageSize {
            width: f64::from(sight.size.0) * points,
            height: f64::from(sight.size.1) * points,
        };
        self.text.content = sight.content.clone();
        self.sight = Some(sight);
        self.codes = Some(codes);
    }
}

impl Pages {
    /// Pages as they are printed.
    pub(crate) fn printed(texts: Vec<PageText>) -> Self {
        Self {
            pages: texts
                .into_iter()
                .map(|text| ReadPage {
                    text,
                    sight: None,
                    codes: None,
                })
                .collect(),
            unread: None,
        }
    }

    /// The indices (from 0) of those that are scans.
    pub(crate) fn scans(&self) -> Vec<usize> {
        let scans = self.pages.iter().filter(|page| page.is_scan());
        scans.map(ReadPage::index).collect()
    }

    /// Leaves out the scan after so many, and whatever comes after it.
    pub(crate) fn end_before_scan(&mut self, scans: usize) {
        let mut found = 0;
        let end = self.pages.iter().position(|page| {
            found += usize::from(page.is_scan());
            found > scans
        });
        self.pages.truncate(end.unwrap_or(self.pages.len()));
    }

    /// What was seen on the page of this index (from 0).
    pub(crate) fn show(&mut self, index: usize, scan: &Scan) {
        for page in self.pages.iter_mut().filter(|page| page.index() == index) {
            page.show(scan.clone());
        }
    }

    /// A scan could not be recognized.
    pub(crate) fn leave_unread(&mut self, error: OcrError) {
        self.unread = Some(error);
    }

    /// How a single scan was seen.
    pub(crate) fn sight(&self) -> Option<Arc<Sight>> {
        match self.pages.as_slice() {
            [page] => page.sight.clone(),
            _ => None,
        }
    }

    /// The codes on the page of this index (from 0), if it is a scan that was recognized.
    pub(crate) fn codes(&self, index: usize) -> Option<&Codes> {
        let page = self.pages.iter().find(|page| page.index() == index)?;
        page.codes.as_deref()
    }

    /// The indices (from 0) of all of them.
    pub(crate) fn indices(&self) -> Vec<usize> {
        self.pages.iter().map(ReadPage::index).collect()
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
            ..
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

pub(crate) fn points(region: &Region) -> [Point; 4] {
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

pub(crate) fn stopped() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::Cancelled,
        "stopped",
        Sentence::new("已停止识别。", "Recognition was stopped."),
    )
}

pub(crate) fn problem(error: &OcrError) -> RecognitionError {
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
