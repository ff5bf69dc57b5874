//! The reader of pictures: a page's picture → words with boxes, each character with what else it
//! may be. Two small networks on this machine's own processor, and all between them.
//!
//! The page is set upright, flattened and lit through a [`view::View`], so that the picture is
//! never copied and every box leads back to the picture as it is.

mod column;
mod corners;
mod detection;
mod direction;
mod engine;
#[expect(
    clippy::many_single_char_names,
    reason = "geometry in its usual letters"
)]
mod flatten;
#[expect(
    clippy::many_single_char_names,
    reason = "geometry in its usual letters"
)]
mod geometry;
mod light;
mod line;
mod lone;
mod models;
mod network;
mod red;
mod rules;
mod threads;
#[expect(
    clippy::many_single_char_names,
    reason = "geometry in its usual letters"
)]
mod view;
mod words;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use documents::{PageContent, Picture};

use column::Column;
use geometry::Slanted;
use line::Line;
use models::ModelsError;
use red::Red;
use view::{Ink, View};
use words::Placed;

pub(crate) use geometry::{Point, Projection, bounds};
pub(crate) use models::Models;
use threads::Hands;
pub(crate) use threads::{Rank, in_background, take};

/// Longer side of the picture that a page is read from, in pixels: text of a page 24 cm wide is
/// then about as high as the network wants it.
pub(crate) const LONG_SIDE: u32 = 2400;

/// Lines that read worse than this are no text.
const READABLE: f32 = 0.5;
/// A line with a less sure letter is read again where a seal lies over it.
const SURE: f32 = 0.9;

/// A line that shows only without the red must read as surely as this: what is left of a seal is
/// no text.
const UNDER_SEALS: f32 = 0.8;

/// Of the work on a picture, finding the lines is so much; the rest is reading them.
const FOUND: f32 = 0.2;

/// Why a picture was not read.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum OcrError {
    /// Nobody waits for it any more.
    #[error("stopped")]
    Stopped,
    /// Nobody said where the models are.
    #[error("no models")]
    NoModels,
    /// The page has no picture.
    #[error("{0}")]
    Picture(String),
    /// The models.
    #[error(transparent)]
    Models(#[from] ModelsError),
    /// A network failed.
    #[error("the network: {0}")]
    Network(String),
}

/// A wish to stop, and how far the reading of a page has come.
#[derive(Default)]
pub(crate) struct Watch {
    stopped: AtomicBool,
    progress: Option<Box<dyn Fn(f32) + Send + Sync>>,
}

impl Watch {
    /// Tells the share that is done, 0–1, as it grows.
    pub(crate) fn telling(progress: impl Fn(f32) + Send + Sync + 'static) -> Self {
        Self {
            stopped: AtomicBool::new(false),
            progress: Some(Box::new(progress)),
        }
    }

    /// Reading ends with the step that it is in: looking for the lines, or reading one.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// An error where nobody waits any more.
    pub(crate) fn check(&self) -> Result<(), OcrError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(OcrError::Stopped);
        }
        Ok(())
    }

    fn tell(&self, share: f32) {
        if let Some(progress) = &self.progress {
            progress(share);
        }
    }
}

/// What a picture says.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    /// Words and ruling lines, as fractions of the upright page.
    pub(crate) content: PageContent,
    /// Width and height of the upright page in pixels of the picture.
    pub(crate) size: (f32, f32),
    /// Width and height of the picture.
    pub(crate) picture: (u32, u32),
    /// From fractions of the upright page to fractions of the picture.
    pub(crate) placement: Projection,
}

/// A page whose lines are read.
#[derive(Clone, Copy)]
struct Page<'a> {
    view: &'a View,
    red: &'a Red,
    /// How its colours are taken. As they are, a line that is not sure and has red over it is read
    /// without the red as well.
    ink: Ink,
}

/// Reads pictures. Loads its networks when the first one comes.
pub(crate) struct PictureReader {
    folder: PathBuf,
    models: OnceLock<Result<Models, ModelsError>>,
    hands: Hands,
}

impl PictureReader {
    /// With the models of a folder, on this many threads.
    pub(crate) fn new(folder: PathBuf, threads: usize, rank: Rank) -> Self {
        Self {
            folder,
            models: OnceLock::new(),
            hands: Hands {
                count: threads.clamp(1, 64),
                rank,
            },
        }
    }

    fn models(&self) -> Result<&Models, OcrError> {
        let models = self
            .models
            .get_or_init(|| Models::load(&self.folder, self.hands));
        models.as_ref().map_err(|error| error.clone().into())
    }

    /// Whether pictures can be read. Loads the models.
    pub(crate) fn check(&self) -> Result<(), OcrError> {
        self.models().map(|_| ())
    }

    /// Reads the words of a picture.
    pub(crate) fn read(&self, picture: Picture, watch: &Watch) -> Result<Sight, OcrError> {
        let models = self.models()?;
        watch.check()?;
        watch.tell(0.0);
        let mut view = View::whole(Arc::new(picture), self.hands);
        if view.width().min(view.height()) < 16.0 {
            return Ok(seen(&view, PageContent::default()));
        }
        view = view.lit();
        watch.check()?;
        let detect = |view: &View| {
            detection::detect(view, models.detection.as_ref()).map_err(OcrError::Network)
        };
        let mut parts = detect(&view)?;
        if let Some(area) = corners::page(&view, &parts) {
            watch.check()?;
            view = view.part(area).lit();
            parts = detect(&view)?;
        }
        watch.check()?;
        watch.tell(FOUND);
        (view, parts) = upright(view, parts, models)?;
        watch.check()?;
        if let Some((flat, there)) = flatten::flatten(&view, &parts) {
            parts = direction::seen_through(&parts, &there);
            view = flat;
        }
        watch.check()?;
        let (grey, scale) = rules::picture(&view);
        let rules = rules::find(&grey);
        let lone = lone::find(&grey, scale, &parts, &rules);
        drop(grey);
        let of_lines = |share: f32| watch.tell(FOUND + (1.0 - FOUND) * share);
        let red = Red::of(&view);
        let page = Page {
            view: &view,
            red: &red,
            ink: Ink::AsIs,
        };
        let mut lines = self.lines(page, &parts, models, watch, &of_lines)?;
        self.look_under_seals(page, &mut lines, models, watch)?;
        // Few and short: they take no time that could be seen.
        let figures = self.lines(page, &lone, models, watch, &|_| ())?;
        lines.extend(figures.into_iter().filter(is_lone_figure));
        let content = PageContent {
            words: words::of(&lines, &rules, view.width(), view.height()),
            rules,
            picture_share: 1.0,
        };
        Ok(seen(&view, content))
    }

    /// Reads again what stands in a box, given by corners in fractions of the picture, of a page
    /// that lies as it was seen before. Gives the lines from the top.
    pub(crate) fn read_box(
        &self,
        picture: Picture,
        sight: &Sight,
        corners: [Point; 4],
        watch: &Watch,
    ) -> Result<Vec<String>, OcrError> {
        let models = self.models()?;
        let Some(back) = sight.placement.inverse() else {
            return Ok(Vec::new());
        };
        let (w, h) = (f64::from(sight.size.0), f64::from(sight.size.1));
        let onto = Projection::scale(1.0 / w, 1.0 / h)
            .then(&sight.placement)
            .then(&Projection::scale(
                f64::from(picture.width),
                f64::from(picture.height),
            ));
        let corners = corners.map(|corner| {
            let p = back.at(corner);
            Point::new(p.x * w as f32, p.y * h as f32)
        });
        let (x0, y0, x1, y1) = bounds(&corners);
        let (width, height) = (x1 - x0, y1 - y0);
        if width < 4.0 || height < 4.0 {
            return Ok(Vec::new());
        }
        let view = View::whole(Arc::new(picture), self.hands)
            .through(&onto, w as f32, h as f32)
            .through(&Projection::shift(x0.into(), y0.into()), width, height);
        let mut parts = detection::detect_in_part(&view, models.detection.as_ref())
            .map_err(OcrError::Network)?;
        let whole = Slanted {
            middle: Point::new(width / 2.0, height / 2.0),
            width,
            height,
            angle: 0.0,
        };
        // A box drawn tightly around one line is that line.
        if parts.is_empty() || (parts.len() == 1 && width > 2.0 * height) {
            parts.push(whole);
        }
        parts.sort_by(|a, b| a.middle.y.total_cmp(&b.middle.y));
        let mut lines = Vec::new();
        for part in &parts {
            watch.check()?;
            let mut best = Line::default();
            for ink in [Ink::AsIs, Ink::WithoutRed] {
                let line = line::read(
                    &view,
                    part,
                    ink,
                    models.recognition.as_ref(),
                    &models.characters,
                )
                .map_err(OcrError::Network)?;
                if line.confidence() > best.confidence() {
                    best = line;
                }
            }
            lines.push((*part, best));
        }
        if let [(_, a), (_, b)] = lines.as_slice()
            && parts.contains(&whole)
        {
            let best = if a.confidence() >= b.confidence() {
                a
            } else {
                b
            };
            return Ok(vec![best.text()]);
        }
        Ok(in_rows(lines))
    }

    /// Looks a second time for lines where seals lie, the red taken for paper: on the first look a
    /// title and the ring over it are one mark.
    fn look_under_seals(
        &self,
        page: Page<'_>,
        lines: &mut Vec<Placed>,
        models: &Models,
        watch: &Watch,
    ) -> Result<(), OcrError> {
        let Page { view, red, .. } = page;
        let cleared = Page {
            ink: Ink::WithoutRed,
            ..page
        };
        for seal in &red.seals {
            watch.check()?;
            let (x0, y0, x1, y1) = *seal;
            let area = Slanted {
                middle: Point::new(f32::midpoint(x0, x1), f32::midpoint(y0, y1)),
                width: x1 - x0,
                height: y1 - y0,
                angle: 0.0,
            };
            let again = detection::detect_without_red(view, &area, models.detection.as_ref());
            let mut again = again.map_err(OcrError::Network)?;
            again.retain(|part| !red::is_known(part, lines, SURE));
            for line in self.lines(cleared, &again, models, watch, &|_| ())? {
                red.take_over(lines, line, UNDER_SEALS);
            }
        }
        Ok(())
    }

    /// Reads the lines side by side, the longest first, so that the threads end together. Tells the
    /// share that is read.
    fn lines(
        &self,
        page: Page<'_>,
        parts: &[Slanted],
        models: &Models,
        watch: &Watch,
        tell: &(dyn Fn(f32) + Sync),
    ) -> Result<Vec<Placed>, OcrError> {
        let mut order: Vec<&Slanted> = parts.iter().collect();
        let length = |part: &Slanted| part.width / part.height.max(1.0);
        order.sort_by(|a, b| length(b).total_cmp(&length(a)));
        let next = AtomicUsize::new(0);
        let found: Mutex<Vec<(usize, Vec<Placed>)>> = Mutex::new(Vec::with_capacity(order.len()));
        let failed: OnceLock<OcrError> = OnceLock::new();
        let work = || {
            while let Some((at, part)) = {
                let at = next.fetch_add(1, Ordering::Relaxed);
                order.get(at).map(|part| (at, *part))
            } {
                let result = watch.check().and_then(|()| read_part(page, part, models));
                match result {
                    Ok(placed) => {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.push((at, placed));
                        tell(found.len() as f32 / order.len() as f32);
                    }
                    Err(error) => {
                        // The first is told; the others stop.
                        let _ = failed.set(error);
                        return;
                    }
                }
                if failed.get().is_some() {
                    return;
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..models.lines_at_once {
                scope.spawn(|| {
                    threads::take(self.hands.rank);
                    work();
                });
            }
        });
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The same words in the same order however the threads ran.
        found.sort_by_key(|(at, _)| *at);
        Ok(found.into_iter().flat_map(|(_, placed)| placed).collect())
    }
}

/// What has no line around it must be a figure beyond doubt.
fn is_lone_figure(placed: &Placed) -> bool {
    let [letter] = placed.line.letters.as_slice() else {
        return false;
    };
    letter.text.is_ascii_digit() && letter.seen.confidence >= SURE
}

fn seen(view: &View, content: PageContent) -> Sight {
    Sight {
        content,
        size: (view.width(), view.height()),
        picture: view.picture_size(),
        placement: view.placement(),
    }
}

/// The page turned so that its text is upright.
fn upright(
    view: View,
    parts: Vec<Slanted>,
    models: &Models,
) -> Result<(View, Vec<Slanted>), OcrError> {
    let (mut view, mut parts) = if direction::lies_on_its_side(&parts) {
        turned(&view, &parts, 1)
    } else {
        (view, parts)
    };
    let share = direction::upside_down(&view, &parts, models.direction.as_ref())
        .map_err(OcrError::Network)?;
    if share > 0.5 {
        (view, parts) = turned(&view, &parts, 2);
    }
    Ok((view, parts))
}

fn turned(view: &View, parts: &[Slanted], quarters: u8) -> (View, Vec<Slanted>) {
    let (w, h) = (f64::from(view.width()), f64::from(view.height()));
    let onto = match quarters % 4 {
        1 => Projection::affine(0.0, -1.0, h, 1.0, 0.0, 0.0),
        2 => Projection::affine(-1.0, 0.0, w, 0.0, -1.0, h),
        3 => Projection::affine(0.0, 1.0, 0.0, -1.0, 0.0, w),
        _ => Projection::scale(1.0, 1.0),
    };
    (view.turned(quarters), direction::seen_through(parts, &onto))
}

/// One part of the page: a line, or characters below one another.
fn read_part(page: Page<'_>, part: &Slanted, models: &Models) -> Result<Vec<Placed>, OcrError> {
    let Page { view, red, ink } = page;
    let read = |ink: Ink| {
        line::read(
            view,
            part,
            ink,
            models.recognition.as_ref(),
            &models.characters,
        )
        .map_err(OcrError::Network)
    };
    if part.height > column::TALL * part.width {
        // Turned by a quarter either way: what stands at the margin is none of the fields.
        let Some(column) = Column::of(view, part) else {
            return Ok(Vec::new());
        };
        if !column.is_one() {
            let line = line::read_planes(
                &column.row,
                column.width,
                models.recognition.as_ref(),
                &models.characters,
            )
            .map_err(OcrError::Network)?;
            if line.confidence() < READABLE {
                return Ok(Vec::new());
            }
            return Ok(column.place(line));
        }
    }
    let mut line = read(ink)?;
    if ink == Ink::AsIs && line.weakest() < SURE && red.covers(part) {
        let cleared = read(Ink::WithoutRed)?;
        if cleared.confidence() > line.confidence() {
            line = cleared;
        }
    }
    Ok(readable(line)
        .map(|line| Placed {
            part: *part,
            line,
            downwards: false,
        })
        .into_iter()
        .collect())
}

/// The texts of lines, those beside each other in one row.
fn in_rows(lines: Vec<(Slanted, Line)>) -> Vec<String> {
    let mut rows: Vec<Vec<(Slanted, String)>> = Vec::new();
    for (part, line) in lines {
        let text = line.text().trim().to_owned();
        if text.is_empty() {
            continue;
        }
        match rows.last_mut() {
            Some(row)
                if row
                    .last()
                    .is_some_and(|(last, _)| part.middle.y - last.middle.y < last.height / 2.0) =>
            {
                row.push((part, text));
            }
            _ => rows.push(vec![(part, text)]),
        }
    }
    rows.into_iter()
        .map(|mut row| {
            row.sort_by(|a, b| a.0.middle.x.total_cmp(&b.0.middle.x));
            let texts: Vec<String> = row.into_iter().map(|(_, text)| text).collect();
            texts.join(" ")
        })
        .collect()
}

fn readable(line: Line) -> Option<Line> {
    (line.confidence() >= READABLE).then_some(line)
}
