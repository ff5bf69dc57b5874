use serde::{Deserialize, Serialize};

/// Where a value was read. The exact kinds come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 数电票 XML, or the invoice XML inside another file.
    Xml,
    /// Invoice tags of an OFD.
    Ofd,
    /// The text of a digital page (PDF text layer, OFD text objects).
    PdfText,
    /// The QR code.
    Qr,
    /// Our own reading of a picture.
    Ocr,
    /// 聚合数据.
    Juhe,
    /// 聚美智数.
    Jumdata,
    /// 火山引擎.
    Volcengine,
    /// 京东云.
    Jdcloud,
    /// 深源恒际.
    Deepfinch,
    /// Typed by the person who reviews.
    Reviewer,
}

impl Source {
    /// The name in JSON and in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Ofd => "ofd",
            Self::PdfText => "pdf_text",
            Self::Qr => "qr",
            Self::Ocr => "ocr",
            Self::Juhe => "juhe",
            Self::Jumdata => "jumdata",
            Self::Volcengine => "volcengine",
            Self::Jdcloud => "jdcloud",
            Self::Deepfinch => "deepfinch",
            Self::Reviewer => "reviewer",
        }
    }
}
