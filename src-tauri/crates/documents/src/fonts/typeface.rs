use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro::hayro_interpret::font::StandardFont;
use skrifa::{DrawMemory, Font, GlyphId, PathSink, ScalerFont};
use tiny_skia::{Path, PathBuilder};

use super::{Face, Style, bundled, face, style_of};

/// Units of an em in [`Typeface`] outlines.
pub(crate) const UNITS: f64 = 1000.0;

/// A font opened for drawing.
pub(crate) struct Typeface {
    font: Font,
    scaler: ScalerFont,
    outlines: Mutex<HashMap<u32, Option<Arc<Path>>>>,
}

impl Typeface {
    /// Opens a font file of any kind (TrueType, OpenType, Type 1, bare CFF). `None` where it is none.
    pub(crate) fn new(data: Arc<dyn AsRef<[u8]> + Send + Sync>, index: u32) -> Option<Self> {
        let font = Font::new(data, index)?;
        let scaler = ScalerFont::unhinted(font.clone(), Some(UNITS as f32));
        Some(Self {
            font,
            scaler,
            outlines: Mutex::default(),
        })
    }

    /// The number of the glyph of a character.
    pub(crate) fn glyph(&self, c: char) -> Option<u32> {
        self.font.charmap().map_unicode(c).map(GlyphId::to_u32)
    }

    /// The outline of a glyph in [`UNITS`], upwards from the baseline. `None` for a glyph that the
    /// font has not, or that shows nothing.
    pub(crate) fn outline(&self, glyph: u32) -> Option<Arc<Path>> {
        let mut outlines = self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
        let draw = || {
            let mut pen = Pen(PathBuilder::new());
            self.scaler
                .outline(GlyphId::new(glyph))?
                .draw(DrawMemory::Scratch, &mut pen)
                .ok()?;
            pen.0.finish().map(Arc::new)
        };
        outlines.entry(glyph).or_insert_with(draw).clone()
    }
}

/// The installed or bundled typefaces that stand in for a font which a page names but does not
/// carry, the best first. A character is taken from the first that has it.
pub(crate) fn substitutes(name: &str) -> impl Iterator<Item = Arc<Typeface>> {
    let style = style_of(name);
    let latin = if style.is_some() {
        None
    } else {
        latin_of(name)
    };
    let chinese = style.unwrap_or(Style::Song);
    let kept = [
        latin.map(Kept::Latin),
        Some(Kept::Chinese(chinese, false)),
        Some(Kept::Bundled),
        Some(Kept::Chinese(chinese, true)),
        Some(Kept::Latin(StandardFont::TimesRoman)),
    ];
    kept.into_iter().flatten().filter_map(Kept::typeface)
}

/// The metric twin of a Latin font, by its name.
fn latin_of(name: &str) -> Option<StandardFont> {
    let name = name.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|m| name.contains(m));
    let bold = has(&["bold"]);
    Some(if has(&["courier", "mono", "consol", "fixed"]) {
        if bold {
            StandardFont::CourierBold
        } else {
            StandardFont::Courier
        }
    } else if has(&["arial", "helvetica", "calibri", "tahoma", "verdana", "sans"]) {
        if bold {
            StandardFont::HelveticaBold
        } else {
            StandardFont::Helvetica
        }
    } else if has(&[
        "times", "roman", "georgia", "garamond", "minion", "serif", "cambria",
    ]) {
        if bold {
            StandardFont::TimesBold
        } else {
            StandardFont::TimesRoman
        }
    } else {
        return None;
    })
}

/// A typeface that is opened once and kept.
#[derive(Clone, Copy)]
enum Kept {
    Latin(StandardFont),
    Chinese(Style, bool),
    Bundled,
}

impl Kept {
    fn typeface(self) -> Option<Arc<Typeface>> {
        static OPENED: OnceLock<Mutex<HashMap<String, Option<Arc<Typeface>>>>> = OnceLock::new();
        let key = match self {
            Self::Latin(font) => font.postscript_name().to_owned(),
            Self::Chinese(style, wide) => format!("{style:?} {wide}"),
            Self::Bundled => "bundled".to_owned(),
        };
        let mut opened = OPENED
            .get_or_init(Mutex::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let open = || {
            let of_face = |face: Face| Typeface::new(face.data, face.index);
            match self {
                Self::Latin(font) => {
                    let (data, index) = font.get_font_data();
                    Typeface::new(data, index)
                }
                Self::Chinese(style, wide) => of_face(face(style, wide)),
                Self::Bundled => of_face(bundled::song()),
            }
            .map(Arc::new)
        };
        opened.entry(key).or_insert_with(open).clone()
    }
}

/// Takes outlines over. Fonts may send lines before the first move; those are left out.
struct Pen(PathBuilder);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        if !self.0.is_empty() {
            self.0.line_to(x, y);
        }
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        if !self.0.is_empty() {
            self.0.quad_to(cx, cy, x, y);
        }
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        if !self.0.is_empty() {
            self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
        }
    }

    fn close(&mut self) {
        if !self.0.is_empty() {
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_font_can_draw_chinese_digits_and_the_yuan_sign() {
        for name in [
            "宋体",
            "楷体",
            "SimHei",
            "Courier New",
            "Times New Roman",
            "Arial",
            "NoSuchFont",
            "",
        ] {
            for c in "税票0A¥".chars() {
                let drawn = substitutes(name).find_map(|t| t.outline(t.glyph(c)?));
                assert!(drawn.is_some(), "{c} in {name:?}");
            }
        }
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(Typeface::new(Arc::new(b"no font".to_vec()), 0).is_none());
        assert!(Typeface::new(Arc::new(Vec::new()), 0).is_none());
    }
}
