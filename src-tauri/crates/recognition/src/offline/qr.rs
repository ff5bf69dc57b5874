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
pub(crate) fn read(document: &Document, page: usize) -> Option<Reading> {
    let picture = document.draw_page(page, LONG_SIDE).ok()?;
    let (width, height) = (picture.width, picture.height);
    // Invoices print it at the top left; a small picture is searched in a fraction of the time.
    let corner = (0, 0, width / 3, height / 2);
    let whole = (0, 0, width, height);
    [corner, whole]
        .into_iter()
        .find_map(|part| detect(&picture, part))
        .map(|(content, region)| reading(&content, page, region))
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
fn reading(content: &QrContent, page: usize, region: Option<Region>) -> Reading {
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
            if let (Some(amount), Some(field)) = (amount, amount_field(content.invoice_type())) {
                put(field, Value::Money(*amount));
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

/// Which amount a code of this kind carries; `None` for 电子普票, whose issuers disagree
/// (domain rules, QR table), and for kinds that are not known.
fn amount_field(kind: Option<InvoiceType>) -> Option<HeaderField> {
    match kind? {
        InvoiceType::Special
        | InvoiceType::Ordinary
        | InvoiceType::ElectronicSpecial
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
