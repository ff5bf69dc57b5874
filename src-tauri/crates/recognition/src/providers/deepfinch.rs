//! DeepFinch (深源恒际), `/ocr/value_add_tax_invoice`: keys in headers, the picture as a multipart
//! form, every field with its place.

use bytes::{BufMut, Bytes, BytesMut};
use documents::Format;
use invoice::{
    ErrorCode, FieldPath, HeaderField, ItemField, PartyField, Region, Side, Value, type_of_code,
};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use super::failure::{Advice, Known, Refusal, known};
use super::fields::Fields;
use super::protocol::{Answered, Body, Call, Content, NotRead, Payload, Place, Protocol};
use crate::fitting::{Fitted, Frame};
use crate::http::Outgoing;
use crate::json::Json;
use crate::{Charge, CredentialField, Descriptor, FixedSentence, ProviderId};

pub(super) struct Deepfinch;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Deepfinch,
    name: FixedSentence {
        zh: "深源恒际",
        en: "DeepFinch",
    },
    endpoint: Some("https://cloudapi.deepfinch.com/ocr/value_add_tax_invoice"),
    credentials: &[
        CredentialField {
            name: "api_id",
            label: "X-DF-API-ID",
            variable: "FAPIAO_DEEPFINCH_API_ID",
        },
        CredentialField {
            name: "api_secret",
            label: "X-DF-API-SECRET",
            variable: "FAPIAO_DEEPFINCH_API_SECRET",
        },
    ],
    keys_page: Some("https://www.deepfinch.com"),
    // Its document only says "picture"; these two every reader of pictures takes.
    formats: &[Format::Jpeg, Format::Png],
    max_bytes: None,
    counts_base64: false,
    sides: None,
    calls_per_second: 5.0,
    concurrency: 4,
    rate_is_fixed: false,
    takes_url: true,
    charging: FixedSentence {
        zh: "文档未说明失败是否计费",
        en: "Whether failures are charged is not documented",
    },
    note: None,
};

const ERRORS: &[Known] = &[
    Known::new(
        "INVALID_ARGUMENT",
        ErrorCode::BadRequest,
        false,
        Charge::Unknown,
        Advice::OtherProvider,
    ),
    Known::new(
        "DETECTION_FAILED",
        ErrorCode::BadImage,
        false,
        Charge::Unknown,
        Advice::BetterPicture,
    ),
    Known::new(
        "UNAUTHORIZED",
        ErrorCode::BadCredentials,
        false,
        Charge::Unknown,
        Advice::CheckKey,
    ),
    // Comes with HTTP 403, which is no refusal of permission here.
    Known::new(
        "RATE_LIMIT_EXCEEDED",
        ErrorCode::RateLimited,
        true,
        Charge::Unknown,
        Advice::SlowDown,
    ),
    Known::new(
        "NOT_FOUND",
        ErrorCode::BadRequest,
        false,
        Charge::Unknown,
        Advice::CheckAddress,
    ),
    Known::new(
        "INTERNAL_ERROR",
        ErrorCode::ServerFault,
        true,
        Charge::Unknown,
        Advice::Wait,
    ),
];

impl Protocol for Deepfinch {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn body(&self, payload: &Payload, nonce: &str) -> Body {
        let boundary = format!("fapiao-{nonce}");
        let bytes = match &payload.content {
            Content::File(file) => part_with_file(&boundary, file),
            Content::Address(url) => part_with_text(&boundary, "url", url.as_str()),
        };
        Body {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            bytes,
            sha256: None,
        }
    }

    fn request(&self, call: &Call<'_>) -> Outgoing {
        let mut headers = vec![(CONTENT_TYPE, HeaderValue::from_str(&call.body.content_type))];
        for (header, name) in [("x-df-api-id", "api_id"), ("x-df-api-secret", "api_secret")] {
            headers.push((
                HeaderName::from_static(header),
                HeaderValue::from_str(call.secret(name).expose()),
            ));
        }
        Outgoing {
            url: call.endpoint.clone(),
            headers: super::protocol::headers(headers),
            body: call.body.bytes.clone(),
        }
    }

    fn read(&self, _: u16, reply: &Json, place: &Place) -> Result<Answered, NotRead> {
        let Some(status) = reply.text_of("status") else {
            return Err(NotRead::Unlike("no status".to_owned(), Charge::Unknown));
        };
        if status != "OK" {
            let reason = reply.text_of("reason").unwrap_or_default();
            return Err(known(ERRORS, status)
                .map_or_else(
                    || Refusal::unknown(status, reason, Charge::Unknown),
                    |row| row.refusal(reason),
                )
                .into());
        }
        let Some(result) = reply.get("result").filter(|r| r.is_object()) else {
            return Err(NotRead::Unlike("no result".to_owned(), Charge::Unknown));
        };
        let mut fields = Fields::new(place.source, place.page);
        read_header(result, place, &mut fields);
        read_lines(result, place, &mut fields);
        settle_total_tax(&mut fields);
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
        let named = match status {
            401 => "UNAUTHORIZED",
            403 => "RATE_LIMIT_EXCEEDED",
            404 => "NOT_FOUND",
            _ => return Refusal::of_status(status),
        };
        known(ERRORS, named).map_or_else(|| Refusal::of_status(status), |row| row.refusal(""))
    }
}

fn part_with_file(boundary: &str, file: &Fitted) -> Bytes {
    let (name, kind) = match file.format {
        Format::Png => ("invoice.png", "image/png"),
        _ => ("invoice.jpg", "image/jpeg"),
    };
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    closed_part(boundary, &head, &file.bytes)
}

fn part_with_text(boundary: &str, name: &str, text: &str) -> Bytes {
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    closed_part(boundary, &head, text.as_bytes())
}

fn closed_part(boundary: &str, head: &str, content: &[u8]) -> Bytes {
    let tail = format!("\r\n--{boundary}--\r\n");
    let mut body = BytesMut::with_capacity(head.len() + content.len() + tail.len());
    body.put_slice(head.as_bytes());
    body.put_slice(content);
    body.put_slice(tail.as_bytes());
    body.freeze()
}

const INVOICE_INFO: &[(&str, HeaderField)] = &[
    ("invoice_code", HeaderField::Code),
    ("invoice_check_code", HeaderField::CheckCode),
    ("invoice_numb", HeaderField::Number),
    ("invoice_date", HeaderField::IssueDate),
    ("invoice_password", HeaderField::PasswordArea),
    ("machine_code", HeaderField::MachineNumber),
];
const AMOUNT_INFO: &[(&str, HeaderField)] = &[
    ("amount_total", HeaderField::TotalAmount),
    ("tax_amount_total", HeaderField::TotalTax),
    ("amount_in_words", HeaderField::AmountInWords),
    ("amount_in_figuers", HeaderField::AmountWithTax),
];
const PARTY_INFO: &[(&str, PartyField)] = &[
    ("name", PartyField::Name),
    ("checkcode", PartyField::TaxId),
    ("address_and_phone", PartyField::AddressPhone),
    ("bank_info", PartyField::BankAccount),
];
const DETAIL_INFO: &[(&str, ItemField)] = &[
    ("detail_name", ItemField::Name),
    ("amount", ItemField::Amount),
    ("tax_rate", ItemField::TaxRate),
    ("tax_amount", ItemField::Tax),
];

fn read_header(result: &Json, place: &Place, fields: &mut Fields) {
    let mut group = |name: &str, keys: &[(&str, FieldPath)]| {
        let Some(info) = result.get(name).and_then(|info| info.entries().first()) else {
            return;
        };
        for (key, path) in keys {
            if let Some((text, region)) = info.get(key).and_then(|v| said(v, place.frame)) {
                fields.put_at(*path, &text, region);
            }
        }
    };
    let headers = |keys: &[(&'static str, HeaderField)]| -> Vec<(&'static str, FieldPath)> {
        keys.iter()
            .map(|(key, field)| (*key, FieldPath::Header(*field)))
            .collect()
    };
    let party = |side: Side| -> Vec<(&'static str, FieldPath)> {
        PARTY_INFO
            .iter()
            .map(|(key, field)| (*key, FieldPath::Party(side, *field)))
            .collect()
    };
    group("invoice_info", &headers(INVOICE_INFO));
    group("amount_info", &headers(AMOUNT_INFO));
    group("buyer_info", &party(Side::Buyer));
    group("seller_info", &party(Side::Seller));

    // It names no kind of invoice; the code tells it.
    if let Some(Value::Code(code)) = fields.value(FieldPath::Header(HeaderField::Code)).cloned()
        && let Some(kind) = type_of_code(&code)
    {
        let path = FieldPath::Header(HeaderField::InvoiceType);
        fields.put_value(path, Value::InvoiceType(kind), &code, None);
    }
}

fn read_lines(result: &Json, place: &Place, fields: &mut Fields) {
    let mut index = 0;
    for entry in result.get("detail_info").map_or(&[][..], Json::entries) {
        let mut printed = false;
        for (key, field) in DETAIL_INFO {
            if let Some((text, region)) = entry.get(key).and_then(|v| said(v, place.frame)) {
                fields.put_at(FieldPath::Item(index, *field), &text, region);
                printed = true;
            }
        }
        // An empty entry is no line.
        index += usize::from(printed);
    }
}

/// The text of a field and its place. Several entries (the lines of the password area) are joined.
fn said(value: &Json, frame: Option<Frame>) -> Option<(String, Option<Region>)> {
    let mut lines = Vec::new();
    let mut around: Option<Region> = None;
    for entry in value.entries() {
        let Some(text) = entry.text_of("txt").or_else(|| entry.text()) else {
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        lines.push(text);
        let region = entry
            .get("region")
            .and_then(corners)
            .zip(frame)
            .and_then(|(pixels, frame)| frame.region(pixels));
        around = match (around, region) {
            (Some(a), Some(b)) => Some(a.union(&b)),
            (a, b) => a.or(b),
        };
    }
    (!lines.is_empty()).then(|| (lines.join("\n"), around))
}

/// Eight numbers; `""` where nothing was read.
fn corners(region: &Json) -> Option<[f64; 8]> {
    let Json::List(entries) = region else {
        return None;
    };
    let numbers: Vec<f64> = entries
        .iter()
        .flat_map(Json::entries)
        .map(Json::coordinate)
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// `tax_amount_total` is labelled 价税合计 in the document and holds the tax in practice. The sums
/// decide: net + it = gross makes it the tax; what equals the gross amount, or is no smaller than
/// the net amount, is the gross amount. What they leave open is kept and remarked.
fn settle_total_tax(fields: &mut Fields) {
    const TAX: FieldPath = FieldPath::Header(HeaderField::TotalTax);
    const NET: FieldPath = FieldPath::Header(HeaderField::TotalAmount);
    const GROSS: FieldPath = FieldPath::Header(HeaderField::AmountWithTax);
    let amount = |path| match fields.value(path) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    let Some(doubtful) = amount(TAX) else {
        return;
    };
    let is_gross = match (amount(NET), amount(GROSS)) {
        (Some(net), Some(gross)) if net + doubtful == gross => return,
        (_, Some(gross)) if doubtful == gross => true,
        (Some(net), None) => doubtful.abs() >= net.abs() && doubtful.fen() != 0,
        _ => false,
    };
    if is_gross {
        let gross = fields.take(TAX);
        if fields.value(GROSS).is_none() {
            fields.put_back(GROSS, gross);
        }
        fields.remark("tax_total_was_gross", vec![TAX, GROSS]);
    } else {
        fields.remark("tax_total_ambiguous", vec![TAX]);
    }
}
