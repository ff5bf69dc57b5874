//! The fields as they are collected from the sheets.

use std::collections::BTreeMap;

use invoice::{Doubt, Field, FieldMap, FieldPath, HeaderField, ReadingRemark, Source, Value};

use super::super::candidates::Letter;
use super::sheet::{Line, Sheet};

/// Fields with their evidence, from one reader.
pub(crate) struct Draft {
    source: Source,
    pub(crate) fields: FieldMap,
    /// What was seen for each field of a picture, character by character.
    pub(crate) letters: BTreeMap<FieldPath, Vec<Letter>>,
    marks: BTreeMap<FieldPath, (u32, Line)>,
    /// What was put right while reading.
    pub(crate) remarks: Vec<ReadingRemark>,
}

impl Draft {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            fields: FieldMap::new(),
            letters: BTreeMap::new(),
            marks: BTreeMap::new(),
            remarks: Vec::new(),
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
            region: sheet.region_of(marks),
            confidence: Some(confidence),
            source: self.source,
            doubts,
        };
        if self.fields.contains_key(&path) {
            return;
        }
        self.fields.insert(path, field);
        if sheet.is_picture {
            self.marks.insert(path, (sheet.number, marks.to_vec()));
            let letters = marks
                .iter()
                .filter_map(|index| sheet.mark(*index))
                .map(|mark| Letter {
                    text: mark.text,
                    confidence: mark.confidence.unwrap_or(1.0),
                    others: mark.others.clone(),
                })
                .collect();
            self.letters.insert(path, letters);
        }
    }

    /// Notes that a field was put right, and how.
    pub(crate) fn remark(&mut self, path: FieldPath, code: &str) {
        self.remarks.push(ReadingRemark {
            code: code.to_owned(),
            fields: vec![path],
        });
    }

    /// Whether a field was read.
    pub(crate) fn has(&self, path: FieldPath) -> bool {
        self.fields.contains_key(&path)
    }

    /// The canonical text of a field.
    pub(crate) fn text(&self, path: FieldPath) -> Option<String> {
        self.fields.get(&path).map(|field| field.value.to_string())
    }

    /// The marks that a field was read from.
    pub(crate) fn marks_of(&self, path: FieldPath) -> Line {
        self.marks
            .get(&path)
            .map(|(_, marks)| marks.clone())
            .unwrap_or_default()
    }

    /// Whether another field was read from one of these marks.
    pub(crate) fn uses_elsewhere(&self, marks: &[usize], field: HeaderField) -> bool {
        self.marks
            .iter()
            .filter(|(path, _)| **path != FieldPath::Header(field))
            .any(|(_, (_, used))| used.iter().any(|mark| marks.contains(mark)))
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
