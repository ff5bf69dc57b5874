//! Lines of text → words with boxes, as fractions of the upright page.

use documents::{Glyph, Rule, Word};
use invoice::Region;

use super::geometry::{Slanted, bounds};
use super::line::{Letter, Line};

/// The em of a line by the height of its rectangle, as the detection draws them.
const EM: f32 = 0.8;
/// A gap this wide, in em, separates two words.
const GAP: f32 = 1.0;

/// A line at its place in the upright view.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) part: Slanted,
    pub(crate) line: Line,
    /// One below the other, each upright: the names of the form's blocks.
    pub(crate) downwards: bool,
}

/// The words of lines. No word reaches across a wide gap or an upright ruling line.
pub(crate) fn of(lines: &[Placed], rules: &[Rule], width: f32, height: f32) -> Vec<Word> {
    lines
        .iter()
        .flat_map(|placed| cut(placed, rules, width, height))
        .collect()
}

fn cut(placed: &Placed, rules: &[Rule], width: f32, height: f32) -> Vec<Word> {
    let part = &placed.part;
    let em = if placed.downwards {
        part.width
    } else {
        part.height
    } * EM;
    let glyphs: Vec<Glyph> = placed
        .line
        .letters
        .iter()
        .map(|letter| glyph(placed, letter, em, width, height))
        .collect();
    let mut words: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        let joins = words
            .last()
            .and_then(|word| word.last())
            .is_some_and(|last| {
                let gap = if placed.downwards {
                    (glyph.y0 - last.y1) * height
                } else {
                    (glyph.x0 - last.x1) * width
                };
                gap <= GAP * em
                    && (placed.downwards || !rules.iter().any(|r| parts(r, last, &glyph)))
            });
        match words.last_mut() {
            Some(word) if joins => word.push(glyph),
            _ => words.push(vec![glyph]),
        }
    }
    words
        .into_iter()
        .filter_map(|glyphs| word(glyphs, em / height, placed.downwards))
        .collect()
}

fn glyph(placed: &Placed, letter: &Letter, em: f32, width: f32, height: f32) -> Glyph {
    let part = &placed.part;
    let corners = if placed.downwards {
        let (from, to) = (letter.from * part.height, letter.to * part.height);
        let side = (part.width - em) / 2.0;
        [
            part.point(side, from),
            part.point(part.width - side, from),
            part.point(part.width - side, to),
            part.point(side, to),
        ]
    } else {
        let (from, to) = (letter.from * part.width, letter.to * part.width);
        let side = (part.height - em) / 2.0;
        [
            part.point(from, side),
            part.point(to, side),
            part.point(to, part.height - side),
            part.point(from, part.height - side),
        ]
    };
    let (x0, y0, x1, y1) = bounds(&corners);
    Glyph {
        text: letter.text,
        x0: x0 / width,
        y0: y0 / height,
        x1: x1 / width,
        y1: y1 / height,
        seen: (!letter.text.is_whitespace()).then(|| Box::new(letter.seen.clone())),
    }
}

/// Whether an upright ruling line stands between two letters.
fn parts(rule: &Rule, a: &Glyph, b: &Glyph) -> bool {
    let x = f32::midpoint(rule.x0, rule.x1);
    let y = f32::midpoint(b.y0, b.y1);
    let upright = rule.y1 - rule.y0 > rule.x1 - rule.x0;
    let (middle_a, middle_b) = (f32::midpoint(a.x0, a.x1), f32::midpoint(b.x0, b.x1));
    upright && rule.y0 <= y && y <= rule.y1 && middle_a < x && x < middle_b
}

fn word(mut glyphs: Vec<Glyph>, size: f32, vertical: bool) -> Option<Word> {
    let printed = |glyph: &Glyph| !glyph.text.is_whitespace();
    let start = glyphs.iter().position(printed)?;
    let end = glyphs.iter().rposition(printed)? + 1;
    glyphs.truncate(end);
    glyphs.drain(..start);
    let (x0, y0, x1, y1) = glyphs.iter().fold(
        (f32::MAX, f32::MAX, f32::MIN, f32::MIN),
        |(x0, y0, x1, y1), g| (x0.min(g.x0), y0.min(g.y0), x1.max(g.x1), y1.max(g.y1)),
    );
    let seen = || glyphs.iter().filter_map(|glyph| glyph.seen.as_ref());
    let confidence = seen().map(|s| s.confidence).sum::<f32>() / seen().count().max(1) as f32;
    Some(Word {
        text: glyphs.iter().map(|glyph| glyph.text).collect(),
        region: Region::rectangle(x0.into(), y0.into(), x1.into(), y1.into())?,
        glyphs,
        size,
        vertical,
        confidence: Some(confidence),
    })
}
