//! Pages with pictures on them: several invoices on one scan, boxes read once more, words at their
//! places, and pictures of nothing.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use documents::{Document, Limits};
use fapiao_pictures::{Layout, Specimen, Wear};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use invoice::{ErrorCode, FieldPath, HeaderField, Region, Source};
use recognition::offline::{OfflineReader, PageReader, have_models};
use recognition::{RecognitionError, Recognizer, Request};

/// `None`, and a notice, where the models are not there.
fn reader() -> Option<PageReader> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    if !have_models(&models) {
        println!("skipped: no models that read pictures (setup/models.sh fetches them)");
        return None;
    }
    Some(PageReader::new(Some(models), 2))
}

fn document(picture: &RgbImage) -> Arc<Document> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone())
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    Arc::new(documents::open(bytes.into_inner(), None, &Limits::default()).unwrap())
}

/// A page and its 发票号码.
fn drawn(layout: Layout) -> (RgbImage, String) {
    let specimen = Specimen {
        layout,
        wear: Wear::Clean,
        copy: 0,
    };
    let picture = specimen.draw();
    let number = picture.invoice.header(HeaderField::Number).unwrap();
    let pixels = image::load_from_memory(&picture.bytes).unwrap().into_rgb8();
    (pixels, number)
}

fn number() -> FieldPath {
    FieldPath::Header(HeaderField::Number)
}

#[tokio::test]
async fn two_invoices_on_one_scan_are_two_each_with_its_own_part_of_the_page() {
    let Some(reader) = reader() else { return };
    let (above, first) = drawn(Layout::DigitalSpecial);
    let (below, second) = drawn(Layout::ElectronicOrdinary);
    let width = above.width().max(below.width());
    let mut sheet = RgbImage::from_pixel(
        width,
        above.height() + below.height() + 80,
        Rgb([255, 255, 255]),
    );
    image::imageops::replace(&mut sheet, &above, 0, 0);
    image::imageops::replace(&mut sheet, &below, 0, i64::from(above.height()) + 80);
    let border = f64::from(above.height() + 40) / f64::from(sheet.height());
    let document = document(&sheet);

    let segments = reader
        .segment(&document, &[0], None)
        .await
        .unwrap()
        .segments;
    assert_eq!(segments.len(), 2, "{segments:?}");
    let offline = OfflineReader::new(reader);
    for (segment, (wanted, is_above)) in segments.into_iter().zip([(first, true), (second, false)])
    {
        let mut request = Request::new(Arc::clone(&document), Arc::default(), segment.pages);
        request.area = segment.area;
        let recognition = offline.recognize(&request).await.unwrap();
        for reading in &recognition.readings {
            assert_eq!(reading.fields[&number()].value.to_string(), wanted);
            for (path, field) in &reading.fields {
                let (_, y0, _, y1) = field.region.unwrap().bounds();
                let here = if is_above { y1 < border } else { y0 > border };
                assert!(here, "{path} lies in the other invoice: {y0}–{y1}");
            }
        }
    }
}

#[tokio::test]
async fn words_lie_where_they_stand_on_a_turned_page_and_a_box_is_read_again() {
    let Some(reader) = reader() else { return };
    let (page, wanted) = drawn(Layout::ElectronicOrdinary);
    let upright = document(&page);
    let turned = document(&image::imageops::rotate90(&page));
    let find = |words: Vec<documents::Word>| {
        let mut found = words.into_iter().filter(|word| word.text.contains(&wanted));
        found.next().expect("the number is read").region.bounds()
    };
    let all = reader.read(&upright, &[0], None).await.unwrap();
    let (x0, y0, x1, y1) = find(all.words());
    let all = reader.read(&turned, &[0], None).await.unwrap();
    let (a, b, c, d) = find(all.words());
    // A quarter turn clockwise takes the top edge to the right.
    for (got, want) in [(a, 1.0 - y1), (b, x0), (c, 1.0 - y0), (d, x1)] {
        assert!(
            (got - want).abs() < 0.01,
            "{:?}",
            ((a, b, c, d), (x0, y0, x1, y1))
        );
    }
    for (document, (x0, y0, x1, y1)) in [(&upright, (x0, y0, x1, y1)), (&turned, (a, b, c, d))] {
        let region = Region::rectangle(x0 - 0.004, y0 - 0.004, x1 + 0.004, y1 + 0.004).unwrap();
        let text = reader.read_region(document, 0, &region).await.unwrap();
        assert!(text.contains(&wanted), "{text:?} instead of {wanted}");
    }
}

async fn refusal(reader: PageReader, picture: &RgbImage) -> RecognitionError {
    let request = Request::new(document(picture), Arc::default(), vec![0]);
    let work = OfflineReader::new(reader);
    // Far more than it takes: what hangs must not hang the run.
    tokio::time::timeout(Duration::from_mins(2), work.recognize(&request))
        .await
        .expect("it ends")
        .unwrap_err()
}

#[tokio::test]
async fn pictures_of_nothing_are_refused_and_nothing_is_invented() {
    let Some(reader) = reader() else { return };
    let blank = RgbImage::from_pixel(1200, 800, Rgb([250, 250, 248]));
    let tiny = RgbImage::from_fn(10, 10, |x, y| Rgb([(x * 25) as u8, (y * 25) as u8, 90]));
    // Fur: noise in all sizes.
    let mut seed = 1_u32;
    let mut noise = RgbImage::new(900, 700);
    for pixel in noise.pixels_mut() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let shade = (seed >> 24) as u8;
        *pixel = Rgb([shade, shade / 2, shade / 3]);
    }
    for (name, picture) in [("blank", blank), ("tiny", tiny), ("noise", noise)] {
        let error = refusal(reader.clone(), &picture).await;
        assert!(
            matches!(
                error.code,
                ErrorCode::BadImage | ErrorCode::UnsupportedFormat
            ),
            "{name}: {error:?}"
        );
        assert!(!error.sent && !error.retryable, "{name}");
    }
}

#[tokio::test]
async fn an_absent_folder_of_models_is_said_and_digital_documents_are_read_all_the_same() {
    let reader = PageReader::new(Some("no/such/folder".into()), 1);
    let (page, _) = drawn(Layout::ElectronicOrdinary);
    let error = refusal(reader, &page).await;
    assert_eq!(error.code, ErrorCode::UnsupportedFormat);
    assert!(error.message.en.contains("setup/models.sh"), "{error:?}");
    assert!(error.message.zh.contains("模型"), "{error:?}");
}

#[tokio::test]
async fn the_engine_in_the_program_reads_what_the_library_beside_the_models_reads() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let Some(with_library) = reader() else { return };
    let alone = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(&models).unwrap() {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "onnx")
        {
            std::fs::copy(&path, alone.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let without = PageReader::new(Some(alone.path().to_path_buf()), 2);
    let (page, _) = drawn(Layout::PaperSpecial);
    let page = document(&page);
    let mut texts = Vec::new();
    for reader in [with_library, without] {
        let read = reader.read(&page, &[0], None).await.unwrap();
        let words: Vec<String> = read.words().iter().map(|word| word.text.clone()).collect();
        assert!(words.len() > 40, "{words:?}");
        texts.push(words);
    }
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn the_library_beside_the_models_has_no_address_to_send_anything_to() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let library = [
        "libonnxruntime.so",
        "libonnxruntime.dylib",
        "onnxruntime.dll",
    ]
    .iter()
    .find_map(|name| std::fs::read(models.join(name)).ok());
    let Some(library) = library else {
        println!("skipped: no library that runs the models (setup/engine.sh fetches it)");
        return;
    };
    // Versions that send messages have this; the pages that the library's own texts name have not.
    let holds = |text: &[u8]| library.windows(text.len()).any(|part| part == text);
    assert!(holds(b"OrtGetApiBase"), "it is the library");
    for sending in ["events.data.microsoft.com", "ORT_DISABLE_TELEMETRY"] {
        assert!(!holds(sending.as_bytes()), "{sending}");
    }
}

#[tokio::test]
async fn whoever_stops_waiting_stops_the_work_for_the_next_one() {
    let Some(reader) = reader() else { return };
    let (page, wanted) = drawn(Layout::DigitalSpecial);
    let document = document(&page);
    let pages = [0];
    let waiting = reader.read(&document, &pages, None);
    // Long enough to begin, too short to end.
    let broken_off = tokio::time::timeout(Duration::from_millis(30), waiting).await;
    assert!(broken_off.is_err(), "a page is not read in 30 ms");
    let request = Request::new(document, Arc::default(), vec![0]);
    let recognition = OfflineReader::new(reader)
        .recognize(&request)
        .await
        .unwrap();
    let [reading, ..] = recognition.readings.as_slice() else {
        panic!("a reading")
    };
    assert!([Source::Ocr, Source::Qr].contains(&reading.source));
    assert_eq!(reading.fields[&number()].value.to_string(), wanted);
}
