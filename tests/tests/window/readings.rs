//! A second provider is asked where the first leaves doubts; both readings stand side by side.

use fapiao_tests::filled::fill;
use fapiao_tests::fixtures::{misprinted, name, number, sample, to_pdf, value};
use fapiao_tests::impersonator::{Answer, Impersonator};
use invoice::{Invoice, InvoiceType, Side};
use recognition::ProviderId;
use serde_json::json;

use crate::{Desk, READY, document, rows};

/// What DeepFinch reads: the number, the seller and the buyer.
fn reply(invoice: &Invoice, buyer: &str) -> Answer {
    let read = |text: &str| json!({ "region": "", "txt": text });
    let result = json!({
        "invoice_info": { "invoice_numb": read(&number(invoice)) },
        "seller_info": {
            "name": read(&name(invoice, Side::Seller)),
            "checkcode": read(&value(invoice, "seller.tax_id")),
        },
        "buyer_info": { "name": read(buyer) },
    });
    let reply = json!({ "status": "OK", "request_id": "T1", "result": result });
    Answer::json(reply.to_string())
}

/// Two readings side by side: only what differs, one taken by a key, then all, and taken back; the
/// characters that differ are marked in the value.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn another_reading_is_compared_and_taken_by_one_key() {
    let desk = Desk::new();
    let right = sample(InvoiceType::DigitalOrdinary, 871);
    let tax_id = value(&right, "seller.tax_id");
    let printed = misprinted(&right, "seller.tax_id", &crate::review::misread(&tax_id));
    let buyer = name(&right, Side::Buyer);
    let mut other: Vec<char> = buyer.chars().collect();
    other[1] = '墨';
    let other: String = other.into_iter().collect();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![reply(&right, &other)]).await;
    fill(&desk.data(), &[desk.file("a.pdf", to_pdf(&printed))]).await;
    let window = desk.open_with(&server.address).await;
    window.until_focus("seller.tax_id").await;
    window.key("Ctrl+r").await;
    window.key("1").await;
    window
        .until("there are two readings", async |w| {
            let readings = w.call("readings", json!({ "id": 1 })).await;
            readings["ok"].as_array().is_some_and(|all| all.len() == 2)
        })
        .await;
    window
        .until("one character of the name is marked", async |w| {
            let marked = "return [...document.querySelectorAll(\"[data-field='buyer.name'] [aria-hidden] mark\")]\
                          .map((mark) => mark.textContent).join('')";
            w.script(marked)
                .await
                .as_str()
                .is_some_and(|marked| marked.chars().count() == 1)
        })
        .await;
    window.key("Ctrl+Shift+R").await;
    window.find("[data-testid='difference']").await;
    let differing = "return [...document.querySelectorAll(\"[data-testid='difference']\")]\
                     .map((one) => one.dataset.path).sort()";
    assert_eq!(
        window.script(differing).await,
        json!(["buyer.name", "seller.tax_id"]),
        "only what differs"
    );
    window.key("Space").await;
    window
        .until("one difference is settled", async |w| {
            rows(w, "[data-testid='difference']").await == 1
        })
        .await;
    window.key("Ctrl+Shift+A").await;
    window
        .until("no difference is left to take", async |w| {
            rows(w, "[data-testid='difference']").await == 0
        })
        .await;
    // One step takes back what was taken by one key.
    window.click("[data-testid='undo']").await;
    window
        .until("all but the first are there again", async |w| {
            rows(w, "[data-testid='difference']").await == 1
        })
        .await;
    assert_eq!(server.calls().len(), 1, "it was charged once");
    assert_eq!(document(&window, 1).await["state"], "ready");
    window.close().await;
}

/// The second provider is chosen in the settings with its cap; it is asked about what is doubtful,
/// and never oftener than the cap says.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_second_provider_is_asked_within_the_users_cap() {
    let desk = Desk::new();
    let right = sample(InvoiceType::DigitalOrdinary, 876);
    let answer = reply(&right, &name(&right, Side::Buyer));
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer]).await;
    let window = desk.open_with(&server.address).await;
    window.find("[data-testid='welcome']").await;
    window.key("Ctrl+,").await;
    let choice = window.find("[data-testid='second-provider']").await;
    choice.select_by_value("deepfinch").await.unwrap();
    window.click("[data-testid='second-cap']").await;
    window.key("Ctrl+a").await;
    window.type_text("1").await;
    window.key("Tab").await;
    window
        .until("the cap is kept", async |w| {
            let second = &w.call("startup", json!({})).await["ok"]["preferences"]["second"];
            second["provider"] == "deepfinch" && second["calls_per_day"] == 1
        })
        .await;
    window.key("Ctrl+1").await;
    let files: Vec<_> = (876..879)
        .map(|seed| {
            let right = sample(InvoiceType::DigitalOrdinary, seed);
            let text = crate::review::misread(&value(&right, "total_tax"));
            let printed = misprinted(&right, "total_tax", &text);
            desk.file(&format!("{seed}.pdf"), to_pdf(&printed))
        })
        .chain([desk.file(
            "clean.pdf",
            to_pdf(&sample(InvoiceType::DigitalOrdinary, 879)),
        )])
        .collect();
    window.drop_files(&files);
    window
        .until("all are recognized, and nothing is under way", async |w| {
            let queue = w.call("queue", json!({})).await;
            rows(w, READY).await == 4 && queue["ok"]["progress"].is_null()
        })
        .await;
    assert_eq!(
        server.calls().len(),
        1,
        "three are doubtful, one may be asked"
    );
    window.close().await;
}
