//! Bytes → pages. A document is sniffed (never trusted by its name), opened within limits, and
//! then gives for each page its size, its words with boxes, its ruling lines and its picture; and,
//! where the format carries the invoice as data, those values exactly.
//!
//! What is not here: which word is which field (that is `recognition`), the network, the ledger.

mod about;
mod archive;
mod error;
mod exact;
mod fonts;
mod format;
mod limits;
mod ofd;
mod page;
mod pdf;
mod picture;
mod words;
mod xml;

mod document;

pub use about::About;
pub use archive::{PackedFile, Unpacked, is_archive, unpack};
pub use document::{Document, open};
pub use error::DocumentError;
pub use exact::{ExactField, ExactReading};
pub use fonts::ignore_installed_fonts;
pub use format::{Format, sniff};
pub use limits::Limits;
pub use page::{Glyph, PageContent, PageSize, Picture, Rule, Seen, Word};
