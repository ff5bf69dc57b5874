//! Making a page fit what a provider takes: the file as it is where format and limits allow,
//! otherwise a picture of the page, upright, scaled and encoded with as little loss as it needs.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use documents::{Format, PageSize};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, RgbImage};
use invoice::{ErrorCode, Region, Sentence};

use crate::{Descriptor, RecognitionError, Request};

/// A page that is ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Fitted {
    /// The file or picture.
    pub(crate) bytes: Bytes,
    /// What it is.
    pub(crate) format: Format,
    /// The page within it, from 1: a PDF or OFD goes whole.
    pub(crate) page_in_file: usize,
    /// How its pixels lie on the page. `None` where it is no picture.
    pub(crate) frame: Option<Frame>,
}

/// How the pixels of the picture that was sent lie on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Quarter turns clockwise by which the page was turned before it was sent.
    pub(crate) quarter_turns: u8,
    /// The part of the page that was sent.
    pub(crate) part: Part,
}

/// An upright part of a page: left, top, right and bottom as fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Part {
    const WHOLE: Self = Self {
        x0: 0.0,
        y0: 0.0,
        x1: 1.0,
        y1: 1.0,
    };

    /// The part that a request is about.
    fn of(request: &Request) -> Self {
        request.area.map_or(Self::WHOLE, |area| {
            let (x0, y0, x1, y1) = area.bounds();
            Self { x0, y0, x1, y1 }
        })
    }

    /// Cut out of the picture of the whole page.
    fn cut(self, picture: RgbImage) -> RgbImage {
        if self == Self::WHOLE {
            return picture;
        }
        let (width, height) = picture.dimensions();
        let at = |share: f64, side: u32| (share * f64::from(side)).round() as u32;
        let (x, y) = (at(self.x0, width), at(self.y0, height));
        let (right, bottom) = (at(self.x1, width), at(self.y1, height));
        image::imageops::crop_imm(
            &picture,
            x,
            y,
            right.saturating_sub(x).max(1),
            bottom.saturating_sub(y).max(1),
        )
        .to_image()
    }
}

impl Frame {
    /// A quadrilateral in pixels of the sent picture, as fractions of the page. `None` where a
    /// number is not finite or the picture has no area.
    pub(crate) fn region(self, pixels: [f64; 8]) -> Option<Region> {
        if self.width == 0 || self.height == 0 {
            return None;
        }
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let mut corners = [0.0; 8];
        for (index, corner) in corners.chunks_exact_mut(2).enumerate() {
            // After turning back, another corner is the top left.
            let from = (index + usize::from(self.quarter_turns)) % 4 * 2;
            let u = pixels.get(from)? / width;
            let v = pixels.get(from + 1)? / height;
            let (x, y) = match self.quarter_turns % 4 {
                0 => (u, v),
                1 => (v, 1.0 - u),
                2 => (1.0 - u, 1.0 - v),
                _ => (1.0 - v, u),
            };
            if let [a, b] = corner {
                *a = self.part.x0 + x * (self.part.x1 - self.part.x0);
                *b = self.part.y0 + y * (self.part.y1 - self.part.y0);
            }
        }
        Region::new(corners)
    }
}

/// The length of the Base64 text of so many bytes.
pub(crate) const fn base64_length(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

/// Pages are drawn at 300 dots per inch: the finest print on an invoice is then 25 pixels high.
const DOTS_PER_POINT: f64 = 300.0 / 72.0;
/// Longest side that a page is drawn with where the provider sets none.
const LONGEST_SIDE: u32 = 4096;
/// Below this the small print can no longer be read, and sending would only cost money.
const SHORTEST_LONG_SIDE: u32 = 1000;
const JPEG_QUALITIES: [u8; 5] = [95, 90, 85, 78, 70];

/// Makes a page fit. Draws and encodes: not for the async runtime's own threads.
pub(crate) fn fit(descriptor: &Descriptor, request: &Request) -> Result<Fitted, RecognitionError> {
    let page = request.pages.first().copied().unwrap_or(0);
    match as_it_is(descriptor, request, page) {
        Some(fitted) => Ok(fitted),
        None => drawn(descriptor, request, page),
    }
}

/// The file, where the provider may as well fetch it itself: it takes addresses, and what it finds
/// there is what it would have been sent, from its first page on.
pub(crate) fn fetchable(descriptor: &Descriptor, request: &Request) -> Option<Fitted> {
    let page = request.pages.first().copied().unwrap_or(0);
    let whole = descriptor.takes_url && page == 0;
    whole.then(|| as_it_is(descriptor, request, page)).flatten()
}

/// Whether so many bytes are within the provider's limit, counted as its document counts.
fn within_bytes(descriptor: &Descriptor, bytes: &[u8]) -> bool {
    let Some(limit) = descriptor.max_bytes else {
        return true;
    };
    if descriptor.counts_base64 {
        // Counted after percent-encoding, the larger of the two readings of the document: three
        // characters of the Base64 alphabet (`+`, `/`, `=`) then triple.
        base64_length(bytes.len()) <= limit && percent_encoded_length(bytes) <= limit
    } else {
        bytes.len() <= limit
    }
}

fn percent_encoded_length(bytes: &[u8]) -> usize {
    let text = BASE64.encode(bytes);
    let tripled = text
        .bytes()
        .filter(|b| matches!(b, b'+' | b'/' | b'='))
        .count();
    text.len() + 2 * tripled
}

fn as_it_is(descriptor: &Descriptor, request: &Request, page: usize) -> Option<Fitted> {
    let format = request.document.format();
    let bytes = request.original.as_slice();
    // A page that the reviewer turned goes as an upright picture.
    let fits = descriptor.formats.contains(&format)
        && request.quarter_turns.is_multiple_of(4)
        && request.area.is_none()
        // The provider has no password: its page goes drawn.
        && !request.document.about().needs_password
        && within_bytes(descriptor, bytes);
    if !fits {
        return None;
    }
    let frame = if format.is_picture() {
        if request.document.page_count() != 1 {
            return None;
        }
        let (width, height) = upright_size(bytes)?;
        let within = descriptor.sides.is_none_or(|(shortest, longest)| {
            width.min(height) >= shortest && width.max(height) <= longest
        });
        if !within {
            return None;
        }
        Some(Frame {
            width,
            height,
            quarter_turns: 0,
            part: Part::WHOLE,
        })
    } else {
        None
    };
    Some(Fitted {
        bytes: Bytes::from_owner(SharedFile(Arc::clone(&request.original))),
        format,
        page_in_file: page + 1,
        frame,
    })
}

/// The file itself, shared and not copied.
struct SharedFile(Arc<Vec<u8>>);

impl AsRef<[u8]> for SharedFile {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Width and height of a picture that is stored upright. `None` where its EXIF turns or mirrors
/// it: no document says whether a provider heeds that, so such a picture is sent redrawn.
fn upright_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut decoder = reader.into_decoder().ok()?;
    (decoder.orientation().ok()? == Orientation::NoTransforms).then(|| decoder.dimensions())
}

fn drawn(
    descriptor: &Descriptor,
    request: &Request,
    page: usize,
) -> Result<Fitted, RecognitionError> {
    let document = &request.document;
    let part = Part::of(request);
    let whole = document.page_size(page)?;
    let size = PageSize {
        width: whole.width * (part.x1 - part.x0),
        height: whole.height * (part.y1 - part.y0),
    };
    let longest = descriptor
        .sides
        .map_or(LONGEST_SIDE, |(_, longest)| longest);
    let shortest = descriptor.sides.map_or(1, |(shortest, _)| shortest);
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    if !(short > 0.0 && long.is_finite()) || f64::from(shortest) * long > f64::from(longest) * short
    {
        return Err(too_narrow(descriptor, shortest, longest));
    }
    // No smaller than the shortest side asks, no larger than the picture itself.
    let floor = (f64::from(shortest) * long / short).ceil();
    // A picture is never drawn larger than it is.
    let natural = if document.format().is_picture() {
        f64::from(longest)
    } else {
        long * DOTS_PER_POINT
    };
    let mut side = natural.max(floor).min(f64::from(longest)) as u32;

    let photo = matches!(document.format(), Format::Jpeg | Format::Heic);
    let share = whole.width.max(whole.height) / long;
    loop {
        let drawn = document.draw_page(page, (f64::from(side) * share).round() as u32)?;
        let picture = upright(drawn, part, request.quarter_turns)
            .map(|picture| within_sides(picture, shortest, longest))
            .ok_or_else(|| too_narrow(descriptor, shortest, longest))?;
        let (width, height) = picture.dimensions();
        if let Some((bytes, format)) = encoded(descriptor, &picture, photo)? {
            return Ok(Fitted {
                bytes: Bytes::from(bytes),
                format,
                page_in_file: 1,
                frame: Some(Frame {
                    width,
                    height,
                    quarter_turns: request.quarter_turns % 4,
                    part,
                }),
            });
        }
        side = side.min(width.max(height)) / 4 * 3;
        if f64::from(side) < floor || side < SHORTEST_LONG_SIDE {
            return Err(too_large(descriptor));
        }
    }
}

/// A tiny picture is enlarged; what rounding left a pixel over or under is stretched to fit.
fn within_sides(picture: RgbImage, shortest: u32, longest: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let enlarged = (f64::from(shortest) / f64::from(width.min(height).max(1))).max(1.0);
    let side = |pixels: u32| {
        let wanted = (f64::from(pixels) * enlarged).round() as u32;
        wanted.clamp(shortest, longest)
    };
    let fitting = (side(width), side(height));
    if fitting == (width, height) {
        return picture;
    }
    image::imageops::resize(
        &picture,
        fitting.0,
        fitting.1,
        image::imageops::FilterType::Triangle,
    )
}

/// The drawn page as it is sent: without its opaque alpha, turned as the reviewer turned it.
fn upright(picture: documents::Picture, part: Part, quarter_turns: u8) -> Option<RgbImage> {
    let rgba = image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba)?;
    let rgb = part.cut(image::DynamicImage::ImageRgba8(rgba).into_rgb8());
    Some(match quarter_turns % 4 {
        0 => rgb,
        1 => image::imageops::rotate90(&rgb),
        2 => image::imageops::rotate180(&rgb),
        _ => image::imageops::rotate270(&rgb),
    })
}

/// The encoding that loses least and fits: PNG, then JPEG of falling quality. A photo was a JPEG
/// before, so PNG would only make its noise large.
fn encoded(
    descriptor: &Descriptor,
    picture: &RgbImage,
    photo: bool,
) -> Result<Option<(Vec<u8>, Format)>, RecognitionError> {
    let (width, height) = picture.dimensions();
    let failed = |e: image::ImageError| {
        RecognitionError::local(
            ErrorCode::DamagedFile,
            e.to_string(),
            Sentence::new(
                "无法生成页面图片。",
                "The page's picture could not be made.",
            ),
        )
    };
    if !photo {
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
            .write_image(picture, width, height, ExtendedColorType::Rgb8)
            .map_err(failed)?;
        if within_bytes(descriptor, &bytes) {
            return Ok(Some((bytes, Format::Png)));
        }
    }
    for quality in JPEG_QUALITIES {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .write_image(picture, width, height, ExtendedColorType::Rgb8)
            .map_err(failed)?;
        if within_bytes(descriptor, &bytes) {
            return Ok(Some((bytes, Format::Jpeg)));
        }
    }
    Ok(None)
}

fn too_narrow(descriptor: &Descriptor, shortest: u32, longest: u32) -> RecognitionError {
    let name = descriptor.name;
    RecognitionError::local(
        ErrorCode::BadImage,
        format!("the page is too narrow for sides of {shortest} to {longest} pixels"),
        Sentence::new(
            format!(
                "页面过于狭长，无法满足{}的图片边长要求（{shortest}–{longest} 像素）。未发送，未计费。请裁剪后重试。",
                name.zh
            ),
            format!(
                "The page is too narrow for {} (sides of {shortest}–{longest} pixels). Nothing was sent or charged. Crop it and try again.",
                name.en
            ),
        ),
    )
}

fn too_large(descriptor: &Descriptor) -> RecognitionError {
    let name = descriptor.name;
    let limit = descriptor.max_bytes.unwrap_or(0) as f64 / 1e6;
    RecognitionError::local(
        ErrorCode::TooLarge,
        format!("the page does not fit into {limit} MB with its print still legible"),
        Sentence::new(
            format!(
                "页面压缩到仍可辨认时还是超过{}的上限（{limit} MB）。未发送，未计费。请换用其他识别服务或重新扫描。",
                name.zh
            ),
            format!(
                "The page stays over the limit of {} ({limit} MB) as long as it is legible. Nothing was sent or charged. Use another provider or scan it again.",
                name.en
            ),
        ),
    )
}
