use super::geometry::{Matrix, Rect};
use super::object::{Object, ObjectReader};
use super::package::Package;
use super::resources::Resources;
use super::style::Style;
use crate::DocumentError;
use crate::xml::tree::Element;

/// Most parts of one kind that a page or a document names: templates, resources, annotations,
/// attachments, signatures. Naming one part a million times must not read it a million times.
pub(super) const MAX_PARTS: usize = 50;

/// A page with all that is drawn on it except the seals, in drawing order.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) layers: Vec<Layer>,
}

/// Objects that belong together.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) origin: Origin,
    pub(super) objects: Vec<Object>,
}

/// Where objects come from. Only those of the page itself can be meant by a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Template,
    Page,
    /// An annotation whose text is part of what the page says.
    Note,
    /// An annotation that is a stamp: drawn, but its words are none of the page's.
    Stamp,
}

/// `ZOrder` of a template and `Type` of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Height {
    Background,
    Body,
    Foreground,
}

impl Height {
    fn parse(text: Option<&str>, default: Self) -> Self {
        match text {
            Some("Background") => Self::Background,
            Some("Body") => Self::Body,
            Some("Foreground") => Self::Foreground,
            _ => default,
        }
    }
}

/// The box of a page area.
pub(super) fn physical_box(area: &Element) -> Option<Rect> {
    ["PhysicalBox", "ApplicationBox", "CropBox"]
        .iter()
        .filter_map(|name| area.child_text(name).and_then(Rect::parse))
        .find(|b| b.width > 1.0 && b.height > 1.0 && b.width < 20_000.0 && b.height < 20_000.0)
}

/// Reads the layers of a page: background templates, its own content, foreground templates, then
/// annotations. `templates` gives the content of a template by id.
pub(super) fn read_layers(
    page: &Element,
    resources: &Resources,
    templates: &dyn Fn(&str) -> Option<Element>,
    annotations: &[Element],
    area: Rect,
) -> Result<Page, DocumentError> {
    let reader = ObjectReader::new(resources);
    let to_page = Matrix::translation(-area.x, -area.y);
    let mut layers: Vec<(Height, Layer)> = Vec::new();
    for reference in page.all("Template").take(MAX_PARTS) {
        let Some(template) = reference.attribute("TemplateID").and_then(templates) else {
            continue;
        };
        let height = Height::parse(reference.attribute("ZOrder"), Height::Background);
        for (_, objects) in content_layers(&reader, &template, &to_page)? {
            layers.push((
                height,
                Layer {
                    origin: Origin::Template,
                    objects,
                },
            ));
        }
    }
    for (height, objects) in content_layers(&reader, page, &to_page)? {
        layers.push((
            height,
            Layer {
                origin: Origin::Page,
                objects,
            },
        ));
    }
    layers.sort_by_key(|(height, _)| *height);
    let mut layers: Vec<Layer> = layers.into_iter().map(|(_, layer)| layer).collect();
    for annotation in annotations.iter().flat_map(|a| a.all("Annot")) {
        if annotation.attribute("Visible") == Some("false") {
            continue;
        }
        let stamp = annotation.attribute("Type") == Some("Stamp")
            && annotation.attribute("Subtype") != Some("FreeText");
        for appearance in annotation.all("Appearance") {
            let frame = appearance
                .attribute("Boundary")
                .and_then(Rect::parse)
                .unwrap_or_default();
            let matrix = Matrix::translation(frame.x, frame.y).then(&to_page);
            let objects = reader.objects(appearance, &matrix, &Style::default(), 0)?;
            layers.push(Layer {
                origin: if stamp { Origin::Stamp } else { Origin::Note },
                objects,
            });
        }
    }
    Ok(Page { layers })
}

fn content_layers(
    reader: &ObjectReader<'_>,
    page: &Element,
    matrix: &Matrix,
) -> Result<Vec<(Height, Vec<Object>)>, DocumentError> {
    let mut layers = Vec::new();
    for layer in page.all("Content").flat_map(|c| c.all("Layer")) {
        let style = Style::default().with(layer, reader.resources);
        let height = Height::parse(layer.attribute("Type"), Height::Body);
        layers.push((height, reader.objects(layer, matrix, &style, 0)?));
    }
    Ok(layers)
}

/// The resources of a page: those of the document, then its own.
pub(super) fn page_resources<'a>(
    package: &Package,
    folder: &str,
    page: &Element,
    document: &'a Resources,
) -> std::borrow::Cow<'a, Resources> {
    let mut resources = std::borrow::Cow::Borrowed(document);
    for part in page
        .all("PageRes")
        .take(MAX_PARTS)
        .filter_map(|r| package.find(folder, r.text()))
    {
        resources.to_mut().add(package, &part);
    }
    resources
}
