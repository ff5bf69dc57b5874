use serde::{Deserialize, Serialize};

/// A quadrilateral on a page: four corners clockwise from the top left, x before y, as fractions
/// 0–1 of the page's width and height. It holds at any zoom and for any picture of the page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct Region([f64; 8]);

impl Region {
    /// A region from its eight numbers. `None` where one is not finite; numbers a little outside
    /// the page (a provider rounds) are moved to its edge.
    pub fn new(corners: [f64; 8]) -> Option<Self> {
        corners
            .iter()
            .all(|v| v.is_finite())
            .then(|| Self(corners.map(|v| v.clamp(0.0, 1.0))))
    }

    /// An upright rectangle. The order of the two corners does not matter.
    pub fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Option<Self> {
        let (left, right) = (x0.min(x1), x0.max(x1));
        let (top, bottom) = (y0.min(y1), y0.max(y1));
        Self::new([left, top, right, top, right, bottom, left, bottom])
    }

    /// The eight numbers.
    pub const fn corners(&self) -> [f64; 8] {
        self.0
    }

    /// The upright rectangle around it: left, top, right, bottom.
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let c = &self.0;
        let min = |a: usize| {
            c.iter()
                .skip(a)
                .step_by(2)
                .copied()
                .fold(f64::INFINITY, f64::min)
        };
        let max = |a: usize| {
            c.iter()
                .skip(a)
                .step_by(2)
                .copied()
                .fold(f64::NEG_INFINITY, f64::max)
        };
        (min(0), min(1), max(0), max(1))
    }

    /// The smallest upright rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (a0, b0, a1, b1) = self.bounds();
        let (c0, d0, c1, d1) = other.bounds();
        let (x0, y0, x1, y1) = (a0.min(c0), b0.min(d0), a1.max(c1), b1.max(d1));
        Self([x0, y0, x1, y0, x1, y1, x0, y1])
    }
}

impl From<Region> for Vec<f64> {
    fn from(region: Region) -> Self {
        region.0.to_vec()
    }
}

impl TryFrom<Vec<f64>> for Region {
    type Error = &'static str;

    fn try_from(values: Vec<f64>) -> Result<Self, Self::Error> {
        <[f64; 8]>::try_from(values)
            .ok()
            .and_then(Self::new)
            .ok_or("a region has eight finite numbers")
    }
}
