//! The queue against a strict server: what happens to a batch when the key is wrong, when an
//! answer never comes, when the program ends in between, and what is left on the disk.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use app::view::{DocumentState, ProviderEdit, QueueView};
use fapiao_tests::impersonator::{Answer, Impersonator, PUBLIC_KEY, SECRET_KEY};
use fapiao_tests::pictures::{blank, scanned_pdf};
use fapiao_tests::program::{start, until};
use recognition::ProviderId;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/providers")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The project's own sample invoices.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/samples")
}

fn wrong_key() -> Answer {
    let body = r#"{"status":"UNAUTHORIZED","reason":"unauthorized","request_id":"TID1"}"#;
    Answer::status(401, body)
}

fn good() -> Answer {
    Answer::json(fixture("deepfinch.json"))
}

/// Pictures that differ in one pixel each.
fn pictures(folder: &Path, count: u8) -> Vec<PathBuf> {
    (0..count)
        .map(|number| {
            let path = folder.join(format!("扫描件_{number:04}.png"));
            let mut picture = image::RgbImage::from_pixel(320, 200, image::Rgb([250, 250, 250]));
            picture.put_pixel(1, 1, image::Rgb([number, 0, 0]));
            picture.save(&path).unwrap();
            path
        })
        .collect()
}

fn count(queue: &QueueView, state: DocumentState) -> usize {
    queue.rows.iter().filter(|row| row.state == state).count()
}

async fn add(app: &App, folder: &Path, number: u8) -> Vec<u32> {
    let files = pictures(folder, number);
    app.add_paths_for(files, ProviderId::Deepfinch.as_str().to_owned())
        .await
        .unwrap()
        .added
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_stops_the_queue_and_the_right_one_lets_it_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![wrong_key()]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    add(&app, folder.path(), 12).await;
    let stopped = until(&app, "a stopped batch", |queue| {
        queue
            .progress
            .as_ref()
            .is_some_and(|p| p.stopped_by.is_some())
            && count(queue, DocumentState::Working) == 0
    })
    .await;
    let problem = stopped.progress.unwrap().stopped_by.unwrap();
    assert_eq!(problem.code, "bad_credentials");
    assert_eq!(
        count(&app.queue().await.unwrap(), DocumentState::Failed),
        0,
        "none failed for good"
    );
    let asked = server.calls().len();
    assert!(asked < 12, "{asked} calls for a key that is wrong");

    server.answer_with(good());
    let edit = ProviderEdit {
        id: "deepfinch".to_owned(),
        credentials: Vec::new(),
        endpoint: None,
        calls_per_second: Some(50.0),
        concurrency: Some(4),
        price: None,
    };
    app.save_provider(edit).await.unwrap();
    let done = until(&app, "all recognized", |queue| {
        count(queue, DocumentState::Ready) == 12
    })
    .await;
    assert!(
        done.rows.iter().all(|row| row.provider == "deepfinch"),
        "{done:?}"
    );
    assert_eq!(
        server.calls().len(),
        asked + 12,
        "each document was asked for once more"
    );
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_never_answered_is_in_doubt_and_not_sent_again_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Impersonator::start(ProviderId::Deepfinch, vec![Answer::Drop]).await;
    let app = start(&data, &server.address).await;
    let ids = add(&app, folder.path(), 1).await;
    until(&app, "a call in doubt", |queue| {
        count(queue, DocumentState::InDoubt) == 1
    })
    .await;
    server.answer_with(good());
    app.resume_queue();
    app.stop();
    drop(app);

    let app = start(&data, &server.address).await;
    // What comes in after it passes it by: it does not wait its turn.
    app.add_paths_for(
        vec![samples().join("digital_ordinary.pdf")],
        "offline".to_owned(),
    )
    .await
    .unwrap();
    until(&app, "another document is read", |queue| {
        count(queue, DocumentState::Ready) == 1
    })
    .await;
    assert_eq!(server.calls().len(), 1, "a restart sends nothing again");
    let providers = app.providers().await.unwrap();
    let usage = providers
        .iter()
        .find(|provider| provider.id == "deepfinch")
        .unwrap();
    assert_eq!(
        (usage.calls_today, usage.charged_today),
        (1, 1),
        "it may have been charged"
    );
    app.resolve_in_doubt(ids[0], true).await.unwrap();
    until(&app, "recognized when asked", |queue| {
        count(queue, DocumentState::Ready) == 2
    })
    .await;
    assert_eq!(server.calls().len(), 2);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_while_it_waits_for_an_answer_leaves_it_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let never = Answer::Held(
        Arc::new(Semaphore::new(0)),
        fixture("deepfinch.json").into_bytes(),
    );
    let server = Impersonator::start(ProviderId::Deepfinch, vec![never]).await;
    // A life of the program: with its runtime ends all that it holds.
    tokio::task::block_in_place(|| {
        Runtime::new().unwrap().block_on(async {
            let app = start(&data, &server.address).await;
            add(&app, folder.path(), 1).await;
            until(&app, "a request on its way", |_| !server.calls().is_empty()).await;
            app.stop();
        });
    });
    let app = start(&data, &server.address).await;
    until(&app, "in doubt after the restart", |queue| {
        count(queue, DocumentState::InDoubt) == 1
    })
    .await;
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_stops_what_was_not_yet_sent() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), fixture("deepfinch.json").into_bytes());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    let ids = add(&app, folder.path(), 30).await;
    until(&app, "a first request", |_| !server.calls().is_empty()).await;
    app.cancel(ids).await.unwrap();
    gate.add_permits(30);
    let queue = until(&app, "nothing under way", |queue| queue.counts.pending == 0).await;
    let sent = server.calls().len();
    assert!(
        sent < 30,
        "the queue was emptied before all {sent} were sent"
    );
    assert_eq!(
        count(&queue, DocumentState::Ready),
        sent,
        "what was sent is kept: {queue:?}"
    );
    // The one that comes after them is sent; nothing before it was.
    let one_more = pictures(folder.path(), 31).split_off(30);
    app.add_paths_for(one_more, ProviderId::Deepfinch.as_str().to_owned())
        .await
        .unwrap();
    until(&app, "the last one is read", |queue| {
        count(queue, DocumentState::Ready) == sent + 1
    })
    .await;
    assert_eq!(
        server.calls().len(),
        sent + 1,
        "nothing is sent after cancelling"
    );
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_what_was_made_ready_to_leave() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), fixture("deepfinch.json").into_bytes());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    app.save_provider(ProviderEdit {
        id: "deepfinch".to_owned(),
        credentials: Vec::new(),
        endpoint: None,
        calls_per_second: Some(50.0),
        concurrency: Some(1),
        price: None,
    })
    .await
    .unwrap();
    add(&app, folder.path(), 6).await;
    until(&app, "one under way and others behind it", |queue| {
        server.calls().len() == 1 && count(queue, DocumentState::Working) > 1
    })
    .await;
    app.pause_queue();
    gate.add_permits(6);
    let queue = until(&app, "nothing under way", |queue| {
        count(queue, DocumentState::Working) == 0
    })
    .await;
    assert_eq!(
        (
            server.calls().len(),
            count(&queue, DocumentState::Ready),
            count(&queue, DocumentState::Queued)
        ),
        (1, 1, 5)
    );
    app.resume_queue();
    until(&app, "all recognized", |queue| {
        count(queue, DocumentState::Ready) == 6 && queue.progress.is_none()
    })
    .await;
    assert_eq!(server.calls().len(), 6);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn under_the_rule_only_what_this_machine_cannot_read_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![good()]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    let mut preferences = app.startup().await.unwrap().preferences;
    preferences.provider = "auto".to_owned();
    app.save_preferences(preferences).await.unwrap();
    let mut files = pictures(folder.path(), 1);
    files.push(samples().join("digital_ordinary.pdf"));
    app.add_paths(files).await.unwrap();
    let queue = until(&app, "both recognized", |queue| {
        count(queue, DocumentState::Ready) == 2 && queue.progress.is_none()
    })
    .await;
    let providers: Vec<_> = queue.rows.iter().map(|row| row.provider.as_str()).collect();
    assert_eq!(providers, ["deepfinch", "offline"]);
    assert_eq!(server.calls().len(), 1, "the digital one stayed here");

    let picture = queue.rows[0].id;
    app.retry(vec![picture], Some("offline".to_owned()))
        .await
        .unwrap();
    until(&app, "read again, here", |queue| queue.progress.is_none()).await;
    assert_eq!(
        server.calls().len(),
        1,
        "this machine was asked for, so nothing was charged"
    );
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thick_file_of_scans_is_separated_part_by_part_and_no_page_is_lost() {
    const PAGES: u32 = 95;
    let folder = tempfile::tempdir().unwrap();
    let app = start(&folder.path().join("data"), "http://127.0.0.1:1").await;
    // Without models no scan has words: each page is a document of its own.
    let scan = blank(40, 30);
    let scans = vec![&scan; PAGES as usize];
    let file = folder.path().join("thick.pdf");
    std::fs::write(&file, scanned_pdf(&scans, (400.0, 300.0))).unwrap();
    let offline = ProviderId::Offline.as_str().to_owned();
    app.add_paths_for(vec![file], offline).await.unwrap();
    let done = until(&app, "all pages are tried", |queue| {
        count(queue, DocumentState::Failed) == PAGES as usize
    })
    .await;
    let mut pages = Vec::new();
    for row in &done.rows {
        let view = app.open_document(row.id).await.unwrap();
        pages.extend(view.pages.iter().map(|page| page.number));
    }
    pages.sort_unstable();
    assert!(pages.iter().copied().eq(1..=PAGES), "{pages:?}");
    // Tried once more, the last one still stands for itself alone.
    app.retry(done.rows.iter().map(|row| row.id).collect(), None)
        .await
        .unwrap();
    let again = until(&app, "all tried again", |queue| queue.progress.is_none()).await;
    assert_eq!(again.rows.len(), PAGES as usize);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_left_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Impersonator::start(ProviderId::Deepfinch, vec![wrong_key(), good()]).await;
    let app = start(&data, &server.address).await;
    add(&app, folder.path(), 2).await;
    until(&app, "a refusal", |queue| {
        queue
            .progress
            .as_ref()
            .is_some_and(|p| p.stopped_by.is_some())
    })
    .await;
    app.resume_queue();
    until(&app, "all recognized", |queue| {
        count(queue, DocumentState::Ready) == 2
    })
    .await;
    let shown = format!(
        "{:?} {:?}",
        app.queue().await.unwrap(),
        app.startup().await.unwrap()
    );
    assert!(
        !shown.contains(SECRET_KEY) && !shown.contains(PUBLIC_KEY),
        "in what the window sees"
    );
    app.stop();
    let mut looked_at = BTreeMap::new();
    search(&data, &mut looked_at);
    assert!(
        looked_at.len() >= 3,
        "ledger and originals were looked at: {looked_at:?}"
    );
    let with_secret: Vec<_> = looked_at.iter().filter(|(_, found)| **found).collect();
    assert!(with_secret.is_empty(), "secrets in {with_secret:?}");
}

fn search(folder: &Path, looked_at: &mut BTreeMap<PathBuf, bool>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            search(&path, looked_at);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = |secret: &str| {
            bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        };
        let found = holds(SECRET_KEY) || holds(PUBLIC_KEY);
        looked_at.insert(path, found);
    }
}
