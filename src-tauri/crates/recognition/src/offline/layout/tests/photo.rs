//! Pictures of the paper form: labels misread or lost, values printed beside their places, lines
//! that climb.

use std::collections::BTreeMap;

use documents::{PageContent, Seen, Word};
use invoice::{FieldPath, Reading, Source};

use super::super::{areas, kind, read};
use super::forms::{Old, PENCILS};
use super::page::Page;
use super::perturb::{Dice, jittered, misread, recognized, tilted};
use crate::offline::PageText;

/// What must be right whatever happens to the rest.
const KEY: [(&str, &str); 10] = [
    ("code", "3500231130"),
    ("number", "00362801"),
    ("issue_date", "2023-04-07"),
    ("buyer.name", "青石桥示范贸易有限公司"),
    ("buyer.tax_id", "91350100M000100Y43"),
    ("seller.tax_id", "9131000063159284XQ"),
    ("total_amount", "85.00"),
    ("total_tax", "11.05"),
    ("amount_with_tax", "96.05"),
    ("amount_in_words", "玖拾陆圆零伍分"),
];

fn paper() -> Old {
    Old {
        title: "福建增值税普通发票",
        code: "3500231130",
        ..Old::default()
    }
}

fn picture(page: Page, change: impl FnOnce(PageContent) -> PageContent) -> PageText {
    let page = page.done(1);
    PageText {
        content: change(recognized(page.content)),
        ..page
    }
}

fn seen(page: PageText) -> Reading {
    read(&[page], Source::Ocr)
}

fn values(reading: &Reading) -> BTreeMap<String, String> {
    reading
        .fields
        .iter()
        .map(|(path, field)| (path.to_string(), field.value.to_string()))
        .collect()
}

#[track_caller]
fn assert_key(page: PageText, what: &str) {
    let got = values(&seen(page));
    for (path, want) in KEY {
        assert_eq!(
            got.get(path).map(String::as_str),
            Some(want),
            "{path}, {what}: {got:#?}"
        );
    }
}

#[test]
fn the_whole_form_is_read() {
    let got = values(&seen(picture(paper().page(), |c| c)));
    for (path, want) in KEY.into_iter().chain([
        ("invoice_type", "ordinary"),
        ("check_code", "70497714341554189588"),
        ("seller.name", "白鹭洲试验科技有限公司"),
        ("seller.address_phone", "试验市白鹭区二号路2号 021-00000002"),
        ("items[0].name", "*文具*铅笔"),
        ("items[0].specification", "HB-12"),
        ("items[0].unit", "盒"),
        ("items[0].quantity", "10"),
        ("items[0].unit_price", "8.5"),
        ("items[0].amount", "85.00"),
        ("items[0].tax_rate", "13%"),
        ("items[0].tax", "11.05"),
        ("drawer", "孙三"),
        ("remarks", "订单号:12345678"),
    ]) {
        assert_eq!(
            got.get(path).map(String::as_str),
            Some(want),
            "{path}: {got:#?}"
        );
    }
}

#[test]
fn values_may_be_printed_most_of_a_row_off() {
    for down in [-9.0, -6.0, -3.0, 3.0, 6.0, 9.0] {
        for right in [-8.0, 0.0, 8.0] {
            let page = picture(paper().page().off_by(right, down), |c| c);
            assert_key(page, &format!("off by {right}, {down}"));
        }
    }
}

#[test]
fn any_label_may_be_lost() {
    let count = paper().page().form_words().len();
    for lost in 0..count {
        let mut page = paper().page();
        let index = page.form_words()[lost];
        let text = page.blank(index);
        assert_key(picture(page, |c| c), &format!("without {text}"));
    }
}

#[test]
fn a_character_of_every_label_may_be_misread() {
    for seed in 1..20 {
        let mut dice = Dice(seed * 7919);
        let mut page = paper().page();
        page.each_label(|word| {
            if word.glyphs.len() > 3 && dice.roll(3) == 0 {
                misread(word, &mut dice);
            }
        });
        assert_key(picture(page, |c| c), &format!("seed {seed}"));
    }
}

#[test]
fn lines_may_climb_and_characters_jump() {
    for slope in [-0.03, -0.01, 0.02, 0.035] {
        let page = picture(paper().page(), |c| tilted(c, slope));
        assert_key(page, &format!("slope {slope}"));
    }
    for seed in 1..12 {
        let page = picture(paper().page(), |c| jittered(c, 0.15, &mut Dice(seed * 31)));
        assert_key(page, &format!("jitter {seed}"));
    }
}

#[test]
fn neighbouring_cells_may_be_one_word() {
    let page = picture(paper().page(), |mut content| {
        let is = |word: &Word, texts: [&str; 3]| texts.contains(&word.text.as_str());
        let (cells, mut rest): (Vec<Word>, Vec<Word>) = content
            .words
            .into_iter()
            .partition(|word| is(word, ["85.00", "13%", "11.05"]));
        let mut glyphs: Vec<_> = cells.iter().flat_map(|w| w.glyphs.clone()).collect();
        glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let mut joined = cells[0].clone();
        joined.text = glyphs.iter().map(|g| g.text).collect();
        joined.glyphs = glyphs;
        rest.push(joined);
        content.words = rest;
        content
    });
    let got = values(&seen(page));
    for (path, want) in [
        ("items[0].amount", "85.00"),
        ("items[0].tax_rate", "13%"),
        ("items[0].tax", "11.05"),
    ] {
        assert_eq!(got.get(path).map(String::as_str), Some(want), "{got:#?}");
    }
}

#[test]
fn what_is_not_on_the_page_is_never_filled_in() {
    for (text, path) in [
        ("¥11.05", "total_tax"),
        ("¥96.05", "amount_with_tax"),
        ("玖拾陆圆零伍分", "amount_in_words"),
        ("9131000063159284XQ", "seller.tax_id"),
        ("91350100M000100Y43", "buyer.tax_id"),
        ("00362801", "number"),
        ("10", "items[0].quantity"),
        ("11.05", "items[0].tax"),
        ("白鹭洲试验科技有限公司", "seller.name"),
    ] {
        let page = picture(paper().page(), |mut content| {
            content.words.retain(|word| word.text != text);
            content
        });
        let got = values(&seen(page));
        assert_eq!(got.get(path), None, "{path} is not on the page: {got:#?}");
    }
}

#[test]
fn the_parties_are_never_exchanged() {
    // Without the buyer's number the seller's is still the seller's.
    let mut old = paper();
    old.buyer[1] = "";
    for down in [-8.0, 0.0, 8.0] {
        let got = values(&seen(picture(old.page().off_by(0.0, down), |c| c)));
        assert_eq!(got.get("buyer.tax_id"), None, "{got:#?}");
        assert_eq!(got["seller.tax_id"], "9131000063159284XQ");
        assert_eq!(got["buyer.name"], "青石桥示范贸易有限公司");
    }
}

/// A reading in which one character of a word was misread, while the right one was seen too.
fn with_rival(text: &str, at: usize, as_read: char, rival: Option<f32>) -> Reading {
    let page = picture(paper().page(), |mut content| {
        let word = content.words.iter_mut().find(|w| w.text == text).unwrap();
        let glyph = &mut word.glyphs[at];
        let right = glyph.text;
        glyph.text = as_read;
        glyph.seen = Some(Box::new(Seen {
            confidence: 0.6,
            others: rival.map(|share| (right, share)).into_iter().collect(),
        }));
        content
    });
    seen(page)
}

#[test]
fn rules_choose_among_what_was_seen_and_say_so() {
    for (text, at, as_read, path, want, why) in [
        (
            "9131000063159284XQ",
            6,
            '8',
            "seller.tax_id",
            "9131000063159284XQ",
            "chosen_by_check_digit",
        ),
        ("¥11.05", 1, '7', "total_tax", "11.05", "chosen_by_sum"),
        (
            "玖拾陆圆零伍分",
            0,
            '攻',
            "amount_in_words",
            "玖拾陆圆零伍分",
            "chosen_by_figures",
        ),
        ("11.05", 0, '7', "items[0].tax", "11.05", "chosen_by_sum"),
    ] {
        let path: FieldPath = path.parse().unwrap();
        let reading = with_rival(text, at, as_read, Some(0.3));
        let field = &reading.fields[&path];
        assert_eq!(field.value.to_string(), want, "{path}");
        assert!(field.text.contains(as_read), "as read: {}", field.text);
        assert!(
            reading
                .remarks
                .iter()
                .any(|remark| remark.code == why && remark.fields.contains(&path)),
            "{path}: {:?}",
            reading.remarks
        );
        assert!(
            !field.doubts.is_empty(),
            "{path} shows its doubtful character"
        );
    }
}

#[test]
fn what_was_not_seen_is_not_chosen() {
    let reading = with_rival("9131000063159284XQ", 6, '8', None);
    let path: FieldPath = "seller.tax_id".parse().unwrap();
    assert_eq!(
        reading.fields[&path].value.to_string(),
        "9131008063159284XQ"
    );
    assert!(reading.remarks.is_empty(), "{:?}", reading.remarks);
    let reading = with_rival("¥11.05", 1, '7', None);
    let path: FieldPath = "total_tax".parse().unwrap();
    assert_eq!(reading.fields[&path].value.to_string(), "71.05");
}

#[test]
fn letters_that_never_stand_in_a_number_are_its_digits() {
    let reading = with_rival("9131000063159284XQ", 4, 'O', None);
    let path: FieldPath = "seller.tax_id".parse().unwrap();
    let field = &reading.fields[&path];
    assert_eq!(field.value.to_string(), "9131000063159284XQ");
    assert_eq!(field.text, "9131O00063159284XQ");
    assert_eq!(reading.remarks[0].code, "letter_for_digit");
}

#[test]
fn several_invoices_on_one_page_are_told_apart() {
    let one = picture(paper().page(), |c| c);
    assert_eq!(areas(&one).len(), 1);
    let half = |content: &PageContent, lower: bool| -> Vec<Word> {
        let mut words = content.words.clone();
        for word in &mut words {
            word.size /= 2.0;
            for glyph in &mut word.glyphs {
                let from = if lower { 0.52 } else { 0.0 };
                glyph.y0 = glyph.y0 * 0.48 + from;
                glyph.y1 = glyph.y1 * 0.48 + from;
            }
        }
        words
    };
    let mut words = half(&one.content, false);
    words.extend(half(&one.content, true));
    let mut two = one.clone();
    two.size.height *= 2.0;
    two.content.words = words;
    let found = areas(&two);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].y1 < found[1].y0);
}

/// A 卷票 with one line of goods, its buyer's number and the heading of its amounts as given.
fn roll(buyer_id: &str, amounts: &str) -> Page {
    let mut page = Page::new(160.0, 420.0);
    let mut y = 40.0;
    for (label, value) in [
        ("发票代码：", "035002300107"),
        ("发票号码：", "00362801"),
        ("机打号码：", "00362801"),
        ("机器编号：", "661620006292"),
        ("销售方名称：", "白鹭洲试验科技"),
        ("", "有限公司"),
        ("纳税人识别号：", "9131000063159284XQ"),
        ("开票日期：", "2023-04-07"),
        ("收款员：", "赵一"),
        ("购买方名称：", "青石桥示范贸易"),
        ("", "有限公司"),
        ("纳税人识别号：", buyer_id),
    ] {
        page.text(8.0, y, 8.0, label);
        page.text(66.0, y, 8.0, value);
        y += 13.0;
    }
    for (x, heading) in [
        (8.0, "项目"),
        (50.0, "单价"),
        (90.0, "数量"),
        (146.0 - 8.0 * amounts.chars().count() as f32, amounts),
    ] {
        page.text(x, y, 8.0, heading);
    }
    page.text(8.0, y + 13.0, 8.0, PENCILS[0]);
    page.right(66.0, y + 26.0, 8.0, "9.605");
    page.right(106.0, y + 26.0, 8.0, "10");
    page.right(146.0, y + 26.0, 8.0, "96.05");
    y += 39.0;
    page.text(8.0, y, 8.0, "合计金额（小写）：");
    page.text(84.0, y, 8.0, "¥96.05");
    page.text(8.0, y + 13.0, 8.0, "合计金额（大写）：");
    page.text(84.0, y + 13.0, 8.0, "玖拾陆圆零伍分");
    page.text(8.0, y + 26.0, 8.0, "校验码：");
    page.text(44.0, y + 26.0, 8.0, "70497714341554189588");
    page
}

#[test]
fn a_roll_without_a_buyers_number_and_with_a_heading_read_in_part_keeps_its_lines() {
    let got = values(&seen(picture(roll("", "额"), |c| c)));
    assert_eq!(got.get("buyer.tax_id"), None, "{got:#?}");
    for (path, want) in [
        ("items[0].name", "*文具*铅笔"),
        ("items[0].unit_price", "9.605"),
        ("items[0].quantity", "10"),
        ("items[0].amount", "96.05"),
    ] {
        let value = got.get(path).map(String::as_str);
        assert_eq!(value, Some(want), "{path}: {got:#?}");
    }
}

#[test]
fn a_roll_is_read_from_top_to_bottom() {
    let page = picture(roll("91350100M000100Y43", "金额"), |c| c);
    assert!(kind(&page).is_invoice);
    let got = values(&seen(page));
    for (path, want) in [
        ("invoice_type", "roll"),
        ("code", "035002300107"),
        ("number", "00362801"),
        ("typed_number", "00362801"),
        ("machine_number", "661620006292"),
        ("issue_date", "2023-04-07"),
        ("check_code", "70497714341554189588"),
        ("seller.name", "白鹭洲试验科技有限公司"),
        ("seller.tax_id", "9131000063159284XQ"),
        ("buyer.name", "青石桥示范贸易有限公司"),
        ("buyer.tax_id", "91350100M000100Y43"),
        ("payee", "赵一"),
        ("items[0].name", "*文具*铅笔"),
        ("items[0].unit_price", "9.605"),
        ("items[0].quantity", "10"),
        ("items[0].amount", "96.05"),
        ("amount_with_tax", "96.05"),
        ("amount_in_words", "玖拾陆圆零伍分"),
    ] {
        assert_eq!(
            got.get(path).map(String::as_str),
            Some(want),
            "{path}: {got:#?}"
        );
    }
    assert_eq!(got.get("total_tax"), None);
}

#[test]
fn a_bank_slip_is_no_invoice() {
    let mut page = Page::new(600.0, 300.0);
    page.text(200.0, 40.0, 20.0, "示范银行业务回单");
    for (i, line) in [
        "付款人户名：青石桥示范贸易有限公司",
        "收款人户名：白鹭洲试验科技有限公司",
        "金额：¥96.05",
        "用途：货款",
    ]
    .iter()
    .enumerate()
    {
        page.text(40.0, 90.0 + 30.0 * i as f32, 10.0, line);
    }
    assert!(!kind(&picture(page, |c| c)).is_invoice);
}
