//! How well each recognizer had read an invoice, by what the reviewer made of it.

use std::collections::BTreeMap;

use invoice::{
    Context, Corrections, FieldPath, Invoice, ItemField, Source, Value, judge, same_value,
};
use ledger::{DocumentId, FieldScore, Score, StoredRecognition};

use crate::App;
use crate::view::Problem;

impl App {
    /// The scores of all whose readings count, against the invoice as it was reviewed.
    pub(crate) fn scores_of(
        &self,
        document: DocumentId,
        reviewed: &Invoice,
    ) -> Result<Vec<Score>, Problem> {
        let latest = self.latest_recognitions(document)?;
        let typed = self.ledger().current_corrections(document)?;
        let digital = latest
            .iter()
            .flat_map(|recognition| &recognition.readings)
            .any(|reading| matches!(reading.source, Source::Xml | Source::Ofd | Source::PdfText));
        let context = self.bare_context()?;
        Ok(latest
            .into_iter()
            .map(|recognition| Score {
                picture: !digital,
                recognition_ms: recognition.duration_ms,
                fields: compare(&recognition, reviewed, &context, |path| {
                    typed.get(&path).is_some_and(Option::is_some)
                }),
                provider: recognition.provider,
            })
            .filter(|score| !score.fields.is_empty())
            .collect())
    }
}

/// By field: how many values there are, and how many the reviewer had to change. A value that was
/// not read and had to be typed counts as one that was changed; what neither read nor typed, as
/// none.
fn compare(
    recognition: &StoredRecognition,
    reviewed: &Invoice,
    context: &Context,
    typed: impl Fn(FieldPath) -> bool,
) -> BTreeMap<String, FieldScore> {
    let read = judge(&recognition.readings, &Corrections::new(), context).invoice;
    let mut scores: BTreeMap<String, FieldScore> = BTreeMap::new();
    let mut count = |name: String, values: u32, corrected: u32| {
        let score = scores.entry(name).or_default();
        score.values += values;
        score.corrected += corrected;
    };
    let mut lines: BTreeMap<ItemField, Cells<'_>> = BTreeMap::new();
    for (path, value) in read.values() {
        match path {
            FieldPath::Item(_, field) => lines.entry(field).or_default().read.push(value),
            _ => count(
                path.to_string(),
                1,
                u32::from(
                    reviewed
                        .value(path)
                        .is_none_or(|right| !same_value(right, value)),
                ),
            ),
        }
    }
    for (path, value) in reviewed.values() {
        match path {
            FieldPath::Item(_, field) => {
                lines.entry(field).or_default().right.push((path, value));
            }
            _ if read.value(path).is_none() && typed(path) => count(path.to_string(), 1, 1),
            _ => {}
        }
    }
    for (field, cells) in lines {
        let (values, corrected) = cells.compare(&typed);
        if values > 0 {
            count(format!("items.{}", field.as_str()), values, corrected);
        }
    }
    scores
}

/// One column of the lines.
#[derive(Default)]
struct Cells<'a> {
    read: Vec<&'a Value>,
    right: Vec<(FieldPath, &'a Value)>,
}

impl Cells<'_> {
    /// By value and not by place: a line that was put in moves all the others.
    fn compare(mut self, typed: impl Fn(FieldPath) -> bool) -> (u32, u32) {
        let (mut kept, mut put) = (0, 0);
        for (path, value) in self.right {
            match self.read.iter().position(|read| same_value(read, value)) {
                Some(at) => {
                    self.read.swap_remove(at);
                    kept += 1;
                }
                None => put += u32::from(typed(path)),
            }
        }
        // What was put in stands in the place of what was read wrong.
        let wrong = u32::try_from(self.read.len()).unwrap_or(u32::MAX).max(put);
        (kept + wrong, wrong)
    }
}
