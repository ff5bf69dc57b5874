//! Prints the words of a document's pages: `cargo run -p documents --example words -- FILE`.

#![allow(missing_docs)]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("a file is missing")?;
    let document = documents::open(std::fs::read(path)?, None, &documents::Limits::default())?;
    for page in 0..document.page_count() {
        let size = document.page_size(page)?;
        let begin = std::time::Instant::now();
        let content = document.page_content(page)?;
        println!(
            "page {}: {:.0} × {:.0} points, {} words, {} rules, pictures {:.2}, {:?}",
            page + 1,
            size.width,
            size.height,
            content.words.len(),
            content.rules.len(),
            content.picture_share,
            begin.elapsed()
        );
        for word in &content.words {
            let (x0, y0, x1, y1) = word.region.bounds();
            let mark = if word.vertical { "↓" } else { " " };
            println!("{x0:.3} {y0:.3} {x1:.3} {y1:.3} {mark} {}", word.text);
        }
    }
    Ok(())
}
