/// A kind of file, told from its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// PDF.
    Pdf,
    /// OFD (GB/T 33190): a ZIP with `OFD.xml`.
    Ofd,
    /// 数电票 XML or another invoice XML.
    Xml,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// BMP.
    Bmp,
    /// TIFF.
    Tiff,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// HEIC (photos of phones).
    Heic,
    /// A ZIP that is no OFD.
    Zip,
    /// Anything else.
    Unknown,
}
