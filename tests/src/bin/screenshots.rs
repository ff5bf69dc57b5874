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

/// What is looked at, in the order in which one leads to the next.
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

/// The driver has been seen to owe a picture for ever: the window is then opened anew.
const PATIENCE: Duration = Duration::from_secs(20);

/// The driver answers with the next frame, and a page at rest paints none: one point of it moves.
const KEEP_PAINTING: &str = "if (window.painting) return; \
     const point = document.body.appendChild(document.createElement('i')); \
     point.style = 'position:fixed;right:0;bottom:0;width:1px;height:1px'; \
     window.painting = setInterval(() => { \
       point.style.background = point.style.background === 'gray' ? 'silver' : 'gray'; }, 40);";

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
    review_some(&data).await;
    let mut missing = 0;
    for language in ["zh", "en"] {
        for theme in ["light", "dark"] {
            for (width, height, scale) in SIZES {
                let name = format!("{language}-{theme}-{width}x{height}-{scale}");
                let looks = Looks {
                    words: (language, theme),
                    size: (width, height, scale),
                    out: &out,
                    name: &name,
                };
                missing += looks.take(&data, &STATES).await;
                let empty = desk.path().join(format!("empty-{name}"));
                missing += looks.take(&empty, &["first-start"]).await;
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

/// Finishes a few documents, so that the ledger and the statistics have something to show.
async fn review_some(data: &Path) {
    let program = fapiao_tests::program::program("fapiao-review");
    let window = Window::open_program(&program, data, &[], &[]).await;
    window.find("[data-testid='form']").await;
    for (id, spent) in (12..20).zip([4_200, 6_900, 3_100, 12_400, 5_000, 7_700, 2_900, 9_300]) {
        window
            .call("finish", json!({ "id": id, "spentMs": spent }))
            .await;
    }
    window.close().await;
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

/// One size, theme and language.
struct Looks<'a> {
    words: (&'a str, &'a str),
    size: (u32, u32, u32),
    out: &'a Path,
    name: &'a str,
}

impl Looks<'_> {
    /// Takes a picture of each state and gives how many did not come, even from a second window.
    async fn take(&self, data: &Path, states: &[&str]) -> usize {
        let mut missing = 0;
        let mut window = self.open(data).await;
        for state in states {
            let mut came = self.shot(&window, state).await;
            if !came {
                drop(window);
                window = self.open(data).await;
                came = self.shot(&window, state).await;
            }
            if !came {
                eprintln!("no picture of {state} ({})", self.name);
                missing += 1;
                drop(window);
                window = self.open(data).await;
            }
        }
        window.close().await;
        missing
    }

    async fn open(&self, data: &Path) -> Window {
        let program = fapiao_tests::program::program("fapiao-review");
        let window = Window::open_program(&program, data, &[("GDK_DPI_SCALE", "1")], &[]).await;
        dress(&window, self.words, self.size).await;
        window
    }

    async fn shot(&self, window: &Window, state: &str) -> bool {
        let picture = async {
            reach(window, state).await;
            tokio::time::sleep(Duration::from_millis(450)).await;
            window.script(KEEP_PAINTING).await;
            let picture = window.client.screenshot().await.ok()?;
            leave(window, state).await;
            Some(picture)
        };
        let Ok(Some(picture)) = tokio::time::timeout(PATIENCE, picture).await else {
            return false;
        };
        std::fs::write(self.out.join(format!("{state}-{}.png", self.name)), picture).unwrap();
        true
    }
}

/// Leads from any state before it to this one.
async fn reach(window: &Window, state: &str) {
    match state {
        "review-doubtful" => click(window, "[data-testid='queue-row'][data-id='1']").await,
        "review-wrong" => click(window, "[data-testid='queue-row'][data-id='2']").await,
        "review-certain" => click(window, "[data-testid='queue-row'][data-id='4']").await,
        "pages" => window.key("Ctrl+p").await,
        "compare" => window.key("Ctrl+Shift+R").await,
        "wall" => window.key("Ctrl+g").await,
        "failed" => click(window, "[data-testid='tab-failed']").await,
        "ledger" => window.key("Ctrl+2").await,
        "statistics" => window.key("Ctrl+3").await,
        "settings" => window.key("Ctrl+,").await,
        "key-settings" => {
            window.key("Ctrl+,").await;
            window
                .script(
                    "document.querySelector(\"[data-testid='key-settings']\")?.scrollIntoView()",
                )
                .await;
        }
        "keys" => {
            window.key("Ctrl+1").await;
            window.script("document.activeElement?.blur()").await;
            window.key("?").await;
        }
        _ => {}
    }
}

/// Closes what lies over the place.
async fn leave(window: &Window, state: &str) {
    match state {
        "pages" => window.key("Ctrl+p").await,
        "compare" => window.key("Ctrl+Shift+R").await,
        "wall" => window.key("Escape").await,
        _ => {}
    }
}

async fn click(window: &Window, selector: &str) {
    window.find(selector).await;
    window
        .script(&format!("document.querySelector(\"{selector}\").click()"))
        .await;
}
