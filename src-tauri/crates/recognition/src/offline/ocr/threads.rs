//! Threads that read pictures. They may have every processor, and give way to whatever the user
//! waits for.

use std::sync::Arc;

use rten::ThreadPool;
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

use super::OcrError;
use super::network::Threads;

/// Of 100; a thread has about 50 if nothing is said.
const PRIORITY: u8 = 25;

/// So many threads, for networks.
pub(crate) fn pool(count: usize) -> Threads {
    let pool = ThreadPool::with_num_threads(count);
    pool.run(|| rayon::broadcast(|_| give_way()));
    Arc::new(pool)
}

/// Does the work of one page on a thread of its own. It goes on until it ends by itself, even if
/// nobody waits for it any more; the program can end meanwhile.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OcrError> {
    let (done, result) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("page".to_owned())
        .spawn(move || {
            give_way();
            // Nobody may be waiting any more.
            let _ = done.send(work());
        })
        .map_err(|error| OcrError::Network(error.to_string()))?;
    result
        .await
        .map_err(|_| OcrError::Network("a thread ended unexpectedly".to_owned()))
}

/// The present thread runs behind those of usual priority from now on.
fn give_way() {
    let priority = ThreadPriorityValue::try_from(PRIORITY).map(ThreadPriority::Crossplatform);
    if let Ok(Err(error)) = priority.map(set_current_thread_priority) {
        // It reads all the same.
        tracing::debug!(?error, "a thread keeps its usual priority");
    }
}
