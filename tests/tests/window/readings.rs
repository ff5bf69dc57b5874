//! A second provider is asked where the first leaves doubts; both readings stand side by side.

use std::path::Path;

use fapiao_tests::filled::fill;
use fapiao_tests::fixtures::{misprinted, sample, to_pdf, value};
use fapiao_tests::impersonator::{Answer, Impersonator, PUBLIC_KEY, SECRET_KEY};
use fapiao_tests::program::program;
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use recognition::ProviderId;
use serde_json::json;

use crate::{Desk, document, rows, text_of};

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn another_reading_is_compared_and_taken_by_one_key() {
    let desk = Desk::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    let answer = Answer::json(std::fs::read(path).unwrap());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer]).await;
    let right = sample(InvoiceType::DigitalOrdinary, 871);
    let printed = misprinted(&right, "seller.tax_id", "91310022QQ8811152W");
    fill(&desk.data(), &[desk.file("a.pdf", to_pdf(&printed))]).await;
    let environment = [
        ("FAPIAO_DEEPFINCH_API_ID", PUBLIC_KEY),
        ("FAPIAO_DEEPFINCH_API_SECRET", SECRET_KEY),
        ("FAPIAO_DEEPFINCH_ENDPOINT", server.address.as_str()),
    ];
    let window =
        Window::open_program(&program("fapiao-review"), &desk.data(), &environment, &[]).await;
    window.until_focus("seller.tax_id").await;
    window.key("Ctrl+r").await;
    window.key("1").await;
    window
        .until("there are two readings", async |w| {
            let readings = w.call("readings", json!({ "id": 1 })).await;
            readings["ok"].as_array().is_some_and(|all| all.len() == 2)
        })
        .await;
    window.key("Ctrl+Shift+R").await;
    window.find("[data-testid='difference']").await;
    let all = rows(&window, "[data-testid='difference']").await;
    assert!(all > 1, "two invoices have little in common");
    println!("compare: {}", window.screenshot("compare").await.display());
    window.key("Space").await;
    window
        .until("one difference is settled", async |w| {
            rows(w, "[data-testid='difference']").await < all
        })
        .await;
    window.key("Ctrl+Shift+A").await;
    window
        .until("no difference is left to take of it", async |w| {
            rows(w, "[data-testid='difference']").await == 0
        })
        .await;
    // One step takes all of them back.
    window
        .find("[data-testid='undo']")
        .await
        .click()
        .await
        .unwrap();
    window
        .until("all but the first are there again", async |w| {
            rows(w, "[data-testid='difference']").await > 1
        })
        .await;
    assert_eq!(server.calls().len(), 1, "it was charged once");
    assert_eq!(document(&window, 1).await["state"], "ready");
    assert_ne!(
        text_of(&window, "[data-testid='compare-drawer']").await,
        value(&right, "number")
    );
    window.close().await;
}
