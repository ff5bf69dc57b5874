use crate::{
    Field, FieldMap, FieldPath, HeaderField, InvoiceType, IssueDate, Money, Reading, Source, Value,
};

/// What the QR code of an invoice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QrContent {
    /// `01,TYPE,CODE,NUMBER,AMOUNT,YYYYMMDD,CHECK,CRC[,]`.
    Invoice {
        /// The two-digit kind (`01`, `04`, `10`, `31`, …).
        kind: String,
        /// 发票代码; empty on 数电票.
        code: Option<String>,
        /// 发票号码.
        number: String,
        /// Net for 01/04/10/…, gross for 11/31/32 (domain rules); compare as a number.
        amount: Option<Money>,
        /// 开票日期.
        date: Option<IssueDate>,
        /// 校验码, where the kind has one.
        check_code: Option<String>,
    },
    /// The address of a 区块链 invoice.
    Address(String),
}

impl QrContent {
    /// Reads the text of a QR code. `None` where it is not one of an invoice.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with("https://") || text.starts_with("http://") {
            let known = text.contains("chinatax.gov.cn") && text.contains("bill_num=");
            return known.then(|| Self::Address(text.to_owned()));
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let [version, kind, code, number, amount, date, rest @ ..] = parts.as_slice() else {
            return None;
        };
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let known = *version == "01"
            && kind.len() == 2
            && digits(kind)
            && matches!(code.len(), 0 | 10 | 12)
            && digits(code)
            && matches!(number.len(), 8 | 20)
            && digits(number);
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        known.then(|| Self::Invoice {
            kind: (*kind).to_owned(),
            code: some(code),
            number: (*number).to_owned(),
            amount: Money::parse(amount),
            date: IssueDate::parse(date),
            check_code: rest.first().and_then(|t| some(t)),
        })
    }

    /// The kind of invoice it tells.
    pub fn invoice_type(&self) -> Option<InvoiceType> {
        match self {
            Self::Address(_) => Some(InvoiceType::Blockchain),
            Self::Invoice { kind, .. } => match kind.as_str() {
                "01" => Some(InvoiceType::Special),
                "04" => Some(InvoiceType::Ordinary),
                "08" => Some(InvoiceType::ElectronicSpecial),
                "10" => Some(InvoiceType::ElectronicOrdinary),
                "11" => Some(InvoiceType::Roll),
                "14" => Some(InvoiceType::Toll),
                "31" => Some(InvoiceType::DigitalSpecial),
                "32" => Some(InvoiceType::DigitalOrdinary),
                _ => None,
            },
        }
    }

    /// The field that its amount means: net, or gross on 数电票 and 卷票 (domain rules). The
    /// meaning is certain for 01, 04, 31 and 32 only; the rule that compares it knows.
    pub fn amount_field(&self) -> HeaderField {
        match self.invoice_type() {
            Some(
                InvoiceType::Roll | InvoiceType::DigitalSpecial | InvoiceType::DigitalOrdinary,
            )
            | None => HeaderField::AmountWithTax,
            Some(_) => HeaderField::TotalAmount,
        }
    }

    /// What the code says, as a reading of the invoice. `page` counts from 1. Without regions: the
    /// value is printed elsewhere, and there it is to be shown.
    pub fn reading(&self, origin: impl Into<String>, page: Option<u32>) -> Reading {
        let mut fields = FieldMap::new();
        let mut put = |field: HeaderField, value: Option<Value>| {
            if let Some(value) = value {
                let text = value.to_string();
                let field = (
                    FieldPath::Header(field),
                    Field {
                        value,
                        text,
                        page,
                        region: None,
                        confidence: Some(1.0),
                        source: Source::Qr,
                        doubts: Vec::new(),
                    },
                );
                fields.extend([field]);
            }
        };
        put(
            HeaderField::InvoiceType,
            self.invoice_type().map(Value::InvoiceType),
        );
        if let Self::Invoice {
            code,
            number,
            amount,
            date,
            check_code,
            ..
        } = self
        {
            put(HeaderField::Code, code.clone().map(Value::Code));
            put(HeaderField::Number, Some(Value::Code(number.clone())));
            put(HeaderField::IssueDate, date.map(Value::Date));
            put(HeaderField::CheckCode, check_code.clone().map(Value::Code));
            put(self.amount_field(), amount.map(Value::Money));
        }
        Reading {
            source: Source::Qr,
            origin: origin.into(),
            fields,
            remarks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let reading = QrContent::parse(text).expect(text).reading("qr", Some(1));
        let shown = |(path, field): (&FieldPath, &Field)| format!("{path}={}", field.value);
        reading.fields.iter().map(shown).collect()
    }

    #[test]
    fn each_kind_says_what_its_amount_means() {
        assert_eq!(
            told("01,01,1200154130,03630024,94339.62,20160621,,9335,"),
            [
                "invoice_type=special",
                "code=1200154130",
                "number=03630024",
                "issue_date=2016-06-21",
                "total_amount=94339.62"
            ]
        );
        assert_eq!(
            told("01,32,,23442000000014209621,112,20230215,,74AE"),
            [
                "invoice_type=digital_ordinary",
                "number=23442000000014209621",
                "issue_date=2023-02-15",
                "amount_with_tax=112.00"
            ]
        );
        let seven = told("01,10,011001605111,80100798,64.9,20161018,85342965681116380258");
        assert!(seven.contains(&"check_code=85342965681116380258".to_owned()));
        assert!(seven.contains(&"total_amount=64.90".to_owned()));
        let rail = told("01,51,,26339132621000219582,56.00,20260423,,219a");
        assert!(!rail.iter().any(|f| f.starts_with("invoice_type")));
    }

    #[test]
    fn other_codes_are_no_invoices() {
        for text in [
            "",
            "https://example.com/?bill_num=1",
            "01,01,12001,03630024,1,20160621,,",
            "02,01,1200154130,03630024,1,20160621,,",
            "01,01,1200154130,0363002,1,20160621,,",
            "WIFI:T:WPA;S:a;P:b;;",
        ] {
            assert_eq!(QrContent::parse(text), None, "{text}");
        }
        let address = "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=0&bill_num=00112233";
        assert_eq!(told(address), ["invoice_type=blockchain"]);
    }
}
