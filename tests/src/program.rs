//! The programs under test and the folders that they are given.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use app::view::{QueueRow, QueueView};
use app::{App, Clock, DataFolder, Start};
use documents::Limits;
use recognition::offline::{PageReader, have_models};

use crate::impersonator::{PUBLIC_KEY, SECRET_KEY};
use crate::window::PATIENCE;

/// The folder that cargo puts the programs in: the one of the test itself, or above it.
fn programs() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().unwrap();
    if folder.ends_with("deps") {
        folder.parent().unwrap().to_owned()
    } else {
        folder.to_owned()
    }
}

/// A program of this workspace, built before the tests run (`cargo build --workspace --bins`).
///
/// Panics where it is not built.
pub fn program(name: &str) -> PathBuf {
    let path = programs().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: cargo build --workspace --bins",
        path.display()
    );
    path
}

/// Runs `fapiao` with a data folder of its own and nothing of the user's environment.
pub fn fapiao<S: AsRef<std::ffi::OsStr>>(
    data: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Output {
    Command::new(program("fapiao"))
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", data)
        .env("FAPIAO_DATA_DIR", data)
        .output()
        .unwrap()
}

/// The lines of JSON that a run printed.
pub fn json_lines(output: &Output) -> Vec<serde_json::Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The use cases over a data folder, with nothing of the user's but keys for DeepFinch, which is called at
/// this address. Reads no pictures by itself.
pub async fn start(folder: &Path, address: &str) -> App {
    start_reading(folder, address, PageReader::default()).await
}

/// What reads pictures, with the models that `setup/models.sh` fetches; `None`, and a word on it, where they
/// are not there.
pub fn page_reader() -> Option<PageReader> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    if !have_models(&models) {
        println!("skipped: no models that read pictures (setup/models.sh fetches them)");
        return None;
    }
    Some(PageReader::new(Some(models), 2))
}

/// The same, reading pictures.
pub async fn start_reading(folder: &Path, address: &str, pages: PageReader) -> App {
    let environment = [
        ("FAPIAO_DEEPFINCH_API_ID", PUBLIC_KEY),
        ("FAPIAO_DEEPFINCH_API_SECRET", SECRET_KEY),
        ("FAPIAO_DEEPFINCH_ENDPOINT", address),
    ];
    start_in(folder, &environment, pages).await
}

/// The same with an environment of its own, empty for no provider at all.
pub async fn start_in(folder: &Path, environment: &[(&str, &str)], pages: PageReader) -> App {
    App::start(Start {
        folder: DataFolder::new(folder),
        clock: Clock::system(),
        environment: environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        keychain: None,
        limits: Limits::default(),
        pages,
    })
    .await
    .unwrap()
}

/// Waits until the queue looks like this.
///
/// Panics, naming it, where it never does.
pub async fn until(app: &App, what: &str, looks_like: impl Fn(&QueueView) -> bool) -> QueueView {
    let began = Instant::now();
    loop {
        let queue = app.queue().await.unwrap();
        if looks_like(&queue) {
            return queue;
        }
        assert!(began.elapsed() < PATIENCE, "never seen: {what}; {queue:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until nothing is queued or worked on, and what was read has been put together.
///
/// Panics where that never is so.
pub async fn settled(app: &App) -> Vec<QueueRow> {
    let over = |queue: &QueueView| queue.counts.pending == 0 && queue.progress.is_none();
    until(app, "a queue at rest", over).await.rows
}
