use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of an XML part: by its byte order mark, by the look of its first bytes, then by the
/// encoding that it declares. A part that declares UTF-8 but is not (old issuing programs write
/// GBK under a UTF-8 declaration) is read as GB18030 where that fits without a fault.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(bytes.get(mark..).unwrap_or_default())
            .0;
    }
    match bytes {
        [b'<', 0, ..] => return UTF_16LE.decode_without_bom_handling(bytes).0,
        [0, b'<', ..] => return UTF_16BE.decode_without_bom_handling(bytes).0,
        _ => {}
    }
    let declared = declared_encoding(bytes).unwrap_or(UTF_8);
    for encoding in [declared, UTF_8, GB18030] {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return text;
        }
    }
    declared.decode_without_bom_handling(bytes).0
}

/// The encoding in `<?xml … encoding="…"?>`, if it is one whose ASCII is ASCII. A UTF-16
/// declaration on bytes that are evidently not UTF-16 is a known fault of exporters.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = head.get(..head.windows(2).position(|w| w == b"?>")?)?;
    let at = head.windows(8).position(|w| w == b"encoding")?;
    let mut rest = head
        .get(at + 8..)?
        .iter()
        .copied()
        .skip_while(|b| *b != b'"' && *b != b'\'');
    let quote = rest.next()?;
    let label: Vec<u8> = rest.take_while(|b| *b != quote).collect();
    Encoding::for_label(&label).filter(|e| e.is_ascii_compatible())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_writing_the_same_text_reads_the_same() {
        let plain = "<a>测试公司</a>";
        let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut marked = vec![0xff, 0xfe];
        marked.extend(&utf16);
        assert_eq!(text_of(&utf16), plain, "UTF-16 without a mark");
        assert_eq!(text_of(&marked), plain, "UTF-16 with a mark");
        assert_eq!(
            text_of(format!("\u{feff}{plain}").as_bytes()),
            plain,
            "UTF-8 with a mark"
        );

        for label in ["GBK", "gb2312", "GB18030", "UTF-8"] {
            let whole = format!("<?xml version='1.0' encoding='{label}'?>{plain}");
            let (gbk, _, _) = GB18030.encode(&whole);
            assert_eq!(text_of(&gbk), whole, "GBK bytes declared as {label}");
        }
        let wrong = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>{plain}");
        assert_eq!(text_of(wrong.as_bytes()), wrong, "UTF-8 declared as UTF-16");
    }
}
