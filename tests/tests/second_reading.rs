//! A second provider is asked only where the first reading leaves doubts, once for a document, and
//! never over the cap.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use app::App;
use app::view::{Preferences, ProviderEdit, SecondReading};
use fapiao_tests::fixtures::{misprinted, sample, to_pdf};
use fapiao_tests::impersonator::{Answer, Impersonator};
use fapiao_tests::program::{settled, start};
use invoice::InvoiceType;
use recognition::ProviderId;

fn answer() -> Answer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    Answer::json(std::fs::read(path).unwrap())
}

async fn ask(app: &App, calls_per_day: u32) {
    let second = SecondReading {
        provider: "deepfinch".to_owned(),
        calls_per_day: Some(calls_per_day),
        fen_per_day: None,
    };
    app.save_preferences(Preferences {
        second,
        ..Preferences::default()
    })
    .await
    .unwrap();
}

async fn second_readings_today(app: &App) -> u32 {
    let spent = app.spending_today().await.unwrap();
    spent.iter().map(|spent| spent.second).sum()
}

/// Invoices whose tax id has a wrong check digit, or nothing wrong.
async fn take_in(app: &App, folder: &Path, seeds: std::ops::Range<u64>, wrong: bool) {
    let files = seeds
        .map(|seed| {
            let right = sample(InvoiceType::DigitalOrdinary, seed);
            let printed = if wrong {
                misprinted(&right, "total_tax", "0.01")
            } else {
                right
            };
            let path = folder.join(format!("{seed}.pdf"));
            std::fs::write(&path, to_pdf(&printed)).unwrap();
            path
        })
        .collect();
    app.add_paths(files).await.unwrap();
    settled(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cap_holds_for_a_batch_that_is_recognized_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer()]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    ask(&app, 3).await;
    take_in(&app, folder.path(), 20..32, true).await;
    assert_eq!(server.calls().len(), 3);
    assert_eq!(second_readings_today(&app).await, 3);
    let rows = app.queue().await.unwrap().rows;
    assert_eq!(rows.len(), 12);
    let mut read_twice = 0;
    for row in &rows {
        assert!(
            row.problem.is_none(),
            "one that was not asked about has not failed"
        );
        let readings = app.readings(row.id).await.unwrap();
        read_twice += usize::from(readings.iter().any(|r| r.provider == "deepfinch"));
    }
    assert_eq!(read_twice, 3);
    app.stop();

    // Neither a new start nor a wider cap asks about the same documents again.
    let app = start(&folder.path().join("data"), &server.address).await;
    ask(&app, 100).await;
    let again: Vec<u32> = rows.iter().map(|row| row.id).collect();
    app.retry(again, Some("offline".to_owned())).await.unwrap();
    settled(&app).await;
    assert_eq!(
        server.calls().len(),
        12,
        "the nine that were never asked about"
    );
    let again: Vec<u32> = rows.iter().map(|row| row.id).collect();
    app.retry(again, Some("offline".to_owned())).await.unwrap();
    settled(&app).await;
    assert_eq!(server.calls().len(), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_about_a_certain_document_or_without_being_set() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer()]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    take_in(&app, folder.path(), 40..42, true).await;
    ask(&app, 0).await;
    take_in(&app, folder.path(), 42..44, true).await;
    ask(&app, 50).await;
    take_in(&app, folder.path(), 44..46, false).await;
    let clean = app.queue().await.unwrap().rows;
    let doubts: u32 = clean[4..].iter().map(|row| row.doubtful + row.wrong).sum();
    assert_eq!(doubts, 0, "{:?}", &clean[4..]);
    assert_eq!(server.calls().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_call_without_an_answer_counts_and_leaves_the_first_reading() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![Answer::Drop]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    ask(&app, 1).await;
    take_in(&app, folder.path(), 50..53, true).await;
    assert_eq!(server.calls().len(), 1, "it may have been charged");
    assert_eq!(second_readings_today(&app).await, 1);
    let rows = app.queue().await.unwrap().rows;
    assert!(
        rows.iter()
            .all(|row| row.number.is_some() && row.problem.is_none())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cap_in_money_holds_at_the_price_of_the_user_and_without_a_price_nobody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![answer()]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    let second = SecondReading {
        provider: "deepfinch".to_owned(),
        calls_per_day: None,
        fen_per_day: Some(25),
    };
    app.save_preferences(Preferences {
        second,
        ..Preferences::default()
    })
    .await
    .unwrap();
    take_in(&app, folder.path(), 60..62, true).await;
    assert_eq!(server.calls().len(), 0, "nobody knows what a call costs");

    let priced = ProviderEdit {
        id: "deepfinch".to_owned(),
        credentials: Vec::new(),
        endpoint: None,
        calls_per_second: None,
        concurrency: None,
        price: Some(1_200),
    };
    let views = app.save_provider(priced).await.unwrap();
    let deepfinch = views.iter().find(|view| view.id == "deepfinch").unwrap();
    assert_eq!(deepfinch.price, Some(1_200));
    take_in(&app, folder.path(), 62..68, true).await;
    assert_eq!(server.calls().len(), 2, "0.24 of 0.25 yuan");
    assert_eq!(second_readings_today(&app).await, 2);
}
