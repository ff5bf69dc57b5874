//! What stands on the drawn invoices: numbers and sums from `invoice::synthetic`, names and goods of
//! more kinds than there, so that readers meet many characters. Places and companies do not exist.

use invoice::synthetic::{self, Dice};
use invoice::{FieldPath, HeaderField, Invoice, InvoiceType, ItemField, PartyField, Side, Value};

use super::Layout;

const PLACES: [&str; 10] = [
    "云杉市",
    "青藤县",
    "白桦市",
    "远岸区",
    "石榴市",
    "松针镇",
    "浅滩市",
    "枫桥县",
    "星湖区",
    "雁栖市",
];
const CHARACTERS: &str = "恒瑞鑫泰嘉博宏盛汇锦骏澜弘翔铭诺曦沐辰禾润裕德邦凯越兴隆顺达康宁华腾飞龙海天信诚联创新元亨利贞广源丰茂美佳雅致远卓尔众合金石鼎晟捷立升旭阳东方南洋北斗";
const TRADES: [&str; 24] = [
    "智能科技",
    "机电设备",
    "建材贸易",
    "文化传播",
    "餐饮管理",
    "物业服务",
    "汽车维修",
    "电子商务",
    "医疗器械",
    "包装制品",
    "环保工程",
    "供应链管理",
    "酒店管理",
    "石油销售",
    "网络技术",
    "教育咨询",
    "广告装饰",
    "食品配送",
    "生物制药",
    "人力资源",
    "进出口",
    "塑胶五金",
    "园林绿化",
    "检测认证",
];
const ENDS: [&str; 8] = [
    "有限公司",
    "有限公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "（集团）有限公司",
    "有限公司第一分公司",
    "经营部",
];
const STREETS: [&str; 8] = [
    "人民东路",
    "解放大道",
    "科技园北区",
    "中山三路",
    "滨河西街",
    "工业园纬五路",
    "学府路",
    "建设北大街",
];
const BANKS: [&str; 6] = [
    "云杉银行",
    "青藤农村商业银行",
    "白桦城市银行股份有限公司",
    "远岸信用社",
    "石榴村镇银行",
    "枫桥银行",
];
const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英红玉兰建国志华文辉小燕";

/// Name, specifications (blank: none), unit.
const GOODS: [(&str, &[&str], &str); 30] = [
    (
        "*电子计算机*笔记本电脑",
        &["YOGA-910", "T14 Gen3", "X1"],
        "台",
    ),
    ("*印刷品*宣传画册", &["A4 128g", "210*285mm"], "本"),
    ("*餐饮服务*餐饮费", &[""], ""),
    ("*住宿服务*住宿费", &["", "标准间"], "天"),
    ("*办公设备*激光打印机", &["HL-2260D", "M126nw"], "台"),
    ("*纸制品*复印纸", &["A4 80克", "70g/500张"], "包"),
    ("*塑料制品*聚乙烯包装袋", &["300×400mm", "PE-05"], "个"),
    ("*金属制品*不锈钢螺栓", &["M8*30", "M12×50"], "套"),
    ("*鉴证咨询服务*技术咨询费", &["", "无"], "项"),
    ("*信息技术服务*软件维护服务费", &["V2.0", ""], "次"),
    ("*化学药品制剂*阿莫西林胶囊", &["0.25g*24粒"], "盒"),
    ("*家用厨房电器具*电热水壶", &["1.7L", "HX-A1508"], "个"),
    ("*橡胶制品*汽车轮胎", &["205/55R16", "195/65R15 91V"], "条"),
    ("*劳务*机械设备维修费", &[""], "次"),
    ("*物流辅助服务*仓储服务费", &[""], "月"),
    ("*运输服务*国内道路货物运输服务", &["", "9.6米"], "吨"),
    (
        "*有色金属冶炼压延品*铜芯电缆",
        &["YJV-3*25+2*16", "BVR 4mm²"],
        "米",
    ),
    ("*非金属矿物制品*商品混凝土", &["C30", "C25"], "立方米"),
    (
        "*计算机网络设备*千兆以太网交换机",
        &["S5720-28P", "24口"],
        "台",
    ),
    ("*日用杂品*洗手液", &["500ml", "2L/桶"], "瓶"),
    ("*软饮料*饮用天然水", &["550ml*24", "5L×4"], "箱"),
    ("*照明装置*LED面板灯", &["600*600 48W"], "只"),
    ("*文具*中性笔芯", &["0.5mm黑", "G-3"], "支"),
    ("*服装*劳保工作服", &["175/92A", "XL"], "套"),
    ("*会展服务*会议服务费", &[""], "场"),
    ("*广告服务*户外广告发布费", &["", "6m×3m"], "块"),
    (
        "*电力电子元器件*贴片电阻",
        &["0603 10K±1%", "RC0402FR"],
        "千只",
    ),
    ("*机床*数控车床配件", &["CK6140", "BT40-FMB22"], "件"),
    ("*供电*电费", &[""], "千瓦时"),
    ("*水果*红富士苹果", &["75#", ""], "公斤"),
];

const OILS: [(&str, &str); 4] = [
    ("*汽油*92号车用汽油(VIA)", "92号"),
    ("*汽油*95号车用汽油(VIB)", "95号"),
    ("*柴油*0号车用柴油(VI)", "0号"),
    ("*汽油*98号车用汽油", "98号"),
];

const REMARKS: [&str; 6] = [
    "订单号:",
    "合同编号：HT-",
    "项目名称：星湖花园二期",
    "结算期间:2023年1月1日至31日",
    "收货人:",
    "备注信息",
];

/// The largest number of lines that fit, when names take two rows.
const fn most_lines(layout: Layout) -> usize {
    if layout.kind().is_digital() { 4 } else { 5 }
}

/// The invoice on a layout. The same dice give the same invoice.
pub(super) fn invoice(layout: Layout, dice: &mut Dice) -> Invoice {
    let kind = layout.kind();
    let mut invoice = if layout == Layout::Listed {
        let rows = 9 + dice.below(14);
        synthetic::long_invoice(kind, rows, dice)
    } else {
        loop {
            let invoice = synthetic::invoice(kind, dice);
            let name = invoice.item(0, ItemField::Name).unwrap_or_default();
            if (1..=most_lines(layout)).contains(&invoice.item_count()) && !name.contains("详见")
            {
                break invoice;
            }
        }
    };
    parties(&mut invoice, layout, dice);
    people(&mut invoice, dice);
    lines(&mut invoice, layout, dice);
    remarks(&mut invoice, layout, dice);
    if kind == InvoiceType::ElectronicSpecial {
        put(&mut invoice, HeaderField::CheckCode, &dice.digits(20));
    }
    if matches!(layout, Layout::PaperSpecial | Layout::PaperOrdinary) && dice.chance(30) {
        let machine = format!("49{}", dice.digits(10));
        put(&mut invoice, HeaderField::MachineNumber, &machine);
    }
    invoice
}

fn set(invoice: &mut Invoice, path: FieldPath, text: &str) {
    invoice.set(path, Value::parse(path.kind(), text));
}

fn put(invoice: &mut Invoice, field: HeaderField, text: &str) {
    set(invoice, FieldPath::Header(field), text);
}

fn some(characters: &str, count: usize, dice: &mut Dice) -> String {
    let all: Vec<char> = characters.chars().collect();
    (0..count).map(|_| *dice.pick(&all)).collect()
}

fn one<'a>(list: &[&'a str], dice: &mut Dice) -> &'a str {
    let chosen: &&str = dice.pick::<&str>(list);
    chosen
}

fn company(dice: &mut Dice) -> String {
    let letters = 2 + dice.below(3);
    format!(
        "{}{}{}{}",
        dice.pick(&PLACES),
        some(CHARACTERS, letters, dice),
        dice.pick(&TRADES),
        dice.pick(&ENDS)
    )
}

/// Names, addresses and banks; the tax ids stay, whose check digits hold.
fn parties(invoice: &mut Invoice, layout: Layout, dice: &mut Dice) {
    for side in [Side::Seller, Side::Buyer] {
        let path = |field| FieldPath::Party(side, field);
        let person = side == Side::Buyer && !layout.kind().is_special() && dice.chance(8);
        if person {
            set(invoice, path(PartyField::Name), "个人");
            for field in [
                PartyField::TaxId,
                PartyField::AddressPhone,
                PartyField::BankAccount,
            ] {
                invoice.set(path(field), None);
            }
            continue;
        }
        set(invoice, path(PartyField::Name), &company(dice));
        if invoice.party(side, PartyField::AddressPhone).is_some() {
            let phone = if dice.chance(40) {
                format!("1{}{}", dice.range(3, 9), dice.digits(9))
            } else {
                format!("0{}-{}", dice.range(311, 998), dice.digits(8))
            };
            let address = format!(
                "{}{}{}号{} {phone}",
                dice.pick(&PLACES),
                dice.pick(&STREETS),
                dice.range(1, 2999),
                dice.pick(&["", "", "A座1205室", "3栋2单元601", "创业大厦8层"]),
            );
            set(invoice, path(PartyField::AddressPhone), &address);
            let length = 16 + dice.below(6);
            let account = dice.digits(length);
            let bank = format!(
                "{}{}支行 {account}",
                dice.pick(&BANKS),
                dice.pick(&STREETS).trim_end_matches(['路', '街'])
            );
            set(invoice, path(PartyField::BankAccount), &bank);
        }
    }
    if layout == Layout::Blockchain {
        invoice.set(FieldPath::buyer(PartyField::BankAccount), None);
    }
}

fn people(invoice: &mut Invoice, dice: &mut Dice) {
    for field in [
        HeaderField::Payee,
        HeaderField::Reviewer,
        HeaderField::Drawer,
    ] {
        if invoice.header(field).is_none() {
            continue;
        }
        let given = 1 + dice.below(2);
        let name = format!("{}{}", some(FAMILIES, 1, dice), some(GIVEN, given, dice));
        let must = field == HeaderField::Drawer || layout_of_roll(invoice);
        if must || dice.chance(85) {
            put(invoice, field, &name);
        } else {
            invoice.set(FieldPath::Header(field), None);
        }
    }
}

fn layout_of_roll(invoice: &Invoice) -> bool {
    invoice.invoice_type() == Some(InvoiceType::Roll)
}

fn lines(invoice: &mut Invoice, layout: Layout, dice: &mut Dice) {
    for index in 0..invoice.item_count() {
        let path = |field| FieldPath::Item(index, field);
        let name = invoice.item(index, ItemField::Name).unwrap_or_default();
        // A discount repeats the name of its line; lines without a rate have reasons in their name.
        let discount = index > 0
            && invoice.item(index - 1, ItemField::Quantity).is_some()
            && invoice.item(index, ItemField::Quantity).is_none()
            && invoice
                .money(path(ItemField::Amount))
                .is_some_and(|a| a.fen() < 0)
            && invoice
                .money(FieldPath::Header(HeaderField::TotalAmount))
                .is_some_and(|a| a.fen() > 0);
        if discount {
            let above = FieldPath::Item(index - 1, ItemField::Name);
            let above = invoice.text(above).unwrap_or_default();
            set(invoice, path(ItemField::Name), &above);
            continue;
        }
        match layout {
            Layout::Toll => {
                let plate = format!(
                    "{}{}{}{}",
                    some("京沪粤苏浙鲁川鄂湘皖闽赣", 1, dice),
                    some("ABCDEFGH", 1, dice),
                    some("ABCDEFGHJKLMNPQRSTUVWXYZ", 1, dice),
                    dice.digits(4)
                );
                set(invoice, path(ItemField::LicensePlate), &plate);
                set(
                    invoice,
                    path(ItemField::VehicleType),
                    one(&["客车", "货车"], dice),
                );
            }
            Layout::DigitalConstruction => set(
                invoice,
                path(ItemField::Name),
                one(
                    &[
                        "*建筑服务*工程款",
                        "*建筑服务*装饰装修工程",
                        "*建筑服务*管道安装",
                    ],
                    dice,
                ),
            ),
            Layout::DigitalLease => set(
                invoice,
                path(ItemField::Name),
                one(
                    &["*不动产经营租赁*房屋租金", "*经营租赁*办公用房租金"],
                    dice,
                ),
            ),
            Layout::RefinedOil => {
                let (oil, grade) = dice.pick(&OILS);
                set(invoice, path(ItemField::Name), oil);
                if dice.chance(60) {
                    set(invoice, path(ItemField::Specification), grade);
                }
                set(invoice, path(ItemField::Unit), one(&["升", "吨"], dice));
            }
            _ if name.contains("免税") || name.contains("人力资源") => {}
            _ => {
                let (name, specifications, unit) = dice.pick(&GOODS);
                set(invoice, path(ItemField::Name), name);
                if layout == Layout::Roll {
                    continue;
                }
                set(
                    invoice,
                    path(ItemField::Specification),
                    one(specifications, dice),
                );
                if invoice.item(index, ItemField::Quantity).is_some() {
                    set(invoice, path(ItemField::Unit), unit);
                }
            }
        }
    }
}

fn remarks(invoice: &mut Invoice, layout: Layout, dice: &mut Dice) {
    let present = invoice.header(HeaderField::Remarks);
    if present
        .is_some_and(|text| text.contains("差额") || text.contains("对应") || text.contains("红冲"))
    {
        return;
    }
    let mut text = match layout {
        Layout::Roll => String::new(),
        Layout::DigitalConstruction => "土地增值税项目编号：\n跨地（市）标志：否".to_owned(),
        Layout::DigitalLease => format!(
            "不动产地址：{}{}{}号\n租赁期起止：2024-01-01 2024-12-31",
            dice.pick(&PLACES),
            dice.pick(&STREETS),
            dice.range(1, 500)
        ),
        _ if dice.chance(45) => {
            let start = *dice.pick(&REMARKS);
            let rest = if start.ends_with([':', '-']) {
                dice.digits(10)
            } else {
                String::new()
            };
            format!("{start}{rest}")
        }
        _ => String::new(),
    };
    if layout.kind().is_digital() && dice.chance(35) {
        let (bank, account) = (*dice.pick(&BANKS), dice.digits(19));
        let path = FieldPath::Party(Side::Seller, PartyField::BankAccount);
        set(invoice, path, &format!("{bank} {account}"));
        let line = format!("销方开户银行:{bank}; 银行账号:{account};");
        text = if text.is_empty() {
            line
        } else {
            format!("{text}\n{line}")
        };
    }
    put(invoice, HeaderField::Remarks, &text);
}
