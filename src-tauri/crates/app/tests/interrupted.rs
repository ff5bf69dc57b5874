//! A program that ends in the middle: the next one goes on, and pays for nothing again.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::view::DocumentView;
use app::{App, Clock, DataFolder, Start};
use documents::Limits;
use ledger::{JobState, Ledger, NewRecognition, Timestamp};
use recognition::offline::PageReader;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/digital_ordinary.pdf")
}

async fn start(folder: &Path) -> App {
    App::start(Start {
        folder: DataFolder::new(folder),
        clock: Clock::system(),
        environment: BTreeMap::new(),
        keychain: None,
        limits: Limits::default(),
        pages: PageReader::default(),
    })
    .await
    .unwrap()
}

/// Waits until an opened document looks like this. Bounded, so that a fault does not hang the run.
async fn until(app: &App, id: u32, looks_like: impl Fn(&DocumentView) -> bool) -> DocumentView {
    for _ in 0..600 {
        let view = app.open_document(id).await.unwrap();
        if looks_like(&view) {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never seen: {:?}", app.open_document(id).await);
}

fn has_places(view: &DocumentView) -> bool {
    let mut values = view.fields.iter().filter(|field| field.value.is_some());
    values.any(|field| field.region.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_read_beside_an_answer_is_read_at_the_next_start_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let offline = start(folder.path()).await;
    let read = offline.add_paths(vec![sample()]).await.unwrap().added[0];
    let whole = until(&offline, read, has_places).await;
    offline.stop();
    let file = offline.folder().ledger().to_owned();
    drop(offline);

    // A provider answers, and the program ends before it has looked at the page.
    let other = tempfile::tempdir().unwrap();
    let app = start(other.path()).await;
    app.pause_queue();
    let id = app
        .add_paths_for(vec![sample()], "juhe".to_owned())
        .await
        .unwrap()
        .added[0];
    app.stop();
    let second = app.folder().ledger().to_owned();
    drop(app);
    let document = ledger::DocumentId(i64::from(id));
    let later = Timestamp(Clock::system().now() + 1);
    {
        let of_first = Ledger::open(&file, later).unwrap();
        let first = ledger::DocumentId(i64::from(read));
        let mut readings = of_first.recognitions(first).unwrap().remove(0).readings;
        readings.truncate(1);
        for field in readings[0].fields.values_mut() {
            (field.page, field.region) = (None, None);
        }
        let ledger = Ledger::open(&second, later).unwrap();
        let job = ledger.claim_next(None, later).unwrap().unwrap();
        ledger.mark_sent(job.id, None, later).unwrap();
        let answer = NewRecognition {
            provider: "juhe",
            readings: &readings,
            raw_reply: Some("{}"),
            request_id: None,
            charged: Some(true),
            remaining: None,
            duration_ms: None,
        };
        ledger.mark_answered(job.id, &answer, None, later).unwrap();
    }

    for _ in 0..2 {
        let app = start(other.path()).await;
        let view = until(&app, id, has_places).await;
        assert_eq!(view.fields.len(), whole.fields.len());
        app.stop();
        drop(app);
        let ledger = Ledger::open(&second, later).unwrap();
        let read: Vec<String> = ledger
            .recognitions(document)
            .unwrap()
            .into_iter()
            .map(|recognition| recognition.provider)
            .collect();
        assert_eq!(read, ["juhe", "offline"], "once, and not by the provider");
        let jobs = ledger.jobs(document).unwrap();
        assert!(jobs.iter().all(|job| job.state == JobState::Answered));
        assert_eq!(jobs.len(), 1, "nothing is sent again: {jobs:?}");
    }
}
