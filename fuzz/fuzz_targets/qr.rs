#![no_main]

use invoice::QrContent;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(content) = QrContent::parse(text) {
        let _ = content.reading("qr", Some(1));
    }
});
