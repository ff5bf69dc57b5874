use super::body::Body;
use super::geometry::Rect;
use super::package::{Package, Part};
use super::page::MAX_PARTS;
use crate::xml::tree::Element;

/// Deepest nesting of DER values that is followed.
const MAX_DEPTH: usize = 12;

/// A seal that a signature puts on a page. That it is drawn says nothing about whether the
/// signature is valid; nothing is verified here.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seal {
    /// Where on the page, in millimetres.
    pub(super) boundary: Rect,
    /// The part of the seal that is shown (for seals across page edges), relative to the boundary.
    pub(super) clip: Option<Rect>,
    /// Another OFD, or a picture.
    pub(super) bytes: Vec<u8>,
}

/// How many signatures a list names that are there. Nothing is verified.
pub(super) fn signatures(package: &Package, list: &Part) -> usize {
    let Ok(root) = package.xml(list) else {
        return 0;
    };
    root.all("Signature")
        .take(MAX_PARTS)
        .filter_map(|signature| signature.attribute("BaseLoc"))
        .filter(|location| package.find(list.folder(), location).is_some())
        .count()
}

/// The seals on a page, from the signatures that `list` (the part named by `Signatures`) names.
pub(super) fn seals(package: &Package, body: &Body, list: &Part, page: usize) -> Vec<Seal> {
    let Ok(root) = package.xml(list) else {
        return Vec::new();
    };
    let mut seals = Vec::new();
    for signature in root.all("Signature").take(MAX_PARTS) {
        let Some(part) = signature
            .attribute("BaseLoc")
            .and_then(|l| package.find(list.folder(), l))
        else {
            continue;
        };
        let Ok(signature) = package.xml(&part) else {
            continue;
        };
        let Some(info) = signature.child("SignedInfo") else {
            continue;
        };
        let mut here = info
            .all("StampAnnot")
            .take(MAX_PARTS)
            .filter(|s| s.attribute("PageRef").and_then(|id| body.page_index(id)) == Some(page))
            .peekable();
        if here.peek().is_none() {
            continue;
        }
        let Some(bytes) = seal_picture(package, &part, &signature, info) else {
            continue;
        };
        for stamp in here {
            let rect = |name| stamp.attribute(name).and_then(Rect::parse);
            if let Some(boundary) = rect("Boundary") {
                seals.push(Seal {
                    boundary,
                    clip: rect("Clip"),
                    bytes: bytes.clone(),
                });
            }
        }
    }
    seals
}

/// The seal's picture: inside the signed value, else inside the seal part.
fn seal_picture(
    package: &Package,
    part: &Part,
    signature: &Element,
    info: &Element,
) -> Option<Vec<u8>> {
    let signed = signature.child_text("SignedValue");
    let seal = info.child("Seal").and_then(|s| s.child_text("BaseLoc"));
    [signed, seal].into_iter().flatten().find_map(|location| {
        let bytes = package.read(&package.find(part.folder(), location)?).ok()?;
        picture_in(&bytes, 0).map(<[u8]>::to_vec)
    })
}

/// Finds `SEQUENCE { kind string, picture OCTET STRING, width INTEGER, height INTEGER }`
/// (`SES_ESPictrueInfo` of GM/T 0031) anywhere in DER.
fn picture_in(der: &[u8], depth: usize) -> Option<&[u8]> {
    const OCTET_STRING: u8 = 0x04;
    const INTEGER: u8 = 0x02;
    if depth > MAX_DEPTH {
        return None;
    }
    let mut rest = der;
    while let Some((tag, content, after)) = value(rest) {
        rest = after;
        // Constructed: sequences, sets and tagged values.
        if tag & 0x20 == 0 {
            continue;
        }
        let mut inner = content;
        let mut parts: Vec<(u8, &[u8])> = Vec::new();
        while let (true, Some((tag, content, after))) = (parts.len() < 4, value(inner)) {
            parts.push((tag, content));
            inner = after;
        }
        if let [
            (0x0c | 0x13 | 0x16, _),
            (OCTET_STRING, picture),
            (INTEGER, _),
            (INTEGER, _),
        ] = *parts
        {
            return Some(picture);
        }
        if let Some(picture) = picture_in(content, depth + 1) {
            return Some(picture);
        }
    }
    None
}

/// The first DER value: its tag, its content, and what follows. `None` where it is none.
fn value(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if digits.len() > 4 {
            return None;
        }
        (
            digits
                .iter()
                .fold(0, |length, digit| length << 8 | usize::from(*digit)),
            rest,
        )
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut bytes = vec![tag];
        if length < 0x80 {
            bytes.push(length as u8);
        } else {
            bytes.extend([0x82, (length >> 8) as u8, length as u8]);
        }
        bytes.extend(content);
        bytes
    }

    #[test]
    fn the_picture_is_found_wherever_it_stands() {
        let info = der(
            0x30,
            &[
                der(0x16, b"ofd"),
                der(0x04, &[7; 300]),
                der(2, &[30]),
                der(2, &[20]),
            ]
            .concat(),
        );
        let header = der(0x30, &[der(0x16, b"ES"), der(2, &[4])].concat());
        let seal = der(
            0x30,
            &[header, der(0x0c, "测试专用章".as_bytes()), der(0x30, &info)].concat(),
        );
        assert_eq!(picture_in(&seal, 0), Some(&[7; 300][..]));
    }

    #[test]
    fn broken_and_deep_der_is_no_picture() {
        let mut deep = der(2, &[1]);
        for _ in 0..2_000 {
            deep = der(0x30, &deep);
        }
        for bytes in [
            &deep[..],
            &[],
            &[0x30],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x30, 0x80, 0],
            &[0x04, 0xff],
        ] {
            assert_eq!(picture_in(bytes, 0), None);
        }
    }
}
