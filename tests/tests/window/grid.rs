//! The lines of an invoice as a sheet.

use fapiao_tests::fixtures::{sample, to_pdf};
use fapiao_tests::window::{hold_on_clipboard, percentiles, read_clipboard};
use invoice::InvoiceType;
use serde_json::json;

use crate::{Desk, document, input, rows, text_of};

/// So many lines as a spreadsheet copies them.
fn table(lines: usize) -> String {
    let line = |number| format!("货物{number}\t2\t10.00\t6%\t0.60\n");
    (1..=lines).map(line).collect()
}

/// The grid: pasted from another program and copied to it, arrows, insert, delete, sums that follow
/// what is typed and say what they differ by, five hundred lines that scroll.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn lines_are_walked_inserted_deleted_pasted_and_copied_and_add_up_at_once() {
    let desk = Desk::new();
    let window = desk
        .open_over(&[("a.pdf", to_pdf(&sample(InvoiceType::DigitalOrdinary, 831)))])
        .await;
    let sums = "[data-testid='sums']";
    let agreed = text_of(&window, sums).await;
    assert!(agreed.contains("相符"), "{agreed}");
    window.click("input[data-path='items[0].name']").await;
    window.until_focus("items[0].name").await;
    let copied = hold_on_clipboard("text", [table(500)]);
    window.key("Ctrl+v").await;
    window
        .until("five hundred lines are kept", async |w| {
            document(w, 1).await["item_count"] == 500
        })
        .await;
    drop(copied);
    window
        .until("they add up, and differ from the totals", async |w| {
            let added = text_of(w, sums).await;
            ["5,000.00", "300.00", "▲"]
                .iter()
                .all(|part| added.contains(part))
        })
        .await;
    assert!(
        rows(&window, "[data-testid='item-row']").await < 60,
        "only the lines in sight are drawn"
    );

    window.key("ArrowDown").await;
    window.until_focus("items[1].name").await;
    window.key("ArrowUp").await;
    window.until_focus("items[0].name").await;
    // What has the keyboard is selected; from the end of its text the arrow goes on.
    window.key("ArrowRight").await;
    window.key("ArrowRight").await;
    window.until_focus("items[0].quantity").await;
    window.key("ArrowLeft").await;
    window.key("ArrowLeft").await;
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
    window.click("input[data-path='items[1].amount']").await;
    window.until_focus("items[1].amount").await;
    window.key("Ctrl+a").await;
    window.type_text("1000").await;
    let typed = text_of(&window, sums).await;
    assert!(typed.contains("5,990.00"), "{typed}");

    window.key("Ctrl+Shift+C").await;
    window.text("已复制 500 行").await;
    let pasted = read_clipboard();
    let lines: Vec<Vec<&str>> = pasted.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!(lines.len(), 501, "a heading and every line");
    assert!(lines.iter().all(|cells| cells.len() == 8), "{pasted:.200}");
    assert_eq!((lines[2][0], lines[2][5]), ("货物2", "1000"));

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

/// The grid and the page: the line that has the keyboard, or the mouse, shows its row on the page.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_line_shows_its_row_on_the_page() {
    let desk = Desk::new();
    let seeds = 832..;
    let invoice = seeds
        .map(|seed| sample(InvoiceType::DigitalOrdinary, seed))
        .find(|invoice| invoice.item_count() >= 3)
        .unwrap();
    let window = desk.open_over(&[("a.pdf", to_pdf(&invoice))]).await;
    window.click("input[data-path='items[1].name']").await;
    window.until_focus("items[1].name").await;
    window
        .find("[data-testid='row-box'][data-row='1'][data-focused]")
        .await;
    assert_eq!(
        rows(&window, "[data-testid='row-box'][data-focused]").await,
        1
    );
    window.key("ArrowDown").await;
    window
        .find("[data-testid='row-box'][data-row='2'][data-focused]")
        .await;
    // It lies around the boxes of the values that stand in it.
    let row = window.edges("[data-testid='row-box'][data-row='2']").await;
    for field in ["name", "amount", "tax"] {
        let own = window
            .edges(&format!("polygon[data-path='items[2].{field}']"))
            .await;
        assert!(
            row[0] <= own[0] && row[1] <= own[1] && row[2] >= own[2] && row[3] >= own[3],
            "{field} {own:?} is in {row:?}"
        );
    }
    window.point_at("input[data-path='items[0].amount']").await;
    window
        .find("[data-testid='row-box'][data-row='0'][data-hovered]")
        .await;
    window.point_at(&input("drawer")).await;
    window
        .until("no line is pointed at", async |w| {
            rows(w, "[data-testid='row-box'][data-hovered]").await == 0
        })
        .await;
    window.close().await;
}
