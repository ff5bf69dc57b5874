use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset};
use invoice::IssueDate;

use crate::view::Problem;

/// The time, passed in: no logic reads the system's clock by itself.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

/// Invoices are issued in China, whatever zone the machine is set to.
const CHINA_SECONDS_EAST: i32 = 8 * 3600;

impl Clock {
    /// A clock that gives unix milliseconds.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The system's clock.
    pub fn system() -> Self {
        Self::new(|| {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// Unix milliseconds.
    pub fn now(&self) -> i64 {
        (self.0)()
    }

    /// The day in China. A clock outside 1994–2099 gives the last day of the range, so that no
    /// real invoice looks as if it were from the future.
    pub fn today(&self) -> Option<IssueDate> {
        let zone = FixedOffset::east_opt(CHINA_SECONDS_EAST)?;
        let day = DateTime::from_timestamp_millis(self.now())?.with_timezone(&zone);
        IssueDate::new(day.year(), day.month(), day.day()).or_else(|| IssueDate::new(2099, 12, 31))
    }
}

/// The system's clock gives no time at all.
pub(crate) fn invalid() -> Problem {
    Problem::local(
        "clock",
        "系统时间无效，请校正。",
        "The system's clock is invalid; set it.",
    )
}
