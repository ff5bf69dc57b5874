//! One request out, one bounded reply back. No redirects, no cookies, no proxy unless one was set,
//! gzip understood, nothing sent a second time.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

/// How the network is used. Passed in; nothing here reads the environment.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// The proxy that the user set; without one, none is used, whatever the system says.
    pub proxy: Option<Url>,
    /// Longest time until a connection stands, TLS included.
    pub connect_timeout: Duration,
    /// Longest time for the whole call, from the first byte out to the last byte in.
    pub total_timeout: Duration,
    /// Largest reply in bytes, after decompression.
    pub max_reply: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_mins(1),
            max_reply: 8 << 20,
        }
    }
}

/// The network could not be set up (an unusable proxy address).
#[derive(Debug, Clone, thiserror::Error)]
#[error("the network cannot be used: {0}")]
pub struct HttpSetupError(String);

/// Sends requests. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    max_reply: usize,
}

/// What is sent: always a POST.
pub(crate) struct Outgoing {
    pub(crate) url: Url,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

/// What came back, whatever its status.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no whole reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportFault {
    /// No connection came about.
    NoConnection,
    /// The server's certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// No connection, or no whole answer, in time.
    Timeout,
    /// The connection broke before an answer began.
    Dropped,
    /// The answer broke off, or could not be decompressed.
    Broken,
    /// The answer is larger than the limit.
    TooLarge,
}

/// A failed call.
#[derive(Debug)]
pub(crate) struct TransportError {
    pub(crate) fault: TransportFault,
    /// Whether the whole request was handed to the network. What was not cannot have been charged.
    pub(crate) sent: bool,
    pub(crate) detail: String,
    /// What had come of the reply.
    pub(crate) partial: Option<Vec<u8>>,
}

impl HttpClient {
    /// A client with its own connections.
    pub fn new(settings: &HttpSettings) -> Result<Self, HttpSetupError> {
        let said = |e: reqwest::Error| HttpSetupError(e.without_url().to_string());
        let proxy = match &settings.proxy {
            Some(url) => Some(reqwest::Proxy::all(url.clone()).map_err(said)?),
            None => None,
        };
        let client = client(|builder| {
            let builder = builder
                .connect_timeout(settings.connect_timeout)
                .timeout(settings.total_timeout)
                // Shorter than servers keep theirs: a call that goes out on a connection that the
                // server is just closing would be in doubt.
                .pool_idle_timeout(Duration::from_secs(4));
            match &proxy {
                Some(proxy) => builder.proxy(proxy.clone()),
                None => builder,
            }
        })
        .map_err(said)?;
        Ok(Self {
            client,
            max_reply: settings.max_reply,
        })
    }

    /// Sends once. Dropping the future stops it.
    pub(crate) async fn send(&self, outgoing: Outgoing) -> Result<Reply, TransportError> {
        let handed = Arc::new(AtomicBool::new(false));
        let body = WatchedBody {
            left: outgoing.body,
            handed: Arc::clone(&handed),
        };
        let mut request = self.client.post(outgoing.url);
        for (name, value) in outgoing.headers {
            request = request.header(name, value);
        }
        let failed = |error: reqwest::Error, partial: Option<Vec<u8>>| {
            let sent = handed.load(Ordering::Acquire) && !error.is_connect();
            describe(error, sent, partial)
        };
        let mut response = request
            .body(reqwest::Body::wrap(body))
            .send()
            .await
            .map_err(|e| failed(e, None))?;

        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let too_large = |partial| TransportError {
            fault: TransportFault::TooLarge,
            sent: true,
            detail: format!("the reply is larger than {} bytes", self.max_reply),
            partial,
        };
        if response
            .content_length()
            .is_some_and(|length| length > self.max_reply as u64)
        {
            return Err(too_large(None));
        }
        let mut collected = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if collected.len() + chunk.len() > self.max_reply => {
                    collected.truncate(64 << 10);
                    return Err(too_large(Some(collected)));
                }
                Ok(Some(chunk)) => collected.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(e) => return Err(failed(e, Some(collected))),
            }
        }
        Ok(Reply {
            status,
            headers,
            body: collected,
        })
    }
}

/// A client with what all have in common, and what the caller adds.
pub(crate) fn client(
    with: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, reqwest::Error> {
    // TLS needs its cryptography chosen once in a process. If another part chose before us, that
    // choice is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        with(
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .user_agent(concat!("fapiao-review/", env!("CARGO_PKG_VERSION"))),
        )
    };
    // A machine without any root certificates still reaches a plain address that the user set;
    // https then fails with its own message.
    builder()
        .build()
        .or_else(|_| builder().tls_certs_only([]).build())
}

/// What went wrong, and how far it had come.
pub(crate) fn describe(
    error: reqwest::Error,
    sent: bool,
    partial: Option<Vec<u8>>,
) -> TransportError {
    // The address may carry what the user would not want in a log.
    let error = error.without_url();
    let fault = if is_tls(&error) {
        TransportFault::Tls
    } else if error.is_timeout() {
        TransportFault::Timeout
    } else if error.is_connect() {
        TransportFault::NoConnection
    } else if partial.is_some() {
        TransportFault::Broken
    } else {
        TransportFault::Dropped
    };
    let mut detail = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !detail.contains(&words) {
            detail.push_str(": ");
            detail.push_str(&words);
        }
        cause = inner.source();
    }
    TransportError {
        fault,
        sent: sent || partial.is_some(),
        detail,
        partial,
    }
}

/// Whether TLS failed. An I/O error hides what it wraps from `source`.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return true;
        }
        if let Some(wrapped) = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            && is_tls(wrapped)
        {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// A body that knows whether all of it was taken.
struct WatchedBody {
    left: Bytes,
    handed: Arc<AtomicBool>,
}

/// Handed over in pieces, so that the last one goes only when the earlier ones have gone.
const PIECE: usize = 64 << 10;

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left.is_empty() {
            self.handed.store(true, Ordering::Release);
            return Poll::Ready(None);
        }
        let length = self.left.len().min(PIECE);
        let piece = self.left.split_to(length);
        if self.left.is_empty() {
            self.handed.store(true, Ordering::Release);
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}
