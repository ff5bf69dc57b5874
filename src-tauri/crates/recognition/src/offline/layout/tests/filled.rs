//! Pictures of the paper form whose print is too pale to be read: only what was filled in is there.

use std::collections::BTreeMap;

use invoice::{Reading, Source};

use super::super::{kind, read};
use super::page::Page;
use super::perturb::{recognized, tilted};
use crate::offline::PageText;

/// The form's border on the page, in points.
const BORDER: (f32, f32, f32, f32) = (66.0, 90.0, 480.0, 228.0);

fn page(right: f32, down: f32) -> Page {
    let mut page = Page::new(610.0, 380.0);
    fill(&mut page, BORDER.1, (right, down));
    page
}

/// What is filled in, printed that far beside its place, and what the press prints in dark ink;
/// without any label.
fn fill(page: &mut Page, top: f32, (right, down): (f32, f32)) {
    let (left, _, width, height) = BORDER;
    let at = |u: f32, v: f32| (left + u * width, top + v * height);
    // The press prints these.
    for (u, v, em, text) in [
        (0.150, -0.170, 13.0, "3500231130"),
        (0.770, -0.168, 13.0, "00362801"),
    ] {
        let (x, y) = at(u, v);
        page.text(x, y, em, text);
    }
    for (u, v, em, text) in [
        (0.905, -0.157, 7.0, "3500231130"),
        (0.900, -0.108, 9.0, "00362801"),
        (0.865, -0.050, 7.0, "2023年04月07日"),
        (0.185, -0.029, 7.0, "70497 71434 15541 89588"),
        (0.172, 0.033, 8.0, "青石桥示范贸易有限公司"),
        (0.190, 0.086, 9.0, "91350100M000100Y43"),
        (0.172, 0.140, 8.0, "示范市青石区一号路1号 0591-00000001"),
        (0.172, 0.195, 8.0, "示范银行青石支行 3500000000000001"),
        (0.615, 0.045, 9.0, "037+143*5*753+6+<+<-37<76986"),
        (0.615, 0.093, 9.0, "0-+>53/<-3+384<82511/54*+3-4"),
        (0.615, 0.140, 9.0, "*<211980*4-/74-6/++8+<>594<5"),
        (0.615, 0.185, 9.0, "47<548-8>7010*88198//1786+>9"),
        (0.020, 0.310, 8.0, "*文具*铅笔"),
        (0.280, 0.310, 8.0, "HB-12"),
        (0.400, 0.310, 8.0, "盒"),
        (0.312, 0.741, 8.0, "玖拾陆圆零伍分"),
        (0.800, 0.741, 9.0, "¥96.05"),
        (0.172, 0.813, 8.0, "白鹭洲试验科技有限公司"),
        (0.190, 0.866, 9.0, "9131000063159284XQ"),
        (0.172, 0.915, 8.0, "试验市白鹭区二号路2号 021-00000002"),
        (0.172, 0.964, 8.0, "试验银行白鹭支行 3100000000000002"),
    ] {
        let (x, y) = at(u, v);
        page.text(x + right, y + down, em, text);
    }
    for (u, v, em, text) in [
        (0.535, 0.310, 8.0, "10"),
        (0.640, 0.310, 8.0, "8.5"),
        (0.790, 0.310, 8.0, "85.00"),
        (0.840, 0.310, 8.0, "13%"),
        (0.985, 0.310, 8.0, "11.05"),
        (0.793, 0.668, 9.0, "¥85.00"),
        (0.989, 0.668, 9.0, "¥11.05"),
    ] {
        let (x, y) = at(u, v);
        page.right(x + right, y + down, em, text);
    }
}

fn picture(page: Page, slope: f32) -> PageText {
    let page = page.done(1);
    PageText {
        content: tilted(recognized(page.content), slope),
        ..page
    }
}

fn values(reading: &Reading) -> BTreeMap<String, String> {
    let fields = reading.fields.iter();
    fields
        .map(|(path, field)| (path.to_string(), field.value.to_string()))
        .collect()
}

#[test]
fn a_form_whose_own_print_is_not_read_is_told_by_what_was_filled_in() {
    for (right, down, slope) in [
        (0.0, 0.0, 0.0),
        (5.0, 4.0, 0.01),
        (-5.0, -4.0, -0.015),
        (-4.0, 5.0, 0.02),
    ] {
        let page = picture(page(right, down), slope);
        assert!(kind(&page).is_invoice, "off by {right}, {down}");
        let got = values(&read(&[page], Source::Ocr));
        for (path, want) in [
            ("code", "3500231130"),
            ("number", "00362801"),
            ("issue_date", "2023-04-07"),
            ("check_code", "70497714341554189588"),
            ("buyer.name", "青石桥示范贸易有限公司"),
            ("buyer.tax_id", "91350100M000100Y43"),
            ("buyer.bank_account", "示范银行青石支行 3500000000000001"),
            ("seller.name", "白鹭洲试验科技有限公司"),
            ("seller.tax_id", "9131000063159284XQ"),
            ("seller.address_phone", "试验市白鹭区二号路2号 021-00000002"),
            ("items[0].name", "*文具*铅笔"),
            ("items[0].specification", "HB-12"),
            ("items[0].unit", "盒"),
            ("items[0].quantity", "10"),
            ("items[0].unit_price", "8.5"),
            ("items[0].amount", "85.00"),
            ("items[0].tax_rate", "13%"),
            ("items[0].tax", "11.05"),
            ("total_amount", "85.00"),
            ("total_tax", "11.05"),
            ("amount_with_tax", "96.05"),
            ("amount_in_words", "玖拾陆圆零伍分"),
        ] {
            assert_eq!(
                got.get(path).map(String::as_str),
                Some(want),
                "{path}, off by {right}, {down}: {got:#?}"
            );
        }
    }
}

#[test]
fn the_end_of_another_form_above_does_not_stand_for_this_one() {
    let (left, _, width, height) = BORDER;
    let mut page = Page::new(610.0, 480.0);
    fill(&mut page, 190.0, (0.0, 0.0));
    for (u, v, text) in [
        (0.121, 0.741, "价税合计（大写）"),
        (0.748, 0.740, "（小写）"),
        (0.098, 0.866, "纳税人识别号："),
        (0.098, 0.915, "地址、电话："),
        (0.098, 0.966, "开户行及账号："),
        (0.035, 1.030, "收款人："),
        (0.307, 1.030, "复核："),
        (0.539, 1.030, "开票人："),
        (0.122, 0.668, "合计"),
    ] {
        page.middle(left + u * width, 30.0 + (v - 0.741) * height, 8.0, text);
    }
    page.text(350.0, 70.0, 8.0, "0591 99999902");
    let page = picture(page, 0.0);
    assert!(kind(&page).is_invoice);
    let got = values(&read(&[page], Source::Ocr));
    for (path, want) in [
        ("number", "00362801"),
        ("seller.name", "白鹭洲试验科技有限公司"),
        ("seller.tax_id", "9131000063159284XQ"),
        ("total_amount", "85.00"),
        ("amount_with_tax", "96.05"),
        ("items[0].name", "*文具*铅笔"),
    ] {
        let value = got.get(path).map(String::as_str);
        assert_eq!(value, Some(want), "{path}: {got:#?}");
    }
}

#[test]
fn a_few_values_make_no_form() {
    // A delivery note with a number, a name, an account and a price.
    let mut page = Page::new(610.0, 380.0);
    for (x, y, text) in [
        (420.0, 40.0, "00362801"),
        (60.0, 60.0, "青石桥示范贸易有限公司"),
        (60.0, 80.0, "示范银行青石支行 3500000000000001"),
        (60.0, 200.0, "铅笔 10盒"),
        (480.0, 260.0, "¥96.05"),
    ] {
        page.text(x, y, 9.0, text);
    }
    assert!(!kind(&picture(page, 0.0)).is_invoice);
}
