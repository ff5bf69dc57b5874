//! The reader on the user's own machine: what is exact is read exactly, words become fields by one
//! layout reader, and the QR code is evidence.

mod candidates;
mod exact;
mod layout;
mod locate;
mod ocr;
mod page_reader;
mod page_text;
mod pages;
mod qr;
mod segment;

use std::path::Path;

use async_trait::async_trait;
use documents::{Document, Format};
use invoice::{ErrorCode, FieldMap, FieldPath, HeaderField, Reading, Region, Sentence};

use crate::{
    Charge, Descriptor, FixedSentence, ProviderId, Recognition, RecognitionError, Recognizer,
    Request,
};

pub use locate::locate;
pub use page_reader::{PageProgress, PageReader, Progress};
pub use page_text::PageText;
pub use pages::Pages;
pub use segment::{Segment, SegmentKind, Separated};

/// Whether a folder holds the models that read pictures.
pub fn have_models(folder: &Path) -> bool {
    ocr::Models::are_in(folder)
}

/// What the offline reader is and takes.
pub static DESCRIPTOR: Descriptor = Descriptor {
    id: ProviderId::Offline,
    name: FixedSentence {
        zh: "本机识别",
        en: "On this machine",
    },
    endpoint: None,
    credentials: &[],
    keys_page: None,
    formats: &[
        Format::Pdf,
        Format::Ofd,
        Format::Xml,
        Format::Jpeg,
        Format::Png,
        Format::Bmp,
        Format::Tiff,
        Format::Webp,
        Format::Gif,
    ],
    max_bytes: None,
    counts_base64: false,
    sides: None,
    calls_per_second: 1000.0,
    concurrency: 2,
    rate_is_fixed: false,
    takes_url: false,
    charging: FixedSentence {
        zh: "免费，票据不离开本机",
        en: "Free; nothing leaves this machine",
    },
    note: Some(FixedSentence {
        zh: "数电票 XML、OFD 和带文字的 PDF 直接读取；扫描件和照片用本机处理器识别，每页约一两秒",
        en: "Reads e-invoice XML, OFD and PDF with text exactly, scans and photos with this machine's processor, a second or two a page",
    }),
};

/// Reads documents of every kind on this machine.
#[derive(Clone, Default)]
pub struct OfflineReader {
    pages: PageReader,
}

impl OfflineReader {
    /// With a reader of pages.
    pub fn new(pages: PageReader) -> Self {
        Self { pages }
    }
}

#[async_trait]
impl Recognizer for OfflineReader {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn prepare(&self, _request: &Request) -> Result<(), RecognitionError> {
        // Reading is the cheapest way to find out whether it can be read.
        Ok(())
    }

    async fn recognize(&self, request: &Request) -> Result<Recognition, RecognitionError> {
        let pages = match self
            .pages
            .read(&request.document, &request.pages, request.progress.as_ref())
            .await
        {
            Ok(pages) => match &request.area {
                Some(area) => pages.within(area),
                None => pages,
            },
            // What carries its values as data is read even if its page cannot be.
            Err(_) if !request.document.exact().is_empty() => Pages::default(),
            Err(error) => return Err(error),
        };
        let request = request.clone();
        let readings = pages::blocking(move || {
            let area = request.area.as_ref();
            evidence(&request.document, &request.pages, area, &pages)
        })
        .await?;
        Ok(Recognition {
            readings,
            raw_reply: None,
            request_id: None,
            charge: Charge::Free,
            remaining_calls: None,
        })
    }
}

/// Everything that some pages of a document (from 0) say, best kind first. Never empty.
fn evidence(
    document: &Document,
    indices: &[usize],
    area: Option<&Region>,
    pages: &Pages,
) -> Result<Vec<Reading>, RecognitionError> {
    let texts = pages.texts();
    // The page of an XML was drawn from its data: it shows where values stand, and proves nothing.
    let has_own_page = document.format() != Format::Xml;
    let has_words = pages.have_words();
    let mut known = FieldMap::new();
    let mut readings = Vec::new();
    let mut other = None;
    if has_words {
        let layout = layout::read(&texts, pages.source());
        known.clone_from(&layout.fields);
        match is_invoice(&texts) {
            Ok(()) if has_own_page => readings.push(layout),
            Ok(()) => {}
            Err(title) => other = Some(title),
        }
    }
    let number = readings.first().and_then(number_of);
    for exact in document.exact() {
        let mut reading = exact::reading(exact);
        // A document of several invoices: data of another one is no evidence here.
        let differs = matches!(
            (&number, number_of(&reading)),
            (Some(a), Some(b)) if *a != b
        );
        if !reading.fields.is_empty() && !differs {
            locate::locate_beside(&mut reading.fields, &known, &texts);
            readings.push(reading);
        }
    }
    for reading in &mut readings {
        pages.lay_back(&mut reading.fields);
    }
    if has_words
        && has_own_page
        && !readings.is_empty()
        && let Some(first) = indices.first()
    {
        let code = match pages.codes(*first) {
            Some(codes) => codes.reading(*first, &known),
            None => qr::look(document, *first).reading(*first, &known),
        };
        // Of several invoices on a page each has its own.
        readings.extend(code.filter(|reading| area.is_none_or(|area| lies_in(reading, area))));
    }
    readings.sort_by_key(|reading| reading.source);
    if readings.is_empty() {
        return Err(match (pages.unread(), other) {
            (Some(error), _) => error,
            (None, Some(title)) => not_an_invoice(title.as_deref()),
            (None, None) => no_words(),
        });
    }
    Ok(readings)
}

/// Whether everything that a reading places on the page lies in a part of it.
fn lies_in(reading: &Reading, area: &Region) -> bool {
    let (x0, y0, x1, y1) = area.bounds();
    reading.fields.values().all(|field| {
        field.region.is_some_and(|region| {
            let (left, top, right, bottom) = region.bounds();
            let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
            x0 <= x && x <= x1 && y0 <= y && y <= y1
        })
    })
}

/// Whether one of the pages is a VAT invoice; else the title of what it is.
fn is_invoice(texts: &[PageText]) -> Result<(), Option<String>> {
    let kinds: Vec<_> = texts
        .iter()
        .filter(|page| page.has_words())
        .map(layout::kind)
        .collect();
    if kinds.iter().any(|kind| kind.is_invoice || kind.is_list) {
        return Ok(());
    }
    Err(kinds.into_iter().find_map(|kind| kind.title))
}

fn number_of(reading: &Reading) -> Option<String> {
    reading
        .fields
        .get(&FieldPath::Header(HeaderField::Number))
        .map(|field| field.value.to_string())
}

/// The detail of the error for a page that is something else, by which it is told from others.
pub const NOT_AN_INVOICE: &str = "not a VAT invoice";

fn not_an_invoice(title: Option<&str>) -> RecognitionError {
    let (zh, en) = match title {
        Some(title) => (
            format!("这不是增值税发票（标题为“{title}”），未填写任何字段。"),
            format!("Not a VAT invoice (its title is “{title}”); no field was filled."),
        ),
        None => (
            "这不是增值税发票，未填写任何字段。".to_owned(),
            "Not a VAT invoice; no field was filled.".to_owned(),
        ),
    };
    RecognitionError::local(
        ErrorCode::UnsupportedFormat,
        NOT_AN_INVOICE,
        Sentence::new(zh, en),
    )
}

fn no_words() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::BadImage,
        "no text was found on the page",
        Sentence::new(
            "页面上没有找到可识别的文字。请确认图片清晰、票面完整，必要时重新扫描或拍摄。",
            "No readable text was found on the page. See that the picture is sharp and shows the whole invoice; scan or photograph it again if not.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use documents::Limits;
    use invoice::Source;

    use super::*;

    async fn recognize(bytes: &[u8]) -> Result<Recognition, RecognitionError> {
        let document = documents::open(bytes.to_vec(), None, &Limits::default())
            .map_err(RecognitionError::from)?;
        let request = Request::new(Arc::new(document), Arc::new(bytes.to_vec()), vec![0]);
        OfflineReader::default().recognize(&request).await
    }

    const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><EInvoice><Header>\
        <EIid>23352000000012345678</EIid></Header><EInvoiceData><SellerInformation>\
        <SellerIdNum>9131000063159284XQ</SellerIdNum><SellerName>白鹭洲试验科技有限公司</SellerName>\
        </SellerInformation><BasicInformation><TotalAmWithoutTax>85.00</TotalAmWithoutTax>\
        </BasicInformation></EInvoiceData><TaxSupervisionInfo>\
        <InvoiceNumber>23352000000012345678</InvoiceNumber></TaxSupervisionInfo></EInvoice>";

    #[tokio::test]
    async fn xml_is_read_exactly_and_free_of_charge() {
        let recognition = recognize(XML.as_bytes()).await.unwrap();
        assert_eq!(recognition.charge, Charge::Free);
        let [reading] = recognition.readings.as_slice() else {
            panic!("one reading of one XML: {:?}", recognition.readings);
        };
        assert_eq!(reading.source, Source::Xml);
        assert_eq!(number_of(reading).as_deref(), Some("23352000000012345678"));
    }

    #[tokio::test]
    async fn without_models_a_picture_is_refused_with_the_way_out() {
        // The smallest PNG: one white pixel.
        let png = [
            0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R',
            0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I',
            b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56,
            0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
        ];
        let error = recognize(&png).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::UnsupportedFormat);
        assert!(error.message.en.contains("models"), "{error:?}");
        assert!(!error.sent, "nothing leaves the machine");
        assert!(!error.retryable, "reading again changes nothing");
    }
}
