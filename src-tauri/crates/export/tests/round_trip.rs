//! Whatever stands on an invoice is read back from its cells, to the last printed digit.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, not the helpers beside them"
)]

use calamine::{Data, Reader, Xlsx, open_workbook};
use export::{BASIC_SHEET, ExportInvoice, LINE_SHEET, write_workbook};
use invoice::{FieldPath, HeaderField, Invoice, IssueDate, ItemField, Money, PartyField, Value};
use proptest::prelude::*;
use rust_decimal::Decimal;

const BASIC: &[(usize, FieldPath)] = &[
    (4, FieldPath::seller(PartyField::TaxId)),
    (5, FieldPath::seller(PartyField::Name)),
    (6, FieldPath::buyer(PartyField::TaxId)),
    (7, FieldPath::buyer(PartyField::Name)),
    (8, FieldPath::Header(HeaderField::IssueDate)),
    (9, FieldPath::Header(HeaderField::TotalAmount)),
    (10, FieldPath::Header(HeaderField::TotalTax)),
    (11, FieldPath::Header(HeaderField::AmountWithTax)),
    (17, FieldPath::Header(HeaderField::Drawer)),
    (18, FieldPath::Header(HeaderField::Remarks)),
];

const LINE: &[(usize, ItemField)] = &[
    (11, ItemField::Name),
    (12, ItemField::Specification),
    (13, ItemField::Unit),
    (14, ItemField::Quantity),
    (15, ItemField::UnitPrice),
    (16, ItemField::Amount),
    (17, ItemField::TaxRate),
    (18, ItemField::Tax),
];

/// What a cell says, in the canonical spelling of the value that it should hold.
fn read(cell: &Data, value: &Value) -> String {
    match (cell, value) {
        (Data::String(text), _) => text.clone(),
        (Data::Float(number), Value::Money(_)) => {
            let decimal: Decimal = number.to_string().parse().unwrap();
            Money::from_decimal(decimal).unwrap().to_string()
        }
        (Data::Float(number), Value::Decimal(printed)) => {
            let mut decimal: Decimal = number.to_string().parse().unwrap();
            decimal.rescale(printed.scale());
            decimal.to_string()
        }
        (Data::DateTime(date), Value::Date(_)) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            IssueDate::new(year.into(), month.into(), day.into())
                .unwrap()
                .to_string()
        }
        other => panic!("unexpected cell {other:?}"),
    }
}

fn printed_text() -> impl Strategy<Value = String> {
    "[一-龥A-Za-z0-9=+@*（）()<>&\" -]{1,30}"
}

fn amount() -> impl Strategy<Value = String> {
    (-999_999_999_999_i64..=999_999_999_999).prop_map(|fen| Money::from_fen(fen).to_string())
}

fn decimal() -> impl Strategy<Value = String> {
    (
        -999_999_999_999_999_999_i64..=999_999_999_999_999_999,
        0_u32..=16,
    )
        .prop_map(|(digits, scale)| Decimal::new(digits, scale).to_string())
}

fn text_of(path: FieldPath) -> BoxedStrategy<String> {
    use invoice::FieldKind;
    match path.kind() {
        FieldKind::Money => amount().boxed(),
        FieldKind::Decimal => decimal().boxed(),
        FieldKind::Date => (2015..2030_i32, 1..=12_u32, 1..=28_u32)
            .prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"))
            .boxed(),
        FieldKind::TaxId => "[0-9A-Z]{6}[0-9]{12}".boxed(),
        FieldKind::Rate => prop_oneof!["13%", "6%", "免税", "0%"].boxed(),
        FieldKind::Code => "[0-9]{8,20}".boxed(),
        _ => printed_text().boxed(),
    }
}

fn an_invoice() -> impl Strategy<Value = Invoice> {
    let header = BASIC.iter().map(|(_, path)| *path);
    let number = FieldPath::Header(HeaderField::Number);
    let lines = (0..4).flat_map(|line| LINE.iter().map(move |(_, f)| FieldPath::Item(line, *f)));
    let fields: Vec<_> = std::iter::once(number)
        .chain(header)
        .chain(lines)
        .map(|path| {
            prop::option::weighted(0.8, text_of(path))
                .prop_map(move |text| (path, text.and_then(|t| Value::parse(path.kind(), &t))))
        })
        .collect();
    fields.prop_map(|fields| {
        fields
            .into_iter()
            .filter_map(|(path, value)| Some((path, value?)))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_value_is_read_back(invoices in prop::collection::vec(an_invoice(), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let exports: Vec<ExportInvoice<'_>> = invoices
            .iter()
            .map(|invoice| ExportInvoice { invoice, file_name: "样例.pdf", record: None })
            .collect();
        write_workbook(&path, &exports, 0).unwrap();
        let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
        let basic = workbook.worksheet_range(BASIC_SHEET).unwrap();
        let lines = workbook.worksheet_range(LINE_SHEET).unwrap();

        let check = |sheet: &calamine::Range<Data>, row: u32, column: usize, invoice: &Invoice, path| {
            let cell = sheet.get_value((row, u32::try_from(column).unwrap())).unwrap_or(&Data::Empty);
            match invoice.value(path) {
                None => assert_eq!(*cell, Data::Empty, "{path} is absent"),
                Some(value) => assert_eq!(read(cell, value), value.to_string(), "{path}"),
            }
        };
        let mut row = 0;
        for (index, invoice) in (1..).zip(&invoices) {
            for (column, path) in BASIC {
                check(&basic, index, *column, invoice, *path);
            }
            let number = invoice.header(HeaderField::Number);
            let digital = number.as_ref().is_some_and(|n| n.len() == 20);
            let cells = [2, 3].map(|c| basic.get_value((index, c)).unwrap_or(&Data::Empty).to_string());
            let want = number.unwrap_or_default();
            assert_eq!(cells, if digital { [String::new(), want] } else { [want, String::new()] });

            row += u32::from(invoice.item_count() == 0);
            for line in 0..invoice.item_count() {
                row += 1;
                for (column, field) in LINE {
                    check(&lines, row, *column, invoice, FieldPath::Item(line, *field));
                }
            }
        }
    }
}
