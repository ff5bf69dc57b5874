use std::io::Cursor;

use hayro_jbig2::{DecodeSettings, Decoder};
use tiny_skia::{IntSize, Pixmap};

/// Decodes a picture of the document (PNG, JPEG, BMP, TIFF, GIF, JBIG2), by its content and, for
/// bare JBIG2, which has no mark, by what `format` says. `None` where it cannot be read or has
/// more than `max_pixels`.
pub(super) fn decode(bytes: &[u8], format: &str, max_pixels: u64) -> Option<Pixmap> {
    let says_jbig2 = format.contains("BIG2") || format.contains("JB2");
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The segments of a JBIG2 page that is black all over.
    fn black_page(width: u32, height: u32) -> Vec<u8> {
        const DEFAULT_BLACK: u8 = 0x04;
        let mut page = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
        page.extend(width.to_be_bytes());
        page.extend(height.to_be_bytes());
        page.extend([0; 8]);
        page.extend([DEFAULT_BLACK, 0, 0]);
        page.extend([0, 0, 0, 1, 49, 0, 1, 0, 0, 0, 0]);
        page
    }

    #[test]
    fn jbig2_is_read_as_a_file_and_as_bare_segments() {
        let bare = black_page(13, 5);
        let mut file = b"\x97JB2\r\n\x1a\n\x01\x00\x00\x00\x01".to_vec();
        file.extend(&bare);
        file.extend([0, 0, 0, 2, 51, 0, 0, 0, 0, 0, 0]);
        for (bytes, format) in [(&file, "PNG"), (&bare, "GBIG2 JB2")] {
            let picture = decode(bytes, format, 1_000).unwrap();
            assert_eq!((picture.width(), picture.height()), (13, 5));
            assert!(
                picture.data().chunks_exact(4).all(|p| p == [0, 0, 0, 255]),
                "{format}"
            );
        }
        assert!(
            decode(&black_page(60_000, 60_000), "JB2", 1_000_000).is_none(),
            "too many pixels"
        );
        assert!(
            decode(&bare, "PNG", 1_000).is_none(),
            "nothing says what it is"
        );
    }

    #[test]
    fn brightness_of_the_mask_is_the_opacity() {
        let picture = premultiplied([200, 100, 0, 255].repeat(2), 2, 1).unwrap();
        let mask = premultiplied([255, 255, 255, 255, 0, 0, 0, 255].to_vec(), 2, 1).unwrap();
        let masked = masked(picture, &mask).unwrap();
        assert_eq!(masked.data(), [200, 100, 0, 255, 0, 0, 0, 0]);
    }

    #[test]
    fn pictures_over_the_limit_and_broken_ones_are_left_out() {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::new(20, 20)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let png = png.into_inner();
        assert!(decode(&png, "", 400).is_some());
        assert!(decode(&png, "", 399).is_none());
        assert!(decode(&png[..40], "", 400).is_none());
        assert!(decode(b"", "", 400).is_none());
    }
}
