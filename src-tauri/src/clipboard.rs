//! What lies on the clipboard: files copied in a file window, or a picture. Read here and only when
//! the user pastes; the page gets no paths and no bytes of it.

use std::io::Cursor;
use std::path::PathBuf;

use arboard::Clipboard;
use image::{DynamicImage, ImageFormat, RgbaImage};

/// What can be taken in.
pub(crate) enum Clipped {
    Files(Vec<PathBuf>),
    /// As PNG.
    Picture(Vec<u8>),
    Nothing,
}

/// A picture of more pixels is no invoice.
const MOST_PIXELS: usize = 100_000_000;

/// Files go before a picture: a file window often puts its icon there too.
pub(crate) async fn take() -> Clipped {
    let taken = tauri::async_runtime::spawn_blocking(|| {
        let mut clipboard = Clipboard::new().ok()?;
        if let Ok(files) = clipboard.get().file_list()
            && !files.is_empty()
        {
            return Some(Clipped::Files(files));
        }
        let picture = clipboard.get_image().ok()?;
        if picture.width.saturating_mul(picture.height) > MOST_PIXELS {
            return None;
        }
        let (width, height) = (
            picture.width.try_into().ok()?,
            picture.height.try_into().ok()?,
        );
        let pixels = RgbaImage::from_raw(width, height, picture.bytes.into_owned())?;
        let mut png = Cursor::new(Vec::new());
        DynamicImage::from(pixels)
            .into_rgb8()
            .write_to(&mut png, ImageFormat::Png)
            .ok()?;
        Some(Clipped::Picture(png.into_inner()))
    });
    taken.await.ok().flatten().unwrap_or(Clipped::Nothing)
}
