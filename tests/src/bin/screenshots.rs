//! Every state of the window at the sizes it is used at, in both themes and languages, as pictures
//! in the folder named: to be looked at. Nothing is judged here.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use fapiao_tests::filled::fill;
use fapiao_tests::fixtures::{encrypted_pdf, misprinted, sample, to_ofd, to_pdf, to_pdf_together};
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use serde_json::json;

/// Width, height and scale in percent.
const SIZES: [(u32, u32, u32); 4] = [
    (1280, 800, 100),
    (1366, 768, 100),
    (1920, 1080, 100),
    (1920, 1200, 150),
];

#[tokio::main]
async fn main() -> ExitCode {
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: screenshots FOLDER");
        return ExitCode::from(2);
    };
    std::fs::create_dir_all(&out).unwrap();
    let desk = tempfile::tempdir().unwrap();
    let files = documents(desk.path());
    let data = desk.path().join("data");
    fill(&data, &files).await;
    for language in ["zh", "en"] {
        for theme in ["light", "dark"] {
            for (width, height, scale) in SIZES {
                let name = format!("{language}-{theme}-{width}x{height}-{scale}");
                let empty = desk.path().join(format!("empty-{name}"));
                let environment = [("GDK_DPI_SCALE", "1")];
                let program = fapiao_tests::program::program("fapiao-review");
                let window = Window::open_program(&program, &data, &environment, &[]).await;
                look(
                    &window,
                    &out,
                    &name,
                    (language, theme),
                    (width, height, scale),
                )
                .await;
                window.close().await;
                let window = Window::open_program(&program, &empty, &environment, &[]).await;
                dress(&window, (language, theme), (width, height, scale)).await;
                shot(&window, &out, &name, "first-start").await;
                window.close().await;
            }
        }
    }
    println!("== pictures: {}", out.display());
    ExitCode::SUCCESS
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let invoice = |seed| sample(InvoiceType::DigitalOrdinary, seed);
    let wrong = misprinted(&invoice(901), "seller.tax_id", "91310022QQ8811152W");
    let off = misprinted(&invoice(902), "total_tax", "1.07");
    let together = [903, 904, 905].map(invoice);
    let mut files = vec![
        ("税号不符.pdf".to_owned(), to_pdf(&wrong)),
        ("税额不符.pdf".to_owned(), to_pdf(&off)),
        ("三张合并.pdf".to_owned(), to_pdf_together(&together)),
        (
            "electronic.ofd".to_owned(),
            to_ofd(&sample(InvoiceType::ElectronicOrdinary, 906)),
        ),
        ("加密.pdf".to_owned(), encrypted_pdf(&invoice(907))),
        (
            "damaged.pdf".to_owned(),
            to_pdf(&invoice(908))[..900].to_vec(),
        ),
    ];
    for seed in 910..924 {
        files.push((format!("发票_{seed}.pdf"), to_pdf(&invoice(seed))));
    }
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        })
        .collect()
}

async fn dress(
    window: &Window,
    (language, theme): (&str, &str),
    (width, height, scale): (u32, u32, u32),
) {
    let before = window.call("startup", json!({})).await["ok"]["preferences"].clone();
    let mut preferences = before;
    preferences["language"] = json!(language);
    preferences["theme"] = json!(theme);
    window
        .call("save_preferences", json!({ "preferences": preferences }))
        .await;
    window.client.set_window_size(width, height).await.unwrap();
    window.client.refresh().await.unwrap();
    window.find("#root > *").await;
    if scale != 100 {
        let zoom = f64::from(scale) / 100.0;
        window
            .script(&format!("document.documentElement.style.zoom = '{zoom}'"))
            .await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
}

async fn look(window: &Window, out: &Path, name: &str, words: (&str, &str), size: (u32, u32, u32)) {
    dress(window, words, size).await;
    window.find("[data-testid='form']").await;
    shot(window, out, name, "review-doubtful").await;
    let rows = [(2, "review-wrong"), (4, "review-certain")];
    for (row, state) in rows {
        window
            .script(&format!(
                "document.querySelector(\"[data-testid='queue-row'][data-id='{row}']\")?.click()"
            ))
            .await;
        shot(window, out, name, state).await;
    }
    window.key("Ctrl+p").await;
    shot(window, out, name, "pages").await;
    window.key("Ctrl+p").await;
    window.key("Ctrl+Shift+R").await;
    shot(window, out, name, "compare").await;
    window.key("Ctrl+Shift+R").await;
    window.key("Ctrl+g").await;
    shot(window, out, name, "wall").await;
    window.key("Escape").await;
    window
        .script("document.querySelector(\"[data-testid='tab-failed']\")?.click()")
        .await;
    shot(window, out, name, "failed").await;
    for (key, state) in [
        ("Ctrl+2", "ledger"),
        ("Ctrl+3", "statistics"),
        ("Ctrl+,", "settings"),
    ] {
        window.key(key).await;
        shot(window, out, name, state).await;
    }
    window
        .script("document.querySelector(\"[data-testid='key-settings']\")?.scrollIntoView()")
        .await;
    shot(window, out, name, "key-settings").await;
    window.key("Ctrl+1").await;
    window.script("document.activeElement?.blur()").await;
    window.key("?").await;
    shot(window, out, name, "keys").await;
}

async fn shot(window: &Window, out: &Path, name: &str, state: &str) {
    tokio::time::sleep(Duration::from_millis(450)).await;
    let picture = window.client.screenshot().await.unwrap();
    std::fs::write(out.join(format!("{state}-{name}.png")), picture).unwrap();
}
