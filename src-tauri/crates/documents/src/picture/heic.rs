//! HEIC, the photos of phones, by `heic-rs`. Turning is part of the file and done by the decoder.

use heic_rs::{DecodeOptions, Error};
use image::{DynamicImage, RgbImage};

use crate::{DocumentError, Limits};

/// Width and height as shown.
pub(super) fn size(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), DocumentError> {
    let info = heic_rs::probe(bytes).map_err(|error| fault(&error))?;
    let (width, height) = (info.width, info.height);
    for (width, height) in [(width, height), (info.coded_width, info.coded_height)] {
        if u64::from(width) * u64::from(height) > limits.max_pixels {
            return Err(DocumentError::TooLarge(format!(
                "{width} × {height} pixels"
            )));
        }
    }
    if width == 0 || height == 0 {
        return Err(DocumentError::Damaged("the HEIC is empty".to_owned()));
    }
    Ok((width, height))
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<DynamicImage, DocumentError> {
    let options = DecodeOptions {
        max_pixels: Some(limits.max_pixels),
        threads: Some(1),
        ..DecodeOptions::default()
    };
    let decoded = heic_rs::decode(bytes, &options).map_err(|error| fault(&error))?;
    RgbImage::from_raw(decoded.width, decoded.height, decoded.data)
        .map(DynamicImage::from)
        .ok_or_else(|| DocumentError::Damaged("the HEIC".to_owned()))
}

fn fault(error: &Error) -> DocumentError {
    match error {
        Error::PixelLimit { .. } => DocumentError::TooLarge("the HEIC".to_owned()),
        Error::Unsupported { .. } => DocumentError::Unsupported(
            "HEIC of a rare kind: choose 设置 → 相机 → 格式 → 兼容性最佳 on the phone, or send it as JPEG"
                .to_owned(),
        ),
        error => DocumentError::Damaged(format!("the HEIC: {error}")),
    }
}
