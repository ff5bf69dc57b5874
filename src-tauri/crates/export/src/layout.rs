//! The columns of the platform's export and what our invoices put into them.

use invoice::{FieldPath, HeaderField, Invoice, InvoiceType, ItemField, Money, PartyField, Side};

use crate::cell::Cell;
use crate::kind_words;
use crate::{Oddity, Record};

/// The sheet with a row per invoice.
pub const BASIC_SHEET: &str = "发票基础信息";
/// The sheet with a row per line.
pub const LINE_SHEET: &str = "信息汇总表";

/// The sheet that tells how each invoice was checked.
pub const CHECK_SHEET: &str = "核对与依据";
/// The sheet with a row for each duplicate or pattern.
pub const ODD_SHEET: &str = "重复与异常";

/// What a row is about.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its number on its sheet, from 1.
    pub(crate) serial: u32,
    pub(crate) invoice: &'a Invoice,
    /// The name of its file.
    pub(crate) file_name: &'a str,
    /// What is known beyond the page.
    pub(crate) record: Option<&'a Record>,
    /// The line, from 0; `None` where the row stands for the whole invoice.
    pub(crate) line: Option<usize>,
    /// What is odd about it, on that sheet.
    pub(crate) oddity: Option<&'a Oddity>,
}

/// A column: its header, its width in characters, and its cells.
pub(crate) struct Column {
    pub(crate) header: &'static str,
    pub(crate) width: f64,
    pub(crate) cell: fn(&Row<'_>) -> Cell,
}

const fn column(header: &'static str, width: f64, cell: fn(&Row<'_>) -> Cell) -> Column {
    Column {
        header,
        width,
        cell,
    }
}

/// On no page: left to whoever reconciles with the platform.
const fn blank(header: &'static str, width: f64) -> Column {
    column(header, width, |_| Cell::Empty)
}

/// 发票基础信息: a row per invoice.
pub(crate) const BASIC: &[Column] = &[
    SERIAL,
    CODE,
    NUMBER,
    DIGITAL_NUMBER,
    SELLER_TAX_ID,
    SELLER_NAME,
    BUYER_TAX_ID,
    BUYER_NAME,
    ISSUE_DATE,
    AMOUNT,
    TAX,
    GROSS,
    SOURCE,
    KIND,
    STATUS,
    POSITIVE,
    RISK,
    DRAWER,
    REMARKS,
];

/// 信息汇总表: a row per line.
pub(crate) const LINES: &[Column] = &[
    SERIAL,
    CODE,
    NUMBER,
    DIGITAL_NUMBER,
    SELLER_TAX_ID,
    SELLER_NAME,
    BUYER_TAX_ID,
    BUYER_NAME,
    ISSUE_DATE,
    blank("税收分类编码", 20.0),
    blank("特定业务类型", 14.0),
    column("货物或应税劳务名称", 32.0, |row| {
        item(row, ItemField::Name)
    }),
    column("规格型号", 16.0, |row| {
        item(row, ItemField::Specification)
    }),
    column("单位", 8.0, |row| item(row, ItemField::Unit)),
    column("数量", 12.0, |row| item(row, ItemField::Quantity)),
    column("单价", 18.0, |row| item(row, ItemField::UnitPrice)),
    AMOUNT,
    column("税率", 9.0, |row| item(row, ItemField::TaxRate)),
    TAX,
    GROSS,
    SOURCE,
    KIND,
    STATUS,
    POSITIVE,
    RISK,
    DRAWER,
    REMARKS,
];

/// 核对与依据: a row per invoice.
pub(crate) const CHECKS: &[Column] = &[
    SERIAL,
    CODE,
    NUMBER,
    DIGITAL_NUMBER,
    ISSUE_DATE,
    SELLER_NAME,
    BUYER_NAME,
    GROSS,
    column("复核状态", 10.0, |row| {
        known(row, |r| Some(r.status.clone()))
    }),
    column("复核时间", 17.0, |row| {
        known(row, |r| r.reviewed_at.clone())
    }),
    column("未通过的核对", 48.0, |row| {
        known(row, |r| Some(r.failed.clone()))
    }),
    column("提示", 32.0, |row| known(row, |r| Some(r.notes.clone()))),
    column("人工改动", 24.0, |row| {
        known(row, |r| Some(r.corrected.clone()))
    }),
    column("依据", 48.0, |row| {
        known(row, |r| Some(r.grounds.clone()))
    }),
    column("识别方式", 12.0, |row| {
        known(row, |r| Some(r.provider.clone()))
    }),
    column("查验结果", 10.0, |row| {
        known(row, |r| r.verification.clone())
    }),
    column("查验时间", 17.0, |row| {
        known(row, |r| r.verified_at.clone())
    }),
    column("报销时间", 17.0, |row| {
        known(row, |r| r.reimbursed_at.clone())
    }),
    FILE,
];

/// 重复与异常: a row per finding.
pub(crate) const ODDITIES: &[Column] = &[
    SERIAL,
    CODE,
    NUMBER,
    DIGITAL_NUMBER,
    ISSUE_DATE,
    SELLER_NAME,
    GROSS,
    column("类别", 16.0, |row| odd(row, |o| Some(o.kind.clone()))),
    column("程度", 8.0, |row| odd(row, |o| Some(o.severity.clone()))),
    column("说明", 56.0, |row| odd(row, |o| Some(o.sentence.clone()))),
    column("相关发票号码", 23.0, |row| {
        odd(row, |o| o.other_number.clone())
    }),
    column("相关文件", 24.0, |row| {
        odd(row, |o| o.other_file.clone())
    }),
    column("相关发票去向", 32.0, |row| {
        odd(row, |o| o.other_uses.clone())
    }),
    FILE,
];

const FILE: Column = column("文件", 28.0, |row| {
    let link = row.record.and_then(|record| record.link.as_ref());
    match link {
        Some(address) => Cell::Link {
            address: address.clone(),
            text: row.file_name.to_owned(),
        },
        None => Cell::text(Some(row.file_name)),
    }
});

fn known(row: &Row<'_>, text: impl Fn(&Record) -> Option<String>) -> Cell {
    Cell::text(row.record.and_then(text).filter(|text| !text.is_empty()))
}

fn odd(row: &Row<'_>, text: impl Fn(&Oddity) -> Option<String>) -> Cell {
    Cell::text(row.oddity.and_then(text).filter(|text| !text.is_empty()))
}

const SERIAL: Column = column("序号", 7.0, |row| Cell::Count(row.serial));
const CODE: Column = column("发票代码", 15.0, |row| header(row, HeaderField::Code));
const NUMBER: Column = column("发票号码", 12.0, |row| {
    if has_digital_number(row.invoice) {
        Cell::Empty
    } else {
        header(row, HeaderField::Number)
    }
});
const DIGITAL_NUMBER: Column = column("数电发票号码", 23.0, |row| {
    if has_digital_number(row.invoice) {
        header(row, HeaderField::Number)
    } else {
        Cell::Empty
    }
});
const SELLER_TAX_ID: Column = column("销方识别号", 22.0, |row| {
    party(row, Side::Seller, PartyField::TaxId)
});
const SELLER_NAME: Column = column("销方名称", 32.0, |row| {
    party(row, Side::Seller, PartyField::Name)
});
const BUYER_TAX_ID: Column = column("购方识别号", 22.0, |row| {
    party(row, Side::Buyer, PartyField::TaxId)
});
const BUYER_NAME: Column = column("购买方名称", 32.0, |row| {
    party(row, Side::Buyer, PartyField::Name)
});
const ISSUE_DATE: Column = column("开票日期", 12.0, |row| {
    header(row, HeaderField::IssueDate)
});
const AMOUNT: Column = column("金额", 15.0, net);
const TAX: Column = column("税额", 14.0, |row| match row.line {
    Some(_) => item(row, ItemField::Tax),
    None => header(row, HeaderField::TotalTax),
});
const GROSS: Column = column("价税合计", 15.0, gross);
const SOURCE: Column = blank("发票来源", 16.0);
const KIND: Column = column("发票票种", 26.0, kind);
const STATUS: Column = blank("发票状态", 10.0);
const POSITIVE: Column = column("是否正数发票", 13.0, positive);
const RISK: Column = blank("发票风险等级", 13.0);
const DRAWER: Column = column("开票人", 10.0, |row| header(row, HeaderField::Drawer));
const REMARKS: Column = column("备注", 40.0, |row| header(row, HeaderField::Remarks));

fn header(row: &Row<'_>, field: HeaderField) -> Cell {
    Cell::of(row.invoice, FieldPath::Header(field))
}

fn party(row: &Row<'_>, side: Side, field: PartyField) -> Cell {
    Cell::of(row.invoice, FieldPath::Party(side, field))
}

fn item(row: &Row<'_>, field: ItemField) -> Cell {
    row.line.map_or(Cell::Empty, |line| {
        Cell::of(row.invoice, FieldPath::Item(line, field))
    })
}

/// A 数电票 is known by the 20 digits of its number; no other number has so many.
fn has_digital_number(invoice: &Invoice) -> bool {
    invoice
        .header(HeaderField::Number)
        .is_some_and(|number| number.len() == 20 && number.bytes().all(|b| b.is_ascii_digit()))
}

/// 金额 is without tax. The lines of a roll are printed with tax in them, and no net amount of a
/// line stands on the page.
fn net(row: &Row<'_>) -> Cell {
    match row.line {
        Some(_) if lines_include_tax(row.invoice) => Cell::Empty,
        Some(_) => item(row, ItemField::Amount),
        None => header(row, HeaderField::TotalAmount),
    }
}

/// 价税合计 of a line is printed nowhere but is the sum of two figures that are; it stays blank
/// where one of them is missing without the rate saying that there is no tax.
fn gross(row: &Row<'_>) -> Cell {
    let Some(line) = row.line else {
        return header(row, HeaderField::AmountWithTax);
    };
    if lines_include_tax(row.invoice) {
        return item(row, ItemField::Amount);
    }
    let money = |field| row.invoice.money(FieldPath::Item(line, field));
    let untaxed = row
        .invoice
        .rate(FieldPath::Item(line, ItemField::TaxRate))
        .is_some_and(|rate| matches!(rate.as_str(), "免税" | "不征税"));
    let tax_is_blank = matches!(item(row, ItemField::Tax), Cell::Empty);
    let tax = money(ItemField::Tax).or((untaxed && tax_is_blank).then_some(Money::ZERO));
    Cell::amount(
        money(ItemField::Amount)
            .zip(tax)
            .map(|(net, tax)| net + tax),
    )
}

fn lines_include_tax(invoice: &Invoice) -> bool {
    invoice.invoice_type() == Some(InvoiceType::Roll)
}

fn kind(row: &Row<'_>) -> Cell {
    match row.invoice.invoice_type() {
        Some(kind) => match kind_words::of(kind) {
            Some(words) => Cell::text(Some(words)),
            None => header(row, HeaderField::Title),
        },
        None => header(row, HeaderField::InvoiceType),
    }
}

/// By the sign of the whole invoice: a blue invoice may have negative discount lines.
fn positive(row: &Row<'_>) -> Cell {
    let total = |field| row.invoice.money(FieldPath::Header(field));
    let amount = total(HeaderField::AmountWithTax).or(total(HeaderField::TotalAmount));
    Cell::text(amount.map(|amount| if amount < Money::ZERO { "否" } else { "是" }))
}
