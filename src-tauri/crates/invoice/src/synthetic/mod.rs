//! Invented invoices that are right in every rule, for the tests of all crates (feature
//! `synthetic`). No company, person or number in them is real, except that check digits, regions,
//! rates and dates hold, as the rules ask for them. The same seed gives the same invoices.

mod dice;
mod goods;
mod names;

use crate::{
    Field, FieldPath, HeaderField, Invoice, InvoiceType, IssueDate, ItemField, Money, PartyField,
    QrContent, Reading, Side, Source, Value, words,
};
pub use dice::Dice;
pub use names::{company, person, tax_id};

/// The kinds that are generated, all but [`InvoiceType::Other`].
pub const KINDS: [InvoiceType; 12] = [
    InvoiceType::Special,
    InvoiceType::Ordinary,
    InvoiceType::ElectronicSpecial,
    InvoiceType::ElectronicOrdinary,
    InvoiceType::Roll,
    InvoiceType::Toll,
    InvoiceType::Blockchain,
    InvoiceType::DigitalSpecial,
    InvoiceType::DigitalOrdinary,
    InvoiceType::MotorVehicle,
    InvoiceType::UsedVehicle,
    InvoiceType::MachinePrinted,
];

/// The last day on which a generated invoice is issued: 2026-01-31.
pub fn today() -> IssueDate {
    day(2026, 1, 31)
}

fn day(year: i32, month: u32, day: u32) -> IssueDate {
    // All days that this module asks for exist.
    IssueDate::new(year, month, day).unwrap_or(IssueDate::FIRST)
}

/// An invoice of any kind.
pub fn any_invoice(dice: &mut Dice) -> Invoice {
    let kind = *dice.pick(&KINDS);
    invoice(kind, dice)
}

/// An invoice of a kind, with one to eight lines (now and then many more), discounts, exempt
/// lines, red letters and lists as they occur.
pub fn invoice(kind: InvoiceType, dice: &mut Dice) -> Invoice {
    let date = issue_date(kind, dice);
    let mut sheet = Draft::default();
    let region = names::region(kind, dice);
    sheet.put(HeaderField::InvoiceType, kind.as_str());
    sheet.put(HeaderField::Title, &names::title(kind, region.1));
    sheet.put(HeaderField::IssueDate, &date.to_string());
    numbers(&mut sheet, kind, region.0, date, dice);
    parties(&mut sheet, kind, region.0, dice);
    let red = kind_has_red(kind) && dice.chance(8);
    if red {
        let blue = if kind.is_digital() {
            format!("被红冲蓝字数电票号码：{}", dice.digits(20))
        } else {
            format!(
                "对应正数发票代码:{}号码:{}",
                dice.digits(10),
                dice.digits(8)
            )
        };
        sheet.put(HeaderField::Remarks, &blue);
    } else if dice.chance(30) {
        sheet.put(HeaderField::Remarks, &format!("订单号:{}", dice.digits(12)));
    }
    let totals = goods::lines(&mut sheet, kind, date, red, dice);
    if kind != InvoiceType::Roll {
        sheet.put(HeaderField::TotalAmount, &totals.net.to_string());
        if let Some(tax) = totals.tax {
            sheet.put(HeaderField::TotalTax, &tax.to_string());
        }
    }
    let gross = totals.net + totals.tax.unwrap_or_default();
    sheet.put(HeaderField::AmountWithTax, &gross.to_string());
    sheet.put(HeaderField::AmountInWords, &spelled(gross, dice));
    if !kind.is_digital() {
        sheet.put(HeaderField::Payee, &person(dice));
        sheet.put(HeaderField::Reviewer, &person(dice));
    }
    sheet.put(HeaderField::Drawer, &person(dice));
    sheet.0
}

/// An invoice of a kind with many plain lines, for measuring.
pub fn long_invoice(kind: InvoiceType, lines: usize, dice: &mut Dice) -> Invoice {
    let mut sheet = Draft(invoice(kind, dice));
    let date = issue_date(kind, dice);
    for index in 0..sheet.0.item_count() {
        for field in ItemField::ALL {
            sheet.0.set(FieldPath::Item(index, *field), None);
        }
    }
    sheet.put(HeaderField::IssueDate, &date.to_string());
    let totals = goods::plain_lines(&mut sheet, lines, date, dice);
    let gross = totals.net + totals.tax.unwrap_or_default();
    sheet.put(HeaderField::TotalAmount, &totals.net.to_string());
    sheet.put(
        HeaderField::TotalTax,
        &totals.tax.unwrap_or_default().to_string(),
    );
    sheet.put(HeaderField::AmountWithTax, &gross.to_string());
    sheet.put(HeaderField::AmountInWords, &words::format(gross));
    sheet.put(HeaderField::Remarks, "");
    sheet.0
}

/// The text of the QR code that such an invoice carries; `None` for kinds that carry none.
pub fn qr_text(invoice: &Invoice) -> Option<String> {
    let header = |field| invoice.header(field).unwrap_or_default();
    let money = |field| invoice.money(FieldPath::Header(field));
    let (kind, amount) = match invoice.invoice_type()? {
        InvoiceType::Special => ("01", HeaderField::TotalAmount),
        InvoiceType::Ordinary => ("04", HeaderField::TotalAmount),
        InvoiceType::ElectronicSpecial => ("08", HeaderField::TotalAmount),
        InvoiceType::ElectronicOrdinary => ("10", HeaderField::TotalAmount),
        InvoiceType::Roll => ("11", HeaderField::AmountWithTax),
        InvoiceType::Toll => ("14", HeaderField::TotalAmount),
        InvoiceType::DigitalSpecial => ("31", HeaderField::AmountWithTax),
        InvoiceType::DigitalOrdinary => ("32", HeaderField::AmountWithTax),
        _ => return None,
    };
    Some(format!(
        "01,{kind},{},{},{},{},{},7A3F,",
        header(HeaderField::Code),
        header(HeaderField::Number),
        money(amount)?.to_decimal().normalize(),
        header(HeaderField::IssueDate).replace('-', ""),
        header(HeaderField::CheckCode),
    ))
}

/// The reading that a reader without faults would give of an invoice, without places.
pub fn reading(invoice: &Invoice, source: Source) -> Reading {
    let fields = invoice.values().map(|(path, value)| {
        let field = Field {
            value: value.clone(),
            text: value.to_string(),
            page: Some(1),
            region: None,
            confidence: None,
            source,
            doubts: Vec::new(),
        };
        (path, field)
    });
    Reading {
        source,
        origin: "synthetic".to_owned(),
        fields: fields.collect(),
        remarks: Vec::new(),
    }
}

/// The reading of its QR code, where it carries one.
pub fn qr_reading(invoice: &Invoice) -> Option<Reading> {
    let content = QrContent::parse(&qr_text(invoice)?)?;
    Some(content.reading("synthetic", Some(1)))
}

/// An invoice that is being written.
#[derive(Default)]
struct Draft(Invoice);

impl Draft {
    fn set(&mut self, path: FieldPath, text: &str) {
        self.0.set(path, Value::parse(path.kind(), text));
    }

    fn put(&mut self, field: HeaderField, text: &str) {
        self.set(FieldPath::Header(field), text);
    }

    fn item(&mut self, index: usize, field: ItemField, text: &str) {
        self.set(FieldPath::Item(index, field), text);
    }
}

const fn kind_has_red(kind: InvoiceType) -> bool {
    !matches!(
        kind,
        InvoiceType::MotorVehicle | InvoiceType::UsedVehicle | InvoiceType::MachinePrinted
    )
}

fn issue_date(kind: InvoiceType, dice: &mut Dice) -> IssueDate {
    let first = match kind {
        InvoiceType::Roll => day(2017, 7, 1),
        InvoiceType::Toll => day(2018, 1, 1),
        InvoiceType::Blockchain => day(2020, 1, 1),
        InvoiceType::ElectronicOrdinary => day(2016, 1, 1),
        InvoiceType::ElectronicSpecial => day(2020, 12, 21),
        InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary => day(2021, 12, 1),
        _ => day(2009, 1, 1),
    };
    loop {
        let year = i32::try_from(dice.range(2009, 2026)).unwrap_or(2024);
        let month = u32::try_from(dice.range(1, 12)).unwrap_or(1);
        let date = day(year, month, u32::try_from(dice.range(1, 28)).unwrap_or(1));
        if date >= first && date <= today() {
            return date;
        }
    }
}

/// Code, number, check code, machine number and what else has digits.
fn numbers(sheet: &mut Draft, kind: InvoiceType, region: &str, date: IssueDate, dice: &mut Dice) {
    use InvoiceType::{
        Blockchain, ElectronicOrdinary, ElectronicSpecial, MotorVehicle, Ordinary, Roll, Special,
        Toll, UsedVehicle,
    };
    if kind.is_digital() {
        let province = region.get(..2).unwrap_or("44");
        let number = format!("{:02}{province}{}", date.year() % 100, dice.digits(16));
        sheet.put(HeaderField::Number, &number);
        return;
    }
    let year = (date.year() - i32::from(dice.chance(20))).max(2009) % 100;
    let long = |end: &str, dice: &mut Dice| format!("0{region}{year:02}{}{end}", dice.digits(3));
    let code = match kind {
        Special => format!(
            "{region}{year:02}{}1{}0",
            dice.range(1, 9),
            dice.range(1, 6)
        ),
        Ordinary if dice.chance(50) => long("04", dice),
        Ordinary => format!(
            "{region}{year:02}{}3{}0",
            dice.range(1, 9),
            dice.range(1, 6)
        ),
        ElectronicSpecial => long("13", dice),
        ElectronicOrdinary => long("11", dice),
        Roll => long("07", dice),
        Toll => long("12", dice),
        UsedVehicle => long("17", dice),
        MotorVehicle => format!("1{region}{year:02}2{}", dice.digits(4)),
        Blockchain => format!("14403{:02}09110", date.year() % 100),
        _ => format!("1{region}{year:02}1{}", dice.digits(4)),
    };
    sheet.put(HeaderField::Code, &code);
    let number = dice.digits(8);
    sheet.put(HeaderField::Number, &number);
    if kind == Roll {
        sheet.put(HeaderField::TypedNumber, &number);
    }
    match kind {
        Ordinary | ElectronicOrdinary | Roll | Toll => {
            sheet.put(HeaderField::CheckCode, &dice.digits(20));
        }
        Blockchain => {
            let check = format!("e{}", dice.digits(4));
            sheet.put(HeaderField::CheckCode, &check);
        }
        _ => {}
    }
    if matches!(kind, ElectronicOrdinary | ElectronicSpecial | Toll | Roll) {
        let machine = format!("66{}", dice.digits(10));
        sheet.put(HeaderField::MachineNumber, &machine);
    }
    if matches!(kind, Special | Ordinary | ElectronicOrdinary | Toll) {
        let lines: Vec<String> = (0..4)
            .map(|_| format!("03<*{}/+", dice.digits(20)))
            .collect();
        sheet.put(HeaderField::PasswordArea, &lines.join("\n"));
    }
}

fn parties(sheet: &mut Draft, kind: InvoiceType, region: &str, dice: &mut Dice) {
    for side in [Side::Seller, Side::Buyer] {
        let path = |field| FieldPath::Party(side, field);
        sheet.set(path(PartyField::Name), &company(dice));
        let division = if side == Side::Seller { region } else { "3700" };
        sheet.set(path(PartyField::TaxId), tax_id(division, dice).as_str());
        if kind == InvoiceType::Roll || kind.is_digital() {
            continue;
        }
        if side == Side::Seller || kind.is_special() || dice.chance(40) {
            let address = format!(
                "云杉市青藤区白桦路{}号 0{}",
                dice.range(1, 999),
                dice.digits(10)
            );
            sheet.set(path(PartyField::AddressPhone), &address);
            let bank = format!("云杉银行白桦路支行 {}", dice.digits(19));
            sheet.set(path(PartyField::BankAccount), &bank);
        }
    }
    if matches!(kind, InvoiceType::Roll | InvoiceType::MachinePrinted) && dice.chance(50) {
        sheet.0.set(FieldPath::buyer(PartyField::TaxId), None);
    }
}

/// The amount in words, in one of the spellings that occur.
fn spelled(amount: Money, dice: &mut Dice) -> String {
    let mut text = words::format(amount);
    if dice.chance(20) {
        text = text.replace('圆', "元");
    }
    if dice.chance(10) {
        text = text.replace('整', "正");
    }
    if dice.chance(10) && text.ends_with("角整") {
        text.pop();
    }
    if dice.chance(20) {
        format!("⊗{text}")
    } else {
        text
    }
}
