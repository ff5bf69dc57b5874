//! Bodies of `application/x-www-form-urlencoded`, escaped after RFC 3986: a blank is `%20`, and the
//! `+`, `/` and `=` of Base64 are escaped, which the providers' documents ask for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;

use super::protocol::Body;
use super::signing::escape;

/// The content type, as it is signed: without a character set.
pub(super) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// A form, in the order given.
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}

/// A form as a body.
pub(super) fn body(fields: &[(&str, &str)]) -> Body {
    Body {
        content_type: CONTENT_TYPE.to_owned(),
        bytes: Bytes::from(form(fields)),
        sha256: None,
    }
}

/// Two forms in one, the small one first.
pub(super) fn joined(small: &str, large: &[u8]) -> Bytes {
    let mut body = Vec::with_capacity(small.len() + 1 + large.len());
    body.extend_from_slice(small.as_bytes());
    body.push(b'&');
    body.extend_from_slice(large);
    Bytes::from(body)
}

/// Base64 with padding and without line breaks or a `data:` head.
pub(super) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
