//! Taking in what a pasted link leads to.

use recognition::RecognitionError;
use recognition::link::{LinkFetcher, LinkLimits, address_of};

use crate::view::{IntakeReport, Problem};
use crate::{App, NamedBytes};

impl App {
    /// Fetches what a link leads to, keeps it with the link as its source, and queues it for the
    /// chosen recognizer. The problem's code is `bad_request`, `network`, `timeout`, `too_large`,
    /// `unsupported_format` or `damaged_file` where nothing was taken in.
    pub async fn add_link(&self, url: String) -> Result<IntakeReport, Problem> {
        let limits = LinkLimits::up_to(self.parts.limits.max_bytes);
        self.add_link_with(&LinkFetcher::new(limits), url).await
    }

    /// The same with a fetcher of the caller's.
    pub async fn add_link_with(
        &self,
        fetcher: &LinkFetcher,
        url: String,
    ) -> Result<IntakeReport, Problem> {
        let fetched = fetcher
            .fetch(&url)
            .await
            .map_err(|error| not_fetched(&error))?;
        let file = NamedBytes {
            name: fetched.file_name,
            bytes: fetched.bytes,
        };
        // As it is sent to a provider that fetches the file itself.
        let source = address_of(&url).map_or(url, String::from);
        self.add_fetched(file, source).await
    }
}

/// The link itself may be a key to the invoice and is not logged.
fn not_fetched(error: &RecognitionError) -> Problem {
    tracing::info!(code = %error.code, detail = error.detail, "a link was not taken in");
    Problem::from(error)
}
