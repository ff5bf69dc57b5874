//! What the checks know beyond one page: own companies, earlier invoices, the tax platform, and
//! the statistics of it all.

use fantoccini::key::Key;
use fapiao_tests::fixtures::{misprinted, name, number, sample, to_pdf, value};
use invoice::{InvoiceType, Side};
use serde_json::json;

use crate::{Desk, becomes, document, input, press, rows, text_of};

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn an_own_company_marks_the_wrong_character_and_one_key_puts_it_right() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 3);
    let right = name(&invoice, Side::Buyer);
    let mut wrong: Vec<char> = right.chars().collect();
    wrong[1] = '墨';
    let wrong: String = wrong.into_iter().collect();
    let printed = misprinted(&invoice, "buyer.name", &wrong);
    let window = desk.open_over(&[("a.pdf", to_pdf(&printed))]).await;
    becomes(&window, "buyer.name", &wrong).await;
    assert_eq!(
        rows(&window, "[data-field='buyer.name'][data-trust='certain']").await,
        1
    );

    window.key("Ctrl+,").await;
    window
        .find("[data-testid='company-add']")
        .await
        .click()
        .await
        .unwrap();
    let fill = async |field: &str, text: &str| {
        let css = format!("[data-testid='company-{field}']");
        window.find(&css).await.send_keys(text).await.unwrap();
    };
    fill("name", &right).await;
    fill("tax_id", &value(&invoice, "buyer.tax_id")).await;
    window
        .until("the check digit is judged while typing", async |w| {
            text_of(w, "[data-testid='tax-id-check']")
                .await
                .contains('✓')
        })
        .await;
    println!(
        "companies: {}",
        window.screenshot("companies").await.display()
    );
    press_enter(&window, "[data-testid='company-name']").await;
    window.find("[data-testid='company']").await;

    window.key("Ctrl+1").await;
    window
        .find("[data-field='buyer.name'][data-trust='doubtful']")
        .await;
    let field = window.find(&input("buyer.name")).await;
    field.click().await.unwrap();
    let marked = text_of(&window, "[data-testid='field-detail'] mark").await;
    assert_eq!(marked.chars().count(), 1, "one character: {marked}");
    println!("buyer: {}", window.screenshot("buyer").await.display());
    press(
        &window,
        "buyer.name",
        &format!("{}j{}", Key::Control, Key::Control),
    )
    .await;
    becomes(&window, "buyer.name", &right).await;
    window
        .until("nothing is open any more", async |w| {
            rows(w, "[data-testid='doubtful']").await == 0
        })
        .await;
    window.close().await;
}

async fn press_enter(window: &fapiao_tests::window::Window, css: &str) {
    let key = Key::Enter.to_string();
    window.find(css).await.send_keys(&key).await.unwrap();
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_duplicate_is_compared_and_opened_by_one_key() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalSpecial, 5);
    let again = misprinted(&invoice, "drawer", "欧阳试");
    let files = [
        ("第一份.pdf", to_pdf(&invoice)),
        ("第二份.pdf", to_pdf(&again)),
    ];
    let window = desk.open_over(&files).await;
    let second = "[data-testid='queue-row'][data-id='2']";
    window.find(second).await.click().await.unwrap();
    becomes(&window, "drawer", "欧阳试").await;
    window
        .until(
            "the earlier one and what was done with it are told",
            async |w| {
                let said = text_of(w, "[data-testid='duplicate']").await;
                said.contains(&number(&invoice)) && said.contains("未导出，未报销")
            },
        )
        .await;

    window.key("Alt+D").await;
    window.find("[data-testid='compare-sheet']").await;
    window
        .until("both pages are drawn", async |w| {
            let drawn = "return [...document.querySelectorAll(\"[data-testid='compare-sheet'] img\")]\
                         .filter((i) => i.complete && i.naturalWidth > 500).length";
            w.script(drawn).await == json!(2)
        })
        .await;
    println!(
        "compared: {}",
        window.screenshot("compared").await.display()
    );
    window.key("Escape").await;
    window
        .until("the sheet is gone", async |w| {
            rows(w, "[data-testid='compare-sheet']").await == 0
        })
        .await;
    window.key("Alt+O").await;
    becomes(&window, "drawer", &value(&invoice, "drawer")).await;
    assert_eq!(rows(&window, "[data-testid='duplicate']").await, 0);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_tax_platforms_values_are_copied_by_a_key_each_and_its_answer_stays() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::ElectronicOrdinary, 4);
    let window = desk.open_over(&[("a.pdf", to_pdf(&invoice))]).await;
    let check_code = value(&invoice, "check_code");
    becomes(&window, "check_code", &check_code).await;
    window.key("Alt+V").await;
    window.find("[data-testid='copy-check_code']").await;
    let last_six = &check_code[check_code.len() - 6..];
    for (key, text) in [("Alt+2", number(&invoice)), ("Alt+4", last_six.to_owned())] {
        window.key(key).await;
        // What was copied is what pasting gives.
        window.key("Ctrl+F").await;
        window.key("Ctrl+A").await;
        window.key("Ctrl+V").await;
        window
            .until(&format!("{text} is pasted"), async |w| {
                let shown = "return document.activeElement.value ?? ''";
                w.script(shown).await == json!(text)
            })
            .await;
    }
    println!(
        "platform: {}",
        window.screenshot("platform").await.display()
    );
    window.key("Ctrl+A").await;
    window.key("Delete").await;
    window
        .find("[data-testid='answer-consistent']")
        .await
        .click()
        .await
        .unwrap();
    window
        .find("[data-testid='answer'][data-answer='consistent']")
        .await;
    let kept = document(&window, 1).await;
    assert_eq!(kept["verification"]["answer"], "consistent");
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn what_was_corrected_shows_in_the_statistics() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 21);
    let window = desk.open_over(&[("a.pdf", to_pdf(&invoice))]).await;
    window.key("Ctrl+3").await;
    window.find("[data-testid='statistics-empty']").await;
    let edits = json!([{ "path": "drawer", "value": "欧阳试" }]);
    let arguments = json!({ "id": 1, "edits": edits, "coalesce": false });
    window.call("correct", arguments).await;
    let finished = json!({ "id": 1, "spentMs": 6200 });
    window.call("finish", finished).await;
    window.key("Ctrl+1").await;
    window.key("Ctrl+3").await;
    window
        .until("the time and the corrected field are shown", async |w| {
            let page = text_of(w, "[data-testid='statistics']").await;
            page.contains("6.2 秒") && page.contains("开票人")
        })
        .await;
    println!(
        "statistics: {}",
        window.screenshot("statistics").await.display()
    );
    window.close().await;
}
