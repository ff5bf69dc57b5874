//! A page as it is to be read, as a window onto its picture: turned, flattened and evenly lit
//! without a copy of the picture.

use std::sync::Arc;

use documents::Picture;

use super::geometry::{Point, Projection, Slanted};
use super::light::Light;
use super::network::Planes;

/// How the colours of a picture are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// As they are.
    AsIs,
    /// Red is taken for paper: what is printed under a seal remains.
    WithoutRed,
}

/// Part of a picture, looked at through a projection.
#[derive(Clone)]
pub(crate) struct View {
    picture: Arc<Picture>,
    /// From pixels of the view to pixels of the picture.
    onto: Projection,
    width: f32,
    height: f32,
    light: Option<Arc<Light>>,
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
    /// The picture as it is.
    pub(crate) fn whole(picture: Arc<Picture>) -> Self {
        let (width, height) = (picture.width as f32, picture.height as f32);
        Self {
            picture,
            onto: Projection::scale(1.0, 1.0),
            width,
            height,
            light: None,
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

    /// Where a point of the picture lies in the view.
    pub(crate) fn from_picture(&self) -> Option<Projection> {
        self.onto.inverse()
    }

    /// A window of this size onto this view.
    pub(crate) fn through(&self, onto: &Projection, width: f32, height: f32) -> Self {
        Self {
            picture: Arc::clone(&self.picture),
            onto: onto.then(&self.onto),
            width,
            height,
            light: self.light.clone(),
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

    /// With its shadows evened.
    pub(crate) fn lit(mut self, light: Light) -> Self {
        self.light = Some(Arc::new(light));
        self
    }

    /// The whole view in shades of grey, in this size.
    pub(crate) fn grey(&self, width: usize, height: usize) -> Grey {
        let mut pixels = vec![u8::MAX; width * height];
        self.sample(&self.fit(width, height), width, height, |at, [r, g, b]| {
            if let Some(pixel) = pixels.get_mut(at) {
                *pixel = (r * 0.3 + g * 0.59 + b * 0.11) as u8;
            }
        });
        Grey {
            width,
            height,
            pixels,
        }
    }

    /// How red the whole view is, in this size: 0 for grey, 255 for pure red.
    pub(crate) fn redness(&self, width: usize, height: usize) -> Grey {
        let mut pixels = vec![0; width * height];
        self.sample(&self.fit(width, height), width, height, |at, [r, g, b]| {
            if let Some(pixel) = pixels.get_mut(at) {
                *pixel = (r - g.max(b)).max(0.0) as u8;
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
        let plane = padded * height;
        let mut numbers = vec![0.0; 3 * plane];
        let (blue, rest) = numbers.split_at_mut(plane);
        let (green, red) = rest.split_at_mut(plane);
        self.sample(part, width, height, |at, mut rgb| {
            if ink == Ink::WithoutRed {
                rgb = without_red(rgb);
            }
            let [r, g, b] = rgb.map(|v| v / 127.5 - 1.0);
            let at = at / width * padded + at % width;
            if let (Some(blue), Some(green), Some(red)) =
                (blue.get_mut(at), green.get_mut(at), red.get_mut(at))
            {
                (*blue, *green, *red) = (b, g, r);
            }
        });
        Planes {
            width: padded,
            height,
            numbers,
        }
    }

    /// Gives every pixel of a part (a projection from its pixels to those of the view), row by
    /// row, the mean colour of what it covers, red, green and blue in 0–255.
    fn sample(
        &self,
        part: &Projection,
        width: usize,
        height: usize,
        mut put: impl FnMut(usize, [f32; 3]),
    ) {
        let onto = part.then(&self.onto);
        let middle = Point::new(width as f32 / 2.0, height as f32 / 2.0);
        let at = onto.at(middle);
        let across = at.distance(onto.at(Point::new(middle.x + 1.0, middle.y)));
        let down = at.distance(onto.at(Point::new(middle.x, middle.y + 1.0)));
        // Enough looks at each pixel that nothing between them is missed.
        let looks = |extent: f32| (extent.round() as usize).clamp(1, 5);
        let (nx, ny) = (looks(across), looks(down));
        let share = 1.0 / (nx * ny) as f32;
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0_f32; 3];
                for j in 0..ny {
                    for i in 0..nx {
                        let p = onto.at(Point::new(
                            x as f32 + (i as f32 + 0.5) / nx as f32,
                            y as f32 + (j as f32 + 0.5) / ny as f32,
                        ));
                        let colour = self.colour(p);
                        for (sum, value) in sum.iter_mut().zip(colour) {
                            *sum += value;
                        }
                    }
                }
                put(y * width + x, sum.map(|v| v * share));
            }
        }
    }

    /// The colour at a point of the picture, between its pixels; the edge goes on outside.
    fn colour(&self, p: Point) -> [f32; 3] {
        let (width, height) = (self.picture.width as usize, self.picture.height as usize);
        let x = (p.x - 0.5).clamp(0.0, (width - 1) as f32);
        let y = (p.y - 0.5).clamp(0.0, (height - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let pixel = |x: usize, y: usize| {
            let at = (y * width + x) * 4;
            match self.picture.rgba.get(at..at + 3) {
                Some([r, g, b]) => [f32::from(*r), f32::from(*g), f32::from(*b)],
                _ => [255.0; 3],
            }
        };
        let (a, b, c, d) = (pixel(x0, y0), pixel(x1, y0), pixel(x0, y1), pixel(x1, y1));
        let gain = self.light.as_ref().map_or(1.0, |light| {
            light.gain(p.x / width as f32, p.y / height as f32)
        });
        std::array::from_fn(|i| {
            let top = a[i] + (b[i] - a[i]) * fx;
            let bottom = c[i] + (d[i] - c[i]) * fx;
            ((top + (bottom - top) * fy) * gain).min(255.0)
        })
    }
}

/// Red ink becomes paper: a seal's red channel is as bright as the paper, print's is dark.
fn without_red([r, g, b]: [f32; 3]) -> [f32; 3] {
    if r - g.max(b) > 20.0 {
        [r, r, r]
    } else {
        [r, g, b]
    }
}
