//! Draws digital documents at 200 dpi, recognizes the drawings and compares them with the words of
//! the documents, character by character: `cargo run -p recognition --release --example drawn --
//! [--models DIR] [--save DIR] FILE…`. Prints the share of characters that are wrong, missing or
//! too many for each page and for all; `--save` keeps the drawings. The cipher of old invoices,
//! which nobody reads, is counted apart.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use documents::{Document, Glyph, Limits, PageContent, Word};
use image::{ColorType, ImageFormat};
use invoice::Region;
use recognition::offline::PageReader;
use unicode_normalization::UnicodeNormalization;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (mut models, mut save) = ("models".to_owned(), None);
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--models" => models = arguments.next().ok_or("--models needs a folder")?,
            "--save" => save = Some(PathBuf::from(arguments.next().ok_or("--save needs one")?)),
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let reader = PageReader::new(Some(models.into()), 2);
    let (mut body, mut cipher) = (Count::default(), Count::default());
    for file in files {
        let Ok(document) = documents::open(std::fs::read(&file)?, None, &Limits::default()) else {
            continue;
        };
        for page in 0..document.page_count() {
            let png = drawn(&document, page)?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            if let Some(folder) = &save {
                std::fs::write(folder.join(format!("{name}-{}.png", page + 1)), &png)?;
            }
            let picture = documents::open(png, None, &Limits::default())?;
            let read = reader.read(&Arc::new(picture), &[0], None).await?;
            let (here, hidden) = compare(&document.page_content(page)?, &read.words());
            println!("{:>7}  {name} {}", here.rate(), page + 1);
            body.add(here);
            cipher.add(hidden);
        }
    }
    println!("body   {} of {} characters", body.rate(), body.all);
    println!("cipher {} of {} characters", cipher.rate(), cipher.all);
    Ok(())
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

#[derive(Clone, Copy, Default)]
struct Count {
    faults: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.faults += other.faults;
        self.all += other.all;
    }

    fn rate(self) -> String {
        format!(
            "{:.2} %",
            100.0 * self.faults as f64 / self.all.max(1) as f64
        )
    }
}

/// Body and cipher.
fn compare(printed: &PageContent, read: &[Word]) -> (Count, Count) {
    // Glyphs of a recognized word keep their places in it: on drawings the page lies as it is.
    let mut left: Vec<Option<&Glyph>> = read
        .iter()
        .flat_map(|word| &word.glyphs)
        .filter(|glyph| !glyph.text.is_whitespace())
        .map(Some)
        .collect();
    let (mut body, mut cipher) = (Count::default(), Count::default());
    for word in printed.words.iter().filter(|word| !word.vertical) {
        let wanted = folded(word.text.chars());
        // A single character that is no figure is part of a round seal or of a block's name.
        let lone = matches!(wanted.as_slice(), [c] if !c.is_ascii_alphanumeric());
        if wanted.is_empty() || lone {
            continue;
        }
        let mut found: Vec<&Glyph> = left
            .iter_mut()
            .filter(|glyph| glyph.is_some_and(|glyph| inside(glyph, &word.region)))
            .filter_map(Option::take)
            .collect();
        found.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let got = folded(found.iter().map(|glyph| glyph.text));
        let marks = wanted.iter().filter(|c| "+-*/<>".contains(**c)).count();
        let here = Count {
            faults: distance(&wanted, &got),
            all: wanted.len(),
        };
        if std::env::var_os("SHOW").is_some() && here.faults > 0 {
            println!(
                "   {} | {}",
                wanted.iter().collect::<String>(),
                got.iter().collect::<String>()
            );
        }
        if marks * 5 > wanted.len() && wanted.len() > 12 {
            cipher.add(here);
        } else {
            body.add(here);
        }
    }
    (body, cipher)
}

fn inside(glyph: &Glyph, region: &Region) -> bool {
    let (x0, y0, x1, y1) = region.bounds();
    let x = f64::from(f32::midpoint(glyph.x0, glyph.x1));
    let y = f64::from(f32::midpoint(glyph.y0, glyph.y1));
    x0 <= x && x <= x1 && y0 <= y && y <= y1
}

fn folded(text: impl Iterator<Item = char>) -> Vec<char> {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (diagonal + usize::from(x != y))
                .min(*cell + 1)
                .min(before + 1);
            diagonal = *cell;
            *cell = best;
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
