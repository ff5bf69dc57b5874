mod digital;
mod filled;
mod forms;
mod old;
mod page;
mod perturb;
mod photo;
mod shared;
mod special;
mod worn;

use std::collections::BTreeMap;

use invoice::Source;

use super::read;
use crate::offline::PageText;

/// What is read, without places.
fn values(pages: &[PageText]) -> BTreeMap<String, String> {
    read(pages, Source::PdfText)
        .fields
        .into_iter()
        .map(|(path, field)| (path.to_string(), field.value.to_string()))
        .collect()
}

/// The same values; blanks may differ where the printed gap tells nothing.
#[track_caller]
fn assert_same(want: &BTreeMap<String, String>, got: &BTreeMap<String, String>, what: &str) {
    let mut differences = Vec::new();
    for path in want.keys().chain(got.keys()) {
        if want.get(path) != got.get(path) {
            differences.push(format!(
                "{path}: {:?} → {:?}",
                want.get(path),
                got.get(path)
            ));
        }
    }
    differences.dedup();
    assert!(
        differences.is_empty(),
        "{what}:\n{}",
        differences.join("\n")
    );
}

/// Asserts that these fields are read with these values, each with a place on its page, and that
/// that nothing is read for the fields or lines of `absent`.
#[track_caller]
fn check(pages: &[PageText], want: &[(&str, &str)], absent: &[&str]) {
    let reading = read(pages, Source::PdfText);
    let got = values(pages);
    for (path, value) in want {
        assert_eq!(
            got.get(*path).map(String::as_str),
            Some(*value),
            "{path} in {got:#?}"
        );
    }
    for path in absent {
        let is = |have: &str| {
            have.strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let invented = got.iter().find(|(have, _)| is(have));
        assert_eq!(invented, None, "{path} is not on the page");
    }
    for (path, field) in &reading.fields {
        assert!(field.region.is_some(), "{path} has a place");
    }
}
