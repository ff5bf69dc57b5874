//! From the types of the rules to what the window sees.

use invoice::checks::{Finding, Severity};
use invoice::{FieldPath, JudgedField, Sentence, Trust};
use recognition::RecognitionError;

use super::{
    AlternativeView, DoubtView, FieldView, FindingView, Problem, RelatedView, SentenceView,
    TrustView, VerificationAnswer,
};

impl From<Sentence> for SentenceView {
    fn from(sentence: Sentence) -> Self {
        Self {
            zh: sentence.zh,
            en: sentence.en,
        }
    }
}

impl From<Trust> for TrustView {
    fn from(trust: Trust) -> Self {
        match trust {
            Trust::Certain => Self::Certain,
            Trust::Doubtful => Self::Doubtful,
            Trust::Wrong => Self::Wrong,
            Trust::Yours => Self::Yours,
        }
    }
}

impl FieldView {
    /// A judged field under its path.
    pub fn new(path: FieldPath, judged: &JudgedField) -> Self {
        let field = judged.field.as_ref();
        Self {
            path: path.to_string(),
            value: field.map(|f| f.value.to_string()),
            text: field.map(|f| f.text.clone()),
            page: field.and_then(|f| f.page),
            region: field.and_then(|f| f.region).map(Vec::from),
            confidence: field.and_then(|f| f.confidence).map(f64::from),
            doubts: field
                .map(invoice::Field::doubts_of_value)
                .unwrap_or_default()
                .into_iter()
                .map(|doubt| DoubtView {
                    at: u32::try_from(doubt.at).unwrap_or(u32::MAX),
                    others: doubt.others.iter().map(char::to_string).collect(),
                })
                .collect(),
            source: field.map_or("reviewer", |f| f.source.as_str()).to_owned(),
            trust: judged.trust.into(),
            reason: judged.reason.clone().into(),
            alternatives: judged
                .alternatives
                .iter()
                .map(|other| AlternativeView {
                    value: other.value.to_string(),
                    source: other.source.as_str().to_owned(),
                })
                .collect(),
        }
    }
}

impl FindingView {
    /// A finding with the invoices that it speaks of.
    pub fn new(finding: &Finding, related: Vec<RelatedView>) -> Self {
        Self {
            code: finding.code.clone(),
            severity: match finding.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            }
            .to_owned(),
            fields: finding.fields.iter().map(FieldPath::to_string).collect(),
            message: finding.message.clone().into(),
            brief: finding.brief().map(Into::into),
            expected: finding.expected.clone(),
            related,
        }
    }
}

impl From<ledger::VerificationAnswer> for VerificationAnswer {
    fn from(answer: ledger::VerificationAnswer) -> Self {
        match answer {
            ledger::VerificationAnswer::Consistent => Self::Consistent,
            ledger::VerificationAnswer::Inconsistent => Self::Inconsistent,
            ledger::VerificationAnswer::NotFound => Self::NotFound,
            ledger::VerificationAnswer::Void => Self::Void,
            ledger::VerificationAnswer::Red => Self::Red,
        }
    }
}

impl From<VerificationAnswer> for ledger::VerificationAnswer {
    fn from(answer: VerificationAnswer) -> Self {
        match answer {
            VerificationAnswer::Consistent => Self::Consistent,
            VerificationAnswer::Inconsistent => Self::Inconsistent,
            VerificationAnswer::NotFound => Self::NotFound,
            VerificationAnswer::Void => Self::Void,
            VerificationAnswer::Red => Self::Red,
        }
    }
}

impl From<&RecognitionError> for Problem {
    fn from(error: &RecognitionError) -> Self {
        Self {
            code: error.code.as_str().to_owned(),
            message: error.message.clone().into(),
            retryable: error.retryable,
        }
    }
}

impl Problem {
    /// A failure of this machine, with a code of its own.
    pub fn local(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: SentenceView {
                zh: zh.into(),
                en: en.into(),
            },
            retryable: true,
        }
    }
}
