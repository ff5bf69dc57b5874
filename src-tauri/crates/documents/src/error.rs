use invoice::ErrorCode;

/// Why a document, or one of its pages, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// Of no kind that is read here. Holds what it looks like, where known (`ZIP`, `HTML`, …).
    #[error("this kind of file is not read: {0}")]
    Unsupported(String),
    /// Opens only with a password.
    #[error("the file is encrypted and needs a password")]
    Encrypted,
    /// Broken, cut off, or against its format. Says what was being read.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Over a limit. Says which.
    #[error("the file is too large: {0}")]
    TooLarge(String),
    /// Reading took longer than the limit allows.
    #[error("reading the file took too long")]
    Timeout,
}

impl DocumentError {
    /// The contract's code.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Empty | Self::Damaged(_) => ErrorCode::DamagedFile,
            Self::Unsupported(_) | Self::Encrypted => ErrorCode::UnsupportedFormat,
            Self::TooLarge(_) | Self::Timeout => ErrorCode::TooLarge,
        }
    }
}
