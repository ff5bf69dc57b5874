//! The line of headings on a picture, where some are misread or lost.

use invoice::ItemField;

use super::columns::{Column, HEADINGS, Headings, Kind};
use super::labels::{self, Label};
use super::sheet::{Line, Rect, Sheet};

/// Fewest headings that make a table.
const LEAST: usize = 3;

/// Finds the line with most headings. One that was lost between two others is where the printed
/// form has it: 金额 before the rate, 税额 after it.
pub(super) fn find(sheet: &Sheet) -> Option<Headings> {
    let mut found: Vec<(Kind, Label)> = Vec::new();
    // The longest wordings first, so that 项目名称 is not 项目 and a remainder.
    let mut wordings: Vec<&(&str, Kind)> = HEADINGS.iter().collect();
    wordings.sort_by_key(|(wording, _)| std::cmp::Reverse(wording.chars().count()));
    for (wording, kind) in wordings {
        for label in labels::find(sheet, wording) {
            let taken = found
                .iter()
                .any(|(_, other)| other.marks.iter().any(|mark| label.marks.contains(mark)));
            if !taken {
                found.push((*kind, label));
            }
        }
    }
    let row = found
        .iter()
        .map(|(_, anchor)| row_of(&found, anchor))
        .max_by_key(Vec::len)
        .filter(|row| row.len() >= LEAST)?;
    let em = row.iter().map(|(_, label)| label.em).sum::<f32>() / row.len() as f32;
    let mut columns: Vec<Column> = row
        .iter()
        .map(|(kind, label)| Column {
            kind: *kind,
            heading: label.rect,
            from: label.rect.x0,
            to: label.rect.x1,
        })
        .collect();
    let rect = columns
        .iter()
        .map(|c| c.heading)
        .reduce(|a, b| a.union(&b))?;
    add_lost(sheet, &mut columns, rect, em);
    let read: Line = row
        .iter()
        .flat_map(|(_, label)| label.marks.clone())
        .collect();
    add_unknown(sheet, &read, &mut columns, rect, em);
    let has = |field| columns.iter().any(|c| c.kind == Kind::Field(field));
    (has(ItemField::Amount) && (has(ItemField::Name) || has(ItemField::TaxRate))).then_some(())?;
    let marks: Line = row
        .iter()
        .flat_map(|(_, label)| label.marks.iter().copied())
        .chain(rest_of_row(sheet, rect, em))
        .collect();
    Some(Headings {
        rect,
        em,
        marks,
        columns,
    })
}

/// The headings on one line with another, one for each field, from the left.
fn row_of(found: &[(Kind, Label)], anchor: &Label) -> Vec<(Kind, Label)> {
    let mut row: Vec<(Kind, Label)> = Vec::new();
    for (kind, label) in found {
        let level = (label.rect.cy() - anchor.rect.cy()).abs() < 0.7 * anchor.em;
        let alike = label.em < 1.6 * anchor.em && anchor.em < 1.6 * label.em;
        let new = *kind == Kind::Other || row.iter().all(|(known, _)| known != kind);
        if level && alike && new {
            row.push((*kind, label.clone()));
        }
    }
    row.sort_by(|(_, a), (_, b)| a.rect.x0.total_cmp(&b.rect.x0));
    // 通行日期止, its last character misread, is as near to 通行日期起.
    let start = Kind::Field(ItemField::TollStart);
    let end = Kind::Field(ItemField::TollEnd);
    let of = |kind| row.iter().find(|(k, _)| *k == kind).map(|(_, l)| l.clone());
    if let (Some(first), None) = (of(start), of(end)) {
        let second = found.iter().find(|(kind, label)| {
            *kind == start
                && label.marks != first.marks
                && (label.rect.cy() - anchor.rect.cy()).abs() < 0.7 * anchor.em
        });
        if let Some((_, label)) = second {
            let (left, right) = if label.rect.x0 < first.rect.x0 {
                (label.clone(), first)
            } else {
                (first, label.clone())
            };
            row.retain(|(kind, _)| *kind != start);
            row.push((start, left));
            row.push((end, right));
            row.sort_by(|(_, a), (_, b)| a.rect.x0.total_cmp(&b.rect.x0));
        }
    }
    row
}

/// Characters of headings that were read in part.
fn rest_of_row(sheet: &Sheet, rect: Rect, em: f32) -> Line {
    let band = Rect::new(0.0, rect.cy() - 0.5 * em, sheet.width, rect.cy() + 0.5 * em);
    sheet
        .lines(band, |index| {
            sheet
                .mark(index)
                .is_none_or(|mark| !"金额税率单价数量位规格型号".contains(mark.folded))
        })
        .concat()
}

/// Headings of columns that are no field (产权证书/不动产权证号), so that nothing below them is taken
/// for a neighbour's.
fn add_unknown(sheet: &Sheet, read: &[usize], columns: &mut Vec<Column>, rect: Rect, em: f32) {
    let band = Rect::new(rect.x0, rect.cy() - 0.5 * em, rect.x1, rect.cy() + 0.5 * em);
    let free: Vec<Rect> = sheet
        .lines(band, |index| read.contains(&index))
        .iter()
        .flat_map(|line| sheet.cut(line, 0.6))
        .filter_map(|part| {
            let rect = sheet.rect(&part)?;
            let text = sheet.folded(&part);
            let wide = text.chars().filter(|c| !c.is_ascii()).count();
            let apart = columns
                .iter()
                .all(|c| rect.x0 > c.heading.x1 - 0.3 * em || rect.x1 < c.heading.x0 + 0.3 * em);
            (wide >= 4 && apart).then_some(rect)
        })
        .collect();
    columns.extend(free.into_iter().map(|heading| Column {
        kind: Kind::Other,
        heading,
        from: heading.x0,
        to: heading.x1,
    }));
    columns.sort_by(|a, b| a.heading.x0.total_cmp(&b.heading.x0));
}

fn add_lost(sheet: &Sheet, columns: &mut Vec<Column>, rect: Rect, em: f32) {
    let at = |columns: &[Column], field| columns.iter().position(|c| c.kind == Kind::Field(field));
    let Some(rate) = at(columns, ItemField::TaxRate) else {
        // A 卷票 has no rate: its amounts stand behind price and quantity.
        let behind = [ItemField::UnitPrice, ItemField::Quantity]
            .map(|field| at(columns, field).and_then(|i| columns.get(i)));
        if let [Some(price), Some(quantity)] = behind
            && at(columns, ItemField::Amount).is_none()
            && let from = price.heading.x1.max(quantity.heading.x1)
            && let Some(heading) = half_read(sheet, rect, em, (from, sheet.width))
        {
            columns.push(column(ItemField::Amount, heading));
        }
        return;
    };
    let Some(rate_rect) = columns.get(rate).map(|c| c.heading) else {
        return;
    };
    if at(columns, ItemField::Tax).is_none() {
        let from = rate_rect.x1 + 3.0 * em;
        let heading = half_read(sheet, rect, em, (rate_rect.x1, sheet.width)).unwrap_or(Rect::new(
            from,
            rect.y0,
            from + 2.0 * em,
            rect.y1,
        ));
        columns.push(column(ItemField::Tax, heading));
    }
    if at(columns, ItemField::Amount).is_none() {
        let left = rate
            .checked_sub(1)
            .and_then(|i| columns.get(i))
            .map_or(0.0, |c| c.heading.x1);
        let middle = left + 0.62 * (rate_rect.x0 - left);
        let heading = half_read(sheet, rect, em, (left, rate_rect.x0)).unwrap_or(Rect::new(
            middle - em,
            rect.y0,
            middle + em,
            rect.y1,
        ));
        columns.insert(rate, column(ItemField::Amount, heading));
    }
}

/// One character of 金额 or 税额 that stands alone on the row.
fn half_read(sheet: &Sheet, rect: Rect, em: f32, (from, to): (f32, f32)) -> Option<Rect> {
    sheet
        .marks
        .iter()
        .filter(|mark| matches!(mark.folded, '金' | '额' | '税'))
        .map(|mark| mark.rect)
        .find(|r| from < r.x0 && r.x1 < to && (r.cy() - rect.cy()).abs() < 0.7 * em)
}

fn column(field: ItemField, heading: Rect) -> Column {
    Column {
        kind: Kind::Field(field),
        heading,
        from: heading.x0,
        to: heading.x1,
    }
}
