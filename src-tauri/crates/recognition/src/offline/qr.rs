//! The QR code of a page, as a reading.

use documents::{Document, Picture};
use invoice::{
    Field, FieldMap, FieldPath, HeaderField, InvoiceType, Money, QrContent, Reading, Region,
    Source, Value,
};
use rxing::common::HybridBinarizer;
use rxing::multi::{MultipleBarcodeReader, qrcode::QRCodeMultiReader};
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult};

/// Longer side of the picture in which a code is looked for, in pixels.
const LONG_SIDE: u32 = 1500;

/// Reads the QR code of one page, from 0. `None` where there is none, or none of an invoice.
/// `known` is what else was read, which settles what the code's amount means where issuers differ.
pub(crate) fn read(document: &Document, page: usize, known: &FieldMap) -> Option<Reading> {
    let picture = document.draw_page(page, LONG_SIDE).ok()?;
    let (width, height) = (picture.width, picture.height);
    // Invoices print it at the top left; a small picture is searched in a fraction of the time.
    let corner = (0, 0, width / 3, height / 2);
    let whole = (0, 0, width, height);
    [corner, whole]
        .into_iter()
        .find_map(|part| {
            // A picture of any content must not end the reading of its page.
            std::panic::catch_unwind(|| detect(&picture, part))
                .ok()
                .flatten()
        })
        .map(|(content, region)| reading(&content, page, region, known))
}

type Part = (u32, u32, u32, u32);

fn detect(picture: &Picture, part: Part) -> Option<(QrContent, Option<Region>)> {
    let (left, top, width, height) = part;
    let luma = luma(picture, part);
    let source = Luma8LuminanceSource::new(luma, width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let results = QRCodeMultiReader::default()
        .decode_multiple_with_hints(&mut bitmap, &hints)
        .ok()?;
    results.iter().find_map(|result| {
        let content = QrContent::parse(result.getText())?;
        let region = region(result, picture, left, top);
        Some((content, region))
    })
}

/// A part of a picture in shades of grey, row by row.
fn luma(picture: &Picture, (left, top, width, height): Part) -> Vec<u8> {
    let stride = picture.width as usize * 4;
    picture
        .rgba
        .chunks_exact(stride.max(4))
        .skip(top as usize)
        .take(height as usize)
        .flat_map(|row| {
            row.chunks_exact(4)
                .skip(left as usize)
                .take(width as usize)
                .map(|pixel| match pixel {
                    [r, g, b, ..] => {
                        ((u32::from(*r) * 2 + u32::from(*g) * 5 + u32::from(*b)) / 8) as u8
                    }
                    _ => 255,
                })
        })
        .collect()
}

/// Around the code: the finder patterns' centres, grown by half a pattern on each side.
fn region(result: &RXingResult, picture: &Picture, left: u32, top: u32) -> Option<Region> {
    let points = result.getPoints();
    let xs = points.iter().map(|p| p.x + left as f32);
    let ys = points.iter().map(|p| p.y + top as f32);
    let (x0, x1) = xs.fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(x), b.max(x)));
    let (y0, y1) = ys.fold((f32::MAX, f32::MIN), |(a, b), y| (a.min(y), b.max(y)));
    let grow = (x1 - x0).max(y1 - y0) * 0.12;
    let (width, height) = (picture.width as f32, picture.height as f32);
    Region::rectangle(
        f64::from((x0 - grow) / width),
        f64::from((y0 - grow) / height),
        f64::from((x1 + grow) / width),
        f64::from((y1 + grow) / height),
    )
}

/// What the code says of the invoice. The amount is net or gross by the kind that it tells.
fn reading(content: &QrContent, page: usize, region: Option<Region>, known: &FieldMap) -> Reading {
    let mut fields = FieldMap::new();
    let mut put = |field: HeaderField, value: Value| {
        fields.insert(
            FieldPath::Header(field),
            Field {
                text: value.to_string(),
                value,
                page: Some(u32::try_from(page + 1).unwrap_or(u32::MAX)),
                region,
                confidence: Some(1.0),
                source: Source::Qr,
                doubts: Vec::new(),
            },
        );
    };
    match content {
        QrContent::Invoice {
            code,
            number,
            amount,
            date,
            check_code,
            ..
        } => {
            put(HeaderField::Number, Value::Code(number.clone()));
            if let Some(code) = code {
                put(HeaderField::Code, Value::Code(code.clone()));
            }
            if let Some(date) = date {
                put(HeaderField::IssueDate, Value::Date(*date));
            }
            if let Some(check) = check_code {
                put(HeaderField::CheckCode, Value::Code(check.clone()));
            }
            if let Some(amount) = amount {
                let value = Value::Money(*amount);
                if let Some(field) = amount_field(content.invoice_type(), &value, known) {
                    put(field, value);
                }
            }
        }
        QrContent::Address(address) => {
            if let Some(number) = query(address, "bill_num") {
                put(HeaderField::Number, Value::Code(number.to_owned()));
            }
            let fen = query(address, "total_amount").and_then(|fen| fen.parse().ok());
            if let Some(fen) = fen {
                put(
                    HeaderField::AmountWithTax,
                    Value::Money(Money::from_fen(fen)),
                );
            }
            if let Some(hash) = query(address, "hash")
                && hash.is_ascii()
                && let Some(check) = hash.len().checked_sub(5).and_then(|at| hash.get(at..))
            {
                put(HeaderField::CheckCode, Value::Code(check.to_owned()));
            }
        }
    }
    Reading {
        source: Source::Qr,
        origin: "qr".to_owned(),
        fields,
        remarks: Vec::new(),
    }
}

/// Which amount a code of this kind carries (domain rules, QR table); `None` for kinds that are
/// not known. Issuers of 电子普票 disagree: there it is the gross amount only if it equals that.
fn amount_field(
    kind: Option<InvoiceType>,
    amount: &Value,
    known: &FieldMap,
) -> Option<HeaderField> {
    let equals = |field| {
        known
            .get(&FieldPath::Header(field))
            .is_some_and(|f| f.value == *amount)
    };
    match kind? {
        InvoiceType::ElectronicOrdinary | InvoiceType::ElectronicSpecial
            if equals(HeaderField::AmountWithTax) && !equals(HeaderField::TotalAmount) =>
        {
            Some(HeaderField::AmountWithTax)
        }
        InvoiceType::Special
        | InvoiceType::Ordinary
        | InvoiceType::ElectronicSpecial
        | InvoiceType::ElectronicOrdinary
        | InvoiceType::Toll => Some(HeaderField::TotalAmount),
        InvoiceType::Roll | InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary => {
            Some(HeaderField::AmountWithTax)
        }
        _ => None,
    }
}

fn query<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, known: &[(HeaderField, &str)]) -> Vec<(String, String)> {
        let known = known
            .iter()
            .map(|(field, text)| {
                let path = FieldPath::Header(*field);
                let field = Field {
                    value: Value::parse(path.kind(), text).unwrap(),
                    text: (*text).to_owned(),
                    page: None,
                    region: None,
                    confidence: None,
                    source: Source::PdfText,
                    doubts: Vec::new(),
                };
                (path, field)
            })
            .collect();
        reading(&QrContent::parse(text).unwrap(), 0, None, &known)
            .fields
            .iter()
            .map(|(path, field)| (path.to_string(), field.value.to_string()))
            .collect()
    }

    fn amount(text: &str, known: &[(HeaderField, &str)]) -> String {
        read(text, known)
            .into_iter()
            .find(|(path, _)| path.contains("amount"))
            .map(|(path, value)| format!("{path} {value}"))
            .unwrap_or_default()
    }

    #[test]
    fn the_amount_is_net_or_gross_by_kind() {
        let electronic = "01,10,035002300111,00362801,85,20230407,70497714341554189588,A1B2,";
        let gross = [
            (HeaderField::AmountWithTax, "85"),
            (HeaderField::TotalAmount, "75.22"),
        ];
        assert_eq!(amount(electronic, &[]), "total_amount 85.00");
        assert_eq!(amount(electronic, &gross), "amount_with_tax 85.00");
        assert_eq!(
            amount("01,31,,23352000000012345678,96.05,20230407,,A1B2", &[]),
            "amount_with_tax 96.05"
        );
        assert_eq!(
            amount("01,01,3500231130,00362801,85.00,20230407,,A1B2,", &gross),
            "total_amount 85.00"
        );
    }

    #[test]
    fn a_blockchain_address_tells_number_amount_and_check_code() {
        let address = "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=0a1b2c3d4e5f9e052&bill_num=00362801&total_amount=3720";
        assert_eq!(
            read(address, &[]),
            [
                ("number".to_owned(), "00362801".to_owned()),
                ("check_code".to_owned(), "9e052".to_owned()),
                ("amount_with_tax".to_owned(), "37.20".to_owned()),
            ]
        );
    }
}
