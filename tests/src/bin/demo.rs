//! Shows the program where nobody can look at a screen: opens the real window with the bundled
//! samples, reviews the first one, and leaves a screenshot and a workbook in the folder named.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use fapiao_tests::program::program;
use fapiao_tests::window::Window;
use serde_json::json;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: demo FOLDER");
        return ExitCode::from(2);
    };
    std::fs::create_dir_all(&out).unwrap();
    let out = out.canonicalize().unwrap();
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("data");

    let window = Window::open(&folder).await;
    println!(
        "== the window is open, first paint after {:.1} s",
        window.first_paint.as_secs_f32()
    );
    let added = window.call("add_samples", json!({})).await;
    assert!(added["ok"].is_object(), "{added}");
    window
        .until("the samples are recognized", async |w| {
            let queue = w.call("queue", json!({})).await;
            queue["ok"]["rows"].as_array().is_some_and(|rows| {
                rows.len() == 3 && rows.iter().all(|row| row["state"] == "ready")
            })
        })
        .await;
    println!("== three sample invoices are recognized");
    // The one that shows the page with its boxes, and a field with its place in focus.
    window
        .find("[data-testid='queue-row'][data-id='2']")
        .await
        .click()
        .await
        .unwrap();
    window.find("polygon[data-path='seller.name']").await;
    window
        .until("the page is drawn", async |w| {
            let drawn = "const i = document.querySelector(\"[data-testid='page-picture']\");\
                         return Boolean(i && i.complete && i.naturalWidth)";
            w.script(drawn).await == json!(true)
        })
        .await;
    window
        .find("[data-field='seller.tax_id'] input")
        .await
        .click()
        .await
        .unwrap();
    window
        .find("polygon[data-path='seller.tax_id'][data-focused]")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let screenshot = out.join("review.png");
    std::fs::write(&screenshot, window.picture().await.unwrap()).unwrap();
    for id in 1..=3 {
        let finished = window.call("finish", json!({ "id": id })).await;
        assert_eq!(finished["ok"]["state"], "reviewed", "{finished}");
    }
    window.close().await;

    // The dialog that asks where to write needs a person; the command line exports the same ledger.
    let workbook = out.join("invoices.xlsx");
    let exported = Command::new(program("fapiao"))
        .arg("export")
        .arg("--ledger")
        .arg(folder.join("ledger.sqlite"))
        .arg("--xlsx")
        .arg(&workbook)
        .status()
        .unwrap();
    assert!(exported.success());
    println!("== screenshot: {}", screenshot.display());
    println!("== workbook:   {}", workbook.display());
    ExitCode::SUCCESS
}
