//! The reader on the user's own machine: what is exact is read exactly, words become fields by one
//! layout reader, and the QR code is evidence.

mod exact;
mod layout;
mod locate;
mod page_text;
mod qr;
mod segment;

use async_trait::async_trait;
use documents::{Document, Format};
use invoice::{ErrorCode, FieldMap, FieldPath, HeaderField, Reading, Sentence, Source};

use crate::{
    Charge, Descriptor, FixedSentence, ProviderId, Recognition, RecognitionError, Recognizer,
    Request,
};

pub use locate::locate;
pub use page_text::PageText;
pub use segment::{Segment, SegmentKind, segment};

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
    formats: &[Format::Pdf, Format::Ofd, Format::Xml],
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
        zh: "读取数电票 XML、OFD 和带文字的 PDF；扫描件和照片暂不能识别",
        en: "Reads e-invoice XML, OFD and PDF with text; scans and photos not yet",
    }),
};

/// Reads digital documents on this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfflineReader;

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
        let (document, pages) = (request.document.clone(), request.pages.clone());
        let readings = tokio::task::spawn_blocking(move || read(&document, &pages))
            .await
            .map_err(|error| {
                RecognitionError::local(
                    ErrorCode::Unknown,
                    error.to_string(),
                    Sentence::new(
                        "读取此文件时程序内部出错。",
                        "The program failed while reading this file.",
                    ),
                )
            })??;
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
pub fn read(document: &Document, pages: &[usize]) -> Result<Vec<Reading>, RecognitionError> {
    let texts = PageText::of(document, pages)?;
    // The page of an XML was drawn from its data: it shows where values stand, and proves nothing.
    let has_own_page = document.format() != Format::Xml;
    let has_words = texts.iter().any(PageText::has_words);
    let mut known = FieldMap::new();
    let mut readings = Vec::new();
    let mut other = None;
    if has_words {
        let layout = layout::read(&texts, Source::PdfText);
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
    if has_words
        && has_own_page
        && !readings.is_empty()
        && let Some(first) = pages.first()
    {
        readings.extend(qr::read(document, *first, &known));
    }
    readings.sort_by_key(|reading| reading.source);
    if readings.is_empty() {
        return Err(match other {
            Some(title) => not_an_invoice(title.as_deref()),
            None => no_words(),
        });
    }
    Ok(readings)
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
        "not a VAT invoice",
        Sentence::new(zh, en),
    )
}

fn no_words() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::UnsupportedFormat,
        "the page is a picture without text",
        Sentence::new(
            "本机识别目前只读取带文字的 PDF、OFD 和 XML，还不能识别扫描件和照片。请在设置中选择一个识别服务。",
            "The offline reader reads PDF, OFD and XML that carry text; it cannot read scans and photos yet. Choose a provider in the settings.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use documents::Limits;

    use super::*;

    async fn recognize(bytes: &[u8]) -> Result<Recognition, RecognitionError> {
        let document = documents::open(bytes.to_vec(), None, &Limits::default())
            .map_err(RecognitionError::from)?;
        let request = Request::new(Arc::new(document), Arc::new(bytes.to_vec()), vec![0]);
        OfflineReader.recognize(&request).await
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
    async fn a_picture_is_refused_with_the_way_out() {
        // The smallest PNG: one white pixel.
        let png = [
            0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R',
            0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I',
            b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56,
            0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
        ];
        let error = recognize(&png).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::UnsupportedFormat);
        assert!(!error.sent, "nothing leaves the machine");
        assert!(!error.retryable, "reading again changes nothing");
    }
}
