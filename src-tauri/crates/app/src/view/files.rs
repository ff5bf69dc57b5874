use serde::Serialize;
use specta::Type;

/// A file that a document is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DocumentFile {
    /// The document that holds its evidence: this one, or a copy of it.
    pub document: u32,
    /// Whether it is the same invoice in another format, which can be taken apart again.
    pub is_copy: bool,
    /// Its name.
    pub file_name: String,
    /// Where it was taken from.
    pub source: Option<String>,
    /// `PDF`, `OFD`, `XML`, …
    pub format: String,
    /// Its size in bytes.
    pub bytes: f64,
    /// Digital signatures in it. They are there; nothing is verified.
    pub signatures: u32,
    /// The program that made it.
    pub producer: Option<String>,
    /// When it was made, as the file writes it.
    pub created: Option<String>,
    /// Whether it waits for its password.
    pub locked: bool,
}
