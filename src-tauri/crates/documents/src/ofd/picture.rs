use std::io::Cursor;

use hayro_jbig2::{DecodeSettings, Decoder};
use tiny_skia::{IntSize, Pixmap};

/// Decodes a picture of the document (PNG, JPEG, BMP, TIFF, GIF, JBIG2). `None` where it cannot be
/// read or has more than `max_pixels`.
pub(super) fn decode(bytes: &[u8], format: &str, name: &str, max_pixels: u64) -> Option<Pixmap> {
    let name = name.to_lowercase();
    let says_jbig2 = format.contains("BIG2")
        || format.contains("JB2")
        || name.ends_with(".jb2")
        || name.ends_with(".jbig2");
    if bytes.starts_with(b"\x97JB2\r\n\x1a\n") || says_jbig2 && image::guess_format(bytes).is_err()
    {
        return jbig2(bytes, max_pixels);
    }
    let reader = || {
        image::ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .ok()
    };
    let (width, height) = reader()?.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > max_pixels {
        return None;
    }
    let image = reader()?.decode().ok()?.into_rgba8();
    premultiplied(image.into_raw(), width, height)
}

/// With the brightness of `mask` as its opacity.
pub(super) fn masked(picture: Pixmap, mask: &Pixmap) -> Option<Pixmap> {
    let (width, height) = (picture.width(), picture.height());
    let mask = image::RgbaImage::from_raw(mask.width(), mask.height(), mask.data().to_vec())?;
    let mask = image::imageops::resize(&mask, width, height, image::imageops::FilterType::Triangle);
    let mut plain = picture.take_demultiplied();
    for (pixel, mask) in plain.chunks_exact_mut(4).zip(mask.pixels()) {
        if let [.., alpha] = pixel {
            let [r, g, b, _] = mask.0.map(u32::from);
            let bright = (r * 299 + g * 587 + b * 114) / 1000;
            *alpha = (u32::from(*alpha) * bright / 255) as u8;
        }
    }
    premultiplied(plain, width, height)
}

fn premultiplied(mut rgba: Vec<u8>, width: u32, height: u32) -> Option<Pixmap> {
    for pixel in rgba.chunks_exact_mut(4) {
        if let [r, g, b, alpha] = pixel
            && *alpha != 255
        {
            for channel in [r, g, b] {
                *channel = ((u32::from(*channel) * u32::from(*alpha) + 127) / 255) as u8;
            }
        }
    }
    Pixmap::from_vec(rgba, IntSize::from_wh(width, height)?)
}

/// A JBIG2 file, or the bare segments of one.
fn jbig2(bytes: &[u8], max_pixels: u64) -> Option<Pixmap> {
    let settings = DecodeSettings::default();
    if let Ok(file) = hayro_jbig2::File::new(bytes, &settings) {
        return jbig2_page(&file.page(0)?, max_pixels);
    }
    jbig2_page(
        &hayro_jbig2::Page::new_embedded(bytes, None, &settings).ok()?,
        max_pixels,
    )
}

fn jbig2_page(page: &hayro_jbig2::Page<'_>, max_pixels: u64) -> Option<Pixmap> {
    let (width, height) = (page.width(), page.height());
    if u64::from(width) * u64::from(height) > max_pixels {
        return None;
    }
    let mut rows = Rows {
        rgba: Vec::new(),
        width: width as usize,
        column: 0,
    };
    page.decode(&mut rows).ok()?;
    rows.rgba.resize(width as usize * height as usize * 4, 255);
    Pixmap::from_vec(rows.rgba, IntSize::from_wh(width, height)?)
}

/// Takes in the pixels of a JBIG2 page, row by row.
struct Rows {
    rgba: Vec<u8>,
    width: usize,
    column: usize,
}

impl Decoder for Rows {
    fn push_pixel(&mut self, black: bool) {
        // Rows may be sent padded to whole bytes.
        if self.column < self.width {
            let level = if black { 0 } else { 255 };
            self.rgba.extend([level, level, level, 255]);
            self.column += 1;
        }
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        for _ in 0..chunk_count as usize * 8 {
            if self.column >= self.width {
                break;
            }
            self.push_pixel(black);
        }
    }

    fn next_line(&mut self) {
        self.column = 0;
    }
}
