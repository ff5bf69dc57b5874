//! Prints what is read in a document: `cargo run -p documents --example contents -- FILE`.

use documents::{Limits, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: read FILE")?;
    let started = std::time::Instant::now();
    let document = open(std::fs::read(&path)?, None, &Limits::default())?;
    println!(
        "{:?}, {} pages, opened in {:?}",
        document.format(),
        document.page_count(),
        started.elapsed()
    );
    for reading in document.exact() {
        println!("{:?} {}", reading.source, reading.origin);
        for field in &reading.fields {
            let place = field.place.map(|(page, region)| (page, region.bounds()));
            println!("  {} = {:?} {place:.3?}", field.path, field.text);
        }
    }
    for page in 0..document.page_count() {
        let started = std::time::Instant::now();
        let content = document.page_content(page)?;
        let size = document.page_size(page)?;
        println!(
            "page {} ({:.1} × {:.1} points), {} words, {} rules, pictures {:.2}, read in {:?}",
            page + 1,
            size.width,
            size.height,
            content.words.len(),
            content.rules.len(),
            content.picture_share,
            started.elapsed()
        );
        for word in &content.words {
            let vertical = if word.vertical { " vertical" } else { "" };
            println!(
                "  {:?} {:.3?} size {:.4}{vertical}",
                word.text,
                word.region.bounds(),
                word.size
            );
        }
    }
    Ok(())
}
