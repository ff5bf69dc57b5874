use sha2::{Digest, Sha256};

use crate::format::unread;
use crate::{About, DocumentError, ExactReading, Format, Limits, PageContent, PageSize, Picture};
use crate::{ofd::OfdDocument, pdf::PdfDocument, picture::PictureDocument, xml::XmlDocument};

/// An opened document of any kind.
pub struct Document {
    kind: Kind,
    digest: [u8; 32],
}

enum Kind {
    Pdf(PdfDocument),
    Ofd(OfdDocument),
    Xml(XmlDocument),
    Picture(PictureDocument),
}

/// Opens a document by its content. `password` is for encrypted PDF; without one the empty
/// password is tried, with which many signed PDFs open.
pub fn open(
    bytes: Vec<u8>,
    password: Option<&str>,
    limits: &Limits,
) -> Result<Document, DocumentError> {
    if bytes.is_empty() {
        return Err(DocumentError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(DocumentError::TooLarge(format!("{} bytes", bytes.len())));
    }
    let format = crate::sniff(&bytes);
    let digest = Sha256::digest(&bytes).into();
    let kind = match format {
        Format::Pdf => Kind::Pdf(PdfDocument::open(bytes, password, limits)?),
        Format::Ofd => Kind::Ofd(OfdDocument::open(bytes, limits)?),
        Format::Xml => Kind::Xml(XmlDocument::open(&bytes, limits)?),
        Format::Zip | Format::Unknown => {
            return Err(unread(&bytes, format));
        }
        _ => Kind::Picture(PictureDocument::open(bytes, format, limits)?),
    };
    Ok(Document { kind, digest })
}

macro_rules! each {
    ($self:ident, $d:ident => $e:expr) => {
        match &$self.kind {
            Kind::Pdf($d) => $e,
            Kind::Ofd($d) => $e,
            Kind::Xml($d) => $e,
            Kind::Picture($d) => $e,
        }
    };
}

impl Document {
    /// What it is.
    pub fn format(&self) -> Format {
        match &self.kind {
            Kind::Pdf(_) => Format::Pdf,
            Kind::Ofd(_) => Format::Ofd,
            Kind::Xml(_) => Format::Xml,
            Kind::Picture(d) => d.format(),
        }
    }

    /// The sha256 of its bytes, by which what was found out about it can be kept.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// How many pages it has. At least 1.
    pub fn page_count(&self) -> usize {
        each!(self, d => d.page_count())
    }

    /// The size of a page, from 0.
    pub fn page_size(&self, page: usize) -> Result<PageSize, DocumentError> {
        each!(self, d => d.page_size(page))
    }

    /// Words and ruling lines of a page, from 0. Pictures have none.
    pub fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        each!(self, d => d.page_content(page))
    }

    /// The picture of a page, from 0, its longer side about `long_side` pixels (never over the
    /// limit of pixels). White where nothing is drawn.
    pub fn draw_page(&self, page: usize, long_side: u32) -> Result<Picture, DocumentError> {
        each!(self, d => d.draw_page(page, long_side))
    }

    /// The values that the document carries as data. Empty for most PDFs and all pictures.
    pub fn exact(&self) -> &[ExactReading] {
        each!(self, d => d.exact())
    }

    /// What the file says of itself: signatures, program, date.
    pub fn about(&self) -> About {
        match &self.kind {
            Kind::Pdf(d) => d.about().clone(),
            Kind::Ofd(d) => d.about().clone(),
            Kind::Xml(_) | Kind::Picture(_) => About::default(),
        }
    }
}
