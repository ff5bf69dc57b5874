//! Where secrets are kept: the system's keychain; where there is none, this session only or a file
//! that only this user can read, as the user chooses. Never SQLite, logs, the window or an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use recognition::Secret;

use crate::view::SecretStore;

/// Why a secret could not be kept or read. Never holds one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keychain on this machine, or it did not answer.
    #[error("no keychain is available")]
    NoKeychain,
    /// The keychain is locked, or the user refused.
    #[error("the keychain is locked")]
    Locked,
    /// The file of secrets cannot be used.
    #[error("the file of secrets cannot be used: {0}")]
    File(String),
}

/// A place for secrets. Calls may block (a keychain asks its user): never on the async runtime.
pub trait Vault: Send + Sync {
    /// What kind of place it is.
    fn store(&self) -> SecretStore;
    /// The secret of this name; `None` where there is none.
    fn get(&self, name: &str) -> Result<Option<Secret>, VaultError>;
    /// Keeps a secret under a name, in place of an earlier one.
    fn set(&self, name: &str, secret: &Secret) -> Result<(), VaultError>;
    /// Forgets a secret; nothing happens where there is none.
    fn remove(&self, name: &str) -> Result<(), VaultError>;
}

/// The system's keychain: Keychain Services, Windows Credential Manager, Secret Service.
pub struct Keychain;

const SERVICE: &str = "fapiao-review";

impl Keychain {
    /// Whether there is one that answers. On a Linux without a session bus there is none.
    pub fn available() -> bool {
        keyring::Entry::store_status().is_ok()
    }

    fn entry(name: &str) -> Result<keyring::Entry, VaultError> {
        keyring::Entry::new(SERVICE, name).map_err(|error| keychain_error(&error))
    }
}

fn keychain_error(error: &keyring::Error) -> VaultError {
    match error {
        keyring::Error::NoStorageAccess(_) => VaultError::Locked,
        _ => VaultError::NoKeychain,
    }
}

impl Vault for Keychain {
    fn store(&self) -> SecretStore {
        SecretStore::Keychain
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        match Self::entry(name)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(keychain_error(&error)),
        }
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        Self::entry(name)?
            .set_password(secret.expose())
            .map_err(|error| keychain_error(&error))
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        match Self::entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(keychain_error(&error)),
        }
    }
}

/// This session only.
#[derive(Default)]
pub struct SessionVault(Mutex<BTreeMap<String, Secret>>);

impl Vault for SessionVault {
    fn store(&self) -> SecretStore {
        SecretStore::Session
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned())
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.remove(name);
        Ok(())
    }
}

/// A file that only this user can read.
pub struct FileVault {
    path: PathBuf,
    writing: Mutex<()>,
}

impl FileVault {
    /// In this file.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            writing: Mutex::new(()),
        }
    }

    fn load(&self) -> Result<BTreeMap<String, String>, VaultError> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|_| VaultError::File("it is damaged".to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(VaultError::File(error.kind().to_string())),
        }
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), VaultError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secrets = self.load()?;
        change(&mut secrets);
        save(&self.path, &secrets).map_err(|error| VaultError::File(error.kind().to_string()))
    }
}

/// Written beside the file and moved over it, readable by this user alone from the first byte.
fn save(path: &Path, secrets: &BTreeMap<String, String>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // `tempfile` makes its files with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(secrets)?)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

impl Vault for FileVault {
    fn store(&self) -> SecretStore {
        SecretStore::File
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        Ok(self.load()?.remove(name).map(Secret::new))
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        self.change(|secrets| {
            secrets.insert(name.to_owned(), secret.expose().to_owned());
        })
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.change(|secrets| {
            secrets.remove(name);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_readable_by_its_user_alone_and_forgets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let vault = FileVault::new(path.clone());
        vault.set("juhe/key", &Secret::new("s3cret")).unwrap();
        assert_eq!(
            vault
                .get("juhe/key")
                .unwrap()
                .map(|s| s.expose().to_owned())
                .as_deref(),
            Some("s3cret")
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "nobody else may read it, mode {mode:o}");
        }
        vault.remove("juhe/key").unwrap();
        assert!(vault.get("juhe/key").unwrap().is_none());
    }

    #[test]
    fn a_damaged_file_is_an_error_and_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        fs::write(&path, b"{broken").unwrap();
        let vault = FileVault::new(path.clone());
        assert!(vault.set("a", &Secret::new("b")).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"{broken");
    }
}
