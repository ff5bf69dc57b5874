use std::io::Cursor;

use crate::DocumentError;

/// A kind of file, told from its bytes and never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// PDF.
    Pdf,
    /// OFD (GB/T 33190): a ZIP with `OFD.xml`.
    Ofd,
    /// 数电票 XML or another invoice XML.
    Xml,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// BMP.
    Bmp,
    /// TIFF.
    Tiff,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// HEIC (photos of phones).
    Heic,
    /// A ZIP that is no OFD.
    Zip,
    /// Anything else.
    Unknown,
}

impl Format {
    /// Whether it is a picture of one page or several, without text of its own.
    pub const fn is_picture(self) -> bool {
        matches!(
            self,
            Self::Jpeg | Self::Png | Self::Bmp | Self::Tiff | Self::Webp | Self::Gif | Self::Heic
        )
    }

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Ofd => "OFD",
            Self::Xml => "XML",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Heic => "HEIC",
            Self::Zip => "ZIP",
            Self::Unknown => "unknown",
        }
    }
}

/// How far from the start a PDF's header may stand (Acrobat's own tolerance).
const PDF_HEADER_WITHIN: usize = 1024;

/// Tells the kind of a file from its bytes. Never fails: what is not known is
/// [`Format::Unknown`].
pub fn sniff(bytes: &[u8]) -> Format {
    picture_of(bytes)
        .or_else(|| zip_of(bytes))
        .or_else(|| is_pdf(bytes).then_some(Format::Pdf))
        .or_else(|| is_xml(bytes).then_some(Format::Xml))
        .unwrap_or(Format::Unknown)
}

/// Why a file is not read, in words that help its owner.
pub(crate) fn unread(bytes: &[u8], format: Format) -> DocumentError {
    match format {
        Format::Zip => match describe_zip(bytes) {
            Some(what) => DocumentError::Unsupported(what.to_owned()),
            None => DocumentError::Damaged("the ZIP archive is cut off".to_owned()),
        },
        _ => DocumentError::Unsupported(describe(bytes)),
    }
}

fn describe(bytes: &[u8]) -> String {
    let text = prolog_text(bytes);
    let lower = text.trim_start().to_ascii_lowercase();
    let known = if lower.starts_with("<!doctype html") || first_element(&lower) == Some("html") {
        "a web page (HTML): download the invoice itself as OFD, PDF or XML"
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        "an old Office document (doc, xls, msg): save it as PDF"
    } else if bytes.starts_with(b"Rar!\x1A\x07") {
        "a RAR archive: unpack it first"
    } else if bytes.starts_with(b"7z\xBC\xAF\x27\x1C") {
        "a 7z archive: unpack it first"
    } else if bytes.starts_with(b"{\\rtf") {
        "an RTF document: save it as PDF"
    } else if box_brand(bytes).is_some_and(|brand| brand.starts_with(b"avi")) {
        "AVIF: save it as JPEG"
    } else if bytes.starts_with(b"%!PS") {
        "PostScript: save it as PDF"
    } else {
        "neither PDF, OFD, XML nor a picture"
    };
    known.to_owned()
}

fn picture_of(bytes: &[u8]) -> Option<Format> {
    const SIGNATURES: [(&[u8], Format); 9] = [
        (b"\xFF\xD8\xFF", Format::Jpeg),
        (b"\x89PNG\r\n\x1A\n", Format::Png),
        (b"GIF87a", Format::Gif),
        (b"GIF89a", Format::Gif),
        (b"II*\0", Format::Tiff),
        (b"MM\0*", Format::Tiff),
        // BigTIFF.
        (b"II+\0", Format::Tiff),
        (b"MM\0+", Format::Tiff),
        (b"BM", Format::Bmp),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(Format::Webp);
    }
    if box_brand(bytes).is_some_and(|brand| {
        matches!(
            brand,
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1"
        )
    }) {
        return Some(Format::Heic);
    }
    let (_, format) = *SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))?;
    // Two letters are little: a text may begin with BM. A bitmap's reserved words are zero.
    (format != Format::Bmp || bytes.get(6..10) == Some(&[0; 4])).then_some(format)
}

/// The major brand of an ISO base media file.
fn box_brand(bytes: &[u8]) -> Option<&[u8; 4]> {
    (bytes.get(4..8)? == b"ftyp")
        .then(|| bytes.get(8..12)?.try_into().ok())
        .flatten()
}

fn zip_of(bytes: &[u8]) -> Option<Format> {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    let is_ofd = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => packed_kind(archive.file_names_raw()) == Some(Packed::Ofd),
        // Cut off, so without its directory. The names also stand before each entry.
        Err(_) => bytes
            .windows(OFD_ENTRY.len())
            .any(|name| name == OFD_ENTRY.as_bytes()),
    };
    Some(if is_ofd { Format::Ofd } else { Format::Zip })
}

const OFD_ENTRY: &str = "OFD.xml";

/// A ZIP that is one document and no archive of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packed {
    Ofd,
    /// Of another program; with what to say to its owner.
    Foreign(&'static str),
}

/// What a ZIP with these entries is; `None` for an archive of files.
pub(crate) fn packed_kind<'a>(names: impl Iterator<Item = &'a [u8]>) -> Option<Packed> {
    const FOREIGN: [(&str, &str); 6] = [
        ("word/", "a Word document: save it as PDF"),
        ("xl/", "an Excel workbook: save it as PDF"),
        ("ppt/", "a PowerPoint document: save it as PDF"),
        ("META-INF/container.xml", "an EPUB book"),
        ("META-INF/MANIFEST.MF", "a Java program"),
        ("AndroidManifest.xml", "an Android program"),
    ];
    let mut is_typed = false;
    let mut foreign = None;
    for name in names {
        let Ok(name) = std::str::from_utf8(name) else {
            continue;
        };
        if name
            .trim_start_matches(['.', '/', '\\'])
            .eq_ignore_ascii_case(OFD_ENTRY)
        {
            return Some(Packed::Ofd);
        }
        // Every document of Office says what its parts are; an archive may have a folder `word`.
        is_typed |= matches!(
            name,
            "[Content_Types].xml" | "mimetype" | "META-INF/MANIFEST.MF" | "AndroidManifest.xml"
        );
        if foreign.is_none() {
            foreign = FOREIGN
                .iter()
                .find(|(part, _)| name.starts_with(part))
                .map(|(_, what)| *what);
        }
    }
    is_typed.then_some(Packed::Foreign(
        foreign.unwrap_or("a document of another program: save it as PDF"),
    ))
}

fn describe_zip(bytes: &[u8]) -> Option<&'static str> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    Some(match packed_kind(archive.file_names_raw()) {
        Some(Packed::Foreign(what)) => what,
        _ => "a ZIP archive",
    })
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes
        .get(..PDF_HEADER_WITHIN)
        .unwrap_or(bytes)
        .windows(5)
        .any(|header| header == b"%PDF-")
}

fn is_xml(bytes: &[u8]) -> bool {
    let text = prolog_text(bytes);
    let text = text.trim_start();
    let named = |name: &str| !name.eq_ignore_ascii_case("html");
    match first_element(text) {
        Some(name) => named(name),
        // Cut off inside the prolog, or a prolog longer than what is looked at.
        None => text.starts_with("<?xml"),
    }
}

/// The start of the file as text, whichever of UTF-8, GBK or UTF-16 it is in: only ASCII matters
/// here.
fn prolog_text(bytes: &[u8]) -> String {
    const LOOKED_AT: usize = 8192;
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let encoding = match head {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        _ => encoding_rs::UTF_8,
    };
    encoding.decode(head).0.into_owned()
}

/// The name of the first element, after declarations, comments and a document type.
fn first_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            rest.find('>')? + 1
        } else {
            break;
        };
        rest = rest.get(end..)?.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    let name = name.get(..end)?;
    // Real files have elements whose prefix is empty (`<:eInvoice`).
    name.trim_start_matches(':')
        .starts_with(|c: char| c.is_alphabetic() || c == '_')
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip_with(names: &[&str]) -> Vec<u8> {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(b"<x/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn kinds_are_told_by_content() {
        let mut late_pdf = vec![b'\n'; 1000];
        late_pdf.extend_from_slice(b"%PDF-1.4");
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(
                "<?xml version=\"1.0\"?><EInvoice>"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes),
            )
            .collect();
        let cases: Vec<(Vec<u8>, Format)> = vec![
            (late_pdf, Format::Pdf),
            (b"%PDF-1.7\n".to_vec(), Format::Pdf),
            (zip_with(&["Doc_0/Document.xml", "OFD.xml"]), Format::Ofd),
            (zip_with(&["/OFD.xml"]), Format::Ofd),
            (zip_with(&["a.pdf", "b/OFD.xml.txt"]), Format::Zip),
            (
                b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- a --><EInvoice/>".to_vec(),
                Format::Xml,
            ),
            (b"  <!-- <html> --><EInvoice>".to_vec(), Format::Xml),
            (b"<:eInvoice xmlns:=\"\"><a/>".to_vec(), Format::Xml),
            (utf16, Format::Xml),
            (b"<!DOCTYPE html><html><body>".to_vec(), Format::Unknown),
            (
                b"<?xml version=\"1.0\"?><html xmlns=\"x\">".to_vec(),
                Format::Unknown,
            ),
            (b"\xFF\xD8\xFF\xE0".to_vec(), Format::Jpeg),
            (b"\x89PNG\r\n\x1A\n....".to_vec(), Format::Png),
            (b"BM\x10\0\0\0\0\0\0\0\x36".to_vec(), Format::Bmp),
            (b"BMW is a car maker".to_vec(), Format::Unknown),
            (b"MM\0*\0\0\0\x08".to_vec(), Format::Tiff),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), Format::Webp),
            (b"GIF89a\x01\0".to_vec(), Format::Gif),
            (b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), Format::Heic),
            (b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec(), Format::Unknown),
            (b"plain text".to_vec(), Format::Unknown),
            (Vec::new(), Format::Unknown),
        ];
        for (bytes, format) in cases {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            assert_eq!(sniff(&bytes), format, "{head:?}");
        }
    }

    #[test]
    fn a_cut_ofd_is_still_an_ofd() {
        let whole = zip_with(&["OFD.xml", "Doc_0/Document.xml"]);
        assert_eq!(sniff(&whole[..whole.len() / 2]), Format::Ofd);
    }

    #[test]
    fn what_is_not_read_is_described() {
        let of = |bytes: &[u8]| unread(bytes, sniff(bytes)).to_string();
        assert!(of(b"<html>").contains("HTML"));
        assert!(of(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").contains("Office"));
        assert!(of(&zip_with(&["[Content_Types].xml", "xl/workbook.xml"])).contains("Excel"));
    }
}
