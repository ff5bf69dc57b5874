//! Pictures that are no invoices, and scans in files. The same on every machine.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{ImageFormat, Rgb, RgbImage};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

const PAPER: Rgb<u8> = Rgb([251, 251, 248]);

/// Numbers that look like chance.
struct Dice(u32);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % end.max(1)
    }

    fn between(&mut self, least: i32, end: i32) -> i32 {
        least + i32::try_from(self.below(end.abs_diff(least))).unwrap()
    }
}

/// A sheet without anything on it.
pub fn blank(width: u32, height: u32) -> RgbImage {
    RgbImage::from_pixel(width, height, PAPER)
}

/// What a photo of a cat has of a cat: fur, round shapes, the noise of a camera.
pub fn cat(width: u32, height: u32) -> RgbImage {
    let mut dice = Dice(7);
    let mut picture = RgbImage::from_pixel(width, height, Rgb([96, 84, 70]));
    for _ in 0..30 {
        let radius = dice.between(20, 160);
        let shade = u8::try_from(dice.between(40, 220)).unwrap();
        let (x, y) = (dice.below(width), dice.below(height));
        disc(
            &mut picture,
            (x, y),
            radius,
            Rgb([shade, shade / 4 * 3, shade / 2]),
        );
    }
    for _ in 0..6_000 {
        let (x, y) = (dice.below(width), dice.below(height));
        let (dx, dy) = (dice.between(-9, 9), dice.between(4, 22));
        let shade = u8::try_from(dice.between(30, 230)).unwrap();
        stroke(
            &mut picture,
            (x, y),
            (dx, dy),
            1,
            Rgb([shade, shade / 4 * 3, shade / 2]),
        );
    }
    for pixel in picture.pixels_mut() {
        let noise = dice.between(-12, 12);
        for channel in &mut pixel.0 {
            *channel = u8::try_from((i32::from(*channel) + noise).clamp(0, 255)).unwrap();
        }
    }
    picture
}

/// Rows of something written by hand that nobody can read.
pub fn scribbles(width: u32, height: u32) -> RgbImage {
    let mut dice = Dice(3);
    let mut picture = blank(width, height);
    for row in (100..height.saturating_sub(60)).step_by(90) {
        let mut x = 80;
        while x + 120 < width {
            for _ in 0..dice.between(5, 18) {
                let (dx, dy) = (dice.between(-3, 14), dice.between(-26, 26));
                stroke(&mut picture, (x, row), (dx, dy), 2, Rgb([28, 36, 96]));
                x = x.saturating_add_signed(dx);
            }
            x += 30;
        }
    }
    picture
}

fn stroke(picture: &mut RgbImage, from: (u32, u32), by: (i32, i32), radius: i32, ink: Rgb<u8>) {
    let steps = by.0.abs().max(by.1.abs()).max(1);
    for step in 0..=steps {
        let x = from.0.saturating_add_signed(by.0 * step / steps);
        let y = from.1.saturating_add_signed(by.1 * step / steps);
        disc(picture, (x, y), radius, ink);
    }
}

fn disc(picture: &mut RgbImage, (x, y): (u32, u32), radius: i32, ink: Rgb<u8>) {
    for dy in -radius..=radius {
        for dx in -radius..=radius {
            if dx * dx + dy * dy > radius * radius {
                continue;
            }
            let (x, y) = (x.checked_add_signed(dx), y.checked_add_signed(dy));
            if let (Some(x), Some(y)) = (x, y)
                && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
            {
                *pixel = ink;
            }
        }
    }
}

/// As a file.
pub fn encode(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A white PNG that says that it is of this size and holds so many rows.
pub fn large_png(width: u32, height: u32, rows: u32) -> Vec<u8> {
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Each row begins with how it is packed: not at all.
    let mut row = vec![0xFF; width as usize * 3 + 1];
    row[0] = 0;
    for _ in 0..rows {
        pixels.write_all(&row).unwrap();
    }
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // 8 bits, red, green and blue.
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", header),
        (b"IDAT", pixels.finish().unwrap()),
        (b"IEND", Vec::new()),
    ] {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(&data);
        file.extend(kind);
        file.extend(data);
        file.extend(sum.sum().to_be_bytes());
    }
    file
}

/// A grey JPEG of any size, at no cost: each block of 8 × 8 pixels takes two bits.
pub fn large_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8];
    let mut segment = |mark: u8, data: &[u8]| {
        file.extend([0xFF, mark]);
        file.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        file.extend(data);
    };
    segment(0xDB, &[&[0][..], &[1; 64]].concat());
    let ([w0, w1], [h0, h1]) = (width.to_be_bytes(), height.to_be_bytes());
    segment(0xC0, &[8, h0, h1, w0, w1, 1, 1, 0x11, 0]);
    // One code of one bit in either table: no difference, and the end of a block.
    let lengths = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    segment(0xC4, &[&[0x00][..], &lengths, &[0]].concat());
    segment(0xC4, &[&[0x10][..], &lengths, &[0]].concat());
    segment(0xDA, &[1, 1, 0, 0, 63, 0]);
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    file.extend(std::iter::repeat_n(0, (blocks * 2).div_ceil(8)));
    file.extend([0xFF, 0xD9]);
    file
}

/// A file as a scanner makes it: each page is one picture, of this many points.
pub fn scanned_pdf(pages: &[&RgbImage], points: (f32, f32)) -> Vec<u8> {
    let mut numbers = (1..).map(Ref::new);
    let mut number = || numbers.next().unwrap();
    let (catalog, tree) = (number(), number());
    let leaves: Vec<(Ref, Ref, Ref, &RgbImage)> = pages
        .iter()
        .map(|picture| (number(), number(), number(), *picture))
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let count = i32::try_from(leaves.len()).unwrap();
    pdf.pages(tree)
        .kids(leaves.iter().map(|(leaf, ..)| *leaf))
        .count(count);
    for (leaf, contents, scan, picture) in leaves {
        let mut page = pdf.page(leaf);
        page.parent(tree)
            .contents(contents)
            .media_box(Rect::new(0.0, 0.0, points.0, points.1));
        page.resources().x_objects().pair(Name(b"Scan"), scan);
        page.finish();
        let mut drawing = Content::new();
        drawing
            .transform([points.0, 0.0, 0.0, points.1, 0.0, 0.0])
            .x_object(Name(b"Scan"));
        pdf.stream(contents, &drawing.finish());
        let jpeg = encode(picture, ImageFormat::Jpeg);
        let mut image = pdf.image_xobject(scan, &jpeg);
        image.filter(Filter::DctDecode);
        image.width(i32::try_from(picture.width()).unwrap());
        image.height(i32::try_from(picture.height()).unwrap());
        image.color_space().device_rgb();
        image.bits_per_component(8);
        image.finish();
    }
    pdf.finish()
}
