//! How far the lines of a photographed page climb or fall. A page that was set upright keeps a
//! rest of skew and perspective, and paper bends; across a wide form that adds up to a whole row.

use documents::Word;

/// Slopes of lines that are not lines of text.
const STEEPEST: f32 = 0.12;

/// How the slope of the page's lines changes over it, in halves of the page from its middle: level
/// paper that lies askew has the first term only, one photographed from the side the first three,
/// and the others are those of paper that bends.
const TERMS: usize = 6;
/// Terms of a page that is flat.
const FLAT: usize = 3;
/// How far bending is held back where few lines tell of it, as a share of all the text.
const STIFF: f64 = 0.004;
/// Bending is believed where it leaves less than this of what a flat page leaves unexplained.
const BELIEVED: f64 = 0.72;
/// Slopes farther off than this are of other lines, in each round.
const OUTLYING: [f64; 6] = [0.09, 0.06, 0.04, 0.025, 0.018, 0.018];

/// The slope of the page's lines, as it changes over the page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tilt {
    /// Half the page's width and height, in points.
    half: (f32, f32),
    slope: [f32; TERMS],
}

/// The terms of the slope at a place in halves of the page from its middle.
fn terms(u: f64, v: f64) -> [f64; TERMS] {
    [1.0, v, u, u * u, u * v, u * u * u]
}

impl Tilt {
    /// From the lines of the words, on a page of this size in points.
    pub(crate) fn of(words: &[Word], width: f32, height: f32) -> Self {
        let half = (width / 2.0, height / 2.0);
        let samples: Vec<Sample> = words
            .iter()
            .filter(|word| !word.vertical)
            .filter_map(|word| sample(word, width, height))
            .map(|s| Sample {
                x: s.x / half.0 - 1.0,
                y: s.y / half.1 - 1.0,
                ..s
            })
            .collect();
        let Some(median) = median(&samples) else {
            return Self::default();
        };
        let level = [f64::from(median), 0.0, 0.0, 0.0, 0.0, 0.0];
        let flat = fit(&samples, FLAT, level).unwrap_or((level, f64::MAX));
        let slope = match fit(&samples, TERMS, level) {
            Some((bent, left)) if left < BELIEVED * flat.1 => bent,
            _ => flat.0,
        };
        Self {
            half,
            slope: slope.map(|term| term as f32),
        }
    }

    fn rise(&self, x: f32, y: f32) -> f32 {
        let (width, height) = (self.half.0.max(1.0), self.half.1.max(1.0));
        let (u, v) = (x / width - 1.0, y / height - 1.0);
        let [level, by_v, by_u, by_uu, by_uv, by_uuu] = self.slope;
        let squared = u * u;
        width
            * (u * (level + by_v * v)
                + squared * (by_u + by_uv * v) / 2.0
                + squared * u * by_uu / 3.0
                + squared * squared * by_uuu / 4.0)
    }

    /// Where a height of the page lies when its lines are level.
    pub(crate) fn level(&self, x: f32, y: f32) -> f32 {
        y - self.rise(x, y)
    }

    /// The height on the page of something that lies at `y` when lines are level.
    pub(crate) fn back(&self, x: f32, y: f32) -> f32 {
        let mut at = y;
        for _ in 0..4 {
            at = y + self.rise(x, at);
        }
        at
    }
}

struct Sample {
    x: f32,
    y: f32,
    slope: f32,
    weight: f32,
}

/// The slope of one word, by the middles of its characters.
fn sample(word: &Word, width: f32, height: f32) -> Option<Sample> {
    let places: Vec<(f32, f32)> = word
        .glyphs
        .iter()
        .filter(|glyph| !glyph.text.is_whitespace())
        .map(|glyph| {
            (
                f32::midpoint(glyph.x0, glyph.x1) * width,
                f32::midpoint(glyph.y0, glyph.y1) * height,
            )
        })
        .collect();
    let count = places.len() as f32;
    let (first, last) = (places.first()?, places.last()?);
    let length = last.0 - first.0;
    if places.len() < 3 || length < 4.0 * word.size * height {
        return None;
    }
    let x = places.iter().map(|p| p.0).sum::<f32>() / count;
    let y = places.iter().map(|p| p.1).sum::<f32>() / count;
    let across: f32 = places.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let along: f32 = places.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
    let slope = across / along.max(f32::MIN_POSITIVE);
    (slope.is_finite() && slope.abs() < STEEPEST).then_some(Sample {
        x,
        y,
        slope,
        weight: length,
    })
}

/// The slope that half of all the length of text stays below.
fn median(samples: &[Sample]) -> Option<f32> {
    let mut slopes: Vec<(f32, f32)> = samples.iter().map(|s| (s.slope, s.weight)).collect();
    slopes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = slopes.iter().map(|(_, weight)| weight).sum::<f32>() / 2.0;
    let mut below = 0.0;
    slopes.iter().find_map(|(slope, weight)| {
        below += weight;
        (below >= half).then_some(*slope)
    })
}

/// Least squares for as many terms of the slope, where there is enough text to tell; lines that
/// disagree with most of the others count less and less. Also gives what it leaves unexplained.
fn fit(samples: &[Sample], count: usize, start: [f64; TERMS]) -> Option<([f64; TERMS], f64)> {
    if samples.len() < 4 * count {
        return None;
    }
    let whole: f64 = samples.iter().map(|s| f64::from(s.weight)).sum();
    let mut found = start;
    for reach in OUTLYING {
        let mut matrix = [[0.0; TERMS]; TERMS];
        let mut right = [0.0; TERMS];
        for s in samples {
            let terms = terms(s.x.into(), s.y.into());
            let weight = f64::from(s.weight) * trust(&found, s, reach);
            for ((row, sum), a) in matrix.iter_mut().zip(&mut right).zip(terms) {
                for (cell, b) in row.iter_mut().zip(terms) {
                    *cell += weight * a * b;
                }
                *sum += weight * a * f64::from(s.slope);
            }
        }
        for (at, row) in matrix.iter_mut().enumerate() {
            if let Some(own) = row.get_mut(at) {
                // What is not asked for stays nought.
                *own += match at {
                    at if at >= count => 1e6 * whole,
                    FLAT.. => STIFF * whole,
                    _ => 0.0,
                };
            }
        }
        found = solve(matrix, right)?;
    }
    let widest = OUTLYING.iter().copied().fold(0.0, f64::max);
    let left = samples
        .iter()
        .map(|s| f64::from(s.weight) * (1.0 - trust(&found, s, widest / 2.0)))
        .sum();
    Some((found, left))
}

/// How far a line agrees with the others, 0–1.
fn trust(slope: &[f64; TERMS], s: &Sample, reach: f64) -> f64 {
    let expected: f64 = terms(s.x.into(), s.y.into())
        .iter()
        .zip(slope)
        .map(|(term, by)| term * by)
        .sum();
    let off = (expected - f64::from(s.slope)) / reach;
    (1.0 - off * off).max(0.0).powi(2)
}

/// Solves equations by elimination with the largest pivot.
pub(super) fn solve<const N: usize>(
    mut matrix: [[f64; N]; N],
    mut right: [f64; N],
) -> Option<[f64; N]> {
    for at in 0..N {
        let pivot = (at..N).max_by(|a, b| {
            let size = |row: &usize| {
                matrix
                    .get(*row)
                    .and_then(|r| r.get(at))
                    .map_or(0.0, |v| v.abs())
            };
            size(a).total_cmp(&size(b))
        })?;
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        let (lead, sum) = (*matrix.get(at)?, *right.get(at)?);
        let by = *lead.get(at)?;
        if by.abs() < 1e-9 {
            return None;
        }
        for (index, (row, own)) in matrix.iter_mut().zip(&mut right).enumerate() {
            if index == at {
                for cell in row.iter_mut() {
                    *cell /= by;
                }
                *own /= by;
                continue;
            }
            let factor = *row.get(at)? / by;
            for (cell, other) in row.iter_mut().zip(lead) {
                *cell -= factor * other;
            }
            *own -= factor * sum;
        }
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::Glyph;
    use invoice::Region;

    const PAGE: (f32, f32) = (680.0, 400.0);

    /// A page of words whose lines rise by a function of the place.
    fn words(rise: impl Fn(f32, f32) -> f32) -> Vec<Word> {
        let (width, height) = PAGE;
        let mut words = Vec::new();
        for row in 0..12 {
            for column in 0..6 {
                let (x, y) = (20.0 + 110.0 * column as f32, 30.0 + 30.0 * row as f32);
                let glyphs: Vec<Glyph> = (0..8)
                    .map(|at| {
                        let x = x + 10.0 * at as f32;
                        let y = y + rise(x + 5.0, y);
                        Glyph {
                            text: '字',
                            x0: x / width,
                            y0: (y - 5.0) / height,
                            x1: (x + 10.0) / width,
                            y1: (y + 5.0) / height,
                            seen: None,
                        }
                    })
                    .collect();
                words.push(Word {
                    text: "字".repeat(8),
                    region: Region::rectangle(0.0, 0.0, 0.1, 0.1).unwrap(),
                    glyphs,
                    size: 10.0 / height,
                    vertical: false,
                    confidence: Some(0.9),
                });
            }
        }
        words
    }

    fn farthest(rise: impl Fn(f32, f32) -> f32) -> f32 {
        let tilt = Tilt::of(&words(&rise), PAGE.0, PAGE.1);
        let zero = rise(PAGE.0 / 2.0, PAGE.1 / 2.0);
        let mut most = 0.0_f32;
        for x in [20.0, 150.0, 340.0, 500.0, 660.0] {
            for y in [40.0, 200.0, 360.0] {
                let shown = y + rise(x, y) - zero;
                most = most.max((tilt.level(x, shown) - y).abs());
                assert!((tilt.level(x, tilt.back(x, y)) - y).abs() < 0.1);
            }
        }
        most
    }

    #[test]
    fn the_lines_of_a_page_askew_and_of_one_photographed_from_the_side_become_level() {
        assert!(farthest(|x, _| 0.03 * x) < 1.0);
        assert!(farthest(|x, y| (x - 340.0) * (0.01 + (y - 200.0) * 0.0001)) < 1.0);
    }

    #[test]
    fn the_lines_of_paper_that_bends_become_level() {
        // A wave of 4 mm on a form 24 cm wide: two rows of the form from crest to trough.
        let wave = |x: f32, _: f32| 11.0 * (x / 680.0 * 4.4 + 0.6).sin();
        assert!(farthest(wave) < 3.5, "{}", farthest(wave));
    }
}
