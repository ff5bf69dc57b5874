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

/// Pixels that are worth a thread of their own.
const WORTH_A_THREAD: usize = 100_000;

/// So many threads of a rank, for work on pictures that divides into bands of rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hands {
    /// At least 1.
    pub(crate) count: usize,
    pub(crate) rank: Rank,
}

impl Hands {
    /// Rows of a band, of a picture of this size, if each thread gets one: all, where it is small.
    pub(crate) fn band(self, height: usize, width: usize) -> usize {
        let bands = (width * height / WORTH_A_THREAD).clamp(1, self.count.max(1));
        height.div_ceil(bands).max(1)
    }

    /// Does the work on each band, side by side; the last one on the present thread.
    pub(crate) fn each<T: Send>(
        self,
        bands: impl DoubleEndedIterator<Item = T>,
        work: impl Fn(T) + Sync,
    ) {
        let mut bands = bands;
        let Some(last) = bands.next_back() else {
            return;
        };
        let work = &work;
        std::thread::scope(|scope| {
            for band in bands {
                scope.spawn(move || {
                    take(self.rank);
                    work(band);
                });
            }
            work(last);
        });
    }
}

#[cfg(test)]
impl Hands {
    /// Two, for tests.
    pub(crate) const TWO: Self = Self {
        count: 2,
        rank: Rank::Usual,
    };
}

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
