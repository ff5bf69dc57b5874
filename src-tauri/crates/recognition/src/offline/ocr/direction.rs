//! Which way up a page stands, by the vote of its lines. A single line is never asked: figures and
//! ciphers look right either way.

use super::geometry::{Projection, Slanted, hull, smallest_rectangle};
use super::network::Network;
use super::view::{Ink, View};

/// Lines that are asked.
const VOTERS: usize = 12;
/// Size in which a line is looked at, in pixels.
const WIDTH: usize = 192;
const HEIGHT: usize = 48;

/// Whether most of the text runs downwards in the view.
pub(crate) fn lies_on_its_side(lines: &[Slanted]) -> bool {
    // Only lines that are clearly long in one direction tell anything; the long ones tell most.
    let (mut level, mut upright) = (0.0, 0.0);
    for line in lines {
        if line.width > 2.0 * line.height {
            level += line.width / line.height.max(1.0);
        } else if line.height > 2.0 * line.width {
            upright += line.height / line.width.max(1.0);
        }
    }
    upright > level
}

/// How surely the page is upside down, 0–1, by its longest lines.
pub(crate) fn upside_down(
    view: &View,
    lines: &[Slanted],
    network: &dyn Network,
) -> Result<f32, String> {
    let mut widest: Vec<&Slanted> = lines.iter().filter(|l| l.width > 2.0 * l.height).collect();
    widest.sort_by(|a, b| b.width.total_cmp(&a.width));
    let (mut sum, mut count) = (0.0, 0.0_f32);
    for line in widest.into_iter().take(VOTERS) {
        let exact = HEIGHT as f32 * line.width / line.height.max(1.0);
        let width = (exact.ceil() as usize).clamp(1, WIDTH);
        let planes = view.crop(line, width, HEIGHT, WIDTH, Ink::AsIs);
        let shares = network.run(&planes)?;
        if let [_, turned] = shares.numbers.as_slice() {
            sum += turned;
            count += 1.0;
        }
    }
    Ok(if count > 0.0 { sum / count } else { 0.0 })
}

/// The same rectangles in another view of the same page.
pub(crate) fn seen_through(lines: &[Slanted], projection: &Projection) -> Vec<Slanted> {
    lines
        .iter()
        .filter_map(|line| {
            let mut corners = line.corners().map(|corner| projection.at(corner));
            smallest_rectangle(&hull(&mut corners))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::ocr::geometry::Point;

    fn line(width: f32, height: f32, angle: f32) -> Slanted {
        Slanted {
            middle: Point::new(100.0, 100.0),
            width,
            height,
            angle,
        }
    }

    #[test]
    fn a_page_lies_on_its_side_when_its_long_lines_do() {
        let upright = [line(300.0, 20.0, 0.0), line(20.0, 60.0, 0.0)];
        assert!(!lies_on_its_side(&upright));
        assert!(lies_on_its_side(
            &upright.map(|l| line(l.height, l.width, 0.0))
        ));
        assert!(!lies_on_its_side(&[]), "a blank page stays as it is");
    }
}
