//! From a reply, or the lack of one, to a recognition or a failure that says what to do.

use std::time::{Duration, SystemTime};

use invoice::{ErrorCode, Reading, Sentence};
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::failure::{self, Refusal};
use super::protocol::{Answered, NotRead, Place, Protocol};
use super::redaction::Redaction;
use crate::http::{Reply, TransportError, TransportFault};
use crate::json::Json;
use crate::{Charge, Clock, Reach, Recognition, RecognitionError};

/// How much of a provider's words is kept in a message.
const MAX_DETAIL: usize = 300;
/// How much is kept of a reply that is not what it should be.
const MAX_STRANGE_REPLY: usize = 64 << 10;
/// A provider that asks to wait longer than this is not waited for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);

/// Reads the replies of one provider.
pub(super) struct Interpreter<'a> {
    pub(super) protocol: &'static dyn Protocol,
    pub(super) redaction: &'a Redaction,
    pub(super) clock: &'a dyn Clock,
}

impl Interpreter<'_> {
    /// A reply of any status.
    pub(super) fn interpret(
        &self,
        reply: &Reply,
        place: &Place,
    ) -> Result<Recognition, RecognitionError> {
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
            retry_after: retry_after(&reply.headers, self.clock.now()),
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

    /// No whole reply came.
    pub(super) fn transport_failure(&self, error: TransportError) -> RecognitionError {
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
