//! What must and what must not be there, by type (domain rules, table "What may be missing").

use super::Severity;
use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{
    AmountInWords, AmountWithTax, CheckCode, Code, Drawer, InvoiceType as KindField, IssueDate,
    MachineNumber, Number, PasswordArea, Payee, Remarks, Reviewer, TotalAmount,
};
use crate::InvoiceType::{
    Blockchain, DigitalOrdinary, DigitalSpecial, ElectronicOrdinary, ElectronicSpecial, Ordinary,
    Roll, Special, Toll,
};
use crate::{FieldKind, FieldPath, HeaderField, InvoiceType, ItemField, PartyField, Value};

/// Whether a field stands on a kind of invoice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Must,
    /// It should stand there; some layouts and readers leave it out.
    Should,
    May,
    Never,
}

/// 校验码: none on 专票, twenty digits on 普票, five characters on 区块链.
const fn check_code(kind: InvoiceType) -> Due {
    match kind {
        Special | DigitalSpecial | DigitalOrdinary => Due::Never,
        Ordinary | ElectronicOrdinary | Roll | Toll | Blockchain => Due::Must,
        _ => Due::May,
    }
}

const fn machine_number(kind: InvoiceType) -> Due {
    match kind {
        ElectronicOrdinary | ElectronicSpecial | Toll | Roll => Due::Should,
        DigitalSpecial | DigitalOrdinary | Blockchain => Due::Never,
        _ => Due::May,
    }
}

/// 区块链 invoices print their hash there, whatever the table of the domain rules says: seen on a
/// real one.
const fn password_area(kind: InvoiceType) -> Due {
    match kind {
        DigitalSpecial | DigitalOrdinary | Roll => Due::Never,
        _ => Due::May,
    }
}

const fn code(kind: InvoiceType) -> Due {
    if kind.is_digital() {
        Due::Never
    } else {
        Due::Must
    }
}

/// Text that is none of what its field holds.
fn unreadable(sheet: &Sheet<'_>, found: &mut Findings) {
    for (path, value) in sheet.invoice.values() {
        if let Value::Unreadable(text) = value {
            let shown: String = text.chars().take(40).collect();
            let (zh, en) = match path.kind() {
                FieldKind::Money => ("金额", "an amount"),
                FieldKind::Decimal => ("数字", "a number"),
                FieldKind::Date => ("日期", "a date"),
                FieldKind::Rate => ("税率", "a rate"),
                FieldKind::TaxId => ("税号", "a tax number"),
                FieldKind::InvoiceType => ("票种", "a kind of invoice"),
                FieldKind::Code | FieldKind::Text | FieldKind::Words => ("号码", "a number"),
            };
            found.error(
                "unreadable",
                [path],
                format!("“{shown}”不是{zh}"),
                format!("“{shown}” is not {en}"),
            );
        }
    }
}

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    unreadable(sheet, found);
    let Some(kind) = sheet.kind else {
        if !sheet.has(header(KindField)) {
            found.warning(
                "kind_unknown",
                [header(KindField)],
                "票种未读到",
                "The kind of invoice was not read",
            );
        }
        return;
    };
    for (field, zh, en) in [
        (Number, "发票号码", "Number"),
        (IssueDate, "开票日期", "Issue date"),
        (AmountWithTax, "价税合计", "Gross amount"),
    ] {
        rule(sheet, kind, header(field), Due::Must, (zh, en), found);
    }
    let seller_name = FieldPath::seller(PartyField::Name);
    rule(
        sheet,
        kind,
        seller_name,
        Due::Must,
        ("销售方名称", "Seller's name"),
        found,
    );
    if !sheet.is_vat() {
        return;
    }
    for (field, due, zh, en) in [
        (Code, code(kind), "发票代码", "Code"),
        (CheckCode, check_code(kind), "校验码", "Check code"),
        (
            MachineNumber,
            machine_number(kind),
            "机器编号",
            "Machine number",
        ),
        (PasswordArea, password_area(kind), "密码区", "Cipher area"),
        (AmountInWords, Due::Should, "大写金额", "Amount in words"),
    ] {
        rule(sheet, kind, header(field), due, (zh, en), found);
    }
    parties(sheet, kind, found);
    if kind == Roll {
        roll_lines(sheet, found);
    } else {
        rule(
            sheet,
            kind,
            header(TotalAmount),
            Due::Must,
            ("合计金额", "Net amount"),
            found,
        );
        if sheet.lines.is_empty() {
            found.note("lines_missing", [], "没有明细行", "No lines were read");
        }
    }
    if kind.is_digital() {
        digital_names(sheet, found);
    }
}

fn rule(
    sheet: &Sheet<'_>,
    kind: InvoiceType,
    path: FieldPath,
    due: Due,
    (zh, en): (&str, &str),
    found: &mut Findings,
) {
    let kind_zh = kind.chinese();
    match (due, sheet.has(path)) {
        (Due::Must | Due::Should, false) => {
            let severity = if due == Due::Must {
                Severity::Error
            } else {
                Severity::Warning
            };
            found.add(
                severity,
                "field_missing",
                [path],
                crate::Sentence::new(
                    format!("{kind_zh}应有{zh}，未读到"),
                    format!("{en} is missing; {} invoices carry one", kind.as_str()),
                ),
            );
        }
        (Due::Never, true) => found.warning(
            "field_unexpected",
            [path],
            format!("{kind_zh}没有{zh}"),
            format!("{en}: {} invoices carry none", kind.as_str()),
        ),
        _ => {}
    }
}

fn parties(sheet: &Sheet<'_>, kind: InvoiceType, found: &mut Findings) {
    let buyer = FieldPath::buyer;
    // 专票 are for companies: without the buyer's number nothing can be deducted.
    let (name, tax_id) = match kind {
        Special | ElectronicSpecial | DigitalSpecial => (Due::Must, Due::Must),
        Roll => (Due::May, Due::May),
        _ => (Due::Should, Due::May),
    };
    let named = [
        (buyer(PartyField::Name), name, "购买方名称", "Buyer's name"),
        (
            buyer(PartyField::TaxId),
            tax_id,
            "购买方税号",
            "Buyer's tax number",
        ),
        (
            FieldPath::seller(PartyField::TaxId),
            Due::Should,
            "销售方税号",
            "Seller's tax number",
        ),
    ];
    for (path, due, zh, en) in named {
        rule(sheet, kind, path, due, (zh, en), found);
    }
    if matches!(kind, Special | ElectronicSpecial) {
        for (field, zh, en) in [
            (
                PartyField::AddressPhone,
                "购买方地址电话",
                "Buyer's address",
            ),
            (
                PartyField::BankAccount,
                "购买方开户行及账号",
                "Buyer's bank",
            ),
        ] {
            if !sheet.has(buyer(field)) {
                found.note(
                    "buyer_details_missing",
                    [buyer(field)],
                    format!("专用发票的{zh}未读到"),
                    format!("{en} was not read; special invoices carry it"),
                );
            }
        }
    }
}

/// 卷票 show gross amounts only.
fn roll_lines(sheet: &Sheet<'_>, found: &mut Findings) {
    let fields = sheet.lines.iter().flat_map(|line| {
        let rate = line.rate.map(|_| line.path(ItemField::TaxRate));
        rate.into_iter()
            .chain(line.tax.map(|_| line.path(ItemField::Tax)))
    });
    let fields: Vec<FieldPath> = fields.collect();
    if !fields.is_empty() {
        found.warning(
            "roll_with_tax",
            fields,
            "卷票的明细没有税率和税额",
            "The lines of a roll invoice show no rate and no tax",
        );
    }
}

/// 数电票 name only the drawer; payee and reviewer may stand in the remarks.
fn digital_names(sheet: &Sheet<'_>, found: &mut Findings) {
    let remarks = sheet.header(Remarks).unwrap_or_default();
    for (field, zh, en) in [(Payee, "收款人", "Payee"), (Reviewer, "复核人", "Reviewer")] {
        let field: HeaderField = field;
        if let Some(name) = sheet.header(field).filter(|name| !remarks.contains(name)) {
            found.note(
                "digital_with_name",
                [header(field)],
                format!("数电票没有{zh}栏，读到“{name}”"),
                format!("{en} “{name}”: digital invoices have no such place"),
            );
        }
    }
    if !sheet.has(header(Drawer)) {
        found.note(
            "drawer_missing",
            [header(Drawer)],
            "数电票的开票人未读到",
            "The drawer was not read; digital invoices name one",
        );
    }
}
