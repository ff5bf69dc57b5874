//! Characters of embedded fonts that have no map to Unicode: read from the code where the
//! encoding is a known one, else found in the font's own character map.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use hayro::hayro_interpret::font::{Glyph, OutlineFontData, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro::hayro_interpret::hayro_syntax::object::dict::keys::{
    BASE_FONT, CIDSYSTEMINFO, DESCENDANT_FONTS, ENCODING, ORDERING, REGISTRY, SUBTYPE,
};
use hayro::hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Text};
use skrifa::{FontRef, MetadataProvider};

use super::unicode::{One, UNREADABLE};

/// How the codes of a font are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The code is the character in UTF-16.
    Utf16,
    /// The code is the character in GBK.
    Gbk,
    /// The code is a number in the Adobe-GB1 collection.
    Gb1,
}

/// The ways of a file's fonts.
#[derive(Default)]
pub(super) struct Codes {
    /// By PostScript name without the prefix of subsets; `None` where fonts of one name differ.
    ways: HashMap<String, Option<Way>>,
    /// For each font file, the character of each glyph.
    reversed: RefCell<HashMap<u128, HashMap<u32, char>>>,
    gb1: OnceCell<Option<CMap>>,
}

impl Codes {
    pub(super) fn new(objects: &[Object<'_>]) -> Self {
        let mut ways: HashMap<String, Option<Way>> = HashMap::new();
        for object in objects {
            let Object::Dict(font) = object else { continue };
            if font.get::<Name<'_>>(SUBTYPE).as_deref() != Some(b"Type0") {
                continue;
            }
            let Some(name) = font.get::<Name<'_>>(BASE_FONT) else {
                continue;
            };
            let way = way_of(font);
            ways.entry(plain_name(name.as_str()).to_owned())
                .and_modify(|known| {
                    if *known != way {
                        *known = None;
                    }
                })
                .or_insert(way);
        }
        Self {
            ways,
            ..Self::default()
        }
    }

    /// The character of a glyph for which the font says none. Glyphs that draw nothing are
    /// nothing; what draws something but cannot be read is [`UNREADABLE`].
    pub(super) fn read(&self, glyph: &Glyph<'_>) -> One {
        let Glyph::Outline(outline) = glyph else {
            return One::of(UNREADABLE);
        };
        let Some(font) = outline.font_data() else {
            return unreadable(outline);
        };
        self.by_code(&font, outline.char_code())
            .or_else(|| self.by_glyph(&font, outline.glyph_id().to_u32()))
            .map_or_else(|| unreadable(outline), One::of)
    }

    fn by_code(&self, font: &OutlineFontData, code: u32) -> Option<char> {
        let way = (*self.ways.get(font.postscript_name.as_deref()?)?)?;
        match way {
            Way::Utf16 => {
                let units = [(code >> 16) as u16, code as u16];
                let units = if units[0] == 0 {
                    &units[1..]
                } else {
                    &units[..]
                };
                char::decode_utf16(units.iter().copied()).next()?.ok()
            }
            Way::Gbk => {
                let bytes = code.to_be_bytes();
                let first = bytes.iter().position(|byte| *byte != 0)?;
                let text = encoding_rs::GBK
                    .decode_without_bom_handling_and_without_replacement(bytes.get(first..)?)?;
                let mut characters = text.chars();
                characters.next().filter(|_| characters.next().is_none())
            }
            Way::Gb1 => {
                let map = self.gb1.get_or_init(|| {
                    CMap::parse(load_embedded(CMapName::AdobeGb1Ucs2)?, load_embedded)
                });
                match map.as_ref()?.lookup_bf_string(code)? {
                    BfString::Char(c) => Some(c),
                    BfString::String(text) => text.chars().next(),
                }
            }
        }
    }

    fn by_glyph(&self, font: &OutlineFontData, glyph: u32) -> Option<char> {
        let mut reversed = self.reversed.borrow_mut();
        let characters = reversed
            .entry(font.cache_key)
            .or_insert_with(|| characters_of((*font.data).as_ref()));
        characters.get(&glyph).copied()
    }
}

/// The way of a composite font, by its encoding and collection.
fn way_of(font: &Dict<'_>) -> Option<Way> {
    let encoding = font.get::<Name<'_>>(ENCODING)?;
    let encoding = encoding.as_str();
    if encoding.starts_with("UniGB-") {
        return (!encoding.contains("UTF8") && !encoding.contains("UTF32")).then_some(Way::Utf16);
    }
    if encoding.starts_with("GB") && encoding.contains("-EUC-") {
        return Some(Way::Gbk);
    }
    if !encoding.starts_with("Identity") {
        return None;
    }
    let descendant = font
        .get::<Array<'_>>(DESCENDANT_FONTS)?
        .iter::<Dict<'_>>()
        .next()?;
    let info = descendant.get::<Dict<'_>>(CIDSYSTEMINFO)?;
    let registry = info.get::<Text<'_>>(REGISTRY)?;
    let ordering = info.get::<Text<'_>>(ORDERING)?;
    let family = CidFamily::from_registry_ordering(&registry, &ordering);
    (family == CidFamily::AdobeGB1).then_some(Way::Gb1)
}

/// Without the prefix that marks a subset (`ABCDEF+`).
fn plain_name(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest,
        _ => name,
    }
}

/// A font's character map, backwards. Of several characters with one glyph the lowest counts:
/// look-alikes and private numbers come behind the real ones.
fn characters_of(font: &[u8]) -> HashMap<u32, char> {
    let mut characters = HashMap::new();
    if let Ok(font) = FontRef::from_index(font, 0) {
        for (code, glyph) in font.charmap().mappings() {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            // Fonts for symbols keep their characters at F000 and above.
            let c = match c {
                '\u{F020}'..='\u{F07E}' => char::from_u32(code - 0xF000).unwrap_or(c),
                '\u{E000}'..='\u{F8FF}' => continue,
                _ => c,
            };
            characters
                .entry(glyph.to_u32())
                .and_modify(|known: &mut char| *known = (*known).min(c))
                .or_insert(c);
        }
    }
    characters
}

fn unreadable(outline: &OutlineGlyph) -> One {
    if outline.outline().elements().is_empty() {
        One::Nothing
    } else {
        One::of(UNREADABLE)
    }
}
