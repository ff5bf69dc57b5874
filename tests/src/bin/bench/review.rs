//! How fast the window answers a key and brings the next document with two thousand queued.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fapiao_tests::fixtures::{sample, to_pdf};
use fapiao_tests::window::{STOPWATCH, Window, percentiles};
use invoice::InvoiceType;
use serde_json::json;

const QUEUED: u64 = 2_000;
const WALKED: usize = 100;
const TYPED: usize = 100;

pub(crate) async fn measure(program: &Path, desk: &Path) {
    let folder = desk.join("queued");
    std::fs::create_dir_all(&folder).unwrap();
    for seed in 0..QUEUED {
        let invoice = sample(InvoiceType::DigitalOrdinary, 10_000 + seed);
        std::fs::write(folder.join(format!("{seed:04}.pdf")), to_pdf(&invoice)).unwrap();
    }
    let files: Vec<PathBuf> = vec![folder];
    let window = Window::open_program(program, &desk.join("review"), &[], &files).await;
    let mut done = 0;
    loop {
        let counts = window.call("queue", json!({})).await["ok"]["counts"].clone();
        let now = counts["to_review"].as_u64().unwrap_or_default();
        if now == QUEUED && counts["pending"] == 0 {
            break;
        }
        assert!(now >= done, "documents were lost");
        done = now;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    window.find("[data-testid='form']").await;
    window.script(STOPWATCH).await;
    for _ in 0..WALKED {
        window.key("Enter").await;
        tokio::time::sleep(Duration::from_millis(350)).await;
    }
    let times = window.script("return window.__times").await;
    println!("{QUEUED} documents queued, {WALKED} finished by Enter:");
    println!(
        "  key to the next document with its picture (goal 100 ms): {}",
        percentiles(&times["document"])
    );
    println!(
        "  Enter to the next painted frame (goal 50 ms): {}",
        percentiles(&times["key"])
    );
    let field = window
        .find("[data-field='remarks'] textarea, [data-field='drawer'] input")
        .await;
    field.click().await.unwrap();
    window.script("window.__times.key.length = 0").await;
    for _ in 0..TYPED {
        window.type_text("5").await;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    let times = window.script("return window.__times").await;
    println!(
        "  typed key to the next painted frame (goal 50 ms): {}",
        percentiles(&times["key"])
    );
    window.close().await;
}
