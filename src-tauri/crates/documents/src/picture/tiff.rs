//! The pages of a TIFF. The decoder reads the page to which the header points, so the header is
//! made to point at each in turn.

use std::collections::HashSet;

use crate::{DocumentError, Limits};

/// A reader of numbers in the file's byte order.
struct Numbers<'a> {
    bytes: &'a [u8],
    little: bool,
    /// BigTIFF: eight-byte places.
    big: bool,
}

impl<'a> Numbers<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let little = bytes.starts_with(b"II");
        let numbers = Self {
            bytes,
            little,
            big: false,
        };
        let big = numbers.number(2, 2)? == 43;
        Some(Self { big, ..numbers })
    }

    fn number(&self, at: u64, size: usize) -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.little {
            bytes.iter().rev().fold(0, add)
        } else {
            bytes.iter().fold(0, add)
        })
    }

    /// The place of the first directory.
    fn first(&self) -> Option<u64> {
        if self.big {
            self.number(8, 8)
        } else {
            self.number(4, 4)
        }
    }

    /// Whether the directory is of a smaller copy of another page, and the place of the next.
    fn directory(&self, at: u64) -> Option<(bool, u64)> {
        const NEW_SUBFILE_TYPE: u64 = 254;
        let (count_size, entry_size, value_at) = if self.big { (8, 20, 12) } else { (2, 12, 8) };
        let count = self.number(at, count_size)?;
        let entries = at.checked_add(count_size as u64)?;
        let mut is_copy = false;
        for index in 0..count.min(4096) {
            let entry = entries.checked_add(index * entry_size)?;
            if self.number(entry, 2)? == NEW_SUBFILE_TYPE {
                is_copy = self.number(entry.checked_add(value_at)?, 4)? & 1 == 1;
            }
        }
        let next = entries.checked_add(count.checked_mul(entry_size)?)?;
        let size = if self.big { 8 } else { 4 };
        Some((is_copy, self.number(next, size).unwrap_or(0)))
    }
}

/// Where the pages are described, in order. Small copies of pages are left out.
pub(super) fn directories(bytes: &[u8], limits: &Limits) -> Result<Vec<u64>, DocumentError> {
    let damaged = || DocumentError::Damaged("the TIFF's list of pages".to_owned());
    let numbers = Numbers::new(bytes).ok_or_else(damaged)?;
    let mut at = numbers.first().ok_or_else(damaged)?;
    let mut seen = HashSet::new();
    let (mut pages, mut copies) = (Vec::new(), Vec::new());
    while at != 0 {
        if !seen.insert(at) {
            return Err(damaged());
        }
        if pages.len() >= limits.max_pages {
            return Err(DocumentError::TooLarge(format!(
                "more than {} pages",
                limits.max_pages
            )));
        }
        let (is_copy, next) = numbers.directory(at).ok_or_else(damaged)?;
        if is_copy {
            copies.push(at);
        } else {
            pages.push(at);
        }
        at = next;
    }
    if pages.is_empty() {
        pages = copies;
    }
    if pages.is_empty() {
        return Err(damaged());
    }
    Ok(pages)
}

/// Makes the header point at a page's directory.
pub(super) fn point_at(bytes: &mut [u8], directory: u64) {
    let Some(numbers) = Numbers::new(bytes) else {
        return;
    };
    let (little, big) = (numbers.little, numbers.big);
    let (place, size) = if big { (8, 8) } else { (4, 4) };
    let all = directory.to_le_bytes();
    if let (Some(header), Some(value)) = (bytes.get_mut(place..place + size), all.get(..size)) {
        header.copy_from_slice(value);
        if !little {
            header.reverse();
        }
    }
}
