//! Without a mouse and with a screen reader: axe-core finds nothing anywhere, in both themes; Tab
//! reaches everything; keys are changed and shown where they are used.

use std::path::Path;

use fapiao_tests::fixtures::{misprinted, sample, to_pdf};
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use serde_json::{Value, json};

use crate::{Desk, rows, text_of};

/// What axe-core finds in the page as it is now: the rule and the first element.
async fn violations(window: &Window) -> Vec<String> {
    let code = "const done = arguments[0];\
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })\
           .then((found) => done(found.violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.length}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`)),\
                 (error) => done([String(error)]))";
    let found = window.client.execute_async(code, vec![]).await.unwrap();
    let found = found.as_array().cloned().unwrap_or_default();
    found
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Waits until nothing moves or is waited for: colours on their way are not judged.
async fn at_rest(window: &Window) {
    let rests = "return document.getAnimations().length === 0 && document.fonts.status === 'loaded'\
         && [...document.images].every((image) => image.complete)";
    window
        .until("the page is at rest", async |w| {
            w.script(rests).await == json!(true)
        })
        .await;
}

fn three() -> [(&'static str, Vec<u8>); 3] {
    let right = sample(InvoiceType::DigitalOrdinary, 881);
    let wrong = misprinted(&right, "seller.tax_id", "91310022QQ8811152W");
    let clean = [882, 883].map(|seed| to_pdf(&sample(InvoiceType::DigitalOrdinary, seed)));
    let [second, third] = clean;
    [
        ("a.pdf", to_pdf(&wrong)),
        ("b.pdf", second),
        ("c.pdf", third),
    ]
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn axe_finds_nothing_in_any_place_and_theme() {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("npm ci in ui");
    let desk = Desk::new();
    let window = desk.open_over(&three()).await;
    window.until_focus("seller.tax_id").await;
    window.script(&format!("{axe}; window.axe = axe;")).await;
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        window.key("Ctrl+,").await;
        window.find("[data-testid='settings']").await;
        let choice = format!("[data-testid='theme'] input[value='{theme}']");
        window.find(&choice).await;
        window
            .script(&format!("document.querySelector(\"{choice}\").click()"))
            .await;
        let mut look = async |place: &str| {
            at_rest(&window).await;
            found.extend(
                violations(&window)
                    .await
                    .into_iter()
                    .map(|what| format!("{theme}, {place}: {what}")),
            );
        };
        look("settings").await;
        window.key("Ctrl+2").await;
        window.find("[data-testid='ledger']").await;
        look("ledger").await;
        window.key("Ctrl+3").await;
        look("statistics").await;
        window.key("Ctrl+1").await;
        window.find("[data-testid='form']").await;
        look("review").await;
        for (key, place) in [
            ("Ctrl+p", "pages"),
            ("Ctrl+h", "history"),
            ("Ctrl+Shift+R", "compare"),
        ] {
            window.key(key).await;
            look(place).await;
        }
        window.key("Ctrl+Shift+R").await;
        window.key("Ctrl+g").await;
        window.find("[data-testid='wall-cell']").await;
        look("wall").await;
        window.key("Escape").await;
        window.find("[data-testid='form']").await;
        window.script("document.activeElement?.blur()").await;
        window.key("?").await;
        window.find("[data-testid='keys']").await;
        look("keys").await;
        window.key("Escape").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn tab_reaches_everything_in_the_order_of_the_eye() {
    let desk = Desk::new();
    let window = desk.open_over(&three()).await;
    window.until_focus("seller.tax_id").await;
    // From the first control of the window on, round to it again.
    window
        .script("document.querySelector('[data-testid=\"place-review\"]').focus()")
        .await;
    let here = "const e = document.activeElement; const r = e.getBoundingClientRect();\
        return { tag: e.tagName, name: e.dataset.path ?? e.dataset.testid ?? e.getAttribute('aria-label') ?? e.textContent.slice(0, 20),\
                 seen: r.width > 0 && r.height > 0, left: r.left }";
    let mut walked: Vec<Value> = Vec::new();
    for _ in 0..160 {
        let now = window.script(here).await;
        if walked.len() > 3 && now["name"] == "place-review" {
            break;
        }
        walked.push(now);
        window.key("Tab").await;
    }
    let names: Vec<&str> = walked
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    let position = |name: &str| {
        names
            .iter()
            .position(|own| *own == name)
            .unwrap_or_else(|| panic!("Tab does not reach {name}: {names:?}"))
    };
    // Rail, queue, page, form, status bar.
    let order = [
        "place-review",
        "place-settings",
        "import",
        "tab-to_review",
        "wall-open",
        "pages",
        "rotate",
        "number",
        "seller.name",
        "seller.tax_id",
        "items[0].name",
        "total_amount",
        "postpone",
        "primary",
        "recognizer",
    ];
    let places: Vec<usize> = order
        .iter()
        .filter(|name| !matches!(**name, "pages" | "rotate"))
        .map(|name| position(name))
        .collect();
    assert!(places.is_sorted(), "{names:?}");
    position("pages");
    position("rotate");
    for one in &walked {
        assert_eq!(
            one["seen"], true,
            "{one} has the keyboard and cannot be seen"
        );
    }
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_changed_key_works_is_shown_and_survives_a_restart() {
    let desk = Desk::new();
    let window = desk.open_over(&three()).await;
    window.until_focus("seller.tax_id").await;
    window.key("Ctrl+,").await;
    let key = "[data-testid='key'][data-command='review.history'] button";
    window.find(key).await.click().await.unwrap();
    window.key("Ctrl+z").await;
    window.text("已用于").await;
    window.key("F9").await;
    window
        .until("the new key is shown", async |w| text_of(w, key).await == "F9" || {
            let all = w.script("return [...document.querySelectorAll('[data-command=\"review.history\"] button')].map((b) => b.textContent).join()").await;
            all.as_str().is_some_and(|text| text.contains("F9"))
        })
        .await;
    window.close().await;

    let window = Window::open(&desk.data()).await;
    window.until_focus("seller.tax_id").await;
    window.key("F9").await;
    window.find("[data-testid='history']").await;
    window.key("Ctrl+h").await;
    assert_eq!(
        rows(&window, "[data-testid='history']").await,
        1,
        "the old key does nothing"
    );
    window.script("document.activeElement?.blur()").await;
    window.key("?").await;
    let sheet = text_of(&window, "[data-testid='keys']").await;
    assert!(sheet.contains("F9") && !sheet.contains("Ctrl+H"), "{sheet}");
    assert_eq!(
        window.call("startup", json!({})).await["ok"]["preferences"]["keys"],
        json!({ "review.history": "F9" })
    );
    window.close().await;
}

/// How wide the page finds the window, in its own pixels.
async fn room(window: &Window) -> f64 {
    window.script("return innerWidth").await.as_f64().unwrap()
}

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn everything_is_drawn_larger_by_keys_and_stays_so_after_a_restart() {
    let desk = Desk::new();
    let window = desk.open_over(&three()).await;
    window.until_focus("seller.tax_id").await;
    let usual = room(&window).await;
    for percent in [110, 125, 150] {
        window.key("Ctrl+Alt+=").await;
        let left = usual * 100.0 / f64::from(percent);
        window
            .until("the page has less room", async |w| {
                (room(w).await - left).abs() < 1.0
            })
            .await;
    }
    // Against its own width: `innerWidth` leaves out the part of a pixel that 1280 / 1.5 has.
    let sideways = "const { scrollWidth, clientWidth } = document.documentElement; return scrollWidth > clientWidth";
    assert_eq!(window.script(sideways).await, json!(false));
    window.until_focus("seller.tax_id").await;
    window.close().await;

    let window = Window::open(&desk.data()).await;
    window.until_focus("seller.tax_id").await;
    assert!((room(&window).await - usual / 1.5).abs() < 1.0);
    window.key("Ctrl+Alt+-").await;
    window
        .until("one step smaller", async |w| {
            (room(w).await - usual / 1.25).abs() < 1.0
        })
        .await;
    window.key("Ctrl+Alt+0").await;
    window
        .until("the usual size", async |w| {
            (room(w).await - usual).abs() < 1.0
        })
        .await;
    assert_eq!(
        window.call("startup", json!({})).await["ok"]["preferences"]["zoom"],
        json!(100)
    );
    window.close().await;
}
