use documents::Picture;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::view::Problem;

/// A drawn page as PNG. Fast compression: it crosses from one process of this machine to another.
pub(crate) fn encode(picture: &Picture) -> Result<Vec<u8>, Problem> {
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
        .write_image(
            &picture.rgba,
            picture.width,
            picture.height,
            ExtendedColorType::Rgba8,
        )
        .map_err(|error| {
            Problem::local(
                "picture",
                format!("无法生成页面图像（{error}）。"),
                format!("The picture of the page cannot be made ({error})."),
            )
        })?;
    Ok(png)
}
