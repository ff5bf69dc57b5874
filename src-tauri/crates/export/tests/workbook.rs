//! Workbooks are checked by opening them, as whoever receives them does.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, not the helpers beside them"
)]

use std::fs;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use export::{BASIC_SHEET, ExportInvoice, ExportReport, LINE_SHEET, NoticeCode, write_workbook};
use invoice::{FieldPath, Invoice, Value};

const BASIC_HEADERS: &str = "序号, 发票代码, 发票号码, 数电发票号码, 销方识别号, 销方名称, 购方识别号, 购买方名称, 开票日期, 金额, 税额, 价税合计, 发票来源, 发票票种, 发票状态, 是否正数发票, 发票风险等级, 开票人, 备注";
const LINE_HEADERS: &str = "序号, 发票代码, 发票号码, 数电发票号码, 销方识别号, 销方名称, 购方识别号, 购买方名称, 开票日期, 税收分类编码, 特定业务类型, 货物或应税劳务名称, 规格型号, 单位, 数量, 单价, 金额, 税率, 税额, 价税合计, 发票来源, 发票票种, 发票状态, 是否正数发票, 发票风险等级, 开票人, 备注";

fn invoice(fields: &[(&str, &str)]) -> Invoice {
    let mut invoice = Invoice::default();
    for (path, text) in fields {
        let path: FieldPath = path.parse().unwrap();
        invoice.set(path, Value::parse(path.kind(), text));
    }
    invoice
}

/// A workbook, opened.
struct Opened {
    basic: Range<Data>,
    lines: Range<Data>,
    report: ExportReport,
}

impl Opened {
    fn of(invoices: &[Invoice]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("导出.xlsx");
        let report = write(&path, invoices);
        let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
        assert_eq!(workbook.sheet_names(), [BASIC_SHEET, LINE_SHEET]);
        Self {
            basic: workbook.worksheet_range(BASIC_SHEET).unwrap(),
            lines: workbook.worksheet_range(LINE_SHEET).unwrap(),
            report,
        }
    }

    fn codes(&self) -> Vec<NoticeCode> {
        self.report.notices.iter().map(|n| n.code).collect()
    }
}

fn write(path: &Path, invoices: &[Invoice]) -> ExportReport {
    let exports: Vec<ExportInvoice<'_>> = invoices
        .iter()
        .map(|invoice| ExportInvoice {
            invoice,
            file_name: "样例.pdf",
            record: None,
        })
        .collect();
    write_workbook(path, &exports, 1_767_225_600).unwrap()
}

/// A cell by its header, in a row from 1.
fn cell<'a>(sheet: &'a Range<Data>, row: u32, header: &str) -> &'a Data {
    let column = sheet
        .rows()
        .next()
        .unwrap()
        .iter()
        .position(|h| *h == Data::String(header.to_owned()))
        .unwrap_or_else(|| panic!("no column {header}"));
    sheet
        .get_value((row, u32::try_from(column).unwrap()))
        .unwrap_or(&Data::Empty)
}

fn text(sheet: &Range<Data>, row: u32, header: &str) -> Option<String> {
    match cell(sheet, row, header) {
        Data::Empty => None,
        Data::String(text) => Some(text.clone()),
        other => panic!("{header} must be text, is {other:?}"),
    }
}

fn number(sheet: &Range<Data>, row: u32, header: &str) -> Option<String> {
    match cell(sheet, row, header) {
        Data::Empty => None,
        Data::Float(number) => Some(number.to_string()),
        other => panic!("{header} must be a number, is {other:?}"),
    }
}

fn digital() -> Invoice {
    invoice(&[
        ("invoice_type", "digital_special"),
        ("number", "00312000000012345678"),
        ("issue_date", "2026-07-10"),
        ("seller.name", "苏州青禾仪器有限公司"),
        ("seller.tax_id", "91320500MA00000X0A"),
        ("buyer.name", "杭州远山商贸有限公司"),
        ("buyer.tax_id", "913301000000000000"),
        ("items[0].name", "*仪器仪表*温度计"),
        ("items[0].specification", "T-1"),
        ("items[0].unit", "支"),
        ("items[0].quantity", "3.00"),
        ("items[0].unit_price", "88.4955752212389"),
        ("items[0].amount", "265.49"),
        ("items[0].tax_rate", "13%"),
        ("items[0].tax", "34.51"),
        ("total_amount", "265.49"),
        ("total_tax", "34.51"),
        ("amount_with_tax", "300.00"),
        ("drawer", "周晓"),
        ("remarks", "合同号 HT-01\n第二行"),
    ])
}

#[test]
fn the_headers_are_the_platforms_in_its_order() {
    let opened = Opened::of(&[]);
    for (sheet, want) in [
        (&opened.basic, BASIC_HEADERS),
        (&opened.lines, LINE_HEADERS),
    ] {
        let headers: Vec<String> = sheet
            .rows()
            .next()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(headers.join(", "), want);
        assert_eq!(sheet.height(), 1, "no invoice, no row");
    }
}

#[test]
fn a_digital_invoice_fills_every_cell_that_the_page_shows() {
    let opened = Opened::of(&[digital()]);
    assert_eq!(opened.report.notices, []);
    for sheet in [&opened.basic, &opened.lines] {
        let text = |header| text(sheet, 1, header);
        assert_eq!(number(sheet, 1, "序号").as_deref(), Some("1"));
        assert_eq!(text("发票代码"), None);
        assert_eq!(text("发票号码"), None);
        assert_eq!(
            text("数电发票号码").as_deref(),
            Some("00312000000012345678")
        );
        assert_eq!(text("销方识别号").as_deref(), Some("91320500MA00000X0A"));
        assert_eq!(text("销方名称").as_deref(), Some("苏州青禾仪器有限公司"));
        assert_eq!(text("购方识别号").as_deref(), Some("913301000000000000"));
        assert_eq!(text("购买方名称").as_deref(), Some("杭州远山商贸有限公司"));
        assert_eq!(
            text("发票票种").as_deref(),
            Some("数电发票（增值税专用发票）")
        );
        assert_eq!(text("是否正数发票").as_deref(), Some("是"));
        assert_eq!(text("开票人").as_deref(), Some("周晓"));
        assert_eq!(text("备注").as_deref(), Some("合同号 HT-01\n第二行"));
        for never_on_a_page in ["发票来源", "发票状态", "发票风险等级"] {
            assert_eq!(*cell(sheet, 1, never_on_a_page), Data::Empty);
        }
        assert_eq!(number(sheet, 1, "金额").as_deref(), Some("265.49"));
        assert_eq!(number(sheet, 1, "税额").as_deref(), Some("34.51"));
        assert_eq!(number(sheet, 1, "价税合计").as_deref(), Some("300"));
        match cell(sheet, 1, "开票日期") {
            Data::DateTime(date) => assert_eq!(date.to_ymd_hms_milli(), (2026, 7, 10, 0, 0, 0, 0)),
            other => panic!("a date must be a date, is {other:?}"),
        }
    }
    let lines = &opened.lines;
    assert_eq!(
        text(lines, 1, "货物或应税劳务名称").as_deref(),
        Some("*仪器仪表*温度计")
    );
    assert_eq!(text(lines, 1, "规格型号").as_deref(), Some("T-1"));
    assert_eq!(text(lines, 1, "单位").as_deref(), Some("支"));
    assert_eq!(text(lines, 1, "税率").as_deref(), Some("13%"));
    assert_eq!(number(lines, 1, "数量").as_deref(), Some("3"));
    assert_eq!(
        number(lines, 1, "单价").as_deref(),
        Some("88.4955752212389")
    );
    assert_eq!(*cell(lines, 1, "税收分类编码"), Data::Empty);
    assert_eq!(*cell(lines, 1, "特定业务类型"), Data::Empty);
}

#[test]
fn codes_and_short_numbers_keep_their_zeros() {
    let opened = Opened::of(&[invoice(&[
        ("invoice_type", "electronic_ordinary"),
        ("code", "011001605111"),
        ("number", "00362801"),
        ("total_amount", "-100.00"),
        ("amount_with_tax", "-113.00"),
    ])]);
    let basic = &opened.basic;
    assert_eq!(text(basic, 1, "发票代码").as_deref(), Some("011001605111"));
    assert_eq!(text(basic, 1, "发票号码").as_deref(), Some("00362801"));
    assert_eq!(text(basic, 1, "数电发票号码"), None);
    assert_eq!(
        text(basic, 1, "发票票种").as_deref(),
        Some("增值税电子普通发票")
    );
    assert_eq!(text(basic, 1, "是否正数发票").as_deref(), Some("否"));
    assert_eq!(number(basic, 1, "价税合计").as_deref(), Some("-113"));
    assert_eq!(number(basic, 1, "税额"), None, "absent is blank, never 0");
}

#[test]
fn a_number_of_more_digits_than_a_spreadsheet_keeps_is_text_and_said() {
    let opened = Opened::of(&[invoice(&[
        ("number", "00362801"),
        ("items[0].unit_price", "265.4867256637168"),
        ("items[0].quantity", "1.00000000"),
        ("items[1].unit_price", "0.88495575221238938053"),
    ])]);
    assert_eq!(
        text(&opened.lines, 1, "单价").as_deref(),
        Some("265.4867256637168")
    );
    assert_eq!(
        text(&opened.lines, 2, "单价").as_deref(),
        Some("0.88495575221238938053")
    );
    assert_eq!(number(&opened.lines, 1, "数量").as_deref(), Some("1"));
    assert_eq!(
        opened.codes(),
        [NoticeCode::NumberAsText],
        "once for the invoice and column"
    );
    assert!(opened.report.notices[0].message.zh.contains("00362801"));
}

#[test]
fn what_could_not_be_read_stays_as_it_stands_and_is_said() {
    let opened = Opened::of(&[invoice(&[
        ("issue_date", "20227年03月24日"),
        ("total_amount", "12O.00"),
    ])]);
    assert_eq!(
        text(&opened.basic, 1, "开票日期").as_deref(),
        Some("20227年03月24日")
    );
    assert_eq!(text(&opened.basic, 1, "金额").as_deref(), Some("12O.00"));
    assert_eq!(
        opened.codes(),
        [
            NoticeCode::Unreadable,
            NoticeCode::Unreadable,
            NoticeCode::NoLines
        ]
    );
}

#[test]
fn text_is_never_a_formula_or_a_link() {
    let hostile = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-2+3",
        "https://example.com/x",
        "13%",
        "1e5",
        "_x0041_",
    ];
    let invoices: Vec<Invoice> = hostile
        .iter()
        .map(|text| invoice(&[("seller.name", text), ("remarks", text)]))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    write(&path, &invoices);
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    let sheet = workbook.worksheet_range(BASIC_SHEET).unwrap();
    for (row, want) in (1..).zip(hostile) {
        assert_eq!(text(&sheet, row, "销方名称").as_deref(), Some(want));
    }
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let xml = part("xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>"), "no cell holds a formula");
    assert!(!xml.contains("<hyperlink"), "no cell holds a link");
    assert!(
        part("xl/sharedStrings.xml").contains("_x005F_x0041_"),
        "what Excel would take for a coded letter is escaped"
    );
}

#[test]
fn lines_of_a_roll_include_tax_and_untaxed_lines_have_none() {
    let opened = Opened::of(&[
        invoice(&[
            ("invoice_type", "roll"),
            ("items[0].amount", "500.00"),
            ("amount_with_tax", "500.00"),
        ]),
        invoice(&[
            ("invoice_type", "ordinary"),
            ("items[0].amount", "20.00"),
            ("items[0].tax_rate", "免税"),
            ("items[0].tax", "***"),
            ("items[1].amount", "30.00"),
            ("items[1].tax_rate", "13%"),
            ("items[2].amount", "-1.00"),
            ("items[2].tax_rate", "13%"),
            ("items[2].tax", "-0.13"),
        ]),
    ]);
    let lines = &opened.lines;
    assert_eq!(
        number(lines, 1, "金额"),
        None,
        "no net amount of a line is printed"
    );
    assert_eq!(number(lines, 1, "价税合计").as_deref(), Some("500"));
    assert_eq!(number(lines, 2, "价税合计").as_deref(), Some("20"));
    assert_eq!(number(lines, 3, "价税合计"), None, "the tax is missing");
    assert_eq!(number(lines, 4, "价税合计").as_deref(), Some("-1.13"));
    assert_eq!(number(lines, 4, "序号").as_deref(), Some("4"));
}

#[test]
fn an_invoice_without_lines_still_counts_in_the_sums() {
    let opened = Opened::of(&[invoice(&[
        ("number", "00362801"),
        ("total_amount", "100.00"),
        ("total_tax", "13.00"),
        ("amount_with_tax", "113.00"),
    ])]);
    assert_eq!(number(&opened.lines, 1, "金额").as_deref(), Some("100"));
    assert_eq!(number(&opened.lines, 1, "价税合计").as_deref(), Some("113"));
    assert_eq!(text(&opened.lines, 1, "货物或应税劳务名称"), None);
    assert_eq!(opened.codes(), [NoticeCode::NoLines]);
    assert_eq!(opened.report.lines, 1);
}

#[test]
fn a_refused_target_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| write_workbook(path, &[], 0).unwrap_err().code();
    assert_eq!(
        code(&folder.path().join("无此文件夹/a.xlsx")),
        "target_folder_missing"
    );
    assert_eq!(code(folder.path()), "target_in_use");

    let protected = folder.path().join("protected.xlsx");
    fs::write(&protected, b"old").unwrap();
    let mut permissions = fs::metadata(&protected).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&protected, permissions).unwrap();
    assert_eq!(code(&protected), "target_in_use");
    assert_eq!(fs::read(&protected).unwrap(), b"old");

    let long = invoice(&[("items[9999].amount", "1.00")]);
    let export = ExportInvoice {
        invoice: &long,
        file_name: "",
        record: None,
    };
    let exports = vec![export; 105];
    let existing = folder.path().join("existing.xlsx");
    fs::write(&existing, b"old").unwrap();
    let error = write_workbook(&existing, &exports, 0).unwrap_err();
    assert_eq!(error.code(), "too_many_rows");
    assert_eq!(fs::read(&existing).unwrap(), b"old");

    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "nothing half written is left: {names:?}");
}

#[test]
fn an_existing_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    fs::write(&path, b"old").unwrap();
    write(&path, &[digital()]);
    assert!(open_workbook::<Xlsx<_>, _>(&path).is_ok());
}
