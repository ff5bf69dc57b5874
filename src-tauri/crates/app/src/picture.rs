use documents::Picture;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbaImage, imageops};

use crate::view::Problem;

/// A part of a drawn page (left, top, right, bottom as fractions), turned by quarters clockwise.
pub(crate) fn cut(picture: Picture, part: [f64; 4], quarter_turns: u8) -> Option<Picture> {
    let (width, height) = (picture.width, picture.height);
    let whole = RgbaImage::from_raw(width, height, picture.rgba)?;
    let at = |fraction: f64, side: u32| (fraction * f64::from(side)).round().max(0.0) as u32;
    let [left, top, right, bottom] = part;
    let (x, y) = (at(left, width), at(top, height));
    let wide = at(right, width).saturating_sub(x).max(1);
    let tall = at(bottom, height).saturating_sub(y).max(1);
    let cut = imageops::crop_imm(&whole, x, y, wide, tall).to_image();
    let turned = match quarter_turns % 4 {
        1 => imageops::rotate90(&cut),
        2 => imageops::rotate180(&cut),
        3 => imageops::rotate270(&cut),
        _ => cut,
    };
    Some(Picture {
        width: turned.width(),
        height: turned.height(),
        rgba: turned.into_raw(),
    })
}

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
