//! Red ink on a page: seals lie over what is printed. A line under one is read a second time with
//! the red taken for paper, and where a seal lies lines are looked for a second time; the whole page
//! never is, as some forms are printed in red themselves.

use super::detection::connected;
use super::geometry::{Slanted, bounds};
use super::line::Line;
use super::view::View;
use super::words::Placed;

/// Longer side of the map, in pixels.
const SIDE: f32 = 800.0;
/// Redder than this is red ink, in steps of 255: print in brown and paper in warm light are less.
const RED: f32 = 45.0;
/// A line of which this share is red lies under a seal, or is red itself.
const COVERED: f32 = 0.05;
/// A seal's ink is as bright as the paper in its red; of how red it is, it is darker by less than
/// this share. Dark red and brown print is darker.
const BRIGHT: f32 = 0.5;
/// Darker than the paper in its red by this much is print, in steps of 255.
const DARK: f32 = 35.0;
/// Pieces of a ring that print cuts through belong together up to this far apart, in parts of the
/// larger one; smaller pieces than this, in pixels of the map, are none.
const APART: f32 = 0.35;
const PIECE: f32 = 6.0;
/// A piece so many times as long as wide is a ruling line.
const RULED: f32 = 12.0;
/// Around a seal this much is looked at, in parts of its height.
const MARGIN: f32 = 0.08;
/// And around the print this much, in pixels of the map.
const BESIDE: f32 = 14.0;
/// Print goes on beside a seal over gaps of this much or of its own height, to this far from the
/// seal in parts of its width, and is lower than this, in pixels of the map.
const NEXT: f32 = 16.0;
const OF_TITLE: f32 = 1.3;
const HIGHEST: f32 = 60.0;
/// A seal is this large at least, and covers no more of the page's width and height than this, in
/// pixels of the map and as shares.
const SMALLEST: (f32, f32) = (36.0, 24.0);
const LARGEST: (f32, f32) = (0.7, 0.5);
/// More seals, or seals over more of the page than this, are a form in red.
const MOST: usize = 6;
const MOST_OF_PAGE: f32 = 0.35;

/// A letter of this confidence may as well not be there.
const GUESS: f32 = 0.7;
/// What a line that was found again must be worth more than those that it replaces.
const GAIN: f32 = 0.1;

/// An upright rectangle: left, top, right, bottom, in pixels of a view.
pub(crate) type Area = (f32, f32, f32, f32);

/// Where a page is red.
pub(crate) struct Red {
    /// Which pixels of the map are red, those that a seal may be, and those that are print.
    reddish: Vec<bool>,
    of_seals: Vec<bool>,
    print: Vec<bool>,
    width: usize,
    height: usize,
    /// Pixels of the map for one of the view.
    scale: f32,
    /// Where seals lie with the print that they touch, in pixels of the view.
    pub(crate) seals: Vec<Area>,
}

impl Red {
    /// Looks at a view.
    pub(crate) fn of(view: &View) -> Self {
        let scale = SIDE / view.width().max(view.height()).max(1.0);
        let side = |pixels: f32| ((pixels * scale).round() as usize).max(1);
        let (width, height) = (side(view.width()), side(view.height()));
        let planes = view.planes(width, height);
        let plane = width * height;
        let (blue, rest) = planes.numbers.split_at(plane.min(planes.numbers.len()));
        let (green, red) = rest.split_at(plane.min(rest.len()));
        let full = |v: f32| (v + 1.0) * 127.5;
        let mut shades: Vec<f32> = red.iter().step_by(7).copied().map(full).collect();
        shades.sort_by(f32::total_cmp);
        let paper = shades.get(shades.len() * 3 / 4).copied().unwrap_or(255.0);
        let (mut is_red, mut of_seals) = (Vec::with_capacity(plane), Vec::with_capacity(plane));
        let mut print = Vec::with_capacity(plane);
        for ((b, g), r) in blue.iter().zip(green).zip(red) {
            let redder = full(*r) - full(g.max(*b));
            let darker = paper - full(*r);
            is_red.push(redder > RED);
            of_seals.push(redder > RED && darker < BRIGHT * redder);
            print.push(darker > DARK && darker > BRIGHT * redder);
        }
        let seals = seals(&of_seals, width, height);
        let seals = with_print(seals, &print, width, height)
            .into_iter()
            .map(|(x0, y0, x1, y1)| (x0 / scale, y0 / scale, x1 / scale, y1 / scale))
            .collect();
        Self {
            reddish: is_red,
            of_seals,
            print,
            width,
            height,
            scale,
            seals,
        }
    }

    /// Whether red ink lies over a part of the view.
    pub(crate) fn covers(&self, part: &Slanted) -> bool {
        self.share(&self.reddish, part) > COVERED
    }

    /// Whether a part shows more of a seal than of print.
    fn is_of_seal(&self, part: &Slanted) -> bool {
        let seal = self.share(&self.of_seals, part);
        seal > COVERED && seal > 2.0 * self.share(&self.print, part)
    }

    /// How much of a part is marked in a map.
    fn share(&self, map: &[bool], part: &Slanted) -> f32 {
        let (x0, y0, x1, y1) = part.bounds();
        let range = |from: f32, to: f32, most: usize| {
            let from = (from * self.scale).max(0.0) as usize;
            from..((to * self.scale).max(0.0) as usize + 1).min(most)
        };
        let (mut marked, mut all) = (0_u32, 0_u32);
        for y in range(y0, y1, self.height) {
            for x in range(x0, x1, self.width) {
                all += 1;
                marked += u32::from(map.get(y * self.width + x) == Some(&true));
            }
        }
        marked as f32 / all.max(1) as f32
    }

    /// Puts a line that was found again in the place of those that it shows better. A seal's own
    /// text gives way to print, and stays where there is none.
    pub(crate) fn take_over(&self, lines: &mut Vec<Placed>, again: Placed, least: f32) {
        if again.line.confidence() < least {
            return;
        }
        let place = again.part.bounds();
        let hidden = |line: &Placed| {
            let known = line.part.bounds();
            common(place, known) > 0.5 * size(place).min(size(known))
        };
        let before: f32 = lines
            .iter()
            .filter(|line| hidden(line))
            .filter(|line| !self.is_of_seal(&line.part) || tell_the_same(&again.line, &line.line))
            .map(|line| worth(&line.line))
            .sum();
        if worth(&again.line) > before + GAIN {
            lines.retain(|line| !hidden(line));
            lines.push(again);
        }
    }
}

/// Whether most of what a line says stands in the other one.
fn tell_the_same(line: &Line, other: &Line) -> bool {
    let text = other.text();
    let shared = line.letters.iter().filter(|l| text.contains(l.text));
    shared.count() * 2 > line.letters.len()
}

/// How much was read: its letters, each as much as it is surer than a guess. What the ring of a seal
/// adds to a line counts against it.
fn worth(line: &Line) -> f32 {
    let letters = line.letters.iter().filter(|l| !l.text.is_whitespace());
    letters.map(|l| l.seen.confidence - GUESS).sum()
}

/// The connected pieces of a map that are neither specks nor ruling lines.
fn pieces(ink: &[bool], width: usize) -> impl Iterator<Item = Area> {
    let ink: Vec<f32> = ink.iter().map(|ink| f32::from(u8::from(*ink))).collect();
    connected(&ink, width).into_iter().filter_map(|mark| {
        let piece = bounds(&mark);
        let (long, thin) = sides(piece);
        (long >= PIECE && long <= RULED * thin.max(1.0)).then_some(piece)
    })
}

/// The seals with the lines of print that they touch: these go on beside them.
fn with_print(mut seals: Vec<Area>, print: &[bool], width: usize, height: usize) -> Vec<Area> {
    if seals.is_empty() {
        return seals;
    }
    let mut marks: Vec<Area> = pieces(print, width)
        .filter(|piece| piece.3 - piece.1 < HIGHEST)
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    for seal in &mut seals {
        let own = grown(*seal, MARGIN * (seal.3 - seal.1));
        *seal = own;
        let in_rows = |mark: &&Area| {
            let middle = f32::midpoint(mark.1, mark.3);
            own.1 < middle && middle < own.3
        };
        let goes_on = |seal: &Area, mark: &Area| {
            let gap = (mark.0 - seal.2).max(seal.0 - mark.2);
            let limit = OF_TITLE * (own.2 - own.0);
            gap < NEXT.max(mark.3 - mark.1) && own.0 - mark.0 < limit && mark.2 - own.2 < limit
        };
        // To the right in this order, to the left in the other.
        for mark in marks
            .iter()
            .filter(in_rows)
            .chain(marks.iter().rev().filter(in_rows))
        {
            if goes_on(seal, mark) {
                *seal = around(*seal, *mark);
            }
        }
        *seal = grown(*seal, BESIDE);
        let (w, h) = (width as f32, height as f32);
        *seal = (
            seal.0.max(0.0),
            seal.1.max(0.0),
            seal.2.min(w),
            seal.3.min(h),
        );
    }
    seals
}

/// The seals of a map of their ink, in its pixels.
fn seals(ink: &[bool], width: usize, height: usize) -> Vec<Area> {
    let (w, h) = (width as f32, height as f32);
    let mut found: Vec<Area> = Vec::new();
    let fits = |p: Area| p.2 - p.0 <= LARGEST.0 * w && p.3 - p.1 <= LARGEST.1 * h;
    for mut piece in pieces(ink, width).filter(|piece| fits(*piece)) {
        // What is near becomes one with it, and may then be near to others.
        while let Some(at) = found.iter().position(|known| {
            let reach = APART * sides(*known).0.max(sides(piece).0);
            meet(grown(*known, reach), piece) && fits(around(*known, piece))
        }) {
            piece = around(piece, found.swap_remove(at));
        }
        found.push(piece);
    }
    found.retain(|seal| seal.2 - seal.0 >= SMALLEST.0 && seal.3 - seal.1 >= SMALLEST.1);
    let covered: f32 = found.iter().map(|seal| size(*seal)).sum();
    if found.len() > MOST || covered > MOST_OF_PAGE * w * h {
        return Vec::new();
    }
    found
}

/// Whether a line that was found again says nothing new: one that was read for sure lies there.
pub(crate) fn is_known(part: &Slanted, lines: &[Placed], sure: f32) -> bool {
    let (part, whole) = (part.bounds(), size(part.bounds()));
    lines.iter().any(|line| {
        let known = line.part.bounds();
        let both = common(part, known);
        line.line.weakest() >= sure && both > 0.7 * whole && both > 0.7 * size(known)
    })
}

fn size((x0, y0, x1, y1): Area) -> f32 {
    (x1 - x0).max(0.0) * (y1 - y0).max(0.0)
}

fn grown(a: Area, by: f32) -> Area {
    (a.0 - by, a.1 - by, a.2 + by, a.3 + by)
}

/// The longer and the shorter side.
fn sides(a: Area) -> (f32, f32) {
    let (w, h) = (a.2 - a.0, a.3 - a.1);
    (w.max(h), w.min(h))
}

fn common(a: Area, b: Area) -> f32 {
    size((a.0.max(b.0), a.1.max(b.1), a.2.min(b.2), a.3.min(b.3)))
}

fn meet(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn around(a: Area, b: Area) -> Area {
    (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3))
}
