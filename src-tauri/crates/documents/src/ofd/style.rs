use super::geometry::{number, numbers};
use super::resources::Resources;
use super::shading::Shading;
use crate::xml::tree::Element;

/// Longest chain of draw parameters that inherit from one another.
const MAX_INHERITED: usize = 16;

/// A colour, 0–255 and 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    pub(super) red: u8,
    pub(super) green: u8,
    pub(super) blue: u8,
    pub(super) alpha: f32,
}

impl Colour {
    pub(super) const BLACK: Self = Self {
        red: 0,
        green: 0,
        blue: 0,
        alpha: 1.0,
    };

    /// From a colour element. A shading gives its first colour. `None` where nothing is said.
    pub(super) fn parse(element: &Element) -> Option<Self> {
        let alpha = element
            .attribute("Alpha")
            .and_then(number)
            .map_or(1.0, |a| (a / 255.0).clamp(0.0, 1.0) as f32);
        let Some(value) = element.attribute("Value") else {
            let inner = element.find("Segment").and_then(|s| s.child("Color"))?;
            return Self::parse(inner);
        };
        let parts: Vec<f64> = value
            .split_ascii_whitespace()
            .map_while(component)
            .collect();
        let (red, green, blue) = match *parts {
            [gray] => (gray, gray, gray),
            [r, g, b] => (r, g, b),
            [c, m, y, k] => {
                let ink = |v: f64| (255.0 - v) * (255.0 - k) / 255.0;
                (ink(c), ink(m), ink(y))
            }
            _ => return None,
        };
        let byte = |v: f64| v.round().clamp(0.0, 255.0) as u8;
        Some(Self {
            red: byte(red),
            green: byte(green),
            blue: byte(blue),
            alpha,
        })
    }
}

/// A colour component: `128`, or hexadecimal `#80`.
fn component(text: &str) -> Option<f64> {
    match text.strip_prefix('#') {
        Some(hex) => u8::from_str_radix(hex, 16).ok().map(f64::from),
        None => number(text),
    }
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cap {
    #[default]
    Butt,
    Round,
    Square,
}

/// How lines meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Join {
    #[default]
    Miter,
    Round,
    Bevel,
}

/// What a draw parameter, a layer and an object say about drawing, the later over the earlier.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    pub(super) line_width: f64,
    pub(super) cap: Cap,
    pub(super) join: Join,
    pub(super) miter_limit: f64,
    pub(super) dash: Vec<f64>,
    pub(super) dash_offset: f64,
    /// `None` where nothing says; then a path is not filled and text is black.
    pub(super) fill: Option<Colour>,
    /// Goes over the colour of the fill.
    pub(super) shading: Option<Shading>,
    /// `None` where nothing says; then lines are black.
    pub(super) stroke: Option<Colour>,
}

impl Default for Style {
    /// The defaults of the standard.
    fn default() -> Self {
        Self {
            line_width: 0.353,
            cap: Cap::Butt,
            join: Join::Miter,
            miter_limit: 3.528,
            dash: Vec::new(),
            dash_offset: 0.0,
            fill: None,
            shading: None,
            stroke: None,
        }
    }
}

impl Style {
    /// With what an element says: the draw parameter that it names (and those this inherits
    /// from), then its own attributes and colours.
    #[must_use]
    pub(super) fn with(&self, element: &Element, resources: &Resources) -> Self {
        let mut style = self.clone();
        let mut chain = Vec::new();
        let mut next = element.attribute("DrawParam");
        while let Some(parameter) = next.and_then(|id| resources.draw_parameter(id)) {
            chain.push(parameter);
            next = parameter
                .attribute("Relative")
                .filter(|_| chain.len() < MAX_INHERITED);
        }
        for parameter in chain.into_iter().rev() {
            style.apply(parameter);
        }
        style.apply(element);
        style
    }

    fn apply(&mut self, element: &Element) {
        let value = |name| element.attribute(name).and_then(number);
        if let Some(width) = value("LineWidth") {
            self.line_width = width.max(0.0);
        }
        if let Some(limit) = value("MiterLimit") {
            self.miter_limit = limit;
        }
        if let Some(offset) = value("DashOffset") {
            self.dash_offset = offset;
        }
        if let Some(dash) = element.attribute("DashPattern") {
            self.dash = numbers(dash);
        }
        match element.attribute("Cap") {
            Some("Butt") => self.cap = Cap::Butt,
            Some("Round") => self.cap = Cap::Round,
            Some("Square") => self.cap = Cap::Square,
            _ => {}
        }
        match element.attribute("Join") {
            Some("Miter") => self.join = Join::Miter,
            Some("Round") => self.join = Join::Round,
            Some("Bevel") => self.join = Join::Bevel,
            _ => {}
        }
        if let Some(fill) = element.child("FillColor")
            && let Some(colour) = Colour::parse(fill)
        {
            self.fill = Some(colour);
            self.shading = Shading::parse(fill);
        }
        if let Some(colour) = element.child("StrokeColor").and_then(Colour::parse) {
            self.stroke = Some(colour);
        }
    }
}
