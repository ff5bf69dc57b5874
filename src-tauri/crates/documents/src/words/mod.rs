//! Printed characters → words. The page's program places characters one by one, in runs, or in
//! any order; here they become maximal pieces of one line.

mod dedup;
mod fences;
mod line;

use invoice::Region;

use crate::{Glyph, PageSize, Rule, Word};
use fences::Fences;
use line::Line;

/// A character as it was placed on the page, in points from the page's top left corner.
#[derive(Debug, Clone)]
pub(crate) struct Printed {
    /// The character.
    pub(crate) text: char,
    /// Start of the character on its baseline.
    pub(crate) x: f32,
    /// Start of the character on its baseline.
    pub(crate) y: f32,
    /// From the character's start to its end along the baseline.
    pub(crate) along: (f32, f32),
    /// From the baseline up, one em long.
    pub(crate) up: (f32, f32),
    /// Written from top to bottom with upright characters.
    pub(crate) downwards: bool,
    /// Characters of one showing operation share this number.
    pub(crate) run: u32,
    /// Any number that stands for the paint; equal paints have equal numbers.
    pub(crate) paint: u32,
    /// `None` where exact; else how far the text can be trusted.
    pub(crate) confidence: Option<f32>,
}

/// How far the box of a character reaches below the baseline, in em: the usual proportion of
/// Chinese faces, so that the box of a Chinese character is its em square.
const DESCENT: f32 = 0.12;

impl Printed {
    fn em(&self) -> f32 {
        self.up.0.hypot(self.up.1)
    }

    /// The direction in which the line goes on, of length 1.
    fn flow(&self) -> (f32, f32) {
        let (x, y) = if self.downwards {
            (-self.up.0, -self.up.1)
        } else {
            self.along
        };
        let length = x.hypot(y);
        if length > 0.0 {
            (x / length, y / length)
        } else {
            // A character without width: across its own height.
            let em = self.em().max(f32::MIN_POSITIVE);
            (-self.up.1 / em, self.up.0 / em)
        }
    }

    /// How far the line goes on with this character.
    fn advance(&self) -> f32 {
        if self.downwards {
            self.em()
        } else {
            self.along.0.hypot(self.along.1)
        }
    }

    /// Where it starts in the direction of its line.
    fn start(&self) -> (f32, f32) {
        if self.downwards {
            let top = 1.0 - DESCENT;
            (self.x + self.up.0 * top, self.y + self.up.1 * top)
        } else {
            (self.x, self.y)
        }
    }

    /// The upright rectangle around it: left, top, right, bottom.
    fn bounds(&self) -> (f32, f32, f32, f32) {
        let down = (-self.up.0 * DESCENT, -self.up.1 * DESCENT);
        let top = (self.up.0 * (1.0 - DESCENT), self.up.1 * (1.0 - DESCENT));
        let xs = [down.0, top.0].map(|dx| self.x + dx);
        let ys = [down.1, top.1].map(|dy| self.y + dy);
        let (ax, ay) = self.along;
        (
            xs[0].min(xs[1]) + ax.min(0.0),
            ys[0].min(ys[1]) + ay.min(0.0),
            xs[0].max(xs[1]) + ax.max(0.0),
            ys[0].max(ys[1]) + ay.max(0.0),
        )
    }

    fn is_blank(&self) -> bool {
        self.text.is_whitespace()
    }

    fn is_sound(&self) -> bool {
        [
            self.x,
            self.y,
            self.along.0,
            self.along.1,
            self.up.0,
            self.up.1,
        ]
        .iter()
        .all(|v| v.is_finite())
            && self.em() > 0.1
    }

    /// Whether its middle stands on the page.
    pub(crate) fn is_on(&self, size: PageSize) -> bool {
        let (x0, y0, x1, y1) = self.bounds();
        let (x, y) = (f64::from(x0 + x1) / 2.0, f64::from(y0 + y1) / 2.0);
        (0.0..=size.width).contains(&x) && (0.0..=size.height).contains(&y)
    }
}

/// Words of a page from its characters in the order in which they were printed. `rules` are the
/// page's ruling lines: no word reaches across one.
pub(crate) fn assemble(mut printed: Vec<Printed>, rules: &[Rule], size: PageSize) -> Vec<Word> {
    printed.retain(|p| p.is_sound() && p.is_on(size));
    dedup::drop_doubles(&mut printed);
    let fences = Fences::new(rules, size);
    line::join(printed, &fences)
        .into_iter()
        .filter_map(|line| word(&line, size))
        .collect()
}

fn word(line: &Line, size: PageSize) -> Option<Word> {
    let printed = line.without_blank_ends();
    let first = printed.first()?;
    let mut text = String::with_capacity(printed.len() * 3);
    let mut glyphs = Vec::with_capacity(printed.len());
    let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    let mut confidence: Option<f32> = None;
    for p in printed {
        let (x0, y0, x1, y1) = p.bounds();
        left = left.min(x0);
        top = top.min(y0);
        right = right.max(x1);
        bottom = bottom.max(y1);
        text.push(p.text);
        glyphs.push(Glyph {
            text: p.text,
            x0: x0 / size.width as f32,
            y0: y0 / size.height as f32,
            x1: x1 / size.width as f32,
            y1: y1 / size.height as f32,
            seen: None,
        });
        if let Some(c) = p.confidence {
            confidence = Some(confidence.map_or(c, |least| least.min(c)));
        }
    }
    let flow = first.flow();
    Some(Word {
        text,
        region: Region::rectangle(
            f64::from(left) / size.width,
            f64::from(top) / size.height,
            f64::from(right) / size.width,
            f64::from(bottom) / size.height,
        )?,
        glyphs,
        size: first.em() / size.height as f32,
        vertical: flow.1.abs() > flow.0.abs(),
        confidence,
    })
}

#[cfg(test)]
mod tests;
