use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The kind of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceType {
    /// 增值税专用发票 (paper).
    Special,
    /// 增值税普通发票 (paper).
    Ordinary,
    /// 增值税电子专用发票.
    ElectronicSpecial,
    /// 增值税电子普通发票.
    ElectronicOrdinary,
    /// 增值税普通发票（卷票）.
    Roll,
    /// 通行费增值税电子普通发票.
    Toll,
    /// 区块链电子普通发票.
    Blockchain,
    /// 电子发票（增值税专用发票）, 数电票.
    DigitalSpecial,
    /// 电子发票（普通发票）, 数电票.
    DigitalOrdinary,
    /// 机动车销售统一发票.
    MotorVehicle,
    /// 二手车销售统一发票.
    UsedVehicle,
    /// 通用机打发票.
    MachinePrinted,
    /// Anything else.
    Other,
}

impl InvoiceType {
    /// All kinds, in the order of the contract.
    pub const ALL: &'static [Self] = &[
        Self::Special,
        Self::Ordinary,
        Self::ElectronicSpecial,
        Self::ElectronicOrdinary,
        Self::Roll,
        Self::Toll,
        Self::Blockchain,
        Self::DigitalSpecial,
        Self::DigitalOrdinary,
        Self::MotorVehicle,
        Self::UsedVehicle,
        Self::MachinePrinted,
        Self::Other,
    ];

    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Special => "special",
            Self::Ordinary => "ordinary",
            Self::ElectronicSpecial => "electronic_special",
            Self::ElectronicOrdinary => "electronic_ordinary",
            Self::Roll => "roll",
            Self::Toll => "toll",
            Self::Blockchain => "blockchain",
            Self::DigitalSpecial => "digital_special",
            Self::DigitalOrdinary => "digital_ordinary",
            Self::MotorVehicle => "motor_vehicle",
            Self::UsedVehicle => "used_vehicle",
            Self::MachinePrinted => "machine_printed",
            Self::Other => "other",
        }
    }

    /// The name that accountants use.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Special => "专票",
            Self::Ordinary => "普票",
            Self::ElectronicSpecial => "电子专票",
            Self::ElectronicOrdinary => "电子普票",
            Self::Roll => "卷票",
            Self::Toll => "通行费电子普票",
            Self::Blockchain => "区块链电子普票",
            Self::DigitalSpecial => "数电专票",
            Self::DigitalOrdinary => "数电普票",
            Self::MotorVehicle => "机动车销售统一发票",
            Self::UsedVehicle => "二手车销售统一发票",
            Self::MachinePrinted => "通用机打发票",
            Self::Other => "其他票据",
        }
    }

    /// Whether it is one of the fully digital invoices (数电票): 20-digit number, no code.
    pub const fn is_digital(self) -> bool {
        matches!(self, Self::DigitalSpecial | Self::DigitalOrdinary)
    }

    /// Whether its tax can be deducted as it stands (专票 of any form).
    pub const fn is_special(self) -> bool {
        matches!(
            self,
            Self::Special | Self::ElectronicSpecial | Self::DigitalSpecial
        )
    }

    /// Reads the canonical name, or the words that invoices and providers use for the kind
    /// (`专用发票`, `电子发票(普通发票)`, a printed title such as 湖北增值税电子普通发票).
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        if let Some(known) = Self::ALL.iter().find(|t| t.as_str() == folded) {
            return Some(*known);
        }
        let has = |part: &str| folded.contains(part);
        let special = has("专用发票") || has("专票");
        let ordinary = has("普通发票") || has("普票");
        Some(
            if ["客票", "行程单", "其他", "其它"]
                .iter()
                .any(|word| has(word))
            {
                // 铁路电子客票 and 航空 行程单 have the digital form, but are no VAT invoices.
                Self::Other
            } else if has("机动车") {
                Self::MotorVehicle
            } else if has("二手车") {
                Self::UsedVehicle
            } else if has("区块链") {
                Self::Blockchain
            } else if has("通行费") {
                Self::Toll
            } else if has("卷") {
                Self::Roll
            } else if has("通用机打") || has("机打") {
                Self::MachinePrinted
            } else if has("数电")
                || has("全电")
                || has("电子发票(")
                || has("电子发票普通")
                || has("电子发票增值税")
            {
                if special {
                    Self::DigitalSpecial
                } else if ordinary {
                    Self::DigitalOrdinary
                } else {
                    return None;
                }
            } else if has("电子") {
                if special {
                    Self::ElectronicSpecial
                } else if ordinary {
                    Self::ElectronicOrdinary
                } else {
                    return None;
                }
            } else if special {
                Self::Special
            } else if ordinary {
                Self::Ordinary
            } else {
                return None;
            },
        )
    }
}

impl std::fmt::Display for InvoiceType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_invoices_and_providers_are_known() {
        use InvoiceType::*;
        let cases = [
            ("专用发票", Special),
            ("普通发票", Ordinary),
            ("电子普通发票", ElectronicOrdinary),
            ("电子专用发票", ElectronicSpecial),
            ("通行费电子普票", Toll),
            ("区块链发票", Blockchain),
            ("通用机打电子发票", MachinePrinted),
            ("电子发票(专用发票)", DigitalSpecial),
            ("电子发票（普通发票）", DigitalOrdinary),
            ("电子发票（增值税专用发票）", DigitalSpecial),
            ("湖北增值税电子普通发票", ElectronicOrdinary),
            ("江苏增值税专用发票", Special),
            ("增值税普通发票（卷票）", Roll),
            ("电子发票（铁路电子客票）", Other),
            ("其他", Other),
            ("digital_ordinary", DigitalOrdinary),
        ];
        for (text, want) in cases {
            assert_eq!(InvoiceType::parse(text), Some(want), "{text}");
        }
        for text in ["", "收据", "电子"] {
            assert_eq!(InvoiceType::parse(text), None, "{text}");
        }
    }
}
