//! JD Cloud (京东云), `/jdai/ocr_invoice`: the picture as the body, signed by JDCLOUD2.

use bytes::Bytes;
use documents::Format;
use invoice::{ErrorCode, FieldPath, HeaderField, InvoiceType, PartyField, Value};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};

use super::failure::{Advice, Known, Refusal, known};
use super::fields::Fields;
use super::protocol::{Answered, Body, Call, Content, NotRead, Payload, Place, Protocol};
use super::signing::{jdcloud2, sha256_hex};
use crate::http::Outgoing;
use crate::json::Json;
use crate::moment::basic_utc;
use crate::{Charge, CredentialField, Descriptor, FixedSentence, ProviderId};

pub(super) struct Jdcloud;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Jdcloud,
    name: FixedSentence {
        zh: "京东云",
        en: "JD Cloud",
    },
    endpoint: Some("https://aiapi.jdcloud.com/jdai/ocr_invoice"),
    credentials: &[
        CredentialField {
            name: "access_key_id",
            label: "Access Key ID",
            variable: "FAPIAO_JDCLOUD_ACCESS_KEY_ID",
        },
        CredentialField {
            name: "secret_access_key",
            label: "Access Key Secret",
            variable: "FAPIAO_JDCLOUD_SECRET_ACCESS_KEY",
        },
    ],
    keys_page: Some("https://uc.jdcloud.com/account/accesskey"),
    formats: &[Format::Jpeg, Format::Png],
    // "Less than 5M" by its smaller reading.
    max_bytes: Some(4_999_999),
    counts_base64: false,
    sides: None,
    calls_per_second: 2.0,
    concurrency: 2,
    rate_is_fixed: true,
    takes_url: false,
    charging: FixedSentence {
        zh: "每次答复注明是否扣费；识别失败也可能扣费",
        en: "Every reply says whether it was charged; failures may be charged too",
    },
    note: Some(FixedSentence {
        zh: "免费包每秒 2 次，每天 500 次（个人）或 1000 次（企业）；不返回明细行",
        en: "The free pack allows 2 calls a second and 500 (person) or 1,000 (firm) a day; no line items",
    }),
};

const OCTETS: &str = "application/octet-stream";

/// Its pages never say which; its gateway takes both from the credential itself.
const REGION: &str = "cn-north-1";
const SERVICE: &str = "aiapi";

/// The reply says whether it was charged; where it does not, nobody knows.
const ERRORS: &[Known] = {
    use Advice as A;
    use Charge::Unknown as U;
    use ErrorCode as E;
    &[
        Known::new("10001", E::BadCredentials, false, U, A::CheckKey),
        Known::new("10003", E::BadRequest, false, U, A::OtherProvider),
        Known::new("10004", E::BadCredentials, false, U, A::CheckKey),
        Known::new("10010", E::QuotaExhausted, false, U, A::TopUp),
        Known::new("10020", E::ServerFault, true, U, A::Wait),
        Known::new("10030", E::ServerFault, true, U, A::Wait),
        Known::new("10040", E::QuotaExhausted, true, U, A::Tomorrow),
        Known::new("10041", E::BadCredentials, false, U, A::CheckKey),
        Known::new("10042", E::BadCredentials, false, U, A::CheckKey),
        Known::new("10043", E::RateLimited, true, U, A::SlowDown),
        Known::new("10044", E::RateLimited, true, U, A::SlowDown),
        Known::new("10045", E::BadCredentials, false, U, A::FixClock),
        Known::new("10046", E::BadRequest, false, U, A::OtherProvider),
        Known::new("10047", E::BadCredentials, false, U, A::CheckKey),
        Known::new("10048", E::Permission, false, U, A::AskPermission),
        Known::new("10050", E::Permission, false, U, A::AskProvider),
        Known::new("10060", E::Permission, false, U, A::AskPermission),
        Known::new("11010", E::ServerFault, true, U, A::Wait),
        Known::new("11030", E::ServerFault, true, U, A::Wait),
        Known::new("12001", E::BadImage, false, U, A::BetterPicture),
        Known::new("12002", E::BadImage, false, U, A::BetterPicture),
        Known::new("12003", E::BadImage, false, U, A::BetterPicture),
        Known::new("12004", E::BadImage, false, U, A::SmallerPicture),
        Known::new("12005", E::ServerFault, true, U, A::Wait),
        Known::new("12006", E::ServerFault, true, U, A::Wait),
    ]
};

const GATEWAY_ERRORS: &[Known] = {
    use Advice as A;
    use Charge::{Free, Unknown};
    use ErrorCode as E;
    &[
        Known::new(
            "INVALID_ARGUMENT",
            E::BadRequest,
            false,
            Free,
            A::OtherProvider,
        ),
        Known::new(
            "UNAUTHENTICATED",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "HTTP_FORBIDDEN",
            E::Permission,
            false,
            Free,
            A::AskPermission,
        ),
        Known::new("NOT_FOUND", E::BadRequest, false, Free, A::CheckAddress),
        Known::new("QUOTA_EXCEEDED", E::QuotaExhausted, false, Free, A::TopUp),
        Known::new(
            "RATE_LIMIT_EXCEEDED",
            E::RateLimited,
            true,
            Free,
            A::SlowDown,
        ),
        Known::new("UNKNOWN", E::ServerFault, true, Unknown, A::Wait),
        Known::new("INTERNAL", E::ServerFault, true, Unknown, A::Wait),
        Known::new("SOURCE_UNAVAILABLE", E::ServerFault, true, Unknown, A::Wait),
        Known::new("UNAVAILABLE", E::ServerFault, true, Unknown, A::Wait),
        Known::new("DEADLINE_EXCEEDED", E::ServerFault, true, Unknown, A::Wait),
    ]
};

impl Protocol for Jdcloud {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn body(&self, payload: &Payload, _: &str) -> Body {
        let bytes = match &payload.content {
            Content::File(file) => file.bytes.clone(),
            Content::Address(_) => Bytes::new(),
        };
        Body {
            content_type: OCTETS.to_owned(),
            sha256: Some(sha256_hex(&bytes)),
            bytes,
        }
    }

    fn request(&self, call: &Call<'_>) -> Outgoing {
        let date = basic_utc(call.now);
        let payload_sha256 = call.body.sha256.clone().unwrap_or_default();
        let signed = jdcloud2::sign(&jdcloud2::SigningInput {
            access_key_id: &call.secret("access_key_id"),
            secret_access_key: &call.secret("secret_access_key"),
            region: call.region.unwrap_or(REGION),
            service: call.service.unwrap_or(SERVICE),
            method: "POST",
            url: call.endpoint,
            headers: &[
                ("content-type", OCTETS),
                ("x-jdcloud-algorithm", jdcloud2::ALGORITHM),
                ("x-jdcloud-content-sha256", &payload_sha256),
                ("x-jdcloud-date", &date),
                ("x-jdcloud-nonce", &call.nonce),
            ],
            signs_host: true,
            payload_sha256: &payload_sha256,
            date: &date,
        });
        let headers = vec![
            (CONTENT_TYPE, HeaderValue::from_str(OCTETS)),
            (
                HeaderName::from_static("x-jdcloud-algorithm"),
                HeaderValue::from_str(jdcloud2::ALGORITHM),
            ),
            (
                HeaderName::from_static("x-jdcloud-content-sha256"),
                HeaderValue::try_from(payload_sha256),
            ),
            (
                HeaderName::from_static("x-jdcloud-date"),
                HeaderValue::try_from(date),
            ),
            (
                HeaderName::from_static("x-jdcloud-nonce"),
                HeaderValue::from_str(&call.nonce),
            ),
            (AUTHORIZATION, HeaderValue::try_from(signed.authorization)),
        ];
        Outgoing {
            url: call.endpoint.clone(),
            headers: super::protocol::headers(headers),
            body: call.body.bytes.clone(),
        }
    }

    fn read(&self, status: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead> {
        let mut told = Told::default();
        let result = unwrap(status, reply, &mut told)?;
        let mut fields = Fields::new(place.source, place.page);
        for (key, path) in RESULT {
            if let Some(text) = result.text_of(key) {
                fields.put(*path, text);
            }
        }
        if let Some(text) = result.text_of("invoice_type") {
            read_type(text, &mut fields);
        }
        put_exchanged_amounts_right(&mut fields);
        let (fields, remarks) = fields.finish();
        Ok(Answered {
            fields,
            remarks,
            request_id: told.request_id,
            charge: told.charge.unwrap_or(Charge::Unknown),
            remaining_calls: told.remaining_calls,
        })
    }
}

/// What the envelopes say; the inner one goes before the outer one.
#[derive(Default)]
struct Told {
    charge: Option<Charge>,
    remaining_calls: Option<u64>,
    request_id: Option<String>,
}

/// Two envelopes are documented, three and a JSON text inside occur, and the gateway has its own.
const DEEPEST_ENVELOPE: usize = 6;

/// The innermost result, through whatever envelopes lie around it. `code` is a system's code in
/// the outer ones, a business code in the inner one and the invoice's code in the result.
fn unwrap(status: u16, reply: &Json, told: &mut Told) -> Result<Json, NotRead> {
    let mut layer = reply.clone();
    for _ in 0..DEEPEST_ENVELOPE {
        if let Json::Text(text) = &layer {
            layer = Json::parse(text).map_err(|what| unlike(&what, told))?;
        }
        if !layer.is_object() {
            return Err(unlike("no result", told));
        }
        if let Some(error) = layer.get("error").filter(|error| error.is_object()) {
            return Err(gateway_refusal(status, error).into());
        }
        if RESULT
            .iter()
            .any(|(key, _)| layer.get(key).is_some() && *key != "code")
        {
            return Ok(layer);
        }
        if let Some(charged) = layer.get("charge").and_then(Json::truth) {
            told.charge = Some(charged.into());
        }
        if let Some(left) = ["remain", "remainTimes"]
            .into_iter()
            .find_map(|key| layer.text_of(key)?.trim().parse().ok())
        {
            told.remaining_calls = Some(left);
        }
        if let Some(id) = layer.text_of("request_id") {
            told.request_id = Some(id.to_owned());
        }
        if let Some(code) = layer.text_of("code").map(str::trim)
            && !matches!(code, "0" | "10000")
        {
            let words = layer
                .text_of("msg")
                .or_else(|| layer.text_of("message"))
                .unwrap_or_default();
            let mut refusal = known(ERRORS, code).map_or_else(
                || Refusal::unknown(code, words, Charge::Unknown),
                |row| row.refusal(words),
            );
            refusal.charge = told.charge.unwrap_or(refusal.charge);
            return Err(refusal.into());
        }
        layer = match layer.get("result") {
            Some(inner) => inner.clone(),
            None => return Err(unlike("no result", told)),
        };
    }
    Err(unlike("too many envelopes", told))
}

fn unlike(what: &str, told: &Told) -> NotRead {
    NotRead::Unlike(what.to_owned(), told.charge.unwrap_or(Charge::Unknown))
}

fn gateway_refusal(status: u16, error: &Json) -> Refusal {
    let name = error.text_of("status").unwrap_or_default();
    let words = error.text_of("message").unwrap_or_default();
    if let Some(row) = known(GATEWAY_ERRORS, name) {
        return row.refusal(words);
    }
    let code = error.text_of("code").unwrap_or_default();
    Refusal {
        provider_code: Some(format!("{code} {name}").trim().to_owned()),
        words: words.to_owned(),
        ..Refusal::of_status(code.parse().unwrap_or(status))
    }
}

const RESULT: &[(&str, FieldPath)] = &[
    ("buyer_name", FieldPath::buyer(PartyField::Name)),
    ("buyer_tax_no", FieldPath::buyer(PartyField::TaxId)),
    ("code", FieldPath::Header(HeaderField::Code)),
    (
        "invoice_amount",
        FieldPath::Header(HeaderField::TotalAmount),
    ),
    ("invoice_date", FieldPath::Header(HeaderField::IssueDate)),
    ("invoice_no", FieldPath::Header(HeaderField::Number)),
    ("saler_name", FieldPath::seller(PartyField::Name)),
    ("saler_tax_no", FieldPath::seller(PartyField::TaxId)),
    ("tax_amount", FieldPath::Header(HeaderField::TotalTax)),
    (
        "total_amount",
        FieldPath::Header(HeaderField::AmountWithTax),
    ),
    ("verify_code", FieldPath::Header(HeaderField::CheckCode)),
];

/// The kinds of the national verification site; its document shows only 04.
fn read_type(text: &str, fields: &mut Fields) {
    let kind = match text.trim().trim_start_matches('0') {
        "1" | "2" => InvoiceType::Special,
        "3" => InvoiceType::MotorVehicle,
        "4" => InvoiceType::Ordinary,
        "8" => InvoiceType::ElectronicSpecial,
        "10" => InvoiceType::ElectronicOrdinary,
        "11" => InvoiceType::Roll,
        "14" => InvoiceType::Toll,
        "15" => InvoiceType::UsedVehicle,
        _ => {
            fields.put(FieldPath::Header(HeaderField::InvoiceType), text);
            return;
        }
    };
    fields.put_value(
        FieldPath::Header(HeaderField::InvoiceType),
        Value::InvoiceType(kind),
        text,
        None,
    );
}

/// It exchanges net amount and tax at times, even in its own example. No legal rate exceeds 17%,
/// so where the two add up to the total, the larger one is the net amount.
fn put_exchanged_amounts_right(fields: &mut Fields) {
    const NET: FieldPath = FieldPath::Header(HeaderField::TotalAmount);
    const TAX: FieldPath = FieldPath::Header(HeaderField::TotalTax);
    const GROSS: FieldPath = FieldPath::Header(HeaderField::AmountWithTax);
    let amount = |path| match fields.value(path) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    let (Some(net), Some(tax), Some(gross)) = (amount(NET), amount(TAX), amount(GROSS)) else {
        return;
    };
    if (net + tax - gross).abs().fen() <= 1 && tax.abs() > net.abs() {
        let (net, tax) = (fields.take(NET), fields.take(TAX));
        fields.put_back(NET, tax);
        fields.put_back(TAX, net);
        fields.remark("amounts_exchanged", vec![NET, TAX]);
    }
}
