//! A name for a fetched file: what the server calls it, else the end of its path.

use documents::Format;
use encoding_rs::{Encoding, GB18030};
use percent_encoding::{percent_decode, percent_decode_str};
use url::Url;

/// Longest name without its ending, in characters.
const LONGEST: usize = 100;

/// The name for a file whose content is `format`, with an ending that fits the content.
/// `disposition` is the header `Content-Disposition`.
pub(super) fn file_name(disposition: Option<&[u8]>, url: &Url, format: Format) -> String {
    let from_path = || {
        let last = url.path_segments()?.next_back()?;
        let decoded = percent_decode_str(last).collect::<Vec<u8>>();
        Some(clean(&text_of(&decoded))).filter(|name| !name.is_empty())
    };
    let named = disposition
        .and_then(disposed)
        .map(|name| clean(&name))
        .filter(|name| !name.is_empty())
        .or_else(from_path)
        .unwrap_or_else(|| clean(url.host_str().unwrap_or_default()));
    with_ending(&named, format)
}

/// The name in a `Content-Disposition` (RFC 6266), `filename*` first.
fn disposed(header: &[u8]) -> Option<String> {
    let text = text_of(header);
    let parameters = parameters(&text);
    let value = |wanted: &str| {
        parameters
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value)
    };
    let extended = value("filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, encoded) = rest.split_once('\'')?;
        let bytes: Vec<u8> = percent_decode_str(encoded).collect();
        let encoding = Encoding::for_label(charset.trim().as_bytes())?;
        Some(encoding.decode(&bytes).0.into_owned())
    });
    // Many servers escape the plain form too, although it knows no escapes.
    extended.or_else(|| {
        let plain = value("filename")?;
        Some(text_of(
            &percent_decode(plain.as_bytes()).collect::<Vec<u8>>(),
        ))
    })
}

/// `name=value` and `name="value"` between semicolons; names in lower case.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut part, mut quoted, mut escaped) = (String::new(), false, false);
    // The semicolon at the end closes the last part.
    for c in header.chars().chain([';']) {
        match c {
            _ if escaped => {
                part.push(c);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                if let Some((name, value)) = part.split_once('=') {
                    found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                part.clear();
            }
            _ => part.push(c),
        }
    }
    found
}

/// UTF-8, or GB 18030, which older Chinese servers send.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode(bytes).0.into_owned(),
    }
}

/// Without folders, without characters that a file's name cannot have or that hide what it is.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !turns_text(*c))
        .map(|c| if r#"<>:"|?*"#.contains(c) { '_' } else { c })
        .collect();
    plain
        .trim_matches(|c: char| c == '.' || c.is_whitespace())
        .to_owned()
}

/// Invisible characters that change the direction in which a name is shown.
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn with_ending(name: &str, format: Format) -> String {
    let endings = endings(format);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let fits = endings.iter().any(|e| ending.eq_ignore_ascii_case(e));
    let stem = if fits { stem } else { name };
    let short: String = stem.chars().take(LONGEST).collect();
    let ending = if fits {
        ending
    } else {
        endings.first().copied().unwrap_or_default()
    };
    if ending.is_empty() {
        short
    } else {
        format!("{short}.{ending}")
    }
}

const fn endings(format: Format) -> &'static [&'static str] {
    match format {
        Format::Pdf => &["pdf"],
        Format::Ofd => &["ofd"],
        Format::Xml => &["xml"],
        Format::Jpeg => &["jpg", "jpeg"],
        Format::Png => &["png"],
        Format::Bmp => &["bmp"],
        Format::Tiff => &["tif", "tiff"],
        Format::Webp => &["webp"],
        Format::Gif => &["gif"],
        Format::Heic => &["heic", "heif"],
        Format::Zip => &["zip"],
        Format::Unknown => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_from_the_header_or_the_path_and_fits_the_content() {
        let gbk = GB18030.encode("attachment; filename=\"电子发票.pdf\"").0;
        let cases: &[(&[u8], &str, &str)] = &[
            (b"", "/a/b/invoice%201.pdf?token=x", "invoice 1.pdf"),
            (b"", "/%E5%8F%91%E7%A5%A8.PDF", "发票.PDF"),
            (b"", "/download", "download.pdf"),
            (b"", "/get.do", "get.do.pdf"),
            (b"", "/", "fp.example.com.pdf"),
            (b"attachment", "/x.pdf", "x.pdf"),
            (b"attachment; filename=a.pdf", "/x.pdf", "a.pdf"),
            (
                b"attachment; filename=\"a;b \\\"c\\\".pdf\"",
                "/x",
                "a;b _c_.pdf",
            ),
            (
                b"attachment; filename=\"%E5%8F%91%E7%A5%A8.pdf\"",
                "/x",
                "发票.pdf",
            ),
            ("inline; FileName=发票.pdf".as_bytes(), "/x", "发票.pdf"),
            (&gbk, "/x", "电子发票.pdf"),
            (
                b"attachment; filename=\"x.pdf\"; filename*=UTF-8''%E7%A5%A8%20%E6%8D%AE.pdf",
                "/x",
                "票 据.pdf",
            ),
            (
                b"attachment; filename*=gbk''%B7%A2%C6%B1.pdf",
                "/x",
                "发票.pdf",
            ),
            (
                b"attachment; filename=\"../../etc/passwd\"",
                "/x",
                "passwd.pdf",
            ),
            (
                b"attachment; filename=\"C:\\\\Users\\\\a.pdf\"",
                "/x",
                "a.pdf",
            ),
            (b"attachment; filename=\"...\"", "/x", "x.pdf"),
            (
                "attachment; filename=\"a\u{202E}fdp.exe\"".as_bytes(),
                "/x",
                "afdp.exe.pdf",
            ),
        ];
        for (header, path, expected) in cases {
            let url = Url::parse(&format!("https://fp.example.com{path}")).unwrap();
            let header = (!header.is_empty()).then_some(*header);
            assert_eq!(file_name(header, &url, Format::Pdf), *expected, "{path}");
        }
    }

    #[test]
    fn a_long_name_is_cut_before_its_ending() {
        let url = Url::parse(&format!("https://a.example/{}.pdf", "x".repeat(5000))).unwrap();
        let name = file_name(None, &url, Format::Pdf);
        assert!(
            name.len() == LONGEST + 4 && name.ends_with("x.pdf"),
            "{name}"
        );
    }
}
