//! What the window says when there is nothing yet, while work takes long, and where something went
//! wrong.

use std::sync::Arc;

use fapiao_tests::fixtures::{sample, to_ofd, to_pdf};
use fapiao_tests::impersonator::{Answer, Impersonator};
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use recognition::ProviderId;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{Desk, READY, becomes, input, rows, text_of};

fn good() -> Answer {
    Answer::json(body())
}

fn body() -> Vec<u8> {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    std::fs::read(path).unwrap()
}

/// Pictures that this machine need not read, as the provider is asked.
fn pictures(desk: &Desk, count: u8) -> Vec<std::path::PathBuf> {
    (0..count)
        .map(|number| {
            let path = desk.folder.path().join(format!("扫描件_{number:02}.png"));
            let mut picture = image::RgbImage::from_pixel(320, 200, image::Rgb([250, 250, 250]));
            picture.put_pixel(1, 1, image::Rgb([number, 0, 0]));
            picture.save(&path).unwrap();
            path
        })
        .collect()
}

/// What comes in from now on goes to DeepFinch.
async fn send_all(window: &Window) {
    let mut preferences = window.call("startup", json!({})).await["ok"]["preferences"].clone();
    preferences["provider"] = json!("deepfinch");
    let kept = window
        .call("save_preferences", json!({ "preferences": preferences }))
        .await;
    assert!(kept["failed"].is_null(), "{kept}");
}

/// A first start explains itself and brings samples. Language and theme change at once, and what is
/// being typed stays.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_first_start_explains_itself_and_language_and_theme_change_live() {
    let desk = Desk::new();
    let window = Window::open(&desk.data()).await;
    let welcome = text_of(&window, "[data-testid='welcome']").await;
    assert!(welcome.contains("把发票拖到窗口里"), "{welcome}");
    window.click("[data-testid='add-samples']").await;
    window
        .until("three samples are recognized", async |w| {
            rows(w, READY).await == 3
        })
        .await;
    let report = text_of(&window, "[data-testid='intake-report']").await;
    assert!(report.contains("已导入 3 张"), "{report}");

    window.click(&input("drawer")).await;
    window.until_focus("drawer").await;
    window.key("Ctrl+a").await;
    window.type_text("欧阳试").await;
    window.key("Ctrl+,").await;
    window.click("label:has(> input[value='en'])").await;
    window
        .until("the window is English", async |w| {
            text_of(w, "[data-testid='settings']")
                .await
                .contains("Default recognizer")
                && w.script("return document.documentElement.lang").await == "en"
        })
        .await;
    let background = "return getComputedStyle(document.body).backgroundColor";
    window
        .click("[data-testid='theme'] label:has(> input[value='light'])")
        .await;
    window
        .until("it is light", async |w| {
            w.script("return document.documentElement.dataset.theme")
                .await
                == "light"
        })
        .await;
    let light = window.script(background).await;
    window
        .click("[data-testid='theme'] label:has(> input[value='dark'])")
        .await;
    window
        .until("it is dark", async |w| w.script(background).await != light)
        .await;
    window.key("Ctrl+1").await;
    becomes(&window, "drawer", "欧阳试").await;
    let postpone = text_of(&window, "[data-testid='postpone']").await;
    assert!(postpone.is_ascii(), "{postpone}");
    window.close().await;

    // Both are remembered.
    let window = Window::open(&desk.data()).await;
    window
        .until("it is English and dark from the start", async |w| {
            w.script("return [document.documentElement.lang, document.documentElement.dataset.theme].join()")
                .await
                == "en,dark"
        })
        .await;
    window.close().await;
}

/// Long work shows how far it is, its rate and the time left; it can be held, and what was not yet
/// sent be cancelled.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn long_work_shows_how_it_goes_and_is_held_and_cancelled() {
    let desk = Desk::new();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), body());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let window = desk.open_with(&server.address).await;
    send_all(&window).await;
    window.drop_files(&pictures(&desk, 12));
    let batch = "[data-testid='batch']";
    window
        .until("all places are taken", async |_| server.calls().len() == 4)
        .await;
    let begun = text_of(&window, batch).await;
    assert!(begun.contains("0 / 12"), "{begun}");
    gate.add_permits(2);
    window
        .until("two are done, with rate and time left", async |w| {
            let shown = text_of(w, batch).await;
            ["2 / 12", "每分钟", "约"]
                .iter()
                .all(|part| shown.contains(part))
        })
        .await;
    window
        .until("the places are taken again", async |_| {
            server.calls().len() == 6
        })
        .await;
    window.click("[data-testid='pause']").await;
    window
        .until("it says that it is held", async |w| {
            text_of(w, batch).await.contains("已暂停")
        })
        .await;
    gate.add_permits(100);
    let working = "[data-testid='queue-row'][data-state='working']";
    let queued = "[data-testid='queue-row'][data-state='queued']";
    window
        .until("what was sent is done, and the others wait", async |w| {
            rows(w, working).await == 0
        })
        .await;
    let (sent, waiting) = (server.calls().len(), rows(&window, queued).await);
    // What lay prepared when it was held may still have gone.
    assert!(sent + waiting == 12 && waiting > 0, "{sent}, {waiting}");

    // One of them is not wanted any more.
    window.click(queued).await;
    let panel = "[data-testid='state-panel'][data-state='queued']";
    window.find(panel).await;
    window.click(&format!("{panel} button")).await;
    window
        .until("one less waits", async |w| {
            rows(w, queued).await == waiting - 1
        })
        .await;
    window.click("[data-testid='pause']").await;
    window
        .until("the others are done", async |w| {
            rows(w, queued).await + rows(w, working).await + rows(w, batch).await == 0
        })
        .await;
    assert_eq!(server.calls().len(), 11, "the cancelled one was never sent");
    window.close().await;
}

/// What went wrong is said by its reason and code, and tried again by a button; a call without an
/// answer is sent again only by the user's word; without a network everything else goes on.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn what_went_wrong_is_said_and_tried_again() {
    let desk = Desk::new();
    let refusal = r#"{"status":"DETECTION_FAILED","reason":"no invoice","request_id":"T2"}"#;
    let refused = Answer::status(400, refusal);
    let server = Impersonator::start(ProviderId::Deepfinch, vec![refused]).await;
    let window = desk.open_with(&server.address).await;
    send_all(&window).await;
    let [first, second, third]: [_; 3] = pictures(&desk, 3).try_into().unwrap();
    window.drop_files(&[first]);
    window.click("[data-testid='tab-failed']").await;
    window
        .click("[data-testid='queue-row'][data-state='failed']")
        .await;
    let panel = text_of(&window, "[data-testid='state-panel']").await;
    let code = text_of(&window, "[data-testid='problem-code']").await;
    assert!(code == "bad_image" && panel.contains("没能识别"), "{panel}");
    server.answer_with(good());
    window.click("[data-testid='retry']").await;
    window
        .until("it is recognized", async |w| {
            let queue = w.call("queue", json!({})).await;
            queue["ok"]["rows"][0]["state"] == "ready"
        })
        .await;

    server.answer_with(Answer::Drop);
    window.drop_files(&[second]);
    window.click("[data-testid='tab-to_review']").await;
    window
        .click("[data-testid='queue-row'][data-id='2'][data-state='in_doubt']")
        .await;
    let panel = text_of(
        &window,
        "[data-testid='state-panel'][data-state='in_doubt']",
    )
    .await;
    assert!(panel.contains("可能已经计费"), "{panel}");
    assert_eq!(server.calls().len(), 3);
    server.answer_with(good());
    window.click("[data-testid='send-again']").await;
    window
        .find("[data-testid='queue-row'][data-id='2'][data-state='ready']")
        .await;
    assert_eq!(server.calls().len(), 4);

    // The network is gone: it is said, and what this machine reads goes on.
    drop(server);
    window.drop_files(&[third]);
    let digital = desk.file("a.pdf", to_pdf(&sample(InvoiceType::DigitalOrdinary, 891)));
    let mut preferences = window.call("startup", json!({})).await["ok"]["preferences"].clone();
    preferences["provider"] = json!("offline");
    window
        .call("save_preferences", json!({ "preferences": preferences }))
        .await;
    window.drop_files(&[digital]);
    window
        .find("[data-testid='queue-row'][data-id='4'][data-state='ready']")
        .await;
    window
        .until("it is said why the third one does not come", async |w| {
            let queue = w.call("queue", json!({})).await;
            let row = &queue["ok"]["rows"][2];
            let stopped = &queue["ok"]["progress"]["stopped_by"]["code"];
            row["problem"]["code"] == "network" || stopped == "network"
        })
        .await;
    println!("offline: {}", window.screenshot("offline").await.display());
    window.close().await;
}

/// All that was not sent yet is cancelled by one key and goes on by one: what was sent is awaited, and
/// nothing leaves twice.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn a_batch_is_cancelled_by_one_key_and_taken_up_again_by_one_button() {
    let desk = Desk::new();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), body());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let window = desk.open_with(&server.address).await;
    send_all(&window).await;
    window.drop_files(&pictures(&desk, 12));
    window
        .until("all places are taken", async |_| server.calls().len() == 4)
        .await;
    window.key("Ctrl+Shift+X").await;
    window.text("已取消 8 张的识别；另有 4 张已发送").await;
    window.control("撤销").await.click().await.unwrap();
    let failed = "[data-testid='queue-row'][data-state='failed']";
    window
        .until("all wait again", async |w| {
            let queue = w.call("queue", json!({})).await["ok"].clone();
            queue["counts"]["pending"] == 12 && queue["counts"]["failed"] == 0
        })
        .await;
    // By the mouse, too; and the answers of what was sent come in all the same.
    window.click("[data-testid='cancel-all']").await;
    gate.add_permits(100);
    window
        .until(
            "what was sent is read, and nothing else goes on",
            async |w| rows(w, READY).await == 4 && rows(w, "[data-testid='batch']").await == 0,
        )
        .await;
    assert_eq!(server.calls().len(), 4);
    // Dropped by mistake: what was not read goes out of the list in one go.
    window.click("[data-testid='tab-failed']").await;
    window.click("[data-testid='remove-all']").await;
    window
        .until("none is left there", async |w| rows(w, failed).await == 0)
        .await;
    window.close().await;
}

/// While a call is in doubt, the same invoice in another format waits, says for what and leads there; what is
/// decided there lets it go on.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn another_file_of_an_invoice_in_doubt_waits_for_the_decision() {
    let desk = Desk::new();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![Answer::Drop]).await;
    let window = desk.open_with(&server.address).await;
    send_all(&window).await;
    let invoice = sample(InvoiceType::DigitalOrdinary, 895);
    window.drop_files(&[desk.file("发票.pdf", to_pdf(&invoice))]);
    window
        .find("[data-testid='queue-row'][data-state='in_doubt']")
        .await;
    server.answer_with(Answer::json(body()));
    window.drop_files(&[desk.file("发票.ofd", to_ofd(&invoice))]);
    window
        .click("[data-testid='queue-row'][data-state='queued']")
        .await;
    let panel = text_of(&window, "[data-testid='state-panel'][data-state='waits']").await;
    assert!(panel.contains("发票.pdf"), "{panel}");
    window.click("[data-testid='open-in-doubt']").await;
    window.click("[data-testid='give-up']").await;
    window.find(READY).await;
    assert_eq!(server.calls().len(), 2, "each of them once");
    window.close().await;
}
