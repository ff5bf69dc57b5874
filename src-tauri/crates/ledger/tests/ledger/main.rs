//! The ledger as its callers see it, on real files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, not the helpers beside them"
)]

mod arrangements;
mod copies;
mod corrections;
mod crash;
mod documents;
mod duplicates;
mod evidence;
mod file;
mod jobs;
mod particulars;
mod reviews;
mod second_readings;
mod small_tables;

use std::path::PathBuf;

use invoice::{
    ErrorCode, Field, FieldKind, FieldPath, Invoice, Reading, Region, Sentence, Source, Value,
};
use ledger::{
    DocumentId, Failure, JudgedDocument, Ledger, NewOriginal, NewRecognition, NewReview,
    Particulars, ReviewId, Summary, Timestamp,
};
use tempfile::TempDir;

/// A moment: 2026-01-01 00:00 UTC and so many seconds.
const fn at(seconds: i64) -> Timestamp {
    Timestamp(1_767_225_600_000 + seconds * 1_000)
}

/// A folder with a ledger in it.
struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("账本.sqlite")
    }

    /// Another program that opens the same file.
    fn open(&self) -> Ledger {
        Ledger::open(&self.path(), at(0)).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// 64 digits that differ by the number.
fn sha(number: usize) -> String {
    format!("{number:064x}")
}

fn add_original(ledger: &Ledger, number: usize, name: &str) {
    let sha256 = sha(number);
    let original = NewOriginal {
        sha256: &sha256,
        name,
        bytes: 1_024,
        format: "pdf",
        source_path: None,
    };
    ledger.add_original(original, at(0)).unwrap();
}

/// A document of one page.
fn document(ledger: &Ledger, number: usize) -> DocumentId {
    add_original(ledger, number, &format!("发票{number}.pdf"));
    ledger.add_document(&sha(number), &[1], at(0)).unwrap()
}

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

fn reading(number: &str) -> Reading {
    let field = Field {
        value: Value::parse(FieldKind::Code, number).unwrap(),
        text: number.to_owned(),
        page: Some(1),
        region: Region::rectangle(0.1, 0.2, 0.3, 0.4),
        confidence: Some(0.93),
        source: Source::Deepfinch,
        doubts: Vec::new(),
    };
    Reading {
        source: Source::Deepfinch,
        origin: "request-1".to_owned(),
        fields: [(path("number"), field)].into(),
        remarks: Vec::new(),
    }
}

fn answer(readings: &[Reading]) -> NewRecognition<'_> {
    NewRecognition {
        provider: "deepfinch",
        readings,
        raw_reply: Some("{\"ok\": true}"),
        request_id: Some("request-1"),
        charged: Some(true),
        remaining: Some(41),
        duration_ms: Some(830),
    }
}

/// What lists show of a document from now on.
fn set_summary(
    ledger: &Ledger,
    document: DocumentId,
    summary: &Summary,
    particulars: &Particulars,
) {
    let judged = JudgedDocument {
        document,
        stamp: ledger.stamp(document).unwrap(),
        summary: summary.clone(),
        particulars: particulars.clone(),
    };
    assert_eq!(ledger.set_summaries(&[judged], at(1)).unwrap(), []);
}

/// What becomes of a document that was read: it is ready only after this.
fn judge(ledger: &Ledger, document: DocumentId) {
    set_summary(
        ledger,
        document,
        &Summary::default(),
        &Particulars::default(),
    );
}

/// Reviews a document as it is.
fn review(ledger: &Ledger, document: DocumentId, invoice: &Invoice, second: i64) -> ReviewId {
    let new = NewReview {
        invoice,
        summary: &Summary::of(invoice),
        particulars: &Particulars::of(invoice, &[]),
        spent_ms: Some(4_200),
        scores: &[],
    };
    ledger.mark_reviewed(document, &new, at(second)).unwrap()
}

fn failure(code: ErrorCode) -> Failure {
    Failure {
        code,
        message: Sentence::new("出错", "failed"),
        detail: "E-17".to_owned(),
        retryable: true,
    }
}
