//! The page and the fields show each other; words and boxes of the page go into fields.

use fapiao_tests::fixtures::{misprinted, name, sample, to_pdf, value};
use fapiao_tests::window::Window;
use invoice::{InvoiceType, Side};
use serde_json::{Value, json};

use crate::{Desk, becomes, document, input, rows, shown};

/// The middle of a box on the page, in pixels of the window, and its edges.
async fn place(window: &Window, css: &str) -> [f64; 4] {
    let code = format!(
        "const r = document.querySelector(\"{css}\").getBoundingClientRect();\
         return [r.left, r.top, r.right, r.bottom]"
    );
    let edges = window.script(&code).await;
    let edges: Vec<f64> = edges
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    edges.try_into().unwrap()
}

/// The word of the page that reads like this.
async fn word(window: &Window, text: &str) -> String {
    let words = window
        .call("page_words", json!({ "id": 1, "page": 1 }))
        .await;
    let words = words["ok"].as_array().unwrap();
    let at = words
        .iter()
        .position(|word| word["text"].as_str().is_some_and(|own| own.contains(text)))
        .unwrap_or_else(|| panic!("no word {text} on the page"));
    format!("[data-word='{at}']")
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn words_are_clicked_and_boxes_are_read_into_the_field_with_the_keyboard() {
    let desk = Desk::new();
    let right = sample(InvoiceType::DigitalOrdinary, 811);
    let printed = misprinted(&right, "seller.tax_id", "91310022QQ8811152W");
    let second = sample(InvoiceType::DigitalOrdinary, 812);
    let window = desk
        .open_over(&[("a.pdf", to_pdf(&printed)), ("b.pdf", to_pdf(&second))])
        .await;
    window.until_focus("seller.tax_id").await;
    window
        .find("polygon[data-path='seller.tax_id'][data-focused]")
        .await;
    let buyer = value(&right, "buyer.tax_id");

    window.find("[data-word]").await;
    // A word that no box lies over; one with a box leads to its own field.
    let taken = window.find(&word(&window, "项目名称").await).await;
    window.click_with(taken, None).await;
    window
        .until("the word is in the field", async |w| {
            shown(w, "seller.tax_id").await.contains("项目名称")
        })
        .await;
    assert_eq!(window.focus().await, "seller.tax_id", "the keyboard stays");

    // With Ctrl a word is added to what is there.
    window.find(&input("drawer")).await.click().await.unwrap();
    let drawer = value(&right, "drawer");
    let added = window.find(&word(&window, &buyer).await).await;
    window.click_with(added, Some("Ctrl")).await;
    window
        .until("the word is added", async |w| {
            let now = shown(w, "drawer").await;
            now.starts_with(&drawer) && now.contains(&buyer)
        })
        .await;

    // A box with Alt held is read again.
    window
        .find(&input("buyer.name"))
        .await
        .click()
        .await
        .unwrap();
    let [left, top, right_edge, bottom] = place(&window, "polygon[data-path='seller.name']").await;
    let (from, to) = ((left - 2.0, top - 2.0), (right_edge + 2.0, bottom + 2.0));
    window.drag_with(from, to, Some("Alt")).await;
    let seller = name(&right, Side::Seller);
    window
        .until("what is in the box is in the field", async |w| {
            shown(w, "buyer.name").await.contains(&seller)
        })
        .await;

    // A box is clicked to go to its field; pointing at either shows the other.
    let polygon = window.find("polygon[data-path='issue_date']").await;
    window.click_with(polygon, None).await;
    window.until_focus("issue_date").await;
    assert_eq!(rows(&window, "polygon[data-focused]").await, 1);
    window
        .find("[data-testid='rotate']")
        .await
        .click()
        .await
        .unwrap();
    window
        .until("the page is turned", async |w| {
            document(w, 1).await["pages"][0]["quarter_turns"] == 1
        })
        .await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_earlier_invoice_of_a_seller_gives_its_value_and_usual_spellings_are_taken() {
    let desk = Desk::new();
    let first = sample(InvoiceType::DigitalOrdinary, 821);
    let mut second = sample(InvoiceType::DigitalOrdinary, 822);
    for path in ["seller.name", "seller.tax_id"] {
        second = misprinted(&second, path, &value(&first, path));
    }
    let second = misprinted(&second, "drawer", "欧阳试");
    let window = desk
        .open_over(&[("a.pdf", to_pdf(&first)), ("b.pdf", to_pdf(&second))])
        .await;
    window.until_focus("primary").await;
    window.key("Enter").await;
    becomes(&window, "drawer", "欧阳试").await;
    window.find(&input("drawer")).await.click().await.unwrap();
    window.key("Ctrl+d").await;
    becomes(&window, "drawer", &value(&first, "drawer")).await;

    for (path, typed, kept) in [
        ("issue_date", "2024.5.8", "2024-05-08"),
        ("amount_with_tax", "¥1,234.5", "1234.50"),
    ] {
        window.find(&input(path)).await.click().await.unwrap();
        window.key("Ctrl+a").await;
        window.type_text(typed).await;
        window.key("Tab").await;
        becomes(&window, path, kept).await;
    }
    // Undo and redo, step by step, and the history of a field.
    window.key("Ctrl+z").await;
    becomes(
        &window,
        "amount_with_tax",
        &value(&second, "amount_with_tax"),
    )
    .await;
    window.key("Ctrl+Shift+Z").await;
    becomes(&window, "amount_with_tax", "1234.50").await;
    window
        .find(&input("amount_with_tax"))
        .await
        .click()
        .await
        .unwrap();
    window.key("Ctrl+h").await;
    window
        .until(
            "its history has what was read and what was typed",
            async |w| rows(w, "[data-testid='history'] tr").await >= 2,
        )
        .await;
    window.close().await;
}
