//! Scans: what a provider reads from one gets its place on the page, found by this machine
//! afterwards; reading one tells how far it is and can be stopped; what is no invoice is said to be
//! none.

// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use app::view::DocumentState;
use app::{App, Event};
use documents::Limits;
use fapiao_tests::fixtures::{number, sample, to_pdf};
use fapiao_tests::impersonator::{Answer, Impersonator, SECRET_KEY};
use fapiao_tests::pictures::{blank, cat, encode, large_jpeg, large_png, scanned_pdf, scribbles};
use fapiao_tests::program::{fapiao, json_lines, page_reader, program, start_reading};
use image::{ImageFormat, RgbImage, RgbaImage};
use invoice::InvoiceType;
use recognition::ProviderId;
use tokio::sync::broadcast::Receiver;

const SIDE: u32 = 1600;

/// The page of a digital invoice as a scanner sees it.
fn scan_of(pdf: Vec<u8>) -> RgbImage {
    let document = documents::open(pdf, None, &Limits::default()).unwrap();
    let page = document.draw_page(0, SIDE).unwrap();
    let page = RgbaImage::from_raw(page.width, page.height, page.rgba).unwrap();
    image::DynamicImage::from(page).into_rgb8()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_values_of_a_provider_have_their_place_on_a_scan() {
    if page_reader().is_none() {
        return;
    }
    let invoice = sample(InvoiceType::DigitalOrdinary, 5);
    let number = number(&invoice);
    let reply = serde_json::json!({"error_code": 0, "result": {"InvoiceNum": number.clone()}});
    let server = Impersonator::start(ProviderId::Juhe, vec![Answer::json(reply.to_string())]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scan.png");
    let scan = scan_of(to_pdf(&invoice));
    std::fs::write(&file, encode(&scan, ImageFormat::Png)).unwrap();
    for kept in [false, true] {
        let mut run = Command::new(program("fapiao"));
        run.args(["recognize", "--provider", "juhe", "--json"]);
        if kept {
            run.arg("--ledger").arg(folder.path().join("ledger.sqlite"));
        }
        run.arg(&file)
            .env("FAPIAO_JUHE_KEY", SECRET_KEY)
            .env("FAPIAO_JUHE_ENDPOINT", &server.address)
            .env("FAPIAO_DATA_DIR", folder.path().join("data"));
        let output = tokio::task::spawn_blocking(move || run.output().unwrap())
            .await
            .unwrap();
        let lines = json_lines(&output);
        let [line] = lines.as_slice() else {
            panic!("one invoice: {lines:?}");
        };
        assert_eq!(line["provider"], "juhe", "{line}");
        let field = &line["fields"]["number"];
        assert_eq!(field["text"], number.clone(), "{line}");
        let region = field["region"].as_array().unwrap();
        let (left, top) = (region[0].as_f64().unwrap(), region[1].as_f64().unwrap());
        assert!(
            left > 0.5 && top < 0.25,
            "the number stands at the top right: {region:?}"
        );
    }
    assert_eq!(server.calls().len(), 2, "each run asked once");
}

#[test]
fn what_is_no_invoice_gives_an_honest_error_and_nothing_else() {
    if page_reader().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let png = |picture: &RgbImage| encode(picture, ImageFormat::Png);
    let given: BTreeMap<&str, Vec<u8>> = BTreeMap::from([
        ("blank.png", png(&blank(620, 877))),
        ("cat.jpg", encode(&cat(800, 600), ImageFormat::Jpeg)),
        ("handwriting.png", png(&scribbles(700, 400))),
        ("ten.png", png(&blank(10, 10))),
        ("one.png", png(&blank(1, 1))),
        ("tall.png", png(&blank(20, 20_000))),
        ("wide.png", png(&blank(20_000, 20))),
        ("hundred.png", large_png(10_000, 10_000, 10_000)),
        ("hundred.jpg", large_jpeg(10_000, 10_000)),
        // More than is ever decoded.
        ("thousand.png", large_png(40_000, 25_000, 1)),
    ]);
    for (name, bytes) in &given {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let files = given.keys().map(|name| folder.path().join(name));
    let arguments = ["recognize", "--provider", "offline", "--json"];
    let arguments = arguments.iter().map(|a| Path::new(a).to_owned());
    let output = fapiao(&folder.path().join("data"), arguments.chain(files));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), given.len(), "one line for each: {lines:?}");
    for (line, name) in lines.iter().zip(given.keys()) {
        assert!(line["file"].as_str().unwrap().ends_with(name), "{line}");
        let codes: &[&str] = match *name {
            "thousand.png" => &["too_large"],
            // What cannot be read is no text, or text of something else.
            "handwriting.png" => &["bad_image", "unsupported_format"],
            _ => &["bad_image"],
        };
        let code = line["error"]["code"].as_str().unwrap();
        assert!(codes.contains(&code), "{line}");
        assert!(line.get("fields").is_none(), "nothing is made up: {line}");
        assert_eq!(line["error"]["retryable"], false, "{line}");
    }
}

/// The next telling of how far pages are, for this document.
async fn next_page(events: &mut Receiver<Event>, document: u32) -> (u32, u32, f64) {
    let wanted = async {
        loop {
            if let Event::PagesRead(pages) = events.recv().await.unwrap()
                && let Some(page) = pages.iter().find(|page| page.id == document)
            {
                return (page.page, page.pages, page.share);
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(2), wanted)
        .await
        .unwrap()
}

/// Waits until a document is no longer waiting or in work. Bounded, so that a fault does not hang
/// the run.
async fn settled(app: &App, document: u32) -> DocumentState {
    for _ in 0..1_200 {
        let queue = app.queue().await.unwrap();
        let row = queue.rows.iter().find(|row| row.id == document).unwrap();
        if !matches!(row.state, DocumentState::Queued | DocumentState::Working) {
            return row.state;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("document {document} is never done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_tells_its_page_and_stops_when_it_is_told_to() {
    let Some(reader) = page_reader() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let app = start_reading(&folder.path().join("data"), "http://127.0.0.1:1", reader).await;
    let offline = ProviderId::Offline.as_str().to_owned();
    let invoice = sample(InvoiceType::DigitalOrdinary, 5);
    let scan = scan_of(to_pdf(&invoice));
    let thick = folder.path().join("thick.pdf");
    // Long enough to be still at it when it is stopped.
    std::fs::write(&thick, scanned_pdf(&[&scan; 30], (595.0, 396.0))).unwrap();
    let single = folder.path().join("single.png");
    std::fs::write(&single, encode(&scan, ImageFormat::Png)).unwrap();

    let mut events = app.subscribe();
    let add = |path| app.add_paths_for(vec![path], offline.clone());
    let thick = add(thick).await.unwrap().added[0];
    let first = next_page(&mut events, thick).await;
    let second = loop {
        let told = next_page(&mut events, thick).await;
        if told.0 > 1 {
            break told;
        }
        assert!(
            told.2 >= first.2 && told.2 <= 1.0,
            "{told:?} after {first:?}"
        );
    };
    assert_eq!((first.0, first.1, second.1), (1, 30, 30));

    app.cancel(vec![thick]).await.unwrap();
    let queue = app.queue().await.unwrap();
    let [row] = queue.rows.as_slice() else {
        panic!("no page became a document: {queue:?}");
    };
    let code = row.problem.as_ref().map(|problem| problem.code.as_str());
    assert_eq!(
        (row.state, code),
        (DocumentState::Failed, Some("cancelled"))
    );
    assert!(queue.progress.is_none(), "nothing is left to do: {queue:?}");

    // What comes next is not held up by it, and is read whole.
    let single = add(single).await.unwrap().added[0];
    assert_eq!(settled(&app, single).await, DocumentState::Ready);
    let queue = app.queue().await.unwrap();
    let row = queue.rows.iter().find(|row| row.id == single).unwrap();
    assert_eq!(row.number, Some(number(&invoice)));
    assert_eq!(queue.rows.len(), 2, "the other stays stopped: {queue:?}");
    app.stop();
}
