//! A cold document on the command line, and the window's first paint.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fapiao_tests::fixtures::bundled_samples;
use fapiao_tests::window::Window;

const COLD_RUNS: usize = 20;
const WINDOW_RUNS: usize = 5;

pub(crate) async fn measure(release: &Path, desk: &Path) {
    println!(
        "{:<28}{:>10}{:>10}{:>10}",
        "", "median", "fastest", "slowest"
    );
    for (name, bytes) in bundled_samples() {
        let file = desk.join(name);
        std::fs::write(&file, bytes).unwrap();
        let times = (0..COLD_RUNS)
            .map(|_| recognize(release, desk, &file))
            .collect();
        print_row(name, times);
    }
    let mut times = Vec::new();
    for run in 0..WINDOW_RUNS {
        let window = Window::open_program(
            &release.join("fapiao-review"),
            &desk.join(run.to_string()),
            &[],
            &[],
        )
        .await;
        times.push(window.first_paint);
        window.close().await;
    }
    print_row("first paint of the window", times);
}

fn recognize(release: &Path, home: &Path, file: &Path) -> Duration {
    let started = Instant::now();
    let done = Command::new(release.join("fapiao"))
        .args(["recognize", "--json"])
        .arg(file)
        .env("FAPIAO_DATA_DIR", home.join("data"))
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success(), "{} is not read", file.display());
    started.elapsed()
}

fn print_row(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let milliseconds = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1000.0);
    println!(
        "{name:<28}{:>10}{:>10}{:>10}",
        milliseconds(times[times.len() / 2]),
        milliseconds(times[0]),
        milliseconds(times[times.len() - 1])
    );
}
