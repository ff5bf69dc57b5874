//! Dependencies between the crates point one way.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which of our crates each may use in what is shipped.
const ALLOWED: [(&str, &[&str]); 8] = [
    ("memory", &[]),
    ("invoice", &[]),
    ("documents", &["invoice"]),
    ("recognition", &["documents", "invoice"]),
    ("ledger", &["invoice"]),
    ("export", &["invoice"]),
    (
        "app",
        &[
            "recognition",
            "documents",
            "ledger",
            "export",
            "invoice",
            "memory",
        ],
    ),
    ("fapiao-review", &["app", "memory"]),
];

#[test]
fn dependencies_point_one_way() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let ours: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        if ["fapiao-tests", "fapiao-pictures"].contains(&name) {
            continue;
        }
        let allowed = allowed
            .get(name)
            .unwrap_or_else(|| panic!("say what {name} may use"));
        for dependency in package
            .dependencies
            .iter()
            .filter(|d| d.kind != DependencyKind::Development)
        {
            let other = dependency.name.as_str();
            assert!(
                !ours.contains(other) || allowed.contains(&other),
                "{name} must not use {other}"
            );
            assert!(
                name == "fapiao-review" || !other.starts_with("tauri"),
                "only the shell knows Tauri, but {name} uses {other}"
            );
        }
    }
}
