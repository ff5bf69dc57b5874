use std::collections::HashMap;
use std::sync::Arc;

use super::package::{Package, Part};
use crate::xml::tree::Element;

/// A font of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Font {
    /// `FontName`, else `FamilyName`: what a substitute is chosen by.
    pub(super) name: String,
    pub(super) family: String,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// The embedded file.
    pub(super) file: Option<Part>,
}

/// A picture or other medium of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Medium {
    pub(super) part: Part,
    /// `Format` where given, and the ending of the file's name, in capitals.
    pub(super) format: String,
}

/// What pages refer to by id: fonts, media, draw parameters, composite units.
#[derive(Debug, Clone, Default)]
pub(super) struct Resources {
    fonts: HashMap<String, Font>,
    media: HashMap<String, Medium>,
    draw_parameters: HashMap<String, Element>,
    composites: HashMap<String, Arc<Element>>,
}

impl Resources {
    /// Fonts that are known by their name only, which is also their id.
    pub(super) fn named(fonts: &[&str]) -> Self {
        let font = |name: &&str| Font {
            name: (*name).to_owned(),
            family: String::new(),
            bold: false,
            italic: false,
            file: None,
        };
        Self {
            fonts: fonts
                .iter()
                .map(|name| ((*name).to_owned(), font(name)))
                .collect(),
            ..Self::default()
        }
    }

    /// Takes in a resource part. What is broken or missing is left out: the rest of the page can
    /// still be read.
    pub(super) fn add(&mut self, package: &Package, part: &Part) {
        let Ok(root) = package.xml(part) else { return };
        let base = root.attribute("BaseLoc").unwrap_or_default();
        let folder = if base.starts_with('/') {
            base.to_owned()
        } else {
            format!("{}/{base}", part.folder())
        };
        let find = |location: &str| {
            package
                .find(&folder, location)
                .or_else(|| package.find_anywhere(part.folder(), location))
        };
        for group in root.children {
            for element in group.children {
                let Some(id) = element.attribute("ID").map(|id| id.trim().to_owned()) else {
                    continue;
                };
                match &*element.name {
                    "Font" => {
                        let text = |name| element.attribute(name).unwrap_or_default().to_owned();
                        let font = Font {
                            name: text("FontName"),
                            family: text("FamilyName"),
                            bold: is_true(element.attribute("Bold")),
                            italic: is_true(element.attribute("Italic")),
                            file: element.child_text("FontFile").and_then(find),
                        };
                        self.fonts.insert(id, font);
                    }
                    "MultiMedia" => {
                        if let Some(part) = element.child_text("MediaFile").and_then(find) {
                            let format = element.attribute("Format").unwrap_or_default();
                            let format = format!("{format} {}", part.extension()).to_uppercase();
                            self.media.insert(id, Medium { part, format });
                        }
                    }
                    "DrawParam" => {
                        self.draw_parameters.insert(id, element);
                    }
                    "CompositeGraphicUnit" => {
                        self.composites.insert(id, Arc::new(element));
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn font(&self, id: &str) -> Option<&Font> {
        self.fonts.get(id.trim())
    }

    pub(super) fn medium(&self, id: &str) -> Option<&Medium> {
        self.media.get(id.trim())
    }

    pub(super) fn draw_parameter(&self, id: &str) -> Option<&Element> {
        self.draw_parameters.get(id.trim())
    }

    pub(super) fn composite(&self, id: &str) -> Option<Arc<Element>> {
        self.composites.get(id.trim()).cloned()
    }
}

/// `true`, in any case, or `1`.
pub(super) fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|v| v.trim().eq_ignore_ascii_case("true") || v.trim() == "1")
}
