//! Pages as the program draws them, compared with reference pictures. Bundled faces only, so that the
//! result is the same on every machine. Where a page differs, what was drawn and the difference are
//! kept in `out/snapshots/`; a reference is made or changed only by `make snapshots`.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ofd;
mod pdf;
mod picture;
mod snapshot;
mod xml;

/// All that must have a reference, and nothing else may.
const NAMES: [&str; 14] = [
    "ofd_marks",
    "ofd_paths",
    "ofd_text",
    "pdf_annotations",
    "pdf_embedded_font",
    "pdf_named_fonts",
    "pdf_pictures",
    "pdf_turned_and_cropped",
    "picture_16_bit_png",
    "picture_cmyk_jpeg",
    "picture_tiff_second_page",
    "picture_turned_by_exif",
    "xml_digital",
    "xml_digital_wraps",
];

#[test]
fn every_reference_belongs_to_a_page() {
    let mut there: Vec<String> = std::fs::read_dir(snapshot::references())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let wanted: Vec<String> = NAMES.iter().map(|name| format!("{name}.png")).collect();
    if snapshot::accepting() {
        return;
    }
    assert_eq!(
        there,
        wanted,
        "the references in {:?}",
        snapshot::references()
    );
}
