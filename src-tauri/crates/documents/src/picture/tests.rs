use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Luma, Rgb};

use super::*;

/// Left half red, right half blue, 40 × 20.
fn two_colours() -> DynamicImage {
    let picture = image::RgbImage::from_fn(40, 20, |x, _| {
        Rgb(if x < 20 { [255, 0, 0] } else { [0, 0, 255] })
    });
    DynamicImage::ImageRgb8(picture)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn open(bytes: &[u8]) -> Result<crate::Document, DocumentError> {
    crate::open(bytes.to_vec(), None, &Limits::default())
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = (y * picture.width + x) as usize * 4;
    picture.rgba[at..at + 4].try_into().unwrap()
}

fn is_near(pixel: [u8; 4], wanted: [u8; 3]) -> bool {
    pixel.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 40) && pixel[3] == 255
}

#[test]
fn every_format_is_drawn() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let document = open(&encoded(&two_colours(), format)).unwrap();
        assert_eq!(document.page_count(), 1);
        let size = document.page_size(0).unwrap();
        assert_eq!((size.width, size.height), (30.0, 15.0), "{format:?}");
        let picture = document.draw_page(0, 20).unwrap();
        assert_eq!((picture.width, picture.height), (20, 10), "{format:?}");
        assert!(is_near(pixel(&picture, 2, 5), [255, 0, 0]), "{format:?}");
        assert!(is_near(pixel(&picture, 17, 5), [0, 0, 255]), "{format:?}");
        let content = document.page_content(0).unwrap();
        assert!(content.words.is_empty() && content.picture_share > 0.99);
    }
}

#[test]
fn a_photo_is_turned_as_its_exif_says() {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    // A big-endian EXIF with one entry: orientation 6, to be turned by 90° clockwise.
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder
        .encode(two_colours().as_bytes(), 40, 20, ExtendedColorType::Rgb8)
        .unwrap();
    let document = open(&bytes).unwrap();
    let size = document.page_size(0).unwrap();
    assert_eq!((size.width, size.height), (15.0, 30.0));
    let picture = document.draw_page(0, 40).unwrap();
    assert_eq!((picture.width, picture.height), (20, 40));
    assert!(is_near(pixel(&picture, 10, 5), [255, 0, 0]), "red on top");
    assert!(is_near(pixel(&picture, 10, 35), [0, 0, 255]));
}

#[test]
fn transparent_is_white_and_sixteen_bits_are_read() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0])));
    let picture = open(&encoded(&clear, ImageFormat::Png))
        .unwrap()
        .draw_page(0, 4)
        .unwrap();
    assert_eq!(pixel(&picture, 1, 1), [255; 4]);
    let deep = image::ImageBuffer::from_pixel(4, 4, Luma([0x8000_u16]));
    let deep = DynamicImage::ImageLuma16(deep);
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let picture = open(&encoded(&deep, format))
            .unwrap()
            .draw_page(0, 4)
            .unwrap();
        assert!(is_near(pixel(&picture, 1, 1), [128; 3]), "{format:?}");
    }
}

/// Two TIFFs as the pages of one: the second's places are moved behind the first.
fn two_pages() -> Vec<u8> {
    let (first, second) = (uncompressed(10, 6, 200), uncompressed(8, 12, 50));
    let mut both = first.clone();
    let shift = u32::try_from(first.len()).unwrap();
    both.extend_from_slice(&second);
    let directory = shift + 8;
    // The second directory: its strip's place.
    let strip = directory as usize + 2 + 5 * 12 + 8;
    both[strip..strip + 4].copy_from_slice(&(shift + 8 + 2 + 9 * 12 + 4).to_le_bytes());
    // The first directory's link to the next.
    let link = 8 + 2 + 9 * 12;
    both[link..link + 4].copy_from_slice(&directory.to_le_bytes());
    both
}

/// A grey TIFF without compression: header, directory of nine entries, pixels.
fn uncompressed(width: u16, height: u16, grey: u8) -> Vec<u8> {
    let pixels = u32::from(width) * u32::from(height);
    let data = 8 + 2 + 9 * 12 + 4;
    let entries: [(u16, u16, u32); 9] = [
        (256, 3, width.into()),
        (257, 3, height.into()),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, data),
        (277, 3, 1),
        (278, 3, height.into()),
        (279, 4, pixels),
    ];
    let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, kind, value) in entries {
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&kind.to_le_bytes());
        bytes.extend_from_slice(&1_u32.to_le_bytes());
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend(std::iter::repeat_n(grey, pixels as usize));
    bytes
}

#[test]
fn a_tiff_of_two_pages_has_both() {
    let document = open(&two_pages()).unwrap();
    assert_eq!(document.page_count(), 2);
    // Backwards, since each drawing moves the header's pointer.
    let second = document.draw_page(1, 100).unwrap();
    assert_eq!((second.width, second.height), (8, 12));
    assert_eq!(pixel(&second, 3, 3), [50, 50, 50, 255]);
    let first = document.draw_page(0, 100).unwrap();
    assert_eq!((first.width, first.height), (10, 6));
    assert_eq!(pixel(&first, 3, 3), [200, 200, 200, 255]);
}

#[test]
fn a_tiff_whose_pages_form_a_ring_is_damaged() {
    let mut bytes = two_pages();
    let link = bytes.len() - 8 * 12 - 4;
    bytes[link..link + 4].copy_from_slice(&8_u32.to_le_bytes());
    assert!(matches!(open(&bytes), Err(DocumentError::Damaged(_))));
}

#[test]
fn too_many_pixels_are_refused_by_the_header() {
    // A PNG that claims 50,000 × 50,000 pixels and holds none.
    let mut bytes = encoded(&two_colours(), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let header = &bytes[12..29].to_vec();
    let mut check = flate2::Crc::new();
    check.update(header);
    bytes[29..33].copy_from_slice(&check.sum().to_be_bytes());
    assert!(matches!(open(&bytes), Err(DocumentError::TooLarge(_))));
}

#[test]
fn cut_off_pictures_are_damaged() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::Tiff,
    ] {
        let whole = encoded(&two_colours(), format);
        for length in [whole.len() / 3, whole.len() * 2 / 3] {
            let drawn = open(&whole[..length]).and_then(|document| document.draw_page(0, 40));
            assert!(
                matches!(drawn, Err(DocumentError::Damaged(_))),
                "{format:?} of {length} bytes: {:?}",
                drawn.map(|p| p.width)
            );
        }
    }
}

#[test]
fn a_photo_of_a_phone_is_drawn() {
    let bytes = include_bytes!("fixtures/gradient.heic");
    let document = open(bytes).unwrap();
    assert_eq!(document.format(), Format::Heic);
    let picture = document.draw_page(0, 1000).unwrap();
    assert_eq!((picture.width, picture.height), (96, 64));
    assert!(
        is_near(pixel(&picture, 48, 1), [250, 0, 5]),
        "red at the top"
    );
    assert!(
        is_near(pixel(&picture, 48, 62), [5, 0, 250]),
        "blue at the bottom"
    );
    let limits = Limits {
        max_pixels: 96 * 64 - 1,
        ..Limits::default()
    };
    let refused = crate::open(bytes.to_vec(), None, &limits).map(|d| d.page_count());
    assert!(
        matches!(refused, Err(DocumentError::TooLarge(_))),
        "{refused:?}"
    );
    for length in (12..bytes.len()).step_by(7) {
        let drawn = open(&bytes[..length]).and_then(|document| document.draw_page(0, 40));
        assert!(drawn.is_err(), "{length} of {} bytes", bytes.len());
    }
}
