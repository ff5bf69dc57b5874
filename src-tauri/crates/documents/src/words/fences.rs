use crate::{PageSize, Rule};

/// The ruling lines that a word must not cross, in points, sorted for looking up.
pub(super) struct Fences {
    /// Position across, from, to: sorted by the position.
    upright: Vec<(f32, f32, f32)>,
    level: Vec<(f32, f32, f32)>,
    /// Upright lines are asked for at every gap; without any the answer is quick.
    longest: f32,
}

impl Fences {
    pub(super) fn new(rules: &[Rule], size: PageSize) -> Self {
        let (width, height) = (size.width as f32, size.height as f32);
        let (mut upright, mut level) = (Vec::new(), Vec::new());
        let mut longest = 0.0_f32;
        for rule in rules {
            let (x0, x1) = (rule.x0 * width, rule.x1 * width);
            let (y0, y1) = (rule.y0 * height, rule.y1 * height);
            longest = longest.max(x1 - x0).max(y1 - y0);
            if y1 - y0 > x1 - x0 {
                upright.push((f32::midpoint(x0, x1), y0, y1));
            } else {
                level.push((f32::midpoint(y0, y1), x0, x1));
            }
        }
        upright.sort_by(|a, b| a.0.total_cmp(&b.0));
        level.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self {
            upright,
            level,
            longest,
        }
    }

    /// Whether a line stands between the end of one character and the start of the next. The
    /// line must be at least as long as a character is high (`em`): shorter strokes are drawing.
    pub(super) fn between(&self, from: (f32, f32), to: (f32, f32), em: f32) -> bool {
        if self.longest < em {
            return false;
        }
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let crossed = |fences: &[(f32, f32, f32)], low: f32, high: f32, at: f32| {
            let first = fences.partition_point(|f| f.0 < low);
            fences
                .iter()
                .skip(first)
                .take_while(|f| f.0 <= high)
                .any(|f| f.1 <= at && at <= f.2 && f.2 - f.1 >= em)
        };
        if dx.abs() >= dy.abs() {
            crossed(
                &self.upright,
                from.0.min(to.0),
                from.0.max(to.0),
                f32::midpoint(from.1, to.1),
            )
        } else {
            crossed(
                &self.level,
                from.1.min(to.1),
                from.1.max(to.1),
                f32::midpoint(from.0, to.0),
            )
        }
    }
}
