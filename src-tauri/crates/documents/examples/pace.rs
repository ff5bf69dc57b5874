//! How long the parts of reading take, each the best of several tries:
//! `cargo run --release -p documents --example pace -- FILE…`.

#![allow(missing_docs)]

use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("open     words    first    again    file");
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let mut best = [Duration::MAX; 4];
        for _ in 0..25 {
            let mut times = Vec::with_capacity(4);
            let mut begin = Instant::now();
            let mut lap = |times: &mut Vec<Duration>| {
                times.push(begin.elapsed());
                begin = Instant::now();
            };
            let document = documents::open(bytes.clone(), None, &documents::Limits::default())?;
            lap(&mut times);
            document.page_content(0)?;
            lap(&mut times);
            let size = document.page_size(0)?;
            let pixels = (size.width.max(size.height) * 200.0 / 72.0) as u32;
            document.draw_page(0, pixels)?;
            lap(&mut times);
            document.draw_page(0, pixels)?;
            lap(&mut times);
            for (best, time) in best.iter_mut().zip(times) {
                *best = time.min(*best);
            }
        }
        let [open, words, first, again] = best.map(|time| time.as_secs_f64() * 1e3);
        println!("{open:5.2} ms {words:5.2} ms {first:5.2} ms {again:5.2} ms {path}");
    }
    Ok(())
}
