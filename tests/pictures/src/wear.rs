//! What happens to a page on its way into the program: turned, skewed, compressed, noisy, in shadow,
//! photographed from the side. Pictures are warped with one matrix, so that every value's place is
//! known afterwards.

use image::{Rgb, RgbImage};
use invoice::synthetic::Dice;

/// A projective map from pixels to pixels, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection([f32; 9]);

impl Projection {
    pub(super) const SAME: Self = Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);

    /// Where a point goes.
    pub(super) fn map(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        let depth = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / depth,
            (m[3] * x + m[4] * y + m[5]) / depth,
        )
    }

    /// The map that takes the corners of a rectangle (0, 0)–(w, h), clockwise from the top left,
    /// to these.
    fn of_corners(width: f32, height: f32, to: [(f32, f32); 4]) -> Self {
        // Heckbert: the unit square onto a quadrilateral.
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = to;
        let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let area = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / area;
        let k = (dx1 * dy3 - dx3 * dy1) / area;
        Self([
            (x1 - x0 + g * x1) / width,
            (x3 - x0 + k * x3) / height,
            x0,
            (y1 - y0 + g * y1) / width,
            (y3 - y0 + k * y3) / height,
            y0,
            g / width,
            k / height,
            1.0,
        ])
    }

    fn inverse(&self) -> Self {
        let m = &self.0;
        Self([
            m[4] * m[8] - m[5] * m[7],
            m[2] * m[7] - m[1] * m[8],
            m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8],
            m[0] * m[8] - m[2] * m[6],
            m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6],
            m[1] * m[6] - m[0] * m[7],
            m[0] * m[4] - m[1] * m[3],
        ])
    }
}

/// A picture, and where its pixels went.
pub(super) type Warped = (RgbImage, Projection);

/// Turned clockwise by whole quarters.
pub(super) fn turned(picture: &RgbImage, quarters: u32) -> Warped {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    match quarters % 4 {
        1 => (
            image::imageops::rotate90(picture),
            Projection([0.0, -1.0, h, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        ),
        2 => (
            image::imageops::rotate180(picture),
            Projection([-1.0, 0.0, w, 0.0, -1.0, h, 0.0, 0.0, 1.0]),
        ),
        3 => (
            image::imageops::rotate270(picture),
            Projection([0.0, 1.0, 0.0, -1.0, 0.0, w, 0.0, 0.0, 1.0]),
        ),
        _ => (picture.clone(), Projection::SAME),
    }
}

/// Laid askew on the scanner by 1 to 3 degrees, a white lid around it.
pub(super) fn skewed(picture: &RgbImage, dice: &mut Dice) -> Warped {
    let tenths = dice.range(10, 30) as f32 / 10.0;
    let angle = if dice.chance(50) { tenths } else { -tenths }.to_radians();
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let (sin, cos) = angle.sin_cos();
    let (out_w, out_h) = (w * cos + h * sin.abs(), h * cos + w * sin.abs());
    let around = |x: f32, y: f32| {
        let (x, y) = (x - w / 2.0, y - h / 2.0);
        (
            x * cos - y * sin + out_w / 2.0,
            x * sin + y * cos + out_h / 2.0,
        )
    };
    let to = [
        around(0.0, 0.0),
        around(w, 0.0),
        around(w, h),
        around(0.0, h),
    ];
    let map = Projection::of_corners(w, h, to);
    let lid = RgbImage::from_pixel(out_w as u32, out_h as u32, Rgb([252, 252, 250]));
    (warp(picture, lid, &map), map)
}

/// Photographed by hand: from the side, on a table, in uneven light, slightly out of focus. Of the
/// table so much is seen on each side, in hundredths of the page's width.
pub(super) fn photographed(picture: &RgbImage, margin: i64, dice: &mut Dice) -> Warped {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let margin = margin as f32 / 100.0 * w;
    let (out_w, out_h) = (w + 2.0 * margin, h + 2.0 * margin);
    let mut nudge = |length: f32| length * dice.range(-35, 35) as f32 / 1000.0;
    let to = [
        (margin + nudge(w), margin + nudge(h)),
        (margin + w + nudge(w), margin + nudge(h)),
        (margin + w + nudge(w), margin + h + nudge(h)),
        (margin + nudge(w), margin + h + nudge(h)),
    ];
    let map = Projection::of_corners(w, h, to);
    let table = table(out_w as u32, out_h as u32, dice);
    let mut photo = warp(picture, table, &map);
    lit(&mut photo, 0.72, dice);
    photo = image::imageops::blur(&photo, dice.range(35, 75) as f32 / 100.0);
    grained(&mut photo, 4.0, dice);
    (photo, map)
}

/// A table: one colour with a grain that runs across.
fn table(width: u32, height: u32, dice: &mut Dice) -> RgbImage {
    let base = *dice.pick(&[
        [58, 56, 54],
        [122, 88, 60],
        [168, 166, 160],
        [34, 38, 44],
        [146, 120, 96],
    ]);
    let wave = dice.range(7, 30) as f32;
    let bend = dice.range(100, 400) as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let grain = ((y as f32 + 9.0 * (x as f32 / bend).sin()) / wave).sin() * 7.0;
        Rgb(base.map(|channel| (channel as f32 + grain).clamp(0.0, 255.0) as u8))
    })
}

/// A shadow with a soft edge across the page, as a hand or a telephone throws it, and light that
/// falls off to one side.
pub(super) fn shadowed(picture: &mut RgbImage, dice: &mut Dice) {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    lit(picture, 0.8, dice);
    let angle = (dice.range(0, 359) as f32).to_radians();
    let (nx, ny) = (angle.cos(), angle.sin());
    let at = dice.range(-20, 20) as f32 / 100.0;
    let soft = dice.range(2, 9) as f32 / 100.0;
    let depth = dice.range(40, 62) as f32 / 100.0;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let away = (x as f32 / w - 0.5) * nx + (y as f32 / h - 0.5) * ny - at;
        let inside = (away / soft + 0.5).clamp(0.0, 1.0);
        let light = 1.0 - inside * (1.0 - depth);
        for channel in &mut pixel.0 {
            *channel = (f32::from(*channel) * light) as u8;
        }
    }
}

/// Light that falls off towards one side, down to `least`, and leans to yellow or blue.
fn lit(picture: &mut RgbImage, least: f32, dice: &mut Dice) {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let angle = (dice.range(0, 359) as f32).to_radians();
    let (nx, ny) = (angle.cos(), angle.sin());
    let tint = *dice.pick(&[[1.0, 0.97, 0.9], [0.95, 0.98, 1.0], [1.0, 1.0, 1.0]]);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let across = (x as f32 / w - 0.5) * nx + (y as f32 / h - 0.5) * ny;
        let light = 1.0 - (across + 0.7) / 1.4 * (1.0 - least);
        for (channel, tint) in pixel.0.iter_mut().zip(tint) {
            *channel = (f32::from(*channel) * light * tint).min(255.0) as u8;
        }
    }
}

/// The noise of a bad scanner or of little light: grain of this deviation.
pub(super) fn grained(picture: &mut RgbImage, deviation: f32, dice: &mut Dice) {
    for pixel in picture.pixels_mut() {
        // The sum of three even throws is near enough to a bell.
        let throw: i64 = (0..3).map(|_| dice.range(-100, 100)).sum();
        let noise = throw as f32 / 100.0 * deviation;
        for channel in &mut pixel.0 {
            *channel = (f32::from(*channel) + noise).clamp(0.0, 255.0) as u8;
        }
    }
}

/// Specks of dust on the glass.
pub(super) fn specked(picture: &mut RgbImage, dice: &mut Dice) {
    let (w, h) = (picture.width(), picture.height());
    for _ in 0..(w * h / 9_000) {
        let (x, y) = (dice.below(w as usize) as u32, dice.below(h as usize) as u32);
        let tone = *dice.pick(&[20_u8, 60, 240]);
        picture.put_pixel(x, y, Rgb([tone; 3]));
        if x + 1 < w && dice.chance(40) {
            picture.put_pixel(x + 1, y, Rgb([tone; 3]));
        }
    }
}

/// Lays a picture on a ground through a map.
fn warp(picture: &RgbImage, mut ground: RgbImage, map: &Projection) -> RgbImage {
    let back = map.inverse();
    let (width, height) = (picture.width(), picture.height());
    for (x, y, pixel) in ground.enumerate_pixels_mut() {
        let (sx, sy) = back.map(x as f32 + 0.5, y as f32 + 0.5);
        let (sx, sy) = (sx - 0.5, sy - 0.5);
        if sx < -0.5 || sy < -0.5 || sx > width as f32 - 0.5 || sy > height as f32 - 0.5 {
            continue;
        }
        let (left, top) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - left, sy - top);
        let at = |dx: f32, dy: f32| {
            let column = (left + dx).clamp(0.0, width as f32 - 1.0) as u32;
            let row = (top + dy).clamp(0.0, height as f32 - 1.0) as u32;
            picture.get_pixel(column, row).0
        };
        let corners = [at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0), at(1.0, 1.0)];
        for (channel, value) in pixel.0.iter_mut().enumerate() {
            let [upper_left, upper_right, lower_left, lower_right] =
                corners.map(|corner| f32::from(corner[channel]));
            let upper = upper_left * (1.0 - fx) + upper_right * fx;
            let lower = lower_left * (1.0 - fx) + lower_right * fx;
            *value = (upper * (1.0 - fy) + lower * fy) as u8;
        }
    }
    ground
}
