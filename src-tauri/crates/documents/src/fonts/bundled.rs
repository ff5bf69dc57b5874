//! The Song that the program carries.

use std::collections::HashSet;
use std::io::Read;
use std::sync::{Arc, OnceLock};

use skrifa::{FontRef, MetadataProvider};

use super::Face;

/// What is drawn for characters that the face lacks: a box says that something is there. Left
/// alone, the drawer would take the character's number for a glyph's and draw another character.
const MISSING: char = '□';

/// Characters that the face lacks but has under another number. The sign before amounts is among
/// them.
const ALIKE: [(char, char); 4] = [('¥', '￥'), ('•', '·'), ('–', '—'), ('∶', '：')];

/// The ranges that pages draw from: Latin, symbols, Chinese, full width.
const RANGES: [(u32, u32); 5] = [
    (0x20, 0x24F),
    (0x370, 0x45F),
    (0x2000, 0x33FF),
    (0x4E00, 0x9FFF),
    (0xFF00, 0xFFEF),
];

/// AR PL SungtiL GB, unfolded once.
pub(super) fn song() -> Face {
    static SONG: OnceLock<Arc<Vec<u8>>> = OnceLock::new();
    let data = SONG.get_or_init(|| {
        let packed = include_bytes!("../../assets/fonts/gbsn00lp.ttf.gz");
        let mut font = Vec::with_capacity(6 << 20);
        // The bytes are our own: a build with broken ones fails the tests.
        let _ = flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut font);
        Arc::new(font)
    });
    Face {
        data: data.clone(),
        index: 0,
    }
}

/// The same with a character map of our own, made once.
pub(super) fn song_with_boxes() -> Face {
    static SONG: OnceLock<Arc<Vec<u8>>> = OnceLock::new();
    let data = SONG.get_or_init(|| {
        let mut font = song().data.to_vec();
        remap(&mut font);
        Arc::new(font)
    });
    Face {
        data: data.clone(),
        index: 0,
    }
}

/// Whether the face can draw a character.
pub(super) fn has(c: char) -> bool {
    // Asked for every character of every page.
    static HELD: OnceLock<HashSet<char>> = OnceLock::new();
    let held = HELD.get_or_init(|| {
        let song = song();
        let font = FontRef::from_index(&song.data, 0);
        let codes = font
            .iter()
            .flat_map(|font| font.charmap().mappings().collect::<Vec<_>>());
        codes.filter_map(|(code, _)| char::from_u32(code)).collect()
    });
    let alike = ALIKE.iter().find(|(lacking, _)| *lacking == c);
    held.contains(&c) || alike.is_some_and(|(_, other)| held.contains(other))
}

/// Gives the font a character map in which look-alikes and the box for missing characters stand
/// beside what the font has.
fn remap(font: &mut Vec<u8>) -> Option<()> {
    let table = {
        let original = FontRef::from_index(font, 0).ok()?;
        let characters = original.charmap();
        let missing = characters.map(MISSING)?;
        let glyph = |code: u32| {
            let c = char::from_u32(code)?;
            let alike = ALIKE.iter().find(|(lacking, _)| *lacking == c);
            characters
                .map(c)
                .or_else(|| alike.and_then(|(_, other)| characters.map(*other)))
        };
        let mut groups: Vec<(u32, u32, u32)> = Vec::new();
        for code in RANGES.iter().flat_map(|(first, last)| *first..=*last) {
            let id = glyph(code).unwrap_or(missing).to_u32();
            match groups.last_mut() {
                Some((first, last, start))
                    if *last + 1 == code && *start + (code - *first) == id =>
                {
                    *last = code;
                }
                _ => groups.push((code, code, id)),
            }
        }
        character_map(&groups)?
    };
    replace_table(font, *b"cmap", &table)
}

/// A `cmap` table of one subtable of format 12 for (Windows, full Unicode).
fn character_map(groups: &[(u32, u32, u32)]) -> Option<Vec<u8>> {
    let count = u32::try_from(groups.len()).ok()?;
    let mut table = Vec::with_capacity(28 + groups.len() * 12);
    for number in [0_u16, 1, 3, 10] {
        table.extend_from_slice(&number.to_be_bytes());
    }
    table.extend_from_slice(&12_u32.to_be_bytes());
    for number in [12_u16, 0] {
        table.extend_from_slice(&number.to_be_bytes());
    }
    for number in [16 + count.checked_mul(12)?, 0, count] {
        table.extend_from_slice(&number.to_be_bytes());
    }
    for (first, last, start) in groups {
        for number in [first, last, start] {
            table.extend_from_slice(&number.to_be_bytes());
        }
    }
    Some(table)
}

/// Puts a new table at the end of a font file and lets the directory point there.
fn replace_table(font: &mut Vec<u8>, tag: [u8; 4], table: &[u8]) -> Option<()> {
    const HEADER: usize = 12;
    const RECORD: usize = 16;
    font.resize(font.len().next_multiple_of(4), 0);
    let place = u32::try_from(font.len()).ok()?;
    let length = u32::try_from(table.len()).ok()?;
    let count = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let record = font
        .get_mut(HEADER..HEADER + count * RECORD)?
        .chunks_exact_mut(RECORD)
        .find(|record| record.starts_with(&tag))?;
    record.get_mut(8..12)?.copy_from_slice(&place.to_be_bytes());
    record
        .get_mut(12..16)?
        .copy_from_slice(&length.to_be_bytes());
    font.extend_from_slice(table);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_invoices_print_and_a_box_for_the_rest() {
        let usual = "增值税电子普通发票¥￥0123456789.%*（）壹贰叁肆伍陆柒捌玖拾佰仟万亿圆角分整〈〉《》×—·　";
        for c in usual.chars() {
            assert!(has(c), "{c} is missing");
        }
        for c in ['喆', '⊗', 'ۿ'] {
            assert!(!has(c), "{c} is not in GB 2312");
        }
        let song = song_with_boxes();
        let font = FontRef::from_index(&song.data, 0).unwrap();
        assert_eq!(font.charmap().map('喆'), font.charmap().map(MISSING));
        assert_eq!(font.charmap().map('¥'), font.charmap().map('￥'));
        assert_ne!(font.charmap().map('发'), font.charmap().map(MISSING));
    }
}
