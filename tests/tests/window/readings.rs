//! A second provider is asked where the first leaves doubts; both readings stand side by side. What the
//! reader of a scan was not sure of is marked.

use std::path::Path;

use documents::Limits;
use fapiao_tests::filled::fill;
use fapiao_tests::fixtures::{misprinted, name, number, sample, to_pdf, value};
use fapiao_tests::impersonator::{Answer, Impersonator};
use fapiao_tests::pictures::encode;
use fapiao_tests::program::{page_reader, program};
use fapiao_tests::window::Window;
use image::{ImageFormat, RgbImage, RgbaImage};
use invoice::{Invoice, InvoiceType, Side};
use recognition::ProviderId;
use serde_json::json;

use crate::{Desk, READY, document, rows, text_of};

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

/// Empties a cap in the settings, or types it anew.
async fn type_cap(window: &Window, cap: &str, text: &str) {
    window.click(&format!("[data-testid='{cap}']")).await;
    window.key("Ctrl+a").await;
    window.key("Delete").await;
    window.type_text(text).await;
    window.key("Tab").await;
}

/// The same in yuan: without a price nobody is asked, which the settings say; with one, as many calls as
/// the yuan of the day pay for.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_cap_in_yuan_holds_at_the_price_of_a_call() {
    let desk = Desk::new();
    let right = sample(InvoiceType::DigitalOrdinary, 881);
    let answer = reply(&right, &name(&right, Side::Buyer));
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer]).await;
    let window = desk.open_with(&server.address).await;
    window.find("[data-testid='welcome']").await;
    window.key("Ctrl+,").await;
    let choice = window.find("[data-testid='second-provider']").await;
    choice.select_by_value("deepfinch").await.unwrap();
    type_cap(&window, "second-cap", "").await;
    type_cap(&window, "second-cap-yuan", "0.25").await;
    // Nobody knows what a call costs: the way to say it leads to the provider's own settings.
    window
        .click("[data-testid='second-asks-nobody'] button")
        .await;
    window.click("[data-testid='price-deepfinch']").await;
    window.type_text("0.12").await;
    window.key("Enter").await;
    window
        .until("cap and price are kept", async |w| {
            let startup = w.call("startup", json!({})).await["ok"].clone();
            let second = &startup["preferences"]["second"];
            let providers = startup["providers"].as_array().cloned().unwrap_or_default();
            let priced = |p: &serde_json::Value| p["id"] == "deepfinch" && p["price"] == 1_200;
            second["calls_per_day"].is_null()
                && second["fen_per_day"] == 25
                && providers.iter().any(priced)
        })
        .await;
    window.key("Ctrl+1").await;
    let files: Vec<_> = (881..886)
        .map(|seed| {
            let right = sample(InvoiceType::DigitalOrdinary, seed);
            let text = crate::review::misread(&value(&right, "total_tax"));
            let printed = misprinted(&right, "total_tax", &text);
            desk.file(&format!("{seed}.pdf"), to_pdf(&printed))
        })
        .collect();
    window.drop_files(&files);
    window
        .until("all are recognized, and nothing is under way", async |w| {
            let queue = w.call("queue", json!({})).await;
            rows(w, READY).await == 5 && queue["ok"]["progress"].is_null()
        })
        .await;
    assert_eq!(server.calls().len(), 2, "0.24 of 0.25 yuan");
    window.key("Ctrl+,").await;
    let spent = text_of(&window, "[data-testid='second-today']").await;
    assert!(spent.contains("0.24"), "{spent}");
    window.close().await;
}

/// The invoice as a scanner sees it, with the upper part of every second character of these values gone.
fn half_printed(invoice: &Invoice, paths: &[&str]) -> RgbImage {
    let document = documents::open(to_pdf(invoice), None, &Limits::default()).unwrap();
    let drawn = document.draw_page(0, 1_600).unwrap();
    let page = RgbaImage::from_raw(drawn.width, drawn.height, drawn.rgba).unwrap();
    let mut page = image::DynamicImage::from(page).into_rgb8();
    let (width, height) = (page.width() as f32, page.height() as f32);
    let words = document.page_content(0).unwrap().words.clone();
    for path in paths {
        let text = value(invoice, path);
        let (word, at) = words
            .iter()
            .find_map(|word| Some((word, word.text.find(&text)?)))
            .unwrap();
        let first = word.text[..at].chars().count();
        let letters = &word.glyphs[first..first + text.chars().count()];
        for glyph in letters.iter().skip(1).step_by(2) {
            let gone = glyph.y0 + 0.4 * (glyph.y1 - glyph.y0);
            for y in (glyph.y0 * height) as u32..=(gone * height) as u32 {
                for x in (glyph.x0 * width) as u32..=(glyph.x1 * width) as u32 {
                    page.put_pixel(x, y, image::Rgb([250, 250, 250]));
                }
            }
        }
    }
    page
}

/// A scan is read by this machine: the characters that its reader was not sure of are marked in their
/// values.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_doubtful_characters_of_a_scan_are_marked() {
    if page_reader().is_none() {
        return;
    }
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 891);
    let scan = half_printed(&invoice, &["seller.name", "buyer.name"]);
    let scan = encode(&scan, ImageFormat::Png);
    let file = desk.file("扫描.png", scan);
    let environment = [("FAPIAO_MODELS_DIR", models.to_str().unwrap())];
    let program = program("fapiao-review");
    let window = Window::open_program(&program, &desk.data(), &environment, &[file]).await;
    window.find(READY).await;
    window.find("[data-testid='form']").await;
    let fields = document(&window, 1).await["fields"].clone();
    let doubted: Vec<(&str, String)> = fields
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| {
            let is_name = field["path"].as_str().unwrap().ends_with("name");
            is_name && field["trust"] != "certain"
        })
        .map(|field| {
            let value: Vec<char> = field["value"].as_str().unwrap().chars().collect();
            let doubts = field["doubts"].as_array().unwrap();
            let at = doubts.iter().map(|doubt| doubt["at"].as_u64().unwrap());
            let characters = at.map(|at| value[usize::try_from(at).unwrap()]).collect();
            (field["path"].as_str().unwrap(), characters)
        })
        .filter(|(_, characters): &(&str, String)| !characters.is_empty())
        .collect();
    assert!(!doubted.is_empty(), "{fields}");
    for (path, characters) in doubted {
        let marked = format!(
            "const input = document.querySelector(\":is(input, textarea)[data-path='{path}']\");\
             const marks = input?.parentElement.querySelectorAll('[aria-hidden] mark') ?? [];\
             return [...marks].map((mark) => mark.textContent).join('')"
        );
        window
            .until(&format!("{characters} is marked in {path}"), async |w| {
                let marked = w.script(&marked).await;
                let marked = marked.as_str().unwrap_or_default();
                characters.chars().all(|one| marked.contains(one))
            })
            .await;
    }
    window.close().await;
}
