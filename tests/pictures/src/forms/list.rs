//! 销售货物或者提供应税劳务、服务清单: the page on which the lines of a long invoice stand.

use invoice::synthetic::Dice;
use invoice::{FieldPath, HeaderField as H, Invoice, ItemField as I, PartyField as P, Side};

use super::{Align, COLUMNS, cell, header, or_stars, party, printed_date, yuan};
use crate::faces::Face;
use crate::paper::{Paper, Pen};
use crate::seals;

const LEFT: f32 = 10.0;
const RIGHT: f32 = 205.0;
const TOP: f32 = 56.0;
const SUMS: f32 = 226.0;
const BOTTOM: f32 = 248.0;
/// Where its columns end: 序号, then those of the form.
const EDGES: [f32; 10] = [
    10.0, 18.0, 68.0, 92.0, 104.0, 122.0, 143.0, 167.0, 178.0, 205.0,
];

/// Draws the page.
pub(crate) fn draw(invoice: &Invoice, dpi: f32, dice: &mut Dice) -> Paper {
    let brown = (160, 82, 20);
    let label = Pen::new(Face::Kai, 3.5, brown);
    let value = Pen {
        needles: true,
        ..Pen::new(Face::Song, 3.4, *dice.pick(&[(60, 66, 160), (40, 40, 48)]))
    };
    let mut paper = Paper::new(215.0, 279.0, dpi, (248, 247, 243));
    let title = "销售货物或者提供应税劳务、服务清单";
    paper.text_middle(107.5, 20.0, title, &label.of(6.2).bold().spaced(0.4));
    let rows = [
        (32.0, "购买方名称：", party(invoice, Side::Buyer, P::Name)),
        (40.5, "销售方名称：", party(invoice, Side::Seller, P::Name)),
        (49.0, "所属增值税普通发票代码：", header(invoice, H::Code)),
    ];
    for (baseline, text, content) in rows {
        let right = paper.text(12.0, baseline, text, &label);
        paper.text(right + 1.0, baseline, &content, &value);
    }
    let right = paper.text(95.0, 49.0, "号码：", &label);
    paper.text(right + 1.0, 49.0, &header(invoice, H::Number), &value);
    paper.text(160.0, 49.0, "共 1 页 第 1 页", &label);

    for y in [TOP, TOP + 6.0, SUMS, BOTTOM - 11.0, BOTTOM] {
        paper.line((LEFT, y), (RIGHT, y), 0.3, brown);
    }
    for x in EDGES {
        let end = if x == LEFT || x == RIGHT || x == EDGES[1] {
            BOTTOM
        } else {
            BOTTOM - 11.0
        };
        paper.line((x, TOP), (x, end), 0.25, brown);
    }
    let heads = [
        "序号",
        "货物（劳务）名称",
        "规格型号",
        "单位",
        "数 量",
        "单 价",
        "金　额",
        "税率",
        "税　额",
    ];
    for (column, head) in heads.iter().enumerate() {
        let middle = f32::midpoint(EDGES[column], EDGES[column + 1]);
        paper.text_middle(middle, TOP + 4.2, head, &label);
    }
    lines(&mut paper, invoice, &value);
    for (baseline, text) in [
        (SUMS + 4.6, "小计"),
        (SUMS + 9.6, "总计"),
        (BOTTOM - 4.0, "备注"),
    ] {
        paper.text(10.6, baseline, text, &label);
    }
    for (column, field) in [(6, H::TotalAmount), (8, H::TotalTax)] {
        for baseline in [SUMS + 4.6, SUMS + 9.6] {
            paper.text_right(
                EDGES[column + 1] - 0.8,
                baseline,
                &yuan(invoice, field),
                &value,
            );
        }
    }
    paper.text(14.0, BOTTOM + 10.0, "销售方（章）：", &label);
    let right = paper.text(140.0, BOTTOM + 10.0, "填开日期：", &label);
    paper.text(right + 1.0, BOTTOM + 10.0, &printed_date(invoice), &value);
    paper.press_needles(dice);
    let name = party(invoice, Side::Seller, P::Name);
    let id = party(invoice, Side::Seller, P::TaxId);
    seals::seller(
        &mut paper,
        (52.0, BOTTOM + 13.0),
        &name,
        &id,
        (222, 40, 36),
        0.65,
    );
    paper
}

fn lines(paper: &mut Paper, invoice: &Invoice, value: &Pen) {
    let step = 4.7;
    let mut baseline = TOP + 10.6;
    for line in 0..invoice.item_count() {
        let mut rows = 1;
        paper.text_middle(
            f32::midpoint(EDGES[0], EDGES[1]),
            baseline,
            &(line + 1).to_string(),
            value,
        );
        for (column, (field, align)) in COLUMNS.into_iter().enumerate() {
            let (left, right) = (EDGES[column + 1] + 0.8, EDGES[column + 2] - 0.8);
            let text = match field {
                I::TaxRate | I::Tax => or_stars(invoice.item(line, field)),
                _ => invoice.item(line, field).unwrap_or_default(),
            };
            let path = FieldPath::Item(line, field);
            if matches!(align, Align::Left) {
                rows = rows.max(paper.value_wrapped(
                    path,
                    left,
                    baseline,
                    right - left,
                    step,
                    &text,
                    value,
                ));
            } else {
                cell(paper, path, (left, right), baseline, align, &text, value);
            }
        }
        baseline += step * rows as f32;
    }
}
