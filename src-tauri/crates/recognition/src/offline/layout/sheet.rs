//! The characters of a page as the layout reader sees them: in points, without blanks, sorted so
//! that neighbours are found quickly. How they were joined to words matters only where two
//! characters of one word touch.

use invoice::Region;
use unicode_normalization::UnicodeNormalization;

use super::super::PageText;
use super::noise::{is_texture, is_turned, of_seal, sureness};
use super::tilt::Tilt;

/// An upright rectangle in points from the page's top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x0: f32,
    pub(crate) y0: f32,
    pub(crate) x1: f32,
    pub(crate) y1: f32,
}

impl Rect {
    pub(crate) fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    pub(crate) fn center(&self) -> (f32, f32) {
        (
            f32::midpoint(self.x0, self.x1),
            f32::midpoint(self.y0, self.y1),
        )
    }

    pub(crate) fn cy(&self) -> f32 {
        self.center().1
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        Self::new(
            self.x0.min(other.x0),
            self.y0.min(other.y0),
            self.x1.max(other.x1),
            self.y1.max(other.y1),
        )
    }

    pub(crate) fn holds(&self, (x, y): (f32, f32)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}

/// A printed character.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// As printed; characters of the radical blocks, by which some fonts print plain ones, are
    /// those plain ones.
    pub(crate) text: char,
    /// Folded for comparing: full width to half width, upper case.
    pub(crate) folded: char,
    pub(crate) rect: Rect,
    pub(crate) em: f32,
    /// Follows the mark before it in the same word, without a blank between.
    pub(crate) glued: bool,
    pub(crate) confidence: Option<f32>,
    /// How far it was moved from its place on the page, as values printed beside their places are.
    pub(crate) moved: (f32, f32),
    /// Other characters that the reader of a picture saw here, best first.
    pub(crate) others: Vec<(char, f32)>,
}

impl Mark {
    /// Whether the reader of a picture saw this character here, if not as the best one. `wanted`
    /// is folded.
    pub(crate) fn may_be(&self, wanted: char) -> bool {
        self.folded == wanted || self.others.iter().any(|(c, _)| fold(*c) == wanted)
    }
}

/// Marks of one line, in reading order, by index.
pub(crate) type Line = Vec<usize>;

/// A page.
pub(crate) struct Sheet {
    pub(crate) number: u32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Whether its words were recognized on a picture, so that characters may be wrong.
    pub(crate) is_picture: bool,
    tilt: Tilt,
    /// Text on level lines.
    pub(crate) marks: Vec<Mark>,
    /// Text written downwards or turned: margins and the names of the form's blocks.
    pub(crate) upright: Vec<Mark>,
    /// Ruling lines: (y, from x, to x).
    level_rules: Vec<(f32, f32, f32)>,
    /// Ruling lines: (x, from y, to y).
    upright_rules: Vec<(f32, f32, f32)>,
    /// For each mark, the next on its line.
    right: Vec<Option<usize>>,
}

/// Widest gap between characters that is no blank, in em.
const GLUE: f32 = 0.2;

impl Sheet {
    pub(crate) fn new(page: &PageText) -> Self {
        let (width, height) = (page.size.width as f32, page.size.height as f32);
        let words = &page.content.words;
        let is_picture = words.iter().any(|word| word.confidence.is_some());
        let tilt = if is_picture {
            Tilt::of(words, width, height)
        } else {
            Tilt::default()
        };
        let (mut marks, mut upright) = (Vec::new(), Vec::new());
        for word in words {
            let em = (word.size * height).max(0.5);
            if is_texture(word) {
                continue;
            }
            let into = if word.vertical {
                &mut upright
            } else if is_turned(word, em, width, height) {
                continue;
            } else {
                &mut marks
            };
            let mut glued = false;
            let of_seal = is_picture.then(|| of_seal(word)).flatten();
            for (at, glyph) in word.glyphs.iter().enumerate() {
                if of_seal.as_ref().is_some_and(|range| range.contains(&at)) {
                    glued = false;
                    continue;
                }
                let (x0, x1) = (glyph.x0 * width, glyph.x1 * width);
                let (y0, y1) = (glyph.y0 * height, glyph.y1 * height);
                let (x, y) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
                let down = tilt.level(x, y) - y;
                let rect = Rect::new(x0, y0 + down, x1, y1 + down);
                let sound = [rect.x0, rect.y0, rect.x1, rect.y1]
                    .iter()
                    .all(|v| v.is_finite());
                if glyph.text.is_whitespace() || glyph.text.is_control() || !sound {
                    glued = false;
                    continue;
                }
                let text = plain(glyph.text);
                into.push(Mark {
                    text,
                    folded: fold(text),
                    rect,
                    em,
                    glued,
                    confidence: sureness(word, glyph.seen.as_deref()),
                    moved: (0.0, 0.0),
                    others: glyph
                        .seen
                        .as_ref()
                        .map(|seen| seen.others.clone())
                        .unwrap_or_default(),
                });
                glued = true;
            }
        }
        let (mut level_rules, mut upright_rules) = (Vec::new(), Vec::new());
        for rule in &page.content.rules {
            let (x0, x1) = (rule.x0 * width, rule.x1 * width);
            let (y0, y1) = (rule.y0 * height, rule.y1 * height);
            if x1 - x0 >= y1 - y0 {
                let y = tilt.level(f32::midpoint(x0, x1), f32::midpoint(y0, y1));
                level_rules.push((y, x0, x1));
            } else {
                upright_rules.push((f32::midpoint(x0, x1), y0, y1));
            }
        }
        let right = neighbours(&marks);
        Self {
            number: page.number,
            width,
            height,
            is_picture,
            tilt,
            marks,
            upright,
            level_rules,
            upright_rules,
            right,
        }
    }

    pub(crate) fn mark(&self, index: usize) -> Option<&Mark> {
        self.marks.get(index)
    }

    /// The next mark on the same line.
    pub(crate) fn right_of(&self, index: usize) -> Option<usize> {
        self.right.get(index).copied().flatten()
    }

    /// The lines of the marks in a zone, from the top; `skip` leaves marks out.
    pub(crate) fn lines(&self, zone: Rect, skip: impl Fn(usize) -> bool) -> Vec<Line> {
        let chosen = self
            .marks
            .iter()
            .enumerate()
            .filter(|(index, mark)| zone.holds(mark.rect.center()) && !skip(*index))
            .map(|(index, _)| index);
        self.lines_of(chosen)
    }

    /// The lines that these marks (in ascending order) make, from the top.
    pub(crate) fn lines_of(&self, chosen: impl Iterator<Item = usize>) -> Vec<Line> {
        let mut pieces = self.pieces(chosen);
        pieces.sort_by(|a, b| a.rect.cy().total_cmp(&b.rect.cy()));
        let mut rows: Vec<(f32, f32, Vec<Piece>)> = Vec::new();
        for piece in pieces {
            let cy = piece.rect.cy();
            match rows.last_mut() {
                Some((row_cy, em, row)) if cy - *row_cy <= 0.5 * em.min(piece.em) => {
                    *row_cy += (cy - *row_cy) / (row.len() + 1) as f32;
                    row.push(piece);
                }
                _ => rows.push((cy, piece.em, vec![piece])),
            }
        }
        rows.into_iter()
            .map(|(_, _, mut row)| {
                row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
                row.into_iter().flat_map(|piece| piece.marks).collect()
            })
            .collect()
    }

    /// Maximal runs of touching marks of one word.
    fn pieces(&self, chosen: impl Iterator<Item = usize>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for index in chosen {
            let Some(mark) = self.mark(index) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if mark.glued && piece.ends_before(index, mark) => {
                    piece.rect = piece.rect.union(&mark.rect);
                    piece.marks.push(index);
                }
                _ => pieces.push(Piece {
                    rect: mark.rect,
                    em: mark.em,
                    marks: vec![index],
                }),
            }
        }
        pieces
    }

    /// The marks of a line cut wherever a gap is wider than `gap` em.
    pub(crate) fn cut(&self, line: &[usize], gap: f32) -> Vec<Line> {
        let mut parts: Vec<Line> = Vec::new();
        let mut end: Option<(f32, f32)> = None;
        for index in line {
            let Some(mark) = self.mark(*index) else {
                continue;
            };
            let near = end.is_some_and(|(x1, em)| mark.rect.x0 - x1 <= gap * em.max(mark.em));
            match parts.last_mut() {
                Some(part) if near => part.push(*index),
                _ => parts.push(vec![*index]),
            }
            let x1 = match end {
                Some((x1, _)) if near => x1.max(mark.rect.x1),
                _ => mark.rect.x1,
            };
            end = Some((x1, mark.em));
        }
        parts
    }

    /// The text of a line, with one blank where a gap or a blank stands.
    pub(crate) fn text(&self, line: &[usize]) -> String {
        let mut text = String::with_capacity(line.len() * 3);
        let mut before: Option<(usize, &Mark)> = None;
        for index in line {
            let Some(mark) = self.mark(*index) else {
                continue;
            };
            if let Some((previous, last)) = before {
                let glued = mark.glued && *index == previous + 1;
                let gap = mark.rect.x0 - last.rect.x1;
                if !glued && gap > GLUE * mark.em.min(last.em) {
                    text.push(' ');
                }
            }
            text.push(mark.text);
            before = Some((*index, mark));
        }
        text
    }

    /// The folded text of a line without any blank, for comparing.
    pub(crate) fn folded(&self, line: &[usize]) -> String {
        line.iter()
            .filter_map(|index| self.mark(*index))
            .map(|mark| mark.folded)
            .collect()
    }

    /// Around all these marks.
    pub(crate) fn rect(&self, line: &[usize]) -> Option<Rect> {
        line.iter()
            .filter_map(|index| self.mark(*index))
            .map(|mark| mark.rect)
            .reduce(|a, b| a.union(&b))
    }

    /// Moves all marks but these to the left and up.
    pub(crate) fn shift(&mut self, but: &[usize], (right, down): (f32, f32)) {
        for (index, mark) in self.marks.iter_mut().enumerate() {
            if but.contains(&index) {
                continue;
            }
            let rect = mark.rect;
            mark.rect = Rect::new(
                rect.x0 - right,
                rect.y0 - down,
                rect.x1 - right,
                rect.y1 - down,
            );
            mark.moved = (right, down);
        }
        self.right = neighbours(&self.marks);
    }

    /// Around marks, as fractions of the page, where they stand on the page as it is.
    pub(crate) fn region_of(&self, line: &[usize]) -> Option<Region> {
        let rect = line
            .iter()
            .filter_map(|index| self.mark(*index))
            .map(|mark| {
                let (right, down) = mark.moved;
                let rect = mark.rect;
                Rect::new(
                    rect.x0 + right,
                    rect.y0 + down,
                    rect.x1 + right,
                    rect.y1 + down,
                )
            })
            .reduce(|a, b| a.union(&b))?;
        self.region(rect)
    }

    /// A rectangle as fractions of the page, where it stands on the page as it is.
    pub(crate) fn region(&self, rect: Rect) -> Option<Region> {
        let corner = |x: f32, y: f32| {
            let y = self.tilt.back(x, y);
            (f64::from(x / self.width), f64::from(y / self.height))
        };
        let corners = [
            corner(rect.x0, rect.y0),
            corner(rect.x1, rect.y0),
            corner(rect.x1, rect.y1),
            corner(rect.x0, rect.y1),
        ];
        let mut numbers = [0.0; 8];
        for (pair, (x, y)) in numbers.chunks_exact_mut(2).zip(corners) {
            pair.copy_from_slice(&[x, y]);
        }
        Region::new(numbers)
    }

    /// The size of type that most marks have.
    pub(crate) fn body_em(&self) -> f32 {
        let mut sizes: Vec<f32> = self.marks.iter().map(|m| m.em).collect();
        sizes.sort_by(f32::total_cmp);
        sizes.get(sizes.len() / 2).copied().unwrap_or(9.0)
    }

    /// The leftmost upright ruling line between two places that passes the height `y`.
    pub(crate) fn upright_rule(&self, from: f32, to: f32, y: f32) -> Option<f32> {
        self.upright_rules
            .iter()
            .filter(|(x, y0, y1)| from < *x && *x < to && *y0 <= y && y <= *y1)
            .map(|(x, _, _)| *x)
            .min_by(f32::total_cmp)
    }

    /// The uppermost level ruling line between two heights that passes the place `x`.
    pub(crate) fn level_rule(&self, from: f32, to: f32, x: f32) -> Option<f32> {
        self.level_rules
            .iter()
            .filter(|(y, x0, x1)| from < *y && *y < to && *x0 <= x && x <= *x1)
            .map(|(y, _, _)| *y)
            .min_by(f32::total_cmp)
    }

    /// The lowest level ruling line between two heights that passes the place `x`.
    pub(crate) fn lowest_level_rule(&self, from: f32, to: f32, x: f32) -> Option<f32> {
        self.level_rules
            .iter()
            .filter(|(y, x0, x1)| from < *y && *y < to && *x0 <= x && x <= *x1)
            .map(|(y, _, _)| *y)
            .max_by(f32::total_cmp)
    }
}

struct Piece {
    rect: Rect,
    em: f32,
    marks: Vec<usize>,
}

impl Piece {
    fn ends_before(&self, index: usize, mark: &Mark) -> bool {
        self.marks.last().is_some_and(|last| last + 1 == index)
            && mark.rect.x0 - self.rect.x1 <= GLUE * mark.em
    }
}

/// For each mark the nearest to its right on the same line.
fn neighbours(marks: &[Mark]) -> Vec<Option<usize>> {
    const BAND: f32 = 6.0;
    let band = |y: f32| (y / BAND).floor() as i32;
    let mut bands: std::collections::HashMap<i32, Vec<usize>> = std::collections::HashMap::new();
    for (index, mark) in marks.iter().enumerate() {
        bands.entry(band(mark.rect.cy())).or_default().push(index);
    }
    for places in bands.values_mut() {
        places.sort_by(|a, b| match (marks.get(*a), marks.get(*b)) {
            (Some(a), Some(b)) => a.rect.x0.total_cmp(&b.rect.x0),
            _ => std::cmp::Ordering::Equal,
        });
    }
    marks
        .iter()
        .enumerate()
        .map(|(index, mark)| {
            let reach = 0.5 * mark.em;
            let cy = mark.rect.cy();
            let from = mark.rect.x1 - 0.35 * mark.em;
            (band(cy - reach)..=band(cy + reach))
                .filter_map(|b| bands.get(&b))
                .filter_map(|places| {
                    let first =
                        places.partition_point(|i| marks.get(*i).is_some_and(|m| m.rect.x0 < from));
                    places
                        .iter()
                        .skip(first)
                        .copied()
                        .filter(|i| *i != index)
                        .find(|i| {
                            marks.get(*i).is_some_and(|m| {
                                (m.rect.cy() - cy).abs() <= 0.5 * mark.em.max(m.em)
                                    && m.rect.center().0 > mark.rect.center().0
                            })
                        })
                })
                .min_by(|a, b| match (marks.get(*a), marks.get(*b)) {
                    (Some(a), Some(b)) => a.rect.x0.total_cmp(&b.rect.x0),
                    _ => std::cmp::Ordering::Equal,
                })
        })
        .collect()
}

/// Some fonts print plain characters by the code points of radicals (U+2E80–U+2FDF) or of
/// compatibility characters; the value is the plain character.
fn plain(c: char) -> char {
    match c {
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => {
            std::iter::once(c).nfkc().next().unwrap_or(c)
        }
        _ => c,
    }
}

/// Folds a character for comparing.
pub(crate) fn fold(c: char) -> char {
    match c {
        '、' | '，' | '﹑' | '､' => ',',
        '￥' => '¥',
        '∶' | '﹕' => ':',
        '【' | '〔' | '[' => '(',
        '】' | '〕' | ']' => ')',
        _ => {
            let mut folded = std::iter::once(c).nfkc();
            match (folded.next(), folded.next()) {
                (Some(one), None) => one.to_ascii_uppercase(),
                _ => c,
            }
        }
    }
}
