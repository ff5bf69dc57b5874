use std::sync::Arc;

use async_trait::async_trait;
use documents::Document;
use invoice::Reading;

use crate::{Descriptor, RecognitionError};

/// What is to be recognized: some pages of one document.
#[derive(Clone)]
pub struct Request {
    /// The opened document.
    pub document: Arc<Document>,
    /// Its bytes as they were dropped, for providers that take the file as it is.
    pub original: Arc<Vec<u8>>,
    /// The pages (from 0) that make up one invoice: the first is the invoice itself, further ones
    /// are its 销货清单. Never empty.
    pub pages: Vec<usize>,
    /// Quarter turns clockwise by which the reviewer turned the page, 0–3.
    pub quarter_turns: u8,
}

/// Whether a call was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// The provider says so, or its document does.
    Charged,
    /// Likewise.
    Free,
    /// Not documented, or no answer came.
    Unknown,
}

impl Charge {
    /// As in the contract's JSON: `true`, `false`, `null`.
    pub const fn as_option(self) -> Option<bool> {
        match self {
            Self::Charged => Some(true),
            Self::Free => Some(false),
            Self::Unknown => None,
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Recognition {
    /// What was read, best kind first. A provider gives one reading, the offline reader one for
    /// each kind of evidence in the document (XML, OFD tags, text, QR). Never empty.
    pub readings: Vec<Reading>,
    /// The provider's whole reply, as text.
    pub raw_reply: Option<String>,
    /// The provider's number of the call.
    pub request_id: Option<String>,
    /// Whether it was charged.
    pub charge: Charge,
    /// Calls left today, where the provider says.
    pub remaining_calls: Option<u64>,
}

/// Something that turns pages into an invoice.
#[async_trait]
pub trait Recognizer: Send + Sync {
    /// What it is and what it takes.
    fn descriptor(&self) -> &'static Descriptor;

    /// Looks at the request without sending or charging anything: an error here means that the
    /// document cannot be made to fit, and says why.
    async fn prepare(&self, request: &Request) -> Result<(), RecognitionError>;

    /// Recognizes. Cancelled by dropping the future: nothing is sent after that. Does not retry;
    /// the queue does, by the error's `retryable` and `retry_after`.
    async fn recognize(&self, request: &Request) -> Result<Recognition, RecognitionError>;
}
