//! What the user stops and decides: a whole batch in one go and taken up again, a merge taken back while
//! its pages are read, and a call in doubt beside another file of the same invoice.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use app::view::{DocumentState, PageChange, QueueRow};
use fapiao_tests::fixtures::{number, sample, to_ofd, to_pdf, to_pdf_together};
use fapiao_tests::impersonator::{Answer, Impersonator};
use fapiao_tests::program::{settled, start, start_in, until};
use invoice::InvoiceType;
use recognition::ProviderId;
use recognition::offline::PageReader;
use tokio::sync::Semaphore;

fn body() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    std::fs::read(path).unwrap()
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn send(app: &App, files: Vec<PathBuf>) -> Vec<u32> {
    let provider = ProviderId::Deepfinch.as_str().to_owned();
    app.add_paths_for(files, provider).await.unwrap().added
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_stopped_in_one_go_and_taken_up_again_and_nothing_is_sent_twice() {
    const DROPPED: u32 = 40;
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), body());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    let files = (0..DROPPED)
        .map(|number| {
            let mut picture = fapiao_tests::pictures::blank(320, 200);
            picture.put_pixel(number, 1, image::Rgb([0, 0, 0]));
            let bytes = fapiao_tests::pictures::encode(&picture, image::ImageFormat::Png);
            file(folder.path(), &format!("{number}.png"), &bytes)
        })
        .collect();
    send(&app, files).await;
    until(&app, "a first request", |_| !server.calls().is_empty()).await;
    let stopped = app.cancel_all().await.unwrap();
    assert_eq!(
        stopped.jobs.len(),
        usize::try_from(stopped.documents).unwrap()
    );
    assert!(stopped.sent > 0, "{stopped:?}");
    // A second time there is nothing to stop.
    assert_eq!(app.cancel_all().await.unwrap().documents, 0);
    gate.add_permits(usize::try_from(2 * DROPPED).unwrap());
    let rows = settled(&app).await;
    let of = |rows: &[QueueRow], state| rows.iter().filter(|row| row.state == state).count();
    let sent = server.calls().len();
    assert_eq!(u32::try_from(sent).unwrap() + stopped.documents, DROPPED);
    assert_eq!(of(&rows, DocumentState::Ready), sent, "its answer is kept");
    assert_eq!(
        of(&rows, DocumentState::Failed),
        stopped.jobs.len(),
        "{rows:?}"
    );

    let again = app.take_up_again(stopped.jobs.clone()).await.unwrap();
    assert_eq!(again.len(), stopped.jobs.len());
    let rows = settled(&app).await;
    assert_eq!(of(&rows, DocumentState::Ready), rows.len(), "{rows:?}");
    assert_eq!(server.calls().len(), rows.len(), "each was sent once");
    // What is done is not taken up again.
    assert!(app.take_up_again(stopped.jobs).await.unwrap().is_empty());
    assert_eq!(server.calls().len(), rows.len());
    app.stop();
}

/// An invoice as PDF whose call nobody answered, and the same as OFD, dropped later.
struct InDoubt {
    folder: tempfile::TempDir,
    server: Impersonator,
    pdf: u32,
    ofd: u32,
}

impl InDoubt {
    async fn new(seed: u64) -> (App, Self) {
        let folder = tempfile::tempdir().unwrap();
        let server = Impersonator::start(ProviderId::Deepfinch, vec![Answer::Drop]).await;
        let app = start(&folder.path().join("data"), &server.address).await;
        let invoice = sample(InvoiceType::DigitalOrdinary, seed);
        let pdf = file(folder.path(), "发票.pdf", &to_pdf(&invoice));
        let pdf = send(&app, vec![pdf]).await[0];
        until(&app, "a call in doubt", |queue| {
            queue
                .rows
                .iter()
                .any(|row| row.state == DocumentState::InDoubt)
        })
        .await;
        server.answer_with(Answer::json(body()));
        let ofd = file(folder.path(), "发票.ofd", &to_ofd(&invoice));
        let ofd = send(&app, vec![ofd]).await[0];
        let made = Self {
            folder,
            server,
            pdf,
            ofd,
        };
        made.waits(&app).await;
        (app, made)
    }

    /// The other file waits, says for what, and the batch is over without it.
    async fn waits(&self, app: &App) {
        let queue = until(app, "the other file waits", |queue| {
            let row = queue.rows.iter().find(|row| row.id == self.ofd).unwrap();
            row.state == DocumentState::Queued && row.problem.is_some()
        })
        .await;
        let row = queue.rows.iter().find(|row| row.id == self.ofd).unwrap();
        let problem = row.problem.as_ref().unwrap();
        assert_eq!(problem.code, "waits_for_decision");
        assert!(problem.message.zh.contains("发票.pdf"), "{problem:?}");
        until(app, "nothing is under way", |queue| {
            queue.progress.is_none()
        })
        .await;
        let view = app.open_document(self.ofd).await.unwrap();
        assert_eq!(view.waits_for, Some(self.pdf));
        assert_eq!(self.server.calls().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_of_an_invoice_in_doubt_waits_and_is_joined_to_the_one_sent_again() {
    let (app, one) = InDoubt::new(61).await;
    app.stop();
    drop(app);
    // Also after a restart, and whatever else is done meanwhile.
    let app = start(&one.folder.path().join("data"), &one.server.address).await;
    one.waits(&app).await;
    let other = to_pdf(&sample(InvoiceType::DigitalOrdinary, 62));
    send(&app, vec![file(one.folder.path(), "另一张.pdf", &other)]).await;
    until(&app, "another document is read", |queue| {
        queue
            .rows
            .iter()
            .any(|row| row.state == DocumentState::Ready)
    })
    .await;
    assert_eq!(one.server.calls().len(), 2);
    app.resolve_in_doubt(one.pdf, true).await.unwrap();
    let rows = settled(&app).await;
    assert_eq!(one.server.calls().len(), 3, "sent again, and once");
    assert_eq!(rows.len(), 2, "both files are one document: {rows:?}");
    assert_eq!(app.document_files(one.pdf).await.unwrap().len(), 2);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_of_an_invoice_given_up_goes_on_by_itself() {
    let (app, one) = InDoubt::new(63).await;
    app.resolve_in_doubt(one.pdf, false).await.unwrap();
    let rows = settled(&app).await;
    assert_eq!(one.server.calls().len(), 2);
    let row = |id| rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(row(one.ofd).state, DocumentState::Ready);
    assert_eq!(row(one.pdf).state, DocumentState::Failed);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_of_an_invoice_in_doubt_is_sent_when_asked_or_stopped() {
    let (app, one) = InDoubt::new(64).await;
    app.cancel(vec![one.ofd]).await.unwrap();
    let rows = settled(&app).await;
    let row = rows.iter().find(|row| row.id == one.ofd).unwrap();
    assert_eq!(row.state, DocumentState::Failed);
    // Who asks for it means it.
    app.retry(vec![one.ofd], Some("deepfinch".to_owned()))
        .await
        .unwrap();
    settled(&app).await;
    assert_eq!(one.server.calls().len(), 2);
    app.stop();

    let (app, one) = InDoubt::new(65).await;
    app.retry(vec![one.ofd], None).await.unwrap();
    let rows = settled(&app).await;
    let row = rows.iter().find(|row| row.id == one.ofd).unwrap();
    assert_eq!(
        (row.state, row.provider.as_str()),
        (DocumentState::Ready, "deepfinch")
    );
    assert_eq!(one.server.calls().len(), 2);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_taken_back_while_its_pages_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let app = start_in(&data, &[], PageReader::default()).await;
    let invoices = [71, 72].map(|seed| sample(InvoiceType::DigitalOrdinary, seed));
    let two = file(folder.path(), "两张.pdf", &to_pdf_together(&invoices));
    app.add_paths(vec![two]).await.unwrap();
    let rows = settled(&app).await;
    let [first, second] = [rows[0].id, rows[1].id];
    // Nobody reads the merged pages: the job is taken up by hand, as if its reader were slow.
    app.stop();
    let merge = PageChange::Take {
        document: second,
        attached: false,
    };
    let merged = app.arrange_pages(first, merge).await.unwrap();
    assert!(merged.document.can_undo);
    let ledger = ledger::Ledger::open(app.folder().ledger(), ledger::Timestamp(0)).unwrap();
    let now = ledger::Timestamp(app::Clock::system().now() + 1);
    let job = ledger.claim_next(Some("offline"), now).unwrap().unwrap();
    assert_eq!(job.document, ledger::DocumentId(i64::from(first)));
    let reading = app.open_document(first).await.unwrap();
    assert!(reading.can_undo, "it is offered while it is read");
    let back = app.undo(first).await.unwrap();
    assert_eq!(back.pages.len(), 1);
    assert_eq!(
        ledger.job(job.id).unwrap().state,
        ledger::JobState::Cancelled
    );
    drop(ledger);
    drop(app);
    let app = start_in(&data, &[], PageReader::default()).await;
    let rows = settled(&app).await;
    for (row, invoice) in rows.iter().zip(&invoices) {
        assert_eq!(row.number, Some(number(invoice)));
        assert_eq!(row.state, DocumentState::Ready);
    }
    assert_eq!(rows.len(), 2);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_pages_is_not_offered_back_while_an_answer_is_awaited() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let held = Answer::Held(Arc::clone(&gate), body());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![held]).await;
    let app = start(&folder.path().join("data"), &server.address).await;
    let invoices = [73, 74].map(|seed| sample(InvoiceType::DigitalOrdinary, seed));
    let two = file(folder.path(), "两张.pdf", &to_pdf_together(&invoices));
    app.add_paths(vec![two]).await.unwrap();
    let rows = settled(&app).await;
    let merge = PageChange::Take {
        document: rows[1].id,
        attached: false,
    };
    let first = rows[0].id;
    app.arrange_pages(first, merge).await.unwrap();
    settled(&app).await;
    app.retry(vec![first], Some("deepfinch".to_owned()))
        .await
        .unwrap();
    until(&app, "the request is on its way", |_| {
        !server.calls().is_empty()
    })
    .await;
    assert!(!app.open_document(first).await.unwrap().can_undo);
    assert_eq!(app.undo(first).await.unwrap_err().code, "pages_busy");
    gate.add_permits(1);
    until(&app, "the answer is kept", |queue| queue.progress.is_none()).await;
    assert!(app.open_document(first).await.unwrap().can_undo);
    app.undo(first).await.unwrap();
    assert_eq!(settled(&app).await.len(), 2);
    app.stop();
}
