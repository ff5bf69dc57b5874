use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;

use crate::archive::{MAX_ENTRIES, count_entries, decoded, resolve};
use crate::xml::tree::{self, Element};
use crate::{DocumentError, Limits};

/// The archive. Parts are found by their path inside it, whatever the case, slashes and dots;
/// a path can never leave the archive, since nothing is ever unpacked to a disk.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    /// Lower-case path → index.
    by_path: HashMap<String, usize>,
    /// Lower-case file name → index; `None` where several parts share the name.
    by_name: HashMap<String, Option<usize>>,
    /// Path as it stands, by index.
    paths: Vec<String>,
    /// What each part unfolded to, so that reading one twice counts once.
    unfolded: Mutex<HashMap<usize, usize>>,
    max_unfolded: usize,
}

/// A part of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Part {
    index: usize,
    /// Its path from the root, without a leading `/`.
    pub(super) path: String,
}

impl Part {
    /// The folder that it stands in, without slashes at the ends.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last piece of its path.
    pub(super) fn name(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or(&self.path, |(_, name)| name)
    }

    /// What follows the last dot of its name, in lower case.
    pub(super) fn extension(&self) -> String {
        let extension = self.name().rsplit_once('.').map(|(_, e)| e);
        extension.unwrap_or_default().to_lowercase()
    }
}

impl Package {
    /// Reads the archive's directory; nothing is unfolded yet.
    pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, DocumentError> {
        let entries = count_entries(&mut bytes.as_slice())
            .map_err(|e| DocumentError::Damaged(format!("OFD: {e}")))?;
        if entries > MAX_ENTRIES {
            return Err(DocumentError::TooLarge(format!(
                "OFD: more than {MAX_ENTRIES} entries"
            )));
        }
        let archive = ZipArchive::new(Cursor::new(Arc::<[u8]>::from(bytes)))
            .map_err(|e| DocumentError::Damaged(format!("OFD: {e}")))?;
        let mut by_path = HashMap::new();
        let mut by_name = HashMap::new();
        let mut paths = Vec::new();
        for (index, raw) in archive.file_names_raw().enumerate() {
            let name = decoded(raw);
            let path = resolve("", &name);
            if !name.ends_with(['/', '\\']) {
                let lower = path.to_lowercase();
                let file = lower.rsplit('/').next().unwrap_or_default().to_owned();
                by_name
                    .entry(file)
                    .and_modify(|i| *i = None)
                    .or_insert(Some(index));
                by_path.entry(lower).or_insert(index);
            }
            paths.push(path);
        }
        Ok(Self {
            archive,
            by_path,
            by_name,
            paths,
            unfolded: Mutex::default(),
            max_unfolded: limits.max_unfolded,
        })
    }

    /// The part that `location` means when it is written in a part of `folder`: there, else from
    /// the root.
    pub(super) fn find(&self, folder: &str, location: &str) -> Option<Part> {
        let location = location.trim();
        let paths = [resolve(folder, location), resolve("", location)];
        self.part(
            *paths
                .iter()
                .find_map(|p| self.by_path.get(&p.to_lowercase()))?,
        )
    }

    /// Like [`Package::find`], and else the only part with that file name: for fonts and media,
    /// whose names are their own, while every page is called `Content.xml`.
    pub(super) fn find_anywhere(&self, folder: &str, location: &str) -> Option<Part> {
        self.find(folder, location).or_else(|| {
            let path = resolve("", location.trim()).to_lowercase();
            self.part(
                self.by_name
                    .get(path.rsplit('/').next()?)
                    .copied()
                    .flatten()?,
            )
        })
    }

    fn part(&self, index: usize) -> Option<Part> {
        Some(Part {
            index,
            path: self.paths.get(index)?.clone(),
        })
    }

    /// Unfolds a part.
    pub(super) fn read(&self, part: &Part) -> Result<Vec<u8>, DocumentError> {
        let before: usize = {
            let sizes = self.unfolded.lock().unwrap_or_else(PoisonError::into_inner);
            sizes
                .iter()
                .filter(|(index, _)| **index != part.index)
                .map(|(_, size)| size)
                .sum()
        };
        let room = self.max_unfolded.saturating_sub(before);
        let damaged =
            |e: &dyn std::fmt::Display| DocumentError::Damaged(format!("OFD: {}: {e}", part.path));
        let mut archive = self.archive.clone();
        let file = archive.by_index(part.index).map_err(|e| damaged(&e))?;
        let mut bytes = Vec::new();
        file.take(room as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| damaged(&e))?;
        if bytes.len() > room {
            return Err(DocumentError::TooLarge(format!(
                "OFD: {} unfolds to too much",
                part.path
            )));
        }
        let mut sizes = self.unfolded.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.insert(part.index, bytes.len());
        Ok(bytes)
    }

    /// Reads a part as XML, as far as it goes.
    pub(super) fn xml(&self, part: &Part) -> Result<Element, DocumentError> {
        tree::parse(&self.read(part)?, &part.path, true)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn package(names: &[&str]) -> Package {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            zip.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(name.as_bytes()).unwrap();
        }
        Package::open(zip.finish().unwrap().into_inner(), &Limits::default()).unwrap()
    }

    #[test]
    fn wrong_ways_of_writing_a_path_find_the_part() {
        let package = package(&[
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/Res/a.png",
            "Doc_0/Pages/Page_0/Content.xml",
            "Doc_0/Pages/Page_1/Content.xml",
        ]);
        for (folder, location, want) in [
            ("", "Doc_0/Document.xml", Some("Doc_0/Document.xml")),
            ("Doc_0", "/Doc_0/Document.xml", Some("Doc_0/Document.xml")),
            ("Doc_0", "Doc_0/Document.xml", Some("Doc_0/Document.xml")),
            ("Doc_0", "Res\\a.png", Some("Doc_0/Res/a.png")),
            ("Doc_0/Res", "./A.PNG", Some("Doc_0/Res/a.png")),
            ("Doc_0", "Elsewhere/a.png", None),
            ("Doc_0/Res", "../../../../OFD.xml", Some("OFD.xml")),
            ("Doc_0", "Elsewhere/Content.xml", None),
            ("Doc_0", "../../etc/passwd", None),
        ] {
            assert_eq!(
                package.find(folder, location).map(|p| p.path).as_deref(),
                want,
                "{folder} {location}"
            );
        }
        let anywhere = |location| package.find_anywhere("Doc_0", location).map(|p| p.path);
        assert_eq!(
            anywhere("Elsewhere/A.png").as_deref(),
            Some("Doc_0/Res/a.png")
        );
        assert_eq!(
            anywhere("Elsewhere/Content.xml"),
            None,
            "several have that name"
        );
    }

    #[test]
    fn entries_that_point_outside_stay_inside() {
        let package = package(&["../../outside.xml", "/root.xml"]);
        assert_eq!(
            package.find("", "outside.xml").map(|p| p.path).as_deref(),
            Some("outside.xml")
        );
        assert_eq!(
            package.find("", "root.xml").map(|p| p.path).as_deref(),
            Some("root.xml")
        );
    }

    #[test]
    fn what_unfolds_to_too_much_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a", "b"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(&vec![0; 600_000]).unwrap();
        }
        let limits = Limits {
            max_unfolded: 1_000_000,
            ..Limits::default()
        };
        let package = Package::open(zip.finish().unwrap().into_inner(), &limits).unwrap();
        let (a, b) = (
            package.find("", "a").unwrap(),
            package.find("", "b").unwrap(),
        );
        assert_eq!(package.read(&a).map(|v| v.len()), Ok(600_000));
        assert_eq!(
            package.read(&a).map(|v| v.len()),
            Ok(600_000),
            "twice counts once"
        );
        assert!(matches!(package.read(&b), Err(DocumentError::TooLarge(_))));
    }
}
