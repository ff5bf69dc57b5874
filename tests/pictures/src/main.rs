//! The synthetic pictures on disk: `cargo run --release -p fapiao-pictures -- write DIR
//! [COPIES] [NAME…]` writes them as `score.py` reads them (`DIR/image`, `DIR/truth`); 3 copies of
//! every layout in every wear are 429. A NAME keeps those whose name holds it.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use fapiao_pictures::{Specimen, specimens};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["write", folder, rest @ ..] = words.as_slice() else {
        eprintln!("usage: fapiao-pictures write DIR [COPIES] [NAME…]");
        std::process::exit(2);
    };
    let copies = rest.iter().find_map(|word| word.parse().ok()).unwrap_or(3);
    let names: Vec<&&str> = rest.iter().filter(|w| w.parse::<u64>().is_err()).collect();
    let wanted = |specimen: &Specimen| {
        let name = specimen.to_string();
        names.iter().all(|part| name.contains(**part))
    };
    write(
        Path::new(folder),
        specimens(0..copies).into_iter().filter(wanted),
    );
}

fn write(folder: &Path, specimens: impl Iterator<Item = Specimen>) {
    for part in ["image", "truth"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    for specimen in specimens {
        let picture = specimen.draw();
        let file = format!("image/{specimen}.{}", picture.extension);
        std::fs::write(folder.join(&file), &picture.bytes).unwrap();
        let truth = serde_json::to_string_pretty(&picture.truth(&file)).unwrap();
        std::fs::write(folder.join(format!("truth/{specimen}.json")), truth).unwrap();
    }
}
