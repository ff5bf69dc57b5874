use std::collections::{HashMap, HashSet};

use invoice::{FieldPath, HeaderField, ItemField, Region, Source};

use super::body::Body;
use super::geometry::Rect;
use super::object::{Content, Object};
use super::package::Package;
use super::page::Origin;
use super::words::place_of;
use crate::xml::names::{custom_data_field, einvoice_field, line_field};
use crate::xml::read_invoice;
use crate::xml::tree::Element;
use crate::{DocumentError, ExactField, ExactReading};

/// Most pages whose text objects tags are looked up on, and most values of lines in one part.
const MAX_TAGGED_PAGES: usize = 50;
const MAX_TAGGED_LINES: usize = 20_000;

/// The values of `CustomData` in `OFD.xml`.
pub(super) fn custom_data(info: &Element) -> Option<ExactReading> {
    let mut seen = HashSet::new();
    let fields: Vec<ExactField> = info
        .all("CustomDatas")
        .flat_map(|d| d.all("CustomData"))
        .filter(|d| !d.text().is_empty())
        .filter_map(|d| Some((custom_data_field(d.attribute("Name")?.trim())?, d.text())))
        .filter(|(path, _)| seen.insert(*path))
        .map(|(path, text)| ExactField {
            path,
            text: text.to_owned(),
            place: None,
        })
        .collect();
    (!fields.is_empty()).then(|| ExactReading {
        source: Source::Ofd,
        origin: "CustomData".to_owned(),
        fields,
    })
}

/// The invoices among the attached parts.
pub(super) fn attached(package: &Package, body: &Body) -> Vec<ExactReading> {
    let mut readings = Vec::new();
    for part in &body.attachments {
        if !matches!(part.extension().as_str(), "xml" | "xbrl") {
            continue;
        }
        match package
            .read(part)
            .and_then(|bytes| read_invoice(&bytes, part.name()))
        {
            Ok(reading) => readings.push(reading),
            Err(DocumentError::Unsupported(_)) => {}
            Err(error) => tracing::warn!(%error, "an attachment of an OFD cannot be read"),
        }
    }
    readings
}

/// The values that `CustomTag` parts name by the text objects that show them. `first_page` is the
/// index of the body's first page in the whole document.
pub(super) fn tagged(package: &Package, body: &Body, first_page: usize) -> Vec<ExactReading> {
    let mut shown = Shown {
        package,
        body,
        first_page,
        pages: HashMap::new(),
    };
    let mut readings = Vec::new();
    for part in &body.tags {
        let Ok(root) = package.xml(part) else {
            continue;
        };
        let mut tags = Tags::default();
        tags.visit(&root, &mut shown);
        let fields = tags.fields();
        if !fields.is_empty() {
            readings.push(ExactReading {
                source: Source::Ofd,
                origin: format!("CustomTag {}", part.name()),
                fields,
            });
        }
    }
    readings
}

/// Text objects by page and id, read when first asked for.
struct Shown<'a> {
    package: &'a Package,
    body: &'a Body,
    first_page: usize,
    pages: HashMap<usize, HashMap<String, Line>>,
}

/// A text object as a tag sees it.
#[derive(Debug, Clone)]
struct Line {
    text: String,
    region: Region,
}

/// A value that a tag points at.
#[derive(Debug, Clone)]
struct Tagged {
    text: String,
    place: Option<(usize, Region)>,
}

impl Shown<'_> {
    fn line(&mut self, page: usize, id: &str) -> Option<Line> {
        let (package, body) = (self.package, self.body);
        let lines = self.pages.entry(page).or_insert_with(|| {
            let mut lines = HashMap::new();
            if page < MAX_TAGGED_PAGES
                && let Ok(read) = body.page(package, page)
            {
                // Templates and annotations use the same ids again.
                for layer in read.page.layers.iter().filter(|l| l.origin == Origin::Page) {
                    add_lines(&layer.objects, read.area, &mut lines);
                }
            }
            lines
        });
        lines.get(id.trim()).cloned()
    }

    /// The value of a tag: the text objects that it refers to, in its order, else its own text.
    /// `None` where nothing of it stands on the page.
    fn value(&mut self, tag: &Element, path: FieldPath) -> Option<Tagged> {
        let references: Vec<&Element> = tag.all("ObjectRef").collect();
        if references.is_empty() {
            let text = tag.text();
            return (!text.is_empty()).then(|| Tagged {
                text: text.to_owned(),
                place: None,
            });
        }
        let mut value: Option<(String, usize, Line)> = None;
        for reference in references {
            let page = match reference.attribute("PageRef") {
                Some(id) => self.body.page_index(id),
                None => Some(0),
            };
            let Some((page, line)) = page.and_then(|p| Some((p, self.line(p, reference.text())?)))
            else {
                continue;
            };
            value = Some(match value {
                None => (line.text.clone(), page, line),
                Some((text, first, before)) => {
                    let joined = text + separator(path, &before, &line) + &line.text;
                    let region = if page == first {
                        before.region.union(&line.region)
                    } else {
                        before.region
                    };
                    (joined, first, Line { region, ..line })
                }
            });
        }
        let (text, page, line) = value?;
        Some(Tagged {
            text: text.trim().to_owned(),
            place: Some((self.first_page + page, line.region)),
        })
    }
}

/// What stands between two text objects of one value: remarks keep their lines, the parts of a
/// date are apart, and pieces on one line with a gap have a blank.
fn separator(path: FieldPath, before: &Line, after: &Line) -> &'static str {
    let ((_, top, right, bottom), (left, next_top, ..)) =
        (before.region.bounds(), after.region.bounds());
    let height = bottom - top;
    let below = next_top > top + height * 0.6;
    match path {
        FieldPath::Header(HeaderField::Remarks | HeaderField::PasswordArea) if below => "\n",
        FieldPath::Header(HeaderField::IssueDate) => " ",
        // Fractions of the width and the height differ; a form is about 1.5 times as wide as high.
        _ if !below && left - right > height * 0.5 => " ",
        _ => "",
    }
}

fn add_lines(objects: &[Object], area: Rect, lines: &mut HashMap<String, Line>) {
    for object in objects {
        match &object.content {
            Content::Text(_) if !object.id.is_empty() => {
                if let Some((text, region)) = place_of(object, area) {
                    lines
                        .entry(object.id.clone())
                        .or_insert(Line { text, region });
                }
            }
            Content::Group(inner) => add_lines(inner, area, lines),
            _ => {}
        }
    }
}

/// The values of a tag part, while they are collected.
#[derive(Default)]
struct Tags {
    header: Vec<(FieldPath, Tagged)>,
    /// Values of lines in the order of the part, with the number of their `GoodsInfo`.
    lines: Vec<(Option<usize>, ItemField, Tagged)>,
    groups: usize,
}

impl Tags {
    fn visit(&mut self, element: &Element, shown: &mut Shown<'_>) {
        self.visit_in(element, None, shown);
    }

    fn visit_in(&mut self, element: &Element, group: Option<usize>, shown: &mut Shown<'_>) {
        for child in &element.children {
            if &*child.name == "GoodsInfo" {
                let group = self.groups;
                self.groups += 1;
                self.visit_in(child, Some(group), shown);
            } else if let Some(path) = einvoice_field(&child.name) {
                let known = self.header.iter().any(|(p, _)| *p == path);
                if !known && let Some(value) = shown.value(child, path) {
                    self.header.push((path, value));
                }
            } else if let Some(field) = line_field(&child.name) {
                if self.lines.len() < MAX_TAGGED_LINES
                    && let Some(value) = shown.value(child, FieldPath::Item(0, field))
                {
                    self.lines.push((group, field, value));
                }
            } else {
                self.visit_in(child, group, shown);
            }
        }
    }

    fn fields(self) -> Vec<ExactField> {
        let rows = rows(&self.lines);
        let header = self.header.into_iter().map(|(path, v)| ExactField {
            path,
            text: v.text,
            place: v.place,
        });
        let lines = self
            .lines
            .into_iter()
            .zip(rows)
            .filter_map(|((_, field, v), row)| {
                Some(ExactField {
                    path: FieldPath::Item(row?, field),
                    text: v.text,
                    place: v.place,
                })
            });
        header.chain(lines).collect()
    }
}

/// Which line each value belongs to. `GoodsInfo` says it; flat tags follow one another line by
/// line, each beginning with the item's name, or otherwise (column by column), where the height on
/// the page decides. What cannot be told is left out rather than put on a wrong line.
fn rows(values: &[(Option<usize>, ItemField, Tagged)]) -> Vec<Option<usize>> {
    let names: Vec<usize> = values
        .iter()
        .enumerate()
        .filter(|(_, v)| v.1 == ItemField::Name)
        .map(|(index, _)| index)
        .collect();
    let by_line =
        names.first() == Some(&0) && !names.windows(2).any(|w| matches!(w, [a, b] if b - a == 1));
    let top = |v: &Tagged| v.place.map(|(page, region)| (page, region.bounds().1));
    let tops: Vec<Option<(usize, f64)>> = names
        .iter()
        .filter_map(|i| values.get(*i))
        .map(|v| top(&v.2))
        .collect();
    let mut seen = HashSet::new();
    values
        .iter()
        .enumerate()
        .map(|(index, (group, field, value))| {
            let row = match (*group, names.binary_search(&index)) {
                (Some(group), _) => Some(group),
                (None, Ok(row)) => Some(row),
                (None, Err(before)) if by_line || names.len() == 1 => {
                    Some(before.saturating_sub(1))
                }
                (None, Err(_)) => top(value).and_then(|(page, top)| nearest(&tops, page, top)),
            };
            row.filter(|row| seen.insert((*row, *field)))
        })
        .collect()
}

/// The last line whose name begins at or above `top`, on the same page.
fn nearest(tops: &[Option<(usize, f64)>], page: usize, top: f64) -> Option<usize> {
    tops.iter()
        .enumerate()
        .filter_map(|(row, t)| {
            t.filter(|(p, t)| *p == page && *t <= top + 0.012)
                .map(|(_, t)| (row, t))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(row, _)| row)
}
