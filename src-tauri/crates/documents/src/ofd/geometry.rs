use super::outline::{Outline, Step};

/// Largest coordinate that is taken for one, in millimetres.
const FARTHEST: f64 = 1e6;

/// An affine map, as `CTM` writes it: x' = a·x + c·y + e, y' = b·x + d·y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) const fn translation(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub(super) const fn scale(x: f64, y: f64) -> Self {
        Self([x, 0.0, 0.0, y, 0.0, 0.0])
    }

    /// Six numbers; the identity where they are not.
    pub(super) fn parse(text: Option<&str>) -> Self {
        let values = text.map(numbers).unwrap_or_default();
        <[f64; 6]>::try_from(values).map_or(Self::IDENTITY, Self)
    }

    /// First this, then `next`.
    #[must_use]
    pub(super) fn then(&self, next: &Self) -> Self {
        let ([a, b, c, d, e, f], [na, nb, nc, nd, ne, nf]) = (self.0, next.0);
        Self([
            na * a + nc * b,
            nb * a + nd * b,
            na * c + nc * d,
            nb * c + nd * d,
            na * e + nc * f + ne,
            nb * e + nd * f + nf,
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// An upright rectangle, millimetres. Width and height may be negative in real files.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    /// Four numbers.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match *numbers(text) {
            [x, y, width, height] => Some(Self {
                x,
                y,
                width,
                height,
            }),
            _ => None,
        }
    }

    /// Its border.
    pub(super) fn outline(&self) -> Outline {
        let (right, bottom) = (self.x + self.width, self.y + self.height);
        Outline(vec![
            Step::Move(self.x, self.y),
            Step::Line(right, self.y),
            Step::Line(right, bottom),
            Step::Line(self.x, bottom),
            Step::Close,
        ])
    }
}

/// The finite numbers of a list, up to the first that is none.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    text.split_ascii_whitespace().map_while(number).collect()
}

/// A number within what a page can hold.
pub(super) fn number(text: &str) -> Option<f64> {
    let value: f64 = text.trim().parse().ok()?;
    (value.is_finite() && value.abs() <= FARTHEST).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_after_another_is_one_map() {
        let scale = Matrix::parse(Some("2 0 0 3 1 1"));
        let both = scale.then(&Matrix::translation(10.0, 20.0));
        assert_eq!(both.apply(1.0, 1.0), (13.0, 24.0));
        let turned = Matrix::parse(Some("0 1 -1 0 3 0")).then(&scale);
        assert_eq!(turned.apply(1.0, 0.0), (7.0, 4.0));
        assert_eq!(Matrix::parse(Some("1 2 3")), Matrix::IDENTITY);
        assert_eq!(number("1e300"), None);
    }
}
