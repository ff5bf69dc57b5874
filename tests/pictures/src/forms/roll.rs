//! 卷票: a narrow roll, one column, the seller first, 机打号码, gross amounts only.

use invoice::synthetic::{Dice, qr_text};
use invoice::{FieldPath, HeaderField as H, Invoice, ItemField as I, PartyField as P, Side};

use super::{header, party};
use crate::faces::Face;
use crate::paper::{Ink, Paper, Pen};
use crate::seals;

/// Draws the roll: 57 or 76 mm wide, as long as its lines need.
pub(crate) fn draw(invoice: &Invoice, dpi: f32, dice: &mut Dice) -> Paper {
    let width = *dice.pick(&[57.0, 76.0, 76.0]);
    let narrow = width < 60.0;
    let height = 122.0 + 9.4 * invoice.item_count() as f32 + if narrow { 14.0 } else { 0.0 };
    let form: Ink = (180, 70, 60);
    let label = Pen::new(Face::Kai, if narrow { 2.9 } else { 3.2 }, form);
    let value = Pen::new(Face::Song, if narrow { 2.9 } else { 3.2 }, (46, 46, 50));
    let mut paper = Paper::new(width, height, dpi, (250, 248, 246));
    let middle = width / 2.0;
    let title = header(invoice, H::Title);
    let pen = label.of(4.4).within(width - 6.0, &title);
    paper.text_middle(middle, 9.0, &title, &pen);
    paper.text_middle(middle, 27.0, "发 票 联", &label.of(3.8));

    let mut roll = Roll {
        left: 4.0,
        right: width - 4.0,
        baseline: 34.0,
        step: if narrow { 4.5 } else { 4.9 },
        label,
        value,
    };
    roll.row(
        &mut paper,
        "发票代码",
        FieldPath::Header(H::Code),
        &header(invoice, H::Code),
    );
    roll.row(
        &mut paper,
        "发票号码",
        FieldPath::Header(H::Number),
        &header(invoice, H::Number),
    );
    roll.row(
        &mut paper,
        "机打号码",
        FieldPath::Header(H::TypedNumber),
        &header(invoice, H::TypedNumber),
    );
    roll.row(
        &mut paper,
        "机器编号",
        FieldPath::Header(H::MachineNumber),
        &header(invoice, H::MachineNumber),
    );
    for (side, name) in [(Side::Seller, "销售方名称"), (Side::Buyer, "购买方名称")] {
        roll.row(
            &mut paper,
            name,
            FieldPath::Party(side, P::Name),
            &party(invoice, side, P::Name),
        );
        roll.row(
            &mut paper,
            "纳税人识别号",
            FieldPath::Party(side, P::TaxId),
            &party(invoice, side, P::TaxId),
        );
        if side == Side::Seller {
            roll.row(
                &mut paper,
                "开票日期",
                FieldPath::Header(H::IssueDate),
                &header(invoice, H::IssueDate),
            );
            roll.row(
                &mut paper,
                "收款员",
                FieldPath::Header(H::Payee),
                &header(invoice, H::Payee),
            );
        }
    }
    roll.lines(&mut paper, invoice);
    roll.row(
        &mut paper,
        "合计金额（小写）",
        FieldPath::Header(H::AmountWithTax),
        &format!("¥{}", header(invoice, H::AmountWithTax)),
    );
    let words = header(invoice, H::AmountInWords);
    roll.row(
        &mut paper,
        "合计金额（大写）",
        FieldPath::Header(H::AmountInWords),
        words.trim_start_matches('⊗'),
    );
    roll.row(
        &mut paper,
        "校验码",
        FieldPath::Header(H::CheckCode),
        &header(invoice, H::CheckCode),
    );
    if let Some(text) = qr_text(invoice) {
        paper.qr(
            middle - 11.0,
            roll.baseline - 1.0,
            22.0,
            &text,
            (40, 40, 44),
        );
    }
    let red = (222, 44, 40);
    let region = title.split("增值税").next().unwrap_or_default();
    seals::supervision(&mut paper, (middle, 16.0), region, red);
    if dice.chance(60) {
        let name = party(invoice, Side::Seller, P::Name);
        let id = party(invoice, Side::Seller, P::TaxId);
        let y = roll.baseline + 15.0;
        seals::seller(&mut paper, (middle + 6.0, y), &name, &id, red, 0.6);
    }
    paper
}

struct Roll {
    left: f32,
    right: f32,
    baseline: f32,
    step: f32,
    label: Pen,
    value: Pen,
}

impl Roll {
    fn row(&mut self, paper: &mut Paper, label: &str, path: FieldPath, value: &str) {
        let right = paper.text(self.left, self.baseline, &format!("{label}："), &self.label);
        let start = right + 0.4;
        if self.value.width(value) > self.right - start {
            let room = self.right - start;
            let used = paper.value_wrapped(
                path,
                start,
                self.baseline,
                room,
                self.step,
                value,
                &self.value,
            );
            self.baseline += self.step * used as f32;
        } else {
            paper.value(path, start, self.baseline, value, &self.value);
            self.baseline += self.step;
        }
    }

    /// 项目 on a line of its own, then price, quantity and amount under their headings.
    fn lines(&mut self, paper: &mut Paper, invoice: &Invoice) {
        let width = self.right - self.left;
        let ends = [0.46, 0.66, 1.0].map(|share| self.left + width * share);
        paper.line(
            (self.left, self.baseline - 3.6),
            (self.right, self.baseline - 3.6),
            0.2,
            self.label.ink,
        );
        paper.text(self.left, self.baseline, "项目", &self.label);
        for (right, head) in ends.iter().zip(["单价", "数量", "金额"]) {
            paper.text_right(*right, self.baseline, head, &self.label);
        }
        self.baseline += self.step;
        for line in 0..invoice.item_count() {
            let value = |field| invoice.item(line, field).unwrap_or_default();
            let path = |field| FieldPath::Item(line, field);
            paper.value(
                path(I::Name),
                self.left,
                self.baseline,
                &value(I::Name),
                &self.value,
            );
            self.baseline += self.step;
            for (right, field) in ends.iter().zip([I::UnitPrice, I::Quantity, I::Amount]) {
                paper.value_right(
                    path(field),
                    *right,
                    self.baseline,
                    &value(field),
                    &self.value,
                );
            }
            self.baseline += self.step;
        }
        paper.line(
            (self.left, self.baseline - 3.6),
            (self.right, self.baseline - 3.6),
            0.2,
            self.label.ink,
        );
    }
}
