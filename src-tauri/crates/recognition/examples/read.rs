//! Reads documents with the offline reader alone and prints each invoice in the contract's JSON,
//! one a line, with the paths of the fields that are shown as certain: `cargo run -p recognition
//! --release --example read -- [--models DIR] [--threads N] FILE…`. With `--fields` prints each
//! reading's fields with their places instead, with `--words` the words of the pages. Times go to
//! the error output, and with `--memory` the most memory that was used, in megabytes (Linux only).

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use documents::{Document, Limits};
use invoice::{Context, Corrections, FieldPath, IssueDate, JudgedField, Trust, judge};
use recognition::offline::{OfflineReader, PageReader};
use recognition::{Recognizer, Request};
use serde_json::json;

/// What is printed.
#[derive(Clone, Copy)]
enum What {
    Invoices,
    Fields,
    Words,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    memory::give_back_large_blocks();
    let (mut what, mut threads, mut models) = (What::Invoices, 2, "models".to_owned());
    let mut files = Vec::new();
    let mut memory = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fields" => what = What::Fields,
            "--words" => what = What::Words,
            "--memory" => memory = true,
            "--models" => models = arguments.next().ok_or("--models needs a folder")?,
            "--threads" => {
                threads = arguments
                    .next()
                    .ok_or("--threads needs a number")?
                    .parse()?;
            }
            _ => files.push(argument),
        }
    }
    let pages = PageReader::new(Some(models.into()), threads);
    for file in files {
        let bytes = std::fs::read(&file)?;
        let begun = Instant::now();
        let printed = match documents::open(bytes, None, &Limits::default()) {
            Ok(document) => read(&pages, Arc::new(document), what).await,
            Err(error) => Err(error.into()),
        };
        eprintln!("{} ms\t{file}", begun.elapsed().as_millis());
        match printed {
            Ok(text) => print!("{text}"),
            Err(error) => println!("{file}: {error}"),
        }
    }
    if memory {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|text| text.split_whitespace().next());
        let megabytes: u64 = kilobytes.ok_or("no VmHWM")?.parse::<u64>()? / 1024;
        eprintln!("{megabytes} MB at most");
    }
    Ok(())
}

async fn read(
    pages: &PageReader,
    document: Arc<Document>,
    what: What,
) -> Result<String, Box<dyn Error>> {
    use std::fmt::Write as _;
    let mut out = String::new();
    if let What::Words = what {
        let all: Vec<usize> = (0..document.page_count()).collect();
        for word in pages.read(&document, &all, None).await?.words() {
            let (x0, y0, x1, y1) = word.region.bounds();
            let confidence = word.confidence.unwrap_or(1.0);
            let text = &word.text;
            writeln!(
                out,
                "{x0:.4} {y0:.4} {x1:.4} {y1:.4} {confidence:.3}\t{text}"
            )?;
        }
        return Ok(out);
    }
    let reader = OfflineReader::new(pages.clone());
    let today = IssueDate::new(2026, 1, 1).ok_or("no such day")?;
    let mut left: Vec<usize> = (0..document.page_count()).collect();
    let mut segments = Vec::new();
    while !left.is_empty() {
        let separated = pages.segment(&document, &left, None).await?;
        segments.extend(separated.segments);
        left = separated.rest;
    }
    for segment in segments {
        let mut request = Request::new(Arc::clone(&document), Arc::default(), segment.pages);
        request.area = segment.area;
        let readings = reader.recognize(&request).await?.readings;
        if let What::Fields = what {
            for reading in &readings {
                writeln!(out, "# {:?} {}", reading.source, reading.origin)?;
                for (path, field) in &reading.fields {
                    let place = field.region.map(|r| r.bounds());
                    let (value, page) = (&field.value, field.page);
                    writeln!(out, "{path} = {value:?} p{page:?} {place:.3?}")?;
                }
            }
            continue;
        }
        let judgement = judge(&readings, &Corrections::new(), &Context::new(today));
        let certain = |(path, judged): (&FieldPath, &JudgedField)| {
            (judged.trust == Trust::Certain).then(|| path.to_string())
        };
        let certain: Vec<String> = judgement.fields.iter().filter_map(certain).collect();
        let line = json!({ "invoice": judgement.invoice, "certain": certain });
        writeln!(out, "{line}")?;
    }
    Ok(out)
}
