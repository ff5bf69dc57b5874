//! Reads pages and prints what was found: `words MODELS [--fields] [--threads N] FILE...`. For
//! looking at single pictures and for measuring: times go to the error output.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use documents::Limits;
use recognition::offline::{OfflineReader, PageReader};
use recognition::{Recognizer, Request};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let models = arguments.next().ok_or("usage: words MODELS FILE...")?;
    let (mut fields, mut threads, mut files) = (false, 2, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fields" => fields = true,
            "--threads" => threads = arguments.next().ok_or("a number")?.parse()?,
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let reader = PageReader::new(Some(models.into()), threads);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            for file in files {
                let bytes = std::fs::read(&file)?;
                let begun = Instant::now();
                let result = one(&reader, bytes, fields).await;
                let took = begun.elapsed().as_millis();
                match result {
                    Ok(text) => println!("{text}"),
                    Err(error) => println!("{error}"),
                }
                eprintln!("{took} ms\t{}", file.display());
            }
            Ok(())
        })
}

async fn one(reader: &PageReader, bytes: Vec<u8>, fields: bool) -> Result<String, Failure> {
    let document = Arc::new(documents::open(bytes, None, &Limits::default())?);
    if fields {
        let request = Request::new(document, Arc::default(), vec![0]);
        let recognition = OfflineReader::new(reader.clone())
            .recognize(&request)
            .await?;
        let lines = recognition.readings.iter().flat_map(|reading| {
            reading.fields.iter().map(|(path, field)| {
                format!(
                    "{}\t{path}\t{}\t{:?}",
                    reading.source.as_str(),
                    field.value,
                    field.confidence
                )
            })
        });
        return Ok(lines.collect::<Vec<_>>().join("\n"));
    }
    let pages = reader.read(&document, &[0], None).await?;
    let lines = pages.words().into_iter().map(|word| {
        let (x0, y0, x1, y1) = word.region.bounds();
        let confidence = word.confidence.unwrap_or(1.0);
        format!(
            "{x0:.4} {y0:.4} {x1:.4} {y1:.4} {confidence:.3}\t{}",
            word.text
        )
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
