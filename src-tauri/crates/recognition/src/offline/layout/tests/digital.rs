//! 数电票: buyer and seller side by side, no cipher, headings without ruling lines between.

use super::check;
use super::forms::{Digital, PENCILS, Row};
use super::perturb::without_rules;
use crate::offline::PageText;

#[track_caller]
fn assert_reads(digital: &Digital, want: &[(&str, &str)], absent: &[&str]) {
    let ruled = digital.page().done(1);
    let bare = PageText {
        content: without_rules(ruled.content.clone()),
        ..ruled.clone()
    };
    check(&[ruled], want, absent);
    check(&[bare], want, absent);
}

#[test]
fn every_field_is_read_and_nothing_else() {
    assert_reads(
        &Digital::default(),
        &[
            ("invoice_type", "digital_special"),
            ("number", "23352000000012345678"),
            ("issue_date", "2023-04-07"),
            ("buyer.name", "青石桥示范贸易有限公司"),
            ("buyer.tax_id", "91350100M000100Y43"),
            ("seller.name", "白鹭洲试验科技有限公司"),
            ("seller.tax_id", "9131000063159284XQ"),
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
            ("drawer", "李四"),
        ],
        &[
            "code",
            "check_code",
            "machine_number",
            "remarks",
            "payee",
            "reviewer",
            "items[1]",
            "password_area",
        ],
    );
}

#[test]
fn a_long_name_on_two_lines_is_one_value() {
    let digital = Digital {
        buyer: ["青石桥示范贸易集团有限公司自由贸易试\n验区第三分公司", ""],
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[
            (
                "buyer.name",
                "青石桥示范贸易集团有限公司自由贸易试验区第三分公司",
            ),
            ("seller.name", "白鹭洲试验科技有限公司"),
        ],
        &["buyer.tax_id"],
    );
}

#[test]
fn full_name_columns_and_wide_figures_keep_to_their_columns() {
    let digital = Digital {
        rows: vec![
            [
                "*信息技术服务*技术 服务\n费",
                "无",
                "",
                "1",
                "4197.1698113",
                "4197.17",
                "6%",
                "251.83",
            ],
            [
                "*文具*一二三四五六七八\n十",
                "ABC-123456789",
                "平方米",
                "123456.789",
                "0.1",
                "12345.68",
                "0.5%",
                "61.73",
            ],
        ],
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[
            ("items[0].name", "*信息技术服务*技术 服务费"),
            ("items[0].specification", "无"),
            ("items[0].quantity", "1"),
            ("items[0].unit_price", "4197.1698113"),
            ("items[1].name", "*文具*一二三四五六七八十"),
            ("items[1].specification", "ABC-123456789"),
            ("items[1].unit", "平方米"),
            ("items[1].quantity", "123456.789"),
            ("items[1].tax_rate", "0.5%"),
        ],
        &["items[0].unit", "items[2]"],
    );
}

#[test]
fn construction_has_columns_of_its_own() {
    let digital = Digital {
        headings: vec![
            (15.5, "项目名称"),
            (42.1, "建筑服务发生地"),
            (85.1, "建筑项目名称"),
            (143.5, "金 额"),
            (157.5, "税率/征收率"),
            (194.5, "税 额"),
        ],
        rows: vec![[
            "*建筑服务*管线施工",
            "",
            "",
            "",
            "",
            "85.00",
            "13%",
            "11.05",
        ]],
        more: vec![
            (42.0, 60.0, "示范省示范市"),
            (85.0, 60.0, "示范管线二期工程"),
            (85.0, 64.5, "（第一标段）"),
        ],
        remarks: vec!["跨地（市）标志:否;", "项目地点：示范市"],
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[
            ("items[0].name", "*建筑服务*管线施工"),
            ("items[0].amount", "85.00"),
            ("remarks", "跨地（市）标志:否;\n项目地点：示范市"),
        ],
        &[
            "items[0].specification",
            "items[0].unit",
            "items[0].quantity",
            "items[1]",
        ],
    );
}

#[test]
fn the_travellers_table_holds_no_items() {
    let digital = Digital {
        title: "电子发票（普通发票）",
        more: vec![
            (15.0, 78.0, "出行人"),
            (40.0, 78.0, "有效身份证件号"),
            (80.0, 78.0, "出行日期"),
            (110.0, 78.0, "出发地"),
            (140.0, 78.0, "到达地"),
            (170.0, 78.0, "等级"),
            (185.0, 78.0, "交通工具类型"),
            (15.0, 82.5, "张某"),
            (80.0, 82.5, "2023-04-01"),
            (140.0, 82.5, "100.00"),
        ],
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[
            ("invoice_type", "digital_ordinary"),
            ("items[0].name", "*文具*铅笔"),
        ],
        &["items[1]"],
    );
}

#[test]
fn tax_that_is_not_printed_is_absent() {
    let digital = Digital {
        rows: vec![["*旅游服务*代订", "", "", "", "", "100.00", "不征税", "***"]],
        totals: Some(["¥100.00", "***", "壹佰圆整", "¥100.00"]),
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[("items[0].tax_rate", "不征税"), ("total_amount", "100.00")],
        &["items[0].tax", "total_tax"],
    );
}

#[test]
fn names_and_banks_in_the_remarks_are_read_from_there() {
    let digital = Digital {
        remarks: vec![
            "购方开户银行:示范银行青石支行;    银行账号:3500000000000001;",
            "销方开户银行:试验银行白鹭支行;    银行账号:3100000000000002;",
            "收款人:赵一;    复核人:钱二;",
        ],
        ..Digital::default()
    };
    assert_reads(
        &digital,
        &[
            ("buyer.bank_account", "示范银行青石支行 3500000000000001"),
            ("seller.bank_account", "试验银行白鹭支行 3100000000000002"),
            ("payee", "赵一"),
            ("reviewer", "钱二"),
        ],
        &["buyer.address_phone", "seller.address_phone"],
    );
}

#[test]
fn a_long_invoice_goes_on_over_pages() {
    let rows: Vec<Row> = vec![PENCILS; 5];
    let first = Digital {
        rows: rows.clone(),
        subtotal: Some(["¥425.00", "¥55.25"]),
        totals: None,
        ..Digital::default()
    };
    let last = Digital {
        rows: vec![PENCILS],
        subtotal: Some(["¥85.00", "¥11.05"]),
        totals: Some(["¥510.00", "¥66.30", "伍佰柒拾陆圆叁角整", "¥576.30"]),
        ..Digital::default()
    };
    let pages = [first.page().done(1), last.page().done(2)];
    check(
        &pages,
        &[
            ("items[5].name", "*文具*铅笔"),
            ("total_amount", "510.00"),
            ("total_tax", "66.30"),
            ("amount_with_tax", "576.30"),
        ],
        &["items[6]"],
    );
    let segments = crate::offline::segment::group(&pages);
    assert_eq!(segments.len(), 1, "both pages bear the same number");
    assert_eq!(segments[0].pages, [0, 1]);
}
