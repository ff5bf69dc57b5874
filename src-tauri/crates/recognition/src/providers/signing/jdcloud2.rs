//! JD Cloud's JDCLOUD2-HMAC-SHA256, after its `Signature-Algorithm.md` and official signers.

use url::Url;

use super::canonical;
use crate::Secret;

/// The scheme's name.
pub(in crate::providers) const ALGORITHM: &str = "JDCLOUD2-HMAC-SHA256";

/// What is signed.
pub(in crate::providers) struct SigningInput<'a> {
    pub(in crate::providers) access_key_id: &'a Secret,
    pub(in crate::providers) secret_access_key: &'a Secret,
    pub(in crate::providers) region: &'a str,
    pub(in crate::providers) service: &'a str,
    pub(in crate::providers) method: &'a str,
    pub(in crate::providers) url: &'a Url,
    /// Lower-case names, sorted, without `host`, which is added where `signs_host`.
    pub(in crate::providers) headers: &'a [(&'a str, &'a str)],
    pub(in crate::providers) signs_host: bool,
    /// Lower-case hexadecimal SHA-256 of the body.
    pub(in crate::providers) payload_sha256: &'a str,
    /// `YYYYMMDDTHHMMSSZ`.
    pub(in crate::providers) date: &'a str,
}

/// The signature.
pub(in crate::providers) struct Signed {
    pub(in crate::providers) authorization: String,
    #[cfg(test)]
    pub(super) canonical_request: String,
    #[cfg(test)]
    pub(super) string_to_sign: String,
}

/// Signs a request.
pub(in crate::providers) fn sign(input: &SigningInput<'_>) -> Signed {
    let day = input.date.get(..8).unwrap_or(input.date);
    let host = canonical::host(input.url);
    let mut signed_headers: Vec<(&str, &str)> = input
        .headers
        .iter()
        .map(|(name, value)| (*name, value.trim()))
        .collect();
    if input.signs_host {
        signed_headers.push(("host", &host));
    }
    signed_headers.sort_unstable();
    let (lines, names) = canonical::headers(&signed_headers);
    let canonical_request = format!(
        "{}\n{}\n{}\n{lines}\n{names}\n{}",
        input.method,
        canonical::path(input.url),
        canonical::query(input.url),
        input.payload_sha256,
    );
    let scope = format!("{day}/{}/{}/jdcloud2_request", input.region, input.service);
    let string_to_sign = format!(
        "{ALGORITHM}\n{}\n{scope}\n{}",
        input.date,
        canonical::sha256_hex(canonical_request.as_bytes())
    );
    let key = format!("JDCLOUD2{}", input.secret_access_key.expose());
    let signature = canonical::signature(
        key.as_bytes(),
        [day, input.region, input.service, "jdcloud2_request"],
        &string_to_sign,
    );
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        input.access_key_id.expose()
    );
    Signed {
        authorization,
        #[cfg(test)]
        canonical_request,
        #[cfg(test)]
        string_to_sign,
    }
}
