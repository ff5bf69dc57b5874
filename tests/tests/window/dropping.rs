//! Files come in, and invoices go out.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use fantoccini::key::Key;
use fapiao_tests::fixtures::{encrypted_pdf, name, number, sample, to_ofd, to_pdf};
use fapiao_tests::window::{Window, answer_file_dialog, hold_on_clipboard};
use invoice::{InvoiceType, Side};
use serde_json::json;

use crate::{Desk, READY, becomes, first_id, input, press, rows, type_over};

fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    workbook
        .worksheet_range(name)
        .unwrap()
        .rows()
        .map(<[Data]>::to_vec)
        .collect()
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_dropped_invoice_becomes_a_reviewed_row_in_excel() {
    let desk = Desk::new();
    let first = sample(InvoiceType::DigitalOrdinary, 1);
    let second = sample(InvoiceType::ElectronicOrdinary, 2);
    let pdf = desk.file("第一张 发票.pdf", to_pdf(&first));
    let ofd = desk.file("second.ofd", to_ofd(&second));
    let window = Window::open(&desk.data()).await;
    println!("first paint after {:?}", window.first_paint);

    window.drop_files(&[pdf, ofd]);
    window
        .until("two rows are ready", async |w| rows(w, READY).await == 2)
        .await;
    let row = window.find(&format!("{READY}[data-id='1']")).await;
    row.click().await.unwrap();
    becomes(&window, "number", &number(&first)).await;
    becomes(&window, "seller.name", &name(&first, Side::Seller)).await;
    for path in [
        "number",
        "issue_date",
        "seller.name",
        "seller.tax_id",
        "buyer.name",
        "amount_with_tax",
    ] {
        window.find(&format!("polygon[data-path='{path}']")).await;
    }
    window
        .until("the page's picture is drawn", async |w| {
            let drawn = "const i = document.querySelector(\"[data-testid='page-picture']\");\
                         return Boolean(i && i.complete && i.naturalWidth > 900)";
            w.script(drawn).await == json!(true)
        })
        .await;
    // A field that is looked at shows its box, and no other.
    window
        .find(&input("seller.name"))
        .await
        .click()
        .await
        .unwrap();
    window
        .find("polygon[data-path='seller.name'][data-focused]")
        .await;
    assert_eq!(rows(&window, "polygon[data-focused]").await, 1);

    let corrected = format!("{}（分公司）", name(&first, Side::Seller));
    type_over(&window, "seller.name", &corrected).await;
    window
        .find("[data-field='seller.name'][data-trust='yours']")
        .await;
    press(
        &window,
        "seller.name",
        &format!("{}z{}", Key::Control, Key::Control),
    )
    .await;
    becomes(&window, "seller.name", &name(&first, Side::Seller)).await;
    press(
        &window,
        "seller.name",
        &format!("{}y{}", Key::Control, Key::Control),
    )
    .await;
    becomes(&window, "seller.name", &corrected).await;
    println!(
        "corrected: {}",
        window.screenshot("corrected").await.display()
    );

    press(
        &window,
        "seller.name",
        &format!("{}{}{}", Key::Shift, Key::Enter, Key::Shift),
    )
    .await;
    finish_whatever_is_listed(&window, 1).await;
    becomes(&window, "number", &number(&second)).await;

    // At once, whatever the counters say by now.
    let workbook = desk.folder.path().join("导出 结果.xlsx");
    let body = window.find("body").await;
    body.send_keys(&format!("{}e{}", Key::Control, Key::Control))
        .await
        .unwrap();
    answer_file_dialog("导出到 Excel", &workbook);
    window
        .until("the workbook is written", async |_| workbook.exists())
        .await;
    let basic = sheet(&workbook, "发票基础信息");
    assert_eq!(basic.len(), 2, "only the reviewed one is exported");
    assert!(
        basic[1].contains(&Data::String(corrected)),
        "{:?}",
        basic[1]
    );
    assert!(
        basic[1].contains(&Data::String(number(&first))),
        "{:?}",
        basic[1]
    );
    window.close().await;
}

/// Finishing once shows what is still open, where something is; finishing again goes on anyway.
async fn finish_whatever_is_listed(window: &Window, id: u64) {
    let reviewed = async |w: &Window| {
        let view = w.call("open_document", json!({ "id": id })).await;
        view["ok"]["state"] == "reviewed"
    };
    window
        .until("it is finished, or what is open is listed", async |w| {
            reviewed(w).await || rows(w, "[data-testid='open-list']").await == 1
        })
        .await;
    if !reviewed(window).await {
        let body = window.find("body").await;
        body.send_keys(&format!("{}{}{}", Key::Shift, Key::Enter, Key::Shift))
            .await
            .unwrap();
    }
    window.until("it is reviewed", reviewed).await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn the_same_bytes_are_recognized_once_and_the_user_is_told() {
    let desk = Desk::new();
    let bytes = to_pdf(&sample(InvoiceType::DigitalOrdinary, 5));
    let window = Window::open(&desk.data()).await;
    window.drop_files(&[desk.file("a.pdf", &bytes)]);
    window.find(READY).await;
    window.drop_files(&[desk.file("copy of a.pdf", &bytes)]);
    window.text("已经导入过").await;
    assert_eq!(rows(&window, "[data-testid='queue-row']").await, 1);
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn bad_files_get_their_row_and_the_others_go_on() {
    let desk = Desk::new();
    let good = sample(InvoiceType::DigitalOrdinary, 6);
    let pdf = to_pdf(&good);
    for number in 0..1000 {
        desk.file(&format!("drop/notes/{number}.txt"), "nothing");
    }
    desk.file("drop/a/good.pdf", &pdf);
    desk.file(
        "drop/b/mislabelled.pdf",
        to_ofd(&sample(InvoiceType::ElectronicOrdinary, 6)),
    );
    desk.file("drop/c/cut.pdf", &pdf[..pdf.len() / 3]);
    desk.file("drop/d/locked.pdf", encrypted_pdf(&good));
    let empty = desk.file("empty.pdf", b"");
    let huge = desk.folder.path().join("huge.pdf");
    let file = fs::File::create(&huge).unwrap();
    file.set_len(200 << 20).unwrap();
    drop(file);

    let window = Window::open(&desk.data()).await;
    window.drop_files(&[desk.folder.path().join("drop"), empty, huge]);
    window
        .until("two are ready and four have failed", async |w| {
            let queue = w.call("queue", json!({})).await;
            let of = |state: &str| {
                queue["ok"]["rows"].as_array().map_or(0, |rows| {
                    rows.iter().filter(|r| r["state"] == state).count()
                })
            };
            of("ready") == 2 && of("failed") == 4
        })
        .await;
    let queue = window.call("queue", json!({})).await;
    for (name, code) in [
        ("empty.pdf", "damaged_file"),
        ("cut.pdf", "damaged_file"),
        ("locked.pdf", "password_needed"),
        ("huge.pdf", "too_large"),
    ] {
        let rows = queue["ok"]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["file_name"] == name).unwrap();
        assert_eq!(row["problem"]["code"], code, "{name}");
        assert!(
            row["problem"]["message"]["zh"]
                .as_str()
                .is_some_and(|m| !m.is_empty()),
            "{name}"
        );
    }
    window.text("1,000").await;
    window
        .find("[data-testid='tab-failed']")
        .await
        .click()
        .await
        .unwrap();
    window.text("empty.pdf").await;
    println!(
        "bad files: {}",
        window.screenshot("bad-files").await.display()
    );
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn copied_files_and_a_copied_picture_are_pasted_in() {
    let desk = Desk::new();
    let copied = desk.file(
        "复制的 发票.pdf",
        to_pdf(&sample(InvoiceType::DigitalOrdinary, 7)),
    );
    let window = Window::open(&desk.data()).await;
    window.find("[data-testid='welcome']").await;
    let files = hold_on_clipboard("files", [copied]);
    window.key("Ctrl+v").await;
    window
        .until("the copied file is there", async |w| {
            rows(w, READY).await == 1
        })
        .await;
    drop(files);

    let shot = desk.file("shot.png", fapiao_tests::fixtures::trial_picture());
    let _picture = hold_on_clipboard("picture", [shot]);
    window.find("[data-testid='queue']").await;
    window.key("Ctrl+v").await;
    window
        .until("the copied picture is there", async |w| {
            let queue = w.call("queue", json!({})).await;
            let rows = queue["ok"]["rows"].as_array().cloned();
            rows.is_some_and(|rows| rows.iter().any(|row| row["file_name"] == "clipboard.png"))
        })
        .await;
    assert_eq!(first_id(&window).await, 1);
    window.close().await;
}
