//! Files that open only with a password. It is kept in memory while the program runs, and nowhere
//! else; what was read with it stays in the ledger.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use documents::{Document, DocumentError};
use ledger::DocumentState as Stored;
use recognition::{RecognitionError, Secret};

use crate::App;
use crate::app::document_id;
use crate::engine::open_bytes;
use crate::view::Problem;

/// The window's code for a file that waits for its password. The contract has none of its own.
pub(crate) const PASSWORD_NEEDED: &str = "password_needed";

/// Whether reading failed for want of a password.
pub(crate) fn is_locked(error: &RecognitionError) -> bool {
    wants_password(&error.detail)
}

/// The same for what the ledger keeps of a failure.
pub(crate) fn wants_password(detail: &str) -> bool {
    detail == DocumentError::Encrypted.to_string()
}

/// The passwords that were given, by the sha256 of the file.
#[derive(Default)]
pub(crate) struct Passwords(Mutex<HashMap<String, Arc<Secret>>>);

impl Passwords {
    pub(crate) fn of(&self, sha256: &str) -> Option<Arc<Secret>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(sha256).cloned()
    }

    fn keep(&self, sha256: String, password: Arc<Secret>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(sha256, password);
    }
}

impl App {
    /// Opens the locked files of a document with a password, and recognizes it if that was what it
    /// waited for. The problem's code is `wrong_password` where it opens none of them.
    pub async fn unlock(&self, id: u32, password: String) -> Result<(), Problem> {
        let password = Arc::new(Secret::new(password));
        let (state, mut files) = self
            .blocking(move |app| {
                let document = document_id(id);
                let pages = app.pages_with_copies(document)?;
                let files: Vec<String> = pages.into_iter().map(|page| page.sha256).collect();
                Ok((app.ledger().document(document)?.state, files))
            })
            .await?;
        files.sort_unstable();
        files.dedup();
        let mut failure = None;
        for sha256 in files {
            match self.open_with(&sha256, &password).await {
                Ok(document) => {
                    self.parts.open.put(&sha256, document);
                    self.parts.passwords.keep(sha256, Arc::clone(&password));
                }
                Err(error) if is_locked(&error) => failure = Some(wrong_password()),
                Err(error) => failure = Some(Problem::from(&error)),
            }
        }
        if let Some(problem) = failure {
            return Err(problem);
        }
        if state == Stored::Failed {
            self.retry(vec![id], None).await?;
        }
        self.announce(&[id]);
        Ok(())
    }

    async fn open_with(
        &self,
        sha256: &str,
        password: &Arc<Secret>,
    ) -> Result<Arc<Document>, RecognitionError> {
        let bytes = self.original_bytes(sha256).await?;
        let opened = open_bytes(bytes, Some(Arc::clone(password)), self.parts.limits).await?;
        Ok(opened.document)
    }
}

fn wrong_password() -> Problem {
    Problem::local(
        "wrong_password",
        "密码不正确，请重试。",
        "That is not its password. Try again.",
    )
}
