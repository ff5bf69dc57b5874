//! OFD (GB/T 33190): a ZIP of XML parts, read by our own reader.
//!
//! Real files break the standard in many ways; what is missing or wrong in a page is left out, so
//! that the rest is shown. Lengths are millimetres until they leave this module.

mod body;
mod exact;
mod geometry;
mod object;
mod outline;
mod package;
mod page;
mod resources;
mod rules;
mod style;
mod text;
mod words;

use body::Body;
use package::Package;

use crate::{DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// An opened OFD.
pub(crate) struct OfdDocument {
    package: Package,
    bodies: Vec<Body>,
    exact: Vec<ExactReading>,
}

impl OfdDocument {
    /// Opens the archive and reads the values that it carries as data. Pages are read when asked
    /// for.
    pub(crate) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DocumentError> {
        let package = Package::open(bytes, limits)?;
        let damaged = |why: &str| DocumentError::Damaged(format!("OFD: {why}"));
        let root = package.find("", "OFD.xml").ok_or_else(|| damaged("OFD.xml is missing"))?;
        let root = package.xml(&root)?;
        let mut bodies = Vec::new();
        let mut exact = Vec::new();
        let mut failure = None;
        let mut pages = 0;
        for doc_body in root.all("DocBody") {
            let Some(part) = doc_body.child_text("DocRoot").and_then(|r| package.find("", r)) else { continue };
            let body = match Body::open(&package, &part, limits) {
                Ok(body) => body,
                Err(error) => {
                    failure = Some(error);
                    continue;
                }
            };
            exact.extend(exact::attached(&package, &body));
            exact.extend(exact::tagged(&package, &body, pages));
            exact.extend(doc_body.child("DocInfo").and_then(exact::custom_data));
            pages += body.page_count();
            bodies.push(body);
        }
        if bodies.is_empty() {
            return Err(failure.unwrap_or_else(|| damaged("no document inside")));
        }
        Ok(Self { package, bodies, exact })
    }

    pub(crate) fn page_count(&self) -> usize {
        self.bodies.iter().map(Body::page_count).sum()
    }

    /// The body that holds a page, and the page's index there.
    fn locate(&self, page: usize) -> Result<(&Body, usize), DocumentError> {
        let mut index = page;
        for body in &self.bodies {
            if index < body.page_count() {
                return Ok((body, index));
            }
            index -= body.page_count();
        }
        Err(DocumentError::Damaged(format!("OFD: no page {}", page + 1)))
    }

    pub(crate) fn page_size(&self, page: usize) -> Result<PageSize, DocumentError> {
        let (body, index) = self.locate(page)?;
        let area = body.page_area(&self.package, index)?;
        Ok(PageSize { width: area.width * POINTS, height: area.height * POINTS })
    }

    pub(crate) fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        let (body, index) = self.locate(page)?;
        let read = body.page(&self.package, index)?;
        let layers = &read.page.layers;
        Ok(PageContent {
            words: words::words(layers, read.area),
            rules: rules::rules(layers, read.area),
            picture_share: rules::picture_share(layers, read.area),
        })
    }

    pub(crate) fn draw_page(&self, page: usize, _long_side: u32) -> Result<Picture, DocumentError> {
        self.locate(page)?;
        Err(DocumentError::Unsupported("pages of OFD".to_owned()))
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }
}
