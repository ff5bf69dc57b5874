use crate::InvoiceType;

/// Two digits of GB/T 2260 and the name by which a printed title begins.
const PROVINCES: [(&str, &str); 36] = [
    ("11", "北京"),
    ("12", "天津"),
    ("13", "河北"),
    ("14", "山西"),
    ("15", "内蒙古"),
    ("21", "辽宁"),
    ("22", "吉林"),
    ("23", "黑龙江"),
    ("31", "上海"),
    ("32", "江苏"),
    ("33", "浙江"),
    ("34", "安徽"),
    ("35", "福建"),
    ("36", "江西"),
    ("37", "山东"),
    ("41", "河南"),
    ("42", "湖北"),
    ("43", "湖南"),
    ("44", "广东"),
    ("45", "广西"),
    ("46", "海南"),
    ("50", "重庆"),
    ("51", "四川"),
    ("52", "贵州"),
    ("53", "云南"),
    ("54", "西藏"),
    ("61", "陕西"),
    ("62", "甘肃"),
    ("63", "青海"),
    ("64", "宁夏"),
    ("65", "新疆"),
    ("2102", "大连"),
    ("3302", "宁波"),
    ("3502", "厦门"),
    ("3702", "青岛"),
    ("4403", "深圳"),
];

/// The name of a region by its four digits (`4400` 广东, `4403` 深圳); `None` where no tax
/// authority has it.
pub fn region_name(region: &str) -> Option<&'static str> {
    let province = region.strip_suffix("00").filter(|p| p.len() == 2);
    let wanted = province.unwrap_or(region);
    let named = |(digits, name): &(&str, &'static str)| (*digits == wanted).then_some(*name);
    PROVINCES.iter().find_map(named)
}

/// The name of a province by the two digits that stand in a 数电票 number and in credit codes.
pub fn province_name(digits: &str) -> Option<&'static str> {
    (digits.len() == 2)
        .then(|| PROVINCES.iter().find(|(d, _)| *d == digits))
        .flatten()
        .map(|(_, name)| *name)
}

/// The region that a printed title begins with (湖北增值税电子普通发票 → 湖北), as its name.
pub fn region_of_title(title: &str) -> Option<&'static str> {
    let title = title.trim_start();
    PROVINCES
        .iter()
        .find(|(_, name)| title.starts_with(name))
        .map(|(_, name)| *name)
}

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

    /// The region's four digits: 2–5 of twelve, 1–4 of ten.
    pub fn region(&self) -> &str {
        let start = usize::from(self.0.len() == 12);
        self.0.get(start..start + 4).unwrap_or_default()
    }

    /// The year of its printing or allotment: digits 6–7 of twelve, 5–6 of ten.
    pub fn year(&self) -> Option<i32> {
        let start = 4 + usize::from(self.0.len() == 12);
        let year: i32 = self.0.get(start..start + 2)?.parse().ok()?;
        Some(if year >= 94 { 1900 + year } else { 2000 + year })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_tells_its_kind_region_and_year() {
        use InvoiceType::*;
        let cases = [
            ("3200153160", Some(Special), "江苏", 2015),
            ("3702162350", Some(Ordinary), "青岛", 2016),
            ("031001750107", Some(Roll), "上海", 2017),
            ("042001700112", Some(Toll), "湖北", 2017),
            ("011002000213", Some(ElectronicSpecial), "北京", 2020),
            ("011001800104", Some(Ordinary), "北京", 2018),
            ("144032409110", Some(Blockchain), "深圳", 2024),
            ("144031539110", Some(ElectronicOrdinary), "深圳", 2015),
            ("050003523456", None, "重庆", 2035),
        ];
        for (text, kind, region, year) in cases {
            let code = InvoiceCode::parse(text).unwrap();
            assert_eq!(type_of_code(text), kind, "{text}");
            assert_eq!(region_name(code.region()), Some(region), "{text}");
            assert_eq!(code.year(), Some(year), "{text}");
        }
        assert_eq!(region_name("9900"), None);
        assert_eq!(region_name("3301"), None);
        assert_eq!(InvoiceCode::parse("12345678901"), None);
        assert_eq!(region_of_title("深圳电子普通发票"), Some("深圳"));
        assert_eq!(region_of_title("电子发票（普通发票）"), None);
        assert_eq!(province_name("44"), Some("广东"));
        assert_eq!(province_name("4403"), None);
    }
}
