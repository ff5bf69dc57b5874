//! The printed forms, with invented companies. Each is set once, as its own issuers set it; the
//! tests change what they are about.

use super::page::Page;

/// Name, taxpayer number, address and phone, bank and account.
pub(super) type Party = [&'static str; 4];

pub(super) const BUYER: Party = [
    "青石桥示范贸易有限公司",
    "91350100M000100Y43",
    "示范市青石区一号路1号 0591-00000001",
    "示范银行青石支行 3500000000000001",
];
pub(super) const SELLER: Party = [
    "白鹭洲试验科技有限公司",
    "9131000063159284XQ",
    "试验市白鹭区二号路2号 021-00000002",
    "试验银行白鹭支行 3100000000000002",
];

/// A line of goods: name, specification, unit, quantity, unit price, amount, rate, tax. The name
/// and the specification may hold several lines.
pub(super) type Row = [&'static str; 8];

pub(super) const PENCILS: Row = [
    "*文具*铅笔",
    "HB-12",
    "盒",
    "10",
    "8.5",
    "85.00",
    "13%",
    "11.05",
];

/// What changes the form itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Business {
    Any,
    /// Rows hold plate, kind and dates where others hold specification, unit, quantity and price.
    Toll,
    /// 电子支付标识 stands where others have the buyer's bank.
    Blockchain,
}

/// What an old form (with 密码区) says.
#[derive(Clone)]
pub(super) struct Old {
    pub(super) title: &'static str,
    pub(super) code: &'static str,
    pub(super) number: &'static str,
    pub(super) check: &'static str,
    pub(super) buyer: Party,
    pub(super) seller: Party,
    pub(super) rows: Vec<Row>,
    pub(super) business: Business,
    pub(super) totals: [&'static str; 4],
    pub(super) remarks: Vec<&'static str>,
    pub(super) foot: [&'static str; 3],
    pub(super) ruled: bool,
    pub(super) colon: &'static str,
    /// The names of blocks at the margins, as words written downwards.
    pub(super) upright_margins: bool,
}

impl Default for Old {
    fn default() -> Self {
        Self {
            title: "福建增值税电子普通发票",
            code: "035002300111",
            number: "00362801",
            check: "70497 71434 15541 89588",
            buyer: BUYER,
            seller: SELLER,
            rows: vec![PENCILS],
            business: Business::Any,
            totals: ["¥85.00", "¥11.05", "玖拾陆圆零伍分", "¥96.05"],
            remarks: vec!["订单号:12345678"],
            foot: ["赵一", "钱二", "孙三"],
            ruled: true,
            colon: ":",
            upright_margins: false,
        }
    }
}

const EM: f32 = 9.0;

impl Old {
    pub(super) fn page(&self) -> Page {
        let mut page = Page::new(610.0, 394.0);
        page.text(190.0, 40.0, 20.0, self.title);
        self.header(&mut page);
        self.party(&mut page, 95.0, self.buyer, "购买方", 15.0);
        self.party(&mut page, 303.0, self.seller, "销售方", 13.5);
        self.margin(&mut page, 351.0, 97.0, 18.0, "密码区");
        self.margin(&mut page, 351.0, 310.0, 28.0, "备注");
        for (i, line) in [
            "037+143*5*753+6+<+<-37<76986",
            "0-+>53/<-3+384<82511/54*+3-4",
            "*<211980*4-/74-6/++8+<>594<5",
            "47<548-8>7010*88198//1786+>9",
        ]
        .iter()
        .enumerate()
        {
            page.text(372.0, 97.0 + 14.0 * i as f32, 12.0, line);
        }
        self.table(&mut page);
        self.bottom(&mut page);
        if self.ruled {
            rule_old(&mut page);
        }
        page
    }

    fn header(&self, page: &mut Page) {
        let colon = self.colon;
        for (y, label, value) in [
            (22.0, "发票代码", self.code),
            (37.0, "发票号码", self.number),
        ] {
            page.form(true)
                .text(435.0, y, EM, &format!("{label}{colon}"))
                .form(false);
            page.text(478.0, y, EM, value);
        }
        // The form prints 年, 月, 日; the issuer prints the figures between.
        page.form(true)
            .text(435.0, 52.0, EM, &format!("开票日期{colon}"))
            .text(499.0, 52.0, EM, "年")
            .text(520.0, 52.0, EM, "月")
            .text(541.0, 52.0, EM, "日")
            .form(false)
            .text(478.0, 52.0, EM, "2023")
            .text(510.0, 52.0, EM, "04")
            .text(531.0, 52.0, EM, "07");
        if !self.check.is_empty() {
            page.form(true)
                .text(435.0, 67.0, EM, "校")
                .text(449.0, 67.0, EM, "验")
                .text(463.0, 67.0, EM, &format!("码{colon}"))
                .form(false);
            page.text(478.0, 67.0, EM, self.check);
        }
        page.form(true)
            .text(31.0, 72.0, EM, &format!("机器编号{colon}"))
            .form(false);
        page.text(75.0, 72.0, EM, "661620006292");
    }

    fn margin(&self, page: &mut Page, x: f32, y: f32, step: f32, text: &str) {
        page.form(true);
        if self.upright_margins {
            page.upright(x, y, EM, text);
        } else {
            page.down(x, y, step, EM, text);
        }
        page.form(false);
    }

    fn party(&self, page: &mut Page, y: f32, party: Party, margin: &str, step: f32) {
        self.margin(page, 29.0, y + 5.0, 15.0, margin);
        let colon = self.colon;
        let bank = if self.business == Business::Blockchain && margin == "购买方" {
            "电子支付标识"
        } else {
            "开户行及账号"
        };
        let labels = ["名称", "纳税人识别号", "地址、电话", bank];
        for (i, (label, value)) in labels.iter().zip(party).enumerate() {
            let y = y + step * i as f32;
            page.form(true)
                .spread(48.0, 101.0, y, EM, label)
                .text(101.0, y, EM, colon)
                .form(false);
            let em = if i == 1 { 12.0 } else { EM };
            // A value too long for its row is set smaller on two lines around it.
            match value.split_once('\n') {
                Some((above, below)) => {
                    page.text(108.0, y - 3.2, 6.0, above);
                    page.text(108.0, y + 3.4, 6.0, below);
                }
                None => {
                    page.text(108.0, y, em, value);
                }
            }
        }
    }

    fn table(&self, page: &mut Page) {
        let y = 156.0;
        page.form(true);
        if self.business == Business::Toll {
            page.text(68.0, y, EM, "项目名称")
                .text(181.0, y, EM, "车牌号")
                .text(232.0, y, EM, "类型")
                .text(267.0, y, EM, "通行日期起")
                .text(336.0, y, EM, "通行日期止");
        } else {
            page.text(44.0, y, EM, "货物或应税劳务、服务名称")
                .text(176.0, y, EM, "规格型号")
                .text(231.0, y, EM, "单位")
                .spread(276.0, 298.0, y, EM, "数量")
                .spread(343.0, 366.0, y, EM, "单价");
        }
        page.spread(423.0, 450.0, y, EM, "金额");
        page.text(484.0, y, EM, "税率");
        page.spread(537.0, 564.0, y, EM, "税额");
        page.form(false);
        let mut y = 169.0;
        for row in &self.rows {
            let names: Vec<&str> = row[0].split('\n').collect();
            let specifications: Vec<&str> = row[1].split('\n').collect();
            for (i, line) in names.iter().enumerate() {
                page.text(27.0, y + 11.0 * i as f32, EM, line);
            }
            for (i, line) in specifications.iter().enumerate() {
                page.text(167.0, y + 11.0 * i as f32, EM, line);
            }
            page.middle(240.0, y, EM, row[2]);
            page.right(319.0, y, EM, row[3]);
            page.right(390.0, y, EM, row[4]);
            page.right(478.0, y, EM, row[5]);
            page.middle(493.0, y, EM, row[6]);
            page.right(590.0, y, EM, row[7]);
            y += 11.0 * names.len().max(specifications.len()) as f32;
        }
    }

    fn bottom(&self, page: &mut Page) {
        page.form(true)
            .spread(61.0, 111.0, 267.0, EM, "合计")
            .text(61.0, 284.0, EM, "价税合计（大写）")
            .text(440.0, 284.0, EM, "（小写）")
            .text(436.0, 364.0, EM, &format!("销售方{}（章）", self.colon))
            .form(false);
        page.right(478.0, 268.5, 11.0, self.totals[0]);
        page.right(590.0, 268.5, 11.0, self.totals[1]);
        page.text(170.0, 284.0, EM, "⊗");
        page.text(190.0, 284.0, EM, self.totals[2]);
        page.text(482.0, 285.0, 11.0, self.totals[3]);
        for (i, line) in self.remarks.iter().enumerate() {
            page.text(370.0, 302.0 + 11.0 * i as f32, EM, line);
        }
        let colon = self.colon;
        for (x, label, value) in [
            (33.0, "收款人", self.foot[0]),
            (192.0, "复核", self.foot[1]),
            (314.0, "开票人", self.foot[2]),
        ] {
            page.form(true)
                .text(x, 364.0, EM, &format!("{label}{colon}"))
                .form(false);
            page.text(x + 36.0, 364.0, EM, value);
        }
    }
}

fn rule_old(page: &mut Page) {
    page.frame(20.0, 82.0, 595.0, 352.0);
    for y in [145.0, 272.0, 290.0] {
        page.rule(20.0, y, 595.0, y);
    }
    for x in [43.0, 345.0, 364.0] {
        page.rule(x, 82.0, x, 145.0).rule(x, 290.0, x, 352.0);
    }
    for x in [163.0, 226.0, 256.0, 323.0, 394.0, 481.0, 506.0] {
        page.rule(x, 145.0, x, 272.0);
    }
}

/// What a 数电票 says.
#[derive(Clone)]
pub(super) struct Digital {
    pub(super) title: &'static str,
    pub(super) number: &'static str,
    pub(super) buyer: [&'static str; 2],
    pub(super) seller: [&'static str; 2],
    /// Headings and the left edge of each, in mm.
    pub(super) headings: Vec<(f32, &'static str)>,
    pub(super) rows: Vec<Row>,
    /// Further text among the lines: x, y in mm.
    pub(super) more: Vec<(f32, f32, &'static str)>,
    /// 小计, on a page that another follows.
    pub(super) subtotal: Option<[&'static str; 2]>,
    pub(super) totals: Option<[&'static str; 4]>,
    pub(super) remarks: Vec<&'static str>,
    pub(super) drawer: &'static str,
    pub(super) ruled: bool,
}

impl Default for Digital {
    fn default() -> Self {
        Self {
            title: "电子发票（增值税专用发票）",
            number: "23352000000012345678",
            buyer: [BUYER[0], BUYER[1]],
            seller: [SELLER[0], SELLER[1]],
            headings: vec![
                (15.5, "项目名称"),
                (42.1, "规格型号"),
                (67.0, "单 位"),
                (93.0, "数 量"),
                (118.0, "单 价"),
                (143.5, "金 额"),
                (157.5, "税率/征收率"),
                (194.5, "税 额"),
            ],
            rows: vec![PENCILS],
            more: Vec::new(),
            subtotal: None,
            totals: Some(["¥85.00", "¥11.05", "玖拾陆圆零伍分", "¥96.05"]),
            remarks: Vec::new(),
            drawer: "李四",
            ruled: true,
        }
    }
}

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

impl Digital {
    pub(super) fn page(&self) -> Page {
        let mut page = Page::new(210.0 * MM, 140.0 * MM);
        let put = |page: &mut Page, x: f32, y: f32, text: &str| {
            page.text(x * MM, y * MM, EM, text);
        };
        page.text(57.0 * MM, 14.0 * MM, 20.0, self.title);
        put(&mut page, 154.5, 14.0, "发票号码：");
        put(&mut page, 170.0, 14.0, self.number);
        put(&mut page, 154.5, 20.0, "开票日期：");
        put(&mut page, 170.0, 20.0, "2023年04月07日");
        for (x, margin, [name, tax_id]) in [
            (6.0, "购买方信息", self.buyer),
            (106.5, "销售方信息", self.seller),
        ] {
            page.down(x * MM, 35.5 * MM, 3.5 * MM, EM, margin);
            put(&mut page, x + 5.5, 36.5, "名称：");
            for (i, line) in name.split('\n').enumerate() {
                put(&mut page, x + 14.0, 36.5 + 3.8 * i as f32, line);
            }
            put(&mut page, x + 5.5, 47.0, "统一社会信用代码/纳税人识别号：");
            page.text((x + 53.5) * MM, 47.1 * MM, 12.0, tax_id);
        }
        for (x, heading) in &self.headings {
            put(&mut page, *x, 56.0, heading);
        }
        self.rows(&mut page);
        for (x, y, text) in &self.more {
            put(&mut page, *x, *y, text);
        }
        self.bottom(&mut page);
        if self.ruled {
            let (left, right) = (4.5 * MM, 205.5 * MM);
            page.frame(left, 30.0 * MM, right, 126.0 * MM);
            for y in [52.0, 95.5, 103.0] {
                page.rule(left, y * MM, right, y * MM);
            }
            for x in [10.5, 105.0, 111.0] {
                page.rule(x * MM, 30.0 * MM, x * MM, 52.0 * MM);
            }
            page.rule(10.5 * MM, 103.0 * MM, 10.5 * MM, 126.0 * MM);
        }
        page
    }

    fn rows(&self, page: &mut Page) {
        let mut y = 60.0;
        for row in &self.rows {
            let names: Vec<&str> = row[0].split('\n').collect();
            for (i, line) in names.iter().enumerate() {
                page.text(4.5 * MM, (y + 4.5 * i as f32) * MM, EM, line);
            }
            page.text(42.0 * MM, y * MM, EM, row[1]);
            page.middle(71.0 * MM, y * MM, EM, row[2]);
            page.right(102.5 * MM, y * MM, EM, row[3]);
            page.right(127.5 * MM, y * MM, EM, row[4]);
            page.right(153.0 * MM, y * MM, EM, row[5]);
            page.middle(166.5 * MM, y * MM, EM, row[6]);
            page.right(205.0 * MM, y * MM, EM, row[7]);
            y += 4.5 * names.len() as f32;
        }
    }

    fn bottom(&self, page: &mut Page) {
        if let Some([amount, tax]) = self.subtotal {
            page.text(20.0 * MM, 89.5 * MM, EM, "小");
            page.text(36.0 * MM, 89.5 * MM, EM, "计");
            page.right(153.0 * MM, 89.5 * MM, EM, amount);
            page.right(205.0 * MM, 89.5 * MM, EM, tax);
        }
        if let Some([amount, tax, words, gross]) = self.totals {
            page.text(20.0 * MM, 94.5 * MM, EM, "合");
            page.text(36.0 * MM, 94.5 * MM, EM, "计");
            // The sign is printed apart from the figures, and larger.
            for (x, text) in [(153.0, amount), (205.0, tax)] {
                let figures = text.trim_start_matches('¥');
                page.right(x * MM, 94.6 * MM, EM, figures);
                if text.starts_with('¥') {
                    let width = figures.len() as f32 * EM / 2.0;
                    page.right(x * MM - width - 0.5, 94.6 * MM, 11.0, "¥");
                }
            }
            page.text(16.5 * MM, 101.0 * MM, EM, "价税合计（大写）");
            page.text(63.0 * MM, 100.8 * MM, EM, words);
            page.text(143.0 * MM, 101.0 * MM, EM, "（小写）");
            page.text(156.0 * MM, 101.0 * MM, 11.0, gross);
        }
        page.text(6.0 * MM, 112.0 * MM, EM, "备");
        page.text(6.0 * MM, 118.0 * MM, EM, "注");
        for (i, line) in self.remarks.iter().enumerate() {
            page.text(11.1 * MM, (107.3 + 3.6 * i as f32) * MM, EM, line);
        }
        page.text(19.5 * MM, 132.5 * MM, EM, "开票人：");
        page.text(32.0 * MM, 132.6 * MM, EM, self.drawer);
    }
}
