use super::geometry::Rect;
use super::object::{Content, Object, Path};
use super::outline::{Outline, Step};
use super::page::{Layer, Origin};
use crate::Rule;

/// Shorter lines are marks, not borders. Millimetres.
const SHORTEST: f64 = 1.5;
/// How much a line may lean, and how thick a filled bar may be, to be a ruling line. Millimetres.
const THICKNESS: f64 = 0.7;

/// The horizontal and vertical lines of a page.
pub(super) fn rules(layers: &[Layer], area: Rect) -> Vec<Rule> {
    let mut lines = Vec::new();
    for layer in layers
        .iter()
        .filter(|l| matches!(l.origin, Origin::Template | Origin::Page))
    {
        collect(&layer.objects, &mut lines);
    }
    lines
        .into_iter()
        .filter_map(|(a, b)| rule(a, b, area))
        .collect()
}

/// The share of the page that pictures cover, 0–1.
pub(super) fn picture_share(layers: &[Layer], area: Rect) -> f32 {
    let mut covered = 0.0;
    for layer in layers
        .iter()
        .filter(|l| matches!(l.origin, Origin::Template | Origin::Page))
    {
        add_pictures(&layer.objects, area, &mut covered);
    }
    (covered / (area.width * area.height)).clamp(0.0, 1.0) as f32
}

fn add_pictures(objects: &[Object], area: Rect, covered: &mut f64) {
    for object in objects {
        match &object.content {
            Content::Image(_) => {
                let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
                    .map(|(x, y)| object.matrix.apply(x, y));
                let span = |values: [f64; 4], limit: f64| {
                    let (least, most) = values
                        .iter()
                        .fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
                    (most.clamp(0.0, limit) - least.clamp(0.0, limit)).max(0.0)
                };
                *covered += span(corners.map(|c| c.0), area.width)
                    * span(corners.map(|c| c.1), area.height);
            }
            Content::Group(objects) => add_pictures(objects, area, covered),
            _ => {}
        }
    }
}

type Line = ((f64, f64), (f64, f64));

fn collect(objects: &[Object], lines: &mut Vec<Line>) {
    for object in objects {
        match &object.content {
            Content::Path(path) => add_lines(object, path, lines),
            Content::Group(objects) => collect(objects, lines),
            _ => {}
        }
    }
}

fn add_lines(object: &Object, path: &Path, lines: &mut Vec<Line>) {
    let outline = path.outline.mapped(&object.matrix);
    if path.stroked {
        add_segments(&outline, lines);
    } else if path.filled && object.style.fill.is_some() {
        // A bar is a line; of a wide area its borders are not drawn, so they are none.
        let mut points: Vec<(f64, f64)> = Vec::new();
        for step in &outline.0 {
            match *step {
                Step::Move(x, y) | Step::Line(x, y) => points.push((x, y)),
                Step::Close => {}
                _ => return,
            }
        }
        let edge = |pick: fn(&(f64, f64)) -> f64| {
            points
                .iter()
                .map(pick)
                .fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)))
        };
        let ((x0, x1), (y0, y1)) = (edge(|p| p.0), edge(|p| p.1));
        if y1 - y0 <= THICKNESS {
            let y = f64::midpoint(y0, y1);
            lines.push(((x0, y), (x1, y)));
        } else if x1 - x0 <= THICKNESS {
            let x = f64::midpoint(x0, x1);
            lines.push(((x, y0), (x, y1)));
        }
    }
}

fn add_segments(outline: &Outline, lines: &mut Vec<Line>) {
    let mut start = (0.0, 0.0);
    let mut here = (0.0, 0.0);
    for step in &outline.0 {
        match *step {
            Step::Move(x, y) => {
                start = (x, y);
                here = start;
            }
            Step::Line(x, y) => {
                lines.push((here, (x, y)));
                here = (x, y);
            }
            Step::Quadratic([.., x, y]) | Step::Cubic([.., x, y]) => here = (x, y),
            Step::Close => {
                lines.push((here, start));
                here = start;
            }
        }
    }
}

/// A line as a rule, cut at the edges of the page. `None` where it leans, is short or outside.
fn rule(a: (f64, f64), b: (f64, f64), area: Rect) -> Option<Rule> {
    let (width, height) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
    let horizontal = height <= THICKNESS && width >= SHORTEST;
    let vertical = width <= THICKNESS && height >= SHORTEST;
    if !horizontal && !vertical {
        return None;
    }
    let x = |v: f64| (v / area.width).clamp(0.0, 1.0) as f32;
    let y = |v: f64| (v / area.height).clamp(0.0, 1.0) as f32;
    let (x0, x1, y0, y1) = if horizontal {
        let middle = f64::midpoint(a.1, b.1);
        (x(a.0.min(b.0)), x(a.0.max(b.0)), y(middle), y(middle))
    } else {
        let middle = f64::midpoint(a.0, b.0);
        (x(middle), x(middle), y(a.1.min(b.1)), y(a.1.max(b.1)))
    };
    let outside = (horizontal && (x0 >= x1 || !(0.0..=area.height).contains(&a.1)))
        || (vertical && (y0 >= y1 || !(0.0..=area.width).contains(&a.0)));
    (!outside).then_some(Rule { x0, y0, x1, y1 })
}
