//! Volcengine's V4: HMAC-SHA256 over a canonical request, after its official SDK (`SignerV4`).

use url::Url;

use super::canonical;
use crate::Secret;

/// What is signed.
pub(in crate::providers) struct SigningInput<'a> {
    pub(in crate::providers) access_key_id: &'a Secret,
    pub(in crate::providers) secret_access_key: &'a Secret,
    /// Only with temporary (STS) keys.
    pub(in crate::providers) session_token: Option<&'a Secret>,
    pub(in crate::providers) region: &'a str,
    pub(in crate::providers) service: &'a str,
    pub(in crate::providers) url: &'a Url,
    pub(in crate::providers) content_type: &'a str,
    /// Lower-case hexadecimal SHA-256 of the body.
    pub(in crate::providers) body_sha256: &'a str,
    /// `YYYYMMDDTHHMMSSZ`.
    pub(in crate::providers) date: &'a str,
}

/// The headers that the signature adds.
pub(in crate::providers) struct Signed {
    pub(in crate::providers) content_sha256: String,
    pub(in crate::providers) authorization: String,
    #[cfg(test)]
    pub(super) canonical_request: String,
    #[cfg(test)]
    pub(super) string_to_sign: String,
}

/// Signs a POST.
pub(in crate::providers) fn sign(input: &SigningInput<'_>) -> Signed {
    let day = input.date.get(..8).unwrap_or(input.date);
    let host = canonical::host(input.url);
    let content_sha256 = input.body_sha256.to_owned();
    let mut signed_headers = vec![
        ("content-type", input.content_type),
        ("host", host.as_str()),
        ("x-content-sha256", content_sha256.as_str()),
        ("x-date", input.date),
    ];
    if let Some(token) = input.session_token {
        signed_headers.push(("x-security-token", token.expose()));
    }
    let (lines, names) = canonical::headers(&signed_headers);
    let canonical_request = format!(
        "POST\n{}\n{}\n{lines}\n{names}\n{content_sha256}",
        canonical::path(input.url),
        canonical::query(input.url),
    );
    let scope = format!("{day}/{}/{}/request", input.region, input.service);
    let string_to_sign = format!(
        "HMAC-SHA256\n{}\n{scope}\n{}",
        input.date,
        canonical::sha256_hex(canonical_request.as_bytes())
    );
    let signature = canonical::signature(
        input.secret_access_key.expose().as_bytes(),
        [day, input.region, input.service, "request"],
        &string_to_sign,
    );
    let authorization = format!(
        "HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        input.access_key_id.expose()
    );
    Signed {
        content_sha256,
        authorization,
        #[cfg(test)]
        canonical_request,
        #[cfg(test)]
        string_to_sign,
    }
}
