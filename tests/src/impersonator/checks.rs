//! What each document demands of a request. The signatures are computed here once more, from the
//! documents, and not with the program's own code.

use std::io::Cursor;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use image::{GenericImageView, ImageFormat};
use recognition::ProviderId;
use sha2::{Digest, Sha256};

use super::form::{multipart, unescape, urlencoded};
use super::{PUBLIC_KEY, Received, SECRET_KEY};

/// What was to be recognized.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A picture: its bytes, width and height.
    Picture(Vec<u8>, u32, u32),
    /// A PDF or OFD as it is.
    File(Vec<u8>),
    /// An address.
    Address(String),
}

type Checked = Result<(Content, Vec<(String, String)>), String>;

pub(super) fn path(provider: ProviderId) -> &'static str {
    match provider {
        ProviderId::Juhe => "/invoiceOcr/index",
        ProviderId::Jumdata => "/ocr/invoice-v2",
        ProviderId::Volcengine => "/volcengine/",
        ProviderId::Jdcloud => "/jdai/ocr_invoice",
        ProviderId::Deepfinch => "/ocr/value_add_tax_invoice",
        ProviderId::Offline => panic!("the offline reader calls nobody"),
    }
}

pub(super) fn check(provider: ProviderId, host: &str, request: &Received) -> Checked {
    demand(request.method == "POST", "the method is POST")?;
    demand(
        request.header("host")? == host,
        "the host is the one called",
    )?;
    demand(
        request.header("user-agent")?.starts_with("fapiao-review/"),
        "the program says who it is",
    )?;
    demand(
        request.header("accept-encoding")?.contains("gzip"),
        "gzip is understood",
    )?;
    for never in [
        "cookie",
        "transfer-encoding",
        "proxy-authorization",
        "referer",
    ] {
        demand(request.header(never).is_err(), "no further headers")?;
    }
    let (path_sent, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    demand(
        path_sent == path(provider),
        "the path is the documented one",
    )?;
    demand(
        query.is_empty() || provider == ProviderId::Volcengine,
        "no query",
    )?;
    match provider {
        ProviderId::Juhe => juhe(request),
        ProviderId::Jumdata => jumdata(request),
        ProviderId::Volcengine => volcengine(host, query, request),
        ProviderId::Jdcloud => jdcloud(host, request),
        ProviderId::Deepfinch => deepfinch(request),
        ProviderId::Offline => Err("the offline reader calls nobody".to_owned()),
    }
}

fn demand(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

const FORM: &str = "application/x-www-form-urlencoded";
const PICTURES: [ImageFormat; 3] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp];

/// Base64 as a picture: decodable, of an allowed format, upright, within the sides.
fn picture(bytes: Vec<u8>, formats: &[ImageFormat], sides: (u32, u32)) -> Result<Content, String> {
    let format = image::guess_format(&bytes).map_err(|e| e.to_string())?;
    demand(formats.contains(&format), "the format is allowed")?;
    let reader = image::ImageReader::with_format(Cursor::new(&bytes), format);
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let turned = image::ImageDecoder::orientation(&mut decoder).map_err(|e| e.to_string())?;
    drop(decoder);
    demand(
        turned == image::metadata::Orientation::NoTransforms,
        "the picture is upright",
    )?;
    let picture = image::load_from_memory(&bytes).map_err(|e| e.to_string())?;
    let (width, height) = picture.dimensions();
    demand(
        width.min(height) >= sides.0 && width.max(height) <= sides.1,
        "the sides are within the limits",
    )?;
    Ok(Content::Picture(bytes, width, height))
}

fn decoded(text: &str) -> Result<Vec<u8>, String> {
    BASE64.decode(text).map_err(|e| e.to_string())
}

fn only(fields: &[(String, String)], names: &[&str]) -> Result<(), String> {
    for (index, (name, _)) in fields.iter().enumerate() {
        demand(
            names.contains(&name.as_str()),
            &format!("no parameter {name}"),
        )?;
        demand(
            !fields[..index].iter().any(|(n, _)| n == name),
            &format!("parameter {name} stands once"),
        )?;
    }
    Ok(())
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Result<&'a str, String> {
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value.as_str())
        .ok_or_else(|| format!("no parameter {name}"))
}

fn juhe(request: &Received) -> Checked {
    demand(
        request.header("content-type")? == FORM,
        "the content type is a form",
    )?;
    let fields = urlencoded(&request.body)?;
    only(&fields, &["image", "key"])?;
    demand(value(&fields, "key")? == SECRET_KEY, "the key is right")?;
    let text = value(&fields, "image")?;
    let escaped = text.len() + 2 * text.bytes().filter(|b| b"+/=".contains(b)).count();
    demand(escaped <= 4 << 20, "at most 4M, encoded")?;
    let content = picture(decoded(text)?, &PICTURES, (15, 4096))?;
    Ok((content, Vec::new()))
}

fn jumdata(request: &Received) -> Checked {
    demand(
        request.header("content-type")? == FORM,
        "the content type is a form",
    )?;
    let fields = urlencoded(&request.body)?;
    let contents = ["imageBase64", "pdfBase64", "ofdBase64", "url"];
    only(
        &fields,
        &[
            &[
                "appId",
                "timestamp",
                "sign",
                "pdfFileNum",
                "ofdFileNum",
                "type",
            ],
            &contents[..],
        ]
        .concat(),
    )?;
    demand(value(&fields, "appId")? == PUBLIC_KEY, "the appId is right")?;
    let timestamp = value(&fields, "timestamp")?;
    let told =
        UNIX_EPOCH + Duration::from_millis(timestamp.parse().map_err(|_| "no milliseconds")?);
    recent(told)?;
    let sign = hex(&Sha256::digest(
        format!("{PUBLIC_KEY}{SECRET_KEY}{timestamp}").as_bytes(),
    ));
    demand(value(&fields, "sign")? == sign, "the sign is right")?;
    if let Ok(kind) = value(&fields, "type") {
        demand(
            ["normal", "roll"].contains(&kind),
            "the type is normal or roll",
        )?;
    }
    let given: Vec<&str> = contents
        .into_iter()
        .filter(|name| value(&fields, name).is_ok())
        .collect();
    let [given] = given[..] else {
        return Err("exactly one content".to_owned());
    };
    let text = value(&fields, given)?;
    let numbered = |name: &str| {
        value(&fields, name)?
            .parse::<u32>()
            .ok()
            .filter(|number| *number >= 1)
            .map(|_| ())
            .ok_or_else(|| "pages count from 1".to_owned())
    };
    let content = match given {
        "imageBase64" => {
            let bytes = decoded(text)?;
            demand(bytes.len() <= 4 << 20, "at most 4M")?;
            picture(bytes, &PICTURES, (15, 4096))?
        }
        "url" => {
            demand(
                text.starts_with("http") && text.is_ascii(),
                "the address is escaped",
            )?;
            Content::Address(text.to_owned())
        }
        file => {
            let bytes = decoded(text)?;
            demand(bytes.len() <= 4 << 20, "at most 4M")?;
            let (head, page): (&[u8], _) = if file == "pdfBase64" {
                (b"%PDF-", "pdfFileNum")
            } else {
                (b"PK", "ofdFileNum")
            };
            demand(bytes.starts_with(head), "the file is what it is called")?;
            numbered(page)?;
            Content::File(bytes)
        }
    };
    for (page, of) in [("pdfFileNum", "pdfBase64"), ("ofdFileNum", "ofdBase64")] {
        demand(
            given == of || value(&fields, page).is_err(),
            "a page number only with its file",
        )?;
    }
    let beside = ["type", "pdfFileNum", "ofdFileNum"];
    let parameters = fields
        .iter()
        .filter(|(name, _)| beside.contains(&name.as_str()))
        .cloned()
        .collect();
    Ok((content, parameters))
}

fn volcengine(host: &str, query: &str, request: &Received) -> Checked {
    demand(
        request.header("content-type")? == FORM,
        "the content type is a form",
    )?;
    demand(
        query == "Action=OcrRollInvoice&Version=2021-08-23",
        "the query names action and version",
    )?;
    let date = request.header("x-date")?;
    recent(parse_basic(date)?)?;
    let body_hash = hex(&Sha256::digest(&request.body));
    demand(
        request.header("x-content-sha256")? == body_hash,
        "the hash is that of the body",
    )?;
    let names = "content-type;host;x-content-sha256;x-date";
    let canonical = format!(
        "POST\n/volcengine/\n{query}\ncontent-type:{FORM}\nhost:{host}\n\
         x-content-sha256:{body_hash}\nx-date:{date}\n\n{names}\n{body_hash}"
    );
    let day = &date[..8];
    let scope = format!("{day}/cn-north-1/cv/request");
    let text = format!(
        "HMAC-SHA256\n{date}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let signature = chain(SECRET_KEY, &[day, "cn-north-1", "cv", "request", &text]);
    demand(
        request.header("authorization")?
            == format!(
                "HMAC-SHA256 Credential={PUBLIC_KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
            ),
        "the signature is right",
    )?;
    let fields = urlencoded(&request.body)?;
    only(&fields, &["image_base64"])?;
    let bytes = decoded(value(&fields, "image_base64")?)?;
    demand(bytes.len() <= 5 << 20, "at most 5 MB")?;
    Ok((picture(bytes, &PICTURES, (1, u32::MAX))?, Vec::new()))
}

fn jdcloud(host: &str, request: &Received) -> Checked {
    const ALGORITHM: &str = "JDCLOUD2-HMAC-SHA256";
    demand(
        request.header("content-type")? == "application/octet-stream",
        "the content type is octets",
    )?;
    demand(
        request.header("x-jdcloud-algorithm")? == ALGORITHM,
        "the algorithm is named",
    )?;
    let date = request.header("x-jdcloud-date")?;
    recent(parse_basic(date)?)?;
    demand(!request.header("x-jdcloud-nonce")?.is_empty(), "a nonce")?;
    let body_hash = hex(&Sha256::digest(&request.body));
    demand(
        request.header("x-jdcloud-content-sha256")? == body_hash,
        "the hash is that of the body",
    )?;
    let authorization = request.header("authorization")?;
    let rest = authorization
        .strip_prefix(&format!("{ALGORITHM} Credential={PUBLIC_KEY}/"))
        .ok_or("the authorization names algorithm and key")?;
    let (scope, rest) = rest
        .split_once(", SignedHeaders=")
        .ok_or("no signed headers")?;
    let (names, signature) = rest.split_once(", Signature=").ok_or("no signature")?;
    let [day, region, service, "jdcloud2_request"] = scope.split('/').collect::<Vec<_>>()[..]
    else {
        return Err("the scope has four parts".to_owned());
    };
    demand(date.starts_with(day), "the scope has the day")?;
    let mut lines = String::new();
    for name in names.split(';') {
        let value = if name == "host" {
            host
        } else {
            request.header(name)?
        };
        lines.extend([name, ":", value, "\n"]);
    }
    for needed in [
        "host",
        "x-jdcloud-content-sha256",
        "x-jdcloud-date",
        "x-jdcloud-nonce",
    ] {
        demand(
            names.split(';').any(|name| name == needed),
            &format!("{needed} is signed"),
        )?;
    }
    demand(
        names.split(';').is_sorted(),
        "the signed headers are sorted",
    )?;
    let canonical = format!("POST\n/jdai/ocr_invoice\n\n{lines}\n{names}\n{body_hash}");
    let text = format!(
        "{ALGORITHM}\n{date}\n{scope}\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let key = format!("JDCLOUD2{SECRET_KEY}");
    demand(
        signature == chain(&key, &[day, region, service, "jdcloud2_request", &text]),
        "the signature is right",
    )?;
    demand(request.body.len() < 5_000_000, "less than 5M")?;
    let formats = [ImageFormat::Jpeg, ImageFormat::Png];
    Ok((
        picture(request.body.clone(), &formats, (1, u32::MAX))?,
        Vec::new(),
    ))
}

fn deepfinch(request: &Received) -> Checked {
    demand(
        request.header("x-df-api-id")? == PUBLIC_KEY,
        "the id is right",
    )?;
    demand(
        request.header("x-df-api-secret")? == SECRET_KEY,
        "the secret is right",
    )?;
    let parts = multipart(request.header("content-type")?, &request.body)?;
    let [part] = &parts[..] else {
        return Err("exactly one part".to_owned());
    };
    let content = match (part.name.as_str(), &part.file) {
        ("file", Some((_, kind))) => {
            let format = image::guess_format(&part.content).map_err(|e| e.to_string())?;
            demand(format.to_mime_type() == kind, "the part's type is right")?;
            picture(part.content.clone(), &PICTURES, (1, u32::MAX))?
        }
        ("url", None) => {
            let text = std::str::from_utf8(&part.content).map_err(|e| e.to_string())?;
            demand(
                text.starts_with("http") && text.is_ascii(),
                "the address is escaped",
            )?;
            unescape(&text.replace([':', '/', '?', '&', '='], "-"))?;
            Content::Address(text.to_owned())
        }
        (name, _) => return Err(format!("no part {name}")),
    };
    Ok((content, Vec::new()))
}

/// Within the five minutes that the providers allow.
fn recent(told: SystemTime) -> Result<(), String> {
    let now = SystemTime::now();
    let apart = now
        .duration_since(told)
        .or_else(|_| told.duration_since(now))
        .map_err(|e| e.to_string())?;
    demand(apart < Duration::from_mins(5), "the time is that of now")
}

fn parse_basic(text: &str) -> Result<SystemTime, String> {
    let time =
        chrono::NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").map_err(|e| e.to_string())?;
    Ok(time.and_utc().into())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn chain(key: &str, steps: &[&str]) -> String {
    let mut key = key.as_bytes().to_vec();
    for step in steps {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(step.as_bytes());
        key = mac.finalize().into_bytes().to_vec();
    }
    hex(&key)
}
