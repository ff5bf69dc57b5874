//! What distinguishes one provider from another: its request and the reading of its replies.

use std::time::SystemTime;

use bytes::Bytes;
use invoice::{FieldMap, ReadingRemark, Source};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue, InvalidHeaderValue};
use url::Url;

use super::failure::Refusal;
use crate::fitting::{Fitted, Frame};
use crate::http::Outgoing;
use crate::json::Json;
use crate::{Charge, Credentials, Descriptor};

/// What distinguishes one provider from another.
pub(super) trait Protocol: Send + Sync {
    /// What it is and what it takes.
    fn descriptor(&self) -> &'static Descriptor;

    /// All of the body that can be made before the time of sending is known: the large part.
    fn body(&self, payload: &Payload, nonce: &str) -> Body;

    /// The request.
    fn request(&self, call: &Call<'_>) -> Outgoing;

    /// What an answer says. `status` is that of HTTP.
    fn read(&self, status: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead>;

    /// What an HTTP status means where the answer says nothing.
    fn refusal_of_status(&self, status: u16) -> Refusal {
        Refusal::of_status(status)
    }
}

/// What a request is made from.
pub(super) struct Call<'a> {
    pub(super) endpoint: &'a Url,
    pub(super) credentials: &'a Credentials,
    pub(super) body: &'a Body,
    pub(super) now: SystemTime,
    pub(super) nonce: String,
    /// The scope of a cloud signature, where the user set another.
    pub(super) region: Option<&'a str>,
    pub(super) service: Option<&'a str>,
}

impl Call<'_> {
    /// A secret, or an empty one: that none is missing was seen when the provider was built.
    pub(super) fn secret(&self, name: &str) -> crate::Secret {
        self.credentials
            .get(name)
            .cloned()
            .unwrap_or_else(|| crate::Secret::new(""))
            .trimmed()
    }
}

/// Headers as they are sent. None is printed; one whose value no header can carry (a key with a
/// line break) is left out, and the provider refuses the call.
pub(super) fn headers(
    headers: Vec<(HeaderName, Result<HeaderValue, InvalidHeaderValue>)>,
) -> Vec<(HeaderName, HeaderValue)> {
    headers
        .into_iter()
        .filter_map(|(name, value)| {
            let mut value = value.ok()?;
            value.set_sensitive(name != CONTENT_TYPE);
            Some((name, value))
        })
        .collect()
}

/// What is sent.
pub(super) struct Payload {
    pub(super) content: Content,
    /// Whether it is a 卷票.
    pub(super) roll: bool,
}

/// The body of a request.
pub(super) struct Body {
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
    /// Lower-case hexadecimal SHA-256, where the signature needs it.
    pub(super) sha256: Option<String>,
}

/// The file or its address.
pub(super) enum Content {
    File(Fitted),
    Address(Url),
}

/// Where the values of a reply stand.
pub(super) struct Place {
    /// Who read.
    pub(super) source: Source,
    /// The page, from 1.
    pub(super) page: u32,
    /// How the sent pixels lie on it.
    pub(super) frame: Option<Frame>,
}

/// A successful answer.
pub(super) struct Answered {
    pub(super) fields: FieldMap,
    pub(super) remarks: Vec<ReadingRemark>,
    pub(super) request_id: Option<String>,
    pub(super) charge: Charge,
    pub(super) remaining_calls: Option<u64>,
}

/// An answer without an invoice.
pub(super) enum NotRead {
    /// The provider says why.
    Refused(Refusal),
    /// It is not what the provider's document describes. Says what is missing.
    Unlike(String, Charge),
}

impl From<Refusal> for NotRead {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
