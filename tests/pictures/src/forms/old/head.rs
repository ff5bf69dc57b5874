//! What stands over the table: title, code and number, date, check code, QR code.

use invoice::synthetic::{Dice, qr_text};
use invoice::{FieldPath, HeaderField as H, Invoice};

use super::Frame;
use crate::Layout;
use crate::faces::Face;
use crate::forms::{Style, header, printed_date};
use crate::paper::{Paper, Pen};

/// Draws it.
pub(super) fn draw(
    paper: &mut Paper,
    frame: &Frame,
    layout: Layout,
    invoice: &Invoice,
    style: &Style,
    dice: &mut Dice,
) {
    let title = header(invoice, H::Title);
    let middle = f32::midpoint(frame.left, frame.right);
    let on_paper = layout.is_printed_form();
    let pen = Pen {
        bold: layout == Layout::Blockchain,
        ..style.label.of(6.6).spaced(0.5)
    };
    paper.text_middle(middle, 13.0, &title, &pen);
    let half = pen.width(&title).max(52.0) / 2.0 + 3.0;
    for y in [16.6, 17.8] {
        paper.line((middle - half, y), (middle + half, y), 0.3, style.rule);
    }
    let code = header(invoice, H::Code);
    let number = header(invoice, H::Number);
    let qr = qr_text(invoice)
        .unwrap_or_else(|| format!("https://example.invalid/verify?bill_num={number}&code={code}"));
    let (dx, dy) = frame.shift;
    if on_paper {
        // Printed large by the press; the needle printer repeats both, small.
        let large = Pen {
            squeeze: 0.95,
            ..Pen::new(Face::Song, 6.6, (52, 52, 52)).bold()
        };
        paper.value(FieldPath::Header(H::Code), 43.0, 13.5, &code, &large);
        let numero = Pen::new(Face::Helvetica, 6.0, (40, 40, 40)).bold();
        paper.text(162.0, 13.0, "No", &numero);
        let ink = *dice.pick(&[(56, 70, 170), (60, 60, 64), (190, 60, 50)]);
        let big = Pen {
            squeeze: 0.95,
            ..Pen::new(Face::Helvetica, 5.6, ink)
        };
        paper.value(FieldPath::Header(H::Number), 172.0, 13.2, &number, &big);
        let small = style.value;
        paper.text_right(220.0 + dx, 12.4 + dy, &code, &small.of(3.5));
        paper.text_right(220.0 + dx, 17.0 + dy, &number, &small.of(3.9));
        paper.text(169.0, 23.5, "开票日期：", &style.label);
        let date = printed_date(invoice);
        paper.value(
            FieldPath::Header(H::IssueDate),
            190.0 + dx,
            23.7 + dy,
            &date,
            &small,
        );
        paper.qr(21.0 + dx, 8.0 + dy, 19.0, &qr, small.ink);
        let mut x = 43.0 + dx;
        let check = header(invoice, H::CheckCode);
        if !check.is_empty() {
            let pen = small.of(3.6);
            let start = paper.text(x, 26.5 + dy, "校验码 ", &pen) + 2.0;
            x = paper.value(
                FieldPath::Header(H::CheckCode),
                start,
                26.5 + dy,
                &in_fives(&check),
                &pen,
            ) + 4.0;
        }
        let machine = header(invoice, H::MachineNumber);
        if !machine.is_empty() {
            let pen = small.of(3.4);
            let (x, y) = if check.is_empty() {
                (x, 26.5 + dy)
            } else {
                (43.0 + dx, 21.8 + dy)
            };
            let start = paper.text(x, y, "机器编号：", &pen) + 1.0;
            paper.value(
                FieldPath::Header(H::MachineNumber),
                start,
                y,
                &machine,
                &pen,
            );
        }
        let copy = if layout == Layout::PaperSpecial && dice.chance(40) {
            "抵 扣 联"
        } else {
            "发 票 联"
        };
        paper.text_middle(middle, 26.0, copy, &style.label.of(5.4).spaced(2.0));
        return;
    }
    paper.qr(11.0, 4.0, 20.0, &qr, (0, 0, 0));
    if let Some(word) = layout.mark() {
        paper.text(33.0, 22.5, word, &Pen::new(Face::Song, 5.2, (0, 0, 0)));
    }
    let machine = header(invoice, H::MachineNumber);
    if !machine.is_empty() {
        let right = paper.text(8.5, 28.5, "机器编号:", &style.label);
        paper.value(
            FieldPath::Header(H::MachineNumber),
            right + 1.0,
            28.5,
            &machine,
            &style.value,
        );
    }
    let rows = [
        ("发票代码", H::Code, code),
        ("发票号码", H::Number, number),
        ("开票日期", H::IssueDate, printed_date(invoice)),
        (
            "校验码",
            H::CheckCode,
            in_fives(&header(invoice, H::CheckCode)),
        ),
    ];
    for (row, (label, field, value)) in rows.iter().enumerate() {
        let baseline = 10.5 + 5.2 * row as f32;
        paper.text_spread(153.0, 166.5, baseline, label, &style.label);
        paper.text(166.5, baseline, ":", &style.label);
        paper.value(
            FieldPath::Header(*field),
            168.5,
            baseline,
            value,
            &style.value,
        );
    }
}

/// Digits in groups of five, as printed.
fn in_fives(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    if digits.len() < 10 {
        return digits.into_iter().collect();
    }
    digits
        .chunks(5)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}
