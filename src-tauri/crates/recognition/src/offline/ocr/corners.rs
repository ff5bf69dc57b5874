//! The sheet of paper that lies on a desk in a photo: where its corners are. Its colour is that of
//! the paper between the lines of text; it ends where the colour changes all along four sides.

use super::geometry::{Point, Slanted, bounds, hull};
use super::view::View;

/// Longer side of the copy in which the sheet is looked for, in pixels.
const SIDE: f32 = 320.0;
/// From one pixel to the next but one, paper changes by less than this, of 255.
const EDGE: f32 = 20.0;
/// Paper is nowhere farther than this from the colour of most of it, of 255.
const OTHER: f32 = 80.0;
/// Of the picture's border, a sheet that is whole covers no more than this share.
const CUT: f32 = 0.1;
/// A sheet's outline is larger than its corners' quadrilateral by no more than this.
const ROUND: f32 = 1.08;
/// At least this share of the quadrilateral is paper, and of the text lies in it.
const FILLED: f32 = 0.6;
const HELD: f32 = 0.93;
/// Text that covers less of the picture than this is worth a nearer look.
const FAR: f32 = 0.5;
/// What is kept around the text where no sheet is found, as a share of its width and height, and
/// around a sheet.
const AROUND_TEXT: f32 = 0.12;
const AROUND_SHEET: f32 = 0.03;

/// An upright rectangle in pixels of the view: left, top, right, bottom.
pub(crate) type Area = (f32, f32, f32, f32);

/// The part of a view in which the page lies, where most of the view is desk.
pub(crate) fn page(view: &View, lines: &[Slanted]) -> Option<Area> {
    let (width, height) = (view.width(), view.height());
    let corners: Vec<Point> = lines.iter().flat_map(Slanted::corners).collect();
    if lines.len() < 8 {
        return None;
    }
    let text = bounds(&corners);
    let grown = |(x0, y0, x1, y1): Area, share: f32| {
        let (dx, dy) = ((x1 - x0) * share, (y1 - y0) * share);
        (
            (x0 - dx).max(0.0),
            (y0 - dy).max(0.0),
            (x1 + dx).min(width),
            (y1 + dy).min(height),
        )
    };
    let area = match find(view, lines) {
        Some(sheet) => grown(bounds(&sheet), AROUND_SHEET),
        None => grown(text, AROUND_TEXT),
    };
    let size = (area.2 - area.0) * (area.3 - area.1);
    (size < FAR * width * height).then_some(area)
}

/// The corners of the sheet that these lines of text stand on, clockwise from its top left, in
/// pixels of the view. `None` where it is not seen whole.
pub(crate) fn find(view: &View, lines: &[Slanted]) -> Option<[Point; 4]> {
    let scale = SIDE / view.width().max(view.height()).max(1.0);
    let small: Vec<Slanted> = lines
        .iter()
        .map(|line| Slanted {
            middle: Point::new(line.middle.x * scale, line.middle.y * scale),
            width: line.width * scale,
            height: line.height * scale,
            angle: line.angle,
        })
        .collect();
    let copy = Copy::of(view, scale);
    let sheet = copy.sheet(&small)?;
    let corners = copy.corners(&sheet, &small)?;
    Some(corners.map(|p| Point::new(p.x / scale, p.y / scale)))
}

/// A small copy of a view.
struct Copy {
    width: usize,
    height: usize,
    colours: Vec<[f32; 3]>,
}

impl Copy {
    fn of(view: &View, scale: f32) -> Self {
        let side = |pixels: f32| ((pixels * scale).round() as usize).max(1);
        let (width, height) = (side(view.width()), side(view.height()));
        let planes = view.planes(width, height);
        let (blue, rest) = planes.numbers.split_at(width * height);
        let (green, red) = rest.split_at(width * height);
        let full = |v: &f32| (v + 1.0) * 127.5;
        let colours = red.iter().zip(green).zip(blue);
        Self {
            width,
            height,
            colours: colours
                .map(|((r, g), b)| [full(r), full(g), full(b)])
                .collect(),
        }
    }

    fn colour(&self, x: usize, y: usize) -> [f32; 3] {
        let at = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        self.colours.get(at).copied().unwrap_or_default()
    }

    /// Whether the colour changes here.
    fn is_edge(&self, x: usize, y: usize) -> bool {
        let across = differ(self.colour(x.saturating_sub(1), y), self.colour(x + 1, y));
        let down = differ(self.colour(x, y.saturating_sub(1)), self.colour(x, y + 1));
        across.max(down) > EDGE
    }

    /// The paper that the lines stand on.
    fn sheet(&self, lines: &[Slanted]) -> Option<Vec<bool>> {
        let mut found = vec![false; self.width * self.height];
        let mut open: Vec<usize> = Vec::new();
        for line in lines {
            let (x0, y0, x1, y1) = line.bounds();
            let range = |from: f32, to: f32, most: usize| {
                from.max(0.0) as usize..(to.max(0.0) as usize).min(most)
            };
            for y in range(y0, y1 + 1.0, self.height) {
                for x in range(x0, x1 + 1.0, self.width) {
                    if covers(line, Point::new(x as f32 + 0.5, y as f32 + 0.5))
                        && let Some(place) = found.get_mut(y * self.width + x)
                        && !*place
                    {
                        *place = true;
                        open.push(y * self.width + x);
                    }
                }
            }
        }
        let paper = self.paper(&open)?;
        while let Some(at) = open.pop() {
            let (x, y) = (at % self.width, at / self.width);
            let beside = [
                (x > 0).then(|| at - 1),
                (x + 1 < self.width).then_some(at + 1),
                (y > 0).then(|| at - self.width),
                (y + 1 < self.height).then_some(at + self.width),
            ];
            for next in beside.into_iter().flatten() {
                let (x, y) = (next % self.width, next / self.width);
                if let Some(place) = found.get_mut(next)
                    && !*place
                    && differ(self.colour(x, y), paper) < OTHER
                    && !self.is_edge(x, y)
                {
                    *place = true;
                    open.push(next);
                }
            }
        }
        Some(found)
    }

    /// The colour of the paper: of what lies under text, the brighter half's middle.
    fn paper(&self, under_text: &[usize]) -> Option<[f32; 3]> {
        let mut colours: Vec<[f32; 3]> = under_text
            .iter()
            .filter_map(|at| self.colours.get(*at).copied())
            .collect();
        colours.sort_by(|a, b| a.iter().sum::<f32>().total_cmp(&b.iter().sum()));
        colours.get(colours.len() * 3 / 4).copied()
    }

    /// The corners of what was found to be paper.
    fn corners(&self, sheet: &[bool], lines: &[Slanted]) -> Option<[Point; 4]> {
        let (w, h) = (self.width, self.height);
        let (mut outline, mut filled, mut at_border) = (Vec::new(), 0_usize, 0_usize);
        for (y, row) in sheet.chunks_exact(w).enumerate() {
            let count = row.iter().filter(|is| **is).count();
            filled += count;
            at_border += if y == 0 || y + 1 == h {
                count
            } else {
                let ends = [row.first(), row.last()];
                ends.into_iter().flatten().filter(|is| **is).count()
            };
            let first = row.iter().position(|is| *is);
            let last = row.iter().rposition(|is| *is);
            if let (Some(first), Some(last)) = (first, last) {
                let y = y as f32;
                outline.push(Point::new(first as f32, y));
                outline.push(Point::new(first as f32, y + 1.0));
                outline.push(Point::new(last as f32 + 1.0, y));
                outline.push(Point::new(last as f32 + 1.0, y + 1.0));
            }
        }
        if at_border as f32 > CUT * (2 * (w + h)) as f32 {
            return None;
        }
        let outline = hull(&mut outline);
        let (sin, cos) = slant(lines)?.sin_cos();
        let farthest = |x: f32, y: f32| {
            let (x, y) = (x * cos - y * sin, x * sin + y * cos);
            let along = |p: &Point| p.x * x + p.y * y;
            outline
                .iter()
                .max_by(|a, b| along(a).total_cmp(&along(b)))
                .copied()
        };
        let corners = [
            farthest(-1.0, -1.0)?,
            farthest(1.0, -1.0)?,
            farthest(1.0, 1.0)?,
            farthest(-1.0, 1.0)?,
        ];
        let size = size(&corners);
        if self::size(&outline) > ROUND * size || (filled as f32) < FILLED * size {
            return None;
        }
        let length = |line: &Slanted| line.width.max(line.height);
        let all: f32 = lines.iter().map(length).sum();
        let held: f32 = lines
            .iter()
            .filter(|line| holds(&corners, line.middle))
            .map(length)
            .sum();
        (held >= HELD * all).then_some(corners)
    }
}

/// The angle of most of the long lines.
fn slant(lines: &[Slanted]) -> Option<f32> {
    let mut angles: Vec<f32> = lines
        .iter()
        .filter(|line| line.width.max(line.height) > 4.0 * line.width.min(line.height))
        .map(|line| line.angle)
        .collect();
    angles.sort_by(f32::total_cmp);
    angles.get(angles.len() / 2).copied()
}

/// Whether a point lies in a slanted rectangle.
fn covers(line: &Slanted, p: Point) -> bool {
    let u = line.along();
    let (dx, dy) = (p.x - line.middle.x, p.y - line.middle.y);
    let (along, down) = (dx * u.x + dy * u.y, dy * u.x - dx * u.y);
    along.abs() <= line.width / 2.0 && down.abs() <= line.height / 2.0
}

fn differ(a: [f32; 3], b: [f32; 3]) -> f32 {
    let each = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    each.fold(0.0, f32::max)
}

/// The area of a polygon.
fn size(polygon: &[Point]) -> f32 {
    let next = polygon.iter().cycle().skip(1);
    let twice: f32 = polygon
        .iter()
        .zip(next)
        .map(|(a, b)| a.x * b.y - a.y * b.x)
        .sum();
    twice.abs() / 2.0
}

/// Whether a point lies in a convex polygon, given clockwise.
fn holds(polygon: &[Point], p: Point) -> bool {
    let next = polygon.iter().cycle().skip(1);
    polygon
        .iter()
        .zip(next)
        .all(|(a, b)| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::ocr::threads::Hands;
    use documents::Picture;
    use std::sync::Arc;

    const SHEET: [(f32, f32); 4] = [
        (430.0, 260.0),
        (900.0, 300.0),
        (880.0, 560.0),
        (400.0, 520.0),
    ];

    /// A sheet with lines of text on a desk of this colour with a grain.
    fn photo(desk: [u8; 3]) -> (View, Vec<Slanted>) {
        let (width, height) = (1200_u32, 900_u32);
        let corners = SHEET.map(|(x, y)| Point::new(x, y));
        let mut rgba = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let p = Point::new(x as f32 + 0.5, y as f32 + 0.5);
                let grain = ((y / 9) % 2) as u8 * 6;
                let shade = if holds(&corners, p) {
                    let light = (x / 40) as u8;
                    let ink = p.y as usize % 30 < 8 && x % 60 < 40 && p.x > 470.0 && p.x < 840.0;
                    if ink {
                        [90, 90, 120]
                    } else {
                        [226 - light, 222 - light, 214 - light]
                    }
                } else {
                    desk.map(|c| c + grain)
                };
                rgba.extend(shade);
                rgba.push(255);
            }
        }
        let lines = (0..8)
            .map(|row| Slanted {
                middle: Point::new(650.0, 304.0 + 30.0 * row as f32),
                width: 340.0,
                height: 18.0,
                angle: 0.08,
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
    fn the_corners_of_a_sheet_on_a_desk_are_found() {
        for desk in [[30, 32, 36], [140, 100, 62], [80, 110, 150]] {
            let (view, lines) = photo(desk);
            let found = find(&view, &lines).unwrap_or_else(|| panic!("no sheet on {desk:?}"));
            for (corner, (x, y)) in found.iter().zip(SHEET) {
                let off = corner.distance(Point::new(x, y));
                assert!(off < 12.0, "{desk:?}: {found:?}");
            }
            let (x0, y0, x1, y1) = page(&view, &lines).unwrap();
            assert!(x0 < 400.0 && y0 < 260.0 && x1 > 900.0 && y1 > 560.0);
            assert!((x1 - x0) * (y1 - y0) < 0.3 * 1200.0 * 900.0);
        }
    }

    #[test]
    fn a_sheet_that_cannot_be_told_from_what_it_lies_on_has_no_corners_but_its_text_has_a_place() {
        let (view, lines) = photo([205, 203, 196]);
        assert!(find(&view, &lines).is_none());
        let (x0, y0, x1, y1) = page(&view, &lines).unwrap();
        assert!(x0 < 470.0 && y0 < 300.0 && x1 > 840.0 && y1 > 520.0);
    }

    #[test]
    fn a_page_that_fills_its_picture_is_left_alone() {
        let picture = Picture {
            width: 600,
            height: 400,
            rgba: vec![230; 600 * 400 * 4],
        };
        let lines: Vec<Slanted> = (0..12)
            .map(|row| Slanted {
                middle: Point::new(300.0, 30.0 + 30.0 * row as f32),
                width: 520.0,
                height: 18.0,
                angle: 0.0,
            })
            .collect();
        assert!(page(&View::whole(Arc::new(picture), Hands::TWO), &lines).is_none());
    }
}
