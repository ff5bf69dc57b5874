//! What a document carries as data, as a reading.

use documents::ExactReading;
use invoice::{Field, FieldMap, Reading, Value};

/// Parses the values of one set. Text that is none of its field is kept and flagged.
pub(crate) fn reading(exact: &ExactReading) -> Reading {
    let mut fields = FieldMap::new();
    for field in &exact.fields {
        let Some(value) = Value::parse(field.path.kind(), &field.text) else {
            continue;
        };
        let place = field.place;
        fields.entry(field.path).or_insert_with(|| Field {
            value,
            text: field.text.clone(),
            page: place.map(|(page, _)| u32::try_from(page + 1).unwrap_or(u32::MAX)),
            region: place.map(|(_, region)| region),
            confidence: Some(1.0),
            source: exact.source,
            doubts: Vec::new(),
        });
    }
    Reading {
        source: exact.source,
        origin: exact.origin.clone(),
        fields,
        remarks: Vec::new(),
    }
}
