//! What becomes of dropped files: archives, and the same invoice in several formats.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use app::view::{DocumentState, DocumentView, FieldEdit, QueueRow, TrustView};
use app::{App, DataFolder, Start};
use fapiao_tests::fixtures::{number, sample, to_ofd, to_pdf, to_xml};
use fapiao_tests::impersonator::{Answer, Impersonator};
use fapiao_tests::program::{self, fapiao, json_lines, settled};
use invoice::{FieldPath, HeaderField, Invoice, InvoiceType, Money, Value};
use recognition::ProviderId;
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
async fn an_archive_that_gives_nothing_or_not_all_says_why() {
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
        [
            ("空.zip", "unsupported_format"),
            ("断.zip/三月/内层.zip", "damaged_file"),
            ("断.zip", "damaged_file"),
            ("炸.zip", "too_large")
        ]
    );
    let rows = settled(&app).await;
    let code = |name: &str| {
        let row = rows.iter().find(|row| row.file_name == name).unwrap();
        row.problem.as_ref().map(|problem| problem.code.clone())
    };
    assert_eq!(code("甲.pdf"), None, "the file before the cut is taken in");
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

/// The files of one invoice.
struct Formats {
    pdf: PathBuf,
    ofd: PathBuf,
    xml: PathBuf,
}

fn formats(folder: &Path, invoice: &Invoice) -> Formats {
    let write = |name: &str, bytes: Vec<u8>| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    Formats {
        pdf: write("发票.pdf", to_pdf(invoice)),
        ofd: write("发票.ofd", to_ofd(invoice)),
        xml: write("发票.xml", to_xml(invoice)),
    }
}

async fn add(app: &App, paths: &[&PathBuf]) -> Vec<QueueRow> {
    let paths = paths.iter().map(|path| (*path).clone()).collect();
    app.add_paths(paths).await.unwrap();
    settled(app).await
}

async fn files(app: &App, id: u32) -> Vec<(String, bool)> {
    let files = app.document_files(id).await.unwrap();
    files.into_iter().map(|f| (f.format, f.is_copy)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_ofd_and_xml_of_one_invoice_are_one_document_and_can_be_taken_apart() {
    let folder = tempfile::tempdir().unwrap();
    let invoice = sample(InvoiceType::DigitalOrdinary, 33);
    let archive = folder.path().join("发票.zip");
    let packed = zip(&[
        ("a.xml", &to_xml(&invoice)),
        ("a.pdf", &to_pdf(&invoice)),
        ("a.ofd", &to_ofd(&invoice)),
    ]);
    fs::write(&archive, packed).unwrap();
    let app = start(&folder.path().join("data")).await;
    let rows = add(&app, &[&archive]).await;
    let [row] = rows.as_slice() else {
        panic!("one invoice: {rows:?}");
    };
    let mut found = files(&app, row.id).await;
    found.sort();
    assert_eq!(found.iter().filter(|(_, copy)| !copy).count(), 1);
    assert_eq!(
        found.iter().map(|(f, _)| f.as_str()).collect::<Vec<_>>(),
        ["OFD", "PDF", "XML"]
    );
    let view = app.open_document(row.id).await.unwrap();
    assert_eq!(view.pages.len(), 3);
    let field = view.fields.iter().find(|f| f.path == "number").unwrap();
    assert_eq!(field.trust, TrustView::Certain);
    assert!(
        field.reason.zh.contains("XML") && field.reason.zh.contains("OFD"),
        "{}",
        field.reason.zh
    );
    // The page drawn from the XML comes last, and values are shown on the others.
    let shown: Vec<u32> = view.pages.iter().map(|page| page.number).collect();
    for field in view.fields.iter().filter(|field| field.region.is_some()) {
        let page = field.page.unwrap();
        assert!(
            shown[..2].contains(&page),
            "{} on {page} of {shown:?}",
            field.path
        );
    }
    for page in &shown {
        let picture = app.page_picture(row.id, *page, 300).await.unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
    }
    let copy = app.document_files(row.id).await.unwrap();
    let copy = copy.iter().find(|file| file.is_copy).unwrap().document;
    app.part_copy(copy).await.unwrap().unwrap();
    assert_eq!(settled(&app).await.len(), 2);
    assert_eq!(files(&app, row.id).await.len(), 2);
    app.retry(vec![copy], None).await.unwrap();
    assert_eq!(settled(&app).await.len(), 2, "once apart, always apart");
    app.stop();
}

/// What a provider answered about another invoice: as evidence it loses against what the files say.
fn reply() -> Answer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    Answer::json(fs::read(path).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_in_three_formats_is_sent_to_a_provider_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Impersonator::start(ProviderId::Deepfinch, vec![reply()]).await;
    let app = program::start(&folder.path().join("data"), &server.address).await;
    let (mut dropped, mut data) = (Vec::new(), Vec::new());
    for seed in 33..36 {
        let invoice = sample(InvoiceType::DigitalOrdinary, seed);
        let own = folder.path().join(seed.to_string());
        fs::create_dir(&own).unwrap();
        let files = formats(&own, &invoice);
        dropped.extend([files.pdf, files.ofd]);
        data.push(files.xml);
    }
    let provider = ProviderId::Deepfinch.as_str();
    app.add_paths_for(dropped, provider.to_owned())
        .await
        .unwrap();
    settled(&app).await;
    assert_eq!(server.calls().len(), 3, "three invoices in six files");
    app.add_paths_for(data, provider.to_owned()).await.unwrap();
    let rows = settled(&app).await;
    assert_eq!(rows.len(), 3, "an invoice each: {rows:?}");
    assert_eq!(server.calls().len(), 3, "three invoices in nine files");
    for row in &rows {
        assert_eq!(files(&app, row.id).await.len(), 3);
    }
    // Who asks for it again means it.
    let first = rows[0].id;
    app.retry(vec![first], Some(provider.to_owned()))
        .await
        .unwrap();
    settled(&app).await;
    assert_eq!(server.calls().len(), 4);

    let alone = folder.path().join("单独.xml");
    fs::write(&alone, to_xml(&sample(InvoiceType::DigitalOrdinary, 36))).unwrap();
    app.add_paths_for(vec![alone], provider.to_owned())
        .await
        .unwrap();
    let rows = settled(&app).await;
    assert_eq!((rows.len(), rows[3].state), (4, DocumentState::Ready));
    assert_eq!(server.calls().len(), 4, "a page that we drew from data");
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_format_that_comes_later_never_changes_what_was_typed_or_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let one = formats(folder.path(), &sample(InvoiceType::DigitalOrdinary, 34));
    let app = start(&folder.path().join("data")).await;
    let id = add(&app, &[&one.pdf]).await[0].id;
    let edit = vec![FieldEdit {
        path: "drawer".to_owned(),
        value: Some("欧阳试".to_owned()),
    }];
    app.correct(id, edit, false).await.unwrap();
    let rows = add(&app, &[&one.xml]).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let drawer = |view: &DocumentView| {
        let field = view.fields.iter().find(|f| f.path == "drawer").unwrap();
        field.value.clone()
    };
    let view = app.open_document(id).await.unwrap();
    assert_eq!(drawer(&view).as_deref(), Some("欧阳试"));
    assert_ne!(
        drawer(&app.undo(id).await.unwrap()).as_deref(),
        Some("欧阳试")
    );
    app.redo(id).await.unwrap();
    app.finish(id, None).await.unwrap();
    let rows = add(&app, &[&one.ofd]).await;
    assert_eq!((rows.len(), rows[0].state), (1, DocumentState::Reviewed));
    let view = app.open_document(id).await.unwrap();
    assert_eq!(drawer(&view).as_deref(), Some("欧阳试"));
    assert_eq!(files(&app, id).await.len(), 3);
    // The same bytes again are the same invoice.
    let again = app.add_paths(vec![one.xml.clone()]).await.unwrap();
    assert_eq!(again.duplicates[0].document, id);
    assert_eq!(settled(&app).await.len(), 1);
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_or_comes_twice_in_one_format_stays_apart_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let invoice = sample(InvoiceType::DigitalOrdinary, 35);
    let one = formats(folder.path(), &invoice);
    let mut other = invoice.clone();
    let gross = FieldPath::Header(HeaderField::AmountWithTax);
    let more = invoice.money(gross).unwrap() + Money::from_fen(100);
    other.set(gross, Some(Value::Money(more)));
    fs::write(&one.xml, to_xml(&other)).unwrap();
    let again = folder.path().join("副本.pdf");
    let mut bytes = fs::read(&one.pdf).unwrap();
    bytes.extend_from_slice(b"\n");
    fs::write(&again, bytes).unwrap();
    let app = start(&folder.path().join("data")).await;
    let first = add(&app, &[&one.pdf]).await[0].id;
    let rows = add(&app, &[&one.xml, &again]).await;
    assert_eq!(rows.len(), 3);
    for row in rows.iter().filter(|row| row.id != first) {
        assert_eq!(row.duplicate_of, Some(first), "{row:?}");
        let view = app.open_document(row.id).await.unwrap();
        let finding = view.findings.iter().find(|f| f.code == "duplicate_number");
        let conflict = finding.unwrap().message.zh.contains("价税合计不同");
        assert_eq!(conflict, row.file_name == "发票.xml", "{finding:?}");
    }
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_waits_for_its_password_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let invoice = sample(InvoiceType::DigitalOrdinary, 36);
    let locked = folder.path().join("加密.pdf");
    let encrypted = "../src-tauri/crates/documents/src/pdf/fixtures/encrypted_with_password.pdf";
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join(encrypted),
        &locked,
    )
    .unwrap();
    let open = folder.path().join("普通.pdf");
    fs::write(&open, to_pdf(&invoice)).unwrap();
    let data = folder.path().join("data");
    let app = start(&data).await;
    let rows = add(&app, &[&locked, &open]).await;
    let row = |name: &str| rows.iter().find(|row| row.file_name == name).unwrap();
    assert_eq!(row("普通.pdf").state, DocumentState::Ready);
    let waiting = row("加密.pdf");
    assert_eq!(waiting.problem.as_ref().unwrap().code, "password_needed");
    assert!(app.document_files(waiting.id).await.unwrap()[0].locked);
    let wrong = app
        .unlock(waiting.id, "wrong".to_owned())
        .await
        .unwrap_err();
    assert_eq!(wrong.code, "wrong_password");
    app.unlock(waiting.id, "fapiao".to_owned()).await.unwrap();
    settled(&app).await;
    assert!(!app.document_files(waiting.id).await.unwrap()[0].locked);
    assert_eq!(app.open_document(waiting.id).await.unwrap().pages.len(), 1);
    // The password is nowhere on the disk: after a restart it is asked for again.
    app.stop();
    drop(app);
    let app = start(&data).await;
    assert!(app.document_files(waiting.id).await.unwrap()[0].locked);
    app.stop();
}

#[test]
fn a_workbook_of_the_command_line_has_an_invoice_once() {
    let folder = tempfile::tempdir().unwrap();
    let one = formats(folder.path(), &sample(InvoiceType::DigitalOrdinary, 37));
    let workbook = folder.path().join("out.xlsx");
    let arguments = [
        Path::new("recognize"),
        Path::new("--xlsx"),
        &workbook,
        &one.pdf,
        &one.xml,
    ];
    let output = fapiao(&folder.path().join("data"), arguments);
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("1 张发票"), "{said}");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("发票.xml"), "{told}");
}
