//! What of a page's words is text, and how sure.

use std::ops::Range;

use documents::{Seen, Word};

/// How sure the reader of a picture is of a character; `None` where the text is exact.
pub(super) fn sureness(word: &Word, seen: Option<&Seen>) -> Option<f32> {
    seen.map(|seen| seen.confidence).or(word.confidence)
}

/// What the reader of a picture made of lines, seals and folds: Chinese characters of which none
/// was seen with any certainty.
pub(super) fn is_texture(word: &Word) -> bool {
    const UNSEEN: f32 = 0.6;
    word.confidence.is_some_and(|c| c < UNSEEN)
        && word.glyphs.iter().all(|glyph| {
            !glyph.text.is_ascii()
                && glyph
                    .seen
                    .as_ref()
                    .is_none_or(|seen| seen.confidence < 0.85)
        })
}

/// A lone character whose box is larger than its type: turned, as around a seal.
pub(super) fn is_turned(word: &Word, em: f32, width: f32, height: f32) -> bool {
    match word.glyphs.as_slice() {
        [glyph] => {
            let (w, h) = (
                (glyph.x1 - glyph.x0) * width,
                (glyph.y1 - glyph.y0) * height,
            );
            h > 1.12 * em && w > 0.6 * em && word.confidence.is_none()
        }
        _ => false,
    }
}

/// What stands in the middle of seals, whole or as a ruling line parts it. No field has these words.
const ON_SEALS: [&str; 8] = [
    "发票专用章",
    "财务专用章",
    "合同专用章",
    "专用章",
    "发票专用",
    "财务专用",
    "财务专",
    "用章",
];

/// Which characters of a word on a picture are those of a seal that lies over it or beside it.
pub(super) fn of_seal(word: &Word) -> Option<Range<usize>> {
    let text: Vec<char> = word.glyphs.iter().map(|glyph| glyph.text).collect();
    for wording in ON_SEALS {
        let wording: Vec<char> = wording.chars().collect();
        let at = text
            .windows(wording.len())
            .position(|window| window == wording);
        if let Some(at) = at {
            return Some(at..at + wording.len());
        }
    }
    None
}
