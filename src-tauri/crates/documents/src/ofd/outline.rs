use super::geometry::{Matrix, number};

/// Most steps of one path: drawing one cannot be stopped in the middle.
const MAX_STEPS: usize = 50_000;

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Quadratic([f64; 4]),
    Cubic([f64; 6]),
    Close,
}

/// A path as straight and curved steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Outline(pub(super) Vec<Step>);

impl Outline {
    /// The same path in other coordinates.
    pub(super) fn mapped(&self, matrix: &Matrix) -> Self {
        Self(
            self.0
                .iter()
                .map(|step| match *step {
                    Step::Move(x, y) => {
                        let (x, y) = matrix.apply(x, y);
                        Step::Move(x, y)
                    }
                    Step::Line(x, y) => {
                        let (x, y) = matrix.apply(x, y);
                        Step::Line(x, y)
                    }
                    Step::Quadratic([a, b, x, y]) => {
                        let ((a, b), (x, y)) = (matrix.apply(a, b), matrix.apply(x, y));
                        Step::Quadratic([a, b, x, y])
                    }
                    Step::Cubic([a, b, c, d, x, y]) => {
                        let ((a, b), (c, d), (x, y)) =
                            (matrix.apply(a, b), matrix.apply(c, d), matrix.apply(x, y));
                        Step::Cubic([a, b, c, d, x, y])
                    }
                    Step::Close => Step::Close,
                })
                .collect(),
        )
    }
}

/// Reads `AbbreviatedData`: S start, M move, L line, Q and B curves, A arc, C close; absolute
/// coordinates. What follows an unknown word is left out.
pub(super) fn parse_outline(text: &str) -> Outline {
    let mut steps = Vec::new();
    let mut words = text.split_ascii_whitespace().peekable();
    let (mut x, mut y) = (0.0, 0.0);
    while let Some(word) = words.next() {
        if steps.len() >= MAX_STEPS {
            break;
        }
        // Some programs write `M0 0` or repeat coordinates without repeating the letter; only the
        // separate form is in the standard.
        let mut take = || words.next_if(|w| number(w).is_some()).and_then(number);
        match word {
            "S" | "M" => {
                let (Some(a), Some(b)) = (take(), take()) else {
                    break;
                };
                (x, y) = (a, b);
                steps.push(Step::Move(x, y));
            }
            "L" => {
                let (Some(a), Some(b)) = (take(), take()) else {
                    break;
                };
                (x, y) = (a, b);
                steps.push(Step::Line(x, y));
            }
            "Q" => {
                let (Some(a), Some(b), Some(c), Some(d)) = (take(), take(), take(), take()) else {
                    break;
                };
                (x, y) = (c, d);
                steps.push(Step::Quadratic([a, b, c, d]));
            }
            "B" => {
                let points: Vec<f64> = std::iter::from_fn(&mut take).take(6).collect();
                match *points {
                    [a, b, c, d, e, f] => {
                        (x, y) = (e, f);
                        steps.push(Step::Cubic([a, b, c, d, e, f]));
                    }
                    // A Bézier curve with one control point left out starts with its own start.
                    [c, d, e, f] => {
                        steps.push(Step::Cubic([x, y, c, d, e, f]));
                        (x, y) = (e, f);
                    }
                    _ => break,
                }
            }
            "A" => {
                let values: Vec<f64> = std::iter::from_fn(&mut take).take(7).collect();
                let [rx, ry, angle, large, sweep, to_x, to_y] = *values else {
                    break;
                };
                arc(
                    &mut steps,
                    (x, y),
                    (rx, ry),
                    angle,
                    (large != 0.0, sweep != 0.0),
                    (to_x, to_y),
                );
                (x, y) = (to_x, to_y);
            }
            "C" => steps.push(Step::Close),
            _ => break,
        }
    }
    Outline(steps)
}

/// An elliptic arc as cubic curves, by the rule that SVG uses too: radii, the ellipse's turn in
/// degrees, the larger arc, clockwise, the end.
fn arc(
    steps: &mut Vec<Step>,
    from: (f64, f64),
    radii: (f64, f64),
    degrees: f64,
    flags: (bool, bool),
    to: (f64, f64),
) {
    let (mut rx, mut ry) = (radii.0.abs(), radii.1.abs());
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (dx, dy) = ((from.0 - to.0) / 2.0, (from.1 - to.1) / 2.0);
    let (px, py) = (cos * dx + sin * dy, cos * dy - sin * dx);
    if rx < 1e-9 || ry < 1e-9 || (dx == 0.0 && dy == 0.0) {
        steps.push(Step::Line(to.0, to.1));
        return;
    }
    let reach = (px / rx).powi(2) + (py / ry).powi(2);
    if reach > 1.0 {
        rx *= reach.sqrt();
        ry *= reach.sqrt();
    }
    let denominator = (rx * py).powi(2) + (ry * px).powi(2);
    let root = (((rx * ry).powi(2) - denominator) / denominator)
        .max(0.0)
        .sqrt();
    let root = if flags.0 == flags.1 { -root } else { root };
    let (ux, uy) = (root * rx * py / ry, -root * ry * px / rx);
    let centre = (
        cos * ux - sin * uy + f64::midpoint(from.0, to.0),
        sin * ux + cos * uy + f64::midpoint(from.1, to.1),
    );
    let start = ((py - uy) / ry).atan2((px - ux) / rx);
    let end = ((-py - uy) / ry).atan2((-px - ux) / rx);
    let mut sweep = end - start;
    if flags.1 && sweep < 0.0 {
        sweep += std::f64::consts::TAU;
    } else if !flags.1 && sweep > 0.0 {
        sweep -= std::f64::consts::TAU;
    }
    let pieces = (sweep.abs() / std::f64::consts::FRAC_PI_2)
        .ceil()
        .clamp(1.0, 4.0);
    let step = sweep / pieces;
    let handle = 4.0 / 3.0 * (step / 4.0).tan();
    let place = |u: f64, v: f64| {
        (
            centre.0 + cos * rx * u - sin * ry * v,
            centre.1 + sin * rx * u + cos * ry * v,
        )
    };
    for piece in 0..pieces as u32 {
        let a = start + step * f64::from(piece);
        let (s0, c0) = a.sin_cos();
        let (s1, c1) = (a + step).sin_cos();
        let first = place(c0 - handle * s0, s0 + handle * c0);
        let second = place(c1 + handle * s1, s1 - handle * c1);
        let last = place(c1, s1);
        steps.push(Step::Cubic([
            first.0, first.1, second.0, second.1, last.0, last.1,
        ]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_up_to_the_first_fault() {
        let Outline(steps) =
            parse_outline("M 0 0.2 L 73 0.2 B 1 2 3 4 5 6 Q 1 2 3 4 C L 1 oops L 9 9");
        assert_eq!(
            steps,
            [
                Step::Move(0.0, 0.2),
                Step::Line(73.0, 0.2),
                Step::Cubic([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
                Step::Quadratic([1.0, 2.0, 3.0, 4.0]),
                Step::Close
            ]
        );
        assert_eq!(parse_outline("L nan 1"), Outline::default());
    }

    #[test]
    fn an_arc_ends_where_it_says_and_passes_its_top() {
        let Outline(steps) = parse_outline("M 0 0 A 5 5 0 0 1 10 0");
        let Some(Step::Cubic(last)) = steps.last() else {
            panic!("a curve")
        };
        assert!((last[4] - 10.0).abs() < 1e-9 && last[5].abs() < 1e-9);
        let Some(Step::Cubic(first)) = steps.get(1) else {
            panic!("a curve")
        };
        assert!(
            (first[4] - 5.0).abs() < 1e-9 && (first[5] + 5.0).abs() < 1e-9,
            "clockwise on the page is upwards first"
        );
    }
}
