use super::geometry::number;
use crate::xml::tree::Element;

/// Most characters of one text object.
const MAX_CHARACTERS: usize = 100_000;

/// A text object: where each character stands, in the object's own coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// Id of the font.
    pub(super) font: String,
    /// The em, in the object's units.
    pub(super) size: f64,
    /// Width over natural width.
    pub(super) horizontal_scale: f64,
    /// 400 is normal, 700 and more is bold.
    pub(super) weight: u32,
    pub(super) italic: bool,
    pub(super) filled: bool,
    pub(super) stroked: bool,
    pub(super) characters: Vec<Character>,
    /// Glyphs named by number, for embedded fonts whose character map does not serve.
    pub(super) glyphs: Vec<GlyphRun>,
}

/// A character and the origin of its glyph (left end of the baseline).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Character {
    pub(super) text: char,
    pub(super) x: f64,
    pub(super) y: f64,
    /// Place in the text as it stands in the file, blanks included: what a glyph run counts by.
    pub(super) position: usize,
}

/// `CGTransform`: characters `first..first + characters` are shown by these glyphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GlyphRun {
    pub(super) first: usize,
    pub(super) characters: usize,
    pub(super) glyphs: Vec<u32>,
}

impl Text {
    /// Reads a `TextObject`. `None` where it has no size.
    pub(super) fn parse(element: &Element) -> Option<Self> {
        let value = |name| element.attribute(name).and_then(number);
        let size = value("Size").filter(|s| *s > 0.0)?;
        let horizontal_scale = value("HScale").filter(|s| *s > 0.0).unwrap_or(1.0);
        let flag = |name, default| match element.attribute(name) {
            Some(text) => super::resources::is_true(Some(text)),
            None => default,
        };
        let mut text = Self {
            font: element.attribute("Font").unwrap_or_default().to_owned(),
            size,
            horizontal_scale,
            weight: value("Weight").map_or(400, |w| w.clamp(0.0, 1000.0) as u32),
            italic: flag("Italic", false),
            filled: flag("Fill", true),
            stroked: flag("Stroke", false),
            characters: Vec::new(),
            glyphs: Vec::new(),
        };
        text.glyphs
            .extend(element.all("CGTransform").filter_map(GlyphRun::parse));
        // A program that reformatted the file may have made several blanks one; the glyphs still
        // count them, so there is a place for each glyph of an only TextCode.
        let places = match element.all("TextCode").count() {
            1 => text
                .glyphs
                .iter()
                .map(|g| g.first.saturating_add(g.characters))
                .max()
                .unwrap_or(0),
            _ => 0,
        };
        let (mut x, mut y) = (0.0, 0.0);
        let mut position = 0;
        for code in element.all("TextCode") {
            let at = |name| code.attribute(name).and_then(number);
            x = at("X").unwrap_or(x);
            y = at("Y").unwrap_or(y);
            text.place(code, x, y, places, &mut position);
        }
        Some(text)
    }

    /// One line that begins at the origin, each character as wide as it naturally is.
    pub(super) fn line(font: &str, size: f64, content: &str) -> Self {
        let mut text = Self {
            font: font.to_owned(),
            size,
            horizontal_scale: 1.0,
            weight: 400,
            italic: false,
            filled: true,
            stroked: false,
            characters: Vec::new(),
            glyphs: Vec::new(),
        };
        let mut x = 0.0;
        for (position, c) in content.chars().take(MAX_CHARACTERS).enumerate() {
            text.characters.push(Character {
                text: c,
                x,
                y: 0.0,
                position,
            });
            x += text.natural_width(c);
        }
        text
    }

    /// The natural width of a character where no font says: full for Chinese, half for Latin.
    pub(super) fn natural_width(&self, c: char) -> f64 {
        self.size * self.horizontal_scale * if is_wide(c) { 1.0 } else { 0.5 }
    }

    fn place(&mut self, code: &Element, x: f64, y: f64, places: usize, position: &mut usize) {
        let content = unindented(&code.raw_text);
        let room = MAX_CHARACTERS.saturating_sub(self.characters.len());
        let count = content.chars().count().max(places).min(room);
        let steps = count.saturating_sub(1);
        let along_x = code
            .attribute("DeltaX")
            .map(|d| deltas(d, steps))
            .unwrap_or_default();
        let along_y = code
            .attribute("DeltaY")
            .map(|d| deltas(d, steps))
            .unwrap_or_default();
        let free = along_x.is_empty() && along_y.is_empty();
        let (mut x, mut y) = (x, y);
        for (index, c) in content
            .chars()
            .chain(std::iter::repeat(' '))
            .take(count)
            .enumerate()
        {
            self.characters.push(Character {
                text: c,
                x,
                y,
                position: *position,
            });
            *position += 1;
            // A list that is too short goes on with its last step.
            let step = |list: &[f64]| list.get(index).or(list.last()).copied().unwrap_or(0.0);
            x += if free {
                self.natural_width(c)
            } else {
                step(&along_x)
            };
            y += step(&along_y);
        }
    }
}

impl GlyphRun {
    fn parse(element: &Element) -> Option<Self> {
        let count = |name| {
            element
                .attribute(name)
                .and_then(|v| v.trim().parse::<usize>().ok())
        };
        let glyphs: Vec<u32> = element
            .child_text("Glyphs")?
            .split_ascii_whitespace()
            .map_while(|g| g.parse().ok())
            .take(MAX_CHARACTERS)
            .collect();
        Some(Self {
            first: count("CodePosition").unwrap_or(0),
            characters: count("CodeCount").unwrap_or(1).min(MAX_CHARACTERS),
            glyphs,
        })
    }
}

/// Steps between characters: plain numbers, and `g N d` for N times d. At most `most` of them.
fn deltas(text: &str, most: usize) -> Vec<f64> {
    let mut steps = Vec::new();
    let mut words = text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if steps.len() >= most {
            break;
        }
        let (times, step) = if word == "g" {
            let times = words.next().and_then(|w| w.parse::<usize>().ok());
            (times.unwrap_or(0), words.next().and_then(number))
        } else {
            (1, number(word))
        };
        let Some(step) = step else { break };
        let room = most - steps.len();
        steps.extend(std::iter::repeat_n(step, times.min(room)));
    }
    steps
}

/// Without the line ends and the indentation that a program put around the text when it
/// reformatted the file. Blanks on the same line belong to the text: steps count them.
fn unindented(raw: &str) -> String {
    let mut text = raw;
    let blank = |c: char| c.is_ascii_whitespace();
    let head = text.len() - text.trim_start_matches(blank).len();
    if text.get(..head).is_some_and(|h| h.contains(['\n', '\r'])) {
        text = text.trim_start_matches(blank);
    }
    let tail = text.trim_end_matches(blank).len();
    if text.get(tail..).is_some_and(|t| t.contains(['\n', '\r'])) {
        text = text.trim_end_matches(blank);
    }
    text.chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

/// Whether a character takes a full em in Chinese fonts.
pub(super) fn is_wide(c: char) -> bool {
    let c = u32::from(c);
    matches!(c,
        0x1100..=0x115f | 0x2010..=0x206f | 0x2100..=0x2bff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(code: &str) -> Vec<(char, f64, f64)> {
        let xml = format!("<TextObject Size='2' Font='1'>{code}</TextObject>");
        let element = crate::xml::tree::parse(xml.as_bytes(), "test", false).unwrap();
        let text = Text::parse(&element).unwrap();
        text.characters.iter().map(|c| (c.text, c.x, c.y)).collect()
    }

    #[test]
    fn steps_are_plain_counted_short_or_long() {
        let at = |x: &[f64]| {
            x.iter()
                .zip("abcd".chars())
                .map(|(x, c)| (c, *x, 5.0))
                .collect::<Vec<_>>()
        };
        for (steps, want) in [
            ("1 2 3", [0.0, 1.0, 3.0, 6.0]),
            ("g 2 1 3", [0.0, 1.0, 2.0, 5.0]),
            ("g 999999999 1", [0.0, 1.0, 2.0, 3.0]),
            ("1 2", [0.0, 1.0, 3.0, 5.0]),
            ("1", [0.0, 1.0, 2.0, 3.0]),
            ("1 2 3 -9 4", [0.0, 1.0, 3.0, 6.0]),
        ] {
            assert_eq!(
                origins(&format!(
                    "<TextCode X='0' Y='5' DeltaX='{steps}'>abcd</TextCode>"
                )),
                at(&want),
                "{steps}"
            );
        }
    }

    #[test]
    fn one_text_code_holds_several_lines() {
        let code = "<TextCode X='1' Y='1' DeltaX='g 1 2 -2 2' DeltaY='0 4 0'>abcd</TextCode>";
        assert_eq!(
            origins(code),
            [
                ('a', 1.0, 1.0),
                ('b', 3.0, 1.0),
                ('c', 1.0, 5.0),
                ('d', 3.0, 5.0)
            ]
        );
    }

    #[test]
    fn without_steps_characters_follow_by_their_width_and_down_where_only_y_steps() {
        assert_eq!(
            origins("<TextCode X='0' Y='0'>中1文</TextCode>"),
            [('中', 0.0, 0.0), ('1', 2.0, 0.0), ('文', 3.0, 0.0)]
        );
        assert_eq!(
            origins("<TextCode X='0' Y='0' DeltaY='2'>中文</TextCode>"),
            [('中', 0.0, 0.0), ('文', 0.0, 2.0)]
        );
    }

    #[test]
    fn every_glyph_has_a_place_where_a_program_made_several_blanks_one() {
        let glyphs =
            "<CGTransform CodePosition='0' CodeCount='4'><Glyphs>5 1 1 6</Glyphs></CGTransform>";
        let code = "<TextCode X='0' Y='0' DeltaX='2 1 1'>甲 乙</TextCode>";
        let places = origins(&format!("{glyphs}{code}"));
        assert_eq!(
            places.iter().map(|p| p.1).collect::<Vec<_>>(),
            [0.0, 2.0, 3.0, 4.0]
        );
    }

    #[test]
    fn indentation_is_no_text_but_blanks_are() {
        assert_eq!(
            origins("<TextCode X='0' Y='0' DeltaX='1'>\n    ab\n  </TextCode>"),
            [('a', 0.0, 0.0), ('b', 1.0, 0.0)]
        );
        assert_eq!(
            origins("<TextCode X='0' Y='0' DeltaX='1'>  a</TextCode>"),
            [(' ', 0.0, 0.0), (' ', 1.0, 0.0), ('a', 2.0, 0.0)]
        );
    }
}
