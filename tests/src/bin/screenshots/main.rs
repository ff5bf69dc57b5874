//! Every state of the window at the sizes it is used at, in both themes and languages, as pictures
//! in the folder named: to be looked at. Nothing is judged here.
//!
//! What a program with documents shows comes from the program; what is seldom seen (loading, out of
//! reach, a queue that stopped) from the page over invented documents, in the same web view.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod documents;
mod invented;
mod looks;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use fapiao_tests::window::Window;
use looks::{Looks, Theme};

use crate::invented::Page;

/// What a program with documents shows, in the order in which one leads to the next.
const STATES: [&str; 12] = [
    "review-doubtful",
    "review-wrong",
    "review-certain",
    "pages",
    "compare",
    "wall",
    "failed",
    "ledger",
    "statistics",
    "settings",
    "key-settings",
    "keys",
];

/// Width and height in pixels of the display, and scale in percent.
const SIZES: [(u32, u32, u32); 4] = [
    (1280, 800, 100),
    (1366, 768, 100),
    (1920, 1080, 100),
    (1920, 1080, 150),
];

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(out) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: screenshots FOLDER [PART OF A NAME]...");
        return ExitCode::from(2);
    };
    let wanted: Vec<String> = arguments.collect();
    std::fs::create_dir_all(&out).unwrap();
    let desk = tempfile::tempdir().unwrap();
    let data = desk.path().join("data");
    documents::fill(desk.path(), &data).await;
    let page = Page::serve().await;
    let mut missing = 0;
    for language in ["zh", "en"] {
        for theme in [Theme::Light, Theme::Dark] {
            for size in SIZES {
                let looks = Looks::new(language, theme, size, &out, &wanted);
                missing += looks.take(&data, &STATES, reach).await;
                let empty = desk.path().join(format!("empty-{}", looks.name()));
                missing += looks.take(&empty, &["first-start"], reach).await;
                missing += invented::take(&looks, &page, &empty).await;
            }
        }
    }
    if missing > 0 {
        eprintln!("{missing} pictures did not come");
        return ExitCode::FAILURE;
    }
    println!("== pictures: {}", out.display());
    ExitCode::SUCCESS
}

/// Leads from any state before it to this one.
async fn reach(window: &Window, state: &str) {
    match state {
        "review-doubtful" => press(window, "[data-testid='queue-row'][data-id='1']").await,
        "review-wrong" => press(window, "[data-testid='queue-row'][data-id='2']").await,
        "review-certain" => press(window, "[data-testid='queue-row'][data-id='4']").await,
        "pages" => window.key("Ctrl+p").await,
        "compare" => window.key("Ctrl+Shift+R").await,
        "wall" => window.key("Ctrl+g").await,
        "failed" => {
            window.key("Escape").await;
            press(window, "[data-testid='tab-failed']").await;
            press(window, "[data-testid='queue-row']").await;
        }
        "ledger" => window.key("Ctrl+2").await,
        "statistics" => window.key("Ctrl+3").await,
        "settings" => window.key("Ctrl+,").await,
        "key-settings" => {
            window.key("Ctrl+,").await;
            let code = "const keys = document.querySelector(\"[data-testid='key-settings']\");\
                 keys?.scrollIntoView(); return keys !== null";
            until(window, code).await;
        }
        "keys" => {
            window.key("Ctrl+1").await;
            window.script("document.activeElement?.blur()").await;
            window.key("?").await;
        }
        _ => {}
    }
}

/// Presses what a selector names, once it is there.
async fn press(window: &Window, selector: &str) {
    let code = format!(
        "const found = document.querySelector(\"{selector}\"); found?.click(); return found !== null"
    );
    until(window, &code).await;
}

/// Waits until a script in the page says so. A page that is just being changed for another one
/// answers nothing.
async fn until(window: &Window, code: &str) {
    while window.client.execute(code, Vec::new()).await.ok() != Some(true.into()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
