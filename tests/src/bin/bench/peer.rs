//! Pages drawn and words read beside PyMuPDF, file by file in the same run. PyMuPDF (AGPL) is
//! installed in an environment of its own below the build folder, and only measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use fapiao_tests::fixtures::{sample, to_pdf};
use invoice::InvoiceType;

const PACKAGE: &str = "pymupdf==2.0";
/// How often each side is run.
const TURNS: usize = 3;
/// So many of the first numbers of a line are medians; those behind them are best tries.
const MEDIANS: usize = 3;

pub(crate) fn measure(release: &Path, desk: &Path) {
    let Some(python) = python(release, &[PACKAGE], "pymupdf") else {
        println!("skipped: no environment with {PACKAGE} could be made (python3 -m venv, pip)");
        return;
    };
    let script = desk.join("peer.py");
    std::fs::write(&script, include_str!("peer.py")).unwrap();
    let files = files(desk);
    // In turn, so that what else the machine does falls on both.
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let mut lines = numbers(Command::new(release.join("examples/pace")).args(&files));
        // The first one names the columns.
        ours.push(lines.split_off(1));
        peer.push(numbers(Command::new(&python).arg(&script).args(&files)));
    }
    let (ours, peer) = (together(&ours), together(&peer));
    let mut rows: Vec<(String, [f64; 5], [f64; 5])> = Vec::new();
    for ((file, ours), peer) in files.iter().zip(&ours).zip(&peer) {
        let name = file.file_name().unwrap().to_string_lossy();
        let (
            [words, drawn, _, best_words, best_drawn],
            [
                bare,
                characters,
                drawing,
                best_bare,
                best_characters,
                best_drawing,
            ],
        ) = (ours.as_slice(), peer.as_slice())
        else {
            println!("{name}: not measured");
            continue;
        };
        rows.push((
            name.chars().take(26).collect(),
            [*words, *bare, *characters, *drawn, *drawing],
            [
                *best_words,
                *best_bare,
                *best_characters,
                *best_drawn,
                *best_drawing,
            ],
        ));
    }
    table(
        "one after another, median ms",
        rows.iter().map(|(name, medians, _)| (name, medians)),
    );
    table(
        "one over and over, best ms",
        rows.iter().map(|(name, _, best)| (name, best)),
    );
}

/// Of several turns: the median of each file's medians, which come first, and the best of its best.
fn together(turns: &[Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let files = turns.iter().map(Vec::len).min().unwrap_or(0);
    let column = |file: usize, at: usize| -> Vec<f64> {
        let of_turn = |turn: &Vec<Vec<f64>>| turn[file].get(at).copied();
        turns.iter().filter_map(of_turn).collect()
    };
    let all = |file: usize, at: usize| {
        let times = column(file, at);
        if at < MEDIANS {
            median(times)
        } else {
            times.into_iter().fold(f64::INFINITY, f64::min)
        }
    };
    (0..files)
        .map(|file| {
            let columns = turns[0][file].len();
            (0..columns).map(|at| all(file, at)).collect()
        })
        .collect()
}

/// Of each file: words here, bare words and characters with boxes there, drawing here and there.
fn table<'a>(title: &str, rows: impl Iterator<Item = (&'a String, &'a [f64; 5])>) {
    println!(
        "{title:<30}{:>9}{:>14}{:>18}{:>9}{:>14}",
        "words", "peer's words", "its characters", "drawn", "peer's"
    );
    let mut all = [const { Vec::new() }; 5];
    for (name, row) in rows {
        let [words, bare, characters, drawn, drawing] = row;
        println!("{name:<30}{words:>9.2}{bare:>14.2}{characters:>18.2}{drawn:>9.2}{drawing:>14.2}");
        for (all, one) in all.iter_mut().zip(row) {
            all.push(*one);
        }
    }
    let [words, bare, characters, drawn, drawing] = all.map(median);
    println!(
        "of the medians over all files: words {:.2} (goal 1), beside its characters {:.2}, drawing {:.2} (goal 1.2)",
        words / bare,
        words / characters,
        drawn / drawing
    );
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Synthetic ones, and the samples where they are.
fn files(desk: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (name, kind) in [
        ("electronic.pdf", InvoiceType::ElectronicOrdinary),
        ("digital.pdf", InvoiceType::DigitalOrdinary),
        ("digital_special.pdf", InvoiceType::DigitalSpecial),
    ] {
        let file = desk.join(name);
        std::fs::write(&file, to_pdf(&sample(kind, 21))).unwrap();
        files.push(file);
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    if let Ok(samples) = std::fs::read_dir(workspace.join("../shared/samples/pdf")) {
        let mut samples: Vec<PathBuf> = samples.map(|entry| entry.unwrap().path()).collect();
        samples.sort();
        files.extend(samples);
    }
    files
}

/// The numbers with which each line that a program prints begins, without their unit.
fn numbers(command: &mut Command) -> Vec<Vec<f64>> {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let of = |line: &str| {
        let words = line.split_whitespace().filter(|word| *word != "ms");
        words.map_while(|word| word.parse().ok()).collect()
    };
    text.lines().map(of).collect()
}

/// A Python in which these packages are installed, so that these modules can be imported. Made
/// once.
pub(crate) fn python(release: &Path, packages: &[&str], modules: &str) -> Option<PathBuf> {
    let home = release.with_file_name("peers");
    let python = home.join("bin/python");
    let run = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let import = format!("import {modules}");
    let has_peer = |python: &Path| run(Command::new(python).args(["-c", &import]));
    if python.exists() && has_peer(&python) {
        return Some(python);
    }
    let made = (python.exists() || run(Command::new("python3").args(["-m", "venv"]).arg(&home)))
        && run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(packages));
    (made && has_peer(&python)).then_some(python)
}
