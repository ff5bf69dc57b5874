use std::cell::Cell;

use super::geometry::{Matrix, Rect, number};
use super::outline::{Outline, parse_outline};
use super::resources::{Resources, is_true};
use super::style::Style;
use super::text::Text;
use crate::DocumentError;
use crate::xml::tree::Element;

/// Most objects of a page, those of composite units counted each time they are shown.
const MAX_OBJECTS: usize = 200_000;
/// Most characters of a page. A dense one has 5,000.
const MAX_CHARACTERS: usize = 300_000;
/// Deepest composite units inside one another.
const MAX_DEPTH: usize = 12;

/// Something drawn on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    /// `ID`, unique in page content only: templates use the same numbers again.
    pub(super) id: String,
    /// From the object's coordinates to the page's, millimetres.
    pub(super) matrix: Matrix,
    /// 0–1.
    pub(super) alpha: f32,
    /// Only the darker of picture and page shows (`BlendMode="Darken"`), and its relatives.
    pub(super) blend: Blend,
    pub(super) style: Style,
    /// Each one cuts; each is the union of its outlines (in page coordinates).
    pub(super) clips: Vec<Vec<Outline>>,
    pub(super) content: Content,
}

/// What an object shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Text(Text),
    Path(Path),
    Image(Image),
    /// Objects of a composite unit or a page block; their matrices are already the page's.
    Group(Vec<Object>),
}

/// A path, in the object's coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub(super) outline: Outline,
    pub(super) filled: bool,
    pub(super) stroked: bool,
    pub(super) even_odd: bool,
}

/// A picture in the unit square of the object's coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Id of the medium.
    pub(super) resource: String,
    /// Id of a picture whose brightness is the opacity.
    pub(super) mask: Option<String>,
}

/// How an object mixes with what is under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Blend {
    #[default]
    Normal,
    Darken,
    Multiply,
    Lighten,
    Screen,
    Overlay,
}

/// Reads objects within the bounds of one page.
pub(super) struct ObjectReader<'a> {
    pub(super) resources: &'a Resources,
    left: Cell<usize>,
    characters_left: Cell<usize>,
}

impl<'a> ObjectReader<'a> {
    pub(super) const fn new(resources: &'a Resources) -> Self {
        Self {
            resources,
            left: Cell::new(MAX_OBJECTS),
            characters_left: Cell::new(MAX_CHARACTERS),
        }
    }

    /// The objects of a layer, block, appearance or composite content, in drawing order. `matrix`
    /// leads to the page.
    pub(super) fn objects(
        &self,
        parent: &Element,
        matrix: &Matrix,
        style: &Style,
        depth: usize,
    ) -> Result<Vec<Object>, DocumentError> {
        let mut objects = Vec::new();
        for element in &parent.children {
            if !matches!(
                &*element.name,
                "TextObject"
                    | "PathObject"
                    | "ImageObject"
                    | "CompositeObject"
                    | "PageBlock"
                    | "Content"
            ) {
                continue;
            }
            self.left.set(self.left.get().checked_sub(1).ok_or_else(|| {
                DocumentError::TooLarge(format!("OFD: more than {MAX_OBJECTS} objects on a page"))
            })?);
            if element
                .attribute("Visible")
                .is_some_and(|v| !is_true(Some(v)))
            {
                continue;
            }
            if let Some(object) = self.object(element, matrix, style, depth)? {
                objects.push(object);
            }
        }
        Ok(objects)
    }

    fn object(
        &self,
        element: &Element,
        parent: &Matrix,
        style: &Style,
        depth: usize,
    ) -> Result<Option<Object>, DocumentError> {
        let boundary = element
            .attribute("Boundary")
            .and_then(Rect::parse)
            .unwrap_or_default();
        let own = Matrix::parse(element.attribute("CTM"));
        let frame = Matrix::translation(boundary.x, boundary.y).then(parent);
        let matrix = own.then(&frame);
        let style = style.with(element, self.resources);
        let content = match &*element.name {
            "TextObject" => {
                let text = Text::parse(element);
                let count = text.as_ref().map_or(0, |t| t.characters.len());
                let left = self.characters_left.get().checked_sub(count);
                self.characters_left.set(left.ok_or_else(|| {
                    DocumentError::TooLarge(format!(
                        "OFD: more than {MAX_CHARACTERS} characters on a page"
                    ))
                })?);
                text.map(Content::Text)
            }
            "PathObject" => Some(Content::Path(Path::parse(element))),
            "ImageObject" => element.attribute("ResourceID").map(|id| {
                Content::Image(Image {
                    resource: id.to_owned(),
                    mask: element.attribute("ImageMask").map(str::to_owned),
                })
            }),
            _ if depth >= MAX_DEPTH => None,
            "CompositeObject" => {
                let unit = element
                    .attribute("ResourceID")
                    .and_then(|id| self.resources.composite(id));
                match unit {
                    Some(unit) => Some(Content::Group(self.objects(
                        &unit,
                        &matrix,
                        &Style::default(),
                        depth + 1,
                    )?)),
                    None => None,
                }
            }
            _ => Some(Content::Group(self.objects(
                element,
                &matrix,
                &style,
                depth + 1,
            )?)),
        };
        Ok(content.map(|content| Object {
            id: element
                .attribute("ID")
                .unwrap_or_default()
                .trim()
                .to_owned(),
            matrix,
            alpha: element
                .attribute("Alpha")
                .and_then(number)
                .map_or(1.0, |a| (a / 255.0).clamp(0.0, 1.0) as f32),
            blend: Blend::parse(element.attribute("BlendMode")),
            style,
            clips: clips(element, &own, &frame),
            content,
        }))
    }
}

impl Path {
    fn parse(element: &Element) -> Self {
        let flag = |name, default| {
            element
                .attribute(name)
                .map_or(default, |v| is_true(Some(v)))
        };
        Self {
            outline: parse_outline(element.child_text("AbbreviatedData").unwrap_or_default()),
            filled: flag("Fill", false),
            stroked: flag("Stroke", true),
            even_odd: element
                .attribute("Rule")
                .is_some_and(|r| r.eq_ignore_ascii_case("Even-Odd")),
        }
    }
}

impl Blend {
    fn parse(text: Option<&str>) -> Self {
        match text {
            Some("Darken") => Self::Darken,
            Some("Multiply") => Self::Multiply,
            Some("Lighten") => Self::Lighten,
            Some("Screen") => Self::Screen,
            Some("Overlay") => Self::Overlay,
            _ => Self::Normal,
        }
    }
}

/// The clips of an object, in page coordinates. Their areas stand in the object's coordinates,
/// or, with `TransFlag="false"`, in those of its frame. Clips by text are left out.
fn clips(element: &Element, own: &Matrix, frame: &Matrix) -> Vec<Vec<Outline>> {
    let Some(clips) = element.child("Clips") else {
        return Vec::new();
    };
    let outer = match clips.attribute("TransFlag") {
        Some(flag) if !is_true(Some(flag)) => *frame,
        _ => own.then(frame),
    };
    clips
        .all("Clip")
        .map(|clip| {
            clip.all("Area")
                .filter_map(|area| {
                    let path = area.child("Path")?;
                    let boundary = path
                        .attribute("Boundary")
                        .and_then(Rect::parse)
                        .unwrap_or_default();
                    let matrix = Matrix::parse(path.attribute("CTM"))
                        .then(&Matrix::translation(boundary.x, boundary.y))
                        .then(&Matrix::parse(area.attribute("CTM")))
                        .then(&outer);
                    Some(parse_outline(path.child_text("AbbreviatedData")?).mapped(&matrix))
                })
                .collect::<Vec<_>>()
        })
        .filter(|outlines| !outlines.is_empty())
        .collect()
}
