//! Numbers that carry a structure: code and number, check code, machine number, taxpayer numbers.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{
    CheckCode, Code, CodeConfirm, InvoiceType as KindField, IssueDate, MachineNumber, Number,
    NumberConfirm, Title, TypedNumber,
};
use crate::{
    FieldPath, HeaderField, InvoiceCode, InvoiceType, PartyField, Side, TaxIdForm, province_name,
    region_name, region_of_title, type_of_code,
};

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    for side in [Side::Buyer, Side::Seller] {
        tax_id(sheet, side, found);
    }
    if !sheet.is_vat() && sheet.kind.is_some() {
        return; // other invoices number in their own ways
    }
    let code = sheet.header(Code);
    let number = sheet.header(Number);
    if let Some(code) = code {
        match InvoiceCode::parse(code) {
            Some(parsed) => invoice_code(sheet, &parsed, found),
            None => found.error(
                "code_length",
                [header(Code)],
                format!(
                    "发票代码 {code} 有 {} 位，应为 10 或 12 位数字",
                    code.chars().count()
                ),
                format!(
                    "Code {code} has {} places; 10 or 12 digits are due",
                    code.chars().count()
                ),
            ),
        }
    }
    if let Some(number) = number {
        invoice_number(sheet, number, code.is_some(), found);
    }
    check_code(sheet, found);
    if let Some(machine) = sheet.header(MachineNumber)
        && !(machine.len() == 12 && is_digits(machine))
    {
        found.warning(
            "machine_number_form",
            [header(MachineNumber)],
            format!("机器编号 {machine} 应为 12 位数字"),
            format!("Machine number {machine} should have 12 digits"),
        );
    }
    second_printings(sheet, found);
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn invoice_code(sheet: &Sheet<'_>, code: &InvoiceCode, found: &mut Findings) {
    let text = code.as_str();
    let told = type_of_code(text);
    match (told, sheet.kind) {
        (None, _) => found.warning(
            "code_unknown",
            [header(Code)],
            format!("发票代码 {text} 不属于任何已知票种"),
            format!("Code {text} belongs to no known kind of invoice"),
        ),
        // A paper 数电票 carries a code as well; presence has its word on it.
        (Some(_), Some(kind)) if kind.is_digital() => {}
        (Some(told), Some(kind)) if !agree(told, kind) => found.error(
            "code_kind_mismatch",
            [header(Code), header(KindField)],
            format!(
                "发票代码 {text} 是{}的代码，票种却是{}",
                told.chinese(),
                kind.chinese()
            ),
            format!("Code {text} tells the kind {told}, but the invoice is {kind}"),
        ),
        _ => {}
    }
    let region = region_name(code.region());
    match (region, sheet.header(Title).and_then(region_of_title)) {
        (None, _) => found.warning(
            "code_region",
            [header(Code)],
            format!("发票代码 {text} 的地区 {} 不存在", code.region()),
            format!("Code {text}: there is no region {}", code.region()),
        ),
        (Some(region), Some(title)) if region != title => found.warning(
            "code_region_title",
            [header(Code), header(Title)],
            format!("发票代码 {text} 属于{region}，票头是{title}"),
            format!("Code {text} is of {region}, the title says {title}"),
        ),
        _ => {}
    }
    match (code.year(), sheet.date) {
        (Some(2000) | None, _) => found.warning(
            "code_year",
            [header(Code)],
            format!("发票代码 {text} 里的年份为 00"),
            format!("Code {text} carries year 00"),
        ),
        (Some(year), Some(date)) if year > date.year() => found.error(
            "code_after_issue",
            [header(Code), header(IssueDate)],
            format!("发票代码 {text} 是 {year} 年的，开票日期却是 {date}"),
            format!("Code {text} is of {year}, but the issue date is {date}"),
        ),
        _ => {}
    }
}

/// Whether a code's kind and the invoice's kind can stand together.
fn agree(told: InvoiceType, kind: InvoiceType) -> bool {
    told == kind || crate::judgement::refines(told, kind) || crate::judgement::refines(kind, told)
}

fn invoice_number(sheet: &Sheet<'_>, number: &str, has_code: bool, found: &mut Findings) {
    let places = number.chars().count();
    let digital = sheet.kind.is_some_and(InvoiceType::is_digital);
    if !matches!(places, 8 | 20) || !is_digits(number) {
        found.error(
            "number_length",
            [header(Number)],
            format!("发票号码 {number} 有 {places} 位，应为 8 位或 20 位数字"),
            format!("Number {number} has {places} places; 8 or 20 digits are due"),
        );
        return;
    }
    if places == 20 && sheet.kind.is_some() && !digital {
        found.error(
            "number_kind_mismatch",
            [header(Number), header(KindField)],
            format!(
                "20 位号码只有数电票才有，票种却是{}",
                sheet.kind.map_or("", InvoiceType::chinese)
            ),
            format!(
                "Only digital invoices have a 20-digit number, but the kind is {}",
                sheet.kind.map_or("", InvoiceType::as_str)
            ),
        );
        return;
    }
    if places == 8 && digital && !has_code {
        found.error(
            "number_kind_mismatch",
            [header(Number), header(KindField)],
            format!("数电票的号码是 20 位，读到 8 位 {number}"),
            format!("A digital invoice has a 20-digit number; 8 digits were read: {number}"),
        );
        return;
    }
    if places == 20 {
        digital_number(sheet, number, found);
    }
}

/// 数电票: digits 1–2 the year, 3–4 the province.
fn digital_number(sheet: &Sheet<'_>, number: &str, found: &mut Findings) {
    let province = number.get(2..4).unwrap_or_default();
    if province_name(province).is_none() {
        found.warning(
            "number_region",
            [header(Number)],
            format!("数电票号码 {number} 的地区 {province} 不存在"),
            format!("Digital number {number}: there is no region {province}"),
        );
    }
    let year = number.get(..2).and_then(|y| y.parse::<i32>().ok());
    let (Some(year), Some(date)) = (year.map(|y| 2000 + y), sheet.date) else {
        return;
    };
    // Large issuers are given numbers in advance, so the year before is possible.
    if year == date.year() - 1 && date.month() == 1 {
        found.warning(
            "number_year",
            [header(Number), header(IssueDate)],
            format!("号码属于 {year} 年，开票日期是 {date}"),
            format!("The number is of {year}, the issue date is {date}"),
        );
    } else if year != date.year() {
        found.error(
            "number_year",
            [header(Number), header(IssueDate)],
            format!("号码前两位表示 {year} 年，开票日期却是 {date}"),
            format!("The number's first two digits say {year}, but the issue date is {date}"),
        );
    }
}

fn check_code(sheet: &Sheet<'_>, found: &mut Findings) {
    let Some(code) = sheet.header(CheckCode) else {
        return;
    };
    let places = code.chars().count();
    let due = match sheet.kind {
        Some(InvoiceType::Blockchain) => 5,
        Some(
            InvoiceType::Ordinary
            | InvoiceType::ElectronicOrdinary
            | InvoiceType::Roll
            | InvoiceType::Toll,
        ) => 20,
        _ => return,
    };
    if places == 6 && due == 20 && is_digits(code) {
        found.warning(
            "check_code_tail",
            [header(CheckCode)],
            format!("校验码只有后 6 位 {code}"),
            format!("Only the last six digits of the check code: {code}"),
        );
    } else if places != due || (due == 20 && !is_digits(code)) {
        found.error(
            "check_code_length",
            [header(CheckCode)],
            format!("校验码 {code} 有 {places} 位，应为 {due} 位"),
            format!("Check code {code} has {places} places; {due} are due"),
        );
    }
}

/// Numbers that are printed twice on one page.
fn second_printings(sheet: &Sheet<'_>, found: &mut Findings) {
    let pairs: [(HeaderField, HeaderField, &str, &str); 3] = [
        (Number, TypedNumber, "机打号码", "typed number"),
        (
            Number,
            NumberConfirm,
            "另一处的发票号码",
            "second printing of the number",
        ),
        (
            Code,
            CodeConfirm,
            "另一处的发票代码",
            "second printing of the code",
        ),
    ];
    for (first, second, zh, en) in pairs {
        let (Some(a), Some(b)) = (sheet.header(first), sheet.header(second)) else {
            continue;
        };
        // Some readers call the machine's number a typed one; only 卷票 have 机打号码.
        let foreign = second == TypedNumber && sheet.kind != Some(InvoiceType::Roll);
        if a != b && !foreign {
            found.warning(
                "printings_differ",
                [header(first), header(second)],
                format!("{zh} {b} 与 {a} 不同"),
                format!("The {en} is {b}, not {a}"),
            );
        }
    }
}

fn tax_id(sheet: &Sheet<'_>, side: Side, found: &mut Findings) {
    let Some(number) = sheet.invoice.tax_id(side) else {
        return;
    };
    let path = FieldPath::Party(side, PartyField::TaxId);
    let (zh, en) = match side {
        Side::Buyer => ("购买方", "The buyer's"),
        Side::Seller => ("销售方", "The seller's"),
    };
    if number.is_a_persons() || number.check_digit_holds() != Some(false) {
        return;
    }
    if number.form() == TaxIdForm::Uscc {
        if let Some((right, place)) = number.one_character_off() {
            let at = |id: &crate::TaxId| id.as_str().chars().nth(place - 1).unwrap_or_default();
            let (was, due) = (at(number), at(&right));
            found.warning(
                "tax_id_check_digit",
                [path],
                format!("{zh}税号 {number} 校验位不符，第 {place} 位 {was} 改为 {due} 后相符"),
                format!(
                    "{en} tax number {number} fails its check digit; with {due} for {was} in place {place} it holds"
                ),
            );
            found.expect(right.as_str());
            return;
        }
        let hint = match number.with_check_digits() {
            Some(right) if number.organisation_digit_holds() == Some(true) => {
                let due = right.as_str().chars().last().unwrap_or_default();
                (
                    format!("，末位应为 {due}"),
                    format!("; its last place should be {due}"),
                )
            }
            _ => (String::new(), String::new()),
        };
        found.warning(
            "tax_id_check_digit",
            [path],
            format!("{zh}税号 {number} 校验位不符{}", hint.0),
            format!("{en} tax number {number} fails its check digit{}", hint.1),
        );
    } else {
        found.warning(
            "tax_id_check_digit",
            [path],
            format!("{zh} 15 位税号 {number} 的组织机构代码校验位不符"),
            format!("{en} 15-digit tax number {number} fails its check digit"),
        );
    }
}
