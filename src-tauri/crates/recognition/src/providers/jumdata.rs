//! Jumdata (聚美智数), `/ocr/invoice-v2`: a signed form; pictures, PDF, OFD or an address.

use documents::Format;
use invoice::ErrorCode;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::columns::{self, Spelling};
use super::failure::{Advice, Known, Refusal, known};
use super::fields::Fields;
use super::form;
use super::protocol::{Answered, Body, Call, Content, NotRead, Payload, Place, Protocol};
use super::signing::sha256;
use crate::http::Outgoing;
use crate::json::Json;
use crate::moment::unix_millis;
use crate::{Charge, CredentialField, Descriptor, FixedSentence, ProviderId};

pub(super) struct Jumdata;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Jumdata,
    name: FixedSentence {
        zh: "聚美智数",
        en: "Jumdata",
    },
    endpoint: Some("https://api.jumdata.com/ocr/invoice-v2"),
    credentials: &[
        CredentialField {
            name: "app_id",
            label: "appId",
            variable: "FAPIAO_JUMDATA_APP_ID",
        },
        CredentialField {
            name: "app_secret",
            label: "appSecret",
            variable: "FAPIAO_JUMDATA_APP_SECRET",
        },
    ],
    keys_page: Some("https://www.jumdata.com"),
    formats: &[
        Format::Jpeg,
        Format::Png,
        Format::Bmp,
        Format::Pdf,
        Format::Ofd,
    ],
    // "4M" by its smaller reading.
    max_bytes: Some(4_000_000),
    counts_base64: false,
    sides: Some((15, 4096)),
    calls_per_second: 5.0,
    concurrency: 4,
    rate_is_fixed: false,
    takes_url: true,
    charging: FixedSentence {
        zh: "识别成功才计费",
        en: "Only a successful recognition is charged",
    },
    note: Some(FixedSentence {
        zh: "卷票按卷票类型发送（type=roll）",
        en: "Roll invoices are sent as such (type=roll)",
    }),
};

const ERRORS: &[Known] = {
    use Advice as A;
    use Charge::{Free, Unknown};
    use ErrorCode as E;
    &[
        Known::new("400", E::BadRequest, false, Free, A::OtherProvider),
        Known::new("404", E::BadRequest, false, Free, A::CheckAddress),
        Known::new("500", E::ServerFault, true, Free, A::Wait),
        Known::new("601", E::Permission, false, Free, A::AskPermission),
        Known::new("602", E::Permission, false, Free, A::AskProvider),
        Known::new("603", E::QuotaExhausted, false, Free, A::TopUp),
        Known::new("604", E::Permission, false, Free, A::AskProvider),
        Known::new("606", E::QuotaExhausted, true, Free, A::TopUp),
        Known::new("607", E::Permission, false, Free, A::AllowAddress),
        Known::new("609", E::RateLimited, true, Free, A::SlowDown),
        Known::new("610", E::ServerFault, true, Unknown, A::Wait),
        Known::new("999", E::Unknown, false, Unknown, A::ReadTheirWords),
    ]
};

impl Protocol for Jumdata {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn body(&self, payload: &Payload, _: &str) -> Body {
        let page;
        let content;
        let mut fields = Vec::new();
        match &payload.content {
            Content::File(file) => {
                content = form::base64(&file.bytes);
                page = file.page_in_file.to_string();
                match file.format {
                    Format::Pdf => {
                        fields.extend([("pdfBase64", content.as_str()), ("pdfFileNum", &page)]);
                    }
                    Format::Ofd => {
                        fields.extend([("ofdBase64", content.as_str()), ("ofdFileNum", &page)]);
                    }
                    _ => fields.push(("imageBase64", &content)),
                }
            }
            Content::Address(url) => fields.push(("url", url.as_str())),
        }
        if payload.roll {
            fields.push(("type", "roll"));
        }
        form::body(&fields)
    }

    fn request(&self, call: &Call<'_>) -> Outgoing {
        let app_id = call.secret("app_id");
        let timestamp = unix_millis(call.now).to_string();
        let sign = sha256::sign(&app_id, &call.secret("app_secret"), &timestamp);
        let signed = form::form(&[
            ("appId", app_id.expose()),
            ("timestamp", &timestamp),
            ("sign", &sign),
        ]);
        Outgoing {
            url: call.endpoint.clone(),
            headers: vec![(CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE))],
            body: form::joined(&signed, &call.body.bytes),
        }
    }

    fn read(&self, _: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead> {
        let flag = reply.get("charge").and_then(Json::truth).map(Charge::from);
        let Some(code) = reply.text_of("code") else {
            return Err(NotRead::Unlike(
                "no code".to_owned(),
                flag.unwrap_or(Charge::Unknown),
            ));
        };
        if code != "200" {
            let words = reply.text_of("msg").unwrap_or_default();
            let mut refusal = known(ERRORS, code).map_or_else(
                || Refusal::unknown(code, words, Charge::Unknown),
                |row| row.refusal(words),
            );
            if matches!(code, "400" | "999")
                && let Some((meaning, advice)) = meaning_of(words)
            {
                refusal.code = meaning;
                refusal.advice = advice;
            }
            refusal.charge = flag.unwrap_or(refusal.charge);
            return Err(refusal.into());
        }
        let charge = flag.unwrap_or(Charge::Charged);
        let Some(data) = reply.get("data").filter(|data| data.is_object()) else {
            return Err(NotRead::Unlike("no data".to_owned(), charge));
        };
        let mut fields = Fields::new(place.source, place.page);
        columns::read(data, Spelling::LowerCamel, &mut fields);
        let (fields, remarks) = fields.finish();
        Ok(Answered {
            fields,
            remarks,
            request_id: reply.text_of("taskNo").map(str::to_owned),
            charge,
            remaining_calls: None,
        })
    }
}

/// Codes 400 and 999 stand for many things; only the words tell which.
fn meaning_of(words: &str) -> Option<(ErrorCode, Advice)> {
    let lower = words.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if says(&["时间戳", "timestamp"]) {
        Some((ErrorCode::BadCredentials, Advice::FixClock))
    } else if says(&["签名", "sign", "appid", "appsecret", "密钥"]) {
        Some((ErrorCode::BadCredentials, Advice::CheckKey))
    } else if says(&["过大", "超过", "大小"]) {
        Some((ErrorCode::BadImage, Advice::SmallerPicture))
    } else if says(&["图片", "图像", "文件", "像素", "pdf", "ofd", "base64"]) {
        Some((ErrorCode::BadImage, Advice::BetterPicture))
    } else {
        None
    }
}
