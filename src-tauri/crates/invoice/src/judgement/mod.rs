//! Evidence, then invoice: from all readings and the reviewer's corrections to one value a field,
//! how far it can be trusted, and why.
//!
//! In four steps: choose the rows ([`rows`]), weigh the readings of each field ([`evidence`]), lay
//! the corrections over them, then let the sums and check digits speak for the values
//! ([`closure`]) and the rules against them ([`crate::checks`]).

mod closure;
mod evidence;
mod kind;
mod reason;
mod rows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::checks::{self, Finding, Severity};
use crate::{
    Context, Field, FieldMap, FieldPath, Invoice, ItemField, Reading, Sentence, Source, Value,
};
use evidence::Weighed;
pub(crate) use kind::refines;

/// How far a field can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Agreed by two kinds of evidence, read exactly, or closed by the sums.
    Certain,
    /// Nothing speaks for it but one uncertain reading, readings differ, or a rule warns.
    Doubtful,
    /// A check that cannot be right speaks against it.
    Wrong,
    /// Typed or confirmed by the reviewer.
    Yours,
}

/// A field of the invoice as it follows from the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedField {
    /// The value chosen and where it was read. `None` where the reviewer cleared it, or where a
    /// rule says that it must stand there and nothing was read.
    pub field: Option<Field>,
    /// How far it can be trusted.
    pub trust: Trust,
    /// Why, in a few words (`XML = 二维码`, `校验位不符`).
    pub reason: Sentence,
    /// Other values that were read for it.
    pub alternatives: Vec<Field>,
}

/// What the reviewer typed: `None` clears a field.
pub type Corrections = BTreeMap<FieldPath, Option<Value>>;

/// The invoice that follows from the evidence.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The fields, in the order of the form.
    pub fields: BTreeMap<FieldPath, JudgedField>,
    /// What the rules found.
    pub findings: Vec<Finding>,
    /// The invoice.
    pub invoice: Invoice,
}

/// Weighs the readings of one invoice, lays the corrections over them and runs the rules.
pub fn judge(readings: &[Reading], corrections: &Corrections, context: &Context) -> Judgement {
    judge_with_lines_of(readings, readings, corrections, context)
}

/// The same where lines were corrected: what was typed holds for the rows that were seen then.
/// `lines` are the readings that were there at the time; rows that later ones saw otherwise do not
/// take the place of those that were corrected, and a finding says so.
pub fn judge_with_lines_of(
    lines: &[Reading],
    readings: &[Reading],
    corrections: &Corrections,
    context: &Context,
) -> Judgement {
    let same = std::ptr::eq(lines, readings);
    let readings = evidence::settle_qr_amount(readings);
    let settled = (!same).then(|| evidence::settle_qr_amount(lines));
    let lines = settled.as_deref().unwrap_or(&readings);
    let mut weighed = evidence::weigh(lines, &readings);
    kind::derive(&mut weighed, &readings);

    let mut invoice: Invoice = weighed
        .iter()
        .map(|(path, weighed)| (*path, weighed.chosen.value.clone()))
        .collect();
    for (path, value) in corrections {
        invoice.set(*path, value.clone());
    }

    let qr = qr_fields(&readings);
    let mut findings = checks::check(&invoice, qr.as_ref(), context);
    if !same {
        findings.extend(kept_rows(lines, &readings));
    }
    let closures = closure::closures(&invoice, context);

    let mut fields: BTreeMap<FieldPath, JudgedField> = weighed
        .into_iter()
        .map(|(path, weighed)| {
            let judged = match corrections.get(&path) {
                Some(correction) => corrected(correction.as_ref(), Some(weighed)),
                None => unreviewed(weighed, closures.get(&path).map_or(&[], Vec::as_slice)),
            };
            (path, judged)
        })
        .collect();
    for (path, correction) in corrections {
        fields
            .entry(*path)
            .or_insert_with(|| corrected(correction.as_ref(), None));
    }
    apply(&findings, &mut fields);
    Judgement {
        fields,
        findings,
        invoice,
    }
}

/// Says that a later reading saw other rows than those that were corrected.
fn kept_rows(lines: &[Reading], readings: &[Reading]) -> Option<Finding> {
    let totals = |readings| rows::Totals::of(&evidence::weigh_heads(readings));
    let (kept, now) = rows::other_rows(lines, &totals(lines), readings, &totals(readings))?;
    Some(Finding {
        code: "rows_kept".to_owned(),
        severity: Severity::Warning,
        fields: vec![FieldPath::Item(0, ItemField::Name)],
        message: Sentence::new(
            format!(
                "后来的识别读到的明细行不同（{now} 行），您改过的 {kept} 行保持不变；撤销对明细的改动后才采用新的行"
            ),
            format!(
                "A later reading saw other lines ({now}); the {kept} that you corrected stay. Undo the corrections of lines to take the new ones"
            ),
        ),
        related: Vec::new(),
        expected: None,
    })
}

/// The fields of the QR code, of the last reading that has one.
fn qr_fields(readings: &[Reading]) -> Option<FieldMap> {
    let qr = readings.iter().rev().find(|r| r.source == Source::Qr)?;
    Some(qr.fields.clone())
}

/// A field that the reviewer typed, confirmed or cleared. It keeps its place on the page.
fn corrected(correction: Option<&Value>, weighed: Option<Weighed>) -> JudgedField {
    let mut read: Vec<Field> = Vec::new();
    if let Some(weighed) = weighed {
        read.push(weighed.chosen);
        read.extend(weighed.others);
    }
    let place = correction
        .and_then(|value| read.iter().find(|f| crate::same_value(&f.value, value)))
        .or(read.first())
        .map(|f| (f.page, f.region));
    let field = correction.map(|value| Field {
        value: value.clone(),
        text: value.to_string(),
        page: place.and_then(|p| p.0),
        region: place.and_then(|p| p.1),
        confidence: None,
        source: Source::Reviewer,
        doubts: Vec::new(),
    });
    read.retain(|f| !correction.is_some_and(|value| crate::same_value(&f.value, value)));
    let (trust, reason) = match correction {
        None => (Trust::Yours, reason::cleared()),
        Some(_) => (Trust::Yours, reason::typed()),
    };
    JudgedField {
        field,
        trust,
        reason,
        alternatives: read,
    }
}

/// A field as the readings and the sums leave it, before the rules.
fn unreviewed(weighed: Weighed, closures: &[closure::Closure]) -> JudgedField {
    let closures = if weighed.by_code {
        &[closure::CODE]
    } else {
        closures
    };
    let (trust, reason) = if weighed.is_contested() {
        (Trust::Doubtful, reason::conflict(&weighed))
    } else if weighed.is_agreed() || closure::suffice(closures, &weighed) {
        (Trust::Certain, reason::support(&weighed, closures))
    } else if let Some(code) = &weighed.remark {
        (Trust::Doubtful, reason::remarked(&weighed, code))
    } else if !closures.is_empty() {
        (Trust::Doubtful, reason::weak(&weighed, closures))
    } else {
        (Trust::Doubtful, reason::alone(&weighed))
    };
    JudgedField {
        field: Some(weighed.chosen),
        trust,
        reason,
        alternatives: weighed.others,
    }
}

/// Lets the rules speak: an error makes a field wrong, whoever wrote it; a warning makes it
/// doubtful until the reviewer confirms it. What must stand there and was not read gets a place.
fn apply(findings: &[Finding], fields: &mut BTreeMap<FieldPath, JudgedField>) {
    for severity in [Severity::Warning, Severity::Error] {
        // Backwards, so that the first finding of a severity gives the reason.
        let found = findings.iter().rev().filter(|f| f.severity == severity);
        for finding in found {
            for path in &finding.fields {
                let judged = fields.entry(*path).or_insert_with(|| JudgedField {
                    field: None,
                    trust: Trust::Doubtful,
                    reason: finding.message.clone(),
                    alternatives: Vec::new(),
                });
                let speaks = severity == Severity::Error || judged.trust != Trust::Yours;
                if speaks {
                    judged.reason = finding.message.clone();
                    judged.trust = match severity {
                        Severity::Error => Trust::Wrong,
                        _ => Trust::Doubtful,
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
