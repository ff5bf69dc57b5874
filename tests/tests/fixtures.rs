//! The bundled samples are what the generator makes.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::{env, fs};

use fapiao_tests::fixtures::{bundled_samples, trial_picture};

/// `make samples` (which sets the variable) writes them again.
#[test]
fn the_bundled_samples_are_what_the_generator_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/samples");
    if env::var_os("FAPIAO_ACCEPT_SAMPLES").is_some() {
        fs::write(folder.join("trial.png"), trial_picture()).unwrap();
    }
    for (name, bytes) in bundled_samples() {
        let path = folder.join(name);
        if env::var_os("FAPIAO_ACCEPT_SAMPLES").is_some() {
            fs::write(&path, &bytes).unwrap();
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(
            committed == bytes,
            "{name} is out of date: run `make samples`"
        );
    }
}
