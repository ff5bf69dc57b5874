//! Text written downwards, and single characters of a column that the detection took for one line:
//! each character is laid beside the one before it, the row is read, and every character goes back
//! to its place.

use super::geometry::Slanted;
use super::line::{HEIGHT, Line};
use super::network::Planes;
use super::view::{Ink, View};
use super::words::Placed;

/// A part this much higher than wide is a column.
pub(crate) const TALL: f32 = 1.6;
/// More characters are not written downwards.
const MOST: usize = 30;
/// What names the blocks of a form at their side is one word; other characters that stand below
/// one another are the cells of a table.
const OF_BLOCK_NAMES: &str = "购销备密注区";

/// The characters of a column, from the top: where each begins and ends, in pixels of a column
/// that is [`HEIGHT`] wide.
pub(crate) struct Column {
    part: Slanted,
    cells: Vec<(usize, usize)>,
    /// The cells side by side, each a square.
    pub(crate) row: Planes,
    /// Pixels of the row that cells fill.
    pub(crate) width: usize,
}

impl Column {
    /// Cuts a tall part of a view. `None` where it is no column of characters.
    pub(crate) fn of(view: &View, part: &Slanted) -> Option<Self> {
        let length = (HEIGHT as f32 * part.height / part.width.max(1.0)).ceil() as usize;
        if length > MOST * HEIGHT * 2 {
            return None;
        }
        // As it stands: the crop's rows run across the column.
        let mut planes = view.crop(part, HEIGHT, length, HEIGHT, Ink::AsIs);
        clear_rules(&mut planes);
        let cells = cells(&planes);
        if cells.is_empty() || cells.len() > MOST {
            return None;
        }
        let row = side_by_side(&planes, &cells);
        let width = cells.len() * HEIGHT;
        Some(Self {
            part: *part,
            cells,
            row,
            width,
        })
    }

    /// Whether it is a single character: nothing that is written downwards.
    pub(crate) fn is_one(&self) -> bool {
        self.cells.len() == 1
    }

    /// The letters of the row at their places in the column.
    pub(crate) fn place(&self, line: Line) -> Vec<Placed> {
        let count = self.cells.len();
        let length = HEIGHT as f32 * self.part.height / self.part.width.max(1.0);
        let text: String = line.letters.iter().map(|l| l.text).collect();
        let is_word = text.chars().any(|c| OF_BLOCK_NAMES.contains(c));
        let cell_of = |from: f32, to: f32| {
            let at = (f32::midpoint(from, to) * count as f32) as usize;
            at.min(count.saturating_sub(1))
        };
        let mut parts: Vec<Line> = vec![Line::default(); count];
        for letter in line.letters {
            let cell = cell_of(letter.from, letter.to);
            // Beside a block's name the border of its cell reads as a stroke.
            if letter.text.is_whitespace() || (is_word && letter.text.is_ascii()) {
                continue;
            }
            if let Some(part) = parts.get_mut(cell) {
                part.letters.push(letter);
            }
        }
        let extent = |cell: usize| {
            let (from, to) = self.cells.get(cell).copied().unwrap_or_default();
            (from as f32 / length, to as f32 / length)
        };
        if is_word {
            let mut whole = Line::default();
            for (cell, part) in parts.into_iter().enumerate() {
                let (from, to) = extent(cell);
                for mut letter in part.letters {
                    (letter.from, letter.to) = (from, to);
                    whole.letters.push(letter);
                }
            }
            return vec![Placed {
                part: self.part,
                line: whole,
                downwards: true,
            }];
        }
        let placed = parts.into_iter().enumerate().map(|(cell, mut line)| {
            let (from, to) = extent(cell);
            for letter in &mut line.letters {
                let inside = |at: f32| (at * count as f32 - cell as f32).clamp(0.0, 1.0);
                (letter.from, letter.to) = (inside(letter.from), inside(letter.to));
            }
            let middle = f32::midpoint(from, to) * self.part.height;
            // As high as the detection would have made it.
            let height = self.part.width.max((to - from) * self.part.height);
            Placed {
                part: Slanted {
                    middle: self.part.point(self.part.width / 2.0, middle),
                    height,
                    ..self.part
                },
                line,
                downwards: false,
            }
        });
        placed.filter(|p| !p.line.letters.is_empty()).collect()
    }
}

/// What is darker is ink. `None` where there is hardly any.
fn border(plane: &[f32]) -> Option<f32> {
    let mut shades: Vec<f32> = plane.iter().step_by(5).copied().collect();
    shades.sort_by(f32::total_cmp);
    let quantile = |part: usize| shades.get(shades.len() * part / 100).copied();
    let (dark, light) = (quantile(4)?, quantile(85)?);
    (light - dark >= 0.15).then_some(dark + (light - dark) * 0.5)
}

/// Takes the ruling lines beside a column away: what is inked from one end to the other.
fn clear_rules(planes: &mut Planes) {
    let (width, height) = (planes.width, planes.height);
    let plane = width * height;
    let Some(green) = planes.numbers.get(plane..2 * plane) else {
        return;
    };
    let Some(border) = border(green) else {
        return;
    };
    let mut inked = vec![0; width];
    for row in green.chunks_exact(width) {
        for (count, value) in inked.iter_mut().zip(row) {
            *count += usize::from(*value < border);
        }
    }
    let ruled: Vec<usize> = (0..width)
        .filter(|x| inked.get(*x).is_some_and(|count| count * 10 > height * 8))
        // Its edge is blurred.
        .flat_map(|x| x.saturating_sub(1)..(x + 2).min(width))
        .collect();
    for plane in planes.numbers.chunks_exact_mut(plane.max(1)) {
        let paper = plane.iter().copied().fold(f32::MIN, f32::max);
        for row in plane.chunks_exact_mut(width) {
            for x in &ruled {
                if let Some(value) = row.get_mut(*x) {
                    *value = paper;
                }
            }
        }
    }
}

/// Stretches of rows with ink, those of one character (二, 三) together.
fn cells(planes: &Planes) -> Vec<(usize, usize)> {
    let (width, height) = (planes.width, planes.height);
    let plane = width * height;
    let Some(green) = planes.numbers.get(plane..2 * plane) else {
        return Vec::new();
    };
    let Some(border) = border(green) else {
        return Vec::new();
    };
    let inked: Vec<bool> = green
        .chunks_exact(width)
        .map(|row| {
            let count = row.iter().filter(|v| **v < border).count();
            // A full row is a ruling line.
            count >= 2 && count * 10 < width * 9
        })
        .collect();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (y, ink) in inked.iter().enumerate() {
        match runs.last_mut() {
            _ if !ink => {}
            Some((_, end)) if *end == y => *end = y + 1,
            _ => runs.push((y, y + 1)),
        }
    }
    // The parts of one character lie within a square.
    let mut cells: Vec<(usize, usize)> = Vec::new();
    for (from, to) in runs {
        match cells.last_mut() {
            Some((start, end)) if to - *start <= HEIGHT * 9 / 10 && from - *end <= HEIGHT / 4 => {
                *end = to;
            }
            _ => cells.push((from, to)),
        }
    }
    cells.retain(|(from, to)| to - from >= 6);
    cells
}

fn side_by_side(planes: &Planes, cells: &[(usize, usize)]) -> Planes {
    let exact = cells.len() * HEIGHT;
    let width = exact.next_multiple_of(32);
    let mut numbers = vec![0.0; 3 * width * HEIGHT];
    let source = planes.width * planes.height;
    for channel in 0..3 {
        let from = planes.numbers.get(channel * source..(channel + 1) * source);
        let to = numbers.get_mut(channel * width * HEIGHT..(channel + 1) * width * HEIGHT);
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        let paper = from.iter().copied().fold(f32::MIN, f32::max);
        for (cell, (start, end)) in cells.iter().enumerate() {
            let middle = usize::midpoint(*start, *end);
            for y in 0..HEIGHT {
                let row = (middle + y)
                    .checked_sub(HEIGHT / 2)
                    .filter(|row| (*start..*end).contains(row));
                let target = y * width + cell * HEIGHT;
                let Some(to) = to.get_mut(target..target + HEIGHT) else {
                    continue;
                };
                match row.and_then(|row| from.get(row * HEIGHT..(row + 1) * HEIGHT)) {
                    Some(row) => to.copy_from_slice(row),
                    None => to.fill(paper),
                }
            }
        }
    }
    Planes {
        width,
        height: HEIGHT,
        numbers,
    }
}
