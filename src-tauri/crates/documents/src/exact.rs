use invoice::{FieldPath, Region, Source};

/// A value that the document carries as data, under a name whose meaning is known.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactField {
    /// The field of the canonical invoice.
    pub path: FieldPath,
    /// The value as it stands in the file.
    pub text: String,
    /// The page (from 0) and place, where the format says which text object shows it.
    pub place: Option<(usize, Region)>,
}

/// One set of values that stands together in a document: a 数电票 XML, the tags of an OFD, an XML
/// attached to it, the hidden fields of a PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactReading {
    /// `Source::Xml` or `Source::Ofd`.
    pub source: Source,
    /// Where in the file it was found, for the history (`CustomTag`, `original_invoice.xml`, …).
    pub origin: String,
    /// The values, in document order.
    pub fields: Vec<ExactField>,
}
