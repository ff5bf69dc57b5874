use std::borrow::Cow;

use encoding_rs::GB18030;

/// The name of an entry: UTF-8 where it is that, else GBK, as Chinese Windows writes it without
/// saying so.
pub(crate) fn decoded(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(name) => name.into(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    }
}

/// Joins a folder and a location. `/x` counts from the root, `..` stops there.
pub(crate) fn resolve(folder: &str, location: &str) -> String {
    let location = location.replace('\\', "/");
    let folder = if location.starts_with('/') {
        ""
    } else {
        folder
    };
    let mut pieces: Vec<&str> = Vec::new();
    for piece in folder.split('/').chain(location.split('/')) {
        match piece {
            "" | "." => {}
            ".." => {
                pieces.pop();
            }
            piece => pieces.push(piece),
        }
    }
    pieces.join("/")
}
