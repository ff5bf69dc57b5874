//! The ruling lines of a form: long thin stripes that are darker than the paper on both sides.

use documents::Rule;

use super::view::{Grey, View};

/// Longer side of the picture in which they are looked for, in pixels.
const SIDE: f32 = 1600.0;
/// How far from a stripe its paper begins, in pixels.
const REACH: usize = 4;
/// How much darker than the paper on both sides a stripe is, of 255.
const CONTRAST: i16 = 14;
/// A break in a line that is bridged, in pixels.
const BREAK: usize = 6;
/// The shortest stretch that is taken for a line rather than a stroke, in pixels.
const STROKE: usize = 44;
/// Stretches of one line may be this far apart along it, and this far beside it, in pixels.
const GAP: f32 = 60.0;
const OFFSET: f32 = 3.5;
/// The shortest line that is told, in pixels.
const SHORTEST: f32 = 60.0;

/// A stretch of a line: where it begins and ends along, and where it lies across.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: f32,
    to: f32,
    at: f32,
}

/// The picture in which they are looked for, and how many of its pixels make one of the view.
pub(crate) fn picture(view: &View) -> (Grey, f32) {
    let scale = SIDE / view.width().max(view.height()).max(1.0);
    let side = |pixels: f32| ((pixels * scale).round() as usize).max(1);
    (view.grey(side(view.width()), side(view.height())), scale)
}

/// The ruling lines of an upright page, as fractions of the view.
pub(crate) fn find(grey: &Grey) -> Vec<Rule> {
    let turned = transposed(grey);
    let (w, h) = (grey.width as f32, grey.height as f32);
    let level = lines(grey).into_iter().map(|s| Rule {
        x0: s.from / w,
        y0: s.at / h,
        x1: s.to / w,
        y1: s.at / h,
    });
    let upright = lines(&turned).into_iter().map(|s| Rule {
        x0: s.at / w,
        y0: s.from / h,
        x1: s.at / w,
        y1: s.to / h,
    });
    level.chain(upright).collect()
}

fn transposed(grey: &Grey) -> Grey {
    let mut pixels = Vec::with_capacity(grey.pixels.len());
    for x in 0..grey.width {
        pixels.extend(grey.rows().map(|row| row.get(x).copied().unwrap_or(255)));
    }
    Grey {
        width: grey.height,
        height: grey.width,
        pixels,
    }
}

/// The level lines of a picture.
fn lines(grey: &Grey) -> Vec<Stretch> {
    let rows: Vec<&[u8]> = grey.rows().collect();
    let mut stretches = Vec::new();
    for y in REACH..rows.len().saturating_sub(REACH) {
        let (Some(above), Some(row), Some(below)) =
            (rows.get(y - REACH), rows.get(y), rows.get(y + REACH))
        else {
            continue;
        };
        let dark = above
            .iter()
            .zip(*row)
            .zip(*below)
            .map(|((a, here), b)| i16::from(*a.min(b)) - i16::from(*here) > CONTRAST);
        stretches_of(dark, y, &mut stretches);
    }
    joined(stretches)
}

/// The stretches of one row that are long enough.
fn stretches_of(dark: impl Iterator<Item = bool>, y: usize, into: &mut Vec<Stretch>) {
    let mut open: Option<(usize, usize, usize)> = None;
    let mut close = |(from, to, inked): (usize, usize, usize)| {
        let length = to - from;
        if length >= STROKE && inked * 5 >= length * 4 {
            into.push(Stretch {
                from: from as f32,
                to: to as f32,
                at: y as f32 + 0.5,
            });
        }
    };
    for (x, dark) in dark.enumerate() {
        if !dark {
            continue;
        }
        open = match open {
            Some((from, to, inked)) if x - to <= BREAK => Some((from, x + 1, inked + 1)),
            Some(done) => {
                close(done);
                Some((x, x + 1, 1))
            }
            None => Some((x, x + 1, 1)),
        };
    }
    if let Some(done) = open {
        close(done);
    }
}

/// A line of some slant or thickness lies in several rows: its stretches become one.
fn joined(stretches: Vec<Stretch>) -> Vec<Stretch> {
    struct Open {
        whole: Stretch,
        /// Where its last stretch lies, and how far it has come.
        last_at: f32,
        weight: f32,
    }
    let mut open: Vec<Open> = Vec::new();
    for s in stretches {
        let fits = |line: &Open| {
            (s.at - line.last_at).abs() <= OFFSET
                && s.from <= line.whole.to + GAP
                && line.whole.from <= s.to + GAP
        };
        // From below: what began long ago ended long ago.
        match open.iter_mut().rev().find(|line| fits(line)) {
            Some(line) => {
                let length = s.to - s.from;
                line.whole.at =
                    (line.whole.at * line.weight + s.at * length) / (line.weight + length);
                line.weight += length;
                line.last_at = s.at;
                line.whole.from = line.whole.from.min(s.from);
                line.whole.to = line.whole.to.max(s.to);
            }
            None => open.push(Open {
                whole: s,
                last_at: s.at,
                weight: s.to - s.from,
            }),
        }
    }
    open.into_iter()
        .map(|line| line.whole)
        .filter(|s| s.to - s.from >= SHORTEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_thin_lines_are_found_and_strokes_and_dark_areas_are_not() {
        let (width, height) = (400, 300);
        let mut grey = Grey {
            width,
            height,
            pixels: vec![220; width * height],
        };
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            for y in y {
                for x in x.clone() {
                    grey.pixels[y * width + x] = 150;
                }
            }
        };
        // A line that falls by three pixels, with a break.
        fill(20..150, 50..52);
        fill(154..360, 53..55);
        fill(100..120, 80..82);
        fill(50..350, 120..180);
        let found = lines(&grey);
        let [only] = found.as_slice() else {
            panic!("one line: {found:?}");
        };
        assert!(
            (only.from - 20.0).abs() < 2.0 && (only.to - 360.0).abs() < 2.0,
            "{only:?}"
        );
        assert!((only.at - 53.0).abs() < 2.0, "{only:?}");
    }
}
