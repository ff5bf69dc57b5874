//! `fapiao`, run as a program.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use fapiao_tests::fixtures::{encrypted_pdf, number, sample, to_ofd, to_pdf, to_xml, values};
use fapiao_tests::program::{fapiao, json_lines};
use invoice::{FieldPath, HeaderField, Invoice, InvoiceType, PartyField, Side};
use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> std::process::Output {
        fapiao(&self.data(), arguments)
    }
}

/// The value of a path such as `items[0].amount` in the canonical invoice.
fn value<'a>(invoice: &'a Value, path: &str) -> &'a Value {
    path.split('.')
        .fold(invoice, |value, step| match step.split_once('[') {
            None => &value[step],
            Some((list, index)) => {
                &value[list][index.trim_end_matches(']').parse::<usize>().unwrap()]
            }
        })
}

fn assert_reads(line: &Value, invoice: &Invoice) {
    for (path, expected) in values(invoice) {
        let read = value(&line["invoice"], &path.to_string());
        // The sign before the words belongs to the form.
        assert_eq!(
            read,
            expected.trim_start_matches('⊗'),
            "{path} of {}",
            line["file"]
        );
    }
}

/// What is printed has its place. (The kind follows from the title and other evidence.)
fn assert_shows(line: &Value, invoice: &Invoice) {
    for (path, _) in values(invoice) {
        if path != FieldPath::Header(HeaderField::InvoiceType) {
            let region = &line["fields"][path.to_string()]["region"];
            assert_eq!(
                region.as_array().map(Vec::len),
                Some(8),
                "{path} of {} has no place",
                line["file"]
            );
        }
    }
}

#[test]
fn reads_every_digital_format_exactly() {
    let desk = Desk::new();
    let mut wanted = Vec::new();
    for number in 1..=6 {
        let ordinary = sample(InvoiceType::DigitalOrdinary, number);
        let mut special = sample(InvoiceType::DigitalSpecial, number);
        // The data of a 数电票 hold no printed title; what we draw ourselves is no evidence.
        special.set(FieldPath::Header(HeaderField::Title), None);
        let electronic = sample(InvoiceType::ElectronicOrdinary, number);
        wanted.push((
            desk.file(&format!("{number}a.pdf"), to_pdf(&ordinary)),
            ordinary,
            true,
        ));
        wanted.push((
            desk.file(&format!("{number}b.pdf"), to_pdf(&electronic)),
            electronic.clone(),
            true,
        ));
        wanted.push((
            desk.file(&format!("{number}c.ofd"), to_ofd(&electronic)),
            electronic,
            true,
        ));
        wanted.push((
            desk.file(&format!("{number}d.xml"), to_xml(&special)),
            special,
            false,
        ));
    }
    let files = wanted.iter().map(|(file, ..)| file.as_str());
    let output = desk.run(["recognize", "--json"].into_iter().chain(files));
    let lines = json_lines(&output);
    assert_eq!(
        lines.len(),
        wanted.len(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for (file, invoice, with_regions) in &wanted {
        let line = lines
            .iter()
            .find(|line| line["file"] == file.as_str())
            .unwrap();
        assert_reads(line, invoice);
        if *with_regions {
            assert_shows(line, invoice);
        }
        assert_eq!(line["provider"], "offline");
        assert_eq!(line["charged"], false);
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_bad_file_gives_its_line_and_the_others_go_on() {
    let desk = Desk::new();
    let good = sample(InvoiceType::DigitalOrdinary, 1);
    let pdf = to_pdf(&good);
    let ofd = to_ofd(&sample(InvoiceType::ElectronicOrdinary, 1));
    let bad = [
        (desk.file("empty.pdf", b""), "damaged_file"),
        (desk.file("cut.pdf", &pdf[..pdf.len() / 3]), "damaged_file"),
        (desk.file("cut.ofd", &ofd[..ofd.len() / 2]), "damaged_file"),
        (
            desk.file("locked.pdf", encrypted_pdf(&good)),
            "unsupported_format",
        ),
        (
            desk.file("letter.pdf", "Dear Sir, this is no invoice."),
            "unsupported_format",
        ),
        (
            desk.file(
                "other.xml",
                "<?xml version=\"1.0\"?><note><to>you</to></note>",
            ),
            "unsupported_format",
        ),
    ];
    let last = desk.file("good.pdf", &pdf);
    let files: Vec<&str> = bad
        .iter()
        .map(|(file, _)| file.as_str())
        .chain([last.as_str()])
        .collect();
    let output = desk.run(["recognize", "--json"].into_iter().chain(files));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), bad.len() + 1);
    for (file, code) in &bad {
        let line = lines
            .iter()
            .find(|line| line["file"] == file.as_str())
            .unwrap();
        assert_eq!(line["error"]["code"], *code, "{line}");
        assert!(
            line["error"]["message"]
                .as_str()
                .is_some_and(|m| !m.is_empty()),
            "{line}"
        );
        assert_eq!(line["error"]["retryable"], false, "{line}");
    }
    assert_reads(
        lines
            .iter()
            .find(|line| line["file"] == last.as_str())
            .unwrap(),
        &good,
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_mislabelled_file_is_read_by_its_content() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::ElectronicOrdinary, 4);
    let file = desk.file("really_an_ofd.pdf", to_ofd(&invoice));
    let lines = json_lines(&desk.run(["recognize", "--json", &file]));
    assert_reads(&lines[0], &invoice);
}

#[test]
fn a_folder_is_searched_and_other_files_passed_over() {
    let desk = Desk::new();
    for number in 0..1000 {
        desk.file(&format!("folder/notes/{number}.txt"), "nothing");
    }
    desk.file(
        "folder/deep/er/a.pdf",
        to_pdf(&sample(InvoiceType::DigitalOrdinary, 8)),
    );
    desk.file(
        "folder/b.ofd",
        to_ofd(&sample(InvoiceType::ElectronicOrdinary, 8)),
    );
    let output = desk.run([
        "recognize",
        "--json",
        &desk.path("folder").to_string_lossy(),
    ]);
    assert_eq!(
        json_lines(&output).len(),
        2,
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(output.status.code(), Some(0));
}

fn cell(rows: &[Vec<Data>], row: usize, header: &str) -> Data {
    let column = rows[0]
        .iter()
        .position(|cell| *cell == Data::String(header.to_owned()))
        .unwrap();
    rows[row][column].clone()
}

fn rows(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    workbook
        .worksheet_range(sheet)
        .unwrap()
        .rows()
        .map(<[Data]>::to_vec)
        .collect()
}

fn assert_workbook_holds(path: &Path, invoice: &Invoice) {
    let basic = rows(path, "发票基础信息");
    assert_eq!(basic.len(), 2);
    assert_eq!(
        cell(&basic, 1, "数电发票号码"),
        Data::String(number(invoice))
    );
    assert_eq!(
        cell(&basic, 1, "销方识别号"),
        Data::String(invoice.party(Side::Seller, PartyField::TaxId).unwrap())
    );
    let amount = invoice
        .header(HeaderField::AmountWithTax)
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(cell(&basic, 1, "价税合计"), Data::Float(amount));
    assert_eq!(rows(path, "信息汇总表").len(), 1 + invoice.item_count());
}

#[test]
fn writes_a_workbook_directly() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 2);
    let file = desk.file("a.pdf", to_pdf(&invoice));
    let workbook = desk.path("out.xlsx");
    let output = desk.run(["recognize", "--xlsx", &workbook.to_string_lossy(), &file]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_workbook_holds(&workbook, &invoice);
}

#[test]
fn keeps_a_ledger_and_exports_it_later() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 3);
    let file = desk.file("a.pdf", to_pdf(&invoice));
    let ledger = desk
        .path("books/ledger.sqlite")
        .to_string_lossy()
        .into_owned();
    let output = desk.run(["recognize", "--json", "--ledger", &ledger, &file]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // The original lies in the ledger's folder: the dropped file may go.
    fs::remove_file(&file).unwrap();
    let workbook = desk.path("out.xlsx");
    let output = desk.run([
        "export",
        "--ledger",
        &ledger,
        "--xlsx",
        &workbook.to_string_lossy(),
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_workbook_holds(&workbook, &invoice);
}

#[test]
fn lists_the_providers() {
    let desk = Desk::new();
    let output = desk.run(["providers"]);
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    for id in [
        "offline",
        "juhe",
        "jumdata",
        "volcengine",
        "jdcloud",
        "deepfinch",
    ] {
        assert!(
            listed.lines().any(|line| line.starts_with(id)),
            "{id} is missing in\n{listed}"
        );
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn wrong_usage_ends_with_2() {
    let desk = Desk::new();
    for arguments in [
        &["recognize"] as &[&str],
        &["recognize", "--provider", "nobody", "a.pdf"],
        &["export"],
        &["unknown"],
        &[],
    ] {
        assert_eq!(
            desk.run(arguments.iter().copied()).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_one_failed_line() {
    let desk = Desk::new();
    let output = desk.run(["recognize", "--json", "/nowhere/at/all.pdf"]);
    let lines = json_lines(&output);
    assert!(lines[0]["error"]["code"].is_string(), "{lines:?}");
    assert_eq!(output.status.code(), Some(1));
}
