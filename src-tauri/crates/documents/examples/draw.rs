//! Draws a page of a document: `cargo run -p documents --example draw -- FILE OUT.png [PAGE [DPI]]`.

#![allow(missing_docs)]

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, out, rest @ ..] = arguments.as_slice() else {
        return Err("usage: draw FILE OUT.png [PAGE [DPI]]".into());
    };
    let number =
        |index: usize, default: u32| rest.get(index).map_or(Ok(default), |text| text.parse());
    let (page, dpi) = (number(0, 1)?.max(1) as usize - 1, number(1, 150)?);
    let begin = Instant::now();
    let document = documents::open(std::fs::read(path)?, None, &documents::Limits::default())?;
    let opened = begin.elapsed();
    let size = document.page_size(page)?;
    let long_side = size.width.max(size.height) * f64::from(dpi) / 72.0;
    let begin = Instant::now();
    let picture = document.draw_page(page, long_side.round() as u32)?;
    let first = begin.elapsed();
    let begin = Instant::now();
    document.draw_page(page, long_side.round() as u32)?;
    println!(
        "{} × {} pixels; opened in {opened:?}, drawn in {first:?}, again in {:?}",
        picture.width,
        picture.height,
        begin.elapsed()
    );
    image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba)
        .ok_or("a picture of another size than it says")?
        .save(out)?;
    Ok(())
}
