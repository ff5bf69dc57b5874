//! Pictures: scans and photos. Only their headers are read when they are opened; the pixels are
//! decoded when a page is drawn, and not kept.

mod heic;
mod jpeg;
mod tiff;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use image::error::{ImageError, LimitErrorKind};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgba, RgbaImage};

use crate::{DocumentError, ExactReading, Format, Limits, PageContent, PageSize, Picture};

/// Pixels of an inch where a page's size in points is wanted. What the files say themselves is
/// as often wrong as right, and nothing depends on it.
const DPI: f64 = 96.0;

/// An opened picture, or several in one TIFF.
pub(crate) struct PictureDocument {
    format: Format,
    /// Behind a lock, as the place of a TIFF's page is written into its header for decoding.
    bytes: Mutex<Vec<u8>>,
    pages: Vec<Page>,
    limits: Limits,
}

struct Page {
    /// Pixels as shown, after turning.
    width: u32,
    height: u32,
    /// Where a TIFF describes it.
    directory: Option<u64>,
}

impl PictureDocument {
    pub(crate) fn open(
        mut bytes: Vec<u8>,
        format: Format,
        limits: &Limits,
    ) -> Result<Self, DocumentError> {
        if format == Format::Jpeg && !jpeg::is_whole(&bytes) {
            return Err(DocumentError::Damaged("the JPEG is cut off".to_owned()));
        }
        let directories = if format == Format::Tiff {
            tiff::directories(&bytes, limits)?
        } else {
            Vec::new()
        };
        let places: Vec<Option<u64>> = if directories.is_empty() {
            vec![None]
        } else {
            directories.into_iter().map(Some).collect()
        };
        let mut pages = Vec::with_capacity(places.len());
        for directory in places {
            point_at(&mut bytes, directory);
            let (width, height) = guarded(format, || shown_size(&bytes, format, limits))?;
            pages.push(Page {
                width,
                height,
                directory,
            });
        }
        Ok(Self {
            format,
            bytes: Mutex::new(bytes),
            pages,
            limits: *limits,
        })
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    fn page(&self, page: usize) -> Result<&Page, DocumentError> {
        self.pages
            .get(page)
            .ok_or_else(|| DocumentError::Damaged(format!("no page {}", page + 1)))
    }

    pub(crate) fn page_size(&self, page: usize) -> Result<PageSize, DocumentError> {
        let page = self.page(page)?;
        Ok(PageSize {
            width: f64::from(page.width) * 72.0 / DPI,
            height: f64::from(page.height) * 72.0 / DPI,
        })
    }

    pub(crate) fn page_content(&self, page: usize) -> Result<PageContent, DocumentError> {
        self.page(page)?;
        Ok(PageContent {
            picture_share: 1.0,
            ..PageContent::default()
        })
    }

    /// Never larger than the picture itself.
    pub(crate) fn draw_page(&self, page: usize, long_side: u32) -> Result<Picture, DocumentError> {
        let page = self.page(page)?;
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        point_at(&mut bytes, page.directory);
        guarded(self.format, || {
            draw(&bytes, self.format, long_side, &self.limits)
        })
    }

    #[expect(clippy::unused_self, reason = "every kind of document answers it")]
    pub(crate) fn exact(&self) -> &[ExactReading] {
        &[]
    }
}

fn point_at(bytes: &mut [u8], directory: Option<u64>) {
    if let Some(directory) = directory {
        tiff::point_at(bytes, directory);
    }
}

/// Decoders of many formats: a failure inside one is the file's fault.
fn guarded<T>(
    format: Format,
    work: impl FnOnce() -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(DocumentError::Damaged(format!("the {}", format.name()))))
}

fn decoder<'a>(
    bytes: &'a [u8],
    format: Format,
    limits: &Limits,
) -> Result<impl ImageDecoder + 'a, DocumentError> {
    let known = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Bmp => ImageFormat::Bmp,
        Format::Tiff => ImageFormat::Tiff,
        Format::Webp => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        _ => return Err(DocumentError::Unsupported(format.name().to_owned())),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), known);
    let mut bounds = image::Limits::default();
    // Four bytes a pixel, and what the decoder needs beside.
    bounds.max_alloc = Some(limits.max_pixels.saturating_mul(4).saturating_add(64 << 20));
    reader.limits(bounds);
    let decoder = reader
        .into_decoder()
        .map_err(|error| fault(format, &error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(DocumentError::TooLarge(format!(
            "{width} × {height} pixels"
        )));
    }
    if width == 0 || height == 0 {
        return Err(DocumentError::Damaged(format!(
            "the {} is empty",
            format.name()
        )));
    }
    Ok(decoder)
}

fn fault(format: Format, error: &ImageError) -> DocumentError {
    let name = format.name();
    match error {
        ImageError::Limits(limit)
            if matches!(
                limit.kind(),
                LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory
            ) =>
        {
            DocumentError::TooLarge(format!("the {name}"))
        }
        ImageError::Unsupported(_) => {
            DocumentError::Unsupported(format!("{name} of a rare kind: save it as PNG or JPEG"))
        }
        _ => DocumentError::Damaged(format!("the {name}: {error}")),
    }
}

/// Width and height as shown.
fn shown_size(bytes: &[u8], format: Format, limits: &Limits) -> Result<(u32, u32), DocumentError> {
    if format == Format::Heic {
        return heic::size(bytes, limits);
    }
    let mut decoder = decoder(bytes, format, limits)?;
    let (width, height) = decoder.dimensions();
    Ok(if turns(orientation(&mut decoder)) {
        (height, width)
    } else {
        (width, height)
    })
}

/// A broken EXIF is no reason to refuse the picture.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

const fn turns(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn draw(
    bytes: &[u8],
    format: Format,
    long_side: u32,
    limits: &Limits,
) -> Result<Picture, DocumentError> {
    if format == Format::Heic {
        let whole = heic::decode(bytes, limits)?;
        return Ok(on_white(scale(whole, long_side).into_rgba8()));
    }
    let mut decoder = decoder(bytes, format, limits)?;
    let orientation = orientation(&mut decoder);
    let whole = DynamicImage::from_decoder(decoder).map_err(|error| fault(format, &error))?;
    let mut scaled = scale(whole, long_side);
    scaled.apply_orientation(orientation);
    Ok(on_white(scaled.into_rgba8()))
}

/// Scales down so that the longer side has `long_side` pixels.
fn scale(whole: DynamicImage, long_side: u32) -> DynamicImage {
    let (width, height) = (whole.width(), whole.height());
    let long = width.max(height);
    let wished = long_side.max(1);
    if long <= wished {
        return whole;
    }
    let side = |pixels: u32, wished: u32| {
        let exact = f64::from(pixels) * f64::from(wished) / f64::from(long);
        (exact.round() as u32).max(1)
    };
    // Averaging down to twice the size first costs a fraction of the time and memory.
    let near = if long > wished.saturating_mul(3) {
        let near = whole.thumbnail_exact(side(width, wished * 2), side(height, wished * 2));
        // A scan of 100 megapixels is 300 MB, and the next step needs as much again.
        drop(whole);
        near
    } else {
        whole
    };
    near.resize_exact(
        side(width, wished),
        side(height, wished),
        FilterType::Triangle,
    )
}

/// Paper is white where a picture is transparent.
fn on_white(mut picture: RgbaImage) -> Picture {
    for Rgba([red, green, blue, alpha]) in picture.pixels_mut() {
        if *alpha < u8::MAX {
            let opaque = u16::from(*alpha);
            for channel in [red, green, blue] {
                let mixed = u16::from(*channel) * opaque + 255 * (255 - opaque);
                *channel = (mixed / 255) as u8;
            }
            *alpha = u8::MAX;
        }
    }
    Picture {
        width: picture.width(),
        height: picture.height(),
        rgba: picture.into_raw(),
    }
}

#[cfg(test)]
mod tests;
