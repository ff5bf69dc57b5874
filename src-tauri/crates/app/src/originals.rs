use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The files as they were dropped, each under its sha256, so that one that was moved or deleted
/// can still be reviewed and its bytes can be proven.
#[derive(Debug, Clone)]
pub(crate) struct Originals {
    root: PathBuf,
    max_bytes: u64,
}

/// A file that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// Whether its bytes are kept; not where it is over the limit of what can be opened.
    pub(crate) stored: bool,
}

const CHUNK: usize = 1 << 20;

impl Originals {
    /// In this folder; files over `max_bytes` are only hashed.
    pub(crate) fn new(root: PathBuf, max_bytes: u64) -> Self {
        Self { root, max_bytes }
    }

    /// Copies a file into the folder. The copy appears under its name only when it is complete
    /// and on the disk.
    pub(crate) fn keep(&self, path: &Path) -> io::Result<Kept> {
        let mut source = File::open(path)?;
        let over = source.metadata()?.len() > self.max_bytes;
        self.keep_from(&mut source, over)
    }

    /// Keeps bytes that came from elsewhere (a sample, the clipboard).
    pub(crate) fn keep_bytes(&self, bytes: &[u8]) -> io::Result<Kept> {
        let over = bytes.len() as u64 > self.max_bytes;
        self.keep_from(&mut io::Cursor::new(bytes), over)
    }

    fn keep_from(&self, source: &mut dyn Read, only_hash: bool) -> io::Result<Kept> {
        let mut copy = if only_hash {
            None
        } else {
            fs::create_dir_all(&self.root)?;
            Some(tempfile::NamedTempFile::new_in(&self.root)?)
        };
        let mut hash = Sha256::new();
        let mut bytes = 0_u64;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match source.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let part = chunk.get(..read).unwrap_or_default();
            hash.update(part);
            bytes += part.len() as u64;
            // A file that grows while it is read must not fill the disk.
            if bytes > self.max_bytes {
                copy = None;
            }
            if let Some(copy) = &mut copy {
                copy.write_all(part)?;
            }
        }
        let sha256 = hex(&hash.finalize());
        let stored = copy.is_some();
        if let Some(copy) = copy {
            let target = self.path(&sha256);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            copy.as_file().sync_all()?;
            // The same bytes from two drops at once: either copy will do.
            copy.persist(&target).map_err(|e| e.error)?;
        }
        Ok(Kept {
            sha256,
            bytes,
            stored,
        })
    }

    /// Where a file is kept.
    pub(crate) fn path(&self, sha256: &str) -> PathBuf {
        self.root.join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_under_its_hash_and_survives_its_source() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("发票 1.pdf");
        fs::write(&source, b"abc").unwrap();
        let originals = Originals::new(folder.path().join("originals"), 100);
        let kept = originals.keep(&source).unwrap();
        fs::remove_file(&source).unwrap();
        assert_eq!(
            kept.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(fs::read(originals.path(&kept.sha256)).unwrap(), b"abc");
        assert_eq!(
            originals.keep_bytes(b"abc").unwrap(),
            kept,
            "the same bytes again are the same file"
        );
    }

    #[test]
    fn a_file_over_the_limit_is_hashed_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let originals = Originals::new(folder.path().join("originals"), 2);
        let kept = originals.keep_bytes(b"abc").unwrap();
        assert!(!kept.stored && kept.bytes == 3, "{kept:?}");
        assert!(
            !originals.path(&kept.sha256).exists(),
            "nothing may be kept"
        );
    }
}
