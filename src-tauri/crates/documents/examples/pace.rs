//! How long reading and drawing take, each time with opening the file:
//! `cargo run --release -p documents --example pace -- FILE…`. First as an accountant's files come,
//! one after another, the median of several rounds; then one file over and over, the best try.

#![allow(missing_docs)]

use std::time::{Duration, Instant};

const ROUNDS: usize = 9;
const TRIES: usize = 25;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    for path in std::env::args().skip(1) {
        files.push((std::fs::read(&path)?, path));
    }
    let mut rounds = vec![[const { Vec::new() }; 3]; files.len()];
    for _ in 0..ROUNDS {
        for ((bytes, _), times) in files.iter().zip(&mut rounds) {
            for (all, one) in times.iter_mut().zip(laps(bytes)?) {
                all.push(one);
            }
        }
    }
    println!("words    drawn    again    best words    best drawn    file");
    for ((bytes, path), times) in files.iter().zip(&mut rounds) {
        let [words, drawn, again] = times.each_mut().map(|times| {
            times.sort_unstable();
            milliseconds(times[ROUNDS / 2])
        });
        let mut best = [Duration::MAX; 3];
        for _ in 0..TRIES {
            for (best, one) in best.iter_mut().zip(laps(bytes)?) {
                *best = one.min(*best);
            }
        }
        let [best_words, best_drawn, _] = best.map(milliseconds);
        println!(
            "{words:5.2} ms {drawn:5.2} ms {again:5.2} ms {best_words:5.2} ms {best_drawn:5.2} ms {path}"
        );
    }
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Opening and the words of the first page; opening anew and drawing it at 200 dpi; drawing once
/// more.
fn laps(bytes: &[u8]) -> Result<[Duration; 3], Box<dyn std::error::Error>> {
    let open = || documents::open(bytes.to_vec(), None, &documents::Limits::default());
    let begin = Instant::now();
    open()?.page_content(0)?;
    let words = begin.elapsed();
    let begin = Instant::now();
    let document = open()?;
    let size = document.page_size(0)?;
    let pixels = (size.width.max(size.height) * 200.0 / 72.0) as u32;
    document.draw_page(0, pixels)?;
    let drawn = begin.elapsed();
    let begin = Instant::now();
    document.draw_page(0, pixels)?;
    Ok([words, drawn, begin.elapsed()])
}
