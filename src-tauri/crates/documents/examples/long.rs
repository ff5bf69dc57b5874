//! Reads and draws a document page by page and says whether later pages cost more than earlier ones:
//! `cargo run --release -p documents --example long -- FILE`. Prints milliseconds of a page (median of
//! the first and the last tenth) and the peak memory in MB, where the system tells it.

#![allow(missing_docs)]

use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("a file is missing")?;
    let begin = Instant::now();
    let document = documents::open(std::fs::read(path)?, None, &documents::Limits::default())?;
    let opened = begin.elapsed();
    let mut times = Vec::with_capacity(document.page_count());
    for page in 0..document.page_count() {
        let begin = Instant::now();
        document.page_content(page)?;
        document.draw_page(page, 1654)?;
        times.push(begin.elapsed());
    }
    let tenth = times.len().div_ceil(10);
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let median = |part: &[Duration]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part.get(part.len() / 2)
            .map_or(0.0, |time| milliseconds(*time))
    };
    println!(
        "{} pages opened in {:.1} ms; a page {:.1} ms at first, {:.1} ms at last; peak {} MB",
        times.len(),
        milliseconds(opened),
        median(&times[..tenth]),
        median(&times[times.len() - tenth..]),
        peak_memory().map_or_else(
            || "?".to_owned(),
            |kilobytes| (kilobytes / 1024).to_string()
        )
    );
    Ok(())
}

/// In kilobytes.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
