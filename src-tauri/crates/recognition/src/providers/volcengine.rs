//! Volcengine (火山引擎), `OcrRollInvoice`: 卷票 only, signed by V4.

use std::collections::BTreeMap;

use documents::Format;
use invoice::{ErrorCode, FieldPath, HeaderField, InvoiceType, ItemField, PartyField, Value};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::failure::{Advice, Known, Refusal, known};
use super::fields::Fields;
use super::form;
use super::protocol::{Answered, Body, Call, Content, NotRead, Payload, Place, Protocol};
use super::signing::{canonical_query, sha256_hex, volcengine_v4};
use crate::http::Outgoing;
use crate::json::Json;
use crate::moment::basic_utc;
use crate::{Charge, CredentialField, Descriptor, FixedSentence, ProviderId};

pub(super) struct Volcengine;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Volcengine,
    name: FixedSentence {
        zh: "火山引擎",
        en: "Volcengine",
    },
    endpoint: Some("https://visual.volcengineapi.com/"),
    credentials: &[
        CredentialField {
            name: "access_key_id",
            label: "Access Key ID",
            variable: "FAPIAO_VOLCENGINE_ACCESS_KEY_ID",
        },
        CredentialField {
            name: "secret_access_key",
            label: "Secret Access Key",
            variable: "FAPIAO_VOLCENGINE_SECRET_ACCESS_KEY",
        },
    ],
    keys_page: Some("https://console.volcengine.com/iam/keymanage/"),
    formats: &[Format::Jpeg, Format::Png, Format::Bmp],
    // "5 MB" by its smaller reading.
    max_bytes: Some(5_000_000),
    counts_base64: false,
    sides: None,
    calls_per_second: 5.0,
    concurrency: 4,
    rate_is_fixed: false,
    takes_url: false,
    charging: FixedSentence {
        zh: "按合同计费；文档未说明失败是否计费",
        en: "Charged by contract; whether failures are charged is not documented",
    },
    note: Some(FixedSentence {
        zh: "只识别增值税卷票",
        en: "Reads only roll invoices (卷票)",
    }),
};

const ACTION: (&str, &str) = ("Action", "OcrRollInvoice");
const VERSION: (&str, &str) = ("Version", "2021-08-23");
const REGION: &str = "cn-north-1";
const SERVICE: &str = "cv";

const ERRORS: &[Known] = {
    use Advice as A;
    use Charge::{Free, Unknown};
    use ErrorCode as E;
    &[
        Known::new("50204", E::BadRequest, false, Free, A::OtherProvider),
        // Comes with HTTP 401, which is no refusal of the key here.
        Known::new("50205", E::BadImage, false, Free, A::SmallerPicture),
        Known::new("50207", E::BadImage, false, Free, A::BetterPicture),
        Known::new("50208", E::BadImage, false, Unknown, A::OnlyRolls),
        Known::new("50400", E::BadCredentials, false, Free, A::CheckKey),
        Known::new("50402", E::BadRequest, false, Free, A::CheckAddress),
        Known::new("50429", E::RateLimited, true, Free, A::SlowDown),
        Known::new("50430", E::RateLimited, true, Free, A::SlowDown),
        Known::new("50500", E::ServerFault, true, Unknown, A::Wait),
        Known::new("50501", E::ServerFault, true, Unknown, A::Wait),
    ]
};

const GATEWAY_ERRORS: &[Known] = {
    use Advice as A;
    use Charge::Free;
    use ErrorCode as E;
    &[
        Known::new(
            "MissingParameter",
            E::BadRequest,
            false,
            Free,
            A::OtherProvider,
        ),
        Known::new(
            "MissingAuthenticationToken",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "MissingRequestInfo",
            E::BadRequest,
            false,
            Free,
            A::OtherProvider,
        ),
        Known::new(
            "MissingSignature",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "InvalidTimestamp",
            E::BadCredentials,
            false,
            Free,
            A::FixClock,
        ),
        Known::new(
            "ServiceNotFound",
            E::BadRequest,
            false,
            Free,
            A::CheckAddress,
        ),
        Known::new(
            "InvalidActionOrVersion",
            E::Permission,
            false,
            Free,
            A::AskPermission,
        ),
        Known::new(
            "InvalidAccessKey",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "SignatureDoesNotMatch",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new("LackPolicy", E::Permission, false, Free, A::AskPermission),
        Known::new("AccessDenied", E::Permission, false, Free, A::AskPermission),
        Known::new("InternalError", E::ServerFault, true, Free, A::Wait),
        Known::new(
            "InternalServiceTimeout",
            E::ServerFault,
            true,
            Free,
            A::Wait,
        ),
        Known::new("FlowLimitExceeded", E::RateLimited, true, Free, A::SlowDown),
        Known::new(
            "InvalidAuthorization",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "InvalidCredential",
            E::BadCredentials,
            false,
            Free,
            A::CheckKey,
        ),
        Known::new(
            "InvalidSecretToken",
            E::BadCredentials,
            false,
            Free,
            A::RenewKey,
        ),
    ]
};

impl Protocol for Volcengine {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn body(&self, payload: &Payload, _: &str) -> Body {
        let image = match &payload.content {
            Content::File(file) => form::base64(&file.bytes),
            Content::Address(_) => String::new(),
        };
        let body = form::body(&[("image_base64", &image)]);
        Body {
            sha256: Some(sha256_hex(&body.bytes)),
            ..body
        }
    }

    fn request(&self, call: &Call<'_>) -> Outgoing {
        let url = with_action(call.endpoint);
        let date = basic_utc(call.now);
        let token = call.credentials.get("session_token");
        let signed = volcengine_v4::sign(&volcengine_v4::SigningInput {
            access_key_id: &call.secret("access_key_id"),
            secret_access_key: &call.secret("secret_access_key"),
            session_token: token,
            region: call.region.unwrap_or(REGION),
            service: call.service.unwrap_or(SERVICE),
            url: &url,
            content_type: form::CONTENT_TYPE,
            body_sha256: call.body.sha256.as_deref().unwrap_or_default(),
            date: &date,
        });
        let mut headers = vec![
            (CONTENT_TYPE, HeaderValue::from_str(form::CONTENT_TYPE)),
            (
                HeaderName::from_static("x-content-sha256"),
                HeaderValue::try_from(signed.content_sha256),
            ),
            (
                HeaderName::from_static("x-date"),
                HeaderValue::try_from(date),
            ),
            (AUTHORIZATION, HeaderValue::try_from(signed.authorization)),
        ];
        if let Some(token) = token {
            headers.push((
                HeaderName::from_static("x-security-token"),
                HeaderValue::from_str(token.expose()),
            ));
        }
        Outgoing {
            url,
            headers: super::protocol::headers(headers),
            body: call.body.bytes.clone(),
        }
    }

    fn read(&self, status: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead> {
        if let Some(error) = reply
            .get("ResponseMetadata")
            .and_then(|metadata| metadata.get("Error"))
        {
            return Err(gateway_refusal(status, error).into());
        }
        let Some(code) = reply.text_of("code") else {
            return Err(NotRead::Unlike("no code".to_owned(), Charge::Unknown));
        };
        if code != "10000" {
            let words = reply.text_of("message").unwrap_or_default();
            let mut refusal = known(ERRORS, code).map_or_else(
                || Refusal::unknown(code, words, Charge::Unknown),
                |row| row.refusal(words),
            );
            if refusal.code == ErrorCode::BadCredentials && words.contains("timestamp") {
                refusal.advice = Advice::FixClock;
            }
            return Err(refusal.into());
        }
        let page = reply
            .get("data")
            .and_then(|data| data.get("license_main"))
            .and_then(|page| page.entries().first())
            .filter(|page| page.is_object());
        let Some(page) = page else {
            return Err(NotRead::Unlike(
                "no license_main".to_owned(),
                Charge::Unknown,
            ));
        };
        let mut fields = Fields::new(place.source, place.page);
        read_page(page, &mut fields);
        let (fields, remarks) = fields.finish();
        Ok(Answered {
            fields,
            remarks,
            request_id: reply.text_of("request_id").map(str::to_owned),
            charge: Charge::Unknown,
            remaining_calls: None,
        })
    }

    fn refusal_of_status(&self, status: u16) -> Refusal {
        let mut refusal = Refusal::of_status(status);
        // Its gateway answers a body that is too large for it with a bare page.
        if status == 502 {
            refusal.code = ErrorCode::BadImage;
            refusal.later = false;
            refusal.charge = Charge::Free;
            refusal.advice = Advice::SmallerPicture;
        }
        refusal
    }
}

/// The address with the two parameters of the call, whether or not it has them already; the query
/// goes out in the very spelling that is signed.
fn with_action(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    for (name, value) in [ACTION, VERSION] {
        if !endpoint.query_pairs().any(|(n, _)| n == name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    let query = canonical_query(&url);
    url.set_query(Some(&query));
    url
}

fn gateway_refusal(status: u16, error: &Json) -> Refusal {
    let code = error.text_of("Code").unwrap_or_default();
    let words = error.text_of("Message").unwrap_or_default();
    // `InvalidActionOrVersion` also comes as `InvalidActionOrVersion.NotFound` and the like.
    let name = code.split('.').next().unwrap_or_default();
    match known(GATEWAY_ERRORS, name) {
        Some(row) => row.refusal(words),
        None => Refusal {
            provider_code: Some(code.to_owned()),
            words: words.to_owned(),
            ..Refusal::of_status(status)
        },
    }
}

const HEADER: &[(&str, FieldPath)] = &[
    ("invoice_header", FieldPath::Header(HeaderField::Title)),
    ("invoice_coupon", FieldPath::Header(HeaderField::Sheet)),
    ("invoice_code", FieldPath::Header(HeaderField::Code)),
    ("invoice_number", FieldPath::Header(HeaderField::Number)),
    (
        "machine_code",
        FieldPath::Header(HeaderField::MachineNumber),
    ),
    (
        "typed_invoice_no",
        FieldPath::Header(HeaderField::TypedNumber),
    ),
    ("invoice_date", FieldPath::Header(HeaderField::IssueDate)),
    ("check_code", FieldPath::Header(HeaderField::CheckCode)),
    ("payee", FieldPath::Header(HeaderField::Payee)),
    ("buyer_name", FieldPath::buyer(PartyField::Name)),
    ("buyer_taxpayer_no", FieldPath::buyer(PartyField::TaxId)),
    ("seller_name", FieldPath::seller(PartyField::Name)),
    ("seller_taxpayer_no", FieldPath::seller(PartyField::TaxId)),
    (
        "lowercase_total_amount",
        FieldPath::Header(HeaderField::AmountWithTax),
    ),
    (
        "capital_total_amount",
        FieldPath::Header(HeaderField::AmountInWords),
    ),
    (
        "seller_name_in_seal",
        FieldPath::Header(HeaderField::SealSellerName),
    ),
    (
        "seller_taxpayer_no_in_seal",
        FieldPath::Header(HeaderField::SealSellerTaxId),
    ),
];

/// The amounts of a roll's lines include the tax.
const ENTRY: &[(&str, ItemField)] = &[
    ("entry_name", ItemField::Name),
    ("quantity", ItemField::Quantity),
    ("unit_price", ItemField::UnitPrice),
    ("price_amount", ItemField::Amount),
];

const MAX_LINES: usize = 10_000;

fn read_page(page: &Json, fields: &mut Fields) {
    fields.put_value(
        FieldPath::Header(HeaderField::InvoiceType),
        Value::InvoiceType(InvoiceType::Roll),
        "卷票",
        None,
    );
    for (key, path) in HEADER {
        if let Some(text) = page.text_of(key) {
            fields.put(*path, text);
        }
    }
    // `entry_10` comes after `entry_9`, in whichever order they are sent.
    let mut entries: BTreeMap<u64, Vec<(ItemField, &str)>> = BTreeMap::new();
    for (key, value) in page.members() {
        let Some((number, name)) = key
            .strip_prefix("entry_")
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let field = ENTRY.iter().find(|(entry, _)| *entry == name);
        if let (Ok(number), Some((_, field)), Some(text)) = (number.parse(), field, value.text())
            && Value::parse(field.kind(), text).is_some()
        {
            entries.entry(number).or_default().push((*field, text));
        }
    }
    for (index, cells) in entries.into_values().take(MAX_LINES).enumerate() {
        for (field, text) in cells {
            fields.put(FieldPath::Item(index, field), text);
        }
    }
}
