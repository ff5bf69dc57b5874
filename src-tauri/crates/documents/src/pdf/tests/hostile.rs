use std::io::Write;
use std::time::Duration;

use proptest::prelude::*;

use super::writer::{chinese, file, page, stream, utf16};
use super::{open, texts};
use crate::{DocumentError, Limits};

const A5: &str = "/MediaBox [0 0 600 400]";

fn invoice() -> Vec<u8> {
    let content = format!(
        "1 w 50 50 m 550 50 l S BT /F1 10 Tf 100 300 Td {} Tj ET /X Do",
        utf16("发票号码：00000001")
    );
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &[0, 255, 255, 0],
    );
    let fonts = format!("/F1 {}", chinese("STSong-Light", "UniGB-UCS2-H"));
    page(A5, &fonts, &content, &[picture])
}

#[test]
fn a_file_that_is_cut_off_is_damaged_at_any_length() {
    let whole = invoice();
    for length in (9..whole.len() - 8).step_by(97) {
        let opened = open(&whole[..length]).map(|d| d.page_count());
        assert!(
            matches!(opened, Err(DocumentError::Damaged(_))),
            "{length} of {} bytes: {opened:?}",
            whole.len()
        );
    }
}

#[test]
fn an_update_that_is_cut_off_is_damaged() {
    let mut bytes = invoice();
    bytes.extend_from_slice(b"4 0 obj\n<</Length 20>>\nstream\nBT");
    assert!(matches!(open(&bytes), Err(DocumentError::Damaged(_))));
}

#[test]
fn what_only_looks_like_a_pdf_is_damaged() {
    for bytes in [
        &b"%PDF-1.7\n"[..],
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
        b"\n\n%PDF-",
    ] {
        assert!(matches!(open(bytes), Err(DocumentError::Damaged(_))));
    }
}

#[test]
fn a_bomb_is_refused_when_opened() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..40 {
        packed.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let content = stream("/Filter /FlateDecode", &packed.finish().unwrap());
    let bytes = file(&[
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] /Contents 4 0 R>>".to_vec(),
        content,
    ]);
    let limits = Limits {
        max_unfolded: 16 << 20,
        ..Limits::default()
    };
    let opened = crate::open(bytes, None, &limits).map(|d| d.page_count());
    assert!(
        matches!(opened, Err(DocumentError::TooLarge(_))),
        "{opened:?}"
    );
}

#[test]
fn a_page_with_corrupt_content_is_damaged_and_no_half_page() {
    let lines: Vec<String> = (0..400)
        .map(|y| format!("1 w 10 {y} m 500 {} l S", y * 7 % 400))
        .collect();
    let text = lines.join("\n");
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let with = |data: &[u8]| {
        file(&[
            b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] /Contents [4 0 R]>>".to_vec(),
            stream("/Filter /FlateDecode", data),
        ])
    };
    let read = |data: &[u8]| {
        open(&with(data))
            .unwrap()
            .page_content(0)
            .map(|c| c.rules.len())
    };
    assert!(read(&packed).is_ok());
    assert!(
        read(&packed[..packed.len() - 4]).is_ok(),
        "without its checksum"
    );
    assert!(matches!(
        read(&packed[..packed.len() / 2]),
        Err(DocumentError::Damaged(_))
    ));
    assert!(read(b"").is_ok(), "an empty page is no fault");
}

#[test]
fn a_huge_page_is_drawn_within_the_limit() {
    let content = "0 0 200000 100000 re f 1 0 0 RG 500 w 0 0 m 200000 100000 l S";
    let bytes = page("/MediaBox [0 0 200000 100000]", "", content, &[]);
    let limits = Limits {
        max_pixels: 1_000_000,
        ..Limits::default()
    };
    let document = crate::open(bytes, None, &limits).unwrap();
    assert!((document.page_size(0).unwrap().width - 200_000.0).abs() < 1.0);
    let picture = document.draw_page(0, 100_000).unwrap();
    assert!(u64::from(picture.width) * u64::from(picture.height) <= 1_010_000);
    assert_eq!(
        picture.rgba.len(),
        (picture.width * picture.height * 4) as usize
    );
}

#[test]
fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"",
    );
    let document = open(&page(A5, "", "q 600 0 0 400 0 0 cm /X Do Q", &[image])).unwrap();
    assert!(matches!(
        document.draw_page(0, 800),
        Err(DocumentError::TooLarge(_))
    ));
}

/// Drawn, these would fill the memory; what is written on the page is read all the same.
#[test]
fn a_page_of_endless_shapes_is_read_and_not_drawn() {
    let fonts = format!("/F1 {}", chinese("STSong-Light", "UniGB-UCS2-H"));
    let words = format!("BT /F1 10 Tf 100 300 Td {} Tj ET ", utf16("发票"));
    let scribble = "599 0 l 0 400 l ".repeat(30_000);
    for shapes in [
        "0 0 600 400 re f ".repeat(20_000),
        format!("0 0 m {scribble} S"),
    ] {
        let limits = Limits {
            page_time: Duration::from_mins(1),
            ..Limits::default()
        };
        let picture = stream(
            "/Type /XObject /Subtype /Image /Width 1000 /Height 1000 /ColorSpace /DeviceGray /BitsPerComponent 8",
            &vec![0; 1_000_000],
        );
        let bytes = page(A5, &fonts, &format!("{words}{shapes}"), &[picture]);
        let document = crate::open(bytes, None, &limits).unwrap();
        assert_eq!(texts(&document, 0), ["发票"]);
        assert!(matches!(
            document.draw_page(0, 100),
            Err(DocumentError::TooLarge(_))
        ));
    }
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 600 400] /Resources <</XObject <</X 5 0 R>>>>",
        b"/X Do",
    );
    let document = open(&page(A5, "", "/X Do", &[form])).unwrap();
    assert!(document.page_content(0).unwrap().words.is_empty());
}

/// Forms that each draw the next ten times: ten to the power of twelve in all.
#[test]
fn endless_drawing_runs_out_of_time_and_the_next_page_is_read() {
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>".to_vec(),
        format!("<</Type /Page /Parent 2 0 R {A5} /Resources <</XObject <</X 7 0 R>>>> /Contents 5 0 R>>").into_bytes(),
        format!("<</Type /Page /Parent 2 0 R {A5} /Resources <</Font <</F1 {}>>>> /Contents 6 0 R>>", chinese("STSong-Light", "UniGB-UCS2-H")).into_bytes(),
        stream("", b"/X Do"),
        stream("", format!("BT /F1 10 Tf 100 300 Td {} Tj ET", utf16("发票")).as_bytes()),
    ];
    for level in 0..12 {
        let dictionary = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 {0} {0}] /Resources <</XObject <</X {1} 0 R>>>>",
            500 - level,
            8 + level
        );
        objects.push(stream(&dictionary, "/X Do ".repeat(10).as_bytes()));
    }
    objects.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9]",
        b"0 0 5 5 re f",
    ));
    let limits = Limits {
        page_time: Duration::from_millis(700),
        ..Limits::default()
    };
    let document = crate::open(file(&objects), None, &limits).unwrap();
    assert_eq!(document.page_content(0), Err(DocumentError::Timeout));
    assert_eq!(texts(&document, 1), ["发票"]);
    assert!(matches!(
        document.draw_page(0, 100),
        Err(DocumentError::Timeout)
    ));
}

#[test]
fn deep_nesting_does_not_overflow() {
    let deep = format!("{} 1 {}", "[".repeat(100_000), "]".repeat(100_000));
    let dicts = format!("{} 1 {}", "<</A ".repeat(100_000), ">>".repeat(100_000));
    for nested in [deep, dicts] {
        let content = format!("{nested} TJ BT ET");
        if let Ok(document) = open(&page(&format!("{A5} /Odd {nested}"), "", &content, &[])) {
            let _ = document.page_content(0);
        }
    }
}

#[test]
fn endless_widths_are_refused() {
    let font = chinese("STSong-Light", "UniGB-UCS2-H").replace("[1 95 500", "[1 4294967295 500");
    let content = format!("BT /F1 10 Tf 100 300 Td {} Tj ET", utf16("发票"));
    let opened = open(&page(A5, &format!("/F1 {font}"), &content, &[])).map(|d| d.page_count());
    assert!(
        matches!(opened, Err(DocumentError::Damaged(_))),
        "{opened:?}"
    );
}

#[test]
fn more_characters_than_any_page_has_are_refused() {
    let line = format!("1 0 0 1 10 300 Tm {} Tj ", utf16(&"票".repeat(1000)));
    let content = format!("BT /F1 0.5 Tf 10 300 Td {} ET", line.repeat(500));
    let fonts = format!("/F1 {}", chinese("STSong-Light", "UniGB-UCS2-H"));
    let limits = Limits {
        page_time: Duration::from_mins(1),
        ..Limits::default()
    };
    let document = crate::open(page(A5, &fonts, &content, &[]), None, &limits).unwrap();
    assert!(matches!(
        document.page_content(0),
        Err(DocumentError::TooLarge(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_bring_the_program_down(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)
    ) {
        let mut bytes = invoice();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let limits = Limits {
            page_time: Duration::from_secs(2),
            max_pixels: 1_000_000,
            ..Limits::default()
        };
        if let Ok(document) = crate::open(bytes, None, &limits) {
            for page in 0..document.page_count().min(2) {
                let _ = document.page_content(page);
                let _ = document.draw_page(page, 200);
            }
        }
    }
}
