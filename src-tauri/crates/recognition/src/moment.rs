//! The clock and the nonces that requests are stamped with. Both are passed in.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> SystemTime;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Makes words that are never used twice.
pub trait Nonces: Send + Sync {
    /// The next one: letters, digits and hyphens.
    fn next(&self) -> String;
}

/// Random UUIDs.
#[derive(Debug, Clone, Copy)]
pub struct RandomNonces;

impl Nonces for RandomNonces {
    fn next(&self) -> String {
        uuid::Uuid::new_v4().to_string()
    }
}

/// `YYYYMMDDTHHMMSSZ` in UTC, as both cloud signatures write it.
pub(crate) fn basic_utc(time: SystemTime) -> String {
    DateTime::<Utc>::from(time)
        .format("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// Milliseconds since 1970.
pub(crate) fn unix_millis(time: SystemTime) -> i64 {
    DateTime::<Utc>::from(time).timestamp_millis()
}
