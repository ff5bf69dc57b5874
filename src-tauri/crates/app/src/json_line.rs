//! The lines that `fapiao recognize --json` prints: the contract's shapes.

use invoice::{ErrorCode, Judgement};
use recognition::{Charge, ProviderId, RecognitionError};
use serde_json::{Map, Value, json};

/// The line of a recognized invoice. `page` counts from 1.
pub fn invoice_line(
    file: &str,
    page: usize,
    provider: ProviderId,
    judgement: &Judgement,
    charge: Charge,
) -> Value {
    let mut fields = Map::new();
    for (path, judged) in &judgement.fields {
        let Some(field) = &judged.field else { continue };
        fields.insert(
            path.to_string(),
            json!({
                "text": field.text,
                "page": field.page,
                "region": field.region,
                "confidence": field.confidence,
                "source": field.source,
            }),
        );
    }
    let checks: Vec<Value> = judgement
        .findings
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "severity": finding.severity,
                "fields": finding.fields,
                "message": finding.message.zh,
            })
        })
        .collect();
    json!({
        "file": file,
        "page": page,
        "provider": provider.as_str(),
        "invoice": judgement.invoice,
        "fields": fields,
        "checks": checks,
        "charged": charge.as_option(),
    })
}

/// The line of a document that failed.
pub fn error_line(file: &str, error: &RecognitionError) -> Value {
    failure_line(file, error.code, &error.message.zh, error.retryable)
}

/// The line of a file that could not even be read from disk.
pub fn failure_line(file: &str, code: ErrorCode, message: &str, retryable: bool) -> Value {
    json!({
        "file": file,
        "error": { "code": code, "message": message, "retryable": retryable },
    })
}
