//! Reading forms strictly: what the documents do not allow is an error, not a guess.

/// The pairs of `application/x-www-form-urlencoded`. Every character that is not plain must be
/// escaped, so that no `+` of Base64 can be taken for a blank.
pub(super) fn urlencoded(body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = std::str::from_utf8(body).map_err(|e| e.to_string())?;
    text.split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').ok_or("a pair without =")?;
            Ok((unescape(name)?, unescape(value)?))
        })
        .collect()
}

/// Percent-decoding that takes nothing else.
pub(super) fn unescape(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match first {
            b'%' => {
                let digits = tail.get(..2).ok_or("a cut escape")?;
                let digits = std::str::from_utf8(digits).map_err(|e| e.to_string())?;
                bytes.push(u8::from_str_radix(digits, 16).map_err(|e| e.to_string())?);
                rest = &tail[2..];
            }
            c if c.is_ascii_alphanumeric() || b"-_.~".contains(c) => {
                bytes.push(*c);
                rest = tail;
            }
            c => return Err(format!("`{}` is not escaped", char::from(*c))),
        }
    }
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

/// A part of a multipart form: name, file name, content type, content.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) file: Option<(String, String)>,
    pub(super) content: Vec<u8>,
}

/// The parts of `multipart/form-data` (RFC 7578).
pub(super) fn multipart(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .ok_or_else(|| format!("content type {content_type}"))?;
    if boundary.is_empty() || boundary.len() > 70 {
        return Err("a boundary has 1 to 70 characters".to_owned());
    }
    let end = format!("\r\n--{boundary}--\r\n");
    let start = format!("--{boundary}\r\n");
    let inner = body
        .strip_prefix(start.as_bytes())
        .and_then(|rest| rest.strip_suffix(end.as_bytes()))
        .ok_or("the form does not begin and end with its boundary")?;
    let between = format!("\r\n--{boundary}\r\n");
    let mut parts = Vec::new();
    for part in split(inner, between.as_bytes()) {
        let at = part
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .ok_or("a part without a head")?;
        let head = std::str::from_utf8(&part[..at]).map_err(|e| e.to_string())?;
        let content = part[at + 4..].to_vec();
        let (disposition, kind) = match head.split_once("\r\n") {
            Some((first, second)) => (
                first,
                Some(
                    second
                        .strip_prefix("Content-Type: ")
                        .ok_or("a strange header")?,
                ),
            ),
            None => (head, None),
        };
        let values = disposition
            .strip_prefix("Content-Disposition: form-data; name=\"")
            .and_then(|rest| rest.strip_suffix('"'))
            .ok_or("a strange disposition")?;
        let (name, file) = match (values.split_once("\"; filename=\""), kind) {
            (Some((name, file)), Some(kind)) => (name, Some((file.to_owned(), kind.to_owned()))),
            (None, None) => (values, None),
            _ => return Err("a file needs both a name and a type".to_owned()),
        };
        parts.push(Part {
            name: name.to_owned(),
            file,
            content,
        });
    }
    Ok(parts)
}

fn split<'a>(mut bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(by.len()).position(|w| w == by) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + by.len()..];
    }
    parts.push(bytes);
    parts
}
