//! Scans and photos recognized beside RapidOCR with the same models, picture by picture in the
//! same run, both on two threads; and how many characters of drawn pages are read wrongly.

use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGES: [&str; 2] = ["rapidocr==3.10.0", "onnxruntime"];

pub(crate) fn measure(release: &Path, desk: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let models = workspace.join("models");
    let pictures = pictures(release, desk);
    let Some((first, rest)) = pictures.split_first() else {
        println!("skipped: no pictures were drawn");
        return;
    };
    let ours = numbers(
        Command::new(release.join("examples/read"))
            .args(["--words", "--memory", "--threads", "2", "--models"])
            .arg(&models)
            .arg(first)
            .args(rest),
    );
    // Its first picture warms up, too.
    let ours = ours.get(1..).unwrap_or_default();
    let peer = peer(release, desk, &pictures);
    println!(
        "{:<40}{:>9}{:>9}{:>8}",
        "ms a page", "ours", "peer", "ratio"
    );
    let mut ratios = Vec::new();
    for (at, picture) in rest.iter().enumerate() {
        let name = picture.file_name().unwrap().to_string_lossy();
        match (ours.get(at), peer.get(at)) {
            (Some(ours), Some(peer)) => {
                ratios.push(ours / peer);
                println!("{name:<40}{ours:>9.0}{peer:>9.0}{:>8.2}", ours / peer);
            }
            (Some(ours), None) => println!("{name:<40}{ours:>9.0}"),
            _ => println!("{name:<40} not measured"),
        }
    }
    if !ratios.is_empty() {
        let mean = (ratios.iter().map(|r| r.ln()).sum::<f64>() / ratios.len() as f64).exp();
        println!("ratio, geometric mean: {mean:.2} (goal 0.7)");
    }
    let memory = |all: &[f64]| {
        all.get(rest.len())
            .map_or("-".to_owned(), |megabytes| format!("{megabytes:.0} MB"))
    };
    println!(
        "most memory: {} (goal 500), peer {}",
        memory(ours),
        memory(&peer)
    );
    drawn(release, workspace, &models);
}

/// Synthetic pictures of several forms and kinds of wear.
fn pictures(release: &Path, desk: &Path) -> Vec<PathBuf> {
    let folder = desk.join("pictures");
    for name in [
        "electronic_ordinary-clean",
        "paper_special-photo",
        "digital_special-jpeg40",
        "refined_oil-shadow",
        "digital_ordinary-noise",
        "toll-skewed",
        "blockchain-sealed",
    ] {
        let drawn = Command::new(release.join("fapiao-pictures"))
            .arg("write")
            .arg(&folder)
            .args(["1", name])
            .status();
        assert!(drawn.unwrap().success(), "{name}");
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder.join("image"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// Characters that are wrong on pages whose true text is known: the samples, where they are.
fn drawn(release: &Path, workspace: &Path, models: &Path) {
    let files: Vec<PathBuf> = ["pdf", "ofd"]
        .iter()
        .filter_map(|kind| std::fs::read_dir(workspace.join("../shared/samples").join(kind)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    if files.is_empty() {
        println!("characters read wrongly: skipped, no samples beside the repository");
        return;
    }
    println!("characters of drawn pages that are read wrongly:");
    let shown = Command::new(release.join("examples/drawn"))
        .arg("--models")
        .arg(models)
        .args(files)
        .status();
    assert!(shown.unwrap().success());
}

fn peer(release: &Path, desk: &Path, pictures: &[PathBuf]) -> Vec<f64> {
    let Some(python) = crate::peer::python(release, &PACKAGES, "rapidocr, onnxruntime") else {
        println!("the peer is skipped: it could not be installed");
        return Vec::new();
    };
    let script = desk.join("sight.py");
    std::fs::write(&script, include_str!("sight.py")).unwrap();
    numbers(
        Command::new(python)
            .env("OMP_NUM_THREADS", "2")
            .arg(script)
            .args(pictures),
    )
}

/// The first number of each line that begins with one, on either output.
fn numbers(command: &mut Command) -> Vec<f64> {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    let words = |line: &str| line.split_whitespace().next().map(str::to_owned);
    // Ours tells its times apart from its words.
    let lines = if told.contains(" ms\t") { told } else { text };
    lines
        .lines()
        .filter_map(words)
        .filter_map(|word| word.parse().ok())
        .collect()
}
