//! The lines of the table on a picture: which column a printed piece belongs to. Figures reach out
//! of their columns, the reader of the picture joins neighbours; so a line is taken as a whole,
//! by the look of its pieces, their order and their places.

use invoice::{FieldKind, ItemField, Value};

use super::columns::{Column, Headings, Kind};
use super::figures;
use super::sheet::{Line, Rect, Sheet};

/// Widest gap inside a piece, in em.
const GAP: f32 = 0.6;

/// The marks of every column between the headings and the zone's end.
pub(super) fn by_column(
    sheet: &Sheet,
    headings: &Headings,
    zone: Rect,
) -> Vec<(ItemField, Vec<usize>)> {
    let mut found: Vec<(ItemField, Vec<usize>)> = Vec::new();
    for line in sheet.lines(zone, |index| headings.marks.contains(&index)) {
        let pieces: Vec<Line> = pieces(sheet, &line)
            .into_iter()
            .flat_map(|piece| split(sheet, headings, piece))
            .collect();
        for (piece, column) in pieces.iter().zip(assigned(sheet, headings, &pieces)) {
            let Some(Kind::Field(field)) = column.map(|c| c.kind) else {
                continue;
            };
            let piece = cleaned(sheet, field, piece);
            match found.iter_mut().find(|(f, _)| *f == field) {
                Some((_, marks)) => marks.extend(piece),
                None => found.push((field, piece)),
            }
        }
    }
    found
}

/// Without what cannot be of the field: seals, the form's margins and its ruling lines leave
/// characters among the figures.
fn cleaned(sheet: &Sheet, field: ItemField, piece: &[usize]) -> Line {
    let fits = |c: char| match field {
        ItemField::Quantity | ItemField::UnitPrice | ItemField::Amount | ItemField::Tax => {
            c.is_ascii_digit() || "¥.,-−*OoIlZ".contains(c)
        }
        ItemField::TaxRate => c.is_ascii_digit() || "%.*免税不征出口零率普通简易".contains(c),
        _ => true,
    };
    let kept: Line = piece
        .iter()
        .copied()
        .filter(|index| {
            sheet
                .mark(*index)
                .is_some_and(|mark| fits(mark.text) || fits(mark.folded))
        })
        .collect();
    let says = |wanted: fn(char) -> bool| {
        kept.iter()
            .any(|index| sheet.mark(*index).is_some_and(|mark| wanted(mark.folded)))
    };
    let means = match field {
        ItemField::TaxRate => says(|c| c == '%' || c == '税' || c == '*'),
        ItemField::Quantity | ItemField::UnitPrice | ItemField::Amount | ItemField::Tax => {
            says(|c| c.is_ascii_digit() || c == '*')
        }
        _ => true,
    };
    let mut kept = if means { kept } else { Line::new() };
    // A minus stands before a figure, never after it.
    while kept.len() > 1
        && kept
            .last()
            .and_then(|index| sheet.mark(*index))
            .is_some_and(|mark| matches!(mark.folded, '-' | '−' | ',' | '.'))
    {
        kept.pop();
    }
    kept
}

/// A line cut where words end and where wide gaps are.
fn pieces(sheet: &Sheet, line: &[usize]) -> Vec<Line> {
    let mut pieces: Vec<Line> = Vec::new();
    let mut before: Option<usize> = None;
    for index in line {
        let Some(mark) = sheet.mark(*index) else {
            continue;
        };
        let joined = before.is_some_and(|last| {
            last + 1 == *index
                && mark.glued
                && sheet
                    .mark(last)
                    .is_some_and(|m| mark.rect.x0 - m.rect.x1 <= GAP * mark.em)
        });
        match pieces.last_mut() {
            Some(piece) if joined => piece.push(*index),
            _ => pieces.push(vec![*index]),
        }
        before = Some(*index);
    }
    pieces
}

/// A piece that holds the cells of several columns, cut between them: after two decimals, and
/// around a rate.
fn split(sheet: &Sheet, headings: &Headings, piece: Line) -> Vec<Line> {
    let text: Vec<char> = piece
        .iter()
        .filter_map(|index| sheet.mark(*index))
        .map(|mark| mark.folded)
        .collect();
    let crosses = sheet.rect(&piece).is_some_and(|rect| {
        headings
            .columns
            .iter()
            .any(|c| rect.x0 < c.to - headings.em && c.to + headings.em < rect.x1)
    });
    if !crosses || text.len() != piece.len() {
        return vec![piece];
    }
    let mut cuts: Vec<usize> = Vec::new();
    // An amount, then a rate: `5999.0017%1019.83`.
    if let Some(percent) = text.iter().position(|c| *c == '%') {
        cuts.push(percent + 1);
        let point = text.iter().take(percent).rposition(|c| *c == '.');
        match point {
            Some(point) if percent > point + 3 => cuts.push(point + 3),
            _ => {}
        }
    } else if text
        .iter()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
    {
        // Two amounts: the first ends two places after its point.
        let points: Vec<usize> = text
            .iter()
            .enumerate()
            .filter(|(_, c)| **c == '.')
            .map(|(at, _)| at)
            .collect();
        if let [first, second] = points.as_slice()
            && second - first > 3
        {
            // Where a column ends nearest to a possible cut.
            let cut = (first + 3..*second).min_by(|a, b| {
                let off = |at: &usize| {
                    let x = piece
                        .get(*at)
                        .and_then(|index| sheet.mark(*index))
                        .map_or(f32::MAX, |mark| mark.rect.x0);
                    headings
                        .columns
                        .iter()
                        .map(|c| (c.to - x).abs())
                        .fold(f32::MAX, f32::min)
                };
                off(a).total_cmp(&off(b))
            });
            cuts.extend(cut);
        }
    } else {
        // Text before figures: a name or a unit and the next column.
        for column in &headings.columns {
            let at = piece.iter().position(|index| {
                sheet
                    .mark(*index)
                    .is_some_and(|mark| mark.rect.center().0 > column.to)
            });
            let changes = |at: usize| {
                let class = |i: usize| text.get(i).map(char::is_ascii);
                at > 0 && class(at - 1) != class(at)
            };
            if let Some(at) = at {
                let near = [at, at.wrapping_sub(1), at + 1]
                    .into_iter()
                    .find(|at| *at < text.len() && changes(*at));
                cuts.extend(near);
            }
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().chain([piece.len()]) {
        if let Some(part) = piece.get(from..cut).filter(|part| !part.is_empty()) {
            parts.push(part.to_vec());
        }
        from = cut;
    }
    parts
}

/// What it costs to take a text for a field's.
fn strangeness(field: ItemField, text: &str) -> f32 {
    let is_rate = text.ends_with('%')
        || matches!(text, "免税" | "不征税" | "***" | "**" | "*")
        || text.contains("税");
    let number = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '¥'));
    let money = figures::money(text).is_some();
    let wide = !text.is_ascii();
    match field {
        ItemField::Name if number && text.len() > 1 => 2.0,
        ItemField::Unit if number => 2.5,
        ItemField::Unit if text.chars().count() > 4 => 1.5,
        ItemField::Quantity | ItemField::UnitPrice if is_rate => 6.0,
        ItemField::Quantity | ItemField::UnitPrice if wide => 4.0,
        ItemField::Quantity | ItemField::UnitPrice if !number => 2.0,
        ItemField::Amount | ItemField::Tax if text.chars().all(|c| c == '*') => 0.0,
        ItemField::Amount | ItemField::Tax if is_rate => 6.0,
        ItemField::Amount | ItemField::Tax if wide && !text.starts_with('¥') => 5.0,
        ItemField::Amount | ItemField::Tax if !money => 1.5,
        ItemField::TaxRate if is_rate => 0.0,
        ItemField::TaxRate if money && text.len() > 4 => 5.0,
        ItemField::TaxRate => 2.0,
        ItemField::Name | ItemField::Specification if is_rate && text.len() <= 3 => 4.0,
        _ => 0.0,
    }
}

/// How far a piece lies outside a column, in em.
fn outside(headings: &Headings, column: &Column, rect: Rect) -> f32 {
    let em = headings.em.max(1.0);
    let width = (rect.x1 - rect.x0).max(0.1);
    let left = (column.from - rect.x0).max(0.0);
    let right = (rect.x1 - column.to).max(0.0);
    let most = (left + right).min(width);
    let (x, _) = rect.center();
    let off = (column.from - x).max(x - column.to).max(0.0);
    // Text that starts in its column may go on beyond it; figures end in theirs.
    let soft = match column.kind {
        Kind::Field(ItemField::Name | ItemField::Specification) if left < 0.5 * em => 0.25,
        _ => 0.7,
    };
    soft * most / em + off / em
}

/// The column of each piece: columns never go back along a line.
fn assigned<'a>(sheet: &Sheet, headings: &'a Headings, pieces: &[Line]) -> Vec<Option<&'a Column>> {
    let count = headings.columns.len();
    if count == 0 {
        return vec![None; pieces.len()];
    }
    let mut costs: Vec<(f32, Vec<usize>)> = vec![(0.0, Vec::new()); count];
    for piece in pieces {
        let text = sheet.folded(piece);
        let rect = sheet.rect(piece).unwrap_or(headings.rect);
        let mut next = Vec::with_capacity(count);
        for (at, column) in headings.columns.iter().enumerate() {
            let strange = match column.kind {
                Kind::Field(field) => strangeness(field, &text),
                Kind::Serial | Kind::Other => 0.5,
            };
            let own = strange + outside(headings, column, rect);
            let before = costs
                .iter()
                .enumerate()
                .take(at + 1)
                .map(|(previous, (cost, columns))| {
                    // A second number in one column is of another one.
                    let taken = columns.last() == Some(&at) && column.kind.is_number();
                    (cost + if taken { 1.5 } else { 0.0 }, previous)
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let (cost, previous) = before.unwrap_or((0.0, at));
            let mut columns = costs
                .get(previous)
                .map(|(_, columns)| columns.clone())
                .unwrap_or_default();
            columns.push(at);
            next.push((cost + own, columns));
        }
        costs = next;
    }
    let best = costs
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, columns)| columns)
        .unwrap_or_default();
    best.into_iter()
        .map(|at| headings.columns.get(at))
        .collect()
}

/// Whether a text can be an amount of a line.
pub(super) fn is_amount(text: &str) -> bool {
    figures::money(text).is_some()
        || matches!(Value::parse(FieldKind::Money, text), Some(Value::Money(_)))
}
