use invoice::InvoiceType;

/// The words of the platform's column 发票票种; `None` where the kind has none there.
pub(crate) const fn of(kind: InvoiceType) -> Option<&'static str> {
    Some(match kind {
        InvoiceType::Special => "增值税专用发票",
        InvoiceType::Ordinary => "增值税普通发票",
        InvoiceType::ElectronicSpecial => "增值税电子专用发票",
        InvoiceType::ElectronicOrdinary => "增值税电子普通发票",
        InvoiceType::Roll => "增值税普通发票（卷票）",
        InvoiceType::Toll => "道路通行费电子普通发票",
        InvoiceType::Blockchain => "区块链电子普通发票",
        InvoiceType::DigitalSpecial => "数电发票（增值税专用发票）",
        InvoiceType::DigitalOrdinary => "数电发票（普通发票）",
        InvoiceType::MotorVehicle => "机动车销售统一发票",
        InvoiceType::UsedVehicle => "二手车销售统一发票",
        InvoiceType::MachinePrinted => "通用机打发票",
        InvoiceType::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_every_kind_are_read_back_as_that_kind() {
        for kind in InvoiceType::ALL {
            if let Some(words) = of(*kind) {
                assert_eq!(InvoiceType::parse(words), Some(*kind), "{words}");
            }
        }
    }
}
