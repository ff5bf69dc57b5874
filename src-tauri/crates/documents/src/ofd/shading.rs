use tiny_skia::{
    GradientStop, LinearGradient, Point, RadialGradient, Shader, SpreadMode, Transform,
};

use super::geometry::{Matrix, number, numbers};
use super::style::Colour;
use crate::xml::tree::Element;

/// Most colours of one shading.
const MAX_STOPS: usize = 256;
/// Turns of a repeated shading are too fine to be seen beyond this.
const LEAST_LENGTH: f64 = 1e-3;

/// A colour that changes along a line (`AxialShd`) or between two circles (`RadialShd`), in the
/// object's coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shading {
    shape: Shape,
    spread: Spread,
    /// Whether the first and the last colour go on beyond the ends.
    extend: (bool, bool),
    /// Position 0–1 and colour, in order.
    stops: Vec<(f32, Colour)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Axial {
        start: (f64, f64),
        end: (f64, f64),
    },
    Radial {
        start: (f64, f64, f64),
        end: (f64, f64, f64),
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    Direct,
    Repeat,
    Reflect,
}

impl Shading {
    /// From a colour element. `None` where it has no shading that is known: free-form and lattice
    /// ones give their first colour.
    pub(super) fn parse(colour: &Element) -> Option<Self> {
        let axial = colour.child("AxialShd");
        let element = axial.or_else(|| colour.child("RadialShd"))?;
        let point = |name| match *numbers(element.attribute(name)?) {
            [x, y] => Some((x, y)),
            _ => None,
        };
        let value = |name| element.attribute(name).and_then(number);
        let (start, end) = (point("StartPoint")?, point("EndPoint")?);
        let shape = if axial.is_some() {
            Shape::Axial { start, end }
        } else {
            let radius = |name| value(name).unwrap_or(0.0).max(0.0);
            Shape::Radial {
                start: (start.0, start.1, radius("StartRadius")),
                end: (end.0, end.1, radius("EndRadius")),
            }
        };
        let mut stops: Vec<(f32, Colour)> = Vec::new();
        for segment in element.all("Segment").take(MAX_STOPS) {
            let Some(colour) = segment.child("Color").and_then(Colour::parse) else {
                continue;
            };
            let before = stops.last().map_or(0.0, |(at, _)| *at);
            let default = if stops.is_empty() { 0.0 } else { 1.0 };
            let at = segment.attribute("Position").and_then(number);
            let at = at.map_or(default, |at| at.clamp(0.0, 1.0) as f32);
            stops.push((at.max(before), colour));
        }
        let extend = element.attribute("Extend").and_then(number);
        let extend = extend.map_or(0, |extend| extend as u8);
        (stops.len() >= 2).then_some(Self {
            shape,
            spread: match element.attribute("MapType") {
                Some("Repeat") => Spread::Repeat,
                Some("Reflect") => Spread::Reflect,
                _ => Spread::Direct,
            },
            extend: (extend & 1 != 0, extend & 2 != 0),
            stops,
        })
    }

    /// For painting through a map of the object's coordinates to pixels. `None` where the shading
    /// has no extent.
    pub(super) fn shader(&self, to_pixels: &Matrix, alpha: f32) -> Option<Shader<'static>> {
        let [a, b, c, d, e, f] = to_pixels.0.map(|v| v as f32);
        let transform = Transform::from_row(a, b, c, d, e, f);
        let at = |(x, y): (f64, f64)| Point::from_xy(x as f32, y as f32);
        let mode = match self.spread {
            Spread::Direct => SpreadMode::Pad,
            Spread::Repeat => SpreadMode::Repeat,
            Spread::Reflect => SpreadMode::Reflect,
        };
        match self.shape {
            Shape::Axial { start, end } => {
                let (dx, dy) = (end.0 - start.0, end.1 - start.1);
                if dx.hypot(dy) < LEAST_LENGTH {
                    return None;
                }
                LinearGradient::new(at(start), at(end), self.painted(alpha), mode, transform)
            }
            Shape::Radial { start, end } => {
                if (end.2 - start.2).abs() < LEAST_LENGTH {
                    return None;
                }
                RadialGradient::new(
                    at((start.0, start.1)),
                    start.2 as f32,
                    at((end.0, end.1)),
                    end.2 as f32,
                    self.painted(alpha),
                    mode,
                    transform,
                )
            }
        }
    }

    /// The colours; nothing beyond an end that does not go on.
    fn painted(&self, alpha: f32) -> Vec<GradientStop> {
        let stop = |at: f32, colour: &Colour, alpha: f32| {
            let opacity = (colour.alpha * alpha * 255.0).round().clamp(0.0, 255.0) as u8;
            let (red, green, blue) = (colour.red, colour.green, colour.blue);
            GradientStop::new(at, tiny_skia::Color::from_rgba8(red, green, blue, opacity))
        };
        let mut stops = Vec::with_capacity(self.stops.len() + 2);
        let is_direct = self.spread == Spread::Direct;
        if let (Some((_, first)), true, false) = (self.stops.first(), is_direct, self.extend.0) {
            stops.push(stop(0.0, first, 0.0));
        }
        stops.extend(
            self.stops
                .iter()
                .map(|(at, colour)| stop(*at, colour, alpha)),
        );
        if let (Some((_, last)), true, false) = (self.stops.last(), is_direct, self.extend.1) {
            stops.push(stop(1.0, last, 0.0));
        }
        stops
    }
}
