//! What the program did, in a file a day in the data folder. Never a secret, never an invoice:
//! the crates below log codes, ids and times only.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

const DAYS_KEPT: usize = 14;

/// Starts writing. The guard writes out the rest when it goes.
pub(crate) fn start(folder: &Path) -> Result<WorkerGuard, InitError> {
    // The appender looks for old files before it makes the folder, and complains of a first start.
    // Where the folder cannot be made, it says so itself.
    let _ = std::fs::create_dir_all(folder);
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("fapiao-review")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    // Fixed, not from the environment: at a deeper level HTTP libraries print headers, which hold keys.
    let levels =
        "warn,fapiao_review=info,app=info,recognition=info,ledger=info,documents=warn,export=info";
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(levels))
        .with_ansi(false)
        .with_writer(writer)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        eprintln!("logging was started twice");
    }
    Ok(guard)
}
