//! Codes found in a page in shades of grey.

use documents::Picture;
use image::{GrayImage, imageops};
use invoice::{QrContent, Region};
use rxing::common::HybridBinarizer;
use rxing::multi::{MultipleBarcodeReader, qrcode::QRCodeMultiReader};
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult};

use super::plane::Plane;

/// A part made larger and sharper before it is looked at again.
#[derive(Clone, Copy)]
pub(super) struct Treatment {
    /// So many times as wide and high; 1 leaves it as it is.
    pub(super) times: usize,
    /// How far around a pixel the sharpening looks, in pixels of the first try.
    pub(super) reach: usize,
    /// How far a value is moved away from the mean around it, in differences.
    pub(super) strength: i32,
}

/// Left, top, width and height in pixels.
pub(super) type Part = (u32, u32, u32, u32);

/// A page in shades of grey.
pub(crate) struct Shades(GrayImage);

impl Shades {
    /// `None` for a picture without pixels.
    pub(crate) fn of(picture: &Picture) -> Option<Self> {
        let luma = luma(picture);
        GrayImage::from_raw(picture.width, picture.height, luma).map(Self)
    }

    /// Made smaller, if its longer side has more pixels than this.
    pub(super) fn no_larger_than(self, side: u32) -> Self {
        let (width, height) = self.0.dimensions();
        if width.max(height) <= side {
            return self;
        }
        let scale = f64::from(side) / f64::from(width.max(height));
        let scaled = |extent: u32| ((f64::from(extent) * scale).round() as u32).max(1);
        let (width, height) = (scaled(width), scaled(height));
        let filter = imageops::FilterType::Triangle;
        Self(imageops::resize(&self.0, width, height, filter))
    }

    pub(super) fn whole(&self) -> Part {
        (0, 0, self.0.width(), self.0.height())
    }

    /// Invoices print it at the top left; a small picture is searched in a fraction of the time.
    pub(super) fn corner(&self) -> Part {
        (0, 0, self.0.width() / 3, self.0.height() / 2)
    }

    /// The codes of invoices in a part.
    pub(super) fn find(
        &self,
        part: Part,
        treatment: Treatment,
    ) -> Vec<(QrContent, Option<Region>)> {
        // A picture of any content must not end the reading of its page.
        std::panic::catch_unwind(|| self.detect(part, treatment)).unwrap_or_default()
    }

    fn detect(&self, part: Part, treatment: Treatment) -> Vec<(QrContent, Option<Region>)> {
        let (left, top, width, height) = part;
        let mut plane = Plane {
            width: width as usize,
            values: imageops::crop_imm(&self.0, left, top, width, height)
                .to_image()
                .into_raw(),
        };
        let times = treatment.times;
        if times > 1 {
            plane = plane
                .enlarged(times)
                .sharpened(treatment.reach * times, treatment.strength);
        }
        let (width, height) = (plane.width, plane.values.len() / plane.width.max(1));
        let Ok(source) = Luma8LuminanceSource::new(plane.values, width as u32, height as u32)
        else {
            return Vec::new();
        };
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let hints = DecodeHints {
            TryHarder: Some(true),
            ..DecodeHints::default()
        };
        let results = QRCodeMultiReader::default()
            .decode_multiple_with_hints(&mut bitmap, &hints)
            .unwrap_or_default();
        results
            .iter()
            .filter_map(|result| {
                let content = QrContent::parse(result.getText())?;
                Some((content, self.region(result, times, left, top)))
            })
            .collect()
    }

    /// Around the code: the finder patterns' centres, grown by half a pattern on each side.
    fn region(&self, result: &RXingResult, times: usize, left: u32, top: u32) -> Option<Region> {
        let points = result.getPoints();
        let times = times as f32;
        let xs = points.iter().map(|p| p.x / times + left as f32);
        let ys = points.iter().map(|p| p.y / times + top as f32);
        let (x0, x1) = xs.fold((f32::MAX, f32::MIN), |(a, b), x| (a.min(x), b.max(x)));
        let (y0, y1) = ys.fold((f32::MAX, f32::MIN), |(a, b), y| (a.min(y), b.max(y)));
        let grow = (x1 - x0).max(y1 - y0) * 0.12;
        let (width, height) = (self.0.width() as f32, self.0.height() as f32);
        Region::rectangle(
            f64::from((x0 - grow) / width),
            f64::from((y0 - grow) / height),
            f64::from((x1 + grow) / width),
            f64::from((y1 + grow) / height),
        )
    }
}

/// The shades of a picture, row by row.
fn luma(picture: &Picture) -> Vec<u8> {
    picture
        .rgba
        .chunks_exact(4)
        .map(|pixel| match pixel {
            [r, g, b, ..] => ((u32::from(*r) * 2 + u32::from(*g) * 5 + u32::from(*b)) / 8) as u8,
            _ => 255,
        })
        .collect()
}
