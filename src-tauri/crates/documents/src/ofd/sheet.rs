use invoice::Region;

use super::canvas::Canvas;
use super::draw::Drawing;
use super::geometry::{Matrix, Rect};
use super::object::{Blend, Content, Object, Path};
use super::outline::{Outline, Step};
use super::page::{Layer, Origin};
use super::resources::Resources;
use super::style::{Colour, Style};
use super::text::Text;
use super::words::place_of;
use super::{points, rules, words};
use crate::{DocumentError, Limits, PageContent, PageSize, Picture};

/// A page that we set ourselves, from data that has no page of its own. Lengths are millimetres
/// from the top left.
pub(crate) struct Sheet {
    area: Rect,
    /// Labels and lines of the form, then the values.
    layers: [Layer; 2],
    resources: Resources,
}

/// What a text on a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Part of the form, in its colour, in Kai.
    Label,
    /// A value, black, in Song.
    Value,
    /// A remark about the sheet itself, grey.
    Aside,
}

/// The brown of printed forms.
const FORM: Colour = Colour {
    red: 128,
    green: 0,
    blue: 0,
    alpha: 1.0,
};
const GREY: Colour = Colour {
    red: 120,
    green: 120,
    blue: 120,
    alpha: 1.0,
};

impl Sheet {
    /// An empty sheet.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        let layer = |origin| Layer {
            origin,
            objects: Vec::new(),
        };
        Self {
            area: Rect {
                x: 0.0,
                y: 0.0,
                width,
                height,
            },
            layers: [layer(Origin::Template), layer(Origin::Page)],
            resources: Resources::named(&["宋体", "楷体"]),
        }
    }

    /// Sets one line of text; gives its place, `None` for blank text.
    pub(crate) fn text(
        &mut self,
        x: f64,
        baseline: f64,
        size: f64,
        role: Role,
        text: &str,
    ) -> Option<Region> {
        let (font, colour, layer) = match role {
            Role::Label => ("楷体", FORM, 0),
            Role::Value => ("宋体", Colour::BLACK, 1),
            Role::Aside => ("宋体", GREY, 0),
        };
        let content = Content::Text(Text::line(font, size, text));
        let object = object(
            content,
            Matrix::translation(x, baseline),
            Style {
                fill: Some(colour),
                ..Style::default()
            },
        );
        let place = place_of(&object, self.area).map(|(_, region)| region);
        self.layers.get_mut(layer)?.objects.push(object);
        place
    }

    /// Draws a line of the form.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let outline = Outline(vec![Step::Move(from.0, from.1), Step::Line(to.0, to.1)]);
        let path = Path {
            outline,
            filled: false,
            stroked: true,
            even_odd: false,
        };
        let style = Style {
            line_width: 0.25,
            stroke: Some(FORM),
            ..Style::default()
        };
        let [form, _] = &mut self.layers;
        form.objects
            .push(object(Content::Path(path), Matrix::IDENTITY, style));
    }

    /// The width of a text of that size, as [`Sheet::text`] sets it.
    pub(crate) fn width_of(size: f64, text: &str) -> f64 {
        let line = Text::line("", size, "");
        text.chars().map(|c| line.natural_width(c)).sum()
    }

    pub(crate) fn size(&self) -> PageSize {
        points(self.area)
    }

    pub(crate) fn content(&self) -> PageContent {
        let rules = rules::rules(&self.layers, self.area);
        PageContent {
            words: words::words(&self.layers, &rules, self.area),
            rules,
            picture_share: 0.0,
        }
    }

    pub(crate) fn draw(&self, long_side: u32, limits: &Limits) -> Result<Picture, DocumentError> {
        let mut canvas = Canvas::new(self.size(), long_side, limits.max_pixels, limits.page_time)?;
        Drawing::new(&mut canvas, None, &self.resources, limits.max_pixels)
            .layers(&self.layers, &Matrix::IDENTITY)?;
        Ok(canvas.finish())
    }
}

fn object(content: Content, matrix: Matrix, style: Style) -> Object {
    Object {
        id: String::new(),
        matrix,
        alpha: 1.0,
        blend: Blend::Normal,
        style,
        clips: Vec::new(),
        content,
    }
}
