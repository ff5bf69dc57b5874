//! What the fuzz targets share: a document is opened, read and drawn as the program does it, in
//! less time and on smaller paper.

use std::sync::Once;
use std::time::Duration;

use documents::{Format, Limits};

/// Pages of one document that are looked at.
const PAGES: usize = 2;
/// Longer side of the drawn page, in pixels.
const LONG_SIDE: u32 = 300;

/// Bounds under which one case ends well within the five seconds that a run allows.
pub fn limits() -> Limits {
    Limits {
        max_bytes: 8 << 20,
        max_unfolded: 32 << 20,
        max_pages: 50,
        max_pixels: 4_000_000,
        page_time: Duration::from_secs(1),
        ..Limits::default()
    }
}

/// Opens, reads and draws, if it is of this kind at all.
pub fn look_at(bytes: &[u8], is_wanted: impl Fn(Format) -> bool) {
    quiet();
    if !is_wanted(documents::sniff(bytes)) {
        return;
    }
    let Ok(document) = documents::open(bytes.to_vec(), None, &limits()) else {
        return;
    };
    let _ = document.exact();
    for page in 0..document.page_count().min(PAGES) {
        let _ = document.page_size(page);
        let _ = document.page_content(page);
        let _ = document.draw_page(page, LONG_SIDE);
    }
}

/// The fuzzer's own hook ends the process at any panic. The program catches those of the readers
/// of foreign formats, and so may the fuzzer; one that leaves the program still ends the run.
pub fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}
