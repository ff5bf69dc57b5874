//! A data folder with documents in it, made without a window: recognized on this machine, as if
//! somebody had dropped the files earlier.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use app::view::QueueRow;
use recognition::offline::PageReader;

use crate::program::start_in;
use crate::window::PATIENCE;

/// Takes files in, one after the other so that their numbers follow their order, waits until all of
/// them are recognized, and leaves the folder to the next program.
///
/// Panics where that takes too long.
pub async fn fill(data: &Path, files: &[PathBuf]) -> Vec<QueueRow> {
    let app = start_in(data, &[], PageReader::default()).await;
    app.add_paths(files.to_vec()).await.unwrap();
    let mut seen = (Instant::now(), usize::MAX);
    let rows = loop {
        let queue = app.queue().await.unwrap();
        let pending = queue.counts.pending as usize;
        if pending == 0 && queue.progress.is_none() {
            break queue.rows;
        }
        // Patience begins anew with each document that is done.
        if pending != seen.1 {
            seen = (Instant::now(), pending);
        }
        assert!(seen.0.elapsed() < PATIENCE, "not recognized: {pending}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    app.stop();
    rows
}
