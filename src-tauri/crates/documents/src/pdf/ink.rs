//! What a page's program puts on the paper, for reading: characters, ruling lines, and how much
//! of the page pictures cover.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::hayro_syntax::Filter;
use hayro::hayro_interpret::hayro_syntax::object::dict::keys::{HEIGHT, SMASK, WIDTH};
use hayro::hayro_interpret::hayro_syntax::object::{Dict, Stream};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use rustc_hash::FxHashSet;

use super::codes::Codes;
use super::unicode;
use crate::words::Printed;
use crate::{DocumentError, PageSize, Rule};

/// More characters than any page of an invoice or list has; beyond, the page is refused.
const MAX_CHARACTERS: usize = 400_000;
/// More ruling lines than any form has; further ones are not kept.
const MAX_RULES: usize = 50_000;
/// Shortest ruling line, in points: shorter strokes are parts of drawings and seals.
const MIN_RULE: f64 = 6.0;
/// Thickest ruling line, in points.
const MAX_THICKNESS: f64 = 2.5;
/// What the smallest piece of a shape weighs, in points.
const LEAST_WEIGHT: f64 = 4.0;
/// What a pixel of a picture weighs each time it is drawn: some hundred large scans on one page are
/// too many.
const WEIGHT_OF_PIXEL: f64 = 0.025;
/// Cells along each side of the grid on which the share of pictures is counted.
const GRID: usize = 64;
/// Trust in invisible text over a scan: somebody's recognition, of unknown quality.
const INVISIBLE: f32 = 0.5;

/// Stops the reading of a page from another thread, or when a bound is passed.
pub(super) struct Stop;

/// The characters of a page as its fonts name them, which is how fonts that the file does not
/// carry are asked for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    pub(super) all: FxHashSet<char>,
    /// Some could not be told: glyphs without a character, or what masks and patterns show.
    pub(super) hidden: bool,
}

pub(super) struct Ink<'c> {
    pub(super) printed: Vec<Printed>,
    pub(super) rules: Vec<Rule>,
    /// What drawing the shapes of the page takes: their heights in points, one after another.
    pub(super) weight: f64,
    pub(super) letters: Letters,
    pictures: Box<[bool]>,
    run: u32,
    /// What each clip leaves of the page, in points; the last one counts.
    clips: Vec<Rect>,
    size: PageSize,
    codes: &'c Codes,
    max_pixels: u64,
    cancelled: Arc<AtomicBool>,
    pub(super) failure: Option<DocumentError>,
}

impl<'c> Ink<'c> {
    pub(super) fn new(
        size: PageSize,
        codes: &'c Codes,
        max_pixels: u64,
        cancelled: Arc<AtomicBool>,
    ) -> Self {
        Self {
            printed: Vec::new(),
            rules: Vec::new(),
            weight: 0.0,
            letters: Letters::default(),
            pictures: vec![false; GRID * GRID].into_boxed_slice(),
            run: 0,
            clips: Vec::new(),
            size,
            codes,
            max_pixels,
            cancelled,
            failure: None,
        }
    }

    pub(super) fn picture_share(&self) -> f32 {
        let covered = self.pictures.iter().filter(|cell| **cell).count();
        covered as f32 / self.pictures.len() as f32
    }

    /// The interpreter has no way to be told to stop, so its stack is unwound. Not a panic: no
    /// hook runs, and the caller catches it.
    fn check(&self) {
        if self.failure.is_some() || self.cancelled.load(Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new(Stop));
        }
    }

    /// Drawing decodes pictures whole, so their size is bounded before: that of the dictionary,
    /// of its mask, and of a JPEG's own header, which may say something else.
    fn check_image(&mut self, image: &Image<'_, '_>) {
        let stream = match image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        let said = |dict: &Dict<'_>| {
            let side = |key: &[u8]| u64::from(dict.get::<u32>(key).unwrap_or(0));
            side(WIDTH).saturating_mul(side(HEIGHT))
        };
        let mask = stream.dict().get::<Stream<'_>>(SMASK);
        let jpeg = if stream.filters().as_slice() == [Filter::DctDecode] {
            let data = stream.raw_data();
            image::ImageReader::with_format(Cursor::new(&*data), image::ImageFormat::Jpeg)
                .into_dimensions()
                .map_or(0, |(w, h)| u64::from(w) * u64::from(h))
        } else {
            0
        };
        let pixels = [
            u64::from(image.width()).saturating_mul(u64::from(image.height())),
            mask.map_or(0, |mask| said(mask.dict())),
            jpeg,
        ];
        if pixels.into_iter().any(|count| count > self.max_pixels) {
            self.failure = Some(DocumentError::TooLarge(format!(
                "a picture on the page has more than {} pixels",
                self.max_pixels
            )));
        }
    }

    /// The rasterizer keeps something for every few rows that an edge crosses, of all shapes at
    /// once.
    fn weigh(&mut self, path: &BezPath, transform: Affine) {
        let mut last = 0.0;
        for element in path.elements() {
            self.weight += LEAST_WEIGHT;
            if let Some(point) = element.end_point() {
                let y = (transform * point).y.clamp(0.0, self.size.height);
                self.weight += (y - last).abs();
                last = y;
            }
        }
    }

    fn clip(&self) -> Rect {
        self.clips
            .last()
            .copied()
            .unwrap_or_else(|| Rect::new(0.0, 0.0, self.size.width, self.size.height))
    }

    /// Masks and patterns are drawn apart, and what is in them is not seen here.
    fn look_behind(&mut self, props: &DrawProps<'_>) {
        self.letters.hidden |=
            props.soft_mask.is_some() || matches!(props.paint, Paint::Pattern(_));
    }

    fn push_clip(&mut self, bounds: Rect) {
        self.check();
        self.clips.push(self.clip().intersect(bounds));
    }

    fn add_rule(&mut self, from: Point, to: Point) {
        let clip = self.clip();
        let inside =
            |p: Point| Point::new(p.x.clamp(clip.x0, clip.x1), p.y.clamp(clip.y0, clip.y1));
        let (from, to) = (inside(from), inside(to));
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if dx.max(dy) < MIN_RULE || dx.min(dy) > 0.5 || self.rules.len() >= MAX_RULES {
            return;
        }
        let across = |v: f64| (v / self.size.width) as f32;
        let down = |v: f64| (v / self.size.height) as f32;
        let rule = Rule {
            x0: across(from.x.min(to.x)),
            y0: down(from.y.min(to.y)),
            x1: across(from.x.max(to.x)),
            y1: down(from.y.max(to.y)),
        };
        if [rule.x0, rule.y0, rule.x1, rule.y1]
            .iter()
            .all(|v| (0.0..=1.0).contains(v))
        {
            self.rules.push(rule);
        }
    }

    /// A filled shape that is so thin that it is a line.
    fn add_thin(&mut self, bounds: Rect) {
        // Some programs fill a large shape through a thin clip.
        let bounds = bounds.intersect(self.clip());
        let middle = bounds.center();
        if bounds.height() <= MAX_THICKNESS && bounds.width() >= MIN_RULE {
            self.add_rule(
                Point::new(bounds.x0, middle.y),
                Point::new(bounds.x1, middle.y),
            );
        } else if bounds.width() <= MAX_THICKNESS && bounds.height() >= MIN_RULE {
            self.add_rule(
                Point::new(middle.x, bounds.y0),
                Point::new(middle.x, bounds.y1),
            );
        }
    }

    fn add_filled(&mut self, path: &BezPath, transform: Affine) {
        let mut bounds: Option<Rect> = None;
        let flush = |this: &mut Self, bounds: &mut Option<Rect>| {
            if let Some(bounds) = bounds.take() {
                this.add_thin(bounds);
            }
        };
        for element in path.elements() {
            match element {
                PathEl::MoveTo(p) => {
                    flush(self, &mut bounds);
                    bounds = Some(Rect::from_points(transform * *p, transform * *p));
                }
                PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                    bounds = bounds.map(|b| b.union_pt(transform * *p));
                }
                PathEl::ClosePath => flush(self, &mut bounds),
            }
        }
        flush(self, &mut bounds);
    }

    fn add_stroked(&mut self, path: &BezPath, transform: Affine) {
        let (mut start, mut at) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match element {
                PathEl::MoveTo(p) => {
                    start = transform * *p;
                    at = start;
                }
                PathEl::LineTo(p) => {
                    let to = transform * *p;
                    self.add_rule(at, to);
                    at = to;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => at = transform * *p,
                PathEl::ClosePath => {
                    self.add_rule(at, start);
                    at = start;
                }
            }
        }
    }

    fn cover(&mut self, bounds: Rect) {
        let bounds = bounds.intersect(self.clip());
        let cell = |v: f64, full: f64| {
            let scaled = (v / full * GRID as f64 - 0.5).ceil();
            scaled.clamp(0.0, GRID as f64) as usize
        };
        let (x0, x1) = (
            cell(bounds.x0, self.size.width),
            cell(bounds.x1, self.size.width),
        );
        let (y0, y1) = (
            cell(bounds.y0, self.size.height),
            cell(bounds.y1, self.size.height),
        );
        for row in self.pictures.chunks_mut(GRID).take(y1).skip(y0) {
            for covered in row.iter_mut().take(x1).skip(x0) {
                *covered = true;
            }
        }
    }

    fn add_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        downwards: bool,
        paint: u32,
        confidence: Option<f32>,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => {
                self.letters.all.insert(c);
                unicode::One::of(c)
            }
            Some(BfString::String(s)) => {
                self.letters.hidden = true;
                unicode::One::from_text(&s)
            }
            None => {
                self.letters.hidden = true;
                self.codes.read(glyph)
            }
        };
        let characters = text.as_slice();
        if characters.is_empty() {
            return;
        }
        if self.printed.len() + characters.len() > MAX_CHARACTERS {
            self.failure = Some(DocumentError::TooLarge(format!(
                "more than {MAX_CHARACTERS} characters on a page"
            )));
            self.check();
        }
        let advance = f64::from(match glyph {
            Glyph::Outline(g) => g.advance_width().unwrap_or(0.0),
            Glyph::Type3(g) => g.advance_width().unwrap_or(0.0),
        });
        let [ax, ay, ux, uy, x, y] = transform.as_coeffs();
        let middle = transform * Point::new(advance / 2.0, 380.0);
        let slack = ux.hypot(uy) * 500.0;
        if !self.clip().inflate(slack, slack).contains(middle) {
            return;
        }
        // In a vertical font the advance goes down and the width is not told: Chinese
        // characters are one em wide.
        let width = if downwards { 1000.0 } else { advance };
        // A ligature stands for several characters: each gets its part.
        let part = width / characters.len() as f64;
        for (index, character) in characters.iter().enumerate() {
            let before = part * index as f64;
            self.printed.push(Printed {
                text: *character,
                x: (x + ax * before) as f32,
                y: (y + ay * before) as f32,
                along: ((ax * part) as f32, (ay * part) as f32),
                up: ((ux * 1000.0) as f32, (uy * 1000.0) as f32),
                downwards,
                run: self.run,
                paint,
                confidence,
            });
        }
    }
}

/// A number for a paint, and whether anything painted with it can be seen on paper.
fn paint_number(paint: &Paint<'_>) -> (u32, bool) {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().to_rgba8();
            let seen = a > 8 && r.min(g).min(b) < 250;
            (u32::from_be_bytes([r, g, b, a]), seen)
        }
        Paint::Pattern(_) => (1, true),
    }
}

impl<'a> Device<'a> for Ink<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.check();
        self.look_behind(&props);
        self.weigh(path, props.transform);
        if !paint_number(&props.paint).1 {
            return;
        }
        match mode {
            DrawMode::Fill(_) => self.add_filled(path, props.transform),
            DrawMode::Stroke(_) => self.add_stroked(path, props.transform),
            DrawMode::FillAndStroke(..) => {
                self.add_filled(path, props.transform);
                self.add_stroked(path, props.transform);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.check();
        self.look_behind(&props);
        self.run = self.run.wrapping_add(1);
        let downwards = run.writing_mode() == WritingMode::Vertical;
        let (paint, _) = paint_number(&props.paint);
        let confidence = matches!(mode, DrawMode::Invisible).then_some(INVISIBLE);
        for glyph in run.glyphs() {
            self.letters.hidden |= matches!(**glyph, Glyph::Type3(_));
            let transform = props.transform * glyph.transform();
            self.add_glyph(glyph, transform, downwards, paint, confidence);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.check_image(&image);
        self.check();
        // A stencil may be filled with a pattern; it does not say.
        self.letters.hidden |= props.soft_mask.is_some() || matches!(image, Image::Stencil(_));
        self.weight += WEIGHT_OF_PIXEL * f64::from(image.width()) * f64::from(image.height());
        let pixels = Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        );
        let bounds = props.transform.transform_rect_bbox(pixels);
        // Some programs print ruling lines as pictures one pixel wide.
        self.add_thin(bounds);
        self.cover(bounds);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.check();
        self.letters.hidden |= mask.is_some();
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw_path(&rect.to_path(0.1), props, mode);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}
