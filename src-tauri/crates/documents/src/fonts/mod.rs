//! Chinese faces for text whose font is named but not carried by the document: an installed one
//! of the right style where there is one, else the bundled Song.

mod bundled;
mod installed;
mod thin;
mod typeface;

use std::sync::Arc;

pub use installed::ignore_installed_fonts;
pub(crate) use thin::thinned;
pub(crate) use typeface::{Typeface, UNITS, substitutes};

/// A style of Chinese type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Style {
    /// 宋体, the body type; also what stands in for styles that are not there.
    Song,
    /// 楷体, in which most invoices are set.
    Kai,
    /// 黑体.
    Hei,
    /// 仿宋.
    Fang,
}

/// A face: the bytes of a font file and the number of the face in it.
#[derive(Clone)]
pub(crate) struct Face {
    /// The whole file.
    pub(crate) data: Arc<Vec<u8>>,
    /// 0 unless the file is a collection.
    pub(crate) index: u32,
}

/// The style that a font's name tells (`KaiTi_GB2312`, `STSong-Light`, `方正仿宋`). `None` for
/// names of other scripts' fonts.
pub(crate) fn style_of(name: &str) -> Option<Style> {
    // 仿宋 and fangsong hold the name of Song, so they come first.
    const MARKS: [(&str, Style); 17] = [
        ("fang", Style::Fang),
        ("仿", Style::Fang),
        ("fzfs", Style::Fang),
        ("kai", Style::Kai),
        ("楷", Style::Kai),
        ("fzkt", Style::Kai),
        ("hei", Style::Hei),
        ("黑", Style::Hei),
        ("dengxian", Style::Hei),
        ("等线", Style::Hei),
        ("sanscjk", Style::Hei),
        ("song", Style::Song),
        ("simsun", Style::Song),
        ("宋", Style::Song),
        ("mingliu", Style::Song),
        ("serifcjk", Style::Song),
        ("fzss", Style::Song),
    ];
    let name: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    MARKS
        .iter()
        .find(|(mark, _)| name.contains(mark))
        .map(|(_, style)| *style)
}

/// The face for a style. Never fails: the bundled Song is always there. With `wide`, a face that
/// has the characters beyond GB 2312 is preferred to the right style.
pub(crate) fn face(style: Style, wide: bool) -> Face {
    installed::face(style, wide)
        .or_else(|| installed::face(Style::Song, wide))
        .unwrap_or_else(bundled::song)
}

/// The same for a drawer that takes the number of a character for that of a glyph where the face
/// lacks the character: the bundled Song then has a box for it.
pub(crate) fn face_with_boxes(style: Style, wide: bool) -> Face {
    installed::face(style, wide)
        .or_else(|| installed::face(Style::Song, wide))
        .unwrap_or_else(bundled::song_with_boxes)
}

/// Whether `text` has characters that [`face`] may lack unless it is asked for a wide one, and a
/// wide one is installed.
pub(crate) fn needs_wide(text: impl IntoIterator<Item = char>) -> bool {
    installed::face(Style::Song, false).is_none()
        && text
            .into_iter()
            .any(|c| c > '\u{A0}' && !c.is_whitespace() && !bundled::has(c))
        && installed::face(Style::Song, true).is_some()
}

#[cfg(test)]
mod tests {
    use skrifa::{FontRef, MetadataProvider};

    use super::*;

    #[test]
    fn names_of_fonts_tell_their_style() {
        for (name, style) in [
            ("KaiTi_GB2312", Some(Style::Kai)),
            ("STKaiti", Some(Style::Kai)),
            ("楷体", Some(Style::Kai)),
            ("SimSun,Bold", Some(Style::Song)),
            ("STSong-Light", Some(Style::Song)),
            ("STFangsong", Some(Style::Fang)),
            ("Microsoft YaHei", Some(Style::Hei)),
            ("NotoSansCJKsc-Regular", Some(Style::Hei)),
            ("CourierNewPSMT", None),
            ("ArialMT", None),
        ] {
            assert_eq!(style_of(name), style, "{name}");
        }
    }

    #[test]
    fn every_style_has_a_face() {
        for style in [Style::Song, Style::Kai, Style::Hei, Style::Fang] {
            for wide in [false, true] {
                let face = face(style, wide);
                let font = FontRef::from_index(&face.data, face.index).unwrap();
                assert!(font.charmap().map('发').is_some(), "{style:?}");
            }
        }
    }
}
