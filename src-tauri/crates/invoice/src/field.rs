use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{Region, Source, Value};

/// One value of one field, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// What the text means; text that could not be parsed is kept in [`Value::Unreadable`].
    pub value: Value,
    /// The text exactly as read.
    pub text: String,
    /// The page it stands on, from 1.
    pub page: Option<u32>,
    /// Where on that page; `None` if unknown.
    pub region: Option<Region>,
    /// 0–1; `None` where the reader gives none. Exact kinds give 1.
    pub confidence: Option<f32>,
    /// Who or what read it.
    pub source: Source,
    /// Characters of `text` that the reader of a picture was not sure of; empty for other readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
}

/// A character that may be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Which character, from 0, counted in Unicode characters.
    pub at: usize,
    /// What it may be instead, most likely first. Empty where nothing else was seen.
    pub others: Vec<char>,
}

impl Field {
    /// The doubts as positions in the canonical text of the value, which may lack characters of
    /// the text (`¥`, blanks, separators) or write them otherwise. Where the value has another
    /// character than the text, because rules chose among what was seen, the character as read is
    /// the first alternative.
    pub fn doubts_of_value(&self) -> Vec<Doubt> {
        if self.doubts.is_empty() {
            return Vec::new();
        }
        let text: Vec<char> = self.text.chars().collect();
        let value: Vec<char> = self.value.to_string().chars().collect();
        let mut doubts: Vec<Doubt> = Vec::new();
        for (from, to) in paired(&text, &value) {
            let Some(doubt) = self.doubts.iter().find(|doubt| doubt.at == from) else {
                continue;
            };
            let (Some(read), Some(shown)) = (text.get(from), value.get(to)) else {
                continue;
            };
            let read = (fold(*read) != fold(*shown)).then_some(*read);
            let others = doubt.others.iter().filter(|c| fold(**c) != fold(*shown));
            doubts.push(Doubt {
                at: to,
                others: read.into_iter().chain(others.copied()).collect(),
            });
        }
        doubts
    }
}

fn fold(c: char) -> char {
    std::iter::once(c)
        .nfkc()
        .next()
        .unwrap_or(c)
        .to_ascii_uppercase()
}

/// Which character of one text is which of the other: the cheapest way to write one as the other.
/// Texts longer than any field's are not compared.
fn paired(a: &[char], b: &[char]) -> Vec<(usize, usize)> {
    const LONGEST: usize = 400;
    if a.len() > LONGEST || b.len() > LONGEST {
        return Vec::new();
    }
    let width = b.len() + 1;
    let mut costs = vec![0_usize; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let cost = |costs: &[usize], i: usize, j: usize| costs.get(at(i, j)).copied().unwrap_or(0);
    let other = |i: usize, j: usize| match (a.get(i), b.get(j)) {
        (Some(x), Some(y)) if fold(*x) == fold(*y) => 0,
        // Dearer than leaving one out, cheaper than leaving out both.
        _ => 3,
    };
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            let best = match (i < a.len(), j < b.len()) {
                (false, false) => 0,
                (true, false) => cost(&costs, i + 1, j) + 2,
                (false, true) => cost(&costs, i, j + 1) + 2,
                (true, true) => (cost(&costs, i + 1, j + 1) + other(i, j))
                    .min(cost(&costs, i + 1, j) + 2)
                    .min(cost(&costs, i, j + 1) + 2),
            };
            if let Some(slot) = costs.get_mut(at(i, j)) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < a.len() && j < b.len() {
        let here = cost(&costs, i, j);
        if here == cost(&costs, i + 1, j + 1) + other(i, j) {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if here == cost(&costs, i + 1, j) + 2 {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldKind;

    fn shown(kind: FieldKind, text: &str, value: Option<&str>, at: usize) -> Vec<(usize, String)> {
        let field = Field {
            value: Value::parse(kind, value.unwrap_or(text)).unwrap(),
            text: text.to_owned(),
            page: None,
            region: None,
            confidence: Some(0.9),
            source: Source::Ocr,
            doubts: vec![Doubt {
                at,
                others: vec!['8'],
            }],
        };
        field
            .doubts_of_value()
            .into_iter()
            .map(|d| (d.at, d.others.into_iter().collect()))
            .collect()
    }

    #[test]
    fn a_doubt_keeps_its_character_where_the_value_is_written_otherwise() {
        assert_eq!(
            shown(FieldKind::Money, "￥1,708.55", None, 4),
            [(2, "8".to_owned())]
        );
        assert_eq!(
            shown(FieldKind::Text, "云杉科技", None, 2),
            [(2, "8".to_owned())]
        );
        // The sign is no character of the value.
        assert_eq!(shown(FieldKind::Money, "￥1,708.55", None, 0), []);
    }

    #[test]
    fn what_was_read_is_the_alternative_of_what_was_chosen() {
        assert_eq!(
            shown(
                FieldKind::TaxId,
                "9135O100M000100Y43",
                Some("91350100M000100Y43"),
                4
            ),
            [(4, "O8".to_owned())]
        );
    }
}
