//! Jumdata: `sha256(appId + appSecret + timestamp)` in lower-case hexadecimal.

use super::canonical::sha256_hex;
use crate::Secret;

/// The `sign` parameter. `timestamp` is the very text that is sent beside it.
pub(in crate::providers) fn sign(app_id: &Secret, app_secret: &Secret, timestamp: &str) -> String {
    let text = format!("{}{}{timestamp}", app_id.expose(), app_secret.expose());
    sha256_hex(text.as_bytes())
}
