//! Where the lines of text are: a network marks what is text, and each connected mark becomes a
//! slanted rectangle.

use super::geometry::{Point, Slanted, hull, rectangle_at, smallest_rectangle};
use super::network::{Array, Network};
use super::view::{Ink, View};

/// From this probability on a point is text. This and the next three are the values that the
/// model was published with.
const TEXT: f32 = 0.2;
/// A rectangle whose mean probability is lower is none.
const LEAST: f32 = 0.4;
/// The network marks the middle of a line; its rectangle is this much of area ÷ perimeter larger.
const GROWTH: f32 = 1.6;
/// Marks narrower than this are specks, in pixels.
const SPECK: f32 = 2.0;
/// The slant of a mark is seen where it is this many times as long as wide; one that is less than
/// this many times as long is a single character.
const LONG: f32 = 4.0;
const SQUARE: f32 = 1.6;
/// A page has fewer lines; what has more is texture.
const MOST_LINES: usize = 1500;

/// An area under a seal is looked at by so much larger.
const CLOSER: f32 = 1.25;

/// The short side that the network needs, in pixels.
const SHORT: f32 = 736.0;
/// The area that a page is looked at in, in pixels.
const AREA: f32 = 1_150_000.0;

/// Width and height in which a view of this size is looked at: multiples of 32.
pub(crate) fn looked_at(width: f32, height: f32) -> (usize, usize) {
    let (width, height) = (width.max(1.0), height.max(1.0));
    let enlarged = (SHORT / width.min(height)).max(1.0);
    let scale = enlarged.min((AREA / (width * height)).sqrt());
    let side = |pixels: f32| ((pixels * scale / 32.0).round() as usize).clamp(1, 128) * 32;
    (side(width), side(height))
}

/// The lines of text in a view, in its pixels.
pub(crate) fn detect(view: &View, network: &dyn Network) -> Result<Vec<Slanted>, String> {
    detect_in(view, looked_at(view.width(), view.height()), network)
}

/// The lines of text in a part of a page that is looked at in its own size, at most.
pub(crate) fn detect_in_part(view: &View, network: &dyn Network) -> Result<Vec<Slanted>, String> {
    let (width, height) = (view.width().max(1.0), view.height().max(1.0));
    let scale = (AREA / (width * height)).sqrt().min(1.0);
    let side = |pixels: f32| ((pixels * scale / 32.0).ceil() as usize).clamp(2, 128) * 32;
    detect_in(view, (side(width), side(height)), network)
}

/// The lines of text in an area of the view, red taken for paper. Looked at a little larger than the
/// page was; what the area's edge cuts is left out.
pub(crate) fn detect_without_red(
    view: &View,
    area: &Slanted,
    network: &dyn Network,
) -> Result<Vec<Slanted>, String> {
    let page = looked_at(view.width(), view.height()).0 as f32 / view.width().max(1.0);
    let side = |pixels: f32| ((pixels * page * CLOSER / 32.0).ceil() as usize).clamp(2, 64) * 32;
    let (width, height) = (side(area.width), side(area.height));
    let mut planes = view.crop(area, width, height, width, Ink::WithoutRed);
    planes.spread();
    let map = network.run(&planes)?;
    let scale = (area.width / width as f32, area.height / height as f32);
    let origin = area.point(0.0, 0.0);
    Ok(rectangles(&map, width, height)
        .into_iter()
        .filter_map(|found| scaled(&found, scale))
        .filter(|found| {
            let (x0, y0, x1, y1) = found.bounds();
            x0 > 0.0 && y0 > 0.0 && x1 < area.width && y1 < area.height
        })
        .map(|found| Slanted {
            middle: Point::new(found.middle.x + origin.x, found.middle.y + origin.y),
            ..found
        })
        .collect())
}

fn detect_in(
    view: &View,
    (width, height): (usize, usize),
    network: &dyn Network,
) -> Result<Vec<Slanted>, String> {
    let planes = view.planes(width, height);
    let map = network.run(&planes)?;
    drop(planes);
    let scale = (view.width() / width as f32, view.height() / height as f32);
    Ok(rectangles(&map, width, height)
        .into_iter()
        .filter_map(|found| scaled(&found, scale))
        .collect())
}

/// In pixels of the view, whose scale may differ a little between the directions.
fn scaled(found: &Slanted, (sx, sy): (f32, f32)) -> Option<Slanted> {
    if (sx - sy).abs() < 1e-4 {
        return Some(Slanted {
            middle: Point::new(found.middle.x * sx, found.middle.y * sy),
            width: found.width * sx,
            height: found.height * sy,
            angle: found.angle,
        });
    }
    let mut corners = found.corners().map(|p| Point::new(p.x * sx, p.y * sy));
    smallest_rectangle(&hull(&mut corners))
}

/// The rectangles of a map of probabilities, in its pixels.
fn rectangles(map: &Array, width: usize, height: usize) -> Vec<Slanted> {
    if map.numbers.len() != width * height {
        return Vec::new();
    }
    let cores: Vec<(Vec<Point>, Slanted)> = connected(&map.numbers, width)
        .into_iter()
        .filter_map(|mut edge| {
            let hull = hull(&mut edge);
            let core = smallest_rectangle(&hull)?;
            Some((hull, core))
        })
        .collect();
    let slant = slant(cores.iter().map(|(_, core)| core));
    let mut found = Vec::new();
    for (hull, core) in cores {
        // A single character lies as the lines do: the smallest rectangle around one with a roof
        // (合) stands on its corner.
        let core = match slant {
            Some(slant) if !is_long(&core, SQUARE) => rectangle_at(&hull, slant).unwrap_or(core),
            _ => core,
        };
        if core.width.min(core.height) < SPECK || mean(&map.numbers, width, height, &core) < LEAST {
            continue;
        }
        let growth = core.width * core.height * GROWTH / (core.width + core.height);
        found.push(Slanted {
            width: core.width + growth,
            height: core.height + growth,
            ..core
        });
        if found.len() >= MOST_LINES {
            break;
        }
    }
    found
}

fn is_long(part: &Slanted, times: f32) -> bool {
    part.width.max(part.height) > times * part.width.min(part.height)
}

/// The angle of most of the long lines.
fn slant<'a>(cores: impl Iterator<Item = &'a Slanted>) -> Option<f32> {
    let mut angles: Vec<f32> = cores
        .filter(|core| is_long(core, LONG))
        .map(|core| core.angle)
        .collect();
    let middle = angles.len() / 2;
    angles.sort_by(f32::total_cmp);
    angles.get(middle).copied()
}

/// A stretch of text points in one row, from `start` to before `end`.
struct Stretch {
    row: usize,
    start: usize,
    end: usize,
}

/// The ends of all stretches of each connected mark of a map.
pub(crate) fn connected(map: &[f32], width: usize) -> Vec<Vec<Point>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut owner: Vec<usize> = Vec::new();
    let mut above = 0..0;
    for (row, values) in map.chunks_exact(width).enumerate() {
        let first = stretches.len();
        let mut x = 0;
        while let Some(skip) = values
            .get(x..)
            .and_then(|v| v.iter().position(|v| *v > TEXT))
        {
            let start = x + skip;
            let length = values
                .get(start..)
                .and_then(|v| v.iter().position(|v| *v <= TEXT));
            let end = length.map_or(width, |length| start + length);
            let this = stretches.len();
            stretches.push(Stretch { row, start, end });
            owner.push(this);
            for other in above.clone() {
                // Corners count as touching.
                if stretches
                    .get(other)
                    .is_some_and(|o: &Stretch| o.start <= end && start <= o.end)
                {
                    join(&mut owner, this, other);
                }
            }
            x = end;
        }
        above = first..stretches.len();
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Point>> =
        std::collections::BTreeMap::new();
    for (index, stretch) in stretches.iter().enumerate() {
        let y = stretch.row as f32 + 0.5;
        let ends = groups.entry(root(&mut owner, index)).or_default();
        ends.push(Point::new(stretch.start as f32 + 0.5, y));
        ends.push(Point::new(stretch.end as f32 - 0.5, y));
    }
    groups.into_values().collect()
}

fn root(owner: &mut [usize], mut at: usize) -> usize {
    while let Some(up) = owner.get(at).copied().filter(|up| *up != at) {
        let further = owner.get(up).copied().unwrap_or(up);
        if let Some(own) = owner.get_mut(at) {
            *own = further;
        }
        at = further;
    }
    at
}

fn join(owner: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(owner, a), root(owner, b));
    if let Some(own) = owner.get_mut(a.max(b)) {
        *own = a.min(b);
    }
}

/// The mean probability in a rectangle.
fn mean(map: &[f32], width: usize, height: usize, part: &Slanted) -> f32 {
    let (x0, y0, x1, y1) = part.bounds();
    let u = part.along();
    let (mut sum, mut count) = (0.0, 0.0_f32);
    let range = |from: f32, to: f32, most: usize| {
        (from.floor().max(0.0) as usize)..((to.ceil().max(0.0) as usize) + 1).min(most)
    };
    for y in range(y0, y1, height) {
        for x in range(x0, x1, width) {
            let (dx, dy) = (
                x as f32 + 0.5 - part.middle.x,
                y as f32 + 0.5 - part.middle.y,
            );
            let (along, down) = (dx * u.x + dy * u.y, dy * u.x - dx * u.y);
            if along.abs() <= part.width / 2.0 + 0.5 && down.abs() <= part.height / 2.0 + 0.5 {
                sum += map.get(y * width + x).copied().unwrap_or_default();
                count += 1.0;
            }
        }
    }
    sum / count.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_grown_rectangles_and_specks_and_faint_ones_do_not() {
        let (width, height) = (100, 60);
        let mut map = Array {
            shape: vec![1, 1, height, width],
            numbers: vec![0.0; width * height],
        };
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>, value: f32| {
            for y in y {
                for x in x.clone() {
                    map.numbers[y * width + x] = value;
                }
            }
        };
        fill(10..60, 10..18, 0.9);
        fill(70..72, 10..12, 0.9);
        fill(10..60, 40..48, 0.3);
        let found = rectangles(&map, width, height);
        let [only] = found.as_slice() else {
            panic!("one line: {found:?}");
        };
        assert!((only.middle.x - 35.0).abs() < 0.1 && (only.middle.y - 14.0).abs() < 0.1);
        // 49 × 7 grows by 1.6 × 343 ÷ 112 on each side.
        assert!(
            (only.width - 58.8).abs() < 0.1 && (only.height - 16.8).abs() < 0.1,
            "{only:?}"
        );
    }

    #[test]
    fn pages_are_looked_at_in_bounds_whatever_their_shape() {
        for (w, h) in [
            (10.0, 10.0),
            (2400.0, 1600.0),
            (400.0, 3000.0),
            (9000.0, 20.0),
        ] {
            let (width, height) = looked_at(w, h);
            assert!(width * height <= 1_400_000, "{w} × {h}: {width} × {height}");
            assert!(width % 32 == 0 && height % 32 == 0 && width > 0 && height > 0);
        }
    }
}
