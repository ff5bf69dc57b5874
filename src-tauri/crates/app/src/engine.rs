//! Bytes → documents → invoices, for the queue and for the command line alike.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use documents::{Document, Limits};
use invoice::{ErrorCode, Sentence};
use lru::LruCache;
use recognition::{RecognitionError, Secret};

/// An opened document with its bytes.
#[derive(Clone)]
pub(crate) struct Opened {
    /// The document.
    pub(crate) document: Arc<Document>,
    /// The bytes as they were dropped.
    pub(crate) bytes: Arc<Vec<u8>>,
}

/// Opens a document on a thread that may block.
pub(crate) async fn open_bytes(
    bytes: Vec<u8>,
    password: Option<Arc<Secret>>,
    limits: Limits,
) -> Result<Opened, RecognitionError> {
    blocking(move || {
        let bytes = Arc::new(bytes);
        let document = documents::open(
            bytes.as_ref().clone(),
            password.as_deref().map(Secret::expose),
            &limits,
        )?;
        Ok(Opened {
            document: Arc::new(document),
            bytes,
        })
    })
    .await
}

/// Runs on a thread that may block. A panic there becomes an error of this document alone.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecognitionError> + Send + 'static,
) -> Result<T, RecognitionError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(crashed(&error)),
    }
}

/// Work on a file ended unexpectedly.
pub(crate) fn crashed(error: &tokio::task::JoinError) -> RecognitionError {
    RecognitionError::local(
        ErrorCode::Unknown,
        error.to_string(),
        Sentence::new(
            "读取此文件时程序出错，其他文件不受影响。",
            "The program failed on this file; the others are not affected.",
        ),
    )
}

/// The documents opened last, so that turning back to one, its pages and its words is immediate.
/// Bounded by number: each holds its bytes.
pub(crate) struct OpenDocuments(Mutex<LruCache<String, Arc<Document>>>);

const KEPT_OPEN: usize = 12;

impl OpenDocuments {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(
            NonZeroUsize::MIN.saturating_add(KEPT_OPEN),
        )))
    }

    pub(crate) fn get(&self, sha256: &str) -> Option<Arc<Document>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(sha256)
            .cloned()
    }

    pub(crate) fn put(&self, sha256: &str, document: Arc<Document>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(sha256.to_owned(), document);
    }
}
