//! How long the parts of reading take, each the median of several rounds through all files, as an
//! accountant's files come: one after another, each opened for the first time.
//! `cargo run --release -p documents --example pace -- FILE…`.

#![allow(missing_docs)]

use std::time::{Duration, Instant};

const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let mut times = vec![[const { Vec::new() }; 4]; paths.len()];
    for _ in 0..ROUNDS {
        for (path, times) in paths.iter().zip(&mut times) {
            for (all, one) in times.iter_mut().zip(laps(path)?) {
                all.push(one);
            }
        }
    }
    println!("open     words    first    again    file");
    for (path, times) in paths.iter().zip(&mut times) {
        let [open, words, first, again] = times.each_mut().map(|times| {
            times.sort_unstable();
            times[ROUNDS / 2].as_secs_f64() * 1e3
        });
        println!("{open:5.2} ms {words:5.2} ms {first:5.2} ms {again:5.2} ms {path}");
    }
    Ok(())
}

/// Opening, the words of the first page, drawing it at 200 dpi, and once more.
fn laps(path: &str) -> Result<[Duration; 4], Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path)?;
    let mut begin = Instant::now();
    let mut lap = || {
        let took = begin.elapsed();
        begin = Instant::now();
        took
    };
    let document = documents::open(bytes, None, &documents::Limits::default())?;
    let open = lap();
    document.page_content(0)?;
    let words = lap();
    let size = document.page_size(0)?;
    let pixels = (size.width.max(size.height) * 200.0 / 72.0) as u32;
    document.draw_page(0, pixels)?;
    let first = lap();
    document.draw_page(0, pixels)?;
    Ok([open, words, first, lap()])
}
