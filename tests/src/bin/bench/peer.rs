//! Pages drawn and words read beside PyMuPDF, file by file in the same run. PyMuPDF (AGPL) is
//! installed in an environment of its own below the build folder, and only measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use fapiao_tests::fixtures::{sample, to_pdf};
use invoice::InvoiceType;

const PACKAGE: &str = "pymupdf==2.0";

pub(crate) fn measure(release: &Path, desk: &Path) {
    let Some(python) = python(release, &[PACKAGE], "pymupdf") else {
        println!("skipped: no environment with {PACKAGE} could be made (python3 -m venv, pip)");
        return;
    };
    let script = desk.join("peer.py");
    std::fs::write(&script, include_str!("peer.py")).unwrap();
    println!(
        "{:<30}{:>9}{:>15}{:>15}{:>9}{:>15}",
        "median, ms", "read", "peer's words", "its characters", "drawn", "peer"
    );
    let files = files(desk);
    let ours = numbers(Command::new(release.join("examples/pace")).args(&files));
    let peer = numbers(Command::new(&python).arg(&script).args(&files));
    let mut all = [const { Vec::new() }; 5];
    // The first line of ours names the columns.
    for ((file, ours), peer) in files.iter().zip(ours.iter().skip(1)).zip(&peer) {
        let ([open, words, drawn, ..], [bare, characters, drawing]) =
            (ours.as_slice(), peer.as_slice())
        else {
            println!("{}: not measured", file.display());
            continue;
        };
        // The peer opens the file for each; so do we.
        let here = [open + words, *bare, *characters, open + drawn, *drawing];
        let [read, bare, characters, drawn, drawing] = here;
        for (all, one) in all.iter_mut().zip(here) {
            all.push(one);
        }
        let name = file.file_name().unwrap().to_string_lossy();
        let name: String = name.chars().take(26).collect();
        println!("{name:<30}{read:>9.2}{bare:>15.2}{characters:>15.2}{drawn:>9.2}{drawing:>15.2}");
    }
    let [read, bare, characters, drawn, drawing] = all.map(median);
    println!(
        "of the medians over all files: reading to its characters with boxes {:.2} (goal 1), to its bare words {:.2}, \
         drawing {:.2} (goal 1.2)",
        read / characters,
        read / bare,
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
