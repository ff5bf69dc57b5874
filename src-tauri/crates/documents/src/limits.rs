use std::time::Duration;

/// Bounds within which a document is opened and drawn. Passed in, so that tests and the command
/// line can choose others.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Most bytes that anything compressed inside may unfold to: each stream of a PDF (its pages
    /// are unfolded one by one), each part of an archive and all of them together.
    pub max_unfolded: usize,
    /// Most pages that are looked at.
    pub max_pages: usize,
    /// Most pixels of a picture that is decoded or drawn.
    pub max_pixels: u64,
    /// Longest time for one page.
    pub page_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 100 << 20,
            max_unfolded: 256 << 20,
            max_pages: 500,
            max_pixels: 120_000_000,
            page_time: Duration::from_secs(5),
        }
    }
}
