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
    /// Most files that are taken from one archive and the archives in it.
    pub max_archive_files: usize,
    /// Most bytes that one archive and the archives in it may unfold to; each file in it is
    /// bounded by `max_bytes` besides.
    pub max_archive_bytes: u64,
    /// How deep archives may lie in one another; 1 is an archive without archives in it.
    pub max_archive_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 100 << 20,
            max_unfolded: 256 << 20,
            max_pages: 500,
            max_pixels: 120_000_000,
            page_time: Duration::from_secs(5),
            max_archive_files: 5_000,
            max_archive_bytes: 2 << 30,
            max_archive_depth: 3,
        }
    }
}
