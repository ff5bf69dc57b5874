//! A photographed page set flat. Its lines of text and its ruling lines are level or upright in
//! truth; where level lines meet, and where upright ones do, tells how the camera stood. A page
//! that only lies askew is the special case where they never meet.

use super::corners;
use super::geometry::{Point, Projection, Slanted, bounds};
use super::view::{Grey, View};

/// Longer side of the picture in which upright ruling lines are looked for, in pixels.
const SIDE: f32 = 1200.0;
/// Steepest slant of an upright line.
const STEEPEST: f32 = 0.16;
/// Between two slants that are tried.
const STEP: f32 = 0.004;
/// The shortest upright line that counts, as a share of the page's height.
const SHORTEST: f32 = 0.09;
/// A stripe is this much darker than what is beside it, of 255.
const CONTRAST: u8 = 16;
/// Half the width of a stripe, in pixels.
const REACH: usize = 4;
/// Corrections that move no corner by more than this share of the page are not worth it.
const WORTH: f32 = 0.0015;
/// A sheet's top and bottom run along its lines of text, but for this slant.
const ALONG: f64 = 0.025;
/// No page is photographed so slanted that a side shrinks by more.
const MOST: f64 = 0.5;

/// A piece of a line: where its middle is, its slant, and its length. For upright lines x and y
/// are exchanged.
#[derive(Debug, Clone, Copy)]
struct Piece {
    x: f64,
    y: f64,
    slant: f64,
    length: f64,
}

/// Where the lines of one direction meet: their slant in the middle of the page, and by how much
/// it changes across it.
#[derive(Debug, Clone, Copy, Default)]
struct Meeting {
    slant: f64,
    change: f64,
}

/// The view through which the page is flat, and the way from the old view to the new one. `None`
/// where it is flat already.
pub(crate) fn flatten(view: &View, lines: &[Slanted]) -> Option<(View, Projection)> {
    let (w, h) = (view.width(), view.height());
    let unit = f64::from(w.max(h)) / 2.0;
    let (cx, cy) = (f64::from(w) / 2.0, f64::from(h) / 2.0);
    let level: Vec<Piece> = lines
        .iter()
        .filter(|line| line.width > 4.0 * line.height)
        .map(|line| Piece {
            x: (f64::from(line.middle.x) - cx) / unit,
            y: (f64::from(line.middle.y) - cy) / unit,
            slant: f64::from(line.angle.tan()),
            length: f64::from(line.width) / unit,
        })
        .collect();
    let level = meeting(&level)?;
    let across: Vec<Piece> = upright_lines(view, level.slant)
        .into_iter()
        .map(|line| Piece {
            x: (line.y - cy) / unit,
            y: (line.x - cx) / unit,
            slant: line.slant,
            length: line.length / unit,
        })
        .collect();
    // Without upright lines the sheet's own sides are upright; where they are not seen either,
    // upright lines are taken to stand square on the level ones.
    let upright = meeting(&across)
        .or_else(|| sides(&corners::find(view, lines)?, level, (cx, cy), unit))
        .unwrap_or(Meeting {
            slant: -level.slant,
            change: 0.0,
        });
    let flat = rectification(level, upright)?;
    let to_unit = Projection::shift(-cx, -cy).then(&Projection::scale(1.0 / unit, 1.0 / unit));
    let from_unit = Projection::scale(unit, unit);
    let onto = to_unit.then(&flat).then(&from_unit);
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| Point::new(x, y));
    let moved = corners.map(|corner| onto.at(corner));
    let farthest = corners
        .iter()
        .zip(moved)
        .map(|(a, b)| Point::new(a.x - w / 2.0, a.y - h / 2.0).distance(b))
        .fold(0.0, f32::max);
    if farthest < WORTH * w.max(h) {
        return None;
    }
    let (x0, y0, x1, y1) = bounds(&moved);
    let (width, height) = (x1 - x0, y1 - y0);
    if !(width.is_finite() && height.is_finite()) || width > 2.0 * w || height > 2.0 * h {
        return None;
    }
    let there = onto.then(&Projection::shift(-f64::from(x0), -f64::from(y0)));
    let back = there.inverse()?;
    Some((view.through(&back, width, height), there))
}

/// Where a sheet's left and right sides meet. `None` where the sheet's top and bottom do not go along
/// with the lines of text: then it is no sheet.
fn sides(corners: &[Point; 4], level: Meeting, (cx, cy): (f64, f64), unit: f64) -> Option<Meeting> {
    let [a, b, c, d] =
        corners.map(|p| ((f64::from(p.x) - cx) / unit, (f64::from(p.y) - cy) / unit));
    for (left, right) in [(a, b), (d, c)] {
        let slant = (right.1 - left.1) / (right.0 - left.0);
        let (x, y) = (
            f64::midpoint(left.0, right.0),
            f64::midpoint(left.1, right.1),
        );
        let expected = level.slant + level.change * (slant * x - y);
        if (expected - slant).abs() > ALONG {
            return None;
        }
    }
    // As for pieces of upright lines, x and y are exchanged.
    let side = |top: (f64, f64), bottom: (f64, f64)| {
        let slant = (bottom.0 - top.0) / (bottom.1 - top.1);
        let q = slant * f64::midpoint(top.1, bottom.1) - f64::midpoint(top.0, bottom.0);
        (slant, q)
    };
    let ((left, from), (right, to)) = (side(a, d), side(b, c));
    let square = |slant: f64| (slant + level.slant).abs() < f64::from(STEEPEST);
    if !square(left) || !square(right) || (to - from).abs() < 0.2 {
        return None;
    }
    let change = (right - left) / (to - from);
    Some(Meeting {
        slant: left - change * from,
        change,
    })
}

/// What makes both families of lines parallel to the sides.
fn rectification(level: Meeting, upright: Meeting) -> Option<Projection> {
    // The two meeting points in homogeneous coordinates are (1, m, k) and (n, 1, l).
    let (m, k) = (level.slant, level.change);
    let (n, l) = (upright.slant, upright.change);
    let square = 1.0 - m * n;
    if square.abs() < 0.5 {
        return None;
    }
    let (px, py) = ((m * l - k) / square, (k * n - l) / square);
    if px.abs() + py.abs() > MOST {
        return None;
    }
    let towards = Projection::rows([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, px, py, 1.0]);
    // Then the directions (1, m) and (n, 1) become level and upright, without changing lengths.
    let (a, b) = (1.0 / (1.0 + m * m).sqrt(), 1.0 / (1.0 + n * n).sqrt());
    let directions = Projection::affine(a, n * b, 0.0, m * a, b, 0.0);
    Some(towards.then(&directions.inverse()?))
}

/// The best meeting of some lines, those that disagree with most of them aside. `None` where they
/// are too few.
fn meeting(pieces: &[Piece]) -> Option<Meeting> {
    if pieces.len() < 4 {
        return None;
    }
    let mut slants: Vec<(f64, f64)> = pieces.iter().map(|p| (p.slant, p.length)).collect();
    slants.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = slants.iter().map(|(_, length)| length).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let middle = slants.iter().find(|(_, length)| {
        sum += length;
        sum >= half
    })?;
    let mut found = Meeting {
        slant: middle.0,
        change: 0.0,
    };
    let low = pieces.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    let high = pieces.iter().map(|p| p.y).fold(f64::MIN, f64::max);
    let spread = high - low;
    for tolerance in [0.06, 0.03, 0.015, 0.01, 0.01] {
        let (mut a, mut b, mut c, mut u, mut v) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut count = 0;
        for piece in pieces {
            // slant · (1 − change · x) = slant in the middle − change · y
            let q = piece.slant * piece.x - piece.y;
            let off = found.slant + found.change * q - piece.slant;
            if off.abs() > tolerance {
                continue;
            }
            let weight = piece.length * (1.0 - (off / tolerance).powi(2)).powi(2);
            count += 1;
            a += weight;
            b += weight * q;
            c += weight * q * q;
            u += weight * piece.slant;
            v += weight * q * piece.slant;
        }
        if count < 4 || a <= 0.0 {
            return None;
        }
        let determinant = a * c - b * b;
        // Lines that all lie in one stripe say nothing about the change across the page.
        found = if spread > 0.4 && determinant > 1e-6 {
            Meeting {
                slant: (u * c - v * b) / determinant,
                change: (a * v - b * u) / determinant,
            }
        } else {
            Meeting {
                slant: u / a,
                change: 0.0,
            }
        };
    }
    Some(found)
}

/// An upright line in pixels of the view.
struct Upright {
    x: f64,
    y: f64,
    /// By how much x grows with y.
    slant: f64,
    length: f64,
}

/// The upright ruling lines of a page whose level lines have this slant.
fn upright_lines(view: &View, slant: f64) -> Vec<Upright> {
    let scale = SIDE / view.width().max(view.height());
    let side = |pixels: f32| ((pixels * scale).round() as usize).max(1);
    let grey = view.grey(side(view.width()), side(view.height()));
    let stripes = stripes(&grey);
    let around = -slant as f32;
    let steps = (2.0 * STEEPEST / STEP) as usize + 1;
    let slants: Vec<f32> = (0..steps)
        .map(|i| around - STEEPEST + i as f32 * STEP)
        .collect();
    let (width, height) = (grey.width, grey.height);
    let middle = height as f32 / 2.0;
    let mut votes = vec![0_u16; slants.len() * width];
    for (x, y) in &stripes {
        for (row, slant) in votes.chunks_exact_mut(width).zip(&slants) {
            let at = f32::from(*x) - (f32::from(*y) - middle) * slant;
            if at >= 0.0
                && let Some(vote) = row.get_mut(at as usize)
            {
                *vote = vote.saturating_add(1);
            }
        }
    }
    let least = (SHORTEST * height as f32) as u16;
    let mut found = Vec::new();
    while found.len() < 24
        && let Some((at, most)) = votes.iter().enumerate().max_by_key(|(_, v)| **v)
        && *most >= least
    {
        let (row, x) = (at / width, at % width);
        let Some(slant) = slants.get(row).copied() else {
            break;
        };
        if let Some(line) = refined(&stripes, x as f32 + 0.5, slant, middle, least) {
            found.push(Upright {
                x: f64::from(line.0 / scale),
                y: f64::from(line.1 / scale),
                slant: f64::from(line.2),
                length: f64::from(line.3 / scale),
            });
        }
        // What crosses it in the middle of the page is the same line.
        for row in votes.chunks_exact_mut(width) {
            let near = x.saturating_sub(14)..(x + 15).min(width);
            if let Some(near) = row.get_mut(near) {
                near.fill(0);
            }
        }
    }
    found
}

/// The line through the stripes near a guess: its middle, slant and length. `None` where they are
/// too scattered for a ruling line.
fn refined(
    stripes: &[(u16, u16)],
    x: f32,
    slant: f32,
    middle: f32,
    least: u16,
) -> Option<(f32, f32, f32, f32)> {
    let near: Vec<(f32, f32)> = stripes
        .iter()
        .map(|(px, py)| (f32::from(*px), f32::from(*py)))
        .filter(|(px, py)| (px - x - (py - middle) * slant).abs() <= 2.5)
        .collect();
    let count = near.len() as f32;
    let (mx, my) = near.iter().fold((0.0, 0.0), |(a, b), (px, py)| {
        (a + px / count, b + py / count)
    });
    let (mut xy, mut yy) = (0.0, 0.0);
    for (px, py) in &near {
        xy += (px - mx) * (py - my);
        yy += (py - my) * (py - my);
    }
    if yy <= 0.0 {
        return None;
    }
    let mut ys: Vec<f32> = near.iter().map(|(_, py)| *py).collect();
    ys.sort_by(f32::total_cmp);
    ys.dedup();
    // The longest stretch without a gap: characters below one another leave gaps.
    let (mut from, mut longest) = (ys.first().copied()?, 0.0_f32);
    for pair in ys.windows(2) {
        if let [a, b] = pair {
            if b - a > 4.0 {
                from = *b;
            }
            longest = longest.max(b - from);
        }
    }
    (longest >= f32::from(least) * 0.8).then_some((mx, my, xy / yy, longest))
}

/// Pixels of thin upright stripes.
fn stripes(grey: &Grey) -> Vec<(u16, u16)> {
    let mut found = Vec::new();
    for (y, row) in grey.rows().enumerate() {
        for (x, window) in row.windows(2 * REACH + 1).enumerate() {
            let (Some(left), Some(here), Some(right)) =
                (window.first(), window.get(REACH), window.last())
            else {
                continue;
            };
            let beside = window
                .get(REACH - 1)
                .into_iter()
                .chain(window.get(REACH + 1))
                .all(|v| v >= here);
            if beside && left.min(right).saturating_sub(*here) > CONTRAST {
                found.push(((x + REACH) as u16, y as u16));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::ocr::geometry::{hull, smallest_rectangle};
    use crate::offline::ocr::threads::Hands;
    use documents::Picture;
    use std::sync::Arc;

    /// A white page with upright lines, photographed: the view of it and the lines of its text.
    fn photographed(onto: &Projection) -> (View, Vec<Slanted>) {
        let (width, height) = (1200_u32, 800_u32);
        let back = onto.inverse().unwrap();
        let mut rgba = vec![230_u8; (width * height * 4) as usize];
        for y in 0..height {
            for x in 0..width {
                let p = back.at(Point::new(x as f32 + 0.5, y as f32 + 0.5));
                let ruled = [100.0, 400.0, 700.0, 1000.0, 1100.0]
                    .iter()
                    .any(|at| (p.x - at).abs() < 1.3);
                if ruled && p.y > 150.0 && p.y < 700.0 {
                    let at = ((y * width + x) * 4) as usize;
                    rgba[at..at + 3].fill(40);
                }
            }
        }
        let lines = (0..24)
            .map(|i| {
                let line = Slanted {
                    middle: Point::new(250.0 + 300.0 * (i % 3) as f32, 100.0 + 28.0 * i as f32),
                    width: 220.0,
                    height: 20.0,
                    angle: 0.0,
                };
                let mut corners = line.corners().map(|corner| onto.at(corner));
                smallest_rectangle(&hull(&mut corners)).unwrap()
            })
            .collect();
        let picture = Picture {
            width,
            height,
            rgba,
        };
        (View::whole(Arc::new(picture), Hands::TWO), lines)
    }

    #[test]
    fn a_slanted_photo_becomes_a_page_with_level_rows_and_upright_columns() {
        let corners = [(90.0, 60.0), (1130.0, 20.0), (1180.0, 770.0), (30.0, 720.0)];
        let onto = Projection::onto(1200.0, 800.0, corners.map(|(x, y)| Point::new(x, y))).unwrap();
        let (view, lines) = photographed(&onto);
        let (_, there) = flatten(&view, &lines).unwrap();
        let shown = |x: f32, y: f32| there.at(onto.at(Point::new(x, y)));
        for y in [150.0, 400.0, 650.0] {
            let (a, b) = (shown(100.0, y), shown(1100.0, y));
            assert!((a.y - b.y).abs() < 5.0, "the row at {y}: {a:?} {b:?}");
        }
        for x in [100.0, 600.0, 1100.0] {
            let (a, b) = (shown(x, 150.0), shown(x, 700.0));
            assert!((a.x - b.x).abs() < 5.0, "the column at {x}: {a:?} {b:?}");
        }
    }

    #[test]
    fn a_flat_page_is_left_alone() {
        let (view, lines) = photographed(&Projection::scale(1.0, 1.0));
        assert!(flatten(&view, &lines).is_none());
    }
}
