#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;

// Everything is wanted, so that every entry is unfolded.
fuzz_target!(|bytes: &[u8]| {
    fapiao_fuzz::quiet();
    let _ = documents::is_archive(&mut Cursor::new(bytes));
    let limits = documents::Limits {
        max_archive_bytes: 64 << 20,
        ..fapiao_fuzz::limits()
    };
    let mut room = limits.max_archive_bytes;
    let _ = documents::unpack(Cursor::new(bytes), &limits, &|_, _| true, &mut |file| {
        assert!(
            !file.name.split('/').any(|piece| piece == ".."),
            "a name leads outside"
        );
        let size = file.bytes.map_or(0, |bytes| bytes.len() as u64);
        room = room.checked_sub(size).expect("more bytes than allowed");
    });
});
