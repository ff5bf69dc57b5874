use std::collections::VecDeque;

use crate::view::{Problem, Progress};

/// The running batch: everything queued since the queue was last empty.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    total: u32,
    done: u32,
    calls: u32,
    charged: u32,
    calls_left: Option<u32>,
    /// When documents of the last minute were done, unix milliseconds.
    recent: VecDeque<i64>,
}

const MINUTE: i64 = 60_000;

impl Batch {
    /// More documents are queued.
    pub(crate) fn add(&mut self, documents: u32) {
        self.total = self.total.saturating_add(documents);
    }

    /// Documents left the queue without being recognized.
    pub(crate) fn drop_queued(&mut self, documents: u32) {
        self.total = self.total.saturating_sub(documents).max(self.done);
    }

    /// A request leaves for a provider.
    pub(crate) fn call(&mut self) {
        self.calls = self.calls.saturating_add(1);
    }

    /// A document is done, well or not.
    pub(crate) fn finish(&mut self, now: i64, charged: bool, calls_left: Option<u64>) {
        self.done = self.done.saturating_add(1);
        self.total = self.total.max(self.done);
        self.charged = self.charged.saturating_add(u32::from(charged));
        if let Some(left) = calls_left {
            self.calls_left = Some(u32::try_from(left).unwrap_or(u32::MAX));
        }
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|at| *at < now - MINUTE) {
            self.recent.pop_front();
        }
    }

    /// Whether nothing is left to do.
    pub(crate) fn is_over(&self) -> bool {
        self.done >= self.total
    }

    /// What the window shows.
    pub(crate) fn progress(&self, now: i64, paused: bool, stopped_by: Option<Problem>) -> Progress {
        let per_minute = self.per_minute(now);
        let left = self.total.saturating_sub(self.done);
        Progress {
            total: self.total,
            done: self.done,
            per_minute,
            seconds_left: per_minute
                .filter(|rate| *rate > 0.0 && !paused)
                .map(|rate| (f64::from(left) / rate * 60.0).ceil() as u32),
            calls: self.calls,
            charged: self.charged,
            calls_left: self.calls_left,
            paused,
            stopped_by,
        }
    }

    /// The rate over the documents of the last minute; from one alone none can be told.
    fn per_minute(&self, now: i64) -> Option<f64> {
        let in_window: Vec<i64> = self
            .recent
            .iter()
            .copied()
            .filter(|at| *at >= now - MINUTE)
            .collect();
        let (first, count) = (in_window.first()?, in_window.len());
        let span = (now - first).max(1) as f64;
        (count >= 2).then(|| (count - 1) as f64 * MINUTE as f64 / span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_follow_from_the_last_minute() {
        let mut batch = Batch::default();
        batch.add(100);
        for i in 0..11 {
            batch.finish(i * 1_000, i % 2 == 0, Some(500 - i as u64));
        }
        let progress = batch.progress(10_000, false, None);
        assert_eq!(
            (progress.done, progress.total, progress.charged),
            (11, 100, 6)
        );
        assert_eq!(progress.per_minute, Some(60.0));
        assert_eq!(progress.seconds_left, Some(89));
        assert_eq!(progress.calls_left, Some(490));
    }

    #[test]
    fn one_document_tells_no_rate_and_a_paused_batch_no_time() {
        let mut batch = Batch::default();
        batch.add(2);
        batch.finish(0, false, None);
        assert_eq!(batch.progress(10, false, None).per_minute, None);
        batch.finish(1_000, false, None);
        assert_eq!(batch.progress(1_000, true, None).seconds_left, None);
        assert!(batch.is_over());
    }
}
