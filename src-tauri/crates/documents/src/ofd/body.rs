use std::borrow::Cow;
use std::collections::HashMap;

use super::geometry::Rect;
use super::package::{Package, Part};
use super::page::{MAX_PARTS, Page, page_resources, physical_box, read_layers};
use super::resources::Resources;
use crate::xml::tree::Element;
use crate::{DocumentError, Limits};

/// The page of an invoice where nothing gives a size: A4.
const A4: Rect = Rect {
    x: 0.0,
    y: 0.0,
    width: 210.0,
    height: 297.0,
};

/// One document of the archive (`DocBody`); nearly always the only one.
pub(super) struct Body {
    folder: String,
    resources: Resources,
    pages: Vec<PageEntry>,
    templates: HashMap<String, Part>,
    /// Annotation parts by page id.
    annotations: HashMap<String, Vec<Part>>,
    area: Rect,
    /// `CustomTags`: the parts with the tags.
    pub(super) tags: Vec<Part>,
    /// `Attachments`: the attached parts.
    pub(super) attachments: Vec<Part>,
    /// `Signatures` of the `DocBody`: the parts that list the signatures.
    pub(super) signatures: Vec<Part>,
}

struct PageEntry {
    id: String,
    part: Part,
}

/// A page as read: its box and what is drawn.
pub(super) struct ReadPage<'a> {
    pub(super) area: Rect,
    pub(super) page: Page,
    pub(super) resources: Cow<'a, Resources>,
}

impl Body {
    /// Reads `Document.xml` and what it names. A document without a page is damaged.
    pub(super) fn open(
        package: &Package,
        root: &Part,
        limits: &Limits,
    ) -> Result<Self, DocumentError> {
        let folder = root.folder().to_owned();
        let document = package.xml(root)?;
        let empty = Element::default();
        let common = document.child("CommonData").unwrap_or(&empty);
        let mut resources = Resources::default();
        for name in ["PublicRes", "DocumentRes"] {
            for part in common
                .all(name)
                .take(MAX_PARTS)
                .filter_map(|r| package.find(&folder, r.text()))
            {
                resources.add(package, &part);
            }
        }
        let entry = |element: &Element| {
            let part = package.find(&folder, element.attribute("BaseLoc")?)?;
            Some((
                element
                    .attribute("ID")
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                part,
            ))
        };
        let templates = common.all("TemplatePage").filter_map(entry).collect();
        let listed: Vec<&Element> = document.all("Pages").flat_map(|p| p.all("Page")).collect();
        if listed.len() > limits.max_pages {
            return Err(DocumentError::TooLarge(format!(
                "OFD: more than {} pages",
                limits.max_pages
            )));
        }
        let pages: Vec<PageEntry> = listed
            .into_iter()
            .filter_map(entry)
            .map(|(id, part)| PageEntry { id, part })
            .collect();
        if pages.is_empty() {
            return Err(DocumentError::Damaged("OFD: no pages".to_owned()));
        }
        let mut body = Self {
            area: common
                .child("PageArea")
                .and_then(physical_box)
                .unwrap_or(A4),
            folder,
            resources,
            pages,
            templates,
            annotations: HashMap::new(),
            tags: Vec::new(),
            attachments: Vec::new(),
            signatures: Vec::new(),
        };
        body.list_annotations(package, &document);
        body.tags = body.listed_parts(package, &document, "CustomTags");
        body.attachments = body.listed_parts(package, &document, "Attachments");
        Ok(body)
    }

    /// Follows a list part (`CustomTags`, `Attachments`) to the parts it names by `FileLoc`.
    fn listed_parts(&self, package: &Package, document: &Element, list: &str) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for list in document
            .all(list)
            .take(MAX_PARTS)
            .filter_map(|l| package.find(&self.folder, l.text()))
        {
            let Ok(root) = package.xml(&list) else {
                continue;
            };
            let found = root
                .children
                .iter()
                .filter_map(|c| package.find(list.folder(), c.child_text("FileLoc")?));
            for part in found {
                if parts.len() < MAX_PARTS && !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        parts
    }

    fn list_annotations(&mut self, package: &Package, document: &Element) {
        for list in document
            .all("Annotations")
            .take(MAX_PARTS)
            .filter_map(|l| package.find(&self.folder, l.text()))
        {
            let Ok(root) = package.xml(&list) else {
                continue;
            };
            for page in root.all("Page") {
                let id = page.attribute("PageID").unwrap_or_default().trim();
                let parts = page
                    .all("FileLoc")
                    .filter_map(|f| package.find(list.folder(), f.text()));
                let of_page = self.annotations.entry(id.to_owned()).or_default();
                of_page.extend(parts);
                of_page.truncate(MAX_PARTS);
            }
        }
    }

    pub(super) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The index of the page with that id.
    pub(super) fn page_index(&self, id: &str) -> Option<usize> {
        self.pages.iter().position(|p| p.id == id.trim())
    }

    fn page_xml(
        &self,
        package: &Package,
        index: usize,
    ) -> Result<(&PageEntry, Element), DocumentError> {
        let missing = || DocumentError::Damaged(format!("OFD: no page {}", index + 1));
        let entry = self.pages.get(index).ok_or_else(missing)?;
        Ok((entry, package.xml(&entry.part)?))
    }

    fn template(&self, package: &Package, id: &str) -> Option<Element> {
        package.xml(self.templates.get(id.trim())?).ok()
    }

    fn box_of(&self, package: &Package, page: &Element) -> Rect {
        let own = |e: &Element| e.child("Area").and_then(physical_box);
        let of_template = || {
            let id = page.child("Template")?.attribute("TemplateID")?;
            own(&self.template(package, id)?)
        };
        own(page).or_else(of_template).unwrap_or(self.area)
    }

    /// The box of a page, from 0, in millimetres.
    pub(super) fn page_area(&self, package: &Package, index: usize) -> Result<Rect, DocumentError> {
        let (_, page) = self.page_xml(package, index)?;
        Ok(self.box_of(package, &page))
    }

    /// Reads a page, from 0.
    pub(super) fn page(
        &self,
        package: &Package,
        index: usize,
    ) -> Result<ReadPage<'_>, DocumentError> {
        let (entry, page) = self.page_xml(package, index)?;
        let area = self.box_of(package, &page);
        let resources = page_resources(package, &self.folder, &page, &self.resources);
        let annotations: Vec<Element> = self
            .annotations
            .get(&entry.id)
            .into_iter()
            .flatten()
            .filter_map(|p| package.xml(p).ok())
            .collect();
        let templates = |id: &str| self.template(package, id);
        let page = read_layers(&page, &resources, &templates, &annotations, area)?;
        Ok(ReadPage {
            area,
            page,
            resources,
        })
    }
}
