//! Drawing, comparing, keeping what differs.

use std::path::{Path, PathBuf};

use documents::Limits;
use image::{Rgb, RgbImage};

/// A channel that differs by less is the same: antialiasing is rounded differently by different
/// processors.
const SAME: u8 = 40;
/// So few pixels may differ by more. A lost character has more.
const FEW: usize = 12;

/// Where the references are.
pub(super) fn references() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawn_pages/references")
}

/// Whether references are made or changed in this run.
pub(super) fn accepting() -> bool {
    std::env::var_os("FAPIAO_ACCEPT_SNAPSHOTS").is_some_and(|value| value == "1")
}

/// Draws a page of a document (from 0), its longer side so many pixels, and compares it with the
/// reference of this name.
#[track_caller]
pub(super) fn assert_drawn_as(name: &str, bytes: Vec<u8>, page: usize, long_side: u32) {
    assert!(super::NAMES.contains(&name), "{name} is not in the list");
    documents::ignore_installed_fonts();
    let document = documents::open(bytes, None, &Limits::default()).unwrap();
    let drawn = document.draw_page(page, long_side).unwrap();
    let rgb = drawn
        .rgba
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let drawn = RgbImage::from_raw(drawn.width, drawn.height, rgb).unwrap();
    if let Err(why) = compare(name, &drawn) {
        panic!("{why}");
    }
}

fn compare(name: &str, drawn: &RgbImage) -> Result<(), String> {
    let reference = references().join(format!("{name}.png"));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let out = workspace.join("out/snapshots");
    let kept = |what: &str| out.join(format!("{name}.{what}.png"));
    let known = image::open(&reference)
        .ok()
        .map(image::DynamicImage::into_rgb8);
    let difference = known.as_ref().map(|known| difference(known, drawn));
    if let Some((0..=FEW, _)) = difference {
        for what in ["drawn", "difference"] {
            let _ = std::fs::remove_file(kept(what));
        }
        return Ok(());
    }
    if accepting() {
        std::fs::create_dir_all(references()).unwrap();
        drawn.save(&reference).unwrap();
        println!("{name}: the reference is what was drawn now");
        return Ok(());
    }
    std::fs::create_dir_all(&out).unwrap();
    drawn.save(kept("drawn")).unwrap();
    let Some((pixels, picture)) = difference else {
        return Err(format!(
            "{name} has no reference yet. Look at {}, then accept it with `make snapshots`.",
            kept("drawn").display()
        ));
    };
    picture.save(kept("difference")).unwrap();
    Err(format!(
        "{name}: {pixels} pixels differ from the reference. Look at {} (red) and {}; if the new page is \
         right, accept it with `make snapshots`.",
        kept("difference").display(),
        kept("drawn").display()
    ))
}

/// How many pixels differ, and a picture of where: red on the pale reference. Pages of different
/// sizes differ everywhere that only one covers.
fn difference(known: &RgbImage, drawn: &RgbImage) -> (usize, RgbImage) {
    let (width, height) = (
        known.width().max(drawn.width()),
        known.height().max(drawn.height()),
    );
    let mut pixels = 0;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (a, b) = (known.get_pixel_checked(x, y), drawn.get_pixel_checked(x, y));
        let same = match (a, b) {
            (Some(a), Some(b)) => a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < SAME),
            _ => false,
        };
        if same {
            a.map_or(Rgb([255; 3]), |a| Rgb(a.0.map(|channel| 170 + channel / 3)))
        } else {
            pixels += 1;
            Rgb([220, 0, 0])
        }
    });
    (pixels, picture)
}

#[test]
fn a_lost_character_is_a_difference_and_rounding_is_none() {
    let known = RgbImage::from_pixel(100, 100, Rgb([250; 3]));
    let mut drawn = known.clone();
    for pixel in drawn.pixels_mut() {
        pixel.0[1] -= 8;
    }
    assert_eq!(difference(&known, &drawn).0, 0);
    for x in 0..5 {
        for y in 0..5 {
            drawn.put_pixel(x, y, Rgb([20; 3]));
        }
    }
    assert!(difference(&known, &drawn).0 > FEW);
    let cut = image::imageops::crop_imm(&known, 0, 0, 100, 99).to_image();
    assert!(difference(&known, &cut).0 > FEW, "a row is missing");
}
