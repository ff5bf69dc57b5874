use rust_decimal::Decimal;

use super::is_list_name;
use crate::{
    FieldPath, HeaderField, Invoice, InvoiceType, IssueDate, ItemField, Money, PartyField, Rate,
    Side, Value,
};

/// An invoice laid out for the rules: what many of them ask for, read once.
pub(super) struct Sheet<'a> {
    pub(super) invoice: &'a Invoice,
    pub(super) kind: Option<InvoiceType>,
    pub(super) net: Option<Money>,
    pub(super) tax: Option<Money>,
    pub(super) gross: Option<Money>,
    pub(super) date: Option<IssueDate>,
    pub(super) lines: Vec<Line<'a>>,
}

/// A line, by its index on the invoice. Lines without any value are left out.
#[derive(Default)]
pub(super) struct Line<'a> {
    pub(super) index: usize,
    pub(super) name: Option<&'a str>,
    pub(super) quantity: Option<Decimal>,
    pub(super) price: Option<Decimal>,
    pub(super) amount: Option<Money>,
    pub(super) rate: Option<&'a Rate>,
    pub(super) tax: Option<Money>,
    pub(super) plate: Option<&'a str>,
    pub(super) toll_start: Option<IssueDate>,
    pub(super) toll_end: Option<IssueDate>,
    /// Fields that were read but could not be understood.
    pub(super) unreadable: bool,
    /// `(详见销货清单)`.
    pub(super) is_list: bool,
}

impl Line<'_> {
    pub(super) const fn path(&self, field: ItemField) -> FieldPath {
        FieldPath::Item(self.index, field)
    }

    /// As the accountant counts: from 1.
    pub(super) const fn place(&self) -> usize {
        self.index + 1
    }
}

/// Shorthand for the path of a header field.
pub(super) const fn header(field: HeaderField) -> FieldPath {
    FieldPath::Header(field)
}

impl<'a> Sheet<'a> {
    pub(super) fn of(invoice: &'a Invoice) -> Self {
        let money = |field| invoice.money(header(field));
        Self {
            invoice,
            kind: invoice.invoice_type(),
            net: money(HeaderField::TotalAmount),
            tax: money(HeaderField::TotalTax),
            gross: money(HeaderField::AmountWithTax),
            date: invoice.date(header(HeaderField::IssueDate)),
            lines: lines(invoice),
        }
    }

    /// The text of a code, name or other text field, as it stands.
    pub(super) fn text(&self, path: FieldPath) -> Option<&'a str> {
        match self.invoice.value(path)? {
            Value::Text(text) | Value::Code(text) | Value::Words(text) => Some(text),
            Value::TaxId(tax_id) => Some(tax_id.as_str()),
            _ => None,
        }
    }

    pub(super) fn header(&self, field: HeaderField) -> Option<&'a str> {
        self.text(header(field))
    }

    pub(super) fn party(&self, side: Side, field: PartyField) -> Option<&'a str> {
        self.text(FieldPath::Party(side, field))
    }

    /// Whether a field has any value, readable or not.
    pub(super) fn has(&self, path: FieldPath) -> bool {
        self.invoice.value(path).is_some()
    }

    /// Whether it is one of the VAT invoices whose form the rules know.
    pub(super) fn is_vat(&self) -> bool {
        !matches!(
            self.kind,
            None | Some(
                InvoiceType::MotorVehicle
                    | InvoiceType::UsedVehicle
                    | InvoiceType::MachinePrinted
                    | InvoiceType::Other
            )
        )
    }

    /// A red-letter invoice: its gross amount is negative (or its net, where that is all there is).
    pub(super) fn is_red(&self) -> bool {
        self.gross.or(self.net).is_some_and(|m| m < Money::ZERO)
    }

    /// Whether the tax is reckoned on a difference (差额征税), so that rate × amount is not the tax.
    pub(super) fn taxes_a_difference(&self) -> bool {
        self.header(HeaderField::Remarks)
            .is_some_and(|text| text.contains("差额"))
    }
}

fn lines(invoice: &Invoice) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (path, value) in invoice.values() {
        let FieldPath::Item(index, field) = path else {
            continue;
        };
        // Values come in the order of lines.
        if lines.last().is_none_or(|line| line.index != index) {
            lines.push(Line {
                index,
                ..Line::default()
            });
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        match (field, value) {
            (ItemField::Name, Value::Text(name)) => {
                line.is_list = is_list_name(name);
                line.name = Some(name);
            }
            (ItemField::Quantity, Value::Decimal(quantity)) => line.quantity = Some(*quantity),
            (ItemField::UnitPrice, Value::Decimal(price)) => line.price = Some(*price),
            (ItemField::Amount, Value::Money(amount)) => line.amount = Some(*amount),
            (ItemField::TaxRate, Value::Rate(rate)) => line.rate = Some(rate),
            (ItemField::Tax, Value::Money(tax)) => line.tax = Some(*tax),
            (ItemField::LicensePlate, Value::Text(plate)) => line.plate = Some(plate),
            (ItemField::TollStart, Value::Date(date)) => line.toll_start = Some(*date),
            (ItemField::TollEnd, Value::Date(date)) => line.toll_end = Some(*date),
            (_, Value::Unreadable(_)) => line.unreadable = true,
            _ => {}
        }
    }
    lines
}
