//! The line items, their sums, 价税合计.

use invoice::{FieldPath, HeaderField as H, Invoice, ItemField as I};

use super::{Frame, columns};
use crate::Layout;
use crate::forms::{Align, COLUMNS, Style, cell, header, or_stars, yuan};
use crate::paper::{Paper, wrapped};

/// Draws them.
pub(super) fn draw(
    paper: &mut Paper,
    frame: &Frame,
    layout: Layout,
    invoice: &Invoice,
    style: &Style,
    listed: bool,
) {
    let at = columns(layout);
    let toll = layout == Layout::Toll;
    let heads = if toll {
        [
            "项目名称",
            "车牌号",
            "类型",
            "通行日期起",
            "通行日期止",
            "金　额",
            "税率",
            "税　额",
        ]
    } else {
        [
            "货物或应税劳务、服务名称",
            "规格型号",
            "单位",
            "数 量",
            "单 价",
            "金　额",
            "税率",
            "税　额",
        ]
    };
    let top = frame.rows[1];
    for (column, head) in heads.iter().enumerate() {
        let (left, right) = (frame.at(at[column]), frame.at(at[column + 1]));
        let pen = style.label.within(right - left - 0.6, head);
        paper.text_middle(f32::midpoint(left, right), top + 4.3, head, &pen);
    }
    let (dx, dy) = frame.shift;
    let edge = |column: usize| {
        (
            frame.at(at[column]) + 0.9 + dx,
            frame.at(at[column + 1]) - 0.9 + dx,
        )
    };
    let step = if layout.is_printed_form() { 4.7 } else { 4.4 };
    let mut baseline = top + 9.6 + dy;
    let value = style.value;
    if listed {
        paper.text(edge(0).0, baseline, "(详见销货清单)", &value);
        for (column, field) in [(5, H::TotalAmount), (7, H::TotalTax)] {
            paper.text_right(edge(column).1, baseline, &header(invoice, field), &value);
        }
    } else {
        for line in 0..invoice.item_count() {
            let path = |field| FieldPath::Item(line, field);
            let mut rows = 1;
            for (column, (field, align)) in COLUMNS.into_iter().enumerate() {
                let field = match (toll, field) {
                    (true, I::Specification) => I::LicensePlate,
                    (true, I::Unit) => I::VehicleType,
                    (true, I::Quantity) => I::TollStart,
                    (true, I::UnitPrice) => I::TollEnd,
                    _ => field,
                };
                let text = match field {
                    I::TaxRate | I::Tax => or_stars(invoice.item(line, field)),
                    I::TollStart | I::TollEnd => invoice
                        .item(line, field)
                        .unwrap_or_default()
                        .replace('-', ""),
                    _ => invoice.item(line, field).unwrap_or_default(),
                };
                let (left, right) = edge(column);
                if matches!(field, I::Name | I::Specification)
                    && wrapped(&text, right - left, &value).len() > 1
                {
                    rows = rows.max(paper.value_wrapped(
                        path(field),
                        left,
                        baseline,
                        right - left,
                        step,
                        &text,
                        &value,
                    ));
                } else {
                    cell(
                        paper,
                        path(field),
                        (left, right),
                        baseline,
                        align,
                        &text,
                        &value,
                    );
                }
            }
            baseline += step * rows as f32;
        }
    }
    let sums = frame.rows[2] - 1.6;
    paper.text_spread(frame.at(0.07), frame.at(0.17), sums, "合计", &style.label);
    let large = value.of(value.size * 1.1);
    for (column, field) in [(5, H::TotalAmount), (7, H::TotalTax)] {
        let text = match yuan(invoice, field) {
            text if text.is_empty() => "***".to_owned(),
            text => text,
        };
        cell(
            paper,
            FieldPath::Header(field),
            edge(column),
            sums + dy,
            Align::Right,
            &text,
            &large,
        );
    }
    let gross = f32::midpoint(frame.rows[2], frame.rows[3]) + 1.3;
    paper.text_middle(
        frame.at(at[1] / 2.0),
        gross,
        "价税合计（大写）",
        &style.label,
    );
    let start = frame.at(at[1]) + 4.0 + dx;
    paper.crossed_circle((start, gross - 1.2 + dy), 1.8, value.ink);
    let words = header(invoice, H::AmountInWords);
    let words = words.trim_start_matches('⊗');
    paper.value(
        FieldPath::Header(H::AmountInWords),
        start + 4.0,
        gross + dy,
        words,
        &value,
    );
    paper.text(frame.at(0.72), gross, "（小写）", &style.label);
    paper.value(
        FieldPath::Header(H::AmountWithTax),
        frame.at(0.8) + dx,
        gross + dy,
        &yuan(invoice, H::AmountWithTax),
        &large,
    );
}
