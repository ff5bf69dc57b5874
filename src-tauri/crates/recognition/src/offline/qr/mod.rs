//! The QR code of a page, as a reading.

mod plane;
mod shades;

use documents::Document;
use invoice::{
    Field, FieldMap, FieldPath, HeaderField, InvoiceType, Money, QrContent, Reading, Region,
    Source, Value,
};

pub(crate) use shades::Shades;
use shades::Treatment;

/// Longer side of the picture in which a code is looked for first, in pixels.
const LONG_SIDE: u32 = 1500;

const AS_IT_IS: Treatment = Treatment {
    times: 1,
    reach: 0,
    strength: 0,
};
/// Of 48 treatments over 14 kinds of blur the first reads most codes that the first try does not,
/// the second most of the rest.
const SHARPENED: [Treatment; 2] = [
    Treatment {
        times: 4,
        reach: 2,
        strength: 3,
    },
    Treatment {
        times: 2,
        reach: 1,
        strength: 6,
    },
];
/// Where the code may stand anywhere there is more to look through.
const WHOLE_SHARPENED: Treatment = Treatment {
    times: 2,
    reach: 2,
    strength: 3,
};

/// The codes of invoices on a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codes(Vec<(QrContent, Option<Region>)>);

/// Looks for the codes of one drawn page, from 0: they stand where the forms have them.
pub(crate) fn look(document: &Document, page: usize) -> Codes {
    let picture = document.draw_page(page, LONG_SIDE).ok();
    let shades = picture.and_then(|picture| Shades::of(&picture));
    shades.map_or_else(Codes::default, |shades| find(&shades, false))
}

/// Looks for the codes of a scan or photo: they may stand anywhere and be blurred.
pub(crate) fn look_at(scan: Shades) -> Codes {
    find(&scan.no_larger_than(LONG_SIDE), true)
}

fn find(shades: &Shades, is_scan: bool) -> Codes {
    let (corner, whole) = (shades.corner(), shades.whole());
    let [first, second] = SHARPENED;
    let mut tries = vec![
        (corner, AS_IT_IS),
        (whole, AS_IT_IS),
        (corner, first),
        (corner, second),
    ];
    tries.extend(is_scan.then_some((whole, WHOLE_SHARPENED)));
    let found = tries
        .into_iter()
        .map(|(part, treatment)| shades.find(part, treatment))
        .find(|found| !found.is_empty());
    Codes(found.unwrap_or_default())
}

impl Codes {
    /// What the code of an invoice on this page, from 0, says of it. `known` is what else was read:
    /// of several codes the one that names its number counts, and it settles what the code's amount
    /// means where issuers differ. `None` where there is no code.
    pub(crate) fn reading(&self, page: usize, known: &FieldMap) -> Option<Reading> {
        let number = known
            .get(&FieldPath::Header(HeaderField::Number))
            .map(|field| field.value.to_string());
        let own = self
            .0
            .iter()
            .position(|(content, _)| number_of(content) == number.as_deref())
            .unwrap_or(0);
        let (content, region) = self.0.get(own)?;
        Some(reading(content, page, *region, known))
    }
}

/// The number of the invoice that a code names.
fn number_of(content: &QrContent) -> Option<&str> {
    match content {
        QrContent::Invoice { number, .. } => Some(number),
        QrContent::Address(address) => query(address, "bill_num"),
    }
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
    use image::{GrayImage, imageops};

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

    const DIGITAL: &str = "01,32,,23352000000012345678,96.05,20230407,,A1B2";
    const OTHER: &str = "01,32,,23352000000087654321,12.00,20230407,,A1B2";

    /// A page with codes, each module of so many pixels, at these places.
    fn page(codes: &[(&str, u32, u32, u32)], blur: f32) -> Document {
        let mut page = GrayImage::from_pixel(1200, 800, image::Luma([250]));
        for (text, module, x, y) in codes {
            let code = qrcode::QrCode::new(text).unwrap();
            let width = u32::try_from(code.width()).unwrap();
            for (at, colour) in (0..).zip(code.to_colors()) {
                let dark = colour == qrcode::Color::Dark;
                let (left, top) = (x + at % width * module, y + at / width * module);
                for (dx, dy) in (0..module * module).map(|n| (n % module, n / module)) {
                    page.put_pixel(
                        left + dx,
                        top + dy,
                        image::Luma([if dark { 20 } else { 250 }]),
                    );
                }
            }
        }
        let page = imageops::blur(&page, blur);
        let mut png = std::io::Cursor::new(Vec::new());
        page.write_to(&mut png, image::ImageFormat::Png).unwrap();
        documents::open(png.into_inner(), None, &documents::Limits::default()).unwrap()
    }

    fn number(document: &Document, known: &FieldMap) -> Option<String> {
        let reading = look_at(Shades::of(&document.draw_page(0, 2400).unwrap()).unwrap())
            .reading(0, known)?;
        let field = reading
            .fields
            .get(&FieldPath::Header(HeaderField::Number))?;
        Some(field.value.to_string())
    }

    #[test]
    fn a_blurred_code_is_read_at_the_second_try() {
        let document = page(&[(DIGITAL, 3, 43, 41)], 1.6);
        let first = Shades::of(&document.draw_page(0, LONG_SIDE).unwrap()).unwrap();
        assert_eq!(first.find(first.corner(), AS_IT_IS), []);
        let read = number(&document, &FieldMap::new());
        assert_eq!(read.as_deref(), Some("23352000000012345678"));
    }

    #[test]
    fn of_several_codes_the_one_of_the_invoice_counts() {
        let document = page(&[(OTHER, 4, 500, 60), (DIGITAL, 4, 500, 400)], 0.3);
        let path = FieldPath::Header(HeaderField::Number);
        for wanted in ["23352000000012345678", "23352000000087654321"] {
            let field = Field {
                value: Value::Code(wanted.to_owned()),
                text: wanted.to_owned(),
                page: None,
                region: None,
                confidence: None,
                source: Source::Ocr,
                doubts: Vec::new(),
            };
            let read = number(&document, &[(path, field)].into_iter().collect());
            assert_eq!(read.as_deref(), Some(wanted));
        }
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
