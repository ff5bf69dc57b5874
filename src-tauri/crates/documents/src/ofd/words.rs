use std::collections::HashSet;

use invoice::Region;

use super::geometry::{Matrix, Rect};
use super::object::{Content, Object};
use super::page::{Layer, Origin};
use super::text::{Character, Text};
use crate::{Glyph, Word};

/// A gap inside a text object that ends the word, in ems.
const GAP: f64 = 0.8;
/// The widest gap over which neighbouring text objects are one word (`¥` and its amount are set in
/// two fonts), in ems. Columns of a form stand farther apart.
const JOINT: f64 = 0.3;
/// Share of the em above and below the baseline.
const ASCENT: f64 = 0.86;
const DESCENT: f64 = 0.14;

/// A text object's characters that stand on one line, in page coordinates.
#[derive(Debug, Clone)]
struct Run {
    origin: Origin,
    glyphs: Vec<PlacedGlyph>,
    /// Direction of writing, a unit vector.
    along: (f64, f64),
    /// The em on the page, in millimetres.
    em: f64,
}

#[derive(Debug, Clone, Copy)]
struct PlacedGlyph {
    text: char,
    /// Left end of the baseline.
    start: (f64, f64),
    /// Width along the direction of writing.
    width: f64,
    /// Corners: top left, top right, bottom right, bottom left.
    corners: [(f64, f64); 4],
}

/// The words of a page, templates included; those of stamps and seals are left out.
pub(super) fn words(layers: &[Layer], area: Rect) -> Vec<Word> {
    let mut seen = HashSet::new();
    let mut runs: Vec<Run> = Vec::new();
    for layer in layers.iter().filter(|l| l.origin != Origin::Stamp) {
        collect(&layer.objects, &mut |object, text| {
            for run in lines(object, text, layer.origin) {
                // Drawn twice to look bold.
                let key = |g: &PlacedGlyph| {
                    (
                        g.text,
                        (g.start.0 * 5.0).round() as i64,
                        (g.start.1 * 5.0).round() as i64,
                    )
                };
                if run.glyphs.iter().filter(|g| seen.insert(key(g))).count() > 0 {
                    runs.push(run);
                }
            }
        });
    }
    joined(runs)
        .into_iter()
        .flat_map(|run| cut(&run))
        .filter_map(|run| word(&run, area))
        .collect()
}

/// Where the text object stands on the page, if any of it does, and its text: for tags.
pub(super) fn place_of(object: &Object, area: Rect) -> Option<(String, Region)> {
    let mut found: Option<(String, Region)> = None;
    collect(std::slice::from_ref(object), &mut |object, text| {
        for word in lines(object, text, Origin::Page)
            .iter()
            .filter_map(|run| word(run, area))
        {
            found = Some(match found.take() {
                None => (word.text, word.region),
                Some((text, region)) => (text + &word.text, region.union(&word.region)),
            });
        }
    });
    found
}

fn collect<'a>(objects: &'a [Object], found: &mut impl FnMut(&'a Object, &'a Text)) {
    for object in objects {
        match &object.content {
            Content::Text(text) => found(object, text),
            Content::Group(objects) => collect(objects, found),
            _ => {}
        }
    }
}

/// The lines of a text object. A line ends where the text steps to another one or returns.
fn lines(object: &Object, text: &Text, origin: Origin) -> Vec<Run> {
    let matrix = &object.matrix;
    let vector = |x: f64, y: f64| {
        let [a, b, c, d, ..] = matrix.0;
        (a * x + c * y, b * x + d * y)
    };
    let em = length(vector(0.0, text.size));
    let mut runs: Vec<Run> = Vec::new();
    let mut line: Vec<Character> = Vec::new();
    let mut finish = |line: &mut Vec<Character>| {
        let characters = std::mem::take(line);
        if characters.iter().any(|c| !is_blank(c.text)) {
            runs.push(run(&characters, text, matrix, em, origin));
        }
    };
    for character in &text.characters {
        if let Some(last) = line.last() {
            let (dx, dy) = (character.x - last.x, character.y - last.y);
            let down = line
                .first()
                .is_some_and(|first| is_downwards(first, last, text));
            let turns = if line.len() > 1 && down {
                dx.abs() > text.size * 0.5 || dy < -text.size * 0.5
            } else {
                // From the first character on, a step straight down starts vertical writing.
                let starts_down = line.len() == 1 && dx.abs() < text.size * 0.1 && dy > 0.0;
                !starts_down && (dy.abs() > text.size * 0.5 || dx < -text.size * 0.5)
            };
            if turns {
                finish(&mut line);
            }
        }
        line.push(*character);
    }
    finish(&mut line);
    runs
}

fn is_downwards(first: &Character, last: &Character, text: &Text) -> bool {
    (last.y - first.y) > text.size * 0.5 && (last.x - first.x).abs() < text.size * 0.5
}

fn run(characters: &[Character], text: &Text, matrix: &Matrix, em: f64, origin: Origin) -> Run {
    let downwards = match (characters.first(), characters.last()) {
        (Some(first), Some(last)) => is_downwards(first, last, text),
        _ => false,
    };
    let unit = |x: f64, y: f64| {
        let ((x0, y0), (x1, y1)) = (matrix.apply(0.0, 0.0), matrix.apply(x, y));
        let size = length((x1 - x0, y1 - y0)).max(1e-9);
        ((x1 - x0) / size, (y1 - y0) / size)
    };
    let glyphs = characters
        .iter()
        .enumerate()
        .map(|(index, c)| {
            let natural = text.natural_width(c.text);
            let next = characters.get(index + 1);
            let width = match next {
                Some(next) if !downwards && next.x > c.x => natural.min(next.x - c.x),
                _ => natural,
            };
            let (top, bottom) = (c.y - text.size * ASCENT, c.y + text.size * DESCENT);
            let corner = |x: f64, y: f64| matrix.apply(x, y);
            let corners = [
                corner(c.x, top),
                corner(c.x + width, top),
                corner(c.x + width, bottom),
                corner(c.x, bottom),
            ];
            let start = if downwards {
                corner(c.x, top)
            } else {
                corner(c.x, c.y)
            };
            let end = if downwards {
                corner(c.x, bottom)
            } else {
                corner(c.x + width, c.y)
            };
            PlacedGlyph {
                text: c.text,
                start,
                width: length((end.0 - start.0, end.1 - start.1)),
                corners,
            }
        })
        .collect();
    Run {
        origin,
        glyphs,
        along: if downwards {
            unit(0.0, 1.0)
        } else {
            unit(1.0, 0.0)
        },
        em,
    }
}

/// Joins text objects that continue one another on the same line of the same origin. Objects
/// follow one another in the file where a program split a line.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut lines: Vec<Run> = Vec::new();
    for run in runs {
        match lines.last_mut() {
            Some(before) if continues(before, &run) => {
                before.glyphs.extend(run.glyphs);
                before.em = before.em.max(run.em);
            }
            _ => lines.push(run),
        }
    }
    lines
}

fn continues(before: &Run, after: &Run) -> bool {
    let (Some(last), Some(first)) = (before.glyphs.last(), after.glyphs.first()) else {
        return false;
    };
    let em = before.em.min(after.em);
    let same = before.origin == after.origin
        && before.em.max(after.em) < 1.6 * em
        && (before.along.0 - after.along.0).abs() + (before.along.1 - after.along.1).abs() < 0.05;
    let (gap, aside) = gap(last, first, before.along);
    same && aside.abs() < 0.15 * em && gap > -0.3 * em && gap < JOINT * em
}

/// The gap between the end of a glyph and the start of the next one, along and across the line.
fn gap(last: &PlacedGlyph, next: &PlacedGlyph, along: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (next.start.0 - last.start.0, next.start.1 - last.start.1);
    (
        dx * along.0 + dy * along.1 - last.width,
        dy * along.0 - dx * along.1,
    )
}

/// Cuts a run at wide gaps and drops the blanks at the ends of each piece.
fn cut(run: &Run) -> Vec<Run> {
    let mut pieces = Vec::new();
    let mut piece: Vec<PlacedGlyph> = Vec::new();
    let mut printed: Option<PlacedGlyph> = None;
    for glyph in &run.glyphs {
        if is_blank(glyph.text) {
            if printed.is_some() {
                piece.push(*glyph);
            }
            continue;
        }
        let wide = printed.is_some_and(|last| gap(&last, glyph, run.along).0 > GAP * run.em);
        if wide {
            pieces.push(std::mem::take(&mut piece));
        }
        printed = Some(*glyph);
        piece.push(*glyph);
    }
    pieces.push(piece);
    pieces
        .into_iter()
        .map(|mut glyphs| {
            while glyphs.last().is_some_and(|g| is_blank(g.text)) {
                glyphs.pop();
            }
            Run {
                glyphs,
                ..run.clone()
            }
        })
        .collect()
}

/// The word of a run, without the glyphs that stand outside the page. `None` where none is left.
fn word(run: &Run, area: Rect) -> Option<Word> {
    let fraction = |(x, y): (f64, f64)| (x / area.width, y / area.height);
    let inside = |glyph: &PlacedGlyph| {
        let (x, y) = glyph
            .corners
            .iter()
            .fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x / 4.0, sy + y / 4.0));
        let (x, y) = fraction((x, y));
        (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y)
    };
    let kept: Vec<&PlacedGlyph> = run.glyphs.iter().filter(|g| inside(g)).collect();
    let printed = |g: &&&PlacedGlyph| !is_blank(g.text);
    let (first, last) = (kept.iter().find(printed)?, kept.iter().rfind(printed)?);
    let glyphs: Vec<Glyph> = kept
        .iter()
        .map(|g| {
            let xs = g.corners.map(|c| fraction(c).0.clamp(0.0, 1.0) as f32);
            let ys = g.corners.map(|c| fraction(c).1.clamp(0.0, 1.0) as f32);
            let least = |v: [f32; 4]| v.into_iter().fold(f32::INFINITY, f32::min);
            let most = |v: [f32; 4]| v.into_iter().fold(f32::NEG_INFINITY, f32::max);
            Glyph {
                text: g.text,
                x0: least(xs),
                y0: least(ys),
                x1: most(xs),
                y1: most(ys),
                seen: None,
            }
        })
        .collect();
    let downwards = run.along.1.abs() > run.along.0.abs();
    let upright = run.along.0 > 0.99;
    let region = if upright || glyphs.is_empty() {
        let bounds = glyphs
            .iter()
            .fold((1.0_f32, 1.0_f32, 0.0_f32, 0.0_f32), |b, g| {
                (b.0.min(g.x0), b.1.min(g.y0), b.2.max(g.x1), b.3.max(g.y1))
            });
        Region::rectangle(
            f64::from(bounds.0),
            f64::from(bounds.1),
            f64::from(bounds.2),
            f64::from(bounds.3),
        )
    } else {
        // Corners of the first and the last glyph, by the direction of writing: upright glyphs
        // that stand one below the other go on at their lower side, turned ones at their right.
        let stacked = downwards
            && (first.corners[1].1 - first.corners[0].1).abs()
                < (first.corners[3].1 - first.corners[0].1).abs();
        let [a, b, c, d] = if stacked {
            [
                first.corners[0],
                first.corners[1],
                last.corners[2],
                last.corners[3],
            ]
        } else {
            [
                first.corners[0],
                last.corners[1],
                last.corners[2],
                first.corners[3],
            ]
        }
        .map(fraction);
        Region::new([a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1])
    }?;
    Some(Word {
        text: glyphs.iter().map(|g| g.text).collect(),
        region,
        size: (run.em / area.height) as f32,
        vertical: downwards,
        confidence: None,
        glyphs,
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

fn length((x, y): (f64, f64)) -> f64 {
    x.hypot(y)
}
