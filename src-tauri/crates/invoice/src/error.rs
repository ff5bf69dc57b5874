use serde::{Deserialize, Serialize};

/// The codes that every failure of a document carries, on the command line, in the ledger and in
/// the window. The set is fixed by the contract; the window chooses its words by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The provider refuses the key, the signature or the clock.
    BadCredentials,
    /// The key is good, but not for this call, address or account.
    Permission,
    /// Balance or number of calls used up.
    QuotaExhausted,
    /// Too many calls at once or per second.
    RateLimited,
    /// The provider cannot use the picture.
    BadImage,
    /// The provider does not understand the request.
    BadRequest,
    /// The provider is out of order.
    ServerFault,
    /// No connection.
    Network,
    /// No answer in time.
    Timeout,
    /// An answer that is not what the provider's document describes.
    MalformedReply,
    /// A file of a kind that cannot be read here (also: encrypted).
    UnsupportedFormat,
    /// A file that is broken, cut off or empty.
    DamagedFile,
    /// Over a limit of bytes, pixels or pages.
    TooLarge,
    /// Stopped by the user.
    Cancelled,
    /// Anything else; the message says what is known.
    Unknown,
}

impl ErrorCode {
    /// The code as it stands in JSON and in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadCredentials => "bad_credentials",
            Self::Permission => "permission",
            Self::QuotaExhausted => "quota_exhausted",
            Self::RateLimited => "rate_limited",
            Self::BadImage => "bad_image",
            Self::BadRequest => "bad_request",
            Self::ServerFault => "server_fault",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::MalformedReply => "malformed_reply",
            Self::UnsupportedFormat => "unsupported_format",
            Self::DamagedFile => "damaged_file",
            Self::TooLarge => "too_large",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
