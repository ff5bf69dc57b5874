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
        "best of 25, ms", "read", "peer's words", "its characters", "drawn", "peer"
    );
    let mut ratios = [const { Vec::new() }; 3];
    for file in files(desk) {
        let ours = numbers(Command::new(release.join("examples/pace")).arg(&file), "ms");
        let peer = numbers(Command::new(&python).arg(&script).arg(&file), "");
        let ([_, read, drawn, ..], [words, characters, drawing]) =
            (ours.as_slice(), peer.as_slice())
        else {
            println!("{}: not measured", file.display());
            continue;
        };
        let here = [read / words, read / characters, drawn / drawing];
        for (all, one) in ratios.iter_mut().zip(here) {
            all.push(one);
        }
        let name = file.file_name().unwrap().to_string_lossy();
        let name: String = name.chars().take(26).collect();
        println!(
            "{name:<30}{read:>9.2}{words:>8.2} ({:.2}){characters:>8.2} ({:.2}){drawn:>9.2}{drawing:>8.2} ({:.2})",
            here[0], here[1], here[2]
        );
    }
    let [words, characters, drawing] = ratios.map(|ratios| mean(&ratios));
    println!(
        "ratio, geometric mean: to its words {words:.2}, to its characters with boxes {characters:.2} (goal 1), \
         drawing {drawing:.2} (goal 1.2)"
    );
}

fn mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len().max(1) as f64).exp()
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

/// The numbers of the last line that a program prints, without their unit.
fn numbers(command: &mut Command, unit: &str) -> Vec<f64> {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().unwrap_or_default();
    line.split_whitespace()
        .filter(|word| *word != unit)
        .map_while(|word| word.parse().ok())
        .collect()
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
