//! What both cloud signatures are made of: canonical text, SHA-256 and chains of HMAC.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use url::Url;

/// RFC 3986: all but letters, digits and `-_.~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Percent-encodes a name or value.
pub(in crate::providers) fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The path with every segment encoded and the slashes kept; `/` where it is empty.
pub(super) fn path(url: &Url) -> String {
    let encoded: Vec<String> = url
        .path()
        .split('/')
        .map(|segment| escape(&percent_decode_str(segment).decode_utf8_lossy()))
        .collect();
    let joined = encoded.join("/");
    if joined.is_empty() {
        "/".to_owned()
    } else {
        joined
    }
}

/// The query, sorted by name and then value, encoded, a blank as `%20`.
pub(in crate::providers) fn query(url: &Url) -> String {
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| (escape(&name), escape(&value)))
        .collect();
    pairs.sort();
    let joined: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    joined.join("&")
}

/// The host as it stands in the request's own `Host` header: with its port unless that is the
/// scheme's own.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// `name:value` lines and the list of names, of headers given by lower-case name in sorted order.
pub(super) fn headers(headers: &[(&str, &str)]) -> (String, String) {
    let mut lines = String::new();
    for (name, value) in headers {
        for part in [name, ":", value, "\n"] {
            lines.push_str(part);
        }
    }
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    (lines, names.join(";"))
}

/// Lower-case hexadecimal SHA-256.
pub(in crate::providers) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The chain `HMAC(HMAC(HMAC(HMAC(key, date), region), service), ending)`, then the signature of
/// the text under it, in lower-case hexadecimal.
pub(super) fn signature(key: &[u8], steps: [&str; 4], text: &str) -> String {
    let mut key = key.to_vec();
    for step in steps {
        key = hmac(&key, step.as_bytes());
    }
    hex(&hmac(&key, text.as_bytes()))
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length, so there is no error to meet.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
