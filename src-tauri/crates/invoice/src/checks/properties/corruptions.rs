//! The ways in which an invoice is spoilt.

use rust_decimal::Decimal;

use crate::synthetic::{Dice, KINDS, invoice};
use crate::{
    FieldPath, HeaderField, Invoice, InvoiceType, ItemField, Money, PartyField, Side, Value, words,
};

/// One way to spoil an invoice. `None` where it cannot be done, or where no rule can see it; the
/// comment beside it says why.
pub(crate) struct Corruption {
    pub(crate) name: &'static str,
    /// Whether the QR code was read.
    pub(crate) with_qr: bool,
    pub(crate) spoil: fn(&Invoice, &mut Dice) -> Option<Invoice>,
}

const fn plain(
    name: &'static str,
    spoil: fn(&Invoice, &mut Dice) -> Option<Invoice>,
) -> Corruption {
    Corruption {
        name,
        with_qr: false,
        spoil,
    }
}

const fn by_qr(
    name: &'static str,
    spoil: fn(&Invoice, &mut Dice) -> Option<Invoice>,
) -> Corruption {
    Corruption {
        name,
        with_qr: true,
        spoil,
    }
}

fn h(field: HeaderField) -> FieldPath {
    FieldPath::Header(field)
}

/// The invoice with the field's text changed.
fn edited(
    invoice: &Invoice,
    path: FieldPath,
    edit: impl FnOnce(&str) -> Option<String>,
) -> Option<Invoice> {
    let text = invoice.text(path)?;
    let new = edit(&text)?;
    if new == text {
        return None;
    }
    let mut spoiled = invoice.clone();
    spoiled.set(path, Value::parse(path.kind(), &new));
    Some(spoiled)
}

/// Another digit in one place that has a digit.
fn misread(text: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    if places.is_empty() {
        return None;
    }
    let at = *dice.pick(&places);
    let old = text.as_bytes()[at];
    let new = b'0' + (old - b'0' + u8::try_from(dice.range(1, 9)).unwrap()) % 10;
    Some(format!(
        "{}{}{}",
        &text[..at],
        char::from(new),
        &text[at + 1..]
    ))
}

fn misread_field(invoice: &Invoice, path: FieldPath, dice: &mut Dice) -> Option<Invoice> {
    edited(invoice, path, |text| misread(text, dice))
}

/// A line that has a field, with its path.
fn some_line(invoice: &Invoice, field: ItemField, dice: &mut Dice) -> Option<(usize, FieldPath)> {
    let lines: Vec<usize> = (0..invoice.item_count())
        .filter(|i| invoice.value(FieldPath::Item(*i, field)).is_some())
        .collect();
    let index = (!lines.is_empty()).then(|| *dice.pick(&lines))?;
    Some((index, FieldPath::Item(index, field)))
}

fn line_money(invoice: &Invoice, index: usize, field: ItemField) -> Option<Money> {
    invoice.money(FieldPath::Item(index, field))
}

fn kind(invoice: &Invoice) -> InvoiceType {
    invoice.invoice_type().unwrap()
}

fn is_vat(invoice: &Invoice) -> bool {
    !matches!(
        kind(invoice),
        InvoiceType::MotorVehicle | InvoiceType::UsedVehicle | InvoiceType::MachinePrinted
    )
}

fn removed(invoice: &Invoice, path: FieldPath) -> Option<Invoice> {
    invoice.value(path)?;
    let mut spoiled = invoice.clone();
    spoiled.set(path, None);
    Some(spoiled)
}

/// All lines from `from` on, moved by one.
fn lines_moved(invoice: &Invoice, from: usize, by: isize) -> Invoice {
    invoice
        .values()
        .filter_map(|(path, value)| {
            let path = match path {
                FieldPath::Item(index, _) if by < 0 && index == from => return None,
                FieldPath::Item(index, field) if index >= from => {
                    FieldPath::Item(index.saturating_add_signed(by), field)
                }
                other => other,
            };
            Some((path, value.clone()))
        })
        .collect()
}

pub(crate) fn corruptions() -> Vec<Corruption> {
    use HeaderField as H;
    use ItemField as I;
    vec![
        plain("a digit of the net amount", |i, d| {
            misread_field(i, h(H::TotalAmount), d)
        }),
        plain("a digit of the total tax", |i, d| {
            misread_field(i, h(H::TotalTax), d)
        }),
        plain("a digit of the gross amount", |i, d| {
            misread_field(i, h(H::AmountWithTax), d)
        }),
        plain("the point of the gross amount moved", |i, _| {
            let gross = i.money(h(H::AmountWithTax))?;
            edited(i, h(H::AmountWithTax), |_| {
                Some(Money::from_fen(gross.fen() * 10).to_string())
            })
        }),
        plain("a digit of the words", |i, d| {
            edited(i, h(H::AmountInWords), |text| {
                let digits = "壹贰叁肆伍陆柒捌玖";
                let places: Vec<usize> = text
                    .char_indices()
                    .filter(|(_, c)| digits.contains(*c))
                    .map(|(at, _)| at)
                    .collect();
                let at = (!places.is_empty()).then(|| *d.pick(&places))?;
                let new = digits.chars().nth(d.below(9))?;
                Some(format!(
                    "{}{new}{}",
                    &text[..at],
                    &text[at..].chars().skip(1).collect::<String>()
                ))
            })
        }),
        plain("the beginning of the words cut", |i, _| {
            edited(i, h(H::AmountInWords), |text| {
                let bare = text.trim_start_matches('⊗').trim_start_matches("（负数）");
                let cut: String = bare.chars().skip(1).collect();
                // 壹拾… cut to 拾… still names the same amount.
                (words::parse(&cut) != words::parse(text)).then_some(cut)
            })
        }),
        plain("a digit of a line's amount", |i, d| {
            let (_, path) = some_line(i, I::Amount, d)?;
            misread_field(i, path, d)
        }),
        plain("a digit of a line's tax", |i, d| {
            let (_, path) = some_line(i, I::Tax, d)?;
            misread_field(i, path, d)
        }),
        plain("a line's rate", |i, d| {
            let (index, path) = some_line(i, I::TaxRate, d)?;
            let old = i.rate(path)?.fraction()?;
            let rate = *d.pick(&["13%", "9%", "6%", "3%", "1%", "17%", "16%"]);
            let new = crate::Rate::parse(rate)?.fraction()?;
            // Below some ten yuan two rates round to taxes within the tolerance of 0.06.
            let amount = line_money(i, index, I::Amount)?.to_decimal();
            let moved = ((new - old) * amount).abs() > Decimal::new(13, 2);
            moved.then(|| edited(i, path, |_| Some(rate.to_owned())))?
        }),
        plain("a digit of a quantity", |i, d| {
            let (index, path) = some_line(i, I::Quantity, d)?;
            let spoiled = misread_field(i, path, d)?;
            product_is_off(&spoiled, index).then_some(spoiled)
        }),
        plain("a digit of a unit price", |i, d| {
            let (index, path) = some_line(i, I::UnitPrice, d)?;
            let spoiled = misread_field(i, path, d)?;
            // Its last places move the product by less than the tolerance.
            product_is_off(&spoiled, index).then_some(spoiled)
        }),
        plain("a character of the seller's tax number", |i, d| {
            tax_id_misread(i, Side::Seller, d)
        }),
        plain("a character of the buyer's tax number", |i, d| {
            tax_id_misread(i, Side::Buyer, d)
        }),
        plain("two neighbours of a tax number exchanged", |i, d| {
            edited(i, FieldPath::seller(PartyField::TaxId), |text| {
                let at = d.below(text.len() - 1);
                let mut bytes = text.as_bytes().to_vec();
                bytes.swap(at, at + 1);
                String::from_utf8(bytes).ok()
            })
        }),
        plain("the code of another kind", |i, d| {
            let code = i.header(H::Code)?;
            let other = invoice(*d.pick(&KINDS[..6]), d).header(H::Code)?;
            let told = type_of(&other)?;
            // Another kind, none that is the same kind said more exactly.
            let apart = told != kind(i)
                && !crate::judgement::refines(told, kind(i))
                && !crate::judgement::refines(kind(i), told);
            (is_vat(i) && code != other && apart).then(|| edited(i, h(H::Code), |_| Some(other)))?
        }),
        plain("the region of the code", |i, d| {
            let code = i.header(H::Code)?;
            let start = usize::from(code.len() == 12);
            let region = format!("{}{}", d.range(10, 99), "00");
            (is_vat(i) && code[start..start + 4] != region).then(|| {
                edited(i, h(H::Code), |c| {
                    Some(format!("{}{region}{}", &c[..start], &c[start + 4..]))
                })
            })?
        }),
        plain("a digit of the code lost", |i, d| {
            is_vat(i).then(|| edited(i, h(H::Code), |c| Some(lost(c, d))))?
        }),
        plain("a digit of the number lost", |i, d| {
            is_vat(i).then(|| edited(i, h(H::Number), |c| Some(lost(c, d))))?
        }),
        plain("a digit of the number doubled", |i, d| {
            is_vat(i).then(|| edited(i, h(H::Number), |c| Some(format!("{}{c}", d.digits(1)))))?
        }),
        plain("the year of a digital number", |i, d| {
            kind(i).is_digital().then(|| {
                edited(i, h(H::Number), |n| {
                    Some(format!("{}{}", misread(&n[..2], d)?, &n[2..]))
                })
            })?
        }),
        plain("a digit of a digital invoice's year of issue", |i, d| {
            let date = i.date(h(H::IssueDate))?;
            kind(i).is_digital().then(|| {
                edited(i, h(H::IssueDate), |_| {
                    let year = misread(&date.year().to_string(), d)?;
                    Some(format!("{year}-{:02}-{:02}", date.month(), date.day()))
                })
            })?
        }),
        plain("a date in the future", |i, d| {
            edited(i, h(H::IssueDate), |_| {
                Some(format!("{}-03-0{}", d.range(2026, 2032), d.range(1, 9)))
            })
        }),
        plain("a date before the form", |i, d| {
            let exists = matches!(
                kind(i),
                InvoiceType::ElectronicOrdinary
                    | InvoiceType::ElectronicSpecial
                    | InvoiceType::Roll
                    | InvoiceType::Toll
                    | InvoiceType::Blockchain
                    | InvoiceType::DigitalOrdinary
                    | InvoiceType::DigitalSpecial
            );
            exists.then(|| {
                edited(i, h(H::IssueDate), |_| {
                    Some(format!("{}-03-01", d.range(2009, 2014)))
                })
            })?
        }),
        plain("a digit of the check code lost", |i, d| {
            edited(i, h(H::CheckCode), |c| Some(lost(c, d)))
        }),
        plain("the check code missing", |i, _| removed(i, h(H::CheckCode))),
        plain("a check code where none is", |i, d| {
            let none = matches!(
                kind(i),
                InvoiceType::Special | InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary
            );
            none.then(|| {
                let mut spoiled = i.clone();
                spoiled.set(h(H::CheckCode), Some(Value::Code(d.digits(20))));
                spoiled
            })
        }),
        plain("the code missing", |i, _| {
            is_vat(i).then(|| removed(i, h(H::Code)))?
        }),
        plain("the number missing", |i, _| removed(i, h(H::Number))),
        plain("the seller's name missing", |i, _| {
            removed(i, FieldPath::seller(PartyField::Name))
        }),
        plain("a line lost", |i, d| {
            // The only line lost leaves nothing to add up: a note says so.
            if i.item_count() < 2 {
                return None;
            }
            let (index, path) = some_line(i, I::Amount, d)?;
            (i.money(path) != Some(Money::ZERO)).then(|| lines_moved(i, index, -1))
        }),
        plain("a line doubled", |i, d| {
            let (index, path) = some_line(i, I::Amount, d)?;
            (i.money(path) != Some(Money::ZERO)).then(|| {
                let mut spoiled = lines_moved(i, index + 1, 1);
                for field in ItemField::ALL {
                    let value = i.value(FieldPath::Item(index, *field)).cloned();
                    spoiled.set(FieldPath::Item(index + 1, *field), value);
                }
                spoiled
            })
        }),
        plain("net and tax exchanged", |i, _| {
            let (net, tax) = (h(H::TotalAmount), h(H::TotalTax));
            let mut spoiled = i.clone();
            spoiled.set(net, Some(i.value(tax)?.clone()));
            spoiled.set(tax, Some(i.value(net)?.clone()));
            Some(spoiled)
        }),
        plain("the sign of the gross amount", |i, _| {
            let gross = i.money(h(H::AmountWithTax))?;
            edited(i, h(H::AmountWithTax), |_| Some((-gross).to_string()))
        }),
        plain("the sign of a line", |i, d| {
            let (index, path) = some_line(i, I::Amount, d)?;
            let amount = line_money(i, index, I::Amount)?;
            edited(i, path, |_| Some((-amount).to_string()))
        }),
        plain("special taken for ordinary and the reverse", |i, _| {
            use InvoiceType::{ElectronicOrdinary, ElectronicSpecial, Ordinary, Special};
            // 数电票: only the title and the QR code tell the two apart.
            let other = match kind(i) {
                Special => Ordinary,
                Ordinary => Special,
                ElectronicSpecial => ElectronicOrdinary,
                ElectronicOrdinary => ElectronicSpecial,
                _ => return None,
            };
            edited(i, h(H::InvoiceType), |_| Some(other.as_str().to_owned()))
        }),
        plain("a digit of the machine number lost", |i, d| {
            edited(i, h(H::MachineNumber), |m| Some(lost(m, d)))
        }),
        plain("a digit of a roll's number", |i, d| {
            i.value(h(H::TypedNumber))?;
            misread_field(i, h(H::Number), d)
        }),
        plain("days of a trip exchanged", |i, d| {
            let (_, path) = some_line(i, I::TollStart, d)?;
            edited(i, path, |_| Some("2026-01-30".into()))
        }),
        plain("a character of a plate lost", |i, d| {
            let (_, path) = some_line(i, I::LicensePlate, d)?;
            edited(i, path, |p| {
                Some(p.chars().take(p.chars().count() - 1).collect())
            })
        }),
        plain("a character of the own company's name", |i, d| {
            edited(i, FieldPath::buyer(PartyField::Name), |name| {
                let at = d.below(name.chars().count());
                Some(
                    name.chars()
                        .enumerate()
                        .map(|(n, c)| if n == at { '口' } else { c })
                        .collect(),
                )
            })
        }),
        by_qr("a digit of the number, QR read", |i, d| {
            misread_field(i, h(H::Number), d)
        }),
        by_qr("a digit of the code, QR read", |i, d| {
            misread_field(i, h(H::Code), d)
        }),
        by_qr("a digit of the check code, QR read", |i, d| {
            misread_field(i, h(H::CheckCode), d)
        }),
        by_qr("the day of issue, QR read", |i, d| {
            let date = i.date(h(H::IssueDate))?;
            edited(i, h(H::IssueDate), |_| {
                Some(format!(
                    "{}-{:02}-{:02}",
                    date.year(),
                    date.month(),
                    d.range(1, 28)
                ))
            })
        }),
        by_qr("all amounts changed alike, QR read", |i, _| {
            // Doubled throughout, so that every sum still closes: only the QR code can tell.
            let mut spoiled = i.clone();
            for (path, value) in i.values() {
                if let Value::Money(money) = value {
                    spoiled.set(path, Some(Value::Money(*money + *money)));
                }
            }
            for index in 0..i.item_count() {
                spoiled.set(FieldPath::Item(index, I::Quantity), None);
            }
            let gross = spoiled.money(h(H::AmountWithTax))?;
            spoiled.set(
                h(H::AmountInWords),
                Some(Value::Words(words::format(gross))),
            );
            Some(spoiled)
        }),
    ]
}

fn type_of(code: &str) -> Option<InvoiceType> {
    crate::type_of_code(code)
}

fn lost(text: &str, dice: &mut Dice) -> String {
    let at = dice.below(text.len());
    text.chars()
        .enumerate()
        .filter(|(n, _)| *n != at)
        .map(|(_, c)| c)
        .collect()
}

fn tax_id_misread(invoice: &Invoice, side: Side, dice: &mut Dice) -> Option<Invoice> {
    edited(invoice, FieldPath::Party(side, PartyField::TaxId), |text| {
        let alphabet = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let at = dice.below(text.len());
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = *dice.pick(alphabet);
        String::from_utf8(bytes).ok()
    })
}

/// Whether the changed product leaves the tolerance.
fn product_is_off(invoice: &Invoice, index: usize) -> bool {
    let path = |field| FieldPath::Item(index, field);
    let quantity = invoice.decimal(path(ItemField::Quantity)).unwrap();
    let price = invoice.decimal(path(ItemField::UnitPrice)).unwrap();
    let amount = invoice.money(path(ItemField::Amount)).unwrap().to_decimal();
    (quantity * price - amount).abs() > Decimal::new(1, 2)
}
