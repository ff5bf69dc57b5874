//! 专票, 普票 and 电子普票: the form with 密码区.

use super::forms::{Old, PENCILS};
use super::perturb::without_rules;
use super::{check, values};
use crate::offline::PageText;

/// The form as set, without ruling lines, and with the margins as words written downwards.
fn settings(old: &Old) -> Vec<Vec<PageText>> {
    let ruled = old.page().done(1);
    let bare = PageText {
        content: without_rules(ruled.content.clone()),
        ..ruled.clone()
    };
    let upright = Old {
        upright_margins: true,
        ..old.clone()
    };
    vec![vec![ruled], vec![bare], vec![upright.page().done(1)]]
}

#[track_caller]
fn assert_reads(old: &Old, want: &[(&str, &str)], absent: &[&str]) {
    for pages in settings(old) {
        check(&pages, want, absent);
    }
}

#[test]
fn every_field_is_read() {
    assert_reads(
        &Old::default(),
        &[
            ("invoice_type", "electronic_ordinary"),
            ("title", "福建增值税电子普通发票"),
            ("code", "035002300111"),
            ("number", "00362801"),
            ("issue_date", "2023-04-07"),
            ("check_code", "70497714341554189588"),
            ("machine_number", "661620006292"),
            (
                "password_area",
                "037+143*5*753+6+<+<-37<76986\n0-+>53/<-3+384<82511/54*+3-4\n\
                 *<211980*4-/74-6/++8+<>594<5\n47<548-8>7010*88198//1786+>9",
            ),
            ("buyer.name", "青石桥示范贸易有限公司"),
            ("buyer.tax_id", "91350100M000100Y43"),
            ("buyer.address_phone", "示范市青石区一号路1号 0591-00000001"),
            ("buyer.bank_account", "示范银行青石支行 3500000000000001"),
            ("seller.name", "白鹭洲试验科技有限公司"),
            ("seller.tax_id", "9131000063159284XQ"),
            ("seller.address_phone", "试验市白鹭区二号路2号 021-00000002"),
            ("seller.bank_account", "试验银行白鹭支行 3100000000000002"),
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
            ("payee", "赵一"),
            ("reviewer", "钱二"),
            ("drawer", "孙三"),
            ("remarks", "订单号:12345678"),
        ],
        &["items[1]"],
    );
}

#[test]
fn a_special_invoice_has_no_check_code_and_full_width_colons() {
    let old = Old {
        title: "福建增值税专用发票",
        code: "3500231130",
        check: "",
        colon: "：",
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("invoice_type", "special"),
            ("code", "3500231130"),
            ("buyer.name", "青石桥示范贸易有限公司"),
            ("seller.tax_id", "9131000063159284XQ"),
            ("reviewer", "钱二"),
        ],
        &["check_code"],
    );
}

#[test]
fn a_person_buys_without_number_address_or_bank() {
    let old = Old {
        buyer: ["个人", "", "", ""],
        foot: ["示例商城", "", "示例商城"],
        remarks: vec![],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("buyer.name", "个人"),
            ("payee", "示例商城"),
            ("drawer", "示例商城"),
        ],
        &[
            "buyer.tax_id",
            "buyer.address_phone",
            "buyer.bank_account",
            "reviewer",
            "remarks",
        ],
    );
}

#[test]
fn a_row_set_on_two_small_lines_is_one_value() {
    let mut old = Old::default();
    old.buyer[3] = "示范银行股份有限公司青石自由贸易试验区分行\n营业部 3500000000000001";
    assert_reads(
        &old,
        &[
            (
                "buyer.bank_account",
                "示范银行股份有限公司青石自由贸易试验区分行营业部 3500000000000001",
            ),
            ("buyer.address_phone", "示范市青石区一号路1号 0591-00000001"),
        ],
        &[],
    );
}

#[test]
fn wrapped_names_specifications_and_a_discount_are_lines_of_their_own() {
    let old = Old {
        rows: vec![
            [
                "*文具*彩色铅笔套装 儿童\n绘画用 二十四色",
                "HB-2400-\nSET",
                "盒",
                "10",
                "8.5",
                "85.00",
                "13%",
                "11.05",
            ],
            [
                "*文具*彩色铅笔套装 儿童\n绘画用 二十四色",
                "",
                "",
                "",
                "",
                "-5.00",
                "13%",
                "-0.65",
            ],
            [
                "*文具*橡皮",
                "无",
                "块",
                "3",
                "1.333333333333",
                "4.00",
                "免税",
                "***",
            ],
        ],
        totals: ["¥84.00", "¥10.40", "玖拾肆圆肆角整", "¥94.40"],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("items[0].name", "*文具*彩色铅笔套装 儿童绘画用 二十四色"),
            ("items[0].specification", "HB-2400-SET"),
            ("items[0].amount", "85.00"),
            ("items[1].name", "*文具*彩色铅笔套装 儿童绘画用 二十四色"),
            ("items[1].amount", "-5.00"),
            ("items[1].tax", "-0.65"),
            ("items[2].name", "*文具*橡皮"),
            ("items[2].specification", "无"),
            ("items[2].unit_price", "1.333333333333"),
            ("items[2].tax_rate", "免税"),
        ],
        &[
            "items[1].quantity",
            "items[1].unit",
            "items[2].tax",
            "items[3]",
        ],
    );
}

#[test]
fn eight_lines_and_a_red_letter_keep_their_signs() {
    let row: super::forms::Row = [
        "*文具*铅笔",
        "HB-12",
        "盒",
        "-10",
        "8.5",
        "-85.00",
        "13%",
        "-11.05",
    ];
    let old = Old {
        rows: vec![row; 8],
        totals: [
            "¥-680.00",
            "¥-88.40",
            "（负数）柒佰陆拾捌圆肆角整",
            "¥-768.40",
        ],
        remarks: vec!["对应正数发票代码:035002300111", "号码:00362700"],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("number", "00362801"),
            ("items[7].quantity", "-10"),
            ("items[7].amount", "-85.00"),
            ("total_amount", "-680.00"),
            ("total_tax", "-88.40"),
            ("amount_with_tax", "-768.40"),
            ("amount_in_words", "（负数）柒佰陆拾捌圆肆角整"),
            ("remarks", "对应正数发票代码:035002300111\n号码:00362700"),
        ],
        &["items[8]"],
    );
}

#[test]
fn remarks_that_speak_like_labels_stay_remarks() {
    let old = Old {
        remarks: vec![
            "名称：某某工程",
            "开票人：王五 收款人：马六",
            "发票号码：99999999",
        ],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("seller.name", "白鹭洲试验科技有限公司"),
            ("buyer.name", "青石桥示范贸易有限公司"),
            ("number", "00362801"),
            ("drawer", "孙三"),
            ("payee", "赵一"),
            (
                "remarks",
                "名称：某某工程\n开票人：王五 收款人：马六\n发票号码：99999999",
            ),
        ],
        &[],
    );
}

#[test]
fn goods_that_are_called_like_headings_stay_goods() {
    let old = Old {
        rows: vec![
            [
                "*印刷品*金额税额合计表",
                "",
                "本",
                "1",
                "85",
                "85.00",
                "13%",
                "11.05",
            ],
            PENCILS,
        ],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("items[0].name", "*印刷品*金额税额合计表"),
            ("items[1].name", "*文具*铅笔"),
            ("total_amount", "85.00"),
        ],
        &["items[2]"],
    );
}

#[test]
fn a_line_that_points_to_a_list_without_one_is_the_line() {
    let old = Old {
        rows: vec![["(详见销货清单)", "", "", "", "", "85.00", "13%", "11.05"]],
        ..Old::default()
    };
    assert_reads(
        &old,
        &[
            ("items[0].name", "(详见销货清单)"),
            ("items[0].amount", "85.00"),
        ],
        &["items[0].quantity", "items[1]"],
    );
}

#[test]
fn what_is_read_does_not_depend_on_how_the_text_was_put() {
    use super::perturb::{Dice, merged_at_blanks, shuffled, split_at_blanks};
    let page = Old::default().page().done(1);
    let want = values(std::slice::from_ref(&page));
    for seed in 1..50 {
        let mut content = shuffled(page.content.clone(), &mut Dice(seed * 104_729));
        if seed % 3 == 1 {
            content = split_at_blanks(content);
        } else if seed % 3 == 2 {
            content = merged_at_blanks(page.content.clone());
        }
        let changed = PageText {
            content,
            ..page.clone()
        };
        super::assert_same(&want, &values(&[changed]), &format!("seed {seed}"));
    }
}
