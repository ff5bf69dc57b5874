//! Pages are split, merged, attached, moved and turned by keys, and it can be taken back.

use fapiao_tests::fixtures::{number, sample, to_pdf_together};
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use serde_json::json;

use crate::{Desk, READY, document, rows};

/// Waits until nothing is being read.
async fn read(window: &Window) {
    window
        .until("nothing is being read", async |w| {
            let queue = w.call("queue", json!({})).await;
            queue["ok"]["progress"].is_null() && queue["ok"]["counts"]["pending"] == 0
        })
        .await;
}

/// Page handling: merged, taken back, brought again, reordered, attached, turned, split, and no invoice.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn pages_are_handled_by_keys_and_taken_back() {
    let desk = Desk::new();
    let invoices = [841, 842, 843].map(|seed| sample(InvoiceType::DigitalOrdinary, seed));
    let window = desk
        .open_over(&[("三张.pdf", to_pdf_together(&invoices))])
        .await;
    assert_eq!(rows(&window, READY).await, 3);
    let count = async |w: &_, id: u64| {
        document(w, id).await["pages"]
            .as_array()
            .map_or(0, Vec::len)
    };

    // The next one comes into this one, is taken back, and comes again.
    window.key("Ctrl+p").await;
    window.until_focus("page-list").await;
    window.key("m").await;
    window
        .find("[data-testid='pages-drawer'] [role='group'] button")
        .await;
    window.key("1").await;
    window
        .find("[data-testid='leaf'][data-number='2'] img")
        .await;
    assert_eq!(count(&window, 1).await, 2, "both pages are one document");
    // What is being read keeps its pages until that is over.
    read(&window).await;
    window
        .until("its row is gone", async |w| rows(w, READY).await == 2)
        .await;
    window.click("[data-testid='undo']").await;
    window
        .until("it is taken back", async |w| count(w, 1).await == 1)
        .await;
    read(&window).await;
    window
        .until("its row is there again", async |w| {
            rows(w, READY).await == 3
        })
        .await;
    window.key("Ctrl+y").await;
    window
        .find("[data-testid='leaf'][data-number='2'] img")
        .await;
    read(&window).await;
    assert_eq!(count(&window, 1).await, 2, "it is brought again");
    window
        .find("[data-testid='page-list']")
        .await
        .click()
        .await
        .unwrap();
    window.until_focus("page-list").await;
    window.key("ArrowRight").await;
    window.key("ArrowRight").await;
    window.key("Alt+ArrowLeft").await;
    // Not before the page shows it: the next key is meant for what is seen.
    window
        .until("the second page is first", async |w| {
            let first = "return document.querySelector(\"[data-testid='leaf']\").dataset.number";
            w.script(first).await == "2"
        })
        .await;
    assert_eq!(document(&window, 1).await["pages"][0]["number"], 2);
    read(&window).await;
    window.key("a").await;
    window
        .find("[data-testid='leaf'][data-number='2'][data-attachment]")
        .await;
    assert_eq!(document(&window, 1).await["pages"][0]["attachment"], true);
    // The keyboard and the page in sight stay where they are while it is read again.
    read(&window).await;
    assert_eq!(window.focus().await, "page-list");
    window.key("r").await;
    window
        .until("it is turned, and it alone", async |w| {
            let view = document(w, 1).await;
            view["pages"][0]["quarter_turns"] == 1 && view["pages"][1]["quarter_turns"] == 0
        })
        .await;
    read(&window).await;
    window.key("s").await;
    window
        .until("it is a document again", async |w| {
            rows(w, READY).await == 3
        })
        .await;
    window
        .until("what was on it is read again", async |w| {
            let queue = w.call("queue", json!({})).await;
            let rows = queue["ok"]["rows"].as_array().cloned().unwrap_or_default();
            rows.iter().any(|row| row["number"] == number(&invoices[1]))
        })
        .await;
    println!("pages: {}", window.screenshot("pages").await.display());

    // No invoice at all.
    window
        .script("document.querySelector('[data-testid=page-list]').focus()")
        .await;
    window.until_focus("page-list").await;
    window.key("n").await;
    window
        .until("it is set aside", async |w| {
            document(w, 1).await["state"] == "not_invoice"
        })
        .await;
    window.close().await;
}
