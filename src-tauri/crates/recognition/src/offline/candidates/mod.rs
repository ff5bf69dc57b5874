//! Rules as a judge over what the reader of a picture saw: where a character was seen in several
//! ways, the check digit of a taxpayer number, the sums or the amount in words choose between them.
//! Nothing that was not seen is ever chosen, and what was chosen keeps its text as read and says so.

mod amounts;
mod digits;
mod letters;
mod tax_ids;

use std::collections::BTreeMap;

use invoice::{FieldMap, FieldPath, ReadingRemark, Value};

pub(crate) use letters::Letter;
use letters::positions;

/// The fields of one reading with the characters that they were read from.
pub(crate) struct Seen<'a> {
    fields: &'a mut FieldMap,
    letters: &'a BTreeMap<FieldPath, Vec<Letter>>,
    remarks: Vec<ReadingRemark>,
}

/// Lets the rules choose. Gives what was chosen and why, as remarks of the reading.
pub(crate) fn settle(
    fields: &mut FieldMap,
    letters: &BTreeMap<FieldPath, Vec<Letter>>,
) -> Vec<ReadingRemark> {
    let mut seen = Seen {
        fields,
        letters,
        remarks: Vec::new(),
    };
    digits::settle(&mut seen);
    tax_ids::settle(&mut seen);
    amounts::settle(&mut seen);
    seen.remarks
}

impl Seen<'_> {
    fn letters(&self, path: FieldPath) -> &[Letter] {
        self.letters
            .get(&path)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn value(&self, path: FieldPath) -> Option<&Value> {
        self.fields.get(&path).map(|field| &field.value)
    }

    /// Gives a field another value and notes why. `changed` are the letters that stand for others.
    fn choose(&mut self, path: FieldPath, value: Value, changed: &[usize], why: &str) {
        let letters = self
            .letters
            .get(&path)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let Some(field) = self.fields.get_mut(&path) else {
            return;
        };
        field.value = value;
        let places = positions(&field.text, letters);
        for at in changed {
            let Some(place) = places.get(*at).copied().flatten() else {
                continue;
            };
            if field.doubts.iter().all(|doubt| doubt.at != place) {
                let others = letters
                    .get(*at)
                    .map(|letter| letter.others.iter().map(|(c, _)| *c).collect())
                    .unwrap_or_default();
                field.doubts.push(invoice::Doubt { at: place, others });
            }
        }
        field.doubts.sort_by_key(|doubt| doubt.at);
        self.remark(path, why);
    }

    fn remark(&mut self, path: FieldPath, why: &str) {
        match self.remarks.iter_mut().find(|remark| remark.code == why) {
            Some(remark) => remark.fields.push(path),
            None => self.remarks.push(ReadingRemark {
                code: why.to_owned(),
                fields: vec![path],
            }),
        }
    }
}

#[cfg(test)]
mod tests;
