//! A page as it is to be read, as a window onto its picture: turned, flattened and evenly lit
//! without a copy of the picture.

use std::sync::Arc;

use documents::Picture;

use super::geometry::{Point, Projection, Slanted, bounds};
use super::light::Light;
use super::network::Planes;
use super::threads::Hands;

/// How the colours of a picture are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// As they are.
    AsIs,
    /// Red is taken for paper: what is printed under a seal remains.
    WithoutRed,
}

/// By how much of its redness a seal's ink is darker than paper in its red channel at most, and print
/// in dark red or brown at least.
const SEAL_TO_PRINT: (f32, f32) = (0.4, 0.65);

/// From this scaling down on, the half-size picture is looked at.
const HALVED_FROM: f32 = 1.4;

/// Longer side of the copy in which the light is looked at, in pixels.
const LIGHT_SIDE: f32 = 400.0;

/// Part of a picture, looked at through a projection.
#[derive(Clone)]
pub(crate) struct View {
    picture: Arc<Picture>,
    /// The same in half its size.
    halved: Arc<Picture>,
    /// From pixels of the view to pixels of the picture.
    onto: Projection,
    width: f32,
    height: f32,
    light: Option<Arc<Light>>,
    hands: Hands,
}

/// A picture in shades of grey, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Grey {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Grey {
    /// The shade at a pixel; white outside.
    pub(crate) fn at(&self, x: usize, y: usize) -> u8 {
        if x >= self.width {
            return u8::MAX;
        }
        self.pixels
            .get(y * self.width + x)
            .copied()
            .unwrap_or(u8::MAX)
    }

    /// The rows from the top.
    pub(crate) fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + Clone {
        self.pixels.chunks_exact(self.width.max(1))
    }
}

impl View {
    /// The picture as it is, looked at by these threads.
    pub(crate) fn whole(picture: Arc<Picture>, hands: Hands) -> Self {
        let (width, height) = (picture.width as f32, picture.height as f32);
        Self {
            halved: Arc::new(halved(&picture)),
            picture,
            onto: Projection::scale(1.0, 1.0),
            width,
            height,
            light: None,
            hands,
        }
    }

    /// Pixels across.
    pub(crate) fn width(&self) -> f32 {
        self.width
    }

    /// Pixels down.
    pub(crate) fn height(&self) -> f32 {
        self.height
    }

    /// Width and height of the picture itself.
    pub(crate) fn picture_size(&self) -> (u32, u32) {
        (self.picture.width, self.picture.height)
    }

    /// From fractions of the view to fractions of the picture.
    pub(crate) fn placement(&self) -> Projection {
        let picture = Projection::scale(
            1.0 / f64::from(self.picture.width.max(1)),
            1.0 / f64::from(self.picture.height.max(1)),
        );
        Projection::scale(f64::from(self.width), f64::from(self.height))
            .then(&self.onto)
            .then(&picture)
    }

    /// A window of this size onto this view.
    pub(crate) fn through(&self, onto: &Projection, width: f32, height: f32) -> Self {
        Self {
            picture: Arc::clone(&self.picture),
            halved: Arc::clone(&self.halved),
            onto: onto.then(&self.onto),
            width,
            height,
            light: self.light.clone(),
            hands: self.hands,
        }
    }

    /// Turned clockwise by quarter turns.
    pub(crate) fn turned(&self, quarters: u8) -> Self {
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        match quarters % 4 {
            1 => self.through(
                &Projection::affine(0.0, 1.0, 0.0, -1.0, 0.0, h),
                self.height,
                self.width,
            ),
            2 => self.through(
                &Projection::affine(-1.0, 0.0, w, 0.0, -1.0, h),
                self.width,
                self.height,
            ),
            3 => self.through(
                &Projection::affine(0.0, -1.0, w, 1.0, 0.0, 0.0),
                self.height,
                self.width,
            ),
            _ => self.clone(),
        }
    }

    /// An upright part of this view: left, top, right and bottom in its pixels.
    pub(crate) fn part(&self, (x0, y0, x1, y1): (f32, f32, f32, f32)) -> Self {
        let onto = Projection::shift(x0.into(), y0.into());
        self.through(&onto, x1 - x0, y1 - y0)
    }

    /// With its shadows evened.
    pub(crate) fn lit(mut self) -> Self {
        self.light = None;
        let scale = LIGHT_SIDE / self.width.max(self.height).max(1.0);
        let side = |pixels: f32| ((pixels * scale) as usize).max(1);
        let small = self.grey(side(self.width), side(self.height));
        let placement = self.placement();
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let area = bounds(&corners.map(|(x, y)| placement.at(Point::new(x, y))));
        self.light = Light::of(&small, area).map(Arc::new);
        self
    }

    /// The whole view in shades of grey, in this size.
    pub(crate) fn grey(&self, width: usize, height: usize) -> Grey {
        let mut pixels = vec![u8::MAX; width * height];
        let sampler = self.sampler(&self.fit(width, height), width, height);
        let band = self.hands.band(height, width);
        let bands = pixels.chunks_mut((band * width).max(1)).enumerate();
        self.hands.each(bands, |(at, pixels)| {
            let mut colours = vec![[0.0; 3]; width];
            for (y, row) in pixels.chunks_exact_mut(width.max(1)).enumerate() {
                sampler.row(at * band + y, &mut colours);
                for (pixel, [r, g, b]) in row.iter_mut().zip(&colours) {
                    *pixel = (r * 0.3 + g * 0.59 + b * 0.11) as u8;
                }
            }
        });
        Grey {
            width,
            height,
            pixels,
        }
    }

    fn fit(&self, width: usize, height: usize) -> Projection {
        Projection::scale(
            f64::from(self.width) / width.max(1) as f64,
            f64::from(self.height) / height.max(1) as f64,
        )
    }

    /// The whole view for a network, in this size.
    pub(crate) fn planes(&self, width: usize, height: usize) -> Planes {
        self.sampled_planes(&self.fit(width, height), width, height, width, Ink::AsIs)
    }

    /// A slanted rectangle of the view, set level, for a network; what is right of it is filled
    /// up with the middle shade to `padded` pixels.
    pub(crate) fn crop(
        &self,
        part: &Slanted,
        width: usize,
        height: usize,
        padded: usize,
        ink: Ink,
    ) -> Planes {
        let u = part.along();
        let (sx, sy) = (
            part.width / width.max(1) as f32,
            part.height / height.max(1) as f32,
        );
        let origin = part.point(0.0, 0.0);
        let onto = Projection::affine(
            f64::from(u.x * sx),
            f64::from(-u.y * sy),
            f64::from(origin.x),
            f64::from(u.y * sx),
            f64::from(u.x * sy),
            f64::from(origin.y),
        );
        self.sampled_planes(&onto, width, height, padded, ink)
    }

    fn sampled_planes(
        &self,
        part: &Projection,
        width: usize,
        height: usize,
        padded: usize,
        ink: Ink,
    ) -> Planes {
        let padded = padded.max(1);
        let plane = padded * height;
        let mut numbers = vec![0.0; 3 * plane];
        let (blue, rest) = numbers.split_at_mut(plane);
        let (green, red) = rest.split_at_mut(plane);
        let sampler = self.sampler(part, width, height);
        let band = self.hands.band(height, width);
        let length = (band * padded).max(1);
        let bands = (blue.chunks_mut(length).zip(green.chunks_mut(length)))
            .zip(red.chunks_mut(length))
            .enumerate();
        self.hands.each(bands, |(at, ((blue, green), red))| {
            let mut colours = vec![[0.0; 3]; width];
            let rows = (blue
                .chunks_exact_mut(padded)
                .zip(green.chunks_exact_mut(padded)))
            .zip(red.chunks_exact_mut(padded));
            for (y, ((blue, green), red)) in rows.enumerate() {
                sampler.row(at * band + y, &mut colours);
                for (((blue, green), red), colour) in
                    (blue.iter_mut().zip(green)).zip(red).zip(&colours)
                {
                    let colour = match ink {
                        Ink::AsIs => *colour,
                        Ink::WithoutRed => without_red(*colour),
                    };
                    [*red, *green, *blue] = colour.map(|v| v / 127.5 - 1.0);
                }
            }
        });
        Planes {
            width: padded,
            height,
            numbers,
        }
    }

    /// Looks at a part: a projection from its pixels to those of the view.
    fn sampler(&self, part: &Projection, width: usize, height: usize) -> Sampler<'_> {
        let onto = part.then(&self.onto);
        let middle = Point::new(width as f32 / 2.0, height as f32 / 2.0);
        let at = onto.at(middle);
        let across = at.distance(onto.at(Point::new(middle.x + 1.0, middle.y)));
        let down = at.distance(onto.at(Point::new(middle.x, middle.y + 1.0)));
        // Where much is scaled down the half-size picture has done most of the work.
        let halved = across.min(down) >= HALVED_FROM;
        let (source, zoom) = if halved {
            (&self.halved, 0.5)
        } else {
            (&self.picture, 1.0)
        };
        // Enough looks at each pixel that nothing between them is missed.
        let looks = |extent: f32| ((extent * zoom as f32).round() as usize).clamp(1, 5);
        Sampler {
            source,
            light: self.light.as_deref(),
            onto: onto.then(&Projection::scale(zoom, zoom)),
            looks: (looks(across), looks(down)),
        }
    }
}

/// Gives the pixels of a part of a view the mean colour of what they cover.
struct Sampler<'a> {
    source: &'a Picture,
    light: Option<&'a Light>,
    /// From pixels of the part to those of the source.
    onto: Projection,
    /// How often each pixel is looked at, across and down.
    looks: (usize, usize),
}

impl Sampler<'_> {
    /// The colours of a row, from the top: red, green and blue in 0–255.
    fn row(&self, y: usize, colours: &mut [[f32; 3]]) {
        let (nx, ny) = self.looks;
        let share = 1.0 / (nx * ny) as f32;
        let columns = colours.len() * nx;
        let point = |i: usize, j: usize| {
            self.onto.at(Point::new(
                (i as f32 + 0.5) / nx as f32,
                (j as f32 + 0.5) / ny as f32,
            ))
        };
        colours.fill([0.0; 3]);
        for look in y * ny..(y + 1) * ny {
            // Along a row of a view that is not slanted in depth, each look is one step further.
            let first = point(0, look);
            let step = self.onto.is_affine().then(|| {
                let last = point(columns, look);
                let count = columns.max(1) as f32;
                ((last.x - first.x) / count, (last.y - first.y) / count)
            });
            for (x, sum) in colours.iter_mut().enumerate() {
                for i in x * nx..(x + 1) * nx {
                    let p = match step {
                        Some((dx, dy)) => {
                            Point::new(first.x + dx * i as f32, first.y + dy * i as f32)
                        }
                        None => point(i, look),
                    };
                    let colour = colour(self.source, self.light, p);
                    for (sum, value) in sum.iter_mut().zip(colour) {
                        *sum += value;
                    }
                }
            }
        }
        for colour in colours {
            *colour = colour.map(|v| v * share);
        }
    }
}

/// The colour at a point of a picture, between its pixels; the edge goes on outside.
fn colour(picture: &Picture, light: Option<&Light>, p: Point) -> [f32; 3] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let x = (p.x - 0.5).clamp(0.0, (width - 1) as f32);
    let y = (p.y - 0.5).clamp(0.0, (height - 1) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    // The next pixel and the next row, unless these are the last.
    let right = if x0 + 1 < width { 4 } else { 0 };
    let below = if y0 + 1 < height { width * 4 } else { 0 };
    let at = (y0 * width + x0) * 4;
    let pixel = |at: usize| match picture.rgba.get(at..at + 3) {
        Some([r, g, b]) => [f32::from(*r), f32::from(*g), f32::from(*b)],
        _ => [255.0; 3],
    };
    let (a, b) = (pixel(at), pixel(at + right));
    let (c, d) = (pixel(at + below), pixel(at + below + right));
    let gain = light.map_or(1.0, |light| {
        light.gain(p.x / width as f32, p.y / height as f32)
    });
    std::array::from_fn(|i| {
        let top = a[i] + (b[i] - a[i]) * fx;
        let bottom = c[i] + (d[i] - c[i]) * fx;
        ((top + (bottom - top) * fy) * gain).min(255.0)
    })
}

/// A picture in half its size, each pixel the mean of four.
fn halved(picture: &Picture) -> Picture {
    let (width, height) = (picture.width / 2, picture.height / 2);
    if width == 0 || height == 0 {
        return picture.clone();
    }
    let stride = picture.width as usize * 4;
    let mut rgba = Vec::with_capacity((width * height * 4) as usize);
    for rows in picture.rgba.chunks_exact(stride * 2) {
        let (above, below) = rows.split_at(stride);
        for (above, below) in above.chunks_exact(8).zip(below.chunks_exact(8)) {
            for channel in 0..4 {
                let sum = [above, below]
                    .iter()
                    .flat_map(|row| [row.get(channel), row.get(channel + 4)])
                    .map(|v| v.copied().map_or(255, u16::from))
                    .sum::<u16>();
                rgba.push((sum / 4) as u8);
            }
        }
    }
    Picture {
        width,
        height,
        rgba,
    }
}

/// Red ink becomes paper, and red print its shade: a seal's red channel is nearly as bright as the
/// paper, print's is dark.
fn without_red([r, g, b]: [f32; 3]) -> [f32; 3] {
    let redder = r - g.max(b);
    if redder <= 20.0 {
        return [r, g, b];
    }
    let darker = 255.0 - r;
    let (seal, print) = SEAL_TO_PRINT;
    let cleared = ((print - darker / redder) / (print - seal)).clamp(0.0, 1.0);
    [r + cleared * darker; 3]
}
