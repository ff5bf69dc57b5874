//! Invented companies and persons.

use super::Dice;
use crate::{InvoiceType, TaxId, code};

const BEGINNINGS: [&str; 8] = [
    "云杉", "青藤", "白桦", "远岸", "石榴", "松针", "浅滩", "枫桥",
];
const MIDDLES: [&str; 8] = [
    "办公", "印务", "餐饮", "物流", "软件", "建筑", "租赁", "咨询",
];
const ENDS: [&str; 4] = ["有限公司", "股份有限公司", "（集团）有限公司", "服务部"];
const FAMILIES: [&str; 6] = ["杜", "冯", "孟", "秦", "苏", "尹"];
const GIVEN: [&str; 6] = ["一禾", "知秋", "望舒", "听泉", "若谷", "怀瑾"];

/// The name of a company that does not exist.
pub fn company(dice: &mut Dice) -> String {
    let begin = dice.pick(&BEGINNINGS);
    let second = dice.pick(&BEGINNINGS);
    let middle = dice.pick(&MIDDLES);
    let end = dice.pick(&ENDS);
    format!("{begin}{second}{middle}{end}")
}

/// The name of a person.
pub fn person(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&FAMILIES), dice.pick(&GIVEN))
}

/// A 统一社会信用代码 of a region (four digits) with both check digits. Its organisation part
/// begins with `QQ`, which is not given out.
///
/// # Panics
/// Where `region` is not four digits.
#[allow(clippy::expect_used)] // only tests use this module
pub fn tax_id(region: &str, dice: &mut Dice) -> TaxId {
    let draft = format!("91{region}{:02}QQ{}00", dice.range(1, 29), dice.digits(6));
    TaxId::parse(&draft)
        .and_then(|draft| draft.with_check_digits())
        .expect("a region of four digits")
}

/// The region of a kind of invoice: four digits and name. 区块链 are issued in Shenzhen only.
pub(super) fn region(kind: InvoiceType, dice: &mut Dice) -> (&'static str, &'static str) {
    const REGIONS: [&str; 8] = [
        "1100", "3200", "3302", "3100", "4200", "5000", "4403", "6500",
    ];
    let digits = if kind == InvoiceType::Blockchain {
        "4403"
    } else {
        *dice.pick(&REGIONS)
    };
    (digits, code::region_name(digits).unwrap_or_default())
}

pub(super) fn title(kind: InvoiceType, region: &str) -> String {
    match kind {
        InvoiceType::Special => format!("{region}增值税专用发票"),
        InvoiceType::Ordinary => format!("{region}增值税普通发票"),
        InvoiceType::ElectronicSpecial => format!("{region}增值税电子专用发票"),
        InvoiceType::ElectronicOrdinary | InvoiceType::Toll => {
            format!("{region}增值税电子普通发票")
        }
        InvoiceType::Roll => format!("{region}增值税普通发票（卷票）"),
        InvoiceType::Blockchain => format!("{region}电子普通发票"),
        InvoiceType::DigitalSpecial => "电子发票（增值税专用发票）".to_owned(),
        InvoiceType::DigitalOrdinary => "电子发票（普通发票）".to_owned(),
        InvoiceType::MotorVehicle => "机动车销售统一发票".to_owned(),
        InvoiceType::UsedVehicle => "二手车销售统一发票".to_owned(),
        _ => format!("{region}通用机打发票"),
    }
}
