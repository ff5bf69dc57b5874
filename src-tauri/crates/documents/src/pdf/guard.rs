//! What is refused before the reader touches it: data that unfolds without bound, and tables
//! that would be filled in without bound.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_interpret::hayro_syntax::Filter;
use hayro::hayro_interpret::hayro_syntax::object::dict::keys::{CONTENTS, SUBTYPE};
use hayro::hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro::hayro_interpret::hayro_syntax::page::Page;

use crate::{DocumentError, Limits};

/// One byte of deflated data unfolds to no more than so many.
const DEFLATE_RATIO: usize = 1032;

/// Refuses a file with a stream that unfolds to more than the limit. Works on the raw bytes,
/// since opening the file already unfolds its tables.
pub(super) fn check_streams(bytes: &[u8], limits: &Limits) -> Result<(), DocumentError> {
    let mut at = 0;
    while let Some((start, data)) = next_stream(bytes, at) {
        at = start + data.len();
        let dictionary = dictionary_before(bytes, start);
        let packed = count(dictionary, b"/FlateDecode") + count(dictionary, b"/Fl ");
        let worst = match packed {
            0 => continue,
            1 => data.len().saturating_mul(DEFLATE_RATIO),
            // Packed twice: no real program does; the inner size is measured below.
            _ => usize::MAX,
        };
        if worst > limits.max_unfolded && unfolds_beyond(data, packed, limits.max_unfolded) {
            return Err(DocumentError::TooLarge(format!(
                "a stream of the PDF unfolds to more than {} bytes",
                limits.max_unfolded
            )));
        }
    }
    Ok(())
}

/// The next stream's data from `from` on, and where it starts.
fn next_stream(bytes: &[u8], from: usize) -> Option<(usize, &[u8])> {
    let mut at = from;
    loop {
        let found = at + find(bytes.get(at..)?, b"stream")?;
        let after = found + b"stream".len();
        let is_end = found >= 3 && bytes.get(found - 3..found) == Some(b"end");
        let start = match bytes.get(after..) {
            _ if is_end => None,
            Some([b'\r', b'\n', ..]) => Some(after + 2),
            Some([b'\n' | b'\r', ..]) => Some(after + 1),
            _ => None,
        };
        if let Some(start) = start {
            let rest = bytes.get(start..)?;
            let end = find(rest, b"endstream").unwrap_or(rest.len());
            return Some((start, rest.get(..end)?));
        }
        at = after;
    }
}

/// The text between the object's head and its stream.
fn dictionary_before(bytes: &[u8], start: usize) -> &[u8] {
    const LONGEST: usize = 2048;
    let text = bytes
        .get(start.saturating_sub(LONGEST)..start)
        .unwrap_or_default();
    let head = text
        .windows(4)
        .rposition(|window| window == b" obj")
        .unwrap_or(0);
    text.get(head..).unwrap_or_default()
}

fn count(text: &[u8], mark: &[u8]) -> usize {
    text.windows(mark.len())
        .filter(|window| *window == mark)
        .count()
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let first = *mark.first()?;
    let mut at = 0;
    loop {
        // A search for one byte runs many times faster than one over windows.
        at += bytes.get(at..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(mark) {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether deflated data unfolds to more than `limit` bytes. Nothing is kept.
fn unfolds_beyond(data: &[u8], packed: usize, limit: usize) -> bool {
    let zlib: Box<dyn Read> = Box::new(ZlibDecoder::new(data));
    let raw: Box<dyn Read> = Box::new(DeflateDecoder::new(data));
    [zlib, raw].into_iter().any(|reader| {
        let mut reader = reader;
        for _ in 1..packed {
            reader = Box::new(ZlibDecoder::new(reader));
        }
        let mut buffer = vec![0; 1 << 16];
        let mut total = 0_usize;
        loop {
            match reader.read(&mut buffer) {
                Ok(0) | Err(_) => return false,
                Ok(read) => total += read,
            }
            if total > limit {
                return true;
            }
        }
    })
}

/// Refuses a page whose content, or that of a form on it, is corrupt. The reader would show what
/// comes before the fault, with lines missing.
pub(super) fn check_contents(page: &Page<'_>) -> Result<(), DocumentError> {
    let contents: Vec<Stream<'_>> = match page.raw().get::<Object<'_>>(CONTENTS) {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(array)) => array.iter::<Stream<'_>>().collect(),
        _ => Vec::new(),
    };
    let objects = &page.resources().x_objects;
    let forms = objects.keys().filter_map(|name| {
        let stream = objects.get::<Stream<'_>>(&*name)?;
        let subtype = stream.dict().get::<Name<'_>>(SUBTYPE)?;
        (&*subtype == b"Form").then_some(stream)
    });
    if contents
        .into_iter()
        .chain(forms)
        .all(|stream| is_whole(&stream))
    {
        Ok(())
    } else {
        Err(DocumentError::Damaged("the content of a page".to_owned()))
    }
}

/// Whether deflated data reaches its end. A wrong or missing checksum behind it does no harm, and
/// real programs write such.
fn is_whole(stream: &Stream<'_>) -> bool {
    if stream.filters().as_slice() != [Filter::FlateDecode] {
        return true;
    }
    let data = stream.raw_data();
    let reaches_end = |data: &[u8]| {
        let mut buffer = vec![0; 1 << 16];
        let mut inflate = Decompress::new(false);
        loop {
            let before = (inflate.total_in(), inflate.total_out());
            let rest = usize::try_from(before.0)
                .ok()
                .and_then(|read| data.get(read..))
                .unwrap_or_default();
            match inflate.decompress(rest, &mut buffer, FlushDecompress::None) {
                Ok(Status::StreamEnd) => return true,
                Ok(_) if (inflate.total_in(), inflate.total_out()) != before => {}
                Ok(_) | Err(_) => return false,
            }
        }
    };
    // Two bytes of header, which some programs leave out.
    data.is_empty() || data.get(2..).is_some_and(reaches_end) || reaches_end(&data)
}

/// Longest run of character widths that a font may fill with one number.
const MAX_WIDTHS: u64 = 70_000;
/// Deepest and most values looked at.
const MAX_DEPTH: usize = 8;
const MAX_VALUES: usize = 2_000_000;

/// Refuses fonts that ask for tables of billions of widths.
pub(super) fn check_objects(objects: &[Object<'_>]) -> Result<(), DocumentError> {
    let mut budget = MAX_VALUES;
    for object in objects {
        let dict = match object {
            Object::Dict(dict) => dict,
            Object::Stream(stream) => stream.dict(),
            _ => continue,
        };
        if !is_sound(dict, 0, &mut budget) {
            return Err(DocumentError::Damaged(
                "a font of the PDF has endless widths".to_owned(),
            ));
        }
    }
    Ok(())
}

fn is_sound(dict: &Dict<'_>, depth: usize, budget: &mut usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    dict.entries().all(|(name, value)| {
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        let MaybeRef::NotRef(value) = value else {
            return true;
        };
        match value {
            Object::Array(array) if matches!(&*name, b"W" | b"W2") => widths_are_sound(&array),
            Object::Array(array) if &*name == b"DescendantFonts" => array
                .iter::<Dict<'_>>()
                .all(|dict| is_sound(&dict, depth + 1, budget)),
            Object::Dict(dict) => is_sound(&dict, depth + 1, budget),
            _ => true,
        }
    })
}

/// Widths are `first [w w w]` or `first last w`: with large numbers, the latter fill memory.
fn widths_are_sound(array: &Array<'_>) -> bool {
    let mut numbers: Vec<f32> = Vec::new();
    for item in array.raw_iter() {
        match item {
            MaybeRef::NotRef(Object::Number(number)) => numbers.push(number.as_f64() as f32),
            _ => numbers.clear(),
        }
        if let [.., first, last, _] = numbers.as_slice()
            && f64::from(*last) - f64::from(*first) > MAX_WIDTHS as f64
        {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zeros(count: usize) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let block = vec![0; 1 << 20];
        for _ in 0..count >> 20 {
            writer.write_all(&block).unwrap();
        }
        writer.finish().unwrap()
    }

    fn object(filter: &str, data: &[u8]) -> Vec<u8> {
        let mut object = format!(
            "1 0 obj\n<</Filter {filter} /Length {}>>\nstream\n",
            data.len()
        )
        .into_bytes();
        object.extend_from_slice(data);
        object.extend_from_slice(b"\nendstream\nendobj\n");
        object
    }

    #[test]
    fn what_unfolds_beyond_the_limit_is_refused() {
        let limits = Limits {
            max_unfolded: 8 << 20,
            ..Limits::default()
        };
        let check = |bytes: &[u8]| check_streams(bytes, &limits).is_ok();
        assert!(check(&object("/FlateDecode", &zeros(4 << 20))));
        assert!(!check(&object("/FlateDecode", &zeros(64 << 20))));
        let mut twice = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        twice.write_all(&zeros(64 << 20)).unwrap();
        let twice = twice.finish().unwrap();
        assert!(twice.len() < 2000, "a small file");
        assert!(!check(&object("[/FlateDecode /FlateDecode]", &twice)));
        assert!(
            check(b"stream stream\nendstream stream\r\n"),
            "no stream at all"
        );
    }
}
