//! Mouse, keyboard, file dialogs and processes around the window, by xdotool and `/proc`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, io};

use super::PATIENCE;
use crate::program::program;

/// Drops files on the window with the mouse, from a window of another program.
pub fn drop_files(files: &[PathBuf]) {
    // The source lies over the top left corner and lets itself be dragged from anywhere on it.
    let mut source = Command::new(program("drag_source"))
        .args(files)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_line(&mut source);
    xdotool(["mousemove", "20", "20"]);
    pause(150);
    xdotool(["mousedown", "1"]);
    for step in 1..=8 {
        pause(80);
        xdotool([
            "mousemove".to_owned(),
            (20 + step * 70).to_string(),
            (20 + step * 45).to_string(),
        ]);
    }
    pause(200);
    xdotool(["mouseup", "1"]);
    // The data is fetched from the source after the button is up.
    pause(1500);
    let _ = source.kill();
    let _ = source.wait();
}

/// Another program's hold on the clipboard; it lasts until this is dropped.
pub struct Clipping(Child);

impl Drop for Clipping {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Puts files on the clipboard as a file window does, or with `as_picture` the picture in a file.
pub fn hold_on_clipboard(files: &[PathBuf], as_picture: bool) -> Clipping {
    let mut source = Command::new(program("clipboard_source"))
        .arg(if as_picture { "picture" } else { "files" })
        .args(files)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_line(&mut source);
    Clipping(source)
}

fn wait_for_line(source: &mut Child) {
    use io::BufRead;
    let mut line = String::new();
    io::BufReader::new(source.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line.trim(), "ready", "the source of the drag did not open");
    pause(200);
}

/// Types a path into the file dialog of this title and accepts it.
pub fn answer_file_dialog(title: &str, path: &Path) {
    let window = find_window(title);
    xdotool(["windowfocus", "--sync", &window]);
    pause(300);
    xdotool(["key", "ctrl+a"]);
    xdotool([
        OsStr::new("type"),
        OsStr::new("--delay"),
        OsStr::new("15"),
        path.as_os_str(),
    ]);
    pause(300);
    xdotool(["key", "Return"]);
}

/// Asks the window of this title to close, as a window manager does when its close button is
/// pressed.
#[cfg(target_os = "linux")]
pub(super) fn close_window(title: &str) {
    use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask};

    let window: u32 = find_window(title).parse().unwrap();
    let (display, _) = x11rb::connect(None).unwrap();
    let atom = |name: &[u8]| {
        display
            .intern_atom(false, name)
            .unwrap()
            .reply()
            .unwrap()
            .atom
    };
    let request = [atom(b"WM_DELETE_WINDOW"), 0, 0, 0, 0];
    let event = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), request);
    display
        .send_event(false, window, EventMask::NO_EVENT, event)
        .unwrap();
    // An answer says that the server has had the message; it drops what is unread of a connection
    // that ends.
    display.get_input_focus().unwrap().reply().unwrap();
}

#[cfg(not(target_os = "linux"))]
pub(super) fn close_window(_title: &str) {
    panic!("the window is driven on Linux only");
}

fn find_window(title: &str) -> String {
    let started = Instant::now();
    loop {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", title])
            .output()
            .unwrap();
        if let Some(window) = String::from_utf8_lossy(&found.stdout).lines().last() {
            return window.to_owned();
        }
        assert!(started.elapsed() < PATIENCE, "no window called {title}");
        pause(100);
    }
}

/// Waits for the program with this data folder to end by itself.
pub(super) fn wait_for_end(data: &Path) {
    let started = Instant::now();
    while !processes(data).is_empty() {
        assert!(started.elapsed() < PATIENCE, "the program did not end");
        pause(50);
    }
}

/// Ends the program with this data folder, if it still runs.
pub(super) fn end_program(data: &Path) {
    for process in processes(data) {
        let _ = Command::new("kill").args(["-9", &process]).status();
    }
}

/// The ids of the window's processes that were started with this data folder.
fn processes(data: &Path) -> Vec<String> {
    let wanted = format!("FAPIAO_DATA_DIR={}", data.display());
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let program = fs::read_link(entry.path().join("exe")).unwrap_or_default();
        if !program.ends_with("fapiao-review") {
            continue;
        }
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment
            .split(|byte| *byte == 0)
            .any(|variable| variable == wanted.as_bytes())
        {
            found.push(name);
        }
    }
    found
}

fn xdotool<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) {
    let done = Command::new("xdotool")
        .args(arguments)
        .status()
        .expect("xdotool is installed");
    assert!(done.success(), "xdotool failed");
}

fn pause(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}
