//! The least that a PDF needs, written by hand, so that the tests say what is in the file.

use std::fmt::Write;

/// A file of numbered objects: `objects[0]` is object 1, the catalog.
pub(super) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        writeln!(tail, "{place:010} 00000 n ").unwrap();
    }
    writeln!(
        tail,
        "trailer\n<</Size {} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    )
    .unwrap();
    bytes.extend_from_slice(tail.as_bytes());
    bytes
}

/// A stream object.
pub(super) fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary} /Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

/// A file of one page with its content, the page's own entries (`/MediaBox […]`, …), fonts
/// (`/F1 <<…>>`) and further objects, which begin with number 5.
pub(super) fn page(entries: &str, fonts: &str, content: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        format!("<</Type /Page /Parent 2 0 R {entries} /Resources <</Font <<{fonts}>> /XObject <</X 5 0 R>>>> /Contents 4 0 R>>").into_bytes(),
        stream("", content.as_bytes()),
    ];
    objects.extend_from_slice(more);
    file(&objects)
}

/// A Chinese font that is named and not embedded, with ASCII half as wide as Chinese.
pub(super) fn chinese(name: &str, encoding: &str) -> String {
    format!(
        "<</Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>> /DW 1000 /W [1 95 500 814 907 500] /FontDescriptor <</Type /FontDescriptor /FontName /{name} /Flags 6 /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontBBox [0 -120 1000 880]>>>>]>>"
    )
}

/// A string for a font whose codes are UTF-16.
pub(super) fn utf16(text: &str) -> String {
    hex(text.encode_utf16().flat_map(u16::to_be_bytes))
}

/// A string for a font whose codes are GBK.
pub(super) fn gbk(text: &str) -> String {
    hex(encoding_rs::GBK.encode(text).0.iter().copied())
}

fn hex(bytes: impl Iterator<Item = u8>) -> String {
    let mut digits = String::from("<");
    for byte in bytes {
        write!(digits, "{byte:02X}").unwrap();
    }
    digits + ">"
}
