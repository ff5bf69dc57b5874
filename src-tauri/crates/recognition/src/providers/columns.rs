//! The reply that Juhe and Jumdata share: flat keys for the header, and for every column of the
//! lines a list of `{word, row}`, joined by row number.

use std::collections::{BTreeMap, BTreeSet};

use invoice::{FieldKind, FieldPath, HeaderField, ItemField, PartyField, Value};

use super::fields::Fields;
use crate::json::Json;

const HEADER: &[(&str, FieldPath)] = &[
    ("invoiceType", FieldPath::Header(HeaderField::InvoiceType)),
    ("invoiceTypeOrg", FieldPath::Header(HeaderField::Title)),
    ("invoiceCode", FieldPath::Header(HeaderField::Code)),
    ("invoiceNum", FieldPath::Header(HeaderField::Number)),
    ("invoiceDate", FieldPath::Header(HeaderField::IssueDate)),
    ("checkCode", FieldPath::Header(HeaderField::CheckCode)),
    ("machineCode", FieldPath::Header(HeaderField::MachineNumber)),
    ("machineNum", FieldPath::Header(HeaderField::TypedNumber)),
    ("password", FieldPath::Header(HeaderField::PasswordArea)),
    ("purchaserName", FieldPath::buyer(PartyField::Name)),
    ("purchaserRegisterNum", FieldPath::buyer(PartyField::TaxId)),
    (
        "purchaserAddress",
        FieldPath::buyer(PartyField::AddressPhone),
    ),
    ("purchaserBank", FieldPath::buyer(PartyField::BankAccount)),
    ("sellerName", FieldPath::seller(PartyField::Name)),
    ("sellerRegisterNum", FieldPath::seller(PartyField::TaxId)),
    ("sellerAddress", FieldPath::seller(PartyField::AddressPhone)),
    ("sellerBank", FieldPath::seller(PartyField::BankAccount)),
    ("totalAmount", FieldPath::Header(HeaderField::TotalAmount)),
    ("totalTax", FieldPath::Header(HeaderField::TotalTax)),
    (
        "amountInFiguers",
        FieldPath::Header(HeaderField::AmountWithTax),
    ),
    (
        "amountInWords",
        FieldPath::Header(HeaderField::AmountInWords),
    ),
    ("payee", FieldPath::Header(HeaderField::Payee)),
    ("checker", FieldPath::Header(HeaderField::Reviewer)),
    ("noteDrawer", FieldPath::Header(HeaderField::Drawer)),
    ("remarks", FieldPath::Header(HeaderField::Remarks)),
    ("sheetNum", FieldPath::Header(HeaderField::Sheet)),
    ("province", FieldPath::Header(HeaderField::Province)),
    ("city", FieldPath::Header(HeaderField::City)),
    ("agent", FieldPath::Header(HeaderField::Agent)),
    ("onlinePay", FieldPath::Header(HeaderField::OnlinePay)),
    (
        "invoiceCodeConfirm",
        FieldPath::Header(HeaderField::CodeConfirm),
    ),
    (
        "invoiceNumConfirm",
        FieldPath::Header(HeaderField::NumberConfirm),
    ),
];

const COLUMNS: &[(&str, ItemField)] = &[
    ("commodityName", ItemField::Name),
    ("commodityType", ItemField::Specification),
    ("commodityUnit", ItemField::Unit),
    ("commodityNum", ItemField::Quantity),
    ("commodityPrice", ItemField::UnitPrice),
    ("commodityAmount", ItemField::Amount),
    ("commodityTaxRate", ItemField::TaxRate),
    ("commodityTax", ItemField::Tax),
    ("commodityPlateNum", ItemField::LicensePlate),
    ("commodityVehicleType", ItemField::VehicleType),
    ("commodityStartDate", ItemField::TollStart),
    ("commodityEndDate", ItemField::TollEnd),
];

/// No list of an invoice is longer; field paths end there too.
const MAX_LINES: usize = 10_000;

/// How the provider spells the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `InvoiceNum`.
    UpperCamel,
    /// `invoiceNum`.
    LowerCamel,
}

impl Spelling {
    fn key(self, lower: &str) -> String {
        let mut letters = lower.chars();
        match (self, letters.next()) {
            (Self::UpperCamel, Some(first)) => {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
            }
            _ => lower.to_owned(),
        }
    }
}

/// Reads the whole of it.
pub(super) fn read(data: &Json, spelling: Spelling, fields: &mut Fields) {
    for (key, path) in HEADER {
        if let Some(text) = data.text_of(&spelling.key(key)) {
            fields.put(*path, text);
        }
    }
    let mut rows: BTreeMap<u64, Vec<(ItemField, String)>> = BTreeMap::new();
    let mut unnumbered = BTreeSet::new();
    for (key, field) in COLUMNS {
        let Some(column) = data.get(&spelling.key(key)) else {
            continue;
        };
        for (row, word) in cells(column, *field, &mut unnumbered) {
            rows.entry(row).or_default().push((*field, word));
        }
    }
    // A row in which nothing is printed is a placeholder, no line.
    let printed = rows.into_iter().filter(|(_, cells)| {
        cells
            .iter()
            .any(|(field, word)| Value::parse(field.kind(), word).is_some())
    });
    let mut too_many = false;
    let mut guessed = Vec::new();
    for (index, (row, cells)) in printed.enumerate() {
        if index >= MAX_LINES {
            too_many = true;
            break;
        }
        for (field, word) in cells {
            let path = FieldPath::Item(index, field);
            fields.put(path, &word);
            if unnumbered.contains(&(row, field)) {
                guessed.push(path);
            }
        }
    }
    if !guessed.is_empty() {
        fields.remark("row_without_number", guessed);
    }
    if too_many {
        fields.remark("too_many_lines", Vec::new());
    }
}

/// The cells of a column by row number. A word without a number stands at its own position; which
/// those are is noted, as they may belong elsewhere.
fn cells(
    column: &Json,
    field: ItemField,
    unnumbered: &mut BTreeSet<(u64, ItemField)>,
) -> BTreeMap<u64, String> {
    let parsed = column.text().and_then(list_in_text);
    let entries = parsed.as_ref().unwrap_or(column).entries();
    let mut cells: BTreeMap<u64, String> = BTreeMap::new();
    let mut strays = Vec::new();
    for (position, entry) in (1_u64..).zip(entries) {
        let Some(word) = entry.text_of("word").or_else(|| entry.text()) else {
            continue;
        };
        if word.trim().is_empty() {
            continue;
        }
        match entry.text_of("row").and_then(|row| row.trim().parse().ok()) {
            Some(row) => {
                // Two words of one row are two lines of print: text goes on, and of two numbers
                // neither is right, so that the reviewer sees both.
                cells
                    .entry(row)
                    .and_modify(|before| {
                        if field.kind() != FieldKind::Text {
                            before.push(' ');
                        }
                        before.push_str(word);
                    })
                    .or_insert_with(|| word.to_owned());
            }
            None => strays.push((position, word)),
        }
    }
    for (position, word) in strays {
        let mut row = position;
        while cells.contains_key(&row) {
            row += 1;
        }
        cells.insert(row, word.to_owned());
        unnumbered.insert((row, field));
    }
    cells
}

/// Some gateways pass a column on as text that holds the list, in JSON or with Python's quotes.
fn list_in_text(text: &str) -> Option<Json> {
    let text = text.trim();
    if !text.starts_with('[') {
        return None;
    }
    Json::parse(text)
        .or_else(|_| Json::parse(&text.replace('\'', "\"")))
        .ok()
        .filter(|json| matches!(json, Json::List(_)))
}
