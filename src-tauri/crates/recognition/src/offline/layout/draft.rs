//! The fields as they are collected from the sheets.

use invoice::{Doubt, Field, FieldMap, FieldPath, Source, Value};

use super::sheet::{Line, Sheet};

/// Fields with their evidence, from one reader.
pub(crate) struct Draft {
    source: Source,
    pub(crate) fields: FieldMap,
}

impl Draft {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            fields: FieldMap::new(),
        }
    }

    /// Puts what these lines say. Nothing where they say nothing (`***`, blank) or where the
    /// field was read before.
    pub(crate) fn put(&mut self, sheet: &Sheet, path: FieldPath, lines: &[Line], join: &str) {
        let text = lines
            .iter()
            .map(|line| sheet.text(line))
            .collect::<Vec<_>>()
            .join(join);
        let marks: Line = lines.concat();
        self.put_text(sheet, path, &marks, text);
    }

    /// Puts a text that these marks say.
    pub(crate) fn put_text(
        &mut self,
        sheet: &Sheet,
        path: FieldPath,
        marks: &[usize],
        text: String,
    ) {
        let Some(value) = Value::parse(path.kind(), &text) else {
            return;
        };
        self.put_value(sheet, path, marks, text, value);
    }

    /// Puts a value that these marks say.
    pub(crate) fn put_value(
        &mut self,
        sheet: &Sheet,
        path: FieldPath,
        marks: &[usize],
        text: String,
        value: Value,
    ) {
        let confidence = marks
            .iter()
            .filter_map(|index| sheet.mark(*index)?.confidence)
            .min_by(f32::total_cmp)
            .unwrap_or(1.0);
        let doubts = doubts(sheet, marks, &text);
        let field = Field {
            value,
            text,
            page: Some(sheet.number),
            region: sheet.rect(marks).and_then(|rect| sheet.region(rect)),
            confidence: Some(confidence),
            source: self.source,
            doubts,
        };
        self.fields.entry(path).or_insert(field);
    }
}

/// Below this the reader of a picture is not sure of a character.
const UNSURE: f32 = 0.9;
/// A second candidate with at least this share makes a character doubtful.
const RIVAL: f32 = 0.05;

/// Which characters of a text the reader of a picture was not sure of. The text has the marks'
/// characters in their order, with others (blanks) between.
fn doubts(sheet: &Sheet, marks: &[usize], text: &str) -> Vec<Doubt> {
    if !sheet.is_picture {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut letters = text.chars().enumerate();
    for mark in marks.iter().filter_map(|index| sheet.mark(*index)) {
        let Some((at, _)) = letters.find(|(_, letter)| *letter == mark.text) else {
            break;
        };
        let rival = mark.others.iter().any(|(_, share)| *share >= RIVAL);
        if rival || mark.confidence.is_some_and(|c| c < UNSURE) {
            found.push(Doubt {
                at,
                others: mark.others.iter().map(|(c, _)| *c).collect(),
            });
        }
    }
    found
}
