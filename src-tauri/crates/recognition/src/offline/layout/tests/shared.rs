//! The real invoices beside the repository, said differently. Skipped where they are absent.

use std::path::{Path, PathBuf};

use documents::{Limits, PageContent};

use super::perturb::{Dice, merged_at_blanks, shuffled, split_at_blanks, without_rules};
use super::{assert_same, values};
use crate::offline::{PageText, segment};

fn samples() -> Vec<(String, Vec<PageText>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples");
    let mut files: Vec<PathBuf> = ["pdf", "ofd"]
        .iter()
        .filter_map(|kind| std::fs::read_dir(root.join(kind)).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    if files.is_empty() {
        println!("skipped: no samples beside the repository");
    }
    files
        .into_iter()
        .map(|file| {
            let bytes = std::fs::read(&file).unwrap();
            let document = documents::open(bytes, None, &Limits::default()).unwrap();
            let all: Vec<usize> = (0..document.page_count()).collect();
            let pages = PageText::of(&document, &all).unwrap();
            let segments = segment::group(&pages);
            let pages = segments[0]
                .pages
                .iter()
                .map(|at| pages[*at].clone())
                .collect();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            (name.into_owned(), pages)
        })
        .collect()
}

fn each(what: &str, change: impl Fn(PageContent) -> PageContent) {
    for (name, pages) in samples() {
        let want = values(&pages);
        let changed: Vec<PageText> = pages
            .into_iter()
            .map(|page| PageText {
                content: change(page.content),
                ..page
            })
            .collect();
        assert_same(&want, &values(&changed), &format!("{name} {what}"));
    }
}

#[test]
fn the_order_of_words_does_not_matter() {
    for seed in 1..8 {
        each("shuffled", |content| {
            shuffled(content, &mut Dice(seed * 7919))
        });
    }
}

#[test]
fn how_words_are_joined_does_not_matter() {
    each("split", split_at_blanks);
    each("merged", merged_at_blanks);
}

#[test]
fn ruling_lines_may_be_missing() {
    each("without rules", without_rules);
}
