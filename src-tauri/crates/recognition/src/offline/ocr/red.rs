//! Red ink on a page: seals lie over what is printed. A line under one is read a second time with
//! the red taken for paper; the whole page never is, as some forms are printed in red themselves.

use super::geometry::Slanted;
use super::view::{Grey, View};

/// Longer side of the map, in pixels.
const SIDE: f32 = 800.0;
/// Redder than this is red ink: print in brown and paper in warm light are less.
const RED: u8 = 45;
/// A line of which this share is red lies under a seal, or is red itself.
const COVERED: f32 = 0.05;

/// Where a page is red.
pub(crate) struct Red {
    map: Grey,
    /// Pixels of the map for one of the view.
    scale: f32,
}

impl Red {
    /// Looks at a view.
    pub(crate) fn of(view: &View) -> Self {
        let scale = SIDE / view.width().max(view.height()).max(1.0);
        let side = |pixels: f32| ((pixels * scale).round() as usize).max(1);
        Self {
            map: view.redness(side(view.width()), side(view.height())),
            scale,
        }
    }

    /// Whether red ink lies over a part of the view.
    pub(crate) fn covers(&self, part: &Slanted) -> bool {
        let (x0, y0, x1, y1) = part.bounds();
        let range = |from: f32, to: f32, most: usize| {
            let from = (from * self.scale).max(0.0) as usize;
            from..((to * self.scale).max(0.0) as usize + 1).min(most)
        };
        let (mut red, mut all) = (0_u32, 0_u32);
        for y in range(y0, y1, self.map.height) {
            for x in range(x0, x1, self.map.width) {
                all += 1;
                red += u32::from(self.map.at(x, y) > RED);
            }
        }
        red as f32 > COVERED * all as f32
    }
}
