use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use documents::{Format, sniff};

/// A file that the user gave, directly or inside a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// Named by the user himself. Such a file always gets a row, even if it cannot be read; one
    /// that merely lies in a folder gets a row only where it looks like an invoice.
    pub named: bool,
}

/// How deep folders are searched.
const MAX_DEPTH: usize = 16;
/// How many files are taken from one drop.
const MAX_FILES: usize = 20_000;
/// Endings of the kinds that are read, for files whose content is damaged.
const ENDINGS: [&str; 15] = [
    "pdf", "ofd", "xml", "jpg", "jpeg", "jfif", "png", "bmp", "tif", "tiff", "webp", "gif", "heic",
    "heif", "zip",
];

/// All files in what was given: files as they are, folders searched in the order of their names.
/// Links to folders are not followed (they may lead in circles), hidden files are passed over.
pub fn find_files(given: &[PathBuf]) -> Vec<FoundFile> {
    let mut found = Vec::new();
    for path in given {
        if path.is_dir() {
            search(path, 0, &mut found);
        } else {
            found.push(FoundFile {
                path: path.clone(),
                named: true,
            });
        }
    }
    found
}

fn search(folder: &Path, depth: usize, found: &mut Vec<FoundFile>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if hidden || found.len() >= MAX_FILES {
            continue;
        }
        if kind.is_dir() && depth < MAX_DEPTH {
            search(&entry.path(), depth + 1, found);
        } else if entry.path().is_file() {
            found.push(FoundFile {
                path: entry.path(),
                named: false,
            });
        }
    }
}

/// Whether a file that merely lies in a folder is worth a row: by its ending or its first bytes.
pub fn looks_like_invoice(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if is_wanted(&name, &[]) {
        return true;
    }
    let mut head = Vec::with_capacity(4096);
    let read = File::open(path).and_then(|f| f.take(4096).read_to_end(&mut head));
    read.is_ok() && is_wanted(&name, &head)
}

/// The same for a file of which only the name and the first bytes (or none) are at hand.
pub(crate) fn is_wanted(name: &str, head: &[u8]) -> bool {
    let ending = Path::new(name)
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase());
    if ending.is_some_and(|e| ENDINGS.contains(&e.as_str())) {
        return true;
    }
    // A ZIP without the ending of an OFD is an office document far more often than an invoice.
    !matches!(sniff(head), Format::Unknown | Format::Zip | Format::Xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_in_order_and_other_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("三月");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("b.pdf"), b"%PDF-1.7").unwrap();
        fs::write(inner.join("a.OFD"), b"broken").unwrap();
        fs::write(inner.join("notes.txt"), b"hello").unwrap();
        fs::write(inner.join("no-ending"), b"%PDF-1.4 x").unwrap();
        fs::write(inner.join(".hidden.pdf"), b"%PDF-1.7").unwrap();
        let found = find_files(&[folder.path().to_owned()]);
        let names: Vec<_> = found.iter().filter_map(|f| f.path.file_name()).collect();
        assert_eq!(names, ["a.OFD", "b.pdf", "no-ending", "notes.txt"]);
        let taken = found.iter().filter(|f| looks_like_invoice(&f.path)).count();
        assert_eq!(taken, 3, "all but the text file look like invoices");
    }
}
