//! Reads documents with the offline reader alone and prints each invoice in the contract's JSON,
//! one a line: `cargo run -p recognition --release --example read -- FILE…`. With `--fields`
//! prints each reading's fields with their places instead.

use std::collections::BTreeMap;
use std::io::Write;

use documents::Limits;
use invoice::{Context, Corrections, IssueDate, judge};
use recognition::offline;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let (options, files): (Vec<_>, Vec<_>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    for file in files {
        let bytes = std::fs::read(&file)?;
        let document = match documents::open(bytes, None, &Limits::default()) {
            Ok(document) => document,
            Err(error) => {
                writeln!(out, "{file}: {}: {error}", error.code())?;
                continue;
            }
        };
        let segments = match offline::segment(&document) {
            Ok(segments) => segments,
            Err(error) => {
                writeln!(out, "{file}: {}: {error}", error.code())?;
                continue;
            }
        };
        for segment in segments {
            let readings = match offline::read(&document, &segment.pages) {
                Ok(readings) => readings,
                Err(error) => {
                    writeln!(
                        out,
                        "{file} {:?}: {error}: {}",
                        segment.pages, error.message.en
                    )?;
                    continue;
                }
            };
            if options.iter().any(|o| o == "--fields") {
                for reading in &readings {
                    writeln!(out, "# {:?} {}", reading.source, reading.origin)?;
                    for (path, field) in &reading.fields {
                        let place = field.region.map(|r| r.bounds());
                        writeln!(
                            out,
                            "{path} = {:?} p{:?} {place:.3?}",
                            field.value, field.page
                        )?;
                    }
                }
                continue;
            }
            let Some(today) = IssueDate::new(2026, 1, 1) else {
                continue;
            };
            let judgement = judge(&readings, &Corrections::new(), &Context::new(today));
            let line = BTreeMap::from([("invoice", &judgement.invoice)]);
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        }
    }
    Ok(())
}
