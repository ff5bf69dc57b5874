//! A provider as a recognizer: makes a page fit, has the request signed, sends it and has the
//! answer read.

use std::sync::Arc;

use async_trait::async_trait;
use invoice::{ErrorCode, Sentence, Source};
use url::Url;

use super::outcome::Interpreter;
use super::protocol::{Body, Call, Content, Payload, Place, Protocol};
use super::redaction::Redaction;
use super::{ProviderContext, ProviderSettings};
use crate::fitting::{Frame, fetchable, fit};
use crate::{
    Charge, Descriptor, Leaving, ReadyCall, Recognition, RecognitionError, Recognizer, Request,
};

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
            let linked = asked.address.as_ref().zip(fetchable(descriptor, &asked));
            let (content, frame) = if let Some((address, file)) = linked {
                (Content::Address(address.clone()), file.frame)
            } else {
                let file = fit(descriptor, &asked)?;
                let frame = file.frame;
                (Content::File(file), frame)
            };
            let roll = asked
                .roll
                .unwrap_or_else(|| looks_like_a_roll(&asked, page));
            let payload = Payload { content, roll };
            let body = shared
                .protocol
                .body(&payload, &shared.context.nonces.next());
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
                return Err(self.shared.interpreter().transport_failure(error));
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
            tokio::task::spawn_blocking(move || shared.interpreter().interpret(&reply, &place))
                .await;
        let mut recognition = interpreted.unwrap_or_else(|_| {
            Err(RecognitionError {
                charge: Charge::Unknown,
                sent: true,
                ..broken_off()
            })
        })?;
        // Only among words that are there already: recognizing a scan would hold up the next call,
        // and the answer, which may have been paid for, is not kept yet.
        let pages = &self.shared.context.pages;
        pages
            .place_on_print(&self.request, &mut recognition.readings)
            .await;
        Ok(recognition)
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
    fn interpreter(&self) -> Interpreter<'_> {
        Interpreter {
            protocol: self.protocol,
            redaction: &self.redaction,
            clock: self.context.clock.as_ref(),
        }
    }

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
}
