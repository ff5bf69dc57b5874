//! 数电票: buyer and seller side by side, no 密码区; and its special businesses 建筑服务 and
//! 不动产租赁, whose columns differ.

use invoice::synthetic::{Dice, qr_text};
use invoice::{FieldPath, HeaderField as H, Invoice, ItemField as I, PartyField as P, Side};

use super::{Align, COLUMNS, Style, cell, header, or_stars, party, printed_date, yuan};
use crate::faces::Face;
use crate::paper::{Paper, Pen, wrapped};
use crate::{Layout, seals};

const LEFT: f32 = 5.0;
const RIGHT: f32 = 206.0;
const TOP: f32 = 30.0;
const PARTIES: f32 = 51.0;
const SUMS: f32 = 96.0;
const GROSS: f32 = 104.0;
const BOTTOM: f32 = 125.0;

/// A column: heading, its field, where it begins and ends, how it is set.
type Column = (&'static str, Option<I>, f32, f32, Align);

/// Draws the page.
pub(crate) fn draw(layout: Layout, invoice: &Invoice, dpi: f32, dice: &mut Dice) -> Paper {
    let brown = (128, 34, 24);
    let face = if dice.chance(50) {
        Face::Kai
    } else {
        Face::Song
    };
    let style = Style {
        label: Pen::new(face, 3.3, brown),
        rule: brown,
        value: Pen::new(Face::Song, 3.2, (0, 0, 0)),
        seal: (214, 40, 40),
    };
    let mut paper = Paper::new(211.0, 141.0, dpi, (255, 255, 255));
    rule(&mut paper, &style);
    head(&mut paper, layout, invoice, &style);
    parties(&mut paper, invoice, &style);
    table(&mut paper, layout, invoice, &style, dice);
    foot(&mut paper, invoice, &style);
    seals::supervision(&mut paper, (105.5, 18.5), "云杉", style.seal);
    paper
}

fn rule(paper: &mut Paper, style: &Style) {
    let ink = style.rule;
    for y in [TOP, PARTIES, SUMS, GROSS, BOTTOM] {
        paper.line((LEFT, y), (RIGHT, y), 0.28, ink);
    }
    for x in [LEFT, RIGHT] {
        paper.line((x, TOP), (x, BOTTOM), 0.28, ink);
    }
    for x in [11.0, 105.0, 111.0] {
        paper.line((x, TOP), (x, PARTIES), 0.22, ink);
    }
    paper.line((11.0, GROSS), (11.0, BOTTOM), 0.22, ink);
    paper.line((58.0, SUMS), (58.0, GROSS), 0.22, ink);
}

fn head(paper: &mut Paper, layout: Layout, invoice: &Invoice, style: &Style) {
    let title = header(invoice, H::Title);
    let pen = style.label.of(5.7).spaced(0.4);
    paper.text_middle(105.5, 14.5, &title, &pen);
    let half = pen.width(&title) / 2.0 + 2.0;
    for y in [17.6, 18.8] {
        paper.line((105.5 - half, y), (105.5 + half, y), 0.28, style.rule);
    }
    if let Some(text) = qr_text(invoice) {
        paper.qr(8.0, 5.0, 20.0, &text, (0, 0, 0));
    }
    if let Some(mark) = layout.mark() {
        paper.text(31.0, 24.0, mark, &Pen::new(Face::Song, 4.6, (0, 0, 0)));
    }
    for (baseline, label, field, value) in [
        (13.0, "发票号码：", H::Number, header(invoice, H::Number)),
        (19.5, "开票日期：", H::IssueDate, printed_date(invoice)),
    ] {
        let right = paper.text(152.0, baseline, label, &style.label);
        paper.value(
            FieldPath::Header(field),
            right + 0.8,
            baseline,
            &value,
            &style.value,
        );
    }
}

fn parties(paper: &mut Paper, invoice: &Invoice, style: &Style) {
    for (margin, left, right, label, side) in [
        (6.4, 12.0, 104.5, "购买方信息", Side::Buyer),
        (106.4, 112.0, 205.5, "销售方信息", Side::Seller),
    ] {
        paper.text_down(margin, TOP + 4.2, 3.75, label, &style.label);
        let start = paper.text(left, TOP + 6.2, "名称：", &style.label) + 0.5;
        let name = party(invoice, side, P::Name);
        let path = FieldPath::Party(side, P::Name);
        paper.value_wrapped(
            path,
            start,
            TOP + 6.2,
            right - start,
            4.0,
            &name,
            &style.value,
        );
        let label = "统一社会信用代码/纳税人识别号：";
        let start = paper.text(left, TOP + 16.5, label, &style.label) + 0.5;
        let id = party(invoice, side, P::TaxId);
        let pen = style
            .value
            .in_face(Face::Courier)
            .of(3.7)
            .within(right - start, &id);
        paper.value(
            FieldPath::Party(side, P::TaxId),
            start,
            TOP + 16.6,
            &id,
            &pen,
        );
    }
}

fn columns(layout: Layout) -> Vec<Column> {
    if layout == Layout::DigitalConstruction {
        return vec![
            ("项目名称", Some(I::Name), 5.5, 40.0, Align::Left),
            ("建筑服务发生地", None, 42.0, 80.0, Align::Left),
            ("建筑项目名称", None, 82.0, 126.0, Align::Left),
            ("金　额", Some(I::Amount), 128.0, 154.0, Align::Right),
            ("税率/征收率", Some(I::TaxRate), 157.0, 178.0, Align::Middle),
            ("税　额", Some(I::Tax), 180.0, 205.0, Align::Right),
        ];
    }
    let heads = match layout {
        Layout::DigitalLease => [
            "项目名称",
            "产权证书/不动产权证号",
            "面积单位",
            "数 量",
            "单 价",
            "金 额",
            "税率/征收率",
            "税 额",
        ],
        _ => [
            "项目名称",
            "规格型号",
            "单 位",
            "数 量",
            "单 价",
            "金 额",
            "税率/征收率",
            "税 额",
        ],
    };
    let edges: [(f32, f32); 8] = [
        (5.5, 40.0),
        (42.0, 66.0),
        (67.0, 80.0),
        (81.0, 103.0),
        (104.0, 129.0),
        (130.0, 154.0),
        (156.0, 177.0),
        (180.0, 205.0),
    ];
    heads
        .into_iter()
        .zip(COLUMNS)
        .zip(edges)
        .map(|((head, (field, align)), (left, right))| {
            let field = (head != "产权证书/不动产权证号").then_some(field);
            (head, field, left, right, align)
        })
        .collect()
}

fn table(paper: &mut Paper, layout: Layout, invoice: &Invoice, style: &Style, dice: &mut Dice) {
    let columns = columns(layout);
    for (head, _, left, right, _) in &columns {
        let pen = style.label.within(right - left, head);
        paper.text_middle(f32::midpoint(*left, *right), PARTIES + 4.6, head, &pen);
    }
    let step = 4.3;
    let mut baseline = PARTIES + 9.6;
    for line in 0..invoice.item_count() {
        let mut rows = 1;
        for (head, field, left, right, align) in &columns {
            let room = right - left;
            let Some(field) = field else {
                let text = match *head {
                    "建筑服务发生地" => "云杉市青藤县",
                    "建筑项目名称" => "星湖花园二期配套工程",
                    _ => *dice.pick(&["云（2021）不动产权第0012345号", "无"]),
                };
                for (row, text) in wrapped(text, room, &style.value).iter().enumerate() {
                    paper.text(*left, baseline + step * row as f32, text, &style.value);
                    rows = rows.max(row + 1);
                }
                continue;
            };
            let text = match field {
                I::TaxRate | I::Tax => or_stars(invoice.item(line, *field)),
                _ => invoice.item(line, *field).unwrap_or_default(),
            };
            let path = FieldPath::Item(line, *field);
            if matches!(field, I::Name | I::Specification) {
                let used =
                    paper.value_wrapped(path, *left, baseline, room, step, &text, &style.value);
                rows = rows.max(used);
            } else {
                cell(
                    paper,
                    path,
                    (*left, *right),
                    baseline,
                    *align,
                    &text,
                    &style.value,
                );
            }
        }
        baseline += step * rows as f32;
    }
    let sums = SUMS - 1.8;
    paper.text_spread(20.0, 40.0, sums, "合计", &style.label);
    for (right, field) in [(154.0, H::TotalAmount), (205.0, H::TotalTax)] {
        let text = match yuan(invoice, field) {
            text if text.is_empty() => "***".to_owned(),
            text => text,
        };
        paper.value_right(FieldPath::Header(field), right, sums, &text, &style.value);
    }
    let gross = f32::midpoint(SUMS, GROSS) + 1.2;
    paper.text(16.0, gross, "价税合计（大写）", &style.label);
    paper.crossed_circle((63.0, gross - 1.1), 1.6, style.value.ink);
    let words = header(invoice, H::AmountInWords);
    let words = words.trim_start_matches('⊗');
    paper.value(
        FieldPath::Header(H::AmountInWords),
        66.5,
        gross,
        words,
        &style.value,
    );
    paper.text(143.0, gross, "（小写）", &style.label);
    let large = style.value.of(3.6);
    paper.value(
        FieldPath::Header(H::AmountWithTax),
        158.0,
        gross,
        &yuan(invoice, H::AmountWithTax),
        &large,
    );
}

fn foot(paper: &mut Paper, invoice: &Invoice, style: &Style) {
    paper.text_down(6.4, GROSS + 8.0, 7.0, "备注", &style.label);
    let mut baseline = GROSS + 4.4;
    let path = FieldPath::Header(H::Remarks);
    for line in header(invoice, H::Remarks).lines() {
        let rows = paper.value_wrapped(path, 12.0, baseline, 190.0, 4.0, line, &style.value);
        if line.contains("开户银行") {
            // The seller's bank stands nowhere else on this form.
            let bank = FieldPath::Party(Side::Seller, P::BankAccount);
            let right = 12.0 + style.value.width(line);
            paper.remember(bank, 12.0, baseline, right, &style.value, line);
        }
        baseline += 4.0 * rows as f32;
    }
    let right = paper.text(19.0, BOTTOM + 7.0, "开票人：", &style.label);
    let drawer = header(invoice, H::Drawer);
    paper.value(
        FieldPath::Header(H::Drawer),
        right + 0.6,
        BOTTOM + 7.0,
        &drawer,
        &style.value,
    );
}
