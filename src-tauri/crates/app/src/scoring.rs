//! How well each recognizer had read an invoice, by what the reviewer made of it.

use std::collections::BTreeMap;

use invoice::{
    Corrections, FieldPath, Invoice, ItemField, Reading, Source, Value, judge, same_value,
};
use ledger::{DocumentId, FieldScore, Score};

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
        let typed = |path| typed.get(&path).is_some_and(Option::is_some);
        let score = |provider: &str, readings: &[Reading], recognition_ms| Score {
            provider: provider.to_owned(),
            picture: !digital,
            recognition_ms,
            fields: compare(
                &judge(readings, &Corrections::new(), &context).invoice,
                reviewed,
                typed,
            ),
        };
        let together: Vec<Reading> = latest
            .iter()
            .flat_map(|recognition| recognition.readings.iter().cloned())
            .collect();
        let mut scores = vec![score(TOGETHER, &together, None)];
        scores.extend(latest.iter().map(|recognition| {
            score(
                &recognition.provider,
                &recognition.readings,
                recognition.duration_ms,
            )
        }));
        scores.retain(|score| !score.fields.is_empty());
        Ok(scores)
    }
}

/// In the place of a recognizer: what all of them give together, as the reviewer saw it first.
pub(crate) const TOGETHER: &str = "together";

/// By field: how many values there are, and how many the reviewer had to change. A value that was
/// not read and had to be typed counts as one that was changed; what neither read nor typed, as
/// none.
fn compare(
    read: &Invoice,
    reviewed: &Invoice,
    typed: impl Fn(FieldPath) -> bool,
) -> BTreeMap<String, FieldScore> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice(fields: &[(&str, &str)]) -> Invoice {
        let mut invoice = Invoice::default();
        for (name, text) in fields {
            let path: FieldPath = name.parse().unwrap();
            invoice.set(path, Value::parse(path.kind(), text));
        }
        invoice
    }

    fn scored(read: &[(&str, &str)], right: &[(&str, &str)], typed: &[&str]) -> Vec<String> {
        let typed = |path: FieldPath| typed.contains(&path.to_string().as_str());
        let scores = compare(&invoice(read), &invoice(right), typed);
        scores
            .into_iter()
            .map(|(field, score)| format!("{field} {}/{}", score.corrected, score.values))
            .collect()
    }

    #[test]
    fn a_changed_a_missed_and_an_invented_value_count_as_corrected() {
        let read = [("number", "00362801"), ("payee", "甲"), ("drawer", "丁")];
        let right = [
            ("number", "00362807"),
            ("code", "011001605111"),
            ("reviewer", "丙"),
            ("drawer", "丁"),
        ];
        // The payee was cleared, the code was typed; the reviewer came from another reading.
        assert_eq!(
            scored(&read, &right, &["number", "code"]),
            ["code 1/1", "drawer 0/1", "number 1/1", "payee 1/1"]
        );
    }

    #[test]
    fn lines_are_compared_by_value_so_that_one_put_in_costs_one() {
        let read = [("items[0].amount", "2.00"), ("items[1].amount", "8.00")];
        let right = [
            ("items[0].amount", "1.00"),
            ("items[1].amount", "2.00"),
            ("items[2].amount", "3.00"),
        ];
        let all = ["items[0].amount", "items[1].amount", "items[2].amount"];
        assert_eq!(scored(&read, &right, &all), ["items.amount 2/3"]);
        assert_eq!(scored(&read, &read, &[]), ["items.amount 0/2"]);
    }
}
