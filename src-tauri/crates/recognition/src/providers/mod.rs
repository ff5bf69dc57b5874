//! The five providers: a descriptor, a request, a mapping of replies and errors each. What is
//! common to all stands in `remote` (fitting, sending) and `outcome` (reading the reply, naming
//! failures); signing stands once per scheme in `signing`.

mod columns;
mod deepfinch;
mod failure;
mod fields;
mod form;
mod jdcloud;
mod juhe;
mod jumdata;
mod outcome;
mod protocol;
mod redaction;
mod remote;
mod signing;
mod volcengine;

use std::sync::Arc;

use invoice::{ErrorCode, Sentence};
use url::Url;

use crate::offline::PageReader;
use crate::{
    Clock, Credentials, Descriptor, HttpClient, Nonces, ProviderId, Reach, RecognitionError,
    Recognizer,
};
use protocol::Protocol;
use remote::Remote;

/// What the user set for a provider.
#[derive(Debug, Clone, Default)]
pub struct ProviderSettings {
    /// By the names in the descriptor.
    pub credentials: Credentials,
    /// The full address of the call (a private gateway, a test server) instead of the provider's
    /// own. Only such an address may be plain http.
    pub endpoint: Option<Url>,
    /// Region of the cloud signatures (Volcengine, JD Cloud), where another is wanted.
    pub region: Option<String>,
    /// Service of the cloud signatures, likewise.
    pub service: Option<String>,
}

/// What providers are given of the world.
#[derive(Clone)]
pub struct ProviderContext {
    /// The clock that requests are stamped with.
    pub clock: Arc<dyn Clock>,
    /// Words that are never used twice.
    pub nonces: Arc<dyn Nonces>,
    /// The network.
    pub http: HttpClient,
    /// Finds where on the page an answer's values stand.
    pub pages: PageReader,
}

/// What a provider is, needs and takes. `None` for the offline reader, which has its own.
pub fn descriptor(id: ProviderId) -> Option<&'static Descriptor> {
    Some(protocol(id)?.descriptor())
}

fn protocol(id: ProviderId) -> Option<&'static dyn Protocol> {
    Some(match id {
        ProviderId::Offline => return None,
        ProviderId::Juhe => &juhe::Juhe,
        ProviderId::Jumdata => &jumdata::Jumdata,
        ProviderId::Volcengine => &volcengine::Volcengine,
        ProviderId::Jdcloud => &jdcloud::Jdcloud,
        ProviderId::Deepfinch => &deepfinch::Deepfinch,
    })
}

/// A provider, ready to recognize. Fails with `bad_credentials` where a secret is missing and with
/// `bad_request` where the address cannot be used.
pub fn build(
    id: ProviderId,
    settings: ProviderSettings,
    context: ProviderContext,
) -> Result<Arc<dyn Recognizer>, RecognitionError> {
    let stops_all = |mut error: RecognitionError| {
        error.reach = Reach::Provider;
        error
    };
    let Some(protocol) = protocol(id) else {
        return Err(stops_all(RecognitionError::local(
            ErrorCode::BadRequest,
            format!("{} is no provider", id.as_str()),
            Sentence::new("没有这个识别服务。", "There is no such provider."),
        )));
    };
    let descriptor = protocol.descriptor();
    let missing: Vec<&str> = descriptor
        .credentials
        .iter()
        .filter(|field| {
            settings
                .credentials
                .get(field.name)
                .is_none_or(|secret| secret.expose().trim().is_empty())
        })
        .map(|field| field.label)
        .collect();
    if !missing.is_empty() {
        let names = missing.join("、");
        return Err(stops_all(RecognitionError::local(
            ErrorCode::BadCredentials,
            format!("missing: {}", missing.join(", ")),
            Sentence::new(
                format!(
                    "{}：还没有填写 {names}。请在设置中填写。",
                    descriptor.name.zh
                ),
                format!(
                    "{}: {} is not set. Enter it in the settings.",
                    descriptor.name.en,
                    missing.join(", ")
                ),
            ),
        )));
    }
    let endpoint = match &settings.endpoint {
        Some(url) => Some(url.clone()),
        None => descriptor.endpoint.and_then(|text| Url::parse(text).ok()),
    };
    let usable = endpoint.filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|h| !h.is_empty())
    });
    let Some(endpoint) = usable else {
        return Err(stops_all(RecognitionError::local(
            ErrorCode::BadRequest,
            "the address is neither http nor https",
            Sentence::new(
                format!("{}：接口地址无法使用，请在设置中核对。", descriptor.name.zh),
                format!(
                    "{}: its address cannot be used. Check it in the settings.",
                    descriptor.name.en
                ),
            ),
        )));
    };
    Ok(Arc::new(Remote::new(protocol, settings, endpoint, context)))
}
