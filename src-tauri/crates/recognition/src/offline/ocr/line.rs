//! One line of text: from its cut-out to characters with their places and the other characters
//! that they may be.

use documents::Seen;

use super::geometry::Slanted;
use super::network::{Array, Network, Planes};
use super::view::{Ink, View};

/// Height of a line as the network wants it, in pixels.
pub(crate) const HEIGHT: usize = 48;
/// Widths are multiples of this.
const STEP: usize = 32;
/// A longer line is squeezed, in pixels.
const WIDEST: usize = 3200;
/// A simplified character that was seen is taken from this share of a traditional one's on.
const SIMPLIFIED: f32 = 0.05;
/// A ruling line is darker than its paper by this at least, of 2, and half as broad as this at most,
/// in pixels of the cut-out.
const RULED: f32 = 0.2;
const BROADEST: usize = 3;
/// Characters less sure than this are not told.
const FAINT: f32 = 0.01;

/// A character of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter {
    /// The character.
    pub(crate) text: char,
    /// Where it begins and ends along the line, 0–1.
    pub(crate) from: f32,
    pub(crate) to: f32,
    /// How sure it is, and what else it may be.
    pub(crate) seen: Seen,
}

/// A line that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    /// In reading order; blanks among them.
    pub(crate) letters: Vec<Letter>,
}

impl Line {
    /// The mean confidence of its letters; 0 for an empty one.
    pub(crate) fn confidence(&self) -> f32 {
        let printed = || {
            self.letters
                .iter()
                .filter(|letter| !letter.text.is_whitespace())
        };
        let count = printed().count();
        if count == 0 {
            return 0.0;
        }
        printed().map(|l| l.seen.confidence).sum::<f32>() / count as f32
    }

    /// The confidence of its least sure letter; 0 for an empty line.
    pub(crate) fn weakest(&self) -> f32 {
        self.letters
            .iter()
            .filter(|letter| !letter.text.is_whitespace())
            .map(|letter| letter.seen.confidence)
            .min_by(f32::total_cmp)
            .unwrap_or_default()
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.text).collect()
    }
}

/// The width that a line of this shape is read in, and what is padded to.
fn widths(width: f32, height: f32) -> (usize, usize) {
    let exact = (HEIGHT as f32 * width / height.max(1.0)).ceil();
    let width = (exact as usize).clamp(8, WIDEST);
    (width, width.next_multiple_of(STEP))
}

/// Reads the line in a rectangle of the view.
pub(crate) fn read(
    view: &View,
    part: &Slanted,
    ink: Ink,
    network: &dyn Network,
    characters: &[char],
) -> Result<Line, String> {
    // A single thin character is told from a stroke by the paper beside it.
    let shown = Slanted {
        width: part.width.max(part.height),
        ..*part
    };
    let (width, padded) = widths(shown.width, shown.height);
    let mut planes = view.crop(&shown, width, HEIGHT, padded, ink);
    if ink == Ink::WithoutRed {
        planes.spread();
    }
    clear_rules(&mut planes, width);
    let mut line = read_planes(&planes, width, network, characters)?;
    // Back to fractions of the part itself.
    let beside = (shown.width - part.width) / 2.0;
    for letter in &mut line.letters {
        let back = |at: f32| ((at * shown.width - beside) / part.width.max(1.0)).clamp(0.0, 1.0);
        (letter.from, letter.to) = (back(letter.from), back(letter.to));
    }
    Ok(line)
}

/// Takes away the upright ruling lines that run through a cut-out from its upper to its lower edge:
/// beside a figure they look like another one. No character is as high as its cut-out.
fn clear_rules(planes: &mut Planes, width: usize) {
    let padded = planes.width;
    let plane = padded * planes.height;
    let Some(green) = planes.numbers.get(plane..2 * plane) else {
        return;
    };
    let rows = || {
        green
            .chunks_exact(padded.max(1))
            .filter_map(|row| row.get(..width))
    };
    let mut shades: Vec<f32> = rows().flatten().step_by(5).copied().collect();
    shades.sort_by(f32::total_cmp);
    let Some(paper) = shades.get(shades.len() * 4 / 5).copied() else {
        return;
    };
    let mut inked = vec![0; width];
    for row in rows() {
        for (count, value) in inked.iter_mut().zip(row) {
            *count += usize::from(paper - value > RULED);
        }
    }
    let full = |x: usize| inked.get(x) == Some(&planes.height);
    // Its edges are blurred. Anything broader is no ruling line.
    let ruled: Vec<usize> = (0..width)
        .filter(|x| full(*x) && !(x.saturating_sub(BROADEST)..x + BROADEST).all(full))
        .flat_map(|x| x.saturating_sub(1)..(x + 2).min(width))
        .collect();
    for plane in planes.numbers.chunks_exact_mut(plane.max(1)) {
        let paper = plane.iter().copied().fold(f32::MIN, f32::max);
        for row in plane.chunks_exact_mut(padded.max(1)) {
            for x in &ruled {
                if let Some(value) = row.get_mut(*x) {
                    *value = paper;
                }
            }
        }
    }
}

/// Reads a level line that fills the first `width` pixels of its planes.
pub(crate) fn read_planes(
    planes: &Planes,
    width: usize,
    network: &dyn Network,
    characters: &[char],
) -> Result<Line, String> {
    let output = network.run(planes)?;
    let stretch = planes.width as f32 / width.max(1) as f32;
    let mut line = decode(&output, characters, stretch);
    settle(&mut line, planes, width);
    Ok(line)
}

/// The characters by the network's probabilities: for each step along the line, one for every
/// character and, first, one for none. `stretch` is by how much the steps reach over the line.
pub(crate) fn decode(output: &Array, characters: &[char], stretch: f32) -> Line {
    // Nothing first, the blank last.
    let classes = characters.len() + 2;
    if output.shape.last() != Some(&classes) {
        return Line::default();
    }
    let steps = output.numbers.len() / classes;
    let character = |class: usize| match class.checked_sub(1) {
        None => None,
        Some(at) if at == characters.len() => Some(' '),
        Some(at) => characters.get(at).copied(),
    };
    let mut letters: Vec<Letter> = Vec::new();
    let mut last: Option<usize> = None;
    let mut strongest = 0.0;
    let unit = stretch / steps.max(1) as f32;
    for (step, shares) in output.numbers.chunks_exact(classes).enumerate() {
        let (class, share) = most(shares);
        let here = (step as f32 * unit, (step + 1) as f32 * unit);
        match character(class) {
            None => {}
            Some(_) if last == Some(class) => {
                if let Some(letter) = letters.last_mut() {
                    letter.to = here.1;
                    if share > strongest {
                        strongest = share;
                        letter.seen = seen(shares, class, share, character);
                    }
                }
            }
            Some(text) => {
                strongest = share;
                letters.push(Letter {
                    text,
                    from: here.0,
                    to: here.1,
                    seen: seen(shares, class, share, character),
                });
            }
        }
        last = Some(class);
    }
    for letter in &mut letters {
        prefer_simplified(letter);
    }
    Line { letters }
}

/// Of two shapes that were seen, the one in use: the networks know the traditional characters too,
/// which no invoice is printed in, and take Kai and the dots of a printer for them. What is chosen
/// is no surer than it was. A rare character for which none of the usual ones was seen stays.
fn prefer_simplified(letter: &mut Letter) {
    if is_usual(letter.text) {
        return;
    }
    let least = letter.seen.confidence * SIMPLIFIED;
    let found = letter
        .seen
        .others
        .iter()
        .position(|(other, share)| *share >= least && !other.is_ascii() && is_usual(*other));
    if let Some(other) = found.and_then(|at| letter.seen.others.get_mut(at)) {
        std::mem::swap(&mut letter.text, &mut other.0);
        std::mem::swap(&mut letter.seen.confidence, &mut other.1);
    }
}

/// Whether a character is no ideograph or stands in GB 2312, the set of the simplified characters
/// in use.
fn is_usual(character: char) -> bool {
    if !('\u{4e00}'..='\u{9fff}').contains(&character) {
        return true;
    }
    let mut bytes = [0; 4];
    let text: &str = character.encode_utf8(&mut bytes);
    let (bytes, _, unknown) = encoding_rs::GBK.encode(text);
    // Its ideographs stand in the rows from 16 on; GBK put further ones around.
    !unknown && matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE])
}

/// The largest of the shares and its place. Runs over more numbers than everything else here.
fn most(shares: &[f32]) -> (usize, f32) {
    const LANES: usize = 16;
    let mut top = [f32::MIN; LANES];
    let chunks = shares.chunks_exact(LANES);
    let mut best = chunks.remainder().iter().copied().fold(f32::MIN, f32::max);
    for chunk in chunks {
        for (top, value) in top.iter_mut().zip(chunk) {
            *top = top.max(*value);
        }
    }
    best = top.into_iter().fold(best, f32::max);
    let at = shares.iter().position(|v| *v >= best).unwrap_or_default();
    (at, best)
}

/// What else a letter may be: the best of the other characters at its strongest step.
fn seen(
    shares: &[f32],
    class: usize,
    share: f32,
    character: impl Fn(usize) -> Option<char>,
) -> Seen {
    let mut others: Vec<(char, f32)> = Vec::with_capacity(Seen::MAX_OTHERS + 1);
    for (other, value) in shares.iter().enumerate() {
        if *value < FAINT || other == class {
            continue;
        }
        let Some(text) = character(other).filter(|c| *c != ' ') else {
            continue;
        };
        let at = others.partition_point(|(_, more)| more >= value);
        others.insert(at, (text, *value));
        others.truncate(Seen::MAX_OTHERS);
    }
    Seen {
        confidence: share.clamp(0.0, 1.0),
        others,
    }
}

/// The network says only roughly where a letter stands; the ink says it exactly. Each letter gets
/// the ink between the least inked columns on both of its sides.
fn settle(line: &mut Line, planes: &Planes, width: usize) {
    let ink = columns_of_ink(planes, width);
    if ink.is_empty() {
        return;
    }
    let count = line.letters.len();
    let middles: Vec<f32> = line
        .letters
        .iter()
        .map(|l| f32::midpoint(l.from, l.to) * width as f32)
        .collect();
    // Where one letter ends and the next begins.
    let mut borders = Vec::with_capacity(count + 1);
    let first = middles.first().copied().unwrap_or_default();
    borders.push((first - HEIGHT as f32).max(0.0) as usize);
    for pair in middles.windows(2) {
        let [a, b] = pair else { continue };
        borders.push(thinnest(&ink, *a, *b));
    }
    let last = middles.last().copied().unwrap_or_default();
    borders.push(((last + HEIGHT as f32) as usize).min(width));
    for (letter, pair) in line.letters.iter_mut().zip(borders.windows(2)) {
        let [from, to] = pair else { continue };
        let (from, to) = (*from, (*to).max(from + 1));
        let inked = |x: &usize| ink.get(*x).is_some_and(|v| *v > 0.0);
        let (from, to) = if letter.text.is_whitespace() {
            (from, to)
        } else {
            let start = (from..to).find(inked).unwrap_or(from);
            let end = (from..to).rev().find(inked).map_or(to, |x| x + 1);
            (start, end.max(start + 1))
        };
        letter.from = from as f32 / width as f32;
        letter.to = to as f32 / width as f32;
    }
}

/// The column with the least ink between two letters, as near to their middle as it can be.
fn thinnest(ink: &[f32], a: f32, b: f32) -> usize {
    let (from, to) = (a.max(0.0) as usize + 1, b.max(0.0) as usize);
    let middle = f32::midpoint(a, b);
    (from..=to.max(from))
        .min_by(|x, y| {
            let cost = |x: usize| {
                let off = (x as f32 - middle).abs() / (b - a).max(1.0);
                ink.get(x).copied().unwrap_or_default() + 1.5 * off
            };
            cost(*x).total_cmp(&cost(*y))
        })
        .unwrap_or(from)
}

/// How many dark pixels stand in each column of a level line, those of long level strokes (ruling
/// lines that the cut-out touches) aside.
fn columns_of_ink(planes: &Planes, width: usize) -> Vec<f32> {
    let (padded, height) = (planes.width, planes.height);
    let plane = padded * height;
    let Some(green) = planes.numbers.get(plane..2 * plane) else {
        return Vec::new();
    };
    let rows: Vec<&[f32]> = green
        .chunks_exact(padded)
        .map(|row| row.get(..width).unwrap_or(row))
        .collect();
    let mut shades: Vec<f32> = rows
        .iter()
        .flat_map(|row| row.iter().step_by(3).copied())
        .collect();
    shades.sort_by(f32::total_cmp);
    let quantile = |part: usize| shades.get(shades.len() * part / 100).copied();
    let (Some(dark), Some(light)) = (quantile(4), quantile(80)) else {
        return Vec::new();
    };
    if light - dark < 0.15 {
        return Vec::new();
    }
    let border = dark + (light - dark) * 0.5;
    let mut ink = vec![0.0; width];
    for row in rows {
        let covered = row.iter().filter(|v| **v < border).count();
        if covered * 10 > width * 9 {
            continue;
        }
        for (ink, value) in ink.iter_mut().zip(row) {
            if *value < border {
                *ink += 1.0;
            }
        }
    }
    ink
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A class with its share, and what else was seen there.
    type Step<'a> = (usize, f32, &'a [(usize, f32)]);

    /// Three steps for each letter: nothing, the letter, nothing.
    fn output(letters: &[Step<'_>], characters: usize) -> Array {
        let classes = characters + 2;
        let mut numbers = Vec::new();
        for (class, share, others) in letters {
            let mut nothing = vec![0.0; classes];
            nothing[0] = 0.99;
            let mut letter = vec![0.0; classes];
            letter[*class] = *share;
            for (other, share) in *others {
                letter[*other] = *share;
            }
            numbers.extend(nothing.iter().chain(&letter).chain(&nothing));
        }
        Array {
            shape: vec![1, numbers.len() / classes, classes],
            numbers,
        }
    }

    #[test]
    fn letters_keep_what_else_they_may_be_best_first() {
        let characters = ['0', 'O', '8', 'B', 'D', 'Q', 'C'];
        let others: &[(usize, f32)] = &[
            (2, 0.2),
            (0, 0.1),
            (5, 0.03),
            (6, 0.05),
            (7, 0.02),
            (3, 0.004),
        ];
        let output = output(&[(1, 0.6, others), (3, 0.9, &[]), (8, 0.7, &[])], 7);
        let line = decode(&output, &characters, 1.0);
        assert_eq!(line.text(), "08 ");
        let seen = &line.letters[0].seen;
        assert!((seen.confidence - 0.6).abs() < 1e-6);
        let others: Vec<char> = seen.others.iter().map(|(c, _)| *c).collect();
        assert_eq!(others, ['O', 'Q', 'D', 'C'], "nothing is no character");
        assert!((line.letters[1].from - 4.0 / 9.0).abs() < 1e-6);
        assert!(
            (line.confidence() - 0.75).abs() < 1e-6,
            "blanks do not count"
        );
    }

    #[test]
    fn of_shapes_that_were_seen_the_simplified_one_is_taken_and_rare_ones_stay() {
        let characters = ['稅', '税', '堃', '8'];
        let output = output(&[(1, 0.8, &[(2, 0.15)]), (3, 0.7, &[(4, 0.2)])], 4);
        let line = decode(&output, &characters, 1.0);
        assert_eq!(line.text(), "税堃");
        let seen = &line.letters[0].seen;
        assert!((seen.confidence - 0.15).abs() < 1e-6);
        assert_eq!(seen.others.first().map(|(c, _)| *c), Some('稅'));
    }

    #[test]
    fn the_same_letter_twice_needs_a_step_between() {
        let characters = ['a'];
        let row = |a: f32| vec![1.0 - a, a, 0.0];
        let numbers = [row(0.8), row(0.9), row(0.1), row(0.7)].concat();
        let output = Array {
            shape: vec![1, 4, 3],
            numbers,
        };
        let line = decode(&output, &characters, 1.0);
        assert_eq!(line.text(), "aa");
        assert!((line.letters[0].seen.confidence - 0.9).abs() < 1e-6);
        assert!((line.letters[0].to - 0.5).abs() < 1e-6);
    }

    #[test]
    fn an_output_of_another_network_reads_as_nothing() {
        let output = Array {
            shape: vec![1, 2, 5],
            numbers: vec![0.2; 10],
        };
        assert!(decode(&output, &['a'], 1.0).letters.is_empty());
    }
}
