//! Replies and messages may repeat a key; it is blotted out before anything is kept or shown.

use crate::Credentials;

use super::signing::escape;

/// Shorter ones are no secrets, and blotting them out would blot out parts of the invoice.
const SHORTEST: usize = 6;

/// Blots out a provider's secrets.
pub(super) struct Redaction(Vec<String>);

impl Redaction {
    pub(super) fn new(credentials: &Credentials) -> Self {
        let mut spellings = Vec::new();
        for secret in credentials.all() {
            let plain = secret.expose().trim().to_owned();
            if plain.len() >= SHORTEST {
                let escaped = escape(&plain);
                let quoted = plain.replace('/', "\\/");
                spellings.extend([plain, escaped, quoted]);
            }
        }
        // Longest first, so that no tail of one is left.
        spellings.sort_by_key(|text| std::cmp::Reverse(text.len()));
        spellings.dedup();
        Self(spellings)
    }

    /// The text without them.
    pub(super) fn of(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "[…]");
            }
        }
        text
    }
}
