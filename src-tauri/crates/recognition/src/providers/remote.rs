//! What all five providers have in common: make a page fit, sign and send it, read the answer
//! within bounds, and say what a failure means.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use invoice::{ErrorCode, FieldMap, Reading, ReadingRemark, Sentence, Source};
use reqwest::header::{
    CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue, RETRY_AFTER,
};
use url::Url;

use super::failure::{self, Refusal};
use super::redaction::Redaction;
use super::{ProviderContext, ProviderSettings};
use crate::fitting::{Fitted, Frame, fit};
use crate::http::{Outgoing, Reply, TransportError, TransportFault};
use crate::json::Json;
use crate::offline::{PageText, locate};
use crate::{
    Charge, Credentials, Descriptor, Leaving, Reach, ReadyCall, Recognition, RecognitionError,
    Recognizer, Request,
};

/// How much of a provider's words is kept in a message.
const MAX_DETAIL: usize = 300;
/// How much is kept of a reply that is not what it should be.
const MAX_STRANGE_REPLY: usize = 64 << 10;
/// A provider that asks to wait longer than this is not waited for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);

/// What distinguishes one provider from another.
pub(super) trait Protocol: Send + Sync {
    /// What it is and what it takes.
    fn descriptor(&self) -> &'static Descriptor;

    /// All of the body that can be made before the time of sending is known: the large part.
    fn body(&self, payload: &Payload, nonce: &str) -> Body;

    /// The request.
    fn request(&self, call: &Call<'_>) -> Outgoing;

    /// What an answer says. `status` is that of HTTP.
    fn read(&self, status: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead>;

    /// What an HTTP status means where the answer says nothing.
    fn refusal_of_status(&self, status: u16) -> Refusal {
        Refusal::of_status(status)
    }
}

/// What a request is made from.
pub(super) struct Call<'a> {
    pub(super) endpoint: &'a Url,
    pub(super) credentials: &'a Credentials,
    pub(super) body: &'a Body,
    pub(super) now: SystemTime,
    pub(super) nonce: String,
    /// The scope of a cloud signature, where the user set another.
    pub(super) region: Option<&'a str>,
    pub(super) service: Option<&'a str>,
}

impl Call<'_> {
    /// A secret, or an empty one: that none is missing was seen when the provider was built.
    pub(super) fn secret(&self, name: &str) -> crate::Secret {
        self.credentials
            .get(name)
            .cloned()
            .unwrap_or_else(|| crate::Secret::new(""))
            .trimmed()
    }
}

/// Headers as they are sent. None is printed; one whose value no header can carry (a key with a
/// line break) is left out, and the provider refuses the call.
pub(super) fn headers(
    headers: Vec<(HeaderName, Result<HeaderValue, InvalidHeaderValue>)>,
) -> Vec<(HeaderName, HeaderValue)> {
    headers
        .into_iter()
        .filter_map(|(name, value)| {
            let mut value = value.ok()?;
            value.set_sensitive(name != CONTENT_TYPE);
            Some((name, value))
        })
        .collect()
}

/// What is sent.
pub(super) struct Payload {
    pub(super) content: Content,
    /// Whether it is a 卷票.
    pub(super) roll: bool,
}

/// The body of a request.
pub(super) struct Body {
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
    /// Lower-case hexadecimal SHA-256, where the signature needs it.
    pub(super) sha256: Option<String>,
}

/// The file or its address.
pub(super) enum Content {
    File(Fitted),
    Address(Url),
}

/// Where the values of a reply stand.
pub(super) struct Place {
    /// Who read.
    pub(super) source: Source,
    /// The page, from 1.
    pub(super) page: u32,
    /// How the sent pixels lie on it.
    pub(super) frame: Option<Frame>,
}

/// A successful answer.
pub(super) struct Answered {
    pub(super) fields: FieldMap,
    pub(super) remarks: Vec<ReadingRemark>,
    pub(super) request_id: Option<String>,
    pub(super) charge: Charge,
    pub(super) remaining_calls: Option<u64>,
}

/// An answer without an invoice.
pub(super) enum NotRead {
    /// The provider says why.
    Refused(Refusal),
    /// It is not what the provider's document describes. Says what is missing.
    Unlike(String, Charge),
}

impl From<Refusal> for NotRead {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

struct Shared {
    protocol: &'static dyn Protocol,
    settings: ProviderSettings,
    endpoint: Url,
    context: ProviderContext,
    redaction: Redaction,
}

/// A provider as a recognizer.
pub(super) struct Remote(Arc<Shared>);

impl Remote {
    pub(super) fn new(
        protocol: &'static dyn Protocol,
        settings: ProviderSettings,
        endpoint: Url,
        context: ProviderContext,
    ) -> Self {
        let redaction = Redaction::new(&settings.credentials);
        Self(Arc::new(Shared {
            protocol,
            settings,
            endpoint,
            context,
            redaction,
        }))
    }

    async fn ready(&self, request: &Request) -> Result<Ready, RecognitionError> {
        let descriptor = self.0.protocol.descriptor();
        let page = request.pages.first().copied().unwrap_or(0);
        let request = request.clone();
        let asked = request.clone();
        let shared = Arc::clone(&self.0);
        let (leaving, frame, body) = off_the_runtime(move || {
            let content = match &asked.address {
                Some(address) if descriptor.takes_url => Content::Address(address.clone()),
                _ => Content::File(fit(descriptor, &asked)?),
            };
            let roll = asked
                .roll
                .unwrap_or_else(|| looks_like_a_roll(&asked, page));
            let payload = Payload { content, roll };
            let body = shared
                .protocol
                .body(&payload, &shared.context.nonces.next());
            let frame = match &payload.content {
                Content::File(file) => file.frame,
                Content::Address(_) => None,
            };
            Ok((shared.leaving(&payload.content), frame, body))
        })
        .await?;
        Ok(Ready {
            shared: Arc::clone(&self.0),
            request,
            leaving,
            frame,
            body,
            page: u32::try_from(page + 1).unwrap_or(u32::MAX),
        })
    }
}

#[async_trait]
impl Recognizer for Remote {
    fn descriptor(&self) -> &'static Descriptor {
        self.0.protocol.descriptor()
    }

    async fn prepare(&self, request: &Request) -> Result<(), RecognitionError> {
        self.ready(request).await.map(|_| ())
    }

    async fn recognize(&self, request: &Request) -> Result<Recognition, RecognitionError> {
        self.ready(request).await?.send().await
    }

    async fn make_ready(
        &self,
        request: &Request,
    ) -> Result<Option<Box<dyn ReadyCall>>, RecognitionError> {
        Ok(Some(Box::new(self.ready(request).await?)))
    }
}

/// A 卷票 is a strip of 57 or 76 mm by up to 178 mm; every other invoice is far less tall. A page
/// with text says it by itself.
fn looks_like_a_roll(request: &Request, page: usize) -> bool {
    const STRIP: f64 = 1.9;
    let tall = request.document.page_size(page).is_ok_and(|size| {
        let (width, height) = if request.quarter_turns.is_multiple_of(2) {
            (size.width, size.height)
        } else {
            (size.height, size.width)
        };
        height > width * STRIP
    });
    tall || request
        .document
        .page_content(page)
        .is_ok_and(|content| content.words.iter().any(|word| word.text.contains("卷票")))
}

struct Ready {
    shared: Arc<Shared>,
    request: Request,
    leaving: Leaving,
    frame: Option<Frame>,
    body: Body,
    page: u32,
}

#[async_trait]
impl ReadyCall for Ready {
    fn leaving(&self) -> Leaving {
        self.leaving.clone()
    }

    async fn send(&self) -> Result<Recognition, RecognitionError> {
        let id = self.shared.protocol.descriptor().id.as_str();
        // Short enough for any thread: what takes long was made beforehand.
        let outgoing = self.shared.protocol.request(&Call {
            endpoint: &self.shared.endpoint,
            credentials: &self.shared.settings.credentials,
            body: &self.body,
            now: self.shared.context.clock.now(),
            nonce: self.shared.context.nonces.next(),
            region: self.shared.settings.region.as_deref(),
            service: self.shared.settings.service.as_deref(),
        });
        let reply = match self.shared.context.http.send(outgoing).await {
            Ok(reply) => reply,
            Err(error) => {
                tracing::warn!(provider = id, fault = ?error.fault, sent = error.sent, "no reply");
                return Err(self.shared.transport_failure(error));
            }
        };
        tracing::debug!(
            provider = id,
            status = reply.status,
            bytes = reply.body.len(),
            "reply"
        );
        let shared = Arc::clone(&self.shared);
        let place = Place {
            source: shared
                .protocol
                .descriptor()
                .id
                .source()
                .unwrap_or(Source::Ocr),
            page: self.page,
            frame: self.frame,
        };
        let interpreted =
            tokio::task::spawn_blocking(move || shared.interpret(&reply, &place)).await;
        let mut recognition = interpreted.unwrap_or_else(|_| {
            Err(RecognitionError {
                charge: Charge::Unknown,
                sent: true,
                ..broken_off()
            })
        })?;
        for reading in &mut recognition.readings {
            self.locate(&mut reading.fields).await;
        }
        Ok(recognition)
    }
}

impl Ready {
    /// Gives values without a place the one where the page's own words have them. The answer is
    /// paid for: whatever goes wrong here, it stays as it came.
    async fn locate(&self, fields: &mut FieldMap) {
        if self.request.document.format().is_picture() {
            return;
        }
        let request = self.request.clone();
        let mut unplaced = fields.clone();
        let placed = tokio::task::spawn_blocking(move || {
            let texts = PageText::of(&request.document, &request.pages).ok()?;
            locate(&mut unplaced, &texts);
            Some(unplaced)
        })
        .await;
        if let Ok(Some(placed)) = placed {
            *fields = placed;
        }
    }
}

/// Runs work that draws, encodes or hashes where it holds nobody up.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecognitionError> + Send + 'static,
) -> Result<T, RecognitionError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(broken_off()))
}

fn broken_off() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::Unknown,
        "the work broke off",
        Sentence::new(
            "程序内部出错，此文件未能处理。请把文件反馈给我们。",
            "The program failed on this file. Please report it to us.",
        ),
    )
}

impl Shared {
    fn leaving(&self, content: &Content) -> Leaving {
        let url = &self.endpoint;
        let name = url.host_str().unwrap_or_default();
        let host = url
            .port()
            .map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        match content {
            Content::File(file) => Leaving {
                host,
                format: Some(file.format),
                bytes: file.bytes.len(),
                pixels: file.frame.map(|frame| (frame.width, frame.height)),
            },
            Content::Address(address) => Leaving {
                host,
                format: None,
                bytes: address.as_str().len(),
                pixels: None,
            },
        }
    }

    fn interpret(&self, reply: &Reply, place: &Place) -> Result<Recognition, RecognitionError> {
        let answered = (200..300).contains(&reply.status);
        let parsed = std::str::from_utf8(&reply.body)
            .map_err(|e| e.to_string())
            .and_then(Json::parse);
        let not_read = match parsed {
            Ok(json) => match self.protocol.read(reply.status, &json, place) {
                Ok(answer) if answered => return Ok(self.recognition(reply, answer, place)),
                Ok(_) => NotRead::Refused(self.protocol.refusal_of_status(reply.status)),
                Err(NotRead::Unlike(..)) if reply.status >= 400 => {
                    NotRead::Refused(self.protocol.refusal_of_status(reply.status))
                }
                Err(not_read) => not_read,
            },
            Err(_) if reply.status >= 400 => {
                NotRead::Refused(self.protocol.refusal_of_status(reply.status))
            }
            Err(what) => NotRead::Unlike(what, Charge::Unknown),
        };
        Err(match not_read {
            NotRead::Refused(refusal) => self.refused(reply, refusal),
            NotRead::Unlike(what, charge) => self.unlike(reply, &what, charge),
        })
    }

    fn recognition(&self, reply: &Reply, answer: Answered, place: &Place) -> Recognition {
        Recognition {
            readings: vec![Reading {
                source: place.source,
                origin: answer.request_id.clone().unwrap_or_default(),
                fields: answer.fields,
                remarks: answer.remarks,
            }],
            raw_reply: Some(self.kept(&reply.body, usize::MAX)),
            request_id: answer.request_id,
            charge: answer.charge,
            remaining_calls: answer.remaining_calls,
        }
    }

    fn refused(&self, reply: &Reply, mut refusal: Refusal) -> RecognitionError {
        refusal.words = self.bounded(&refusal.words);
        refusal.provider_code = refusal.provider_code.map(|code| self.bounded(&code));
        let code = refusal.code;
        let theirs = refusal.provider_code.as_deref().unwrap_or_default();
        RecognitionError {
            code,
            detail: format!("{theirs} {}", refusal.words).trim().to_owned(),
            message: failure::sentence(self.protocol.descriptor().name, &refusal),
            // What a failed call was charged for is not charged again unasked.
            retryable: refusal.later && refusal.charge != Charge::Charged,
            retry_after: retry_after(&reply.headers, self.context.clock.now()),
            charge: refusal.charge,
            sent: true,
            reach: refusal.reach(),
            raw_reply: Some(self.kept(&reply.body, MAX_STRANGE_REPLY)),
            provider_code: refusal.provider_code,
        }
    }

    fn unlike(&self, reply: &Reply, what: &str, charge: Charge) -> RecognitionError {
        let name = self.protocol.descriptor().name;
        let redirect = (300..400).contains(&reply.status);
        let status = reply.status;
        let what = if redirect {
            "a redirect, which is not followed".to_owned()
        } else {
            self.bounded(what)
        };
        let message = if redirect {
            Sentence::new(
                format!(
                    "{}：接口地址被转到别处（HTTP {status}），未跟随。请核对接口地址，或检查网络是否需要登录。",
                    name.zh
                ),
                format!(
                    "{}: the address leads elsewhere (HTTP {status}), which is not followed. Check the address, or whether the network asks for a login.",
                    name.en
                ),
            )
        } else {
            Sentence::new(
                format!(
                    "{}：返回的内容不符合接口文档，无法读取；可能已计费，不会自动重发。请核对接口地址或稍后再试。",
                    name.zh
                ),
                format!(
                    "{}: the reply is not what its document describes. It may have been charged and is not sent again by itself. Check the address or try later.",
                    name.en
                ),
            )
        };
        RecognitionError {
            code: ErrorCode::MalformedReply,
            provider_code: None,
            detail: format!("HTTP {status}: {what}"),
            message,
            retryable: false,
            retry_after: None,
            charge,
            sent: true,
            reach: Reach::Document,
            raw_reply: Some(self.kept(&reply.body, MAX_STRANGE_REPLY)),
        }
    }

    fn transport_failure(&self, error: TransportError) -> RecognitionError {
        let name = self.protocol.descriptor().name;
        let doubt_zh = "请求已经发出，可能已计费，不会自动重发。";
        let doubt_en =
            "The request had gone out and may have been charged; it is not sent again by itself.";
        let (code, zh, en) = match error.fault {
            TransportFault::NoConnection => (
                ErrorCode::Network,
                "无法连接。请检查网络、代理和接口地址。",
                "no connection. Check the network, the proxy and the address.",
            ),
            TransportFault::Tls => (
                ErrorCode::Network,
                "无法建立安全连接（证书不受信任或被中间设备替换）。请检查本机时间、代理和网络。",
                "no secure connection (its certificate is not trusted, or something in between replaces it). Check the clock, the proxy and the network.",
            ),
            TransportFault::Timeout if error.sent => {
                (ErrorCode::Timeout, "没有及时答复。", "no answer in time.")
            }
            TransportFault::Timeout => (
                ErrorCode::Timeout,
                "连接超时，请求尚未发出。请检查网络。",
                "the connection took too long and nothing was sent. Check the network.",
            ),
            TransportFault::Dropped => (
                ErrorCode::Network,
                "连接在答复之前断开。",
                "the connection broke before an answer.",
            ),
            TransportFault::Broken => (
                ErrorCode::MalformedReply,
                "答复不完整。",
                "the reply broke off.",
            ),
            TransportFault::TooLarge => (
                ErrorCode::MalformedReply,
                "答复异常庞大，已停止接收。",
                "the reply was far too large and was not read to its end.",
            ),
        };
        let message = if error.sent {
            Sentence::new(
                format!("{}：{zh}{doubt_zh}", name.zh),
                format!("{}: {en} {doubt_en}", name.en),
            )
        } else {
            Sentence::new(format!("{}：{zh}", name.zh), format!("{}: {en}", name.en))
        };
        RecognitionError {
            code,
            provider_code: None,
            detail: self.bounded(&error.detail),
            message,
            // A certificate does not mend itself.
            retryable: !error.sent && error.fault != TransportFault::Tls,
            retry_after: None,
            charge: if error.sent {
                Charge::Unknown
            } else {
                Charge::Free
            },
            sent: error.sent,
            reach: if error.fault == TransportFault::Tls {
                Reach::Provider
            } else {
                Reach::Document
            },
            raw_reply: error
                .partial
                .filter(|partial| !partial.is_empty())
                .map(|partial| self.kept(&partial, MAX_STRANGE_REPLY)),
        }
    }

    /// A reply as it is kept: whole up to the limit, and without secrets.
    fn kept(&self, body: &[u8], limit: usize) -> String {
        let body = body.get(..limit).unwrap_or(body);
        self.redaction.of(&String::from_utf8_lossy(body))
    }

    /// A provider's words as they are shown: on one line, short, without secrets.
    fn bounded(&self, words: &str) -> String {
        let clean = self.redaction.of(words);
        let mut line: String = clean
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(MAX_DETAIL)
            .collect();
        if clean.chars().nth(MAX_DETAIL).is_some() {
            line.push('…');
        }
        line.trim().to_owned()
    }
}

/// `Retry-After`, in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(text)
            .ok()?
            .duration_since(now)
            .unwrap_or(Duration::ZERO),
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}
