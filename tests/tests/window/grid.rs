//! The lines of an invoice as a sheet.

use fapiao_tests::fixtures::{sample, to_pdf};
use fapiao_tests::window::percentiles;
use invoice::InvoiceType;
use serde_json::json;

use crate::{Desk, document, rows, text_of};

/// A paste as the system delivers it, of so many lines.
fn paste(lines: usize) -> String {
    format!(
        "const data = new DataTransfer();\
         data.setData('text/plain', Array.from({{ length: {lines} }}, (_, i) => `货物${{i + 1}}\\t2\\t10.00\\t6%\\t0.60`).join('\\n'));\
         document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}));"
    )
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn lines_are_walked_inserted_deleted_pasted_and_copied_and_add_up_at_once() {
    let desk = Desk::new();
    let window = desk
        .open_over(&[("a.pdf", to_pdf(&sample(InvoiceType::DigitalOrdinary, 831)))])
        .await;
    let first = window.find("input[data-path='items[0].name']").await;
    first.click().await.unwrap();
    window.script(&paste(500)).await;
    window
        .until("five hundred lines are kept", async |w| {
            document(w, 1).await["item_count"] == 500
        })
        .await;
    let sums = text_of(&window, "[data-testid='sums']").await;
    assert!(
        sums.contains("5,000.00") && sums.contains("300.00"),
        "{sums}"
    );
    assert!(
        rows(&window, "[data-testid='item-row']").await < 60,
        "only the lines in sight are drawn"
    );

    window.key("ArrowDown").await;
    window.until_focus("items[1].name").await;
    window.key("ArrowUp").await;
    window.until_focus("items[0].name").await;
    window.key("Ctrl+Enter").await;
    window
        .until("a line is inserted", async |w| {
            document(w, 1).await["item_count"] == 501
        })
        .await;
    window.until_focus("items[1].name").await;
    window.key("Ctrl+Shift+K").await;
    window
        .until("it is deleted", async |w| {
            document(w, 1).await["item_count"] == 500
        })
        .await;

    // What is typed counts at once, before it is saved.
    let amount = window.find("input[data-path='items[1].amount']").await;
    amount.click().await.unwrap();
    window.key("Ctrl+a").await;
    window.type_text("1000").await;
    let sums = text_of(&window, "[data-testid='sums']").await;
    assert!(sums.contains("5,990.00"), "{sums}");

    window.key("Ctrl+Shift+C").await;
    window.text("已复制 500 行").await;
    // The last line is reached, and the row that has the keyboard is in sight.
    window
        .script("document.querySelector('[data-testid=\"items\"] [role=\"rowgroup\"]').scrollTo(0, 1e6)")
        .await;
    window
        .find("[data-testid='item-row'][data-index='499']")
        .await;
    let scroll = window
        .client
        .execute_async(
            "const done = arguments[0];\
             const box = document.querySelector('[data-testid=\"items\"] [role=\"rowgroup\"]');\
             const frames = []; let last = performance.now(); let n = 0;\
             const step = () => { const now = performance.now(); frames.push(now - last); last = now;\
               box.scrollTop = (n * 131) % 13000; n += 1;\
               if (n < 120) requestAnimationFrame(step); else done(frames.slice(2)); };\
             requestAnimationFrame(step);",
            vec![],
        )
        .await
        .unwrap();
    println!(
        "scrolling 500 lines, frame to frame: {}",
        percentiles(&json!(scroll))
    );
    window.close().await;
}
