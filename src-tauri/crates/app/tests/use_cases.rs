//! The use cases with real files, a real ledger and the real queue; only the window is missing.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::view::{DocumentState, DocumentView, FieldEdit, HistoryChange, QueueRow};
use app::{App, Clock, DataFolder, Start};
use calamine::{Reader, open_workbook_auto};
use documents::Limits;
use ledger::{DocumentId, Ledger, NewRecognition, Timestamp};
use recognition::offline::PageReader;

/// The project's own sample invoices.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

fn sample(ending: &str) -> PathBuf {
    let found = std::fs::read_dir(samples())
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    found
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == ending))
        .unwrap()
}

async fn start(folder: &Path) -> App {
    App::start(Start {
        folder: DataFolder::new(folder),
        clock: Clock::system(),
        environment: BTreeMap::new(),
        keychain: None,
        limits: Limits {
            max_bytes: 4 << 20,
            ..Limits::default()
        },
        pages: PageReader::default(),
    })
    .await
    .unwrap()
}

/// Waits until nothing is queued or worked on. Bounded, so that a fault does not hang the run.
async fn settled(app: &App) -> Vec<QueueRow> {
    for _ in 0..1_200 {
        let queue = app.queue().await.unwrap();
        if queue.counts.pending == 0 && queue.progress.is_none() {
            return queue.rows;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the queue did not settle");
}

fn value(view: &DocumentView, path: &str) -> Option<String> {
    view.fields
        .iter()
        .find(|field| field.path == path)
        .and_then(|field| field.value.clone())
}

fn edit(path: &str, value: &str) -> Vec<FieldEdit> {
    vec![FieldEdit {
        path: path.to_owned(),
        value: Some(value.to_owned()),
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_invoice_becomes_a_reviewed_row_with_the_corrected_value() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    let dropped = vec![sample("pdf"), sample("ofd"), sample("xml")];
    let report = app.add_paths(dropped).await.unwrap();
    assert_eq!(report.added.len(), 3, "three samples: {report:?}");
    let rows = settled(&app).await;
    for row in &rows {
        assert_eq!(row.state, DocumentState::Ready, "{row:?}");
        assert!(
            row.seller.is_some() && row.amount.is_some() && row.number.is_some(),
            "{row:?}"
        );
    }
    let id = rows[0].id;
    let view = app.open_document(id).await.unwrap();
    let without_box: Vec<_> = view
        .fields
        .iter()
        .filter(|f| f.value.is_some() && f.region.is_none())
        .collect();
    assert!(
        without_box.len() <= 2,
        "fields without a place: {without_box:?}"
    );

    let before = value(&view, "drawer");
    let view = app
        .correct(id, edit("drawer", "欧阳试"), false)
        .await
        .unwrap();
    assert_eq!(value(&view, "drawer").as_deref(), Some("欧阳试"));
    let view = app.undo(id).await.unwrap();
    assert_eq!(
        value(&view, "drawer"),
        before,
        "undo brings back what was read"
    );
    let view = app.redo(id).await.unwrap();
    assert_eq!(value(&view, "drawer").as_deref(), Some("欧阳试"));
    let history = app.field_history(id, "drawer".to_owned()).await.unwrap();
    let typed = history.iter().filter(|e| e.source == "reviewer");
    let typed: Vec<_> = typed.map(|e| (e.change, e.value.as_deref())).collect();
    assert_eq!(
        typed,
        [
            (HistoryChange::Set, Some("欧阳试")),
            (HistoryChange::UndoneToRead, None),
            (HistoryChange::Redone, Some("欧阳试")),
        ]
    );
    assert_eq!(
        app.finish(id, Some(4_200)).await.unwrap().state,
        DocumentState::Reviewed
    );

    let workbook = folder.path().join("导出.xlsx");
    let written = app.export_excel(workbook.clone(), None).await.unwrap();
    assert_eq!(written.invoices, 1, "only what was reviewed");
    let mut book = open_workbook_auto(&workbook).unwrap();
    let sheet = book.worksheet_range("发票基础信息").unwrap();
    let header: Vec<String> = sheet
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let drawer = header.iter().position(|name| name == "开票人").unwrap();
    assert_eq!(sheet.rows().nth(1).unwrap()[drawer].to_string(), "欧阳试");
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_there_after_a_restart_and_can_still_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    app.add_paths(vec![sample("xml")]).await.unwrap();
    let id = settled(&app).await[0].id;
    let read = value(&app.open_document(id).await.unwrap(), "remarks");
    app.correct(id, edit("remarks", "改过的备注"), false)
        .await
        .unwrap();
    app.stop();
    drop(app);

    let app = start(folder.path()).await;
    let view = app.open_document(id).await.unwrap();
    assert_eq!(value(&view, "remarks").as_deref(), Some("改过的备注"));
    assert!(view.can_undo);
    assert_eq!(value(&app.undo(id).await.unwrap(), "remarks"), read);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_last_run_had_no_time_for_is_done_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    app.add_paths(vec![sample("xml")]).await.unwrap();
    let whole = settled(&app).await.remove(0);
    app.stop();
    let file = app.folder().ledger().to_owned();
    drop(app);

    // Read and not judged, and kept and not queued: the program ended right there.
    let (read, kept) = {
        let ledger = Ledger::open(&file, Timestamp(1)).unwrap();
        let first = DocumentId(i64::from(whole.id));
        let sha256 = ledger.pages(first).unwrap()[0].sha256.clone();
        let answered = ledger.recognitions(first).unwrap().remove(0);
        let read = ledger.add_document(&sha256, &[1], Timestamp(2)).unwrap();
        let again = NewRecognition {
            provider: &answered.provider,
            readings: &answered.readings,
            raw_reply: None,
            request_id: None,
            charged: Some(false),
            remaining: None,
            duration_ms: None,
        };
        ledger.add_recognition(read, &again, Timestamp(3)).unwrap();
        let kept = ledger.add_document(&sha256, &[1], Timestamp(4)).unwrap();
        (read, kept)
    };
    let app = start(folder.path()).await;
    let rows = settled(&app).await;
    for id in [read, kept] {
        let row = rows.iter().find(|row| i64::from(row.id) == id.0).unwrap();
        assert_eq!(
            (row.state, &row.seller, &row.amount),
            (DocumentState::Ready, &whole.seller, &whole.amount)
        );
    }
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_recognized_once_and_a_removed_document_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    let pdf = sample("pdf");
    let copy = folder.path().join("另一个名字.pdf");
    std::fs::copy(&pdf, &copy).unwrap();
    let first = app.add_paths(vec![pdf]).await.unwrap().added;
    settled(&app).await;
    let again = app.add_paths(vec![copy.clone()]).await.unwrap();
    assert!(
        again.added.is_empty() && again.duplicates.len() == 1,
        "{again:?}"
    );
    assert_eq!(again.duplicates[0].document, first[0]);

    app.remove_documents(first.clone()).await.unwrap();
    assert!(
        app.queue().await.unwrap().rows.is_empty(),
        "in the recycle bin"
    );
    app.add_paths(vec![copy]).await.unwrap();
    let rows = settled(&app).await;
    assert_eq!(
        (rows.len(), rows[0].id, rows[0].state),
        (1, first[0], DocumentState::Ready)
    );
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_files_get_a_row_with_a_code_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let dropped = folder.path().join("三月发票");
    std::fs::create_dir(&dropped).unwrap();
    for number in 0..1_000 {
        std::fs::write(
            dropped.join(format!("notes-{number}.txt")),
            "not an invoice",
        )
        .unwrap();
    }
    std::fs::write(dropped.join("empty.pdf"), b"").unwrap();
    std::fs::write(dropped.join("huge.pdf"), vec![b'x'; 5 << 20]).unwrap();
    let good = std::fs::read(sample("pdf")).unwrap();
    std::fs::write(dropped.join("cut.pdf"), &good[..good.len() / 3]).unwrap();
    std::fs::write(dropped.join("mislabelled.jpg"), &good).unwrap();
    std::fs::copy(sample("ofd"), dropped.join("good.ofd")).unwrap();
    let app = start(&folder.path().join("data")).await;
    let report = app.add_paths(vec![dropped]).await.unwrap();
    assert_eq!(
        (report.added.len(), report.skipped),
        (5, 1_000),
        "{report:?}"
    );
    let rows = settled(&app).await;
    let code_of = |name: &str| {
        let row = rows.iter().find(|row| row.file_name == name).unwrap();
        row.problem.as_ref().map(|problem| problem.code.clone())
    };
    assert_eq!(code_of("empty.pdf").as_deref(), Some("damaged_file"));
    assert_eq!(code_of("huge.pdf").as_deref(), Some("too_large"));
    assert!(
        code_of("cut.pdf").is_some(),
        "a cut file is not taken for a whole one"
    );
    assert_eq!(
        code_of("mislabelled.jpg"),
        None,
        "content counts, not the ending"
    );
    assert_eq!(code_of("good.ofd"), None);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_move_when_one_is_inserted_or_deleted_and_undo_is_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    app.add_paths(vec![sample("xml")]).await.unwrap();
    let id = settled(&app).await[0].id;
    let before = app.open_document(id).await.unwrap();
    let first = value(&before, "items[0].name");
    let view = app.insert_line(id, 0).await.unwrap();
    assert_eq!(view.item_count, before.item_count + 1);
    assert_eq!(value(&view, "items[0].name"), None, "the new line is empty");
    assert_eq!(value(&view, "items[1].name"), first);
    let view = app.delete_line(id, 0).await.unwrap();
    assert_eq!(
        (view.item_count, value(&view, "items[0].name")),
        (before.item_count, first.clone())
    );
    app.undo(id).await.unwrap();
    let view = app.undo(id).await.unwrap();
    assert_eq!(
        (view.item_count, value(&view, "items[0].name")),
        (before.item_count, first)
    );
    app.stop();
}
