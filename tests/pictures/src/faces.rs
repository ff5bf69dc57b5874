//! The typefaces that drawn invoices are set in. None is taken from the machine, so that a picture
//! has the same pixels everywhere.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, Mutex, OnceLock};

use hayro::hayro_interpret::font::StandardFont;
use skrifa::{DrawMemory, Font, GlyphId, PathSink, ScalerFont};
use tiny_skia::{Path, PathBuilder};

/// A typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// 宋体, half-width ASCII.
    Song,
    /// 楷体, in which forms are set.
    Kai,
    /// Typewriter: 密码区 and tax ids.
    Courier,
    /// Sans serif, of values on electronic forms and of the large number.
    Helvetica,
}

/// A character as it is set: its outline in ems, down the page, and how far it moves on.
#[derive(Clone)]
pub(super) struct Set {
    pub(super) outline: Option<Arc<Path>>,
    pub(super) advance: f32,
}

/// Characters that a face lacks but has under another number.
const ALIKE: [(char, char); 6] = [
    ('¥', '￥'),
    ('￥', '¥'),
    ('·', '•'),
    ('№', 'N'),
    ('〔', '['),
    ('〕', ']'),
];

/// Units of an em in which outlines are taken over: fonts round to less.
const UNITS: f32 = 1000.0;

struct Opened {
    font: Font,
    scaler: ScalerFont,
    set: Mutex<HashMap<char, Option<Set>>>,
}

impl Face {
    /// The faces in which a character is looked for.
    fn chain(self) -> &'static [Self] {
        match self {
            Self::Song => &[Self::Song, Self::Kai, Self::Helvetica],
            Self::Kai => &[Self::Kai, Self::Song, Self::Helvetica],
            Self::Courier => &[Self::Courier, Self::Song],
            Self::Helvetica => &[Self::Helvetica, Self::Song],
        }
    }

    /// A character as this face sets it; from another face where it lacks the character.
    ///
    /// # Panics
    /// Where no face has it: a text of the fixtures must not be drawn with a hole.
    pub(super) fn set(self, character: char) -> Set {
        let tried = |wanted: char| self.chain().iter().find_map(|face| face.own(wanted));
        let alike = || {
            ALIKE
                .iter()
                .find(|(lacking, _)| *lacking == character)
                .and_then(|(_, other)| tried(*other))
        };
        tried(character)
            .or_else(alike)
            .unwrap_or_else(|| panic!("no face has {character:?}"))
    }

    /// How far a text moves on, in ems.
    pub(super) fn width(self, text: &str) -> f32 {
        text.chars().map(|c| self.set(c).advance).sum()
    }

    fn own(self, character: char) -> Option<Set> {
        let opened = self.opened();
        let mut set = opened.set.lock().unwrap();
        set.entry(character)
            .or_insert_with(|| opened.draw(character))
            .clone()
    }

    fn opened(self) -> &'static Opened {
        static FACES: [OnceLock<Opened>; 4] = [const { OnceLock::new() }; 4];
        let open = || {
            let (data, index): (Arc<dyn AsRef<[u8]> + Send + Sync>, u32) = match self {
                Self::Song => (
                    unfolded(include_bytes!(
                        "../../../src-tauri/crates/documents/assets/fonts/gbsn00lp.ttf.gz"
                    )),
                    0,
                ),
                Self::Kai => (unfolded(include_bytes!("../fonts/gkai00mp.ttf.gz")), 0),
                Self::Courier => StandardFont::Courier.get_font_data(),
                Self::Helvetica => StandardFont::Helvetica.get_font_data(),
            };
            let font = Font::new(data, index).unwrap();
            Opened {
                scaler: ScalerFont::unhinted(font.clone(), Some(UNITS)),
                font,
                set: Mutex::default(),
            }
        };
        FACES[self as usize].get_or_init(open)
    }
}

fn unfolded(packed: &[u8]) -> Arc<Vec<u8>> {
    let mut font = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut font)
        .unwrap();
    Arc::new(font)
}

impl Opened {
    fn draw(&self, character: char) -> Option<Set> {
        let glyph = self
            .font
            .charmap()
            .map_unicode(character)
            .filter(|glyph| *glyph != GlyphId::NOTDEF)?;
        let mut pen = Pen(PathBuilder::new());
        let outline = self.scaler.outline(glyph);
        let drawn = outline.and_then(|o| o.draw(DrawMemory::Scratch, &mut pen).ok());
        drawn?;
        let advance = self.scaler.linear_glyph_metrics().h_advance(glyph) / UNITS;
        Some(Set {
            outline: pen.0.finish().map(Arc::new),
            advance,
        })
    }
}

/// Takes outlines over, turned from up to down the page.
struct Pen(PathBuilder);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x / UNITS, -y / UNITS);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x / UNITS, -y / UNITS);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0
            .quad_to(cx / UNITS, -cy / UNITS, x / UNITS, -y / UNITS);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(
            cx0 / UNITS,
            -cy0 / UNITS,
            cx1 / UNITS,
            -cy1 / UNITS,
            x / UNITS,
            -y / UNITS,
        );
    }

    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_digits_of_its_own() {
        for face in [Face::Song, Face::Kai, Face::Courier, Face::Helvetica] {
            let own = face.own('8');
            assert!(own.is_some_and(|set| set.outline.is_some()), "{face:?}");
        }
    }
}
