//! Shadows on a photo: how bright the paper is from place to place.

use super::view::Grey;

/// Cells of the map along the longer side.
const CELLS: usize = 40;
/// A page whose paper is this even needs nothing done.
const EVEN: f32 = 0.80;
/// No cell is brightened more than this: what is black is print, not shadow.
const MOST: f32 = 2.6;

/// Brightness of the paper over the picture, in cells.
#[derive(Debug, Clone)]
pub(crate) struct Light {
    /// The part of the picture that was looked at: left, top, width and height, as shares.
    area: (f32, f32, f32, f32),
    columns: usize,
    rows: usize,
    /// By what to multiply.
    gains: Vec<f32>,
}

impl Light {
    /// Looks at the brightness of the paper in a part of a picture (its left, top, right and bottom
    /// as shares of the picture). `None` where it is even.
    pub(crate) fn of(grey: &Grey, (x0, y0, x1, y1): (f32, f32, f32, f32)) -> Option<Self> {
        let cell = (grey.width.max(grey.height)).div_ceil(CELLS).max(1);
        let (columns, rows) = (grey.width.div_ceil(cell), grey.height.div_ceil(cell));
        let mut paper = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let mut shades: Vec<u8> = (row * cell..((row + 1) * cell).min(grey.height))
                    .flat_map(|y| {
                        (column * cell..((column + 1) * cell).min(grey.width)).map(move |x| (x, y))
                    })
                    .map(|(x, y)| grey.at(x, y))
                    .collect();
                shades.sort_unstable();
                // Paper is the brighter part of a cell, whatever is printed on it.
                let at = shades.len() * 8 / 10;
                paper.push(f32::from(shades.get(at).copied().unwrap_or(u8::MAX)));
            }
        }
        let paper = smooth(&paper, columns, rows);
        let mut sorted = paper.clone();
        sorted.sort_by(f32::total_cmp);
        let quantile = |part: usize| sorted.get(sorted.len() * part / 20).copied();
        let (dark, bright) = (quantile(1)?, quantile(18)?);
        if bright < 40.0 || dark >= EVEN * bright {
            return None;
        }
        let gains = paper
            .iter()
            .map(|level| (bright / level.max(1.0)).clamp(1.0, MOST))
            .collect();
        Some(Self {
            area: (x0, y0, (x1 - x0).max(1e-3), (y1 - y0).max(1e-3)),
            columns,
            rows,
            gains,
        })
    }

    /// By what to multiply at a place in fractions of the picture.
    pub(crate) fn gain(&self, x: f32, y: f32) -> f32 {
        let (left, top, width, height) = self.area;
        let (x, y) = ((x - left) / width, (y - top) / height);
        let x = (x * self.columns as f32 - 0.5).clamp(0.0, (self.columns - 1) as f32);
        let y = (y * self.rows as f32 - 0.5).clamp(0.0, (self.rows - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.columns - 1), (y0 + 1).min(self.rows - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let cell =
            |x: usize, y: usize| self.gains.get(y * self.columns + x).copied().unwrap_or(1.0);
        let top = cell(x0, y0) + (cell(x1, y0) - cell(x0, y0)) * fx;
        let bottom = cell(x0, y1) + (cell(x1, y1) - cell(x0, y1)) * fx;
        top + (bottom - top) * fy
    }
}

/// The mean over each cell and its neighbours.
fn smooth(cells: &[f32], columns: usize, rows: usize) -> Vec<f32> {
    (0..rows)
        .flat_map(|y| (0..columns).map(move |x| (x, y)))
        .map(|(x, y)| {
            let (mut sum, mut count) = (0.0, 0.0);
            for y in y.saturating_sub(1)..(y + 2).min(rows) {
                for x in x.saturating_sub(1)..(x + 2).min(columns) {
                    sum += cells.get(y * columns + x).copied().unwrap_or(255.0);
                    count += 1.0;
                }
            }
            sum / count
        })
        .collect()
}
