//! An end for what never ends: the driver has been seen to owe an answer for ever.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::desktop;

/// No window is needed for longer.
const LIMIT: Duration = Duration::from_mins(10);

/// Ends a driver and its program after a time, unless it is dropped before.
pub(super) struct Watchdog {
    _held: Sender<()>,
}

impl Watchdog {
    pub(super) fn over(driver: u32, data: &Path) -> Self {
        let (held, released) = mpsc::channel();
        let data = data.to_owned();
        thread::spawn(move || {
            if released.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                eprintln!("the window hangs: it is ended after {LIMIT:?}");
                desktop::end_program(&data);
                let _ = Command::new("kill")
                    .args(["-9", &driver.to_string()])
                    .status();
            }
        });
        Self { _held: held }
    }
}
