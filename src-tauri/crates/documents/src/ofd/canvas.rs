use std::time::{Duration, Instant};

use tiny_skia::{
    BlendMode, Color, FillRule, FilterQuality, LineCap, LineJoin, Mask, Paint, Path, PathBuilder,
    Pattern, Pixmap, Shader, SpreadMode, Stroke, StrokeDash, Transform,
};

use super::geometry::{Matrix, Rect};
use super::object::Blend;
use super::outline::{Outline, Step};
use super::style::{Cap, Colour, Join, Style};
use crate::{DocumentError, PageSize, Picture};

/// Farthest pixel that is drawn to; beyond it the rasterizer loses precision.
const FARTHEST: f64 = 100_000.0;

/// A page's picture while it is drawn. All outlines come in page coordinates (millimetres).
pub(super) struct Canvas {
    pixmap: Pixmap,
    /// Pixels of a millimetre.
    pub(super) scale: f64,
    /// The clips in force, in pixels.
    mask: Option<Mask>,
    deadline: Instant,
}

/// How a shape is laid on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) colour: Colour,
    /// Multiplied with the colour's own.
    pub(super) alpha: f32,
    pub(super) blend: Blend,
}

impl Canvas {
    /// A white page of `size` whose longer side has about `long_side` pixels, at most
    /// `max_pixels` in all.
    pub(super) fn new(
        size: PageSize,
        long_side: u32,
        max_pixels: u64,
        time: Duration,
    ) -> Result<Self, DocumentError> {
        let longest = size.width.max(size.height);
        let wanted = f64::from(long_side.max(1)) / longest;
        let most = (max_pixels as f64 / (size.width * size.height)).sqrt();
        let zoom = wanted.min(most);
        let pixels = |length: f64| ((length * zoom).round() as u32).max(1);
        let mut pixmap = Pixmap::new(pixels(size.width), pixels(size.height)).ok_or_else(|| {
            DocumentError::TooLarge("OFD: the page has too many pixels".to_owned())
        })?;
        pixmap.fill(Color::WHITE);
        Ok(Self {
            pixmap,
            scale: zoom * super::POINTS,
            mask: None,
            deadline: Instant::now() + time,
        })
    }

    /// The finished picture.
    pub(super) fn finish(self) -> Picture {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        // Opaque, so the premultiplied bytes are the plain ones.
        Picture {
            width,
            height,
            rgba: self.pixmap.take(),
        }
    }

    /// Fails once the time for the page is over.
    pub(super) fn check_time(&self) -> Result<(), DocumentError> {
        if Instant::now() > self.deadline {
            Err(DocumentError::Timeout)
        } else {
            Ok(())
        }
    }

    /// Cuts what is drawn from now on to each of `clips`; gives what was in force before.
    pub(super) fn clip(&mut self, clips: &[Vec<Outline>]) -> Option<Mask> {
        let before = self.mask.clone();
        for outlines in clips {
            let mut builder = PathBuilder::new();
            for outline in outlines {
                self.push(&mut builder, outline);
            }
            // A clip without an area hides everything.
            let path = builder.finish();
            match (&mut self.mask, &path) {
                (Some(mask), Some(path)) => {
                    mask.intersect_path(path, FillRule::Winding, true, Transform::identity());
                }
                (mask, path) => {
                    let mut new = Mask::new(self.pixmap.width(), self.pixmap.height());
                    if let (Some(new), Some(path)) = (&mut new, path) {
                        new.fill_path(path, FillRule::Winding, true, Transform::identity());
                    }
                    *mask = new;
                }
            }
        }
        before
    }

    /// Puts back the clips that were in force.
    pub(super) fn unclip(&mut self, before: Option<Mask>) {
        self.mask = before;
    }

    /// Fills an outline with a shading.
    pub(super) fn fill_shaded(
        &mut self,
        outline: &Outline,
        even_odd: bool,
        shader: Shader<'static>,
        blend: Blend,
    ) {
        if let Some(path) = self.path(outline) {
            let paint = Paint {
                shader,
                blend_mode: mode(blend),
                anti_alias: true,
                ..Paint::default()
            };
            self.pixmap.fill_path(
                &path,
                &paint,
                rule(even_odd),
                Transform::identity(),
                self.mask.as_ref(),
            );
        }
    }

    /// Fills an outline.
    pub(super) fn fill(&mut self, outline: &Outline, even_odd: bool, ink: Ink) {
        if let Some(path) = self.path(outline) {
            self.fill_path(&path, rule(even_odd), ink);
        }
    }

    /// Fills a path that is already in pixels.
    pub(super) fn fill_path(&mut self, path: &Path, rule: FillRule, ink: Ink) {
        self.pixmap.fill_path(
            path,
            &paint(ink),
            rule,
            Transform::identity(),
            self.mask.as_ref(),
        );
    }

    /// Draws along an outline. `zoom` is how much the object's coordinates are enlarged on the page.
    pub(super) fn stroke(&mut self, outline: &Outline, style: &Style, zoom: f64, ink: Ink) {
        if let Some(path) = self.path(outline) {
            self.stroke_path(&path, style, zoom, ink);
        }
    }

    /// Draws along a path that is already in pixels.
    pub(super) fn stroke_path(&mut self, path: &Path, style: &Style, zoom: f64, ink: Ink) {
        let zoom = zoom * self.scale;
        let stroke = Stroke {
            width: (style.line_width * zoom) as f32,
            miter_limit: style.miter_limit.max(1.0) as f32,
            line_cap: match style.cap {
                Cap::Butt => LineCap::Butt,
                Cap::Round => LineCap::Round,
                Cap::Square => LineCap::Square,
            },
            line_join: match style.join {
                Join::Miter => LineJoin::Miter,
                Join::Round => LineJoin::Round,
                Join::Bevel => LineJoin::Bevel,
            },
            dash: dash(style, zoom),
        };
        self.pixmap.stroke_path(
            path,
            &paint(ink),
            &stroke,
            Transform::identity(),
            self.mask.as_ref(),
        );
    }

    /// Lays a picture into the unit square of `matrix`.
    pub(super) fn picture(&mut self, picture: &Pixmap, matrix: &Matrix, alpha: f32, blend: Blend) {
        let [a, b, c, d, ..] = matrix.0;
        let pixels = |x: f64, y: f64| x.hypot(y) * self.scale;
        let (width, height) = (pixels(a, b).min(FARTHEST), pixels(c, d).min(FARTHEST));
        let Some(corners) = self.corners(matrix) else {
            return;
        };
        let shrunk = shrunk(picture, width, height);
        let picture = shrunk.as_ref().unwrap_or(picture);
        let to_unit = Matrix::scale(
            1.0 / f64::from(picture.width()),
            1.0 / f64::from(picture.height()),
        );
        let [a, b, c, d, e, f] = to_unit
            .then(matrix)
            .then(&Matrix::scale(self.scale, self.scale))
            .0
            .map(|v| v as f32);
        let enlarged = f64::from(picture.width()) * 1.5 < width;
        let paint = Paint {
            shader: Pattern::new(
                picture.as_ref(),
                SpreadMode::Pad,
                // Small codes stay sharp when they are enlarged.
                if enlarged {
                    FilterQuality::Nearest
                } else {
                    FilterQuality::Bilinear
                },
                alpha,
                Transform::from_row(a, b, c, d, e, f),
            ),
            blend_mode: mode(blend),
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap.fill_path(
            &corners,
            &paint,
            FillRule::Winding,
            Transform::identity(),
            self.mask.as_ref(),
        );
    }

    fn corners(&self, matrix: &Matrix) -> Option<Path> {
        let unit = Rect {
            x: 0.0,
            y: 0.0,
            width: 1.0,
            height: 1.0,
        };
        self.path(&unit.outline().mapped(matrix))
    }

    fn path(&self, outline: &Outline) -> Option<Path> {
        let mut builder = PathBuilder::new();
        self.push(&mut builder, outline);
        builder.finish()
    }

    fn push(&self, builder: &mut PathBuilder, outline: &Outline) {
        let at = |v: f64| (v * self.scale).clamp(-FARTHEST, FARTHEST) as f32;
        for step in &outline.0 {
            match *step {
                Step::Move(x, y) => builder.move_to(at(x), at(y)),
                Step::Line(x, y) => builder.line_to(at(x), at(y)),
                Step::Quadratic([a, b, x, y]) => builder.quad_to(at(a), at(b), at(x), at(y)),
                Step::Cubic([a, b, c, d, x, y]) => {
                    builder.cubic_to(at(a), at(b), at(c), at(d), at(x), at(y));
                }
                Step::Close => builder.close(),
            }
        }
    }
}

const fn rule(even_odd: bool) -> FillRule {
    if even_odd {
        FillRule::EvenOdd
    } else {
        FillRule::Winding
    }
}

/// A dash pattern in pixels; `None` where it is none or too fine to be seen.
fn dash(style: &Style, zoom: f64) -> Option<StrokeDash> {
    let mut array: Vec<f32> = style.dash.iter().map(|v| (v * zoom) as f32).collect();
    if array.len() % 2 == 1 {
        array.extend(array.clone());
    }
    if array.iter().sum::<f32>() < 0.5 {
        return None;
    }
    StrokeDash::new(array, (style.dash_offset * zoom) as f32)
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint {
        blend_mode: mode(ink.blend),
        anti_alias: true,
        ..Paint::default()
    };
    let alpha = (ink.colour.alpha * ink.alpha * 255.0)
        .round()
        .clamp(0.0, 255.0) as u8;
    paint.set_color_rgba8(ink.colour.red, ink.colour.green, ink.colour.blue, alpha);
    paint
}

const fn mode(blend: Blend) -> BlendMode {
    match blend {
        Blend::Normal => BlendMode::SourceOver,
        Blend::Darken => BlendMode::Darken,
        Blend::Multiply => BlendMode::Multiply,
        Blend::Lighten => BlendMode::Lighten,
        Blend::Screen => BlendMode::Screen,
        Blend::Overlay => BlendMode::Overlay,
    }
}

/// A picture much larger than its place, averaged to about its place: sampling would drop lines.
fn shrunk(picture: &Pixmap, width: f64, height: f64) -> Option<Pixmap> {
    let (from_width, from_height) = (picture.width(), picture.height());
    if f64::from(from_width) < width * 1.5 && f64::from(from_height) < height * 1.5 {
        return None;
    }
    let to_width = (width.ceil() as u32).clamp(1, from_width);
    let to_height = (height.ceil() as u32).clamp(1, from_height);
    let source = image::RgbaImage::from_raw(from_width, from_height, picture.data().to_vec())?;
    let small = image::imageops::thumbnail(&source, to_width, to_height);
    Pixmap::from_vec(
        small.into_raw(),
        tiny_skia::IntSize::from_wh(to_width, to_height)?,
    )
}
