//! ZIP archives: the files inside, one after another, within bounds. Nothing is ever unpacked to
//! a disk, so a name is only a label, wherever it points.

mod cut;
mod names;

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::format::packed_kind;
use crate::{DocumentError, Limits};
pub(crate) use names::{decoded, resolve};

/// Most entries that an archive may have, whatever they are: each costs memory before any is read.
/// An OFD has 10 to 100; one of 500 pages about 2,000.
pub(crate) const MAX_ENTRIES: usize = 20_000;
/// An entry that unfolds beyond this many bytes …
const BOMB_BYTES: u64 = 8 << 20;
/// … and to more than this many times its packed size is no document. Scans of blank paper as
/// uncompressed bitmaps come near it; deflate can reach ten times as much.
const BOMB_RATIO: u64 = 100;
/// How much of an entry is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

/// A file that lies in an archive.
#[derive(Debug)]
pub struct PackedFile {
    /// Its path inside, the names of inner archives included: `三月/内层.zip/发票.pdf`. A label;
    /// without `..`, drive or leading slash.
    pub name: String,
    /// Its bytes, or why it cannot be had.
    pub bytes: Result<Vec<u8>, DocumentError>,
}

/// What has been found in an archive that was looked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Files handed out, those that could not be had included.
    pub given: usize,
    /// Files that were not wanted.
    pub passed_over: usize,
}

/// Whether this is a ZIP archive of files, and not an OFD, an office document or a broken ZIP.
pub fn is_archive<R: Read + Seek>(source: &mut R) -> bool {
    let mut head = [0; 4];
    if source.rewind().is_err() || source.read_exact(&mut head).is_err() || !head.starts_with(b"PK")
    {
        return false;
    }
    let is_of_files =
        directory(&mut *source).map(|archive| packed_kind(archive.file_names_raw()).is_none());
    match is_of_files {
        Ok(is_of_files) => is_of_files,
        // Too many entries: the reason is told when it is unpacked.
        Err(DocumentError::TooLarge(_)) => true,
        Err(_) => cut::holds_documents(source),
    }
}

/// Goes through the files of an archive and of the archives in it. `is_wanted` sees a file's name
/// and first bytes; what it does not want is passed over unread. Each wanted file is handed to
/// `each` before the next is read. A file that is damaged, locked or too large is handed out as
/// that error and the next one follows; what makes the whole archive untrustworthy (too many
/// files, too many bytes, data that unfolds without bound) ends it. Of an archive whose end is
/// missing, the files that are whole are handed out before it ends as damaged.
pub fn unpack<R: Read + Seek>(
    source: R,
    limits: &Limits,
    is_wanted: &dyn Fn(&str, &[u8]) -> bool,
    each: &mut dyn FnMut(PackedFile),
) -> Result<Unpacked, DocumentError> {
    let mut run = Run {
        limits,
        is_wanted,
        each,
        found: Unpacked::default(),
        room: limits.max_archive_bytes,
    };
    run.open(source, "", 0)?;
    Ok(run.found)
}

struct Run<'a> {
    limits: &'a Limits,
    is_wanted: &'a dyn Fn(&str, &[u8]) -> bool,
    each: &'a mut dyn FnMut(PackedFile),
    found: Unpacked,
    /// Bytes that may still be unfolded, by all archives together.
    room: u64,
}

/// What reading one entry gave.
enum Entry {
    /// Its bytes.
    Whole(Vec<u8>),
    /// Not wanted.
    Other,
    /// It cannot be had; the next one may.
    Bad(DocumentError),
}

impl Run<'_> {
    fn open<R: Read + Seek>(
        &mut self,
        mut source: R,
        folder: &str,
        depth: usize,
    ) -> Result<(), DocumentError> {
        let mut archive = match directory(&mut source) {
            Ok(archive) => archive,
            Err(error) => {
                let cut = matches!(error, DocumentError::Damaged(_));
                return if cut && cut::holds_documents(&mut source) {
                    self.open_cut(&mut source, folder, depth)
                } else {
                    Err(error)
                };
            }
        };
        let names: Vec<String> = archive
            .file_names_raw()
            .map(|raw| label(folder, &decoded(raw)))
            .collect();
        for (index, name) in names.into_iter().enumerate() {
            if is_bookkeeping(&name) {
                continue;
            }
            match self.entry(&mut archive, index, &name)? {
                Entry::Other => self.found.passed_over += 1,
                Entry::Bad(error) => self.give(name, Err(error))?,
                Entry::Whole(bytes) => self.whole(name, bytes, depth)?,
            }
        }
        Ok(())
    }

    /// An entry that was read: a file, or an archive that is gone through.
    fn whole(&mut self, name: String, bytes: Vec<u8>, depth: usize) -> Result<(), DocumentError> {
        if !bytes.starts_with(b"PK") || !is_archive(&mut Cursor::new(&bytes)) {
            if (self.is_wanted)(&name, &bytes) {
                return self.give(name, Ok(bytes));
            }
            self.found.passed_over += 1;
            return Ok(());
        }
        if depth + 1 >= self.limits.max_archive_depth {
            let error = DocumentError::TooLarge("archives within archives".to_owned());
            return self.give(name, Err(error));
        }
        match self.open(Cursor::new(bytes), &name, depth + 1) {
            // What follows it is none the worse for it.
            Err(error @ DocumentError::Damaged(_)) => self.give(name, Err(error)),
            end => end,
        }
    }

    fn give(
        &mut self,
        name: String,
        bytes: Result<Vec<u8>, DocumentError>,
    ) -> Result<(), DocumentError> {
        if self.found.given >= self.limits.max_archive_files {
            return Err(DocumentError::TooLarge(format!(
                "more than {} files in the archive",
                self.limits.max_archive_files
            )));
        }
        self.found.given += 1;
        (self.each)(PackedFile { name, bytes });
        Ok(())
    }

    fn entry<R: Read + Seek>(
        &mut self,
        archive: &mut ZipArchive<R>,
        index: usize,
        name: &str,
    ) -> Result<Entry, DocumentError> {
        let (packed, stated) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() || entry.is_symlink() => return Ok(Entry::Other),
            // What it is can be told from its name only.
            Ok(entry) if entry.encrypted() => {
                return Ok(if (self.is_wanted)(name, &[]) {
                    Entry::Bad(DocumentError::Encrypted)
                } else {
                    Entry::Other
                });
            }
            Ok(entry) => (entry.compressed_size(), entry.size()),
            Err(error) => return Ok(self.bad(name, &error)),
        };
        let file = match archive.by_index(index) {
            Ok(file) => file,
            Err(error) => return Ok(self.bad(name, &error)),
        };
        self.read(file, packed, stated, name)
    }

    /// Unfolds an entry, as far as it may.
    fn read(
        &mut self,
        file: impl Read,
        packed: u64,
        stated: u64,
        name: &str,
    ) -> Result<Entry, DocumentError> {
        let most = (self.limits.max_bytes as u64).min(self.room);
        let mut file = file.take(most.saturating_add(1));
        let mut bytes = Vec::new();
        if let Err(error) = (&mut file).take(HEAD).read_to_end(&mut bytes) {
            return Ok(self.bad(name, &ZipError::Io(error)));
        }
        self.spend(bytes.len())?;
        if !bytes.starts_with(b"PK") && !(self.is_wanted)(name, &bytes) {
            return Ok(Entry::Other);
        }
        // The stated size is only a hint, and a lie in a bomb.
        if stated > self.limits.max_bytes as u64 && !is_bomb(packed, stated) {
            return Ok(Entry::Bad(too_large(self.limits)));
        }
        loop {
            let before = bytes.len();
            let read = (&mut file).take(BOMB_BYTES).read_to_end(&mut bytes);
            if is_bomb(packed, bytes.len() as u64) {
                return Err(DocumentError::TooLarge(format!(
                    "{name} unfolds to more than {BOMB_RATIO} times its size"
                )));
            }
            match read {
                Err(error) => return Ok(self.bad(name, &ZipError::Io(error))),
                Ok(0) => break,
                Ok(_) => self.spend(bytes.len() - before)?,
            }
        }
        if bytes.len() > self.limits.max_bytes {
            return Ok(Entry::Bad(too_large(self.limits)));
        }
        Ok(Entry::Whole(bytes))
    }

    /// An entry that cannot be read is told only where its name says that it was wanted.
    fn bad(&self, name: &str, error: &ZipError) -> Entry {
        if (self.is_wanted)(name, &[]) {
            Entry::Bad(broken(error))
        } else {
            Entry::Other
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), DocumentError> {
        self.room = self.room.checked_sub(bytes as u64).ok_or_else(|| {
            DocumentError::TooLarge(format!(
                "the archive unfolds to more than {} MB",
                self.limits.max_archive_bytes >> 20
            ))
        })?;
        Ok(())
    }
}

const fn is_bomb(packed: u64, unfolded: u64) -> bool {
    unfolded > BOMB_BYTES && unfolded / BOMB_RATIO > packed
}

fn too_large(limits: &Limits) -> DocumentError {
    DocumentError::TooLarge(format!("> {} MB", limits.max_bytes >> 20))
}

fn broken(error: &ZipError) -> DocumentError {
    match error {
        ZipError::UnsupportedArchive(why) => DocumentError::Unsupported(format!("ZIP: {why}")),
        ZipError::CompressionMethodNotSupported(method) => {
            DocumentError::Unsupported(format!("ZIP: packed by method {method}"))
        }
        error => DocumentError::Damaged(format!("ZIP: {error}")),
    }
}

/// Reads the directory of an archive after counting its entries, since a directory of millions
/// would fill the memory.
fn directory<R: Read + Seek>(mut source: R) -> Result<ZipArchive<R>, DocumentError> {
    let unreadable = |error: std::io::Error| DocumentError::Damaged(format!("ZIP: {error}"));
    source.rewind().map_err(unreadable)?;
    if count_entries(&mut source).map_err(unreadable)? > MAX_ENTRIES {
        return Err(DocumentError::TooLarge(format!(
            "ZIP: more than {MAX_ENTRIES} entries"
        )));
    }
    source.rewind().map_err(unreadable)?;
    ZipArchive::new(source).map_err(|error| broken(&error))
}

/// Counts the marks of directory entries; stops soon after the limit.
pub(crate) fn count_entries(source: &mut dyn Read) -> std::io::Result<usize> {
    const MARK: &[u8] = b"PK\x01\x02";
    let mut chunk = vec![0; 1 << 20];
    let mut held = 0;
    let mut count = 0;
    while count <= MAX_ENTRIES {
        let space = chunk.get_mut(held..).unwrap_or_default();
        let read = match source.read(space) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let filled = held + read;
        let looked_at = chunk.get(..filled).unwrap_or_default();
        count += looked_at.windows(MARK.len()).filter(|w| *w == MARK).count();
        // A mark may lie across two chunks.
        held = filled.min(MARK.len() - 1);
        chunk.copy_within(filled - held..filled, 0);
    }
    Ok(count)
}

fn label(folder: &str, name: &str) -> String {
    let path = resolve("", name);
    let mut label: String = match (folder, path.as_str()) {
        ("", path) => path.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    };
    label.retain(|c| !c.is_control());
    if name.ends_with(['/', '\\']) {
        label.push('/');
    }
    label
}

/// Folders, and what systems leave in archives beside the files.
fn is_bookkeeping(name: &str) -> bool {
    name.ends_with('/')
        || name.is_empty()
        || name
            .split('/')
            .any(|piece| piece == "__MACOSX" || piece.starts_with('.') || piece == "Thumbs.db")
}

#[cfg(test)]
mod tests;
