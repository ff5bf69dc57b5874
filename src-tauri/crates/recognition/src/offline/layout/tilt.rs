//! How far the lines of a photographed page climb or fall. A page that was set upright keeps a
//! rest of skew and perspective, and paper bends; across a wide form that adds up to a whole row.

use documents::Word;

/// Slopes of lines that are not lines of text.
const STEEPEST: f32 = 0.12;

/// The slope of the page's lines, as it changes over the page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tilt {
    middle: (f32, f32),
    /// Slope at the middle, and how much it grows per point downwards and to the right.
    slope: f32,
    by_y: f32,
    by_x: f32,
}

impl Tilt {
    /// From the lines of the words, on a page of this size in points.
    pub(crate) fn of(words: &[Word], width: f32, height: f32) -> Self {
        let middle = (width / 2.0, height / 2.0);
        let mut samples: Vec<Sample> = words
            .iter()
            .filter(|word| !word.vertical)
            .filter_map(|word| sample(word, width, height))
            .map(|s| Sample {
                x: s.x - middle.0,
                y: s.y - middle.1,
                ..s
            })
            .collect();
        let Some(median) = median(&samples) else {
            return Self::default();
        };
        samples.retain(|s| (s.slope - median).abs() < 0.03);
        let level = Self {
            middle,
            slope: median,
            by_y: 0.0,
            by_x: 0.0,
        };
        fit(&samples).map_or(level, |[slope, by_y, by_x]| Self {
            slope,
            by_y,
            by_x,
            ..level
        })
    }

    fn rise(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        dx * (self.slope + self.by_y * dy + self.by_x * dx / 2.0)
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

/// Least squares for slope = a + b·y + c·x, where there is enough text to tell.
fn fit(samples: &[Sample]) -> Option<[f32; 3]> {
    if samples.len() < 12 {
        return None;
    }
    let mut rows = [[0.0_f64; 4]; 3];
    for s in samples {
        let terms = [1.0, f64::from(s.y), f64::from(s.x)];
        for (row, a) in rows.iter_mut().zip(terms) {
            for (cell, b) in row
                .iter_mut()
                .zip(terms.into_iter().chain([s.slope.into()]))
            {
                *cell += f64::from(s.weight) * a * b;
            }
        }
    }
    let [a, b, c] = solve(rows)?;
    Some([a as f32, b as f32, c as f32])
}

/// Solves three equations by elimination with the largest pivot.
pub(super) fn solve(mut rows: [[f64; 4]; 3]) -> Option<[f64; 3]> {
    for at in 0..3 {
        let pivot = (at..3).max_by(|a, b| {
            let size = |row: &usize| {
                rows.get(*row)
                    .and_then(|r| r.get(at))
                    .map_or(0.0, |v| v.abs())
            };
            size(a).total_cmp(&size(b))
        })?;
        rows.swap(at, pivot);
        let lead = *rows.get(at)?;
        let by = *lead.get(at)?;
        if by.abs() < 1e-9 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index == at {
                for cell in row.iter_mut() {
                    *cell /= by;
                }
                continue;
            }
            let factor = *row.get(at)? / by;
            for (cell, other) in row.iter_mut().zip(lead) {
                *cell -= factor * other;
            }
        }
    }
    let [[.., a], [.., b], [.., c]] = rows;
    Some([a, b, c])
}
