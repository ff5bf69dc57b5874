use std::time::Duration;

use documents::DocumentError;
use invoice::{ErrorCode, Sentence};

use crate::Charge;

/// What a failure means for the other documents in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only this document.
    Document,
    /// Every call to this provider would fail the same way until the user acts: the queue stops.
    Provider,
}

/// Why a recognition failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct RecognitionError {
    /// The contract's code.
    pub code: ErrorCode,
    /// The provider's own code or status (`10001`, `SignatureDoesNotMatch`), if one came.
    pub provider_code: Option<String>,
    /// The provider's own words, or what went wrong here. Never holds a secret.
    pub detail: String,
    /// What happened and what to do, for the person at the window.
    pub message: Sentence,
    /// Whether the same request may be sent again later without harm.
    pub retryable: bool,
    /// The provider asked to wait this long.
    pub retry_after: Option<Duration>,
    /// Whether it was charged. [`Charge::Unknown`] where the request went out and no answer came:
    /// such a call is in doubt and is never sent again unasked.
    pub charge: Charge,
    /// Whether the request left this machine.
    pub sent: bool,
    /// Whom it concerns.
    pub reach: Reach,
    /// The provider's whole reply, as text, where one came.
    pub raw_reply: Option<String>,
}

impl RecognitionError {
    /// A failure on this machine, before anything was sent.
    pub fn local(code: ErrorCode, detail: impl Into<String>, message: Sentence) -> Self {
        Self {
            code,
            provider_code: None,
            detail: detail.into(),
            message,
            retryable: false,
            retry_after: None,
            charge: Charge::Free,
            sent: false,
            reach: Reach::Document,
            raw_reply: None,
        }
    }
}

impl From<DocumentError> for RecognitionError {
    fn from(error: DocumentError) -> Self {
        let message = match &error {
            DocumentError::Empty => Sentence::new(
                "文件是空的（0 字节）。请重新获取原文件。",
                "The file is empty (0 bytes). Get the original again.",
            ),
            DocumentError::Unsupported(what) => Sentence::new(
                format!("不支持这种文件：{what}。可用 PDF、OFD、XML 或图片。"),
                format!("This kind of file is not read: {what}. Use PDF, OFD, XML or a picture."),
            ),
            DocumentError::Encrypted => Sentence::new(
                "文件已加密，需要密码才能打开。",
                "The file is encrypted and opens only with its password.",
            ),
            // What is damaged is told in English alone; in Chinese it is kept for the log.
            DocumentError::Damaged(what) => Sentence::new(
                "文件已损坏或不完整，无法读取。请重新获取原文件。",
                format!("The file is damaged or cut off ({what}). Get the original again."),
            ),
            DocumentError::TooLarge(what) => Sentence::new(
                format!("文件超出上限（{what}）。"),
                format!("The file is over the limit ({what})."),
            ),
            DocumentError::Timeout => Sentence::new(
                "读取此文件用时过长，已停止。",
                "Reading this file took too long and was stopped.",
            ),
        };
        Self::local(error.code(), error.to_string(), message)
    }
}
