//! What becomes of dropped files: archives, and the same invoice in several formats.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::view::{DocumentState, QueueRow};
use app::{App, DataFolder, Start};
use fapiao_tests::fixtures::{number, sample, to_ofd, to_pdf};
use fapiao_tests::program::{fapiao, json_lines};
use invoice::InvoiceType;
use zip::write::SimpleFileOptions;

async fn start(folder: &Path) -> App {
    App::start(Start {
        environment: BTreeMap::new(),
        keychain: None,
        ..Start::of_this_machine(DataFolder::new(folder))
    })
    .await
    .unwrap()
}

/// Waits until nothing is queued or worked on. Bounded, so that a fault does not hang the run.
async fn settled(app: &App) -> Vec<QueueRow> {
    for _ in 0..600 {
        let queue = app.queue().await.unwrap();
        if queue.counts.pending == 0 {
            return queue.rows;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the queue did not settle");
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive with two invoices, one of them in an inner archive, one damaged file, and others.
fn mixed() -> Vec<u8> {
    let first = to_pdf(&sample(InvoiceType::DigitalOrdinary, 31));
    let second = to_ofd(&sample(InvoiceType::ElectronicOrdinary, 32));
    let inner = zip(&[("乙.ofd", &second), ("说明.txt", b"hello")]);
    let mut archive = zip(&[
        ("三月/甲.pdf", &first),
        ("三月/内层.zip", &inner),
        ("坏.xml", b"<EInvoice> packed, and then changed"),
        ("readme.md", b"# hello"),
    ]);
    let name = "坏.xml".as_bytes();
    let at = archive.windows(name.len()).position(|w| w == name).unwrap();
    archive[at + name.len()] ^= 0x55;
    archive
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_in_an_archive_are_taken_in_and_the_rest_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("三月发票.zip");
    fs::write(&archive, mixed()).unwrap();
    let app = start(&folder.path().join("data")).await;
    let report = app.add_paths(vec![archive.clone()]).await.unwrap();
    assert_eq!((report.added.len(), report.skipped), (2, 2), "{report:?}");
    let [bad] = report.unreadable.as_slice() else {
        panic!("one damaged file: {report:?}");
    };
    assert_eq!(bad.file_name, "三月发票.zip/坏.xml");
    assert_eq!(bad.problem.code, "damaged_file");
    let mut names: Vec<String> = settled(&app)
        .await
        .into_iter()
        .filter(|row| row.state == DocumentState::Ready)
        .map(|row| row.file_name)
        .collect();
    names.sort();
    assert_eq!(names, ["乙.ofd", "甲.pdf"]);
    let again = app.add_paths(vec![archive]).await.unwrap();
    assert_eq!((again.added.len(), again.duplicates.len()), (0, 2));
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_gives_nothing_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let whole = mixed();
    let empty = file("空.zip", &zip(&[("a.txt", b"hello")]));
    let cut = file("断.zip", &whole[..whole.len() / 2]);
    let book = file(
        "表.xlsx",
        &zip(&[("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"")]),
    );
    let bomb = file("炸.zip", &zip(&[("a.pdf", &vec![0; 32 << 20])]));
    let app = start(&folder.path().join("data")).await;
    let report = app.add_paths(vec![empty, cut, book, bomb]).await.unwrap();
    let told: Vec<(&str, &str)> = report
        .unreadable
        .iter()
        .map(|file| (file.file_name.as_str(), file.problem.code.as_str()))
        .collect();
    assert_eq!(
        told,
        [("空.zip", "unsupported_format"), ("炸.zip", "too_large")]
    );
    let rows = settled(&app).await;
    let code = |name: &str| {
        let row = rows.iter().find(|row| row.file_name == name).unwrap();
        row.problem.as_ref().map(|problem| problem.code.clone())
    };
    assert_eq!(code("断.zip").as_deref(), Some("damaged_file"));
    assert_eq!(code("表.xlsx").as_deref(), Some("unsupported_format"));
    app.stop();
}

#[test]
fn the_command_line_prints_a_line_for_each_invoice_of_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("三月发票.zip");
    fs::write(&archive, mixed()).unwrap();
    let archive = archive.to_string_lossy().into_owned();
    let invoices = [
        sample(InvoiceType::DigitalOrdinary, 31),
        sample(InvoiceType::ElectronicOrdinary, 32),
    ];
    let ledger = folder
        .path()
        .join("台账.sqlite")
        .to_string_lossy()
        .into_owned();
    for extra in [vec![], vec!["--ledger", ledger.as_str()]] {
        let mut arguments = vec!["recognize", "--json"];
        arguments.extend(extra);
        arguments.push(&archive);
        let output = fapiao(&folder.path().join("data"), &arguments);
        assert_eq!(output.status.code(), Some(1), "one file is damaged");
        let lines = json_lines(&output);
        let find = |inside: &str| {
            let file = format!("{archive}/{inside}");
            let found = lines.iter().find(|line| line["file"] == file.as_str());
            found.unwrap_or_else(|| panic!("no line for {file}: {lines:?}"))
        };
        assert_eq!(lines.len(), 3);
        for (inside, invoice) in ["三月/甲.pdf", "三月/内层.zip/乙.ofd"]
            .iter()
            .zip(&invoices)
        {
            assert_eq!(find(inside)["invoice"]["number"], number(invoice).as_str());
        }
        assert_eq!(find("坏.xml")["error"]["code"], "damaged_file");
    }
}
