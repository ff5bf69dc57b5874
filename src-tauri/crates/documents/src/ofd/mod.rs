//! OFD (GB/T 33190): a ZIP of XML parts, read by our own reader.
//!
//! Real files break the standard in many ways; what is missing or wrong in a page is left out, so
//! that the rest is shown. Lengths are millimetres until they leave this module.

// Maps and curves are known by the letters of the standard and of every textbook.
#![allow(clippy::many_single_char_names)]

mod body;
mod canvas;
mod draw;
mod exact;
mod geometry;
mod object;
mod outline;
mod package;
mod page;
mod picture;
mod resources;
mod rules;
mod seal;
mod shading;
mod sheet;
mod style;
mod text;
mod words;

use body::Body;
use canvas::Canvas;
use draw::Drawing;
use geometry::{Matrix, Rect};
use object::Blend;
use package::Package;
use seal::Seal;
pub(crate) use sheet::{Role, Sheet};

use crate::{About, DocumentError, ExactReading, Limits, PageContent, PageSize, Picture};

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Most bytes that the picture of a seal may unfold to.
const MAX_SEAL: usize = 32 << 20;

/// Longest text that is told of the file itself.
const MAX_ABOUT: usize = 200;

/// An opened OFD.
pub(crate) struct OfdDocument {
    package: Package,
    bodies: Vec<Body>,
    exact: Vec<ExactReading>,
    about: About,
    limits: Limits,
}

impl OfdDocument {
    /// Opens the archive and reads the values that it carries as data. Pages are read when asked
    /// for.
    pub(crate) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DocumentError> {
        let package = Package::open(bytes, limits)?;
        let damaged = |why: &str| DocumentError::Damaged(format!("OFD: {why}"));
        let root = package
            .find("", "OFD.xml")
            .ok_or_else(|| damaged("OFD.xml is missing"))?;
        let root = package.xml(&root)?;
        let mut bodies = Vec::new();
        let mut exact = Vec::new();
        let mut failure = None;
        let mut about = About::default();
        let mut pages = 0;
        for doc_body in root.all("DocBody").take(page::MAX_PARTS) {
            let Some(part) = doc_body
                .child_text("DocRoot")
                .and_then(|r| package.find("", r))
            else {
                continue;
            };
            let mut body = match Body::open(&package, &part, limits) {
                Ok(body) => body,
                Err(error) => {
                    failure = Some(error);
                    continue;
                }
            };
            body.signatures = doc_body
                .all("Signatures")
                .take(page::MAX_PARTS)
                .filter_map(|s| package.find("", s.text()))
                .collect();
            exact.extend(exact::attached(&package, &body));
            exact.extend(exact::tagged(&package, &body, pages));
            if let Some(info) = doc_body.child("DocInfo") {
                exact.extend(exact::custom_data(info));
                let text = |name| {
                    info.child_text(name)
                        .map(|text| text.chars().take(MAX_ABOUT))
                };
                about.producer = about
                    .producer
                    .or_else(|| text("Creator").map(Iterator::collect));
                about.created = about
                    .created
                    .or_else(|| text("CreationDate").map(Iterator::collect));
            }
            about.signatures += body
                .signatures
                .iter()
                .map(|list| seal::signatures(&package, list))
                .sum::<usize>();
            pages += body.page_count();
            bodies.push(body);
        }
        if bodies.is_empty() {
            return Err(failure.unwrap_or_else(|| damaged("no document inside")));
        }
        Ok(Self {
            package,
            bodies,
            exact,
            about,
            limits: *limits,
        })
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
        Ok(points(body.page_area(&self.package, index)?))
    }

    pub(crate) fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        let (body, index) = self.locate(page)?;
        let read = body.page(&self.package, index)?;
        let layers = &read.page.layers;
        let rules = rules::rules(layers, read.area);
        Ok(PageContent {
            words: words::words(layers, &rules, read.area),
            rules,
            picture_share: rules::picture_share(layers, read.area),
        })
    }

    pub(crate) fn draw_page(&self, page: usize, long_side: u32) -> Result<Picture, DocumentError> {
        let (body, index) = self.locate(page)?;
        let read = body.page(&self.package, index)?;
        let size = points(read.area);
        let mut canvas = Canvas::new(
            size,
            long_side,
            self.limits.max_pixels,
            self.limits.page_time,
        )?;
        Drawing::new(
            &mut canvas,
            Some(&self.package),
            &read.resources,
            self.limits.max_pixels,
        )
        .layers(&read.page.layers, &Matrix::IDENTITY)?;
        let to_page = Matrix::translation(-read.area.x, -read.area.y);
        for list in &body.signatures {
            for seal in seal::seals(&self.package, body, list, index) {
                canvas.check_time()?;
                self.draw_seal(&mut canvas, seal, &to_page)?;
            }
        }
        Ok(canvas.finish())
    }

    /// Draws a seal into its boundary. One that cannot be read is left out.
    fn draw_seal(
        &self,
        canvas: &mut Canvas,
        seal: Seal,
        to_page: &Matrix,
    ) -> Result<(), DocumentError> {
        let frame = seal.boundary;
        let place = Matrix::translation(frame.x, frame.y).then(to_page);
        let before = seal
            .clip
            .map(|clip| canvas.clip(&[vec![clip.outline().mapped(&place)]]));
        if seal.bytes.starts_with(b"PK") {
            let limits = Limits {
                max_unfolded: self.limits.max_unfolded.min(MAX_SEAL),
                ..self.limits
            };
            if let Ok(nested) = Self::open(seal.bytes, &limits)
                && let Some(body) = nested.bodies.first()
                && let Ok(read) = body.page(&nested.package, 0)
            {
                let stretch = Matrix::scale(
                    frame.width / read.area.width,
                    frame.height / read.area.height,
                );
                Drawing::new(
                    canvas,
                    Some(&nested.package),
                    &read.resources,
                    self.limits.max_pixels,
                )
                .layers(&read.page.layers, &stretch.then(&place))?;
            }
        } else if let Some(picture) = picture::decode(&seal.bytes, "", self.limits.max_pixels) {
            // Pictures of seals often have a white ground; the text under it must stay readable.
            let place = Matrix::scale(frame.width, frame.height).then(&place);
            canvas.picture(&picture, &place, 1.0, Blend::Multiply);
        }
        if let Some(before) = before {
            canvas.unclip(before);
        }
        Ok(())
    }

    pub(crate) fn about(&self) -> &About {
        &self.about
    }

    pub(crate) fn exact(&self) -> &[ExactReading] {
        &self.exact
    }
}

fn points(area: Rect) -> PageSize {
    PageSize {
        width: area.width * POINTS,
        height: area.height * POINTS,
    }
}

#[cfg(test)]
mod tests;
