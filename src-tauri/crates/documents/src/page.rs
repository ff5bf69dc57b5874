use invoice::Region;

/// The size of a page as it is shown (after its own rotation), in points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
}

/// One character of a word and its box, as fractions 0–1 of the shown page.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// The character, as Unicode.
    pub text: char,
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
    /// What the reader of a picture saw here; `None` where the text is exact.
    pub seen: Option<Box<Seen>>,
}

/// How a character was recognized on a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// 0–1: how sure the reader is of the character.
    pub confidence: f32,
    /// Other characters that it may be, each with its share 0–1, best first; at most
    /// [`Seen::MAX_OTHERS`].
    pub others: Vec<(char, f32)>,
}

impl Seen {
    /// More candidates are not kept.
    pub const MAX_OTHERS: usize = 4;
}

/// Neighbouring characters on one line, written in one direction without a wide gap. A word may
/// hold a label and its value (`名称：某某公司`); the glyphs allow it to be cut anywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The characters, in reading order.
    pub text: String,
    /// Around all glyphs.
    pub region: Region,
    /// One for each `char` of `text`, in the same order.
    pub glyphs: Vec<Glyph>,
    /// Height of the line in fractions of the page's height: the em of the font.
    pub size: f32,
    /// Written from top to bottom (turned by a quarter), as at the margin of paper forms.
    pub vertical: bool,
    /// 0–1 where the text was recognized from a picture; `None` where it is exact.
    pub confidence: Option<f32>,
}

/// A straight horizontal or vertical line drawn on the page (a border of the form's table), as
/// fractions 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Left end.
    pub x0: f32,
    /// Upper end.
    pub y0: f32,
    /// Right end.
    pub x1: f32,
    /// Lower end.
    pub y1: f32,
}

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageContent {
    /// The words, in no promised order. Empty where the page is only a picture.
    pub words: Vec<Word>,
    /// The ruling lines.
    pub rules: Vec<Rule>,
    /// Share of the page (0–1) covered by pictures: a page without words and with a large share
    /// is a scan.
    pub picture_share: f32,
}

/// A drawn page: 8-bit RGBA, row by row from the top, premultiplication irrelevant as it is opaque.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width × height × 4` bytes.
    pub rgba: Vec<u8>,
}
