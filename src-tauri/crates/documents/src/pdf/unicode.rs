//! The characters that are meant by what fonts say.

use unicode_normalization::UnicodeNormalization;

/// What stands for a character that is drawn but cannot be read. It is kept in the text, so that
/// a number with a lost digit is never taken for another number.
pub(super) const UNREADABLE: char = '\u{FFFD}';

/// Characters of one glyph: nearly always one.
pub(super) enum One {
    Char([char; 1]),
    Text(Vec<char>),
    Nothing,
}

impl One {
    pub(super) fn of(c: char) -> Self {
        match clean(c) {
            Some(c) => Self::Char([c]),
            None => Self::Nothing,
        }
    }

    pub(super) fn from_text(text: &str) -> Self {
        Self::Text(text.chars().filter_map(clean).collect())
    }

    pub(super) fn as_slice(&self) -> &[char] {
        match self {
            Self::Char(c) => c,
            Self::Text(text) => text,
            Self::Nothing => &[],
        }
    }
}

/// The character that is meant. Fonts often map their glyphs to look-alikes: radicals instead of
/// the character (⽅ U+2F45 for 方), compatibility ideographs, blanks of other widths.
fn clean(c: char) -> Option<char> {
    match c {
        '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => std::iter::once(c).nfkc().next(),
        '\u{2E80}'..='\u{2EF3}' => Some(radical(c)),
        '\u{A0}' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}' => None,
        _ if c.is_control() => None,
        _ => Some(c),
    }
}

/// Simplified radicals that stand alone as characters and that normalization leaves as they are.
fn radical(c: char) -> char {
    match c {
        '⺟' => '母',
        '⺠' => '民',
        '⻄' => '西',
        '⻅' => '见',
        '⻆' => '角',
        '⻉' => '贝',
        '⻋' => '车',
        '⻓' => '长',
        '⻔' => '门',
        '⻘' => '青',
        '⻙' => '韦',
        '⻚' => '页',
        '⻛' => '风',
        '⻜' => '飞',
        '⻝' => '食',
        '⻢' => '马',
        '⻣' => '骨',
        '⻤' => '鬼',
        '⻥' => '鱼',
        '⻦' => '鸟',
        '⻨' => '麦',
        '⻩' => '黄',
        '⻬' => '齐',
        '⻮' => '齿',
        '⻰' => '龙',
        '⻳' => '龟',
        _ => c,
    }
}
