//! `docs/rules.md`: every rule with an example of what it says, and how many of the corruptions are
//! found. The test fails where the page says something else; `make rules` writes it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::super::*;
use super::surroundings::findings_of_surroundings;
use super::table::CASES;
use super::{changed, today};
use crate::checks::properties::found_corruptions;

/// Said by the judgement, of rows that were corrected.
const BY_JUDGEMENT: &str = "rows_kept";

fn all_findings() -> Vec<Finding> {
    let context = Context::new(today());
    let cases = CASES.iter();
    let mut all: Vec<Finding> = cases
        .flat_map(|(kind, changes, _)| check(&changed(kind, changes), None, &context))
        .collect();
    all.extend(findings_of_surroundings());
    all
}

/// The codes that stand in the sources of the rules.
fn codes_in_sources() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let Ok(source) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        for call in ["found.error(", "found.warning(", "found.note("] {
            for rest in source.split(call).skip(1) {
                let first = rest.trim_start();
                if let Some(code) = first.strip_prefix('"').and_then(|r| r.split('"').next()) {
                    codes.insert(code.to_owned());
                }
            }
        }
    }
    codes.extend(crate::Pattern::ALL.iter().map(|p| p.as_str().to_owned()));
    codes
}

fn page(findings: &[Finding]) -> String {
    let mut by_code: BTreeMap<&str, (BTreeSet<Severity>, usize, &Finding)> = BTreeMap::new();
    for finding in findings {
        let entry = by_code.entry(&finding.code);
        let (severities, count, _) = entry.or_insert((BTreeSet::new(), 0, finding));
        severities.insert(finding.severity);
        *count += 1;
    }
    let mut text = String::from(
        "# The rules\n\nMade by `make rules` from the table of cases and the properties beside the \
         rules; a test compares it.\n\nAn error says that the figures cannot be right as they stand, \
         a warning asks to look again, a note is only worth knowing.\n\n\
         | code | severity | fields | example |\n|---|---|---|---|\n",
    );
    for (code, (severities, _, example)) in &by_code {
        let severities: Vec<&str> = severities
            .iter()
            .rev()
            .map(|severity| match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            })
            .collect();
        let fields: Vec<String> = example.fields.iter().map(|f| format!("`{f}`")).collect();
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        writeln!(
            text,
            "| `{code}` | {} | {} | {}<br>{} |",
            severities.join(", "),
            fields.join(" "),
            cell(&example.message.zh),
            cell(&example.message.en)
        )
        .unwrap();
    }
    let (zh, en) = (
        "后来的识别读到的明细行不同（5 行），您改过的 4 行保持不变；撤销对明细的改动后才采用新的行",
        "A later reading saw other lines (5); the 4 that you corrected stay. Undo the corrections of lines to take the new ones",
    );
    writeln!(
        text,
        "| `{BY_JUDGEMENT}` | warning | `items[0].name` | {zh}<br>{en} |"
    )
    .unwrap();
    writeln!(
        text,
        "\n{} codes; {} cases in the table, right and wrong.\n\n# Corruptions\n\n\
         Each spoils one value of 1,500 generated invoices where that can be seen at all; the \
         sources say beside each why some are left out.\n\n\
         | corruption | tried | found |\n|---|---:|---:|",
        by_code.len() + 1,
        CASES.len()
    )
    .unwrap();
    for row in found_corruptions() {
        #[allow(clippy::cast_precision_loss)]
        let share = 100.0 * row.found as f64 / row.tried.max(1) as f64;
        writeln!(text, "| {} | {} | {share:.2} % |", row.name, row.tried).unwrap();
    }
    text
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/rules.md")
}

#[test]
fn every_rule_is_on_the_page_and_the_page_says_what_the_rules_say() {
    let findings = all_findings();
    let shown: BTreeSet<String> = findings.iter().map(|f| f.code.clone()).collect();
    let missing: Vec<_> = codes_in_sources().difference(&shown).cloned().collect();
    assert!(missing.is_empty(), "no case shows these rules: {missing:?}");
    let fresh = page(&findings);
    if std::env::var_os("FAPIAO_ACCEPT_RULES").is_some() {
        std::fs::write(document(), &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(document()).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/rules.md says something else: run `make rules` and look at the difference"
    );
}
