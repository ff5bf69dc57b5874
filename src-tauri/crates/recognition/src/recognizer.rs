use std::sync::Arc;

use async_trait::async_trait;
use documents::{Document, Format};
use invoice::{Reading, Region};
use url::Url;

use crate::offline::Progress;
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
    /// The rectangle on the page, as stored, in which the invoice lies, where several lie on it.
    pub area: Option<Region>,
    /// Quarter turns clockwise by which the reviewer turned the page, 0–3.
    pub quarter_turns: u8,
    /// Whether it is a 卷票, where the user or a rule says so; providers that must know look at the
    /// page's shape and words otherwise.
    pub roll: Option<bool>,
    /// Where the document came from on the web: providers that take an address are sent this
    /// instead of the file, unless the file must be changed to fit.
    pub address: Option<Url>,
    /// Told how far a recognizer on this machine has come.
    pub progress: Option<Progress>,
}

impl Request {
    /// Some pages of a document, as they are.
    pub fn new(document: Arc<Document>, original: Arc<Vec<u8>>, pages: Vec<usize>) -> Self {
        Self {
            document,
            original,
            pages,
            area: None,
            quarter_turns: 0,
            roll: None,
            address: None,
            progress: None,
        }
    }
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

/// Where the provider says so.
impl From<bool> for Charge {
    fn from(charged: bool) -> Self {
        if charged { Self::Charged } else { Self::Free }
    }
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

    /// Does all that comes before sending (reading, drawing, scaling, encoding), so that what it
    /// gives can be sent at once, and again if it must. `None` from recognizers that never send
    /// anything: those are asked by [`Recognizer::recognize`].
    async fn make_ready(
        &self,
        request: &Request,
    ) -> Result<Option<Box<dyn ReadyCall>>, RecognitionError> {
        let _ = request;
        Ok(None)
    }
}

/// A call that only needs sending.
#[async_trait]
pub trait ReadyCall: Send + Sync {
    /// What would leave the machine.
    fn leaving(&self) -> Leaving;

    /// Sends once, signed with the time of now. Dropping the future stops it; what had gone out by
    /// then is in doubt.
    async fn send(&self) -> Result<Recognition, RecognitionError>;
}

/// What leaves the machine with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The host it goes to, with its port if that is unusual.
    pub host: String,
    /// The kind of file; `None` where only an address is sent.
    pub format: Option<Format>,
    /// Size of the file or address in bytes, before any encoding.
    pub bytes: usize,
    /// Width and height in pixels, where it is a picture.
    pub pixels: Option<(u32, u32)>,
}
