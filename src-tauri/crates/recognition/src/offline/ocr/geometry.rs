//! Points, projections of a plane onto another, and the smallest rectangle around points.

/// A point in pixels, x to the right and y down.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Point {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

impl Point {
    pub(crate) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A projection of one plane onto another: what a camera does to a sheet of paper. Turning,
/// scaling and moving are special cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Projection([f64; 9]);

impl Projection {
    /// Scales both directions by themselves.
    pub(crate) fn scale(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, 0.0, y, 0.0, 0.0, 0.0, 1.0])
    }

    /// From the nine numbers of its matrix, row by row.
    pub(crate) const fn rows(matrix: [f64; 9]) -> Self {
        Self(matrix)
    }

    /// From two rows of an affine map.
    pub(crate) fn affine(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) -> Self {
        Self([a, b, c, d, e, f, 0.0, 0.0, 1.0])
    }

    /// Moves.
    pub(crate) fn shift(x: f64, y: f64) -> Self {
        Self::affine(1.0, 0.0, x, 0.0, 1.0, y)
    }

    /// Maps the rectangle from (0, 0) to (width, height) onto four corners, clockwise from the one
    /// that its top left goes to. `None` where they are no convex quadrilateral.
    #[cfg(test)]
    pub(crate) fn onto(width: f32, height: f32, corners: [Point; 4]) -> Option<Self> {
        let c = corners.map(|p| (f64::from(p.x), f64::from(p.y)));
        let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| {
            (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)
        };
        let turns = [
            turn(c[0], c[1], c[2]),
            turn(c[1], c[2], c[3]),
            turn(c[2], c[3], c[0]),
            turn(c[3], c[0], c[1]),
        ];
        let convex = turns.iter().all(|t| *t > 1e-6) || turns.iter().all(|t| *t < -1e-6);
        if !convex || width <= 0.0 || height <= 0.0 {
            return None;
        }
        // The unit square onto the quadrilateral (Heckbert), after scaling to the unit square.
        let (dx1, dy1) = (c[1].0 - c[2].0, c[1].1 - c[2].1);
        let (dx2, dy2) = (c[3].0 - c[2].0, c[3].1 - c[2].1);
        let (sx, sy) = (
            c[0].0 - c[1].0 + c[2].0 - c[3].0,
            c[0].1 - c[1].1 + c[2].1 - c[3].1,
        );
        let determinant = dx1 * dy2 - dx2 * dy1;
        if determinant.abs() < 1e-9 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / determinant;
        let h = (dx1 * sy - sx * dy1) / determinant;
        let unit = Self([
            c[1].0 - c[0].0 + g * c[1].0,
            c[3].0 - c[0].0 + h * c[3].0,
            c[0].0,
            c[1].1 - c[0].1 + g * c[1].1,
            c[3].1 - c[0].1 + h * c[3].1,
            c[0].1,
            g,
            h,
            1.0,
        ]);
        let whole = Self::scale(1.0 / f64::from(width), 1.0 / f64::from(height));
        Some(whole.then(&unit))
    }

    /// Whether parallels stay parallel.
    pub(crate) fn is_affine(&self) -> bool {
        let m = &self.0;
        m[6].abs() + m[7].abs() < 1e-12
    }

    /// First this one, then the other.
    pub(crate) fn then(&self, next: &Self) -> Self {
        let (a, b) = (&next.0, &self.0);
        let mut product = [0.0; 9];
        for (at, value) in product.iter_mut().enumerate() {
            let (row, column) = (at / 3 * 3, at % 3);
            *value = a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
        }
        Self(product)
    }

    /// Where a point goes.
    pub(crate) fn at(&self, p: Point) -> Point {
        let m = &self.0;
        let (x, y) = (f64::from(p.x), f64::from(p.y));
        let w = m[6] * x + m[7] * y + m[8];
        let w = if w.abs() < 1e-12 { 1e-12 } else { w };
        Point::new(
            ((m[0] * x + m[1] * y + m[2]) / w) as f32,
            ((m[3] * x + m[4] * y + m[5]) / w) as f32,
        )
    }

    /// Where the other way leads. `None` for a map onto a line.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
        let adjugate = [
            minor(4, 5, 7, 8),
            -minor(1, 2, 7, 8),
            minor(1, 2, 4, 5),
            -minor(3, 5, 6, 8),
            minor(0, 2, 6, 8),
            -minor(0, 2, 3, 5),
            minor(3, 4, 6, 7),
            -minor(0, 1, 6, 7),
            minor(0, 1, 3, 4),
        ];
        let determinant = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
        (determinant.abs() > 1e-15).then(|| Self(adjugate.map(|v| v / determinant)))
    }
}

/// A rectangle at any angle: the line of text runs along `width`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slanted {
    /// Its middle.
    pub(crate) middle: Point,
    /// Extent along the line.
    pub(crate) width: f32,
    /// Extent across the line.
    pub(crate) height: f32,
    /// Direction of the line, in radians from the x axis, clockwise as y points down.
    pub(crate) angle: f32,
}

impl Slanted {
    /// Direction of the line, of length 1.
    pub(crate) fn along(&self) -> Point {
        Point::new(self.angle.cos(), self.angle.sin())
    }

    /// The point at these extents from the top left corner.
    pub(crate) fn point(&self, along: f32, down: f32) -> Point {
        let u = self.along();
        let (a, d) = (along - self.width / 2.0, down - self.height / 2.0);
        Point::new(
            self.middle.x + a * u.x - d * u.y,
            self.middle.y + a * u.y + d * u.x,
        )
    }

    /// Clockwise from the top left.
    pub(crate) fn corners(&self) -> [Point; 4] {
        [
            self.point(0.0, 0.0),
            self.point(self.width, 0.0),
            self.point(self.width, self.height),
            self.point(0.0, self.height),
        ]
    }

    /// The upright rectangle around it: left, top, right, bottom.
    pub(crate) fn bounds(&self) -> (f32, f32, f32, f32) {
        bounds(&self.corners())
    }
}

/// The upright rectangle around points: left, top, right, bottom.
pub(crate) fn bounds(points: &[Point]) -> (f32, f32, f32, f32) {
    points.iter().fold(
        (f32::MAX, f32::MAX, f32::MIN, f32::MIN),
        |(x0, y0, x1, y1), p| (x0.min(p.x), y0.min(p.y), x1.max(p.x), y1.max(p.y)),
    )
}

/// The convex hull, without points on its sides. Sorts the points.
pub(crate) fn hull(points: &mut [Point]) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let turn = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = chain.as_slice()
                && turn(*a, *b, p) <= 0.0
            {
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut whole = half(&mut points.iter().copied());
    whole.extend(half(&mut points.iter().rev().copied()));
    if whole.is_empty() {
        whole.extend(points.first());
    }
    whole
}

/// The smallest rectangle around a convex hull, its angle within 45° of level.
pub(crate) fn smallest_rectangle(hull: &[Point]) -> Option<Slanted> {
    let next = hull.iter().cycle().skip(1);
    hull.iter()
        .zip(next)
        .map(|(a, b)| rectangle_along(hull, *a, *b))
        .min_by(|a, b| (a.width * a.height).total_cmp(&(b.width * b.height)))
        .map(levelled)
}

/// The rectangle at this angle around points.
pub(crate) fn rectangle_at(points: &[Point], angle: f32) -> Option<Slanted> {
    let along = Point::new(angle.cos(), angle.sin());
    let found = rectangle_along(points, Point::default(), along);
    (!points.is_empty()).then_some(found)
}

/// The rectangle around points whose sides run from one point to another.
fn rectangle_along(points: &[Point], from: Point, to: Point) -> Slanted {
    let length = from.distance(to);
    let (ux, uy) = if length > 0.0 {
        ((to.x - from.x) / length, (to.y - from.y) / length)
    } else {
        (1.0, 0.0)
    };
    let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    for p in points {
        let (u, v) = (p.x * ux + p.y * uy, p.y * ux - p.x * uy);
        (u0, u1) = (u0.min(u), u1.max(u));
        (v0, v1) = (v0.min(v), v1.max(v));
    }
    let (u, v) = (f32::midpoint(u0, u1), f32::midpoint(v0, v1));
    Slanted {
        middle: Point::new(u * ux - v * uy, u * uy + v * ux),
        width: u1 - u0,
        height: v1 - v0,
        angle: uy.atan2(ux),
    }
}

/// The same rectangle with its angle within 45° of level.
fn levelled(mut rectangle: Slanted) -> Slanted {
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};
    let mut angle = rectangle.angle % PI;
    if angle > FRAC_PI_2 {
        angle -= PI;
    } else if angle < -FRAC_PI_2 {
        angle += PI;
    }
    if angle.abs() > FRAC_PI_4 {
        angle -= FRAC_PI_2.copysign(angle);
        (rectangle.width, rectangle.height) = (rectangle.height, rectangle.width);
    }
    rectangle.angle = angle;
    rectangle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 0.01
    }

    #[test]
    fn a_projection_meets_its_corners_and_leads_back() {
        let corners = [
            Point::new(10.0, 20.0),
            Point::new(400.0, 5.0),
            Point::new(420.0, 300.0),
            Point::new(-5.0, 280.0),
        ];
        let onto = Projection::onto(800.0, 500.0, corners).unwrap();
        let sheet = [(0.0, 0.0), (800.0, 0.0), (800.0, 500.0), (0.0, 500.0)];
        let back = onto.inverse().unwrap();
        for ((x, y), corner) in sheet.into_iter().zip(corners) {
            assert!(near(onto.at(Point::new(x, y)), corner), "{corner:?}");
            assert!(near(back.at(corner), Point::new(x, y)), "{corner:?}");
        }
        let both = Projection::scale(2.0, 2.0).then(&onto);
        assert!(near(both.at(Point::new(400.0, 250.0)), corners[2]));
    }

    #[test]
    fn crossed_corners_are_no_sheet() {
        let crossed = [
            Point::new(0.0, 0.0),
            Point::new(10.0, 10.0),
            Point::new(10.0, 0.0),
            Point::new(0.0, 10.0),
        ];
        assert!(Projection::onto(10.0, 10.0, crossed).is_none());
    }

    #[test]
    fn the_smallest_rectangle_follows_the_slant_of_a_line() {
        let wanted = Slanted {
            middle: Point::new(100.0, 50.0),
            width: 80.0,
            height: 12.0,
            angle: -0.2,
        };
        let mut points: Vec<Point> = (0..=16)
            .flat_map(|i| {
                let along = 5.0 * i as f32;
                [0.0, 7.0, 12.0].map(|down| wanted.point(along, down))
            })
            .collect();
        let found = smallest_rectangle(&hull(&mut points)).unwrap();
        assert!(near(found.middle, wanted.middle), "{found:?}");
        assert!((found.angle - wanted.angle).abs() < 0.001, "{found:?}");
        assert!((found.width - 80.0).abs() < 0.1 && (found.height - 12.0).abs() < 0.1);
    }
}
