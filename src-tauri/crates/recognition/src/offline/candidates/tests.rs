use std::collections::BTreeMap;

use invoice::{Field, FieldMap, FieldPath, Source, Value};

use super::{Letter, settle};

/// At which place which other character was seen, with its share.
type Rivals<'a> = &'a [(usize, char, f32)];

/// A field as read, with what else was seen at some places.
fn read(
    fields: &mut FieldMap,
    letters: &mut BTreeMap<FieldPath, Vec<Letter>>,
    path: &str,
    text: &str,
    rivals: Rivals,
) {
    let path: FieldPath = path.parse().unwrap();
    letters.insert(
        path,
        text.chars()
            .enumerate()
            .map(|(at, text)| Letter {
                text,
                confidence: 0.7,
                others: rivals
                    .iter()
                    .filter(|(place, ..)| *place == at)
                    .map(|(_, c, share)| (*c, *share))
                    .collect(),
            })
            .collect(),
    );
    fields.insert(
        path,
        Field {
            value: Value::parse(path.kind(), text).unwrap(),
            text: text.to_owned(),
            page: Some(1),
            region: None,
            confidence: Some(0.7),
            source: Source::Ocr,
            doubts: Vec::new(),
        },
    );
}

/// What becomes of a page with these fields, and the remarks' codes.
fn settled(read_fields: &[(&str, &str, Rivals)]) -> (Vec<String>, Vec<String>) {
    let (mut fields, mut letters) = (FieldMap::new(), BTreeMap::new());
    for (path, text, rivals) in read_fields {
        read(&mut fields, &mut letters, path, text, rivals);
    }
    let remarks = settle(&mut fields, &letters);
    let values = read_fields
        .iter()
        .map(|(path, ..)| {
            fields[&path.parse::<FieldPath>().unwrap()]
                .value
                .to_string()
        })
        .collect();
    (values, remarks.into_iter().map(|r| r.code).collect())
}

#[test]
fn a_check_digit_chooses_only_what_was_seen_and_fits() {
    let read = "91380100M000100Y43";
    let one = settled(&[("seller.tax_id", read, &[(3, '5', 0.2)])]);
    assert_eq!(one.0, ["91350100M000100Y43"]);
    assert_eq!(one.1, ["chosen_by_check_digit"]);
    let unseen = settled(&[("seller.tax_id", read, &[(3, '6', 0.2)])]);
    assert_eq!(unseen.0, [read], "no rival makes it fit");
    assert!(unseen.1.is_empty());
}

#[test]
fn two_ways_to_make_the_sums_agree_are_none() {
    // 85.00 + 11.05 = 96.05: either the tax or the gross amount may be the misread one.
    let (values, remarks) = settled(&[
        ("total_amount", "85.00", &[]),
        ("total_tax", "11.06", &[(4, '5', 0.2)]),
        ("amount_with_tax", "96.05", &[(4, '6', 0.2)]),
    ]);
    assert_eq!(values, ["85.00", "11.06", "96.05"]);
    assert!(remarks.is_empty(), "{remarks:?}");
}

#[test]
fn the_words_decide_between_two_ways() {
    let (values, remarks) = settled(&[
        ("total_amount", "85.00", &[]),
        ("total_tax", "11.06", &[(4, '5', 0.2)]),
        ("amount_with_tax", "96.05", &[(4, '6', 0.2)]),
        ("amount_in_words", "玖拾陆圆零伍分", &[]),
    ]);
    assert_eq!(values[..3], ["85.00", "11.05", "96.05"]);
    assert_eq!(remarks, ["chosen_by_sum"]);
}

#[test]
fn a_lost_point_is_put_back_only_where_the_sum_asks_for_it() {
    let lost = [
        ("total_amount", "85.00", [].as_slice()),
        ("items[0].amount", "8500", [].as_slice()),
    ];
    let (values, remarks) = settled(&lost);
    assert_eq!(values[1], "85.00");
    assert_eq!(remarks, ["chosen_by_sum"]);
    let (values, _) = settled(&[
        ("total_amount", "86.00", &[]),
        ("items[0].amount", "8500", &[]),
    ]);
    assert_ne!(values[1], "85.00");
}

#[test]
fn a_sign_that_was_taken_for_a_figure_is_told_by_the_sum() {
    let (values, remarks) = settled(&[
        ("total_amount", "485.00", &[]),
        ("total_tax", "¥11.05", &[]),
        ("amount_with_tax", "¥96.05", &[]),
    ]);
    assert_eq!(values, ["85.00", "11.05", "96.05"]);
    assert_eq!(remarks, ["chosen_by_sum"]);
    let (values, _) = settled(&[
        ("total_amount", "485.00", &[]),
        ("total_tax", "¥11.05", &[]),
        ("amount_with_tax", "¥496.05", &[]),
    ]);
    assert_eq!(values[0], "485.00", "nothing is wrong with it");
}

#[test]
fn words_that_cannot_stand_there_are_replaced_only_if_the_figures_agree() {
    let words = "玖拾陆图零伍分";
    let (values, remarks) = settled(&[
        ("amount_with_tax", "96.05", &[]),
        ("amount_in_words", words, &[]),
    ]);
    assert_eq!(values[1], "玖拾陆圆零伍分");
    assert_eq!(remarks, ["chosen_by_figures"]);
    let (values, _) = settled(&[
        ("amount_with_tax", "96.15", &[]),
        ("amount_in_words", words, &[]),
    ]);
    assert_eq!(values[1], words, "kept as read");
}

#[test]
fn a_price_is_chosen_by_its_product() {
    let (values, remarks) = settled(&[
        ("items[0].quantity", "10", &[]),
        ("items[0].unit_price", "3.5", &[(0, '8', 0.1)]),
        ("items[0].amount", "85.00", &[]),
    ]);
    assert_eq!(values[1], "8.5");
    assert_eq!(remarks, ["chosen_by_sum"]);
}
