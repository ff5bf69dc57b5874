//! Archives whose end is missing, and with it the directory: each entry also has a head of its own,
//! so those that are whole are found one after another.

use std::io::{Read, Seek};

use zip::read::read_zipfile_from_stream;

use super::{Entry, HEAD, MAX_ENTRIES, Run, decoded, is_bookkeeping, label};
use crate::format::packed_kind;
use crate::{DocumentError, Format, sniff};

/// So many entries tell what a cut archive is.
const LOOKED_AT: usize = 8;

/// Whether documents lie at the beginning of an archive without a directory, and it is not itself
/// a document that is cut off.
pub(super) fn holds_documents<R: Read + Seek>(source: &mut R) -> bool {
    if source.rewind().is_err() {
        return false;
    }
    let mut names: Vec<Vec<u8>> = Vec::new();
    let mut found = false;
    for _ in 0..LOOKED_AT {
        let Ok(Some(mut file)) = read_zipfile_from_stream(source) else {
            break;
        };
        names.push(file.name_raw().to_vec());
        let mut head = Vec::new();
        // Of a broken entry as much as there is.
        let _ = (&mut file).take(HEAD).read_to_end(&mut head);
        found |= !matches!(sniff(&head), Format::Unknown | Format::Xml);
    }
    let is_part_of_ofd = |name: &[u8]| name.trim_ascii_start().starts_with(b"Doc_");
    found
        && packed_kind(names.iter().map(Vec::as_slice)).is_none()
        && !names.iter().any(|name| is_part_of_ofd(name))
}

impl Run<'_> {
    /// Hands out what is whole; then tells that the rest is missing.
    pub(super) fn open_cut<R: Read + Seek>(
        &mut self,
        source: &mut R,
        folder: &str,
        depth: usize,
    ) -> Result<(), DocumentError> {
        let missing = || {
            DocumentError::Damaged("ZIP: cut off; what follows the files taken is missing".into())
        };
        source.rewind().map_err(|_| missing())?;
        for _ in 0..MAX_ENTRIES {
            let Ok(Some(mut file)) = read_zipfile_from_stream(source) else {
                break;
            };
            let name = label(folder, &decoded(file.name_raw()));
            if is_bookkeeping(&name) {
                continue;
            }
            let (packed, stated) = (file.compressed_size(), file.size());
            match self.read(&mut file, packed, stated, &name)? {
                Entry::Other => self.found.passed_over += 1,
                Entry::Bad(error) => self.give(name, Err(error))?,
                Entry::Whole(bytes) => self.whole(name, bytes, depth)?,
            }
        }
        Err(missing())
    }
}
