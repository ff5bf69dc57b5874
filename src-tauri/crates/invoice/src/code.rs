use crate::InvoiceType;

/// A 发票代码 of 10 or 12 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceCode(String);

impl InvoiceCode {
    /// Reads a code; blanks must be gone already.
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = matches!(text.len(), 10 | 12) && text.bytes().all(|b| b.is_ascii_digit());
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The two-digit kind that the national verification site derives from a code (its `alxd`):
    /// `01` 专票, `02` 货运专票, `03` 机动车, `04` 普票, `08` 电子专票, `10` 电子普票, `11` 卷票,
    /// `14` 通行费, `15` 二手车, `99` unknown.
    pub fn site_kind(&self) -> &'static str {
        const ELECTRONIC: [&str; 4] = [
            "144031539110",
            "131001570151",
            "133011501118",
            "111001571071",
        ];
        let code = self.0.as_str();
        let eighth = code.as_bytes().get(7).copied();
        if code.len() == 12 {
            if ELECTRONIC.contains(&code) {
                return "10";
            }
            if code.starts_with('0') {
                return match code.get(10..) {
                    Some("11") => "10",
                    Some("04" | "05") => "04",
                    Some("06" | "07") => "11",
                    Some("12") => "14",
                    Some("13") => "08",
                    Some("17") => "15",
                    _ => "99",
                };
            }
            return if eighth == Some(b'2') { "03" } else { "99" };
        }
        match eighth {
            Some(b'1' | b'5') => "01",
            Some(b'3' | b'6') => "04",
            Some(b'2' | b'7') => "02",
            _ => "99",
        }
    }
}

/// The kind of invoice that a code tells, where it tells one.
pub fn type_of_code(code: &str) -> Option<InvoiceType> {
    // 区块链 invoices of 深圳 carry codes of their own that the site's rule takes for others.
    if code.len() == 12 && code.starts_with("144032") {
        return Some(InvoiceType::Blockchain);
    }
    match InvoiceCode::parse(code)?.site_kind() {
        "01" | "02" => Some(InvoiceType::Special),
        "03" => Some(InvoiceType::MotorVehicle),
        "04" => Some(InvoiceType::Ordinary),
        "08" => Some(InvoiceType::ElectronicSpecial),
        "10" => Some(InvoiceType::ElectronicOrdinary),
        "11" => Some(InvoiceType::Roll),
        "14" => Some(InvoiceType::Toll),
        "15" => Some(InvoiceType::UsedVehicle),
        _ => None,
    }
}
