//! Juhe (聚合数据), `/invoiceOcr/index`: the key in the form, no signature.

use documents::Format;
use invoice::ErrorCode;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::columns::{self, Spelling};
use super::failure::{Advice, Known, Refusal, known};
use super::fields::Fields;
use super::form;
use super::protocol::{Answered, Body, Call, Content, NotRead, Payload, Place, Protocol};
use crate::http::Outgoing;
use crate::json::Json;
use crate::{Charge, CredentialField, Descriptor, FixedSentence, ProviderId};

pub(super) struct Juhe;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Juhe,
    name: FixedSentence {
        zh: "聚合数据",
        en: "Juhe",
    },
    // Its document writes http; the same host answers https, and a key is never sent in clear.
    endpoint: Some("https://apis.juhe.cn/invoiceOcr/index"),
    credentials: &[CredentialField {
        name: "key",
        label: "key",
        variable: "FAPIAO_JUHE_KEY",
    }],
    keys_page: Some("https://www.juhe.cn/ucenter/datacenter"),
    formats: &[Format::Jpeg, Format::Png, Format::Bmp],
    // "4M" by its smaller reading.
    max_bytes: Some(4_000_000),
    counts_base64: true,
    sides: Some((15, 4096)),
    calls_per_second: 5.0,
    concurrency: 4,
    rate_is_fixed: false,
    takes_url: false,
    charging: FixedSentence {
        zh: "按次计费；文档未说明失败是否计费",
        en: "Charged by the call; whether failures are charged is not documented",
    },
    note: None,
};

const ERRORS: &[Known] = {
    use Advice as A;
    use Charge::{Free, Unknown};
    use ErrorCode as E;
    &[
        Known::new("10001", E::BadCredentials, false, Free, A::CheckKey),
        Known::new("10002", E::Permission, false, Free, A::AskPermission),
        Known::new("10003", E::BadCredentials, false, Free, A::RenewKey),
        Known::new("10004", E::BadCredentials, false, Free, A::CheckKey),
        Known::new("10005", E::Permission, false, Free, A::PassReview),
        Known::new("10007", E::Permission, false, Free, A::AllowAddress),
        Known::new("10008", E::Permission, false, Free, A::AllowAddress),
        Known::new("10009", E::BadCredentials, false, Free, A::RenewKey),
        Known::new("10011", E::RateLimited, true, Free, A::SlowDown),
        Known::new("10012", E::QuotaExhausted, false, Free, A::TopUp),
        Known::new("10013", E::QuotaExhausted, false, Free, A::TopUp),
        Known::new("10014", E::ServerFault, true, Unknown, A::Wait),
        Known::new("10020", E::ServerFault, true, Free, A::Wait),
        Known::new("10021", E::Permission, false, Free, A::AskProvider),
    ]
};

impl Protocol for Juhe {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn body(&self, payload: &Payload, _: &str) -> Body {
        let image = match &payload.content {
            Content::File(file) => form::base64(&file.bytes),
            Content::Address(_) => String::new(),
        };
        form::body(&[("image", &image)])
    }

    fn request(&self, call: &Call<'_>) -> Outgoing {
        let key = form::form(&[("key", call.secret("key").expose())]);
        Outgoing {
            url: call.endpoint.clone(),
            headers: vec![(CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE))],
            body: form::joined(&key, &call.body.bytes),
        }
    }

    fn read(&self, _: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead> {
        let code = match (reply.text_of("error_code"), reply.text_of("resultcode")) {
            (Some(code), _) => code.trim().to_owned(),
            (None, Some(old)) => of_resultcode(old.trim()),
            // Its own example lost the code; a result speaks for success.
            (None, None) if reply.get("result").is_some() => "0".to_owned(),
            (None, None) => {
                return Err(NotRead::Unlike("no error_code".to_owned(), Charge::Unknown));
            }
        };
        if code != "0" {
            let reason = reply.text_of("reason").unwrap_or_default();
            return Err(known(ERRORS, &code)
                .map_or_else(
                    || Refusal::unknown(&code, reason, Charge::Unknown),
                    |row| row.refusal(reason),
                )
                .into());
        }
        let unlike = || NotRead::Unlike("no result".to_owned(), Charge::Unknown);
        let result = reply.get("result").ok_or_else(unlike)?;
        // Documented as text, in truth an object; both are read.
        let parsed = match result {
            Json::Text(text) => Some(Json::parse(text).map_err(|_| unlike())?),
            _ => None,
        };
        let result = parsed.as_ref().unwrap_or(result);
        if !result.is_object() {
            return Err(unlike());
        }
        let mut fields = Fields::new(place.source, place.page);
        columns::read(result, Spelling::UpperCamel, &mut fields);
        let (fields, remarks) = fields.finish();
        Ok(Answered {
            fields,
            remarks,
            request_id: None,
            charge: Charge::Unknown,
            remaining_calls: None,
        })
    }
}

/// The old code beside every new one: 101 is 10001, 121 is 10021; 200 was success.
fn of_resultcode(old: &str) -> String {
    match old.parse::<u32>() {
        Ok(200) => "0".to_owned(),
        Ok(number @ 101..=199) => (9_900 + number).to_string(),
        _ => old.to_owned(),
    }
}
