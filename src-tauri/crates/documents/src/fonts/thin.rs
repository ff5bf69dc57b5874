//! A font with the outlines of a few characters only. The drawer of PDF hashes every font that it
//! is given whole, for each font of each file that it stands in for: a face of 18 MB costs more
//! time than the rest of the page.

use std::collections::BTreeSet;

use skrifa::{FontRef, MetadataProvider, Tag};

use super::Face;

/// What drawing needs besides outlines: numbers of glyphs, their widths, and what tells fonts
/// whose outlines are nothing without their programs.
const KEPT: [&[u8; 4]; 9] = [
    b"OS/2", b"cmap", b"cvt ", b"fpgm", b"hhea", b"hmtx", b"maxp", b"name", b"prep",
];

/// The same face with the outlines of these characters; the others are blank. Glyphs keep their
/// numbers. `None` where the face is no TrueType font.
pub(crate) fn thinned(face: &Face, characters: impl Iterator<Item = char>) -> Option<Vec<u8>> {
    let font = FontRef::from_index(&face.data, face.index).ok()?;
    let table = |tag: &[u8; 4]| Some(font.table_data(Tag::new(tag))?.as_bytes());
    let outlines = Outlines::new(table(b"head")?, table(b"loca")?, table(b"glyf")?)?;
    let charmap = font.charmap();
    let mut wanted = BTreeSet::new();
    outlines.with_parts(0, &mut wanted);
    for glyph in characters.filter_map(|c| charmap.map(c)) {
        outlines.with_parts(glyph.to_u32(), &mut wanted);
    }
    let (places, shapes) = outlines.of(&wanted);
    let mut tables: Vec<([u8; 4], Vec<u8>)> = KEPT
        .iter()
        .filter_map(|tag| Some((**tag, table(tag)?.to_vec())))
        .collect();
    tables.push((*b"head", with_long_places(table(b"head")?)?));
    tables.push((*b"loca", places));
    tables.push((*b"glyf", shapes));
    tables.sort_by_key(|(tag, _)| *tag);
    file(&tables)
}

/// The tables of outlines.
struct Outlines<'a> {
    long: bool,
    places: &'a [u8],
    shapes: &'a [u8],
}

impl<'a> Outlines<'a> {
    fn new(head: &[u8], places: &'a [u8], shapes: &'a [u8]) -> Option<Self> {
        Some(Self {
            long: short(head, LONG_PLACES)? != 0,
            places,
            shapes,
        })
    }

    fn place(&self, number: usize) -> Option<usize> {
        if self.long {
            let bytes = self.places.get(number * 4..number * 4 + 4)?;
            usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
        } else {
            Some(usize::from(short(self.places, number * 2)?) * 2)
        }
    }

    /// The outline of a glyph; empty for blanks.
    fn shape(&self, glyph: u32) -> &'a [u8] {
        let number = glyph as usize;
        self.place(number)
            .zip(self.place(number + 1))
            .and_then(|(start, end)| self.shapes.get(start..end))
            .unwrap_or_default()
    }

    /// Adds a glyph and those that it is made of.
    fn with_parts(&self, glyph: u32, wanted: &mut BTreeSet<u32>) {
        if !wanted.insert(glyph) {
            return;
        }
        let shape = self.shape(glyph);
        // A negative number of contours.
        if short(shape, 0).is_none_or(|contours| contours < 0x8000) {
            return;
        }
        let mut at = 10;
        while let (Some(flags), Some(part)) = (short(shape, at), short(shape, at + 2)) {
            self.with_parts(u32::from(part), wanted);
            let has = |flag: u16| flags & flag != 0;
            at += if has(0x0001) { 8 } else { 6 };
            at += match (has(0x0008), has(0x0040), has(0x0080)) {
                (true, ..) => 2,
                (_, true, _) => 4,
                (.., true) => 8,
                _ => 0,
            };
            if !has(0x0020) {
                break;
            }
        }
    }

    /// New tables of places and outlines.
    fn of(&self, wanted: &BTreeSet<u32>) -> (Vec<u8>, Vec<u8>) {
        let width = if self.long { 4 } else { 2 };
        let count = (self.places.len() / width).saturating_sub(1);
        let mut places = Vec::with_capacity((count + 1) * 4);
        let mut shapes = Vec::new();
        for glyph in 0..=count as u32 {
            places.extend_from_slice(&(shapes.len() as u32).to_be_bytes());
            if wanted.contains(&glyph) {
                shapes.extend_from_slice(self.shape(glyph));
                shapes.resize(shapes.len().next_multiple_of(4), 0);
            }
        }
        (places, shapes)
    }
}

/// Where `head` says how wide the numbers of `loca` are.
const LONG_PLACES: usize = 50;

fn with_long_places(head: &[u8]) -> Option<Vec<u8>> {
    let mut head = head.to_vec();
    head.get_mut(LONG_PLACES..LONG_PLACES + 2)?
        .copy_from_slice(&1_u16.to_be_bytes());
    Some(head)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A font file of these tables, which are sorted by tag. Checksums are left out: nobody looks.
fn file(tables: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    const HEADER: usize = 12;
    const RECORD: usize = 16;
    let begin = HEADER + tables.len() * RECORD;
    let length: usize = tables.iter().map(|(_, data)| data.len() + 4).sum();
    let mut font = Vec::with_capacity(begin + length);
    font.extend_from_slice(&0x0001_0000_u32.to_be_bytes());
    font.extend_from_slice(&u16::try_from(tables.len()).ok()?.to_be_bytes());
    font.resize(HEADER, 0);
    let mut place = begin;
    for (tag, data) in tables {
        font.extend_from_slice(tag);
        for number in [0, place, data.len()] {
            font.extend_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
        }
        place = (place + data.len()).next_multiple_of(4);
    }
    for (_, data) in tables {
        font.extend_from_slice(data);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    Some(font)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fonts::{Typeface, bundled};

    fn outline(typeface: &Typeface, c: char) -> Option<Arc<tiny_skia::Path>> {
        typeface.outline(typeface.glyph(c)?)
    }

    #[test]
    fn the_wanted_characters_look_the_same_and_the_others_are_blank() {
        for whole in [bundled::song(), bundled::song_with_boxes()] {
            let text = "发票￥0。，é";
            let thin = thinned(&whole, text.chars()).unwrap();
            assert!(
                thin.len() * 4 < whole.data.len(),
                "{} of {} bytes",
                thin.len(),
                whole.data.len()
            );
            let thin = Typeface::new(Arc::new(thin), 0).unwrap();
            let whole = Typeface::new(whole.data, whole.index).unwrap();
            for c in text.chars() {
                assert_eq!(thin.glyph(c), whole.glyph(c), "{c}");
                assert_eq!(outline(&thin, c), outline(&whole, c), "{c}");
            }
            assert!(outline(&whole, '税').is_some() && outline(&thin, '税').is_none());
        }
    }

    #[test]
    fn what_is_no_font_is_left_as_it_is() {
        let nothing = Face {
            data: Arc::new(vec![0; 100]),
            index: 0,
        };
        assert!(thinned(&nothing, "票".chars()).is_none());
    }
}
