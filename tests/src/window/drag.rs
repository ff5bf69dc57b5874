//! Files dropped with the real mouse, from a window of another program.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::desktop::{Other, xdotool};
use super::{PATIENCE, Window};

impl Window {
    /// Drops files on the window. Every step waits for what the display tells of the one before.
    ///
    /// Panics where they are not taken.
    #[allow(
        clippy::unused_self,
        reason = "files are dropped on a window that is open"
    )]
    pub fn drop_files(&self, files: &[PathBuf]) {
        // The source lies over the top left corner and lets itself be dragged from anywhere on it.
        let source = Other::start("drag_source", files);
        xdotool(["mousemove", "20", "20"]);
        xdotool(["mousedown", "1"]);
        move_until(&source, "begun", [(30, 30), (45, 45)]);
        move_until(&source, "accepted", [(560, 360), (570, 370)]);
        xdotool(["mouseup", "1"]);
        source.wait_for("taken");
    }
}

/// Moves the mouse between two places until the source tells this.
fn move_until(source: &Other, what: &str, between: [(u32, u32); 2]) {
    let started = Instant::now();
    for (x, y) in between.iter().cycle() {
        xdotool(["mousemove", &x.to_string(), &y.to_string()]);
        if source.has_told(what, Duration::from_millis(60)) {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "the drag is not {what}");
    }
}
