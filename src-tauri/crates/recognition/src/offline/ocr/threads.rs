//! Threads that read pictures. They may have every processor; beside a window they give way to what
//! its user waits for.

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

use super::OcrError;

/// What the threads are among the others of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    /// Like any other.
    Usual,
    /// Behind those of usual priority.
    Behind,
}

/// Of 100; a thread has about 50 if nothing is said.
const PRIORITY: u8 = 25;

/// Does the work of one page on a thread of its own. It goes on until it ends by itself, even if
/// nobody waits for it any more; the program can end meanwhile.
pub(crate) async fn in_background<T: Send + 'static>(
    rank: Rank,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OcrError> {
    let (done, result) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("page".to_owned())
        .spawn(move || {
            take(rank);
            // Nobody may be waiting any more.
            let _ = done.send(work());
        })
        .map_err(|error| OcrError::Network(error.to_string()))?;
    result
        .await
        .map_err(|_| OcrError::Network("a thread ended unexpectedly".to_owned()))
}

/// The present thread has this rank from now on.
pub(crate) fn take(rank: Rank) {
    if rank == Rank::Usual {
        return;
    }
    let priority = ThreadPriorityValue::try_from(PRIORITY).map(ThreadPriority::Crossplatform);
    if let Ok(Err(error)) = priority.map(set_current_thread_priority) {
        // It reads all the same.
        tracing::debug!(?error, "a thread keeps its usual priority");
    }
}
