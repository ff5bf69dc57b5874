use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{Dict, Name, Object, String as Text};

use super::exact::text_of;
use crate::About;

/// Longest text that is shown.
const MAX_TEXT: usize = 200;

pub(super) fn about(pdf: &Pdf, objects: &[Object<'_>], needs_password: bool) -> About {
    let metadata = pdf.metadata();
    let producer = metadata.producer.as_deref().or(metadata.creator.as_deref());
    About {
        signatures: objects.iter().filter(|o| is_signature(o)).count(),
        needs_password,
        producer: producer.and_then(readable),
        created: metadata.creation_date.map(|date| {
            format!(
                "{:04}-{:02}-{:02} {:02}:{:02}",
                date.year, date.month, date.day, date.hour, date.minute
            )
        }),
    }
}

/// A signature itself: what a signed field points at. A field that waits for one has none.
fn is_signature(object: &Object<'_>) -> bool {
    let Object::Dict(dict) = object else {
        return false;
    };
    let is_typed = dict.get::<Name<'_>>(b"Type").as_deref() == Some(b"Sig");
    let has_value = |dict: &Dict<'_>| {
        dict.get::<Text<'_>>(b"Contents").is_some()
            && dict.contains_key(b"ByteRange")
            && dict.contains_key(b"Filter")
    };
    (is_typed || dict.contains_key(b"ByteRange")) && has_value(dict)
}

fn readable(bytes: &[u8]) -> Option<String> {
    let text = text_of(bytes);
    let text: String = text
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_TEXT)
        .collect();
    (!text.is_empty()).then_some(text)
}
