//! One field of many documents at once.

use fapiao_tests::fixtures::{sample, to_pdf, to_xml, value};
use invoice::InvoiceType;
use serde_json::json;

use crate::{Desk, document, rows, text_of};

/// The wall: one field of many documents as crops with values; Enter confirms all, Space or a click
/// marks one.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_wall_confirms_all_but_the_marked_ones_and_leads_to_these() {
    let desk = Desk::new();
    let files: Vec<(String, Vec<u8>)> = (0..12)
        .map(|seed| {
            let invoice = sample(InvoiceType::DigitalOrdinary, 851 + seed);
            (format!("{seed:02}.pdf"), to_pdf(&invoice))
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let window = desk.open_over(&files).await;
    window.until_focus("primary").await;
    window.key("Ctrl+g").await;
    window.until_focus("wall-cells").await;
    window
        .until("every place is drawn", async |w| {
            let drawn = "const all = [...document.querySelectorAll('[data-testid=\"wall-cell\"] img')];\
                return all.length === 12 && all.every((image) => image.complete && image.naturalWidth > 20)";
            w.script(drawn).await == json!(true)
        })
        .await;
    // A click marks one, and another lets it go.
    let third = "[data-testid='wall-cell'][data-id='3']";
    for marked in ["true", "false"] {
        window.click(third).await;
        window
            .find(&format!("{third}[aria-selected='{marked}']"))
            .await;
    }
    window.key("ArrowLeft").await;
    window.key("Space").await;
    let count = text_of(&window, "[data-testid='wall-count']").await;
    assert!(count.contains("已标出 1"), "{count}");
    window.key("Enter").await;
    // The marked one is opened at the field.
    window.until_focus("amount_with_tax").await;
    let trust = async |id: u64| {
        let view = document(&window, id).await;
        let fields = view["fields"].as_array().cloned().unwrap_or_default();
        let field = fields
            .iter()
            .find(|field| field["path"] == "amount_with_tax");
        field.map(|field| field["trust"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(trust(1).await.as_deref(), Some("yours"));
    assert_eq!(trust(2).await.as_deref(), Some("certain"), "it was marked");
    window.control("撤销").await.click().await.unwrap();
    window.text("已撤回 11").await;
    assert_eq!(trust(1).await.as_deref(), Some("certain"));
    assert_eq!(rows(&window, "[data-testid='wall']").await, 0);

    // Another field, all at once.
    window.key("Ctrl+g").await;
    let field = window.find("[data-testid='wall-field']").await;
    field.select_by_value("seller.tax_id").await.unwrap();
    let tax_id = value(&sample(InvoiceType::DigitalOrdinary, 851), "seller.tax_id");
    window
        .until("the tax ids are there", async |w| {
            text_of(w, "[data-testid='wall-cell'][data-id='1']")
                .await
                .replace(|c: char| c.is_whitespace(), "")
                .contains(&tax_id)
        })
        .await;
    window.until_focus("wall-cells").await;
    window.key("Enter").await;
    window
        .until("all twelve are confirmed", async |w| {
            let view = document(w, 12).await;
            let fields = view["fields"].as_array().cloned().unwrap_or_default();
            fields
                .iter()
                .any(|field| field["path"] == "seller.tax_id" && field["trust"] == "yours")
        })
        .await;
    window.close().await;
}

/// Most fields of a wall.
const MOST: usize = 200;

/// Notes in the page what it asks of the program: a command each, as the last part of an address.
const NOTE_CALLS: &str = "const ask = window.fetch;\
    window.__asked = [];\
    window.fetch = (address, ...rest) => {\
        window.__asked.push(String(address).split('/').at(-1));\
        return ask(address, ...rest);\
    };";

/// A wall of as many as it may hold, of more documents than that: one answer brings it, one more key
/// confirms it; only what is in sight is drawn, down to the last by a key.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_wall_of_two_hundred_takes_one_answer_and_one_key() {
    let desk = Desk::new();
    let files: Vec<(String, Vec<u8>)> = (0..=MOST as u64)
        .map(|seed| {
            let invoice = sample(InvoiceType::DigitalOrdinary, 2_000 + seed);
            (format!("{seed:03}.xml"), to_xml(&invoice))
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let window = desk.open_over(&files).await;
    window.until_focus("primary").await;
    window.script(NOTE_CALLS).await;
    window.key("Ctrl+g").await;
    window.until_focus("wall-cells").await;
    let asked = async || {
        let asked = window.script("return window.__asked").await;
        let asked: Vec<String> = serde_json::from_value(asked).unwrap();
        let of_wall = asked.into_iter().filter(|name| name.contains("wall"));
        of_wall.collect::<Vec<_>>()
    };
    assert_eq!(asked().await, ["wall"], "one round trip");
    let count = text_of(&window, "[data-testid='wall-count']").await;
    assert!(count.contains(&MOST.to_string()), "{count}");
    let drawn = rows(&window, "[data-testid='wall-cell']").await;
    assert!(0 < drawn && drawn < MOST / 2, "{drawn} drawn");
    // Down to the last one, page by page, and up again, with the keys that every list has.
    window.key("PageDown").await;
    let current = "return Number(document.querySelector(\"[data-current]\")?.dataset.id ?? 0)";
    window
        .until("the one in question went along", async |w| {
            w.script(current).await.as_u64().unwrap() > 4
        })
        .await;
    window.key("End").await;
    let last = format!("[data-testid='wall-cell'][data-id='{MOST}']");
    window.find(&format!("{last}[data-current]")).await;
    window.point_at(&last).await;
    window.key("Home").await;
    window
        .find("[data-testid='wall-cell'][data-id='1'][data-current]")
        .await;
    window.key("End").await;
    window.key("Space").await;
    window.find(&format!("{last}[aria-selected='true']")).await;
    window.key("Enter").await;
    // The marked one is opened at its field, and the rest is the reviewer's.
    window.until_focus("amount_with_tax").await;
    assert_eq!(asked().await, ["wall", "confirm_on_wall"]);
    let left = window
        .call("wall", json!({ "path": "amount_with_tax" }))
        .await;
    let left: Vec<u64> = left["ok"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["id"].as_u64().unwrap())
        .collect();
    assert_eq!(left, [MOST as u64, MOST as u64 + 1]);
    window.close().await;
}
