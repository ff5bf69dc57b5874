/// A character of a field as the reader of a picture saw it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter {
    /// As read.
    pub(crate) text: char,
    /// 0–1.
    pub(crate) confidence: f32,
    /// What else it may be, best first, with their shares.
    pub(crate) others: Vec<(char, f32)>,
}

/// Where each letter stands in a text that has them in order, with others (blanks) between; in
/// characters.
pub(super) fn positions(text: &str, letters: &[Letter]) -> Vec<Option<usize>> {
    let mut rest = text.chars().enumerate();
    letters
        .iter()
        .map(|letter| {
            rest.by_ref()
                .find(|(_, c)| *c == letter.text)
                .map(|(at, _)| at)
        })
        .collect()
}

/// Candidates with a smaller share were not really seen.
const LEAST_SHARE: f32 = 0.004;

impl Letter {
    /// What it may be instead, each with the odds against what was read.
    pub(super) fn rivals(&self) -> impl Iterator<Item = (char, f32)> {
        let own = self.confidence.max(0.01);
        self.others
            .iter()
            .filter(|(c, share)| *share >= LEAST_SHARE && *c != self.text)
            .map(move |(c, share)| (*c, share / own))
    }
}
