//! Single figures that stand alone in a cell. The detection knows lines of text and passes over a
//! lone 1; its ink is found here, apart from all lines that were found and from all ruling lines.

use documents::Rule;

use super::geometry::{Point, Slanted};
use super::view::Grey;

/// Side of the cells over which the paper is taken to be even, in pixels.
const CELL: usize = 40;
/// Ink is darker than this share of its paper.
const DARK: f32 = 0.78;
/// How far the ink of a ruling line reaches from its middle, in pixels.
const RULE: usize = 2;
/// More lone marks than a table has cells are texture.
const MOST: usize = 60;

/// Where lone figures may stand, in pixels of the view; `scale` is how many pixels of the grey
/// picture make one of the view.
pub(crate) fn find(grey: &Grey, scale: f32, lines: &[Slanted], rules: &[Rule]) -> Vec<Slanted> {
    let mut heights: Vec<f32> = lines
        .iter()
        .filter(|line| line.width > 2.0 * line.height)
        .map(|line| line.height * scale)
        .collect();
    heights.sort_by(f32::total_cmp);
    let Some(line_height) = heights.get(heights.len() / 2).copied() else {
        return Vec::new();
    };
    let taken: Vec<(f32, f32, f32, f32)> = lines
        .iter()
        .map(|line| {
            let (x0, y0, x1, y1) = line.bounds();
            (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
        })
        .collect();
    let top = taken.iter().map(|t| t.1).fold(f32::MAX, f32::min);
    let bottom = taken.iter().map(|t| t.3).fold(f32::MIN, f32::max);
    // A figure is a little more than half as high as the rectangle of its line.
    let (least, most) = (0.36 * line_height, 0.85 * line_height);
    let mut found = Vec::new();
    let mut ink = ink(grey);
    clear_rules(&mut ink, grey, rules);
    for mark in marks(ink, grey.width, most as usize + 2) {
        let (x0, y0, x1, y1) = (
            mark.x0 as f32,
            mark.y0 as f32,
            mark.x1 as f32 + 1.0,
            mark.y1 as f32 + 1.0,
        );
        let (width, height) = (x1 - x0, y1 - y0);
        let shaped = (least..=most).contains(&height)
            && width >= 0.1 * height
            && width <= 0.9 * height
            && mark.inked as f32 >= 0.2 * width * height;
        let apart = !taken.iter().any(|(a, b, c, d)| {
            let near = 0.3 * height;
            *a < x1 + near && x0 - near < *c && *b < y1 && y0 < *d
        });
        if shaped && apart && top < y0 && y1 < bottom {
            found.push(Slanted {
                middle: Point::new(f32::midpoint(x0, x1) / scale, f32::midpoint(y0, y1) / scale),
                // As broad as high, with the paper beside it.
                width: height * 1.6 / scale,
                height: height * 1.6 / scale,
                angle: 0.0,
            });
        }
        if found.len() > MOST {
            return Vec::new();
        }
    }
    found
}

/// Connected ink: its extents and how many pixels it has.
struct Mark {
    x0: usize,
    y0: usize,
    x1: usize,
    y1: usize,
    inked: usize,
}

/// The marks of a picture that are no larger than this in either direction.
fn marks(mut ink: Vec<bool>, width: usize, largest: usize) -> Vec<Mark> {
    let height = ink.len() / width.max(1);
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for start in 0..ink.len() {
        if ink.get(start) != Some(&true) {
            continue;
        }
        let (x, y) = (start % width, start / width);
        let mut mark = Mark {
            x0: x,
            y0: y,
            x1: x,
            y1: y,
            inked: 0,
        };
        open.push((x, y));
        if let Some(pixel) = ink.get_mut(start) {
            *pixel = false;
        }
        while let Some((x, y)) = open.pop() {
            mark.x0 = mark.x0.min(x);
            mark.x1 = mark.x1.max(x);
            mark.y0 = mark.y0.min(y);
            mark.y1 = mark.y1.max(y);
            mark.inked += 1;
            for ny in y.saturating_sub(1)..(y + 2).min(height) {
                for nx in x.saturating_sub(1)..(x + 2).min(width) {
                    if let Some(pixel) = ink.get_mut(ny * width + nx)
                        && *pixel
                    {
                        *pixel = false;
                        open.push((nx, ny));
                    }
                }
            }
        }
        if mark.x1 - mark.x0 <= largest && mark.y1 - mark.y0 <= largest {
            found.push(mark);
        }
    }
    found
}

/// Takes the upright ruling lines away: a figure set against the border of its cell touches it.
fn clear_rules(ink: &mut [bool], grey: &Grey, rules: &[Rule]) {
    let (w, h) = (grey.width as f32, grey.height as f32);
    let upright = rules
        .iter()
        .filter(|r| (r.y1 - r.y0) * h > (r.x1 - r.x0) * w);
    for rule in upright {
        let x = (f32::midpoint(rule.x0, rule.x1) * w) as usize;
        for y in (rule.y0 * h) as usize..((rule.y1 * h) as usize).min(grey.height) {
            let row = y * grey.width;
            let (from, to) = (
                row + x.saturating_sub(RULE),
                row + (x + RULE).min(grey.width - 1),
            );
            if let Some(pixels) = ink.get_mut(from..=to) {
                pixels.fill(false);
            }
        }
    }
}

/// Which pixels are darker than their paper.
fn ink(grey: &Grey) -> Vec<bool> {
    let (width, height) = (grey.width, grey.height);
    let (columns, rows) = (width.div_ceil(CELL), height.div_ceil(CELL));
    let mut border = Vec::with_capacity(columns * rows);
    let mut shades = Vec::with_capacity(CELL * CELL);
    for row in 0..rows {
        for column in 0..columns {
            shades.clear();
            for y in (row * CELL..((row + 1) * CELL).min(height)).step_by(2) {
                for x in (column * CELL..((column + 1) * CELL).min(width)).step_by(2) {
                    shades.push(grey.at(x, y));
                }
            }
            shades.sort_unstable();
            let paper = shades.get(shades.len() * 3 / 4).copied().unwrap_or(255);
            border.push((f32::from(paper) * DARK) as u8);
        }
    }
    grey.pixels
        .iter()
        .enumerate()
        .map(|(at, shade)| {
            let (x, y) = (at % width, at / width);
            let cell = y / CELL * columns + x / CELL;
            border.get(cell).is_some_and(|border| shade < border)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_figure_is_found_and_rules_text_and_specks_are_not() {
        let (width, height) = (500, 300);
        let mut grey = Grey {
            width,
            height,
            pixels: vec![230; width * height],
        };
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            for y in y {
                for x in x.clone() {
                    grey.pixels[y * width + x] = 30;
                }
            }
        };
        // Ruling lines with a 1 against the upright one, a lone 1, a speck, and a figure inside a
        // line of text.
        fill(0..500, 80..82);
        fill(250..252, 0..300);
        fill(243..248, 90..106);
        fill(248..250, 104..106);
        fill(300..304, 100..116);
        fill(350..352, 105..107);
        fill(60..64, 150..166);
        let line = |y: f32| Slanted {
            middle: Point::new(100.0, y),
            width: 160.0,
            height: 28.0,
            angle: 0.0,
        };
        let lines = [line(30.0), line(158.0), line(250.0)];
        let rule = Rule {
            x0: 0.502,
            y0: 0.0,
            x1: 0.502,
            y1: 1.0,
        };
        let found = find(&grey, 1.0, &lines, &[rule]);
        let [against_the_rule, apart] = found.as_slice() else {
            panic!("two figures: {found:?}");
        };
        assert!((apart.middle.x - 302.0).abs() < 1.0 && (apart.middle.y - 108.0).abs() < 1.0);
        assert!((against_the_rule.middle.y - 98.0).abs() < 2.0, "{found:?}");
    }
}
