//! Mouse, keyboard, file dialogs and processes around the window, by xdotool and `/proc`.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::PATIENCE;
use crate::program::program;

/// Another program, which tells on its output how things go, a word a line. It ends when this is
/// dropped.
pub struct Other {
    program: Child,
    tells: Receiver<String>,
}

impl Other {
    pub(super) fn start<S: AsRef<OsStr>>(
        name: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut program = Command::new(program(name))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let (tell, tells) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let other = Self { program, tells };
        other.wait_for("ready");
        other
    }

    /// Waits until it tells this and nothing else.
    pub(super) fn wait_for(&self, what: &str) {
        assert!(self.has_told(what, PATIENCE), "{what} was never told");
    }

    /// Whether it tells this within a time.
    pub(super) fn has_told(&self, what: &str, within: Duration) -> bool {
        match self.tells.recv_timeout(within) {
            Ok(told) => {
                assert_eq!(told, what, "something else was told");
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => panic!("the other program ended before {what}"),
        }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Puts something on the clipboard from another program: `files`, the `picture` in a file, or a
/// `text`. It lies there until the answer is dropped.
pub fn hold_on_clipboard<S: AsRef<OsStr>>(kind: &str, what: impl IntoIterator<Item = S>) -> Other {
    let what: Vec<S> = what.into_iter().collect();
    let arguments = std::iter::once(OsStr::new(kind)).chain(what.iter().map(AsRef::as_ref));
    Other::start("clipboard_source", arguments)
}

/// The text that another program pastes.
pub fn read_clipboard() -> String {
    let read = Command::new(program("clipboard_source"))
        .arg("read")
        .output()
        .unwrap();
    String::from_utf8(read.stdout).unwrap()
}

/// Pastes a path into the file dialog of this title, accepts it and waits until it is gone. It is not
/// typed: for what is not on the keyboard xdotool changes the keyboard, and a busy dialog reads the
/// keys by a later one.
pub fn answer_file_dialog(title: &str, path: &Path) {
    let window = find_window(title);
    xdotool(["windowfocus", "--sync", &window]);
    let clipboard = hold_on_clipboard("text", [path]);
    xdotool(["key", "ctrl+a"]);
    xdotool(["key", "ctrl+v"]);
    clipboard.wait_for("given");
    xdotool(["key", "Return"]);
    let started = Instant::now();
    while windows(title).contains(&window) {
        assert!(started.elapsed() < PATIENCE, "{title} does not close");
        pause(50);
    }
}

/// Begins a composition in the window of this title as an input method does, with the letters of
/// a character's number; it shows these until Enter is pressed.
pub(super) fn compose(title: &str, letters: &str) {
    xdotool(["windowfocus", "--sync", &find_window(title)]);
    xdotool(["key", "ctrl+shift+u"]);
    xdotool(["type", letters]);
}

/// Presses a key of xdotool's names where the display's keyboard is.
pub(super) fn press(key: &str) {
    xdotool(["key", key]);
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

/// Waits for a window of this title.
fn find_window(title: &str) -> String {
    let started = Instant::now();
    loop {
        if let Some(window) = windows(title).pop() {
            return window;
        }
        assert!(started.elapsed() < PATIENCE, "no window called {title}");
        pause(50);
    }
}

fn windows(title: &str) -> Vec<String> {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", title])
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&found.stdout);
    found.lines().map(str::to_owned).collect()
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

pub(super) fn xdotool<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) {
    let done = Command::new("xdotool")
        .args(arguments)
        .status()
        .expect("xdotool is installed");
    assert!(done.success(), "xdotool failed");
}

fn pause(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}
