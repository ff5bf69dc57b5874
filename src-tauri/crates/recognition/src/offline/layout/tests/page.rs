//! Pages set by hand: text at places in points, as a page's program would print it.

use documents::{Glyph, PageContent, PageSize, Rule, Word};
use invoice::Region;

use crate::offline::PageText;

/// A page under construction.
pub(super) struct Page {
    width: f32,
    height: f32,
    content: PageContent,
    /// Whether what is printed now belongs to the form, and which words do.
    form: bool,
    form_words: Vec<usize>,
}

/// How far a character goes on: ASCII is half as wide as a Chinese character.
fn advance(c: char, em: f32) -> f32 {
    if c.is_ascii() { em / 2.0 } else { em }
}

impl Page {
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            content: PageContent::default(),
            form: false,
            form_words: Vec::new(),
        }
    }

    /// What is printed from now on belongs to the form (labels), or to the invoice.
    pub(super) fn form(&mut self, form: bool) -> &mut Self {
        self.form = form;
        self
    }

    /// The page as it reads where the form's font tells no characters.
    pub(super) fn without_labels(mut self) -> Self {
        let mut index = 0;
        let labels = std::mem::take(&mut self.form_words);
        self.content.words.retain(|_| {
            index += 1;
            !labels.contains(&(index - 1))
        });
        self
    }

    /// The page with everything but the form printed that much to the right and down, in points.
    pub(super) fn off_by(mut self, right: f32, down: f32) -> Self {
        for (index, word) in self.content.words.iter_mut().enumerate() {
            if self.form_words.contains(&index) {
                continue;
            }
            for glyph in &mut word.glyphs {
                glyph.x0 += right / self.width;
                glyph.x1 += right / self.width;
                glyph.y0 += down / self.height;
                glyph.y1 += down / self.height;
            }
        }
        self
    }

    /// Takes a word off the page. Its text.
    pub(super) fn blank(&mut self, index: usize) -> String {
        let word = &mut self.content.words[index];
        word.glyphs.clear();
        std::mem::take(&mut word.text)
    }

    /// Changes the words of the form.
    pub(super) fn each_label(&mut self, mut change: impl FnMut(&mut Word)) {
        for index in &self.form_words {
            change(&mut self.content.words[*index]);
        }
    }

    /// Which words belong to the form.
    pub(super) fn form_words(&self) -> &[usize] {
        &self.form_words
    }

    /// Text from a place on its baseline.
    pub(super) fn text(&mut self, x: f32, y: f32, em: f32, text: &str) -> &mut Self {
        let mut at = x;
        let glyphs: Vec<(char, f32, f32)> = text
            .chars()
            .map(|c| {
                let from = at;
                at += advance(c, em);
                (c, from, at)
            })
            .collect();
        self.word(&glyphs, y, em, false);
        self
    }

    /// Text that ends at a place.
    pub(super) fn right(&mut self, x: f32, y: f32, em: f32, text: &str) -> &mut Self {
        let width: f32 = text.chars().map(|c| advance(c, em)).sum();
        self.text(x - width, y, em, text)
    }

    /// Text around a place.
    pub(super) fn middle(&mut self, x: f32, y: f32, em: f32, text: &str) -> &mut Self {
        let width: f32 = text.chars().map(|c| advance(c, em)).sum();
        self.text(x - width / 2.0, y, em, text)
    }

    /// Each character as a word of its own, spread over a width.
    pub(super) fn spread(&mut self, x: f32, to: f32, y: f32, em: f32, text: &str) -> &mut Self {
        let count = text.chars().count();
        let step = (to - x - em) / (count.max(2) - 1) as f32;
        for (i, c) in text.chars().enumerate() {
            self.text(x + step * i as f32, y, em, &c.to_string());
        }
        self
    }

    /// Each character as a word of its own, one below the other.
    pub(super) fn down(&mut self, x: f32, y: f32, step: f32, em: f32, text: &str) -> &mut Self {
        for (i, c) in text.chars().enumerate() {
            self.text(x, y + step * i as f32, em, &c.to_string());
        }
        self
    }

    /// One word written downwards.
    pub(super) fn upright(&mut self, x: f32, y: f32, em: f32, text: &str) -> &mut Self {
        let glyphs: Vec<Glyph> = text
            .chars()
            .enumerate()
            .map(|(i, c)| self.glyph(c, x, x + em, y + em * (i as f32 + 1.0), em))
            .collect();
        self.push(&glyphs, em, true);
        self
    }

    /// A frame.
    pub(super) fn frame(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> &mut Self {
        self.rule(x0, y0, x1, y0)
            .rule(x0, y1, x1, y1)
            .rule(x0, y0, x0, y1)
            .rule(x1, y0, x1, y1)
    }

    /// A ruling line.
    pub(super) fn rule(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> &mut Self {
        self.content.rules.push(Rule {
            x0: x0 / self.width,
            y0: y0 / self.height,
            x1: x1 / self.width,
            y1: y1 / self.height,
        });
        self
    }

    fn word(&mut self, places: &[(char, f32, f32)], y: f32, em: f32, vertical: bool) {
        let glyphs: Vec<Glyph> = places
            .iter()
            .map(|(c, x0, x1)| self.glyph(*c, *x0, *x1, y, em))
            .collect();
        self.push(&glyphs, em, vertical);
    }

    fn glyph(&self, text: char, x0: f32, x1: f32, y: f32, em: f32) -> Glyph {
        Glyph {
            text,
            x0: x0 / self.width,
            y0: (y - 0.88 * em) / self.height,
            x1: x1 / self.width,
            y1: (y + 0.12 * em) / self.height,
            seen: None,
        }
    }

    fn push(&mut self, glyphs: &[Glyph], em: f32, vertical: bool) {
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
            return;
        };
        let region = Region::rectangle(
            f64::from(first.x0),
            f64::from(first.y0),
            f64::from(last.x1),
            f64::from(last.y1),
        );
        if self.form {
            self.form_words.push(self.content.words.len());
        }
        self.content.words.push(Word {
            text: glyphs.iter().map(|g| g.text).collect(),
            region: region.unwrap(),
            size: em / self.height,
            glyphs: glyphs.to_vec(),
            vertical,
            confidence: None,
        });
    }

    /// The page, by its number from 1.
    pub(super) fn done(self, number: u32) -> PageText {
        PageText {
            number,
            size: PageSize {
                width: f64::from(self.width),
                height: f64::from(self.height),
            },
            content: self.content,
        }
    }
}
