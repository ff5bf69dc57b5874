//! Scans and photos.

use std::io::Cursor;

use image::{ImageBuffer, ImageFormat, Rgb};

use super::snapshot::assert_drawn_as;

#[test]
fn a_jpeg_is_turned_as_exif_says() {
    let bytes = include_bytes!("files/turned.jpg").to_vec();
    assert_drawn_as("picture_turned_by_exif", bytes, 0, 120);
}

#[test]
fn a_jpeg_in_cmyk_has_its_colours() {
    let bytes = include_bytes!("files/cmyk.jpg").to_vec();
    assert_drawn_as("picture_cmyk_jpeg", bytes, 0, 120);
}

#[test]
fn the_second_page_of_a_tiff() {
    let bytes = include_bytes!("files/pages.tif").to_vec();
    assert_drawn_as("picture_tiff_second_page", bytes, 1, 120);
}

#[test]
fn a_png_of_16_bits_keeps_its_tones() {
    let picture = ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(128, 64, |x, y| {
        Rgb([x as u16 * 512, y as u16 * 1024, 65_535 - x as u16 * 256])
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    assert_drawn_as("picture_16_bit_png", png.into_inner(), 0, 128);
}
