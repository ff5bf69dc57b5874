//! Values that a PDF carries as data: the hidden fields of the older electronic invoices, and
//! invoice XML that is attached or takes the place of the metadata.

use hayro::hayro_interpret::hayro_syntax::object::dict::keys::{EF, F, TYPE};
use hayro::hayro_interpret::hayro_syntax::object::{
    Dict, Name, Object, ObjectIdentifier, Stream, String as Text,
};
use invoice::{FieldPath, HeaderField as H, ItemField as I, PartyField as P, Source};

use crate::{DocumentError, ExactField, ExactReading, xml};

/// Longest data that is looked into, as stored in the file. Real ones have a few kilobytes.
const MAX_STORED: usize = 4 << 20;
/// Most attachments that are looked into.
const MAX_ATTACHMENTS: usize = 32;
/// Most lines of items: see [`FieldPath`].
const MAX_LINES: usize = 10_000;

/// All readings of a file. Data that is no invoice gives none; an invoice XML that is broken is
/// left aside, since the page still shows the invoice.
pub(super) fn readings(objects: &[Object<'_>]) -> Vec<ExactReading> {
    let mut readings = Vec::new();
    let mut attached = 0;
    for object in objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        match stream.dict().get::<Name<'_>>(TYPE).as_deref() {
            Some(b"Metadata") => {
                if let Some(data) = data_of(stream) {
                    readings.extend(hidden_fields(&data));
                    readings.extend(invoice_xml(&data, METADATA_ORIGIN));
                }
            }
            Some(b"EmbeddedFile") if attached < MAX_ATTACHMENTS => {
                attached += 1;
                if let Some(data) = data_of(stream) {
                    let name = attachment_name(objects, stream.obj_id());
                    readings.extend(invoice_xml(&data, &name));
                }
            }
            _ => {}
        }
    }
    readings
}

const METADATA_ORIGIN: &str = "PDF /Metadata";

fn data_of(stream: &Stream<'_>) -> Option<Vec<u8>> {
    if stream.raw_data().len() > MAX_STORED {
        return None;
    }
    stream.decoded_data().ok().map(std::borrow::Cow::into_owned)
}

/// The name under which the file in an object is attached.
fn attachment_name(objects: &[Object<'_>], file: ObjectIdentifier) -> String {
    let named = objects.iter().find_map(|object| {
        let Object::Dict(dict) = object else {
            return None;
        };
        let held: ObjectIdentifier = dict.get::<Dict<'_>>(EF)?.get_ref(F)?.into();
        let name = dict
            .get::<Text<'_>>(b"UF")
            .or_else(|| dict.get::<Text<'_>>(F))?;
        (held == file).then(|| text_of(&name))
    });
    named.map_or_else(
        || "PDF attachment".to_owned(),
        |name| format!("PDF attachment {name}"),
    )
}

/// A text string of a PDF: UTF-16 with its mark, else bytes in whatever the program wrote.
pub(super) fn text_of(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    decode(bytes)
}

/// UTF-8 where it is that, else GB 18030 (GBK).
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

fn invoice_xml(data: &[u8], origin: &str) -> Option<ExactReading> {
    match xml::read_invoice(data, origin) {
        Ok(reading) => Some(reading),
        Err(DocumentError::Unsupported(_)) => None,
        Err(error) => {
            tracing::debug!(origin, %error, "attached data is no invoice XML");
            None
        }
    }
}

/// Fewest values that make lines of `KEY=value` an invoice.
const MIN_FIELDS: usize = 5;

/// Reads the hidden fields: lines of `KEY=value`, first those of the invoice, then for each item
/// its own. `XM` is the seller's name and then each item's; `SL` is the quantity and, behind the
/// amount, the rate: the order tells. Empty values give no field.
fn hidden_fields(data: &[u8]) -> Option<ExactReading> {
    let text = decode(data);
    let mut fields: Vec<ExactField> = Vec::new();
    let mut line: Option<usize> = None;
    let mut seller_named = false;
    let mut amount_seen = false;
    for pair in text.lines() {
        let Some((key, value)) = pair.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        let path = match key {
            "XM" if !seller_named => {
                seller_named = true;
                FieldPath::seller(P::Name)
            }
            "XM" => {
                let next = line.map_or(0, |index| index + 1);
                if next >= MAX_LINES {
                    break;
                }
                line = Some(next);
                amount_seen = false;
                FieldPath::Item(next, I::Name)
            }
            _ => match (line, invoice_key(key)) {
                (None, Some(path)) => path,
                (Some(index), _) => {
                    let Some(field) = item_key(key, value, amount_seen) else {
                        continue;
                    };
                    amount_seen |= field == I::Amount;
                    FieldPath::Item(index, field)
                }
                (None, None) => continue,
            },
        };
        if !value.is_empty() {
            fields.push(ExactField {
                path,
                text: value.to_owned(),
                place: None,
            });
        }
    }
    let has = |wanted: H| fields.iter().any(|f| f.path == FieldPath::Header(wanted));
    (fields.len() >= MIN_FIELDS && has(H::Number)).then(|| ExactReading {
        source: Source::Xml,
        origin: METADATA_ORIGIN.to_owned(),
        fields,
    })
}

fn invoice_key(key: &str) -> Option<FieldPath> {
    Some(match key {
        "BT" => FieldPath::Header(H::Title),
        "GM" => FieldPath::buyer(P::Name),
        "GN" => FieldPath::buyer(P::TaxId),
        "GD" => FieldPath::buyer(P::AddressPhone),
        "GY" => FieldPath::buyer(P::BankAccount),
        "XN" => FieldPath::seller(P::TaxId),
        "XD" => FieldPath::seller(P::AddressPhone),
        "XY" => FieldPath::seller(P::BankAccount),
        "HJ" => FieldPath::Header(H::TotalAmount),
        "HS" => FieldPath::Header(H::TotalTax),
        "XX" => FieldPath::Header(H::AmountWithTax),
        "DX" => FieldPath::Header(H::AmountInWords),
        "DM" => FieldPath::Header(H::Code),
        "HM" => FieldPath::Header(H::Number),
        "RQ" => FieldPath::Header(H::IssueDate),
        "KP" => FieldPath::Header(H::Drawer),
        "SK" => FieldPath::Header(H::Payee),
        "FH" => FieldPath::Header(H::Reviewer),
        _ => return None,
    })
}

fn item_key(key: &str, value: &str, amount_seen: bool) -> Option<I> {
    Some(match key {
        "GG" => I::Specification,
        "DW" => I::Unit,
        "DJ" => I::UnitPrice,
        "JE" => I::Amount,
        "SL" if amount_seen || value.ends_with('%') => I::TaxRate,
        "SL" => I::Quantity,
        "SE" => I::Tax,
        "CH" => I::LicensePlate,
        "CX" => I::VehicleType,
        "QR" => I::TollStart,
        "ZR" => I::TollEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLL: &str = "BT=某省增值税电子普通发票\r\nGM=甲公司\nGN=91000000000000000X\nXM=乙公司\nXN=910000000000000002\nHJ=￥100.00\nHS=￥3.00\nDM=011001900111\nHM=00000001\nRQ=2020年01月02日\nKP=\nXM=*经营租赁*通行费\nCH=某A12345\nCX=客车\nQR=20200101\nZR=20200101\nJE=60.00\nSL=3%\nSE=1.80\nXM=*信息*服务\nGG=\nDW=次\nSL=2\nDJ=20\nJE=40.00\nSL=免税\nSE=***\n";

    fn value<'a>(reading: &'a ExactReading, path: &str) -> Option<&'a str> {
        let path: FieldPath = path.parse().unwrap();
        reading
            .fields
            .iter()
            .find(|f| f.path == path)
            .map(|f| f.text.as_str())
    }

    #[test]
    fn keys_mean_what_their_order_says() {
        let reading = hidden_fields(TOLL.as_bytes()).unwrap();
        for (path, expected) in [
            ("seller.name", Some("乙公司")),
            ("buyer.name", Some("甲公司")),
            ("number", Some("00000001")),
            ("drawer", None),
            ("items[0].name", Some("*经营租赁*通行费")),
            ("items[0].license_plate", Some("某A12345")),
            ("items[0].tax_rate", Some("3%")),
            ("items[0].quantity", None),
            ("items[1].quantity", Some("2")),
            ("items[1].tax_rate", Some("免税")),
            ("items[1].tax", Some("***")),
        ] {
            assert_eq!(value(&reading, path), expected, "{path}");
        }
    }

    #[test]
    fn gbk_reads_the_same() {
        let (gbk, _, _) = encoding_rs::GBK.encode(TOLL);
        assert_eq!(hidden_fields(&gbk), hidden_fields(TOLL.as_bytes()));
    }

    #[test]
    fn other_metadata_is_no_invoice() {
        assert_eq!(hidden_fields(b"<x:xmpmeta a=\"b\"/>\nHM=\n"), None);
        assert_eq!(hidden_fields(&[0xFF, 0x00, b'=']), None);
    }
}
