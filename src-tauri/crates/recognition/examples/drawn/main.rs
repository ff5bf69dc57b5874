//! Recognizes pages whose text is known and compares character by character: `cargo run -p
//! recognition --release --example drawn -- [--models DIR] [--save DIR] [--differences] FILE…`.
//! A PDF or OFD is drawn at 200 dpi and its own words are the truth; a picture or scan is read as it
//! is if `../truth` beside its folder lists its texts, as `fapiao-pictures write` does.
//!
//! Prints the share of characters that are wrong, missing or too many for each page and for all,
//! and how many were read where nothing is known to stand (seals that are pictures). The cipher of
//! old invoices, which nobody reads, is counted apart. `--differences` shows what was printed and
//! what was read, `--save` keeps the drawings.

mod comparison;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use documents::{Document, Limits};
use image::{ColorType, ImageFormat};
use invoice::Region;
use recognition::offline::PageReader;
use serde::Deserialize;

use comparison::{Comparison, Text};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (mut models, mut save, mut differences) = ("models".to_owned(), None, false);
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--models" => models = arguments.next().ok_or("--models needs a folder")?,
            "--save" => save = Some(PathBuf::from(arguments.next().ok_or("--save needs one")?)),
            "--differences" => differences = true,
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let reader = PageReader::new(Some(models.into()), 2);
    let mut all = Comparison::default();
    for file in files {
        let Ok(document) = documents::open(std::fs::read(&file)?, None, &Limits::default()) else {
            continue;
        };
        let document = Arc::new(document);
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let listed = listed(&file)?;
        for page in 0..document.page_count() {
            let size = document.page_size(page)?;
            let size = (size.width, size.height);
            let (texts, read) = if let Some(listed) = &listed {
                let here = listed.iter().filter(|text| text.page == page + 1);
                let texts = here
                    .map(|text| Text::new(&text.text, &text.region, size))
                    .collect();
                (texts, reader.read(&document, &[page], None).await?)
            } else {
                let png = drawn(&document, page)?;
                if let Some(folder) = &save {
                    std::fs::write(folder.join(format!("{name}-{}.png", page + 1)), &png)?;
                }
                let words = document.page_content(page)?.words;
                let level = words.iter().filter(|word| !word.vertical);
                let texts = level
                    .map(|word| Text::new(&word.text, &word.region, size))
                    .collect();
                let picture = Arc::new(documents::open(png, None, &Limits::default())?);
                (texts, reader.read(&picture, &[0], None).await?)
            };
            let here = comparison::compare(texts, &read.words(), size);
            println!("{:>7}  {name} {}", here.body.rate(), page + 1);
            if differences {
                for (printed, read) in &here.differences {
                    println!("         {printed} | {read}");
                }
            }
            all.add(here);
        }
    }
    println!("body   {}", all.body);
    println!("cipher {}", all.cipher);
    println!("{} characters where nothing is known to stand", all.beside);
    Ok(())
}

/// A text of a written picture.
#[derive(Deserialize)]
struct Listed {
    page: usize,
    text: String,
    region: Region,
}

/// The texts of a picture, where its truth lists them.
fn listed(file: &Path) -> Result<Option<Vec<Listed>>, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Truth {
        texts: Option<Vec<Listed>>,
    }
    let folder = file.parent().and_then(Path::parent);
    let Some((folder, stem)) = folder.zip(file.file_stem()) else {
        return Ok(None);
    };
    let truth = folder.join("truth").join(stem).with_extension("json");
    if !truth.is_file() {
        return Ok(None);
    }
    let truth: Truth = serde_json::from_slice(&std::fs::read(truth)?)?;
    Ok(truth.texts)
}

fn drawn(document: &Document, page: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let size = document.page_size(page)?;
    let long = size.width.max(size.height) / 72.0 * 200.0;
    let picture = document.draw_page(page, long.round() as u32)?;
    let mut png = std::io::Cursor::new(Vec::new());
    image::write_buffer_with_format(
        &mut png,
        &picture.rgba,
        picture.width,
        picture.height,
        ColorType::Rgba8,
        ImageFormat::Png,
    )?;
    Ok(png.into_inner())
}
