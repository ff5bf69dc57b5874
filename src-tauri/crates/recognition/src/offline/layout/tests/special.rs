//! Tolls, 区块链, lists of goods, pages whose labels cannot be read, and what is no invoice.

use super::check;
use super::forms::{BUYER, Business, Old, PENCILS, Row, SELLER};
use super::page::Page;
use super::perturb::without_rules;
use crate::offline::PageText;
use crate::offline::segment::{Segment, SegmentKind, group};

const TOLL: Row = [
    "*经营租赁*通行费",
    "示A00001",
    "货车",
    "20230401",
    "20230402",
    "184.65",
    "3%",
    "5.54",
];

fn toll() -> Old {
    Old {
        code: "035002300112",
        rows: vec![TOLL],
        business: Business::Toll,
        totals: ["￥184.65", "￥5.54", "壹佰玖拾元零壹角玖分", "￥190.19"],
        ..Old::default()
    }
}

#[test]
fn a_toll_invoice_has_plates_and_dates() {
    let want = [
        ("invoice_type", "toll"),
        ("items[0].name", "*经营租赁*通行费"),
        ("items[0].license_plate", "示A00001"),
        ("items[0].vehicle_type", "货车"),
        ("items[0].toll_start", "2023-04-01"),
        ("items[0].toll_end", "2023-04-02"),
        ("items[0].amount", "184.65"),
        ("amount_in_words", "壹佰玖拾元零壹角玖分"),
    ];
    let absent = [
        "items[0].unit",
        "items[0].quantity",
        "items[0].specification",
        "items[1]",
    ];
    let page = toll().page().done(1);
    check(std::slice::from_ref(&page), &want, &absent);
    let bare = PageText {
        content: without_rules(page.content.clone()),
        ..page
    };
    check(&[bare], &want, &absent);
    let mute = toll().page().without_labels().done(1);
    check(&[mute], &want, &absent);
}

#[test]
fn a_form_in_a_font_without_characters_is_read_by_its_shape() {
    let old = Old {
        rows: vec![
            PENCILS,
            [
                "*文具*彩色铅笔套装\n绘画用",
                "HB-24-\nSET",
                "盒",
                "2",
                "10",
                "20.00",
                "13%",
                "2.60",
            ],
            [
                "*文具*彩色铅笔套装\n绘画用",
                "",
                "",
                "",
                "",
                "-5.00",
                "13%",
                "-0.65",
            ],
        ],
        totals: ["¥100.00", "¥13.00", "壹佰壹拾叁圆整", "¥113.00"],
        ..Old::default()
    };
    let page = old.page().without_labels().done(1);
    check(
        std::slice::from_ref(&page),
        &[
            ("invoice_type", "electronic_ordinary"),
            ("code", "035002300111"),
            ("number", "00362801"),
            ("issue_date", "2023-04-07"),
            ("check_code", "70497714341554189588"),
            ("machine_number", "661620006292"),
            ("buyer.name", BUYER[0]),
            ("buyer.tax_id", BUYER[1]),
            ("buyer.address_phone", BUYER[2]),
            ("buyer.bank_account", BUYER[3]),
            ("seller.name", SELLER[0]),
            ("seller.tax_id", SELLER[1]),
            ("seller.address_phone", SELLER[2]),
            ("seller.bank_account", SELLER[3]),
            ("items[0].unit", "盒"),
            ("items[0].quantity", "10"),
            ("items[1].name", "*文具*彩色铅笔套装绘画用"),
            ("items[1].specification", "HB-24-SET"),
            ("items[1].unit_price", "10"),
            ("items[2].amount", "-5.00"),
            ("total_amount", "100.00"),
            ("total_tax", "13.00"),
            ("amount_with_tax", "113.00"),
            ("payee", "赵一"),
            ("reviewer", "钱二"),
            ("drawer", "孙三"),
            ("remarks", "订单号:12345678"),
        ],
        &["items[2].quantity", "items[3]"],
    );
    assert_eq!(group(&[page])[0].kind, SegmentKind::Invoice);
}

#[test]
fn the_code_tells_a_toll_invoice_whose_columns_are_the_usual_ones() {
    let old = Old {
        code: "035002300112",
        ..Old::default()
    };
    check(&[old.page().done(1)], &[("invoice_type", "toll")], &[]);
}

fn list(number: &str, rows: &[Row]) -> Page {
    let mut page = Page::new(615.0, 788.0);
    page.text(148.0, 57.0, 16.0, "销售货物或者提供应税劳务、服务清单");
    page.text(34.0, 97.0, 10.0, "购买方名称:");
    page.text(34.0, 121.0, 10.0, "销售方名称:");
    page.text(34.0, 145.0, 10.0, "所属增值税电子普通发票代码:");
    page.text(266.0, 145.0, 10.0, "号码:");
    page.text(293.0, 145.0, 9.0, number);
    for (x, heading) in [
        (32.0, "序号"),
        (102.0, "货物(劳务)名称"),
        (224.0, "规格型号"),
        (277.0, "单位"),
        (315.0, "数   量"),
        (375.0, "单   价"),
        (441.0, "金   额"),
        (494.0, "税率"),
        (534.0, "税   额"),
    ] {
        page.text(x, 176.0, 9.0, heading);
    }
    for (i, row) in rows.iter().enumerate() {
        let y = 193.0 + 12.0 * i as f32;
        page.text(38.0, y, 9.0, &(i + 1).to_string());
        page.text(55.0, y, 9.0, row[0]);
        page.text(214.0, y, 8.0, row[1]);
        page.text(282.0, y, 9.0, row[2]);
        page.right(360.0, y, 9.0, row[3]);
        page.right(420.0, y, 9.0, row[4]);
        page.right(490.0, y, 9.0, row[5]);
        page.text(497.0, y, 9.0, row[6]);
        page.right(585.0, y, 9.0, row[7]);
    }
    page.text(31.0, 621.0, 9.0, "小计")
        .text(32.0, 636.0, 9.0, "总计");
    if !rows.is_empty() {
        page.right(490.0, 621.0, 9.0, "¥85.00")
            .right(585.0, 621.0, 9.0, "¥11.05");
        page.right(490.0, 636.0, 9.0, "¥85.00")
            .right(585.0, 636.0, 9.0, "¥11.05");
    }
    page.text(32.0, 661.0, 9.0, "备注");
    page
}

fn pointing() -> Old {
    Old {
        rows: vec![["(详见销货清单)", "", "", "", "", "85.00", "13%", "11.05"]],
        ..Old::default()
    }
}

#[test]
fn the_lines_of_a_list_stand_for_the_line_that_points_to_it() {
    let rows: Vec<Row> = vec![
        [
            "*文具*铅笔",
            "HB-12",
            "盒",
            "5",
            "8.5",
            "42.50",
            "13%",
            "5.53",
        ],
        [
            "*文具*橡皮",
            "X-1",
            "块",
            "5",
            "8.5",
            "42.50",
            "13%",
            "5.52",
        ],
    ];
    let pages = [pointing().page().done(1), list("00362801", &rows).done(2)];
    check(
        &pages,
        &[
            ("items[0].name", "*文具*铅笔"),
            ("items[1].name", "*文具*橡皮"),
            ("items[1].specification", "X-1"),
            ("items[1].quantity", "5"),
            ("items[1].tax", "5.52"),
            ("total_amount", "85.00"),
            ("buyer.name", BUYER[0]),
        ],
        &["items[2]"],
    );
}

#[test]
fn an_empty_form_of_a_list_changes_nothing() {
    let pages = [Old::default().page().done(1), list("", &[]).done(2)];
    check(
        &pages,
        &[("items[0].name", "*文具*铅笔"), ("seller.name", SELLER[0])],
        &["items[1]"],
    );
}

#[test]
fn pages_are_grouped_by_invoice() {
    let other = Old {
        number: "00362802",
        ..pointing()
    };
    let pages = [
        Old::default().page().done(1),
        other.page().done(2),
        list("00362802", &[PENCILS]).done(3),
        PageText {
            content: documents::PageContent::default(),
            ..Page::new(610.0, 394.0).done(4)
        },
        Old::default().page().done(5),
        letter().done(6),
    ];
    let segment = |pages: &[usize], kind| Segment {
        pages: pages.to_vec(),
        kind,
        area: None,
    };
    assert_eq!(
        group(&pages),
        [
            segment(&[0], SegmentKind::Invoice),
            segment(&[1, 2, 3], SegmentKind::Invoice),
            // The same number again, complete: a copy, not a further page.
            segment(&[4], SegmentKind::Invoice),
            segment(&[5], SegmentKind::Other),
        ]
    );
}

fn letter() -> Page {
    let mut page = Page::new(595.0, 842.0);
    page.text(200.0, 80.0, 20.0, "关于发票金额的说明");
    page.text(60.0, 120.0, 10.0, "单位名称：青石桥示范贸易有限公司");
    page.text(
        60.0,
        140.0,
        10.0,
        "发票号码：00362801，金额85.00元，税额11.05元。",
    );
    page
}

#[test]
fn other_documents_are_no_invoices() {
    let mut ticket = Page::new(600.0, 400.0);
    ticket.text(180.0, 40.0, 18.0, "电子发票（铁路电子客票）");
    ticket.text(40.0, 70.0, 10.0, "发票号码:26339132621000219582");
    ticket.text(400.0, 70.0, 10.0, "开票日期:2026年04月23日");
    ticket.text(40.0, 300.0, 10.0, "购买方名称:青石桥示范贸易有限公司");
    ticket.text(300.0, 300.0, 10.0, "统一社会信用代码:91350100M000100Y43");
    for page in [ticket.done(1), letter().done(1)] {
        assert_eq!(group(&[page])[0].kind, SegmentKind::Other);
    }
}

#[test]
fn a_blockchain_invoice_has_a_short_check_code_and_no_bank_of_the_buyer() {
    let old = Old {
        title: "深圳电子普通发票",
        code: "144032300110",
        check: "e9052",
        buyer: [BUYER[0], BUYER[1], "", ""],
        business: Business::Blockchain,
        ..Old::default()
    };
    check(
        &[old.page().done(1)],
        &[
            ("invoice_type", "blockchain"),
            ("check_code", "e9052"),
            ("seller.bank_account", SELLER[3]),
        ],
        &["buyer.bank_account", "buyer.address_phone", "online_pay"],
    );
}
