//! What a provider reads from a scan gets its place on the page, found by this machine afterwards.

// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use documents::Limits;
use fapiao_tests::fixtures::{number, sample, to_pdf};
use fapiao_tests::impersonator::{Answer, Impersonator, SECRET_KEY};
use fapiao_tests::program::{json_lines, program};
use image::{ImageFormat, RgbaImage};
use invoice::InvoiceType;
use recognition::ProviderId;
use recognition::offline::have_models;

const SIDE: u32 = 1600;

fn picture_of(pdf: Vec<u8>) -> Vec<u8> {
    let document = documents::open(pdf, None, &Limits::default()).unwrap();
    let page = document.draw_page(0, SIDE).unwrap();
    let page = RgbaImage::from_raw(page.width, page.height, page.rgba).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    page.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_values_of_a_provider_have_their_place_on_a_scan() {
    if !have_models(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../models")) {
        println!("skipped: no models that read pictures (setup/models.sh fetches them)");
        return;
    }
    let invoice = sample(InvoiceType::DigitalOrdinary, 5);
    let number = number(&invoice);
    let reply = serde_json::json!({"error_code": 0, "result": {"InvoiceNum": number.clone()}});
    let server = Impersonator::start(ProviderId::Juhe, vec![Answer::json(reply.to_string())]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scan.png");
    std::fs::write(&file, picture_of(to_pdf(&invoice))).unwrap();
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
