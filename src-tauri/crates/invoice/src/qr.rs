use crate::{InvoiceType, IssueDate, Money};

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
}
