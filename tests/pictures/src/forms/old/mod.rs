//! The form with 密码区: 专票 and 普票 on paper, 电子普票, 电子专票, 通行费, 区块链, 成品油.

mod head;
mod table;

use invoice::synthetic::Dice;
use invoice::{FieldPath, HeaderField as H, Invoice, PartyField as P, Side};

use super::{Style, cipher, header, party};
use crate::faces::Face;
use crate::paper::{Ink, Paper, Pen, oval};
use crate::{Layout, seals};

/// Shares of the table's width at which its columns end.
const COLUMNS_AT: [f32; 9] = [0.0, 0.256, 0.386, 0.446, 0.547, 0.648, 0.797, 0.851, 1.0];
const TOLL_AT: [f32; 9] = [0.0, 0.216, 0.383, 0.446, 0.546, 0.646, 0.795, 0.851, 1.0];

/// Where the table stands, in millimetres.
struct Frame {
    left: f32,
    right: f32,
    /// Top, under the parties, over and under 价税合计, bottom.
    rows: [f32; 5],
    /// A value stands so far from where the form means it: needle printers are fed by hand.
    shift: (f32, f32),
}

impl Frame {
    fn at(&self, share: f32) -> f32 {
        self.left + (self.right - self.left) * share
    }
}

/// Draws the page of an invoice. With `listed` the line points to a list instead.
pub(crate) fn draw(
    layout: Layout,
    invoice: &Invoice,
    dpi: f32,
    listed: bool,
    dice: &mut Dice,
) -> Paper {
    let on_paper = layout.is_printed_form();
    let style = style(layout, dice);
    let (mut paper, frame) = if on_paper {
        sheet_of_paper(dpi, dice)
    } else {
        (
            Paper::new(215.0, 142.0, dpi, (255, 255, 255)),
            Frame {
                left: 7.6,
                right: 208.0,
                rows: [30.5, 51.5, 95.0, 102.5, 123.0],
                shift: (0.0, 0.0),
            },
        )
    };
    rule(&mut paper, &frame, layout, style.rule);
    head::draw(&mut paper, &frame, layout, invoice, &style, dice);
    parties(&mut paper, &frame, layout, invoice, &style);
    password(&mut paper, &frame, layout, &style, dice);
    table::draw(&mut paper, &frame, layout, invoice, &style, listed);
    foot(&mut paper, &frame, invoice, &style);
    if on_paper {
        margins(&mut paper, &frame, layout, &style, dice);
    }
    paper.press_needles(dice);
    let region = region_of(invoice);
    let title_y = if on_paper { 18.0 } else { 17.5 };
    let middle = f32::midpoint(frame.left, frame.right);
    seals::supervision(&mut paper, (middle, title_y), &region, style.seal);
    if !on_paper || dice.chance(75) {
        let strength = if on_paper { 0.6 } else { 0.95 };
        let x = frame.at(0.86)
            + if on_paper {
                dice.range(-6, 4) as f32
            } else {
                0.0
            };
        let y = frame.rows[4] - 2.0
            + if on_paper {
                dice.range(-3, 4) as f32
            } else {
                0.0
            };
        let name = party(invoice, Side::Seller, P::Name);
        let id = party(invoice, Side::Seller, P::TaxId);
        seals::seller(&mut paper, (x, y), &name, &id, style.seal, strength);
    }
    paper
}

fn region_of(invoice: &Invoice) -> String {
    let title = header(invoice, H::Title);
    let end = title.find("增值税").or_else(|| title.find("电子"));
    title[..end.unwrap_or(0)].to_owned()
}

fn style(layout: Layout, dice: &mut Dice) -> Style {
    let brown: [Ink; 3] = [(196, 104, 52), (176, 92, 40), (205, 96, 60)];
    let green: Ink = (60, 130, 90);
    let black: Ink = (70, 70, 68);
    let form = match layout {
        Layout::PaperSpecial => *dice.pick(&[brown[0], brown[1], green, black]),
        Layout::PaperOrdinary | Layout::Listed => *dice.pick(&brown),
        Layout::Blockchain => (165, 30, 36),
        _ => (160, 82, 20),
    };
    let label_face = if layout == Layout::Blockchain || dice.chance(15) {
        Face::Song
    } else {
        Face::Kai
    };
    let value = if layout.is_printed_form() {
        let ribbon = *dice.pick(&[(78, 84, 190), (60, 66, 160), (52, 52, 66), (40, 40, 48)]);
        Pen {
            needles: true,
            ..Pen::new(Face::Song, 3.7, ribbon)
        }
    } else {
        Pen::new(Face::Song, 3.3, (0, 0, 0))
    };
    let size = if layout.is_printed_form() { 3.6 } else { 3.3 };
    Style {
        label: Pen::new(label_face, size, form),
        rule: form,
        value,
        seal: *dice.pick(&[(222, 38, 30), (230, 60, 44), (214, 48, 60)]),
    }
}

/// Continuous paper with holes at both edges.
fn sheet_of_paper(dpi: f32, dice: &mut Dice) -> (Paper, Frame) {
    let white = *dice.pick(&[(250, 249, 244), (238, 236, 226), (244, 243, 240)]);
    let mut paper = Paper::new(240.0, 140.0, dpi, white);
    for side in [5.5, 234.5] {
        for hole in 0..11 {
            let path = oval((side, 6.5 + 12.7 * hole as f32), (2.0, 2.0));
            paper.fill(&path, (96, 96, 96), 1.0);
        }
    }
    for x in [11.0, 229.0] {
        for dash in 0..46 {
            let y = dash as f32 * 3.1;
            paper.line((x, y), (x, y + 1.3), 0.12, (170, 170, 190));
        }
    }
    let shift = (
        dice.range(-10, 14) as f32 / 10.0,
        dice.range(-7, 7) as f32 / 10.0,
    );
    let frame = Frame {
        left: 19.0,
        right: 222.0,
        rows: [30.5, 52.5, 97.0, 105.0, 126.5],
        shift,
    };
    (paper, frame)
}

fn columns(layout: Layout) -> &'static [f32; 9] {
    if layout == Layout::Toll {
        &TOLL_AT
    } else {
        &COLUMNS_AT
    }
}

fn rule(paper: &mut Paper, frame: &Frame, layout: Layout, ink: Ink) {
    let (left, right) = (frame.left, frame.right);
    let outer = if layout == Layout::Blockchain {
        0.3
    } else {
        0.35
    };
    for y in frame.rows {
        paper.line((left, y), (right, y), outer, ink);
    }
    for x in [left, right] {
        paper.line((x, frame.rows[0]), (x, frame.rows[4]), outer, ink);
    }
    for (from, to) in [(0, 1), (3, 4)] {
        for share in [0.038, 0.572, 0.597] {
            let x = frame.at(share);
            paper.line((x, frame.rows[from]), (x, frame.rows[to]), 0.25, ink);
        }
    }
    for share in &columns(layout)[1..8] {
        let x = frame.at(*share);
        paper.line((x, frame.rows[1]), (x, frame.rows[2]), 0.25, ink);
    }
    let x = frame.at(columns(layout)[1]);
    paper.line((x, frame.rows[2]), (x, frame.rows[3]), 0.25, ink);
}

fn parties(paper: &mut Paper, frame: &Frame, layout: Layout, invoice: &Invoice, style: &Style) {
    let on_paper = layout.is_printed_form();
    let (dx, dy) = frame.shift;
    for (side, top, bottom, margin) in [
        (Side::Buyer, frame.rows[0], frame.rows[1], "购买方"),
        (Side::Seller, frame.rows[3], frame.rows[4], "销售方"),
    ] {
        let height = bottom - top;
        let step = (height - 4.0) / 2.0;
        paper.text_down(
            frame.left + 2.0,
            top + 5.2,
            step - 1.0,
            margin,
            &style.label,
        );
        let left = frame.at(0.045);
        let right = left + if on_paper { 24.5 } else { 19.5 };
        let bank = if layout == Layout::Blockchain && side == Side::Buyer {
            "电子支付标识"
        } else {
            "开户行及账号"
        };
        let rows = [
            ("名称", P::Name),
            ("纳税人识别号", P::TaxId),
            ("地址、电话", P::AddressPhone),
            (bank, P::BankAccount),
        ];
        for (row, (label, field)) in rows.into_iter().enumerate() {
            let baseline = top + height / 4.0 * (row as f32 + 0.72);
            paper.text_spread(left, right, baseline, label, &style.label);
            paper.text(
                right,
                baseline,
                if on_paper { "：" } else { ":" },
                &style.label,
            );
            let value = party(invoice, side, field);
            let start = right + if on_paper { 4.5 } else { 2.0 } + dx;
            let pen = match field {
                P::TaxId if on_paper => style.value.of(4.1).spaced(0.55),
                P::TaxId => style.value.in_face(Face::Courier).of(4.0),
                _ => style.value,
            };
            let pen = pen.within(frame.at(0.568) - start, &value);
            paper.value(
                FieldPath::Party(side, field),
                start,
                baseline + dy,
                &value,
                &pen,
            );
        }
    }
}

fn password(paper: &mut Paper, frame: &Frame, layout: Layout, style: &Style, dice: &mut Dice) {
    let (top, bottom) = (frame.rows[0], frame.rows[1]);
    let step = (bottom - top - 6.0) / 2.0;
    paper.text_down(frame.at(0.577), top + 5.2, step, "密码区", &style.label);
    let lines = if layout == Layout::Blockchain {
        cipher(22, 3, true, dice)
    } else {
        cipher(27 + dice.below(2), 4, false, dice)
    };
    let (dx, dy) = frame.shift;
    let face = if dice.chance(60) {
        Face::Courier
    } else {
        style.value.face
    };
    let (left, right) = (frame.at(0.615), frame.right - 3.0);
    let size = 4.6;
    let pen = style.value.in_face(face).of(size);
    let room = right - left - pen.width(&lines[0]);
    let pen = pen.spaced(room / lines[0].len() as f32);
    let height = (bottom - top) / lines.len() as f32;
    for (row, line) in lines.iter().enumerate() {
        let baseline = top + height * (row as f32 + 0.78);
        paper.text(left + dx, baseline + dy, line, &pen);
    }
}

fn foot(paper: &mut Paper, frame: &Frame, invoice: &Invoice, style: &Style) {
    let (dx, dy) = frame.shift;
    let (top, bottom) = (frame.rows[3], frame.rows[4]);
    let middle = f32::midpoint(top, bottom);
    paper.text_down(frame.at(0.577), middle - 2.4, 8.0, "备注", &style.label);
    let remarks = header(invoice, H::Remarks);
    let mut baseline = top + 4.4 + dy;
    let left = frame.at(0.605) + dx;
    let room = frame.right - left - 1.0;
    let pen = style.value.of(style.value.size * 0.95);
    for line in remarks.lines() {
        let rows = paper.value_wrapped(
            FieldPath::Header(H::Remarks),
            left,
            baseline,
            room,
            4.2,
            line,
            &pen,
        );
        baseline += 4.2 * rows as f32;
    }
    let baseline = bottom + 5.4;
    for (share, label, field) in [
        (0.02, "收款人：", H::Payee),
        (0.3, "复核：", H::Reviewer),
        (0.51, "开票人：", H::Drawer),
    ] {
        let right = paper.text(frame.at(share), baseline, label, &style.label);
        let name = header(invoice, field);
        paper.value(
            FieldPath::Header(field),
            right + 0.6 + dx,
            baseline + dy,
            &name,
            &style.value,
        );
    }
    paper.text(frame.at(0.73), baseline, "销售方：（章）", &style.label);
}

/// What the press prints at the edges: which copy it is, and who printed it.
fn margins(paper: &mut Paper, frame: &Frame, layout: Layout, style: &Style, dice: &mut Dice) {
    let pen = style.label.of(3.1);
    let copy = match (layout, dice.below(2)) {
        (Layout::PaperSpecial, 0) => "第二联：抵扣联 购买方扣税凭证",
        (Layout::PaperSpecial, _) => "第三联：发票联 购买方记账凭证",
        _ => "第二联：发票联 购买方记账凭证",
    };
    paper.text_down(frame.right + 1.2, frame.rows[1], 3.5, copy, &pen);
    let press = format!(
        "税总函〔20{:02}〕{}号云杉安全印刷有限公司",
        dice.range(14, 20),
        dice.range(100, 600)
    );
    paper.text_turned(
        frame.left - 3.8,
        frame.rows[0] + 6.0,
        &press,
        &pen.spaced(0.4),
    );
}
