use super::{Finding, Severity};
use crate::{FieldPath, Sentence};

/// Collects what the rules find.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn add(
        &mut self,
        severity: Severity,
        code: &str,
        fields: impl IntoIterator<Item = FieldPath>,
        message: Sentence,
    ) {
        self.0.push(Finding {
            code: code.to_owned(),
            severity,
            fields: fields.into_iter().collect(),
            message,
            related: Vec::new(),
            expected: None,
        });
    }

    /// Cannot be right.
    pub(super) fn error(
        &mut self,
        code: &str,
        fields: impl IntoIterator<Item = FieldPath>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.add(Severity::Error, code, fields, Sentence::new(zh, en));
    }

    /// Look again.
    pub(super) fn warning(
        &mut self,
        code: &str,
        fields: impl IntoIterator<Item = FieldPath>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, fields, Sentence::new(zh, en));
    }

    /// Worth knowing.
    pub(super) fn note(
        &mut self,
        code: &str,
        fields: impl IntoIterator<Item = FieldPath>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.add(Severity::Note, code, fields, Sentence::new(zh, en));
    }

    /// Names the invoices of the ledger that the last finding speaks of.
    pub(super) fn relate(&mut self, ids: impl IntoIterator<Item = String>) {
        if let Some(last) = self.0.last_mut() {
            last.related.extend(ids);
        }
    }

    /// What the first field of the last finding would have to say.
    pub(super) fn expect(&mut self, text: impl Into<String>) {
        if let Some(last) = self.0.last_mut() {
            last.expected = Some(text.into());
        }
    }

    pub(super) fn into_list(self) -> Vec<Finding> {
        self.0
    }
}
