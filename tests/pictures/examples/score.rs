//! Reads the synthetic pictures with the program's own reader and prints how much of them it got:
//! `cargo run --release -p fapiao-pictures --example score -- [--from 0] [--copies 3] [--show]
//! [NAME…]`. A NAME keeps those whose name holds it; `--show` lists every field that is not right;
//! `--from 3` takes copies that nobody has looked at while the reader was made. The models are looked
//! for in `models/` below the workspace.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/reader/mod.rs"]
mod reader;

use std::time::{Duration, Instant};

use fapiao_pictures::score::Score;
use fapiao_pictures::specimens;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|argument| argument == "--show");
    let number = |option: &str, usual: u64| {
        let at = arguments.iter().position(|argument| argument == option);
        at.map_or(usual, |at| arguments[at + 1].parse().unwrap())
    };
    let first = number("--from", 0);
    let copies = number("--copies", 3);
    let names: Vec<&String> = arguments
        .iter()
        .filter(|argument| !argument.starts_with("--") && argument.parse::<u64>().is_err())
        .collect();
    let Some(reader) = reader::Reader::new() else {
        return;
    };
    let mut score = Score::default();
    let mut times: Vec<Duration> = Vec::new();
    for specimen in specimens(first..first + copies) {
        let name = specimen.to_string();
        if !names.iter().all(|part| name.contains(part.as_str())) {
            continue;
        }
        let picture = specimen.draw();
        let begin = Instant::now();
        let judgement = reader.judge(&picture).await;
        times.push(begin.elapsed());
        let (tally, misses) = score.add(specimen, &picture.invoice, judgement.as_ref());
        if show {
            println!("{name:<36}{tally}");
            for miss in misses {
                println!(
                    "      {}: {:?} want {:?} got {:?}",
                    miss.field, miss.outcome, miss.want, miss.got
                );
            }
        }
    }
    times.sort_unstable();
    println!("{score}");
    if let Some(middle) = times.get(times.len() / 2) {
        println!(
            "{} pictures, {:.2} s each (median)",
            times.len(),
            middle.as_secs_f64()
        );
    }
}
