use std::path::{Path, PathBuf};

/// The data folder: everything the program keeps lies in it.
///
/// ```text
/// ledger.sqlite          what was read, corrected and reviewed
/// originals/ab/ab12…     the files as they were dropped, by their sha256
/// logs/                  what the program did; never a secret, never an invoice
/// secrets.json           only where there is no keychain and the user chose a file
/// ```
#[derive(Debug, Clone)]
pub struct DataFolder {
    ledger: PathBuf,
    root: PathBuf,
}

impl DataFolder {
    /// The folder at this place.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self {
            ledger: root.join("ledger.sqlite"),
            root,
        }
    }

    /// The folder around a ledger file that was named by itself (`--ledger FILE.sqlite`).
    pub fn around_ledger(ledger: &Path) -> Self {
        let parent = ledger.parent().filter(|p| !p.as_os_str().is_empty());
        Self {
            ledger: ledger.to_owned(),
            root: parent.unwrap_or(Path::new(".")).to_owned(),
        }
    }

    /// The folder that the environment names, or the usual place of this system.
    pub fn from_environment(variable: Option<&str>, usual: Option<PathBuf>) -> Option<Self> {
        match variable {
            Some(path) if !path.is_empty() => Some(Self::new(path)),
            _ => usual.map(|base| Self::new(base.join("fapiao-review"))),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The ledger's file.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }

    /// Where originals are kept.
    pub fn originals(&self) -> PathBuf {
        self.root.join("originals")
    }

    /// Where logs are kept.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// The file of secrets, where the user chose one.
    pub fn secrets(&self) -> PathBuf {
        self.root.join("secrets.json")
    }
}
