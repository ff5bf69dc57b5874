#![no_main]

use documents::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fapiao_fuzz::look_at(bytes, |format| format == Format::Pdf));
