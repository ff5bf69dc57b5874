/// Whether a JPEG has its end. A decoder fills a missing rest with grey, which could pass for
/// paper without print.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    scan(bytes).is_some_and(|scan| scan.windows(2).any(|mark| mark == [0xFF, 0xD9]))
}

/// What follows the first start of scan. The thumbnail in front has its own marks.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        let rest = bytes.get(at..)?;
        match rest {
            // Fill bytes.
            [0xFF, 0xFF, ..] => at += 1,
            [0xFF, 0xDA, tail @ ..] => return Some(tail),
            // Marks without a length.
            [0xFF, 0x01 | 0xD0..=0xD8, ..] => at += 2,
            [0xFF, _, high, low, ..] => {
                at += 2 + usize::from(u16::from_be_bytes([*high, *low])).max(2);
            }
            // Rubbish between segments is skipped, as decoders do.
            [_, ..] => at += 1,
            [] => return None,
        }
    }
}
