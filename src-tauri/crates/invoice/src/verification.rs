//! What the tax platform's verification page (全国增值税发票查验平台) asks for, by kind of invoice.
//!
//! Sources: the page itself asks 专票 for the net amount, 普票, 电子普票, 卷票 and 通行费 for the last
//! six places of the check code, 数电票 and 二手车 for the gross amount, 机动车 for the net amount.

use crate::{FieldPath, HeaderField, Invoice, InvoiceType, Value};

/// A value that the page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationInput {
    /// The field that it comes from.
    pub field: HeaderField,
    /// Whether only its last six places are asked for.
    pub last_six: bool,
    /// As it is to be typed there; `None` where the field was not read.
    pub value: Option<String>,
}

/// The values in the order of the page; empty where nothing is known of how the kind is asked for.
pub fn verification_inputs(invoice: &Invoice) -> Vec<VerificationInput> {
    use HeaderField::{AmountWithTax, CheckCode, Code, IssueDate, Number, TotalAmount};
    let number = invoice.header(Number);
    let has_long_number = number.as_ref().is_some_and(|number| number.len() == 20);
    let Some(kind) = invoice.invoice_type() else {
        return Vec::new();
    };
    let fields: &[(HeaderField, bool)] = match kind {
        // A paper 数电票 has a code and 8 digits, and is asked for by the gross amount too.
        InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary if has_long_number => {
            &[(Number, false), (IssueDate, false), (AmountWithTax, false)]
        }
        InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary | InvoiceType::UsedVehicle => &[
            (Code, false),
            (Number, false),
            (IssueDate, false),
            (AmountWithTax, false),
        ],
        InvoiceType::Special | InvoiceType::ElectronicSpecial | InvoiceType::MotorVehicle => &[
            (Code, false),
            (Number, false),
            (IssueDate, false),
            (TotalAmount, false),
        ],
        InvoiceType::Ordinary
        | InvoiceType::ElectronicOrdinary
        | InvoiceType::Roll
        | InvoiceType::Toll => &[
            (Code, false),
            (Number, false),
            (IssueDate, false),
            (CheckCode, true),
        ],
        // 区块链 is asked for at the address in its QR code; of the rest nothing is known.
        InvoiceType::Blockchain | InvoiceType::MachinePrinted | InvoiceType::Other => &[],
    };
    fields
        .iter()
        .map(|(field, last_six)| VerificationInput {
            field: *field,
            last_six: *last_six,
            value: typed(invoice, *field, *last_six),
        })
        .collect()
}

/// The page takes dates as eight digits and amounts as plain decimals.
fn typed(invoice: &Invoice, field: HeaderField, last_six: bool) -> Option<String> {
    let text = match invoice.value(FieldPath::Header(field))? {
        Value::Unreadable(_) => return None,
        Value::Date(date) => date.to_string().replace('-', ""),
        value => value.to_string(),
    };
    if !last_six {
        return Some(text);
    }
    let start = text.len().checked_sub(6)?;
    text.get(start..).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(fields: &[(&str, &str)]) -> Vec<String> {
        let mut invoice = Invoice::default();
        for (path, text) in fields {
            let path: FieldPath = path.parse().unwrap();
            invoice.set(path, Value::parse(path.kind(), text));
        }
        let inputs = verification_inputs(&invoice);
        inputs
            .into_iter()
            .map(|input| {
                format!(
                    "{}={}",
                    FieldPath::Header(input.field),
                    input.value.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn each_kind_is_asked_for_in_its_own_way() {
        let paper = [
            ("code", "3100231130"),
            ("number", "12345678"),
            ("issue_date", "2023-05-10"),
            ("total_amount", "100.00"),
            ("amount_with_tax", "113.00"),
            ("check_code", "12345678901234567890"),
        ];
        let with = |kind: &'static str| {
            let mut fields = paper.to_vec();
            fields.push(("invoice_type", kind));
            asked(&fields).split_off(2)
        };
        for (kind, want) in [
            ("special", "total_amount=100.00"),
            ("electronic_special", "total_amount=100.00"),
            ("ordinary", "check_code=567890"),
            ("electronic_ordinary", "check_code=567890"),
            ("roll", "check_code=567890"),
            ("toll", "check_code=567890"),
            ("used_vehicle", "amount_with_tax=113.00"),
        ] {
            assert_eq!(with(kind), ["issue_date=20230510", want], "{kind}");
        }
        assert_eq!(
            asked(&[
                ("invoice_type", "digital_ordinary"),
                ("number", "23312000000000000018"),
                ("issue_date", "2023-05-10"),
                ("amount_with_tax", "1,113.00"),
            ]),
            [
                "number=23312000000000000018",
                "issue_date=20230510",
                "amount_with_tax=1113.00"
            ]
        );
        // A check code of which only a few places were read is not what is asked for.
        assert_eq!(
            asked(&[("invoice_type", "roll"), ("check_code", "12")]).last(),
            Some(&"check_code=".to_owned())
        );
        assert_eq!(asked(&[("invoice_type", "machine_printed")]), [""; 0]);
    }
}
