//! The same page said differently: what must not change what is read.

use documents::{Glyph, PageContent, Seen, Word};
use invoice::Region;

/// A generator of numbers that gives the same ones every time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Words in another order.
pub(super) fn shuffled(mut content: PageContent, dice: &mut Dice) -> PageContent {
    for i in (1..content.words.len()).rev() {
        content.words.swap(i, dice.roll(i + 1));
    }
    content
}

/// Every word cut at each of its blanks.
pub(super) fn split_at_blanks(mut content: PageContent) -> PageContent {
    content.words = content
        .words
        .into_iter()
        .flat_map(|word| {
            let parts: Vec<Vec<Glyph>> = word
                .glyphs
                .split(|g| g.text.is_whitespace())
                .filter(|part| !part.is_empty())
                .map(<[Glyph]>::to_vec)
                .collect();
            parts.into_iter().map(move |part| word_of(part, &word))
        })
        .collect();
    content
}

/// Words that follow each other on a line with a gap of a blank, as one word.
pub(super) fn merged_at_blanks(mut content: PageContent) -> PageContent {
    let mut merged: Vec<Word> = Vec::new();
    for word in content.words {
        let joins = merged.last().is_some_and(|last| follows(last, &word));
        match merged.last_mut() {
            Some(last) if joins => {
                let mut glyphs = last.glyphs.clone();
                let (Some(a), Some(b)) = (glyphs.last().cloned(), word.glyphs.first()) else {
                    continue;
                };
                glyphs.push(Glyph {
                    text: ' ',
                    x0: a.x1,
                    y0: a.y0,
                    x1: b.x0,
                    y1: a.y1,
                    seen: None,
                });
                glyphs.extend(word.glyphs.clone());
                *last = word_of(glyphs, &word);
            }
            _ => merged.push(word),
        }
    }
    content.words = merged;
    content
}

fn follows(a: &Word, b: &Word) -> bool {
    let (Some(end), Some(start)) = (a.glyphs.last(), b.glyphs.first()) else {
        return false;
    };
    // A page is about one and a half times as wide as it is high.
    let gap = (start.x0 - end.x1) * 1.55 / a.size;
    !a.vertical
        && !b.vertical
        && (a.size - b.size).abs() < 0.001
        && (start.y0 - end.y0).abs() < 0.1 * a.size
        && gap > 0.25
        && gap < 0.6
}

fn word_of(glyphs: Vec<Glyph>, like: &Word) -> Word {
    let bounds = glyphs.iter().fold(
        (f32::MAX, f32::MAX, f32::MIN, f32::MIN),
        |(x0, y0, x1, y1), g| (x0.min(g.x0), y0.min(g.y0), x1.max(g.x1), y1.max(g.y1)),
    );
    Word {
        text: glyphs.iter().map(|g| g.text).collect(),
        region: Region::rectangle(
            f64::from(bounds.0),
            f64::from(bounds.1),
            f64::from(bounds.2),
            f64::from(bounds.3),
        )
        .unwrap(),
        glyphs,
        ..like.clone()
    }
}

/// The page as it is recognized on a picture: without blanks and ruling lines, nothing exact.
pub(super) fn recognized(content: PageContent) -> PageContent {
    let mut content = without_rules(split_at_blanks(content));
    for word in &mut content.words {
        word.confidence = Some(0.98);
        for glyph in &mut word.glyphs {
            glyph.seen = Some(Box::new(Seen {
                confidence: 0.98,
                others: Vec::new(),
            }));
        }
    }
    content
}

/// Lines that climb: a point to the right lies that much higher.
pub(super) fn tilted(mut content: PageContent, slope: f32) -> PageContent {
    for glyph in content.words.iter_mut().flat_map(|word| &mut word.glyphs) {
        let rise = slope * (f32::midpoint(glyph.x0, glyph.x1) - 0.5) * 1.55;
        glyph.y0 -= rise;
        glyph.y1 -= rise;
    }
    content
}

/// Every character a little beside its place, by shares of its height.
pub(super) fn jittered(mut content: PageContent, most: f32, dice: &mut Dice) -> PageContent {
    let mut off = |size: f32| (dice.roll(2001) as f32 / 1000.0 - 1.0) * most * size;
    for word in &mut content.words {
        let (dx, dy) = (off(word.size), off(word.size));
        for glyph in &mut word.glyphs {
            glyph.x0 += dx / 1.55;
            glyph.x1 += dx / 1.55;
            glyph.y0 += dy;
            glyph.y1 += dy;
        }
    }
    content
}

/// One character of a word as another one, as readers of pictures confuse them.
pub(super) fn misread(word: &mut Word, dice: &mut Dice) {
    let at = dice.roll(word.glyphs.len());
    if let Some(glyph) = word.glyphs.get_mut(at) {
        glyph.text = '龘';
    }
    word.text = word.glyphs.iter().map(|g| g.text).collect();
}

/// No ruling lines at all.
pub(super) fn without_rules(mut content: PageContent) -> PageContent {
    content.rules.clear();
    content
}
