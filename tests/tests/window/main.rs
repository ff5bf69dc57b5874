//! The real window: files are dropped, reviewed and exported as an accountant does it, one module a
//! part of the work. `make window` gives it a display; without one these tests are left out. Keys come
//! by WebDriver, the mouse, the clipboard and what an input method types from the display itself.
//!
//! | what the review station promises | where it is tried |
//! |---|---|
//! | Enter from doubt to doubt across documents, one key for a clean one, counters and times | `review::twenty_invoices…` |
//! | reasons in words, Shift+Enter with its list, Esc with a reason, an implied value by one key | `review::what_is_open…` |
//! | Enter of an input method, F8, Ctrl+↑ ↓, search | `review::enter_while_composing…` |
//! | Tab visits all; axe in each place and theme; keys changed, shown and listed on `?`; all of it larger | `access` |
//! | crop, hover both ways, the page comes to the field, enlarged by the wheel, signs beside colours | `page::the_page_and_the_fields…` |
//! | a word clicked, added with Ctrl, a box with Alt; a box leads to its field | `page::words_are_clicked…` |
//! | the seller's earlier value, usual spellings, undo and redo, history | `page::the_earlier_invoice…` |
//! | what was typed last, undo, redo and history after a restart | `keeping` |
//! | the grid: arrows, insert, delete, paste, copy, sums, 500 lines; a line's row on the page | `grid` |
//! | two readings, only what differs, by a key; a second provider in its caps of calls and yuan | `readings` |
//! | doubtful characters, also of a scan | `readings::another_reading…`, `readings::the_doubtful…` |
//! | the wall, also of two hundred | `wall` |
//! | pages turned, split, merged, reordered, attached, no invoice | `pages` |
//! | first start with samples, language and theme live | `states::a_first_start…` |
//! | long work: progress, rate, time left, held, cancelled one by one or all at once | `states::long_work…`, `states::a_batch…` |
//! | failed, in doubt also beside another file of the invoice, without a network | `states::what_went_wrong…`, `states::another_file…` |
//! | files dropped, pasted, damaged, locked; the workbook | `dropping` |
//! | own companies, duplicates, the tax platform, statistics | `checks` |
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod checks;
mod dropping;
mod grid;
mod keeping;
mod page;
mod pages;
mod readings;
mod review;
mod states;
mod wall;

use std::fs;
use std::path::PathBuf;

use fantoccini::key::Key;
use fapiao_tests::filled::fill;
use fapiao_tests::impersonator::{PUBLIC_KEY, SECRET_KEY};
use fapiao_tests::program::program;
use fapiao_tests::window::Window;
use serde_json::{Value, json};
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The window over these files, recognized beforehand; the first one lies on the desk.
    async fn open_over(&self, files: &[(&str, Vec<u8>)]) -> Window {
        let files: Vec<PathBuf> = files
            .iter()
            .map(|(name, bytes)| self.file(name, bytes))
            .collect();
        fill(&self.data(), &files).await;
        let window = Window::open(&self.data()).await;
        window.find("[data-testid='form']").await;
        window
    }

    /// The window with DeepFinch's keys, which is called at this address.
    async fn open_with(&self, address: &str) -> Window {
        let environment = [
            ("FAPIAO_DEEPFINCH_API_ID", PUBLIC_KEY),
            ("FAPIAO_DEEPFINCH_API_SECRET", SECRET_KEY),
            ("FAPIAO_DEEPFINCH_ENDPOINT", address),
        ];
        Window::open_program(&program("fapiao-review"), &self.data(), &environment, &[]).await
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

const READY: &str = "[data-testid='queue-row'][data-state='ready']";

async fn rows(window: &Window, css: &str) -> usize {
    let count = format!("return document.querySelectorAll(\"{css}\").length");
    usize::try_from(window.script(&count).await.as_u64().unwrap()).unwrap()
}

/// What the form shows for a field.
async fn shown(window: &Window, path: &str) -> String {
    let input = window.find(&input(path)).await;
    input.prop("value").await.unwrap().unwrap_or_default()
}

fn input(path: &str) -> String {
    format!("[data-field='{path}'] :is(input, textarea)")
}

/// Replaces what stands in a field, key by key.
async fn type_over(window: &Window, path: &str, text: &str) {
    let field = window.find(&input(path)).await;
    field.click().await.unwrap();
    field
        .send_keys(&format!("{}a{}", Key::Control, Key::Control))
        .await
        .unwrap();
    field.send_keys(text).await.unwrap();
}

async fn press(window: &Window, path: &str, keys: &str) {
    window
        .find(&input(path))
        .await
        .send_keys(keys)
        .await
        .unwrap();
}

async fn becomes(window: &Window, path: &str, text: &str) {
    window
        .until(&format!("{path} is {text}"), async |w| {
            shown(w, path).await == text
        })
        .await;
}

/// What the ledger has for a field, by the program's own account.
async fn kept(window: &Window, id: u64, path: &str) -> Value {
    let view = window.call("open_document", json!({ "id": id })).await;
    let fields = view["ok"]["fields"].as_array().cloned().unwrap_or_default();
    fields
        .iter()
        .find(|field| field["path"] == path)
        .map(|field| field["value"].clone())
        .unwrap_or_default()
}

async fn first_id(window: &Window) -> u64 {
    let row = window.find("[data-testid='queue-row']").await;
    row.attr("data-id").await.unwrap().unwrap().parse().unwrap()
}

/// What the program says of a document.
async fn document(window: &Window, id: u64) -> Value {
    window.call("open_document", json!({ "id": id })).await["ok"].clone()
}

/// The text of what a selector names.
async fn text_of(window: &Window, css: &str) -> String {
    // All of it, also what is cut off on the screen.
    window
        .find(css)
        .await
        .prop("textContent")
        .await
        .unwrap()
        .unwrap_or_default()
}
