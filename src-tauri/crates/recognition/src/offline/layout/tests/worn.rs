//! Amounts and numbers on worn pictures: what is lost of them, what seals add, and what is said of
//! a value that had to be put right.

use documents::PageContent;
use invoice::{FieldPath, Reading, Source};

use super::super::read;
use super::forms::{Old, SELLER};
use super::perturb::recognized;
use crate::offline::PageText;

fn paper() -> Old {
    Old {
        title: "福建增值税普通发票",
        code: "3500231130",
        ..Old::default()
    }
}

fn seen(old: &Old, change: impl FnOnce(&mut PageContent)) -> Reading {
    let page = old.page().done(1);
    let mut content = recognized(page.content);
    change(&mut content);
    read(&[PageText { content, ..page }], Source::Ocr)
}

fn value(reading: &Reading, path: &str) -> Option<String> {
    let path: FieldPath = path.parse().unwrap();
    reading.fields.get(&path).map(|f| f.value.to_string())
}

#[track_caller]
fn assert_chosen(reading: &Reading, path: &str, want: &str, why: &str) {
    assert_eq!(value(reading, path).as_deref(), Some(want), "{path}");
    let field: FieldPath = path.parse().unwrap();
    let said = reading.remarks.iter();
    let said = said
        .filter(|remark| remark.code == why)
        .any(|remark| remark.fields.contains(&field));
    assert!(said, "{path} says {why}: {:?}", reading.remarks);
}

fn with_totals(totals: [&'static str; 4]) -> Reading {
    let old = Old { totals, ..paper() };
    seen(&old, |_| {})
}

#[test]
fn a_total_whose_point_was_lost_is_taken_where_the_sum_says_so() {
    for (totals, path, want) in [
        (
            ["¥8500", "¥11.05", "玖拾陆圆零伍分", "¥96.05"],
            "total_amount",
            "85.00",
        ),
        (
            ["¥85.00", "1105", "玖拾陆圆零伍分", "¥96.05"],
            "total_tax",
            "11.05",
        ),
        (
            ["¥85.00", "¥11.05", "玖拾陆圆零伍分", "9605"],
            "amount_with_tax",
            "96.05",
        ),
    ] {
        assert_chosen(&with_totals(totals), path, want, "chosen_by_sum");
    }
}

#[test]
fn figures_without_a_point_are_no_amount_where_nothing_says_so() {
    let reading = with_totals(["¥85.00", "1106", "", "9605"]);
    assert_eq!(value(&reading, "total_tax"), None);
    assert_eq!(value(&reading, "amount_with_tax"), None);
}

#[test]
fn one_printed_figure_is_not_two_amounts() {
    let totals = ["¥85.00", "", "玖拾陆圆零伍分", ""];
    let old = Old { totals, ..paper() };
    let reading = seen(&old, |content| {
        // Between the rows of the totals and of the price.
        let word = content
            .words
            .iter_mut()
            .find(|word| word.text == "¥85.00")
            .unwrap();
        for glyph in &mut word.glyphs {
            glyph.y0 += 7.0 / 394.0;
            glyph.y1 += 7.0 / 394.0;
        }
    });
    let read = ["total_amount", "amount_with_tax"].map(|path| value(&reading, path));
    assert_eq!(read.iter().flatten().count(), 1, "{read:?}");
}

#[test]
fn digits_that_a_seal_left_before_a_total_are_none_of_it() {
    for gross in ["196.05", "9196.05", "301396.05"] {
        let reading = with_totals(["¥85.00", "¥11.05", "玖拾陆圆零伍分", gross]);
        assert_chosen(&reading, "amount_with_tax", "96.05", "chosen_by_sum");
    }
}

#[test]
fn a_speck_before_an_amount_is_no_point_of_it() {
    let reading = with_totals(["X.63547.39", "¥11.05", "", "¥63558.44"]);
    assert_eq!(value(&reading, "total_amount").as_deref(), Some("63547.39"));
}

#[test]
fn a_minus_that_one_total_lost_is_told_by_the_others() {
    let words = "（负数）玖拾陆圆零伍分";
    let reading = with_totals(["¥-85.00", "¥11.05", words, "¥-96.05"]);
    assert_chosen(&reading, "total_tax", "-11.05", "chosen_by_sum");
    assert_eq!(value(&reading, "total_amount").as_deref(), Some("-85.00"));
    // Without one that has it there is none.
    let reading = with_totals(["¥85.00", "¥11.05", "玖拾陆圆零伍分", "¥96.05"]);
    assert_eq!(value(&reading, "total_tax").as_deref(), Some("11.05"));
}

#[test]
fn characters_that_never_stand_in_an_amount_are_those_they_look_like() {
    for words in [
        "玖拾陆面零伍分",
        "玖给陆断零伍分",
        "玖拾陪面零伍分",
        "致恰陪面零伍分",
    ] {
        let reading = with_totals(["¥85.00", "¥11.05", words, "¥96.05"]);
        assert_chosen(
            &reading,
            "amount_in_words",
            "玖拾陆圆零伍分",
            "chosen_by_figures",
        );
        let path: FieldPath = "amount_in_words".parse().unwrap();
        assert_eq!(reading.fields[&path].text, words, "as read");
    }
    // What says another amount than the figures is not made to say theirs.
    let reading = with_totals(["¥85.00", "¥11.05", "玖拾查面零伍分", "¥96.05"]);
    assert_ne!(
        value(&reading, "amount_in_words").as_deref(),
        Some("玖拾陆圆零伍分")
    );
}

#[test]
fn words_that_begin_with_ten_lost_the_one_before_it() {
    let said = |words| {
        let reading = with_totals(["¥8.50", "¥1.11", words, "¥16.05"]);
        let codes = reading.remarks.iter().map(|remark| remark.code.as_str());
        codes.filter(|code| *code == "start_unread").count()
    };
    assert_eq!(said("拾陆圆零伍分"), 1);
    assert_eq!(said("壹拾陆圆零伍分"), 0);
}

#[test]
fn what_a_seal_adds_to_a_taxpayer_number_is_none_of_it() {
    let id = SELLER[1];
    for read in ["9131000063159284XQ2CFT4T5C", "419131000063159284XQ"] {
        let reading = seen(&paper(), |content| {
            let word = content
                .words
                .iter_mut()
                .find(|word| word.text == id)
                .unwrap();
            let (first, last) = (word.glyphs[0].clone(), word.glyphs[17].clone());
            let at = read.find(id).unwrap();
            let width = first.x1 - first.x0;
            for (place, text) in read.chars().enumerate() {
                let off = match place {
                    place if place < at => -((at - place) as f32),
                    place if place >= at + 18 => (place - at - 17) as f32,
                    _ => continue,
                };
                let mut glyph = if off < 0.0 {
                    first.clone()
                } else {
                    last.clone()
                };
                glyph.text = text;
                glyph.x0 += off * width;
                glyph.x1 += off * width;
                word.glyphs.push(glyph);
            }
            word.glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            word.text = read.to_owned();
        });
        assert_chosen(&reading, "seller.tax_id", id, "chosen_by_check_digit");
    }
}
