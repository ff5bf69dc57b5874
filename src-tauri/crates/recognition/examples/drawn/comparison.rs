//! What was read against what is printed.
//!
//! Texts that stand beside one another are compared as one: where one word ends and the next begins
//! is not what is measured, and the place of a character that was read is the place of its ink,
//! which may lie beyond the word that the document has it in (label and value often overlap). So a
//! character also belongs to a text that ends half an em before it. Whatever belongs to no text is
//! counted apart, and so are the single characters that a document sets around a seal, which are not
//! what a page says. Compatibility forms (full and half width) are equal, blanks do not count.

use std::fmt;

use documents::{Glyph, Word};
use invoice::Region;
use unicode_normalization::UnicodeNormalization;

/// A text that is printed, its box in any unit that is the same in both directions.
pub(crate) struct Text {
    characters: Vec<char>,
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Text {
    /// From a box in fractions of a page of this size.
    pub(crate) fn new(text: &str, region: &Region, (width, height): (f64, f64)) -> Self {
        let (x0, y0, x1, y1) = region.bounds();
        Self {
            characters: folded(text.chars()),
            x0: x0 * width,
            y0: y0 * height,
            x1: x1 * width,
            y1: y1 * height,
        }
    }

    fn em(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Fonts without names for their glyphs give wavy lines: what was printed is not known.
    fn is_known(&self) -> bool {
        !self.characters.is_empty()
            && !self.characters.iter().all(|c| {
                matches!(
                    c,
                    '\u{305}' | '\u{332}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '_'
                )
            })
    }

    /// Whether another text, which begins further right, goes on with this one.
    fn goes_on_with(&self, next: &Self) -> bool {
        let em = self.em().min(next.em());
        let shared = self.y1.min(next.y1) - self.y0.max(next.y0);
        shared > em / 2.0 && next.x0 - self.x1 < em
    }

    /// Whether another character of this size is next to this one, in any direction.
    fn is_near(&self, other: &Self) -> bool {
        let dx = f64::midpoint(self.x0, self.x1) - f64::midpoint(other.x0, other.x1);
        let dy = f64::midpoint(self.y0, self.y1) - f64::midpoint(other.y0, other.y1);
        let (least, most) = (self.em().min(other.em()), self.em().max(other.em()));
        dx.hypot(dy) < 1.6 * most && most < 1.6 * least
    }

    /// How far a point is outside; 0 inside. `None` beyond half an em, or in another line.
    fn distance_of(&self, x: f64, y: f64) -> Option<f64> {
        let outside = (self.x0 - x).max(x - self.x1).max(0.0);
        let in_line = self.y0 <= y && y <= self.y1;
        (in_line && outside <= self.em() / 2.0).then_some(outside)
    }
}

/// Characters at fault, and all.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    faults: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.faults += other.faults;
        self.all += other.all;
    }

    /// The share at fault.
    pub(crate) fn rate(self) -> String {
        let share = 100.0 * self.faults as f64 / self.all.max(1) as f64;
        format!("{share:.2} %")
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} of {}", self.rate(), self.faults, self.all)
    }
}

/// What comparing a page, or several, gave.
#[derive(Default)]
pub(crate) struct Comparison {
    /// All but the cipher.
    pub(crate) body: Count,
    /// 密码区.
    pub(crate) cipher: Count,
    /// Characters that were read where no text stands.
    pub(crate) beside: usize,
    /// Printed and read, where these differ.
    pub(crate) differences: Vec<(String, String)>,
}

impl Comparison {
    /// Joins another one.
    pub(crate) fn add(&mut self, other: Self) {
        self.body.add(other.body);
        self.cipher.add(other.cipher);
        self.beside += other.beside;
        self.differences.extend(other.differences);
    }
}

/// Characters of a text around a seal, at least.
const AROUND: usize = 5;

/// The texts that are no single characters set around a seal.
fn without_seals(texts: Vec<Text>) -> Vec<Text> {
    let lone: Vec<usize> = (0..texts.len())
        .filter(|at| matches!(texts[*at].characters.as_slice(), [c] if !c.is_ascii()))
        .collect();
    let mut around = vec![false; texts.len()];
    for start in &lone {
        // Each is near the one before it.
        let mut chain = vec![*start];
        let mut at = 0;
        while let Some(here) = chain.get(at).copied() {
            let near = lone
                .iter()
                .filter(|next| texts[here].is_near(&texts[**next]));
            let new: Vec<usize> = near.copied().filter(|next| !chain.contains(next)).collect();
            chain.extend(new);
            at += 1;
        }
        let spread = |middle: fn(&Text) -> f64| {
            let along = || chain.iter().map(|at| middle(&texts[*at]));
            along().fold(f64::MIN, f64::max) - along().fold(f64::MAX, f64::min)
        };
        // The names of the form's blocks stand straight below one another.
        let em = texts[*start].em();
        let round = spread(|t| f64::midpoint(t.x0, t.x1)) > em
            && spread(|t| f64::midpoint(t.y0, t.y1)) > em / 2.0;
        around[*start] = chain.len() >= AROUND && round;
    }
    let kept = texts.into_iter().zip(around);
    kept.filter(|(_, around)| !around)
        .map(|(text, _)| text)
        .collect()
}

/// Compares the texts of a page with what was read on it.
pub(crate) fn compare(texts: Vec<Text>, read: &[Word], (width, height): (f64, f64)) -> Comparison {
    let texts = beside_one_another(without_seals(texts));
    let mut found: Vec<Vec<(f64, char)>> = texts.iter().map(|_| Vec::new()).collect();
    let mut comparison = Comparison::default();
    // Glyphs of a recognized word keep their places in it: on drawings the page lies as it is.
    let glyphs = read.iter().flat_map(|word| &word.glyphs);
    for glyph in glyphs.filter(|glyph| !glyph.text.is_whitespace()) {
        let (x, y) = middle(glyph);
        let (x, y) = (x * width, y * height);
        let distances = texts.iter().zip(&mut found);
        let nearest = distances
            .filter_map(|(text, found)| Some((text.distance_of(x, y)?, found)))
            .min_by(|(a, _), (b, _)| a.total_cmp(b));
        match nearest {
            Some((_, found)) => found.push((x, glyph.text)),
            None => comparison.beside += 1,
        }
    }
    for (text, mut found) in texts.into_iter().zip(found) {
        if !text.is_known() {
            continue;
        }
        found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let got = folded(found.into_iter().map(|(_, c)| c));
        let wanted = text.characters;
        let here = Count {
            faults: distance(&wanted, &got),
            all: wanted.len(),
        };
        let marks = wanted.iter().filter(|c| "+-*/<>".contains(**c)).count();
        if marks * 5 > wanted.len() && wanted.len() > 12 {
            comparison.cipher.add(here);
        } else {
            comparison.body.add(here);
        }
        if here.faults > 0 {
            let pair = (wanted.into_iter().collect(), got.into_iter().collect());
            comparison.differences.push(pair);
        }
    }
    comparison
}

/// Texts that stand beside one another become one.
fn beside_one_another(mut texts: Vec<Text>) -> Vec<Text> {
    texts.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut joined: Vec<Text> = Vec::new();
    for text in texts {
        match joined.iter_mut().find(|known| known.goes_on_with(&text)) {
            Some(known) => {
                known.characters.extend(text.characters);
                known.x1 = known.x1.max(text.x1);
                known.y0 = known.y0.min(text.y0);
                known.y1 = known.y1.max(text.y1);
            }
            None => joined.push(text),
        }
    }
    joined
}

fn middle(glyph: &Glyph) -> (f64, f64) {
    (
        f64::from(f32::midpoint(glyph.x0, glyph.x1)),
        f64::from(f32::midpoint(glyph.y0, glyph.y1)),
    )
}

fn folded(text: impl Iterator<Item = char>) -> Vec<char> {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// Characters to change, add or take away (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (diagonal + usize::from(x != y))
                .min(*cell + 1)
                .min(before + 1);
            diagonal = *cell;
            *cell = best;
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
