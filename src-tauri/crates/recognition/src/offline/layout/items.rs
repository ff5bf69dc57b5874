//! The lines of the table.

use invoice::{FieldPath, ItemField, Money, Value};

use super::cells::{self, is_amount};
use super::columns::{Headings, Kind};
use super::draft::Draft;
use super::figures;
use super::sheet::{Line, Rect, Sheet};

/// One line of goods: for each field the text lines of its cell, from the top.
#[derive(Debug, Default)]
pub(crate) struct Item {
    cells: Vec<(ItemField, Vec<Line>)>,
}

impl Item {
    fn add(&mut self, field: ItemField, line: Line) {
        match self.cells.iter_mut().find(|(f, _)| *f == field) {
            Some((_, lines)) => lines.push(line),
            None => self.cells.push((field, vec![line])),
        }
    }

    /// Puts its fields under an index.
    pub(crate) fn put(&self, sheet: &Sheet, index: usize, draft: &mut Draft) {
        for (field, lines) in &self.cells {
            let path = FieldPath::Item(index, *field);
            if sheet.is_picture && put_seen(sheet, path, lines, draft) {
                continue;
            }
            // A cell is narrow and breaks anywhere, so its lines are joined as they stand.
            draft.put(sheet, path, lines, "");
        }
    }

    /// Whether it only points to the list on another page.
    pub(crate) fn points_to_list(&self, sheet: &Sheet) -> bool {
        let name: String = self
            .cells
            .iter()
            .filter(|(field, _)| *field == ItemField::Name)
            .flat_map(|(_, lines)| lines)
            .map(|line| sheet.folded(line))
            .collect();
        name.contains("详见") && name.contains("清单")
    }
}

/// What a picture shows in a cell, where it needs more than to be parsed. Whether it was put.
pub(super) fn put_seen(sheet: &Sheet, path: FieldPath, lines: &[Line], draft: &mut Draft) -> bool {
    let marks: Line = lines.concat();
    let text: String = lines.iter().map(|line| sheet.text(line)).collect();
    match path {
        FieldPath::Item(_, ItemField::Amount | ItemField::Tax) => {
            let folded = sheet.folded(&marks);
            let value = match figures::money(&folded) {
                Some(money) => Value::Money(money),
                // Printed amounts have two decimals: without a point it was lost.
                None if folded.len() > 2 && !folded.contains(['.', '*']) => {
                    Value::Unreadable(text.trim().to_owned())
                }
                None => return false,
            };
            draft.put_value(sheet, path, &marks, text, value);
            true
        }
        FieldPath::Item(_, ItemField::Name) => {
            let Some(name) = with_star(&text) else {
                return false;
            };
            draft.put_value(sheet, path, &marks, text, Value::Text(name));
            draft.remark(path, "star_of_category");
            true
        }
        _ => false,
    }
}

/// `运输服务*客运服务费`: the star before the category is small and often lost.
fn with_star(text: &str) -> Option<String> {
    // Where it was seen, it is often taken for a figure, a letter, a dot or a quotation mark.
    let text = text.trim_start_matches(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, ' ' | '·' | '•' | '“' | '”' | '"' | '‘' | '’')
    });
    let (category, name) = text.split_once('*')?;
    let printed = (2..=12).contains(&category.chars().count())
        && category.chars().all(|c| !c.is_ascii() && c.is_alphabetic());
    (printed && !name.is_empty() && !name.contains('*')).then(|| format!("*{text}"))
}

/// Reads the lines between the headings and `bottom`.
pub(crate) fn read(sheet: &Sheet, headings: &Headings, bottom: f32) -> Vec<Item> {
    let zone = Rect::new(
        0.0,
        headings.rect.y1 - 0.2 * headings.em,
        sheet.width,
        bottom,
    );
    let bottom = bottom.min(second_table(sheet, headings, zone));
    let zone = if sheet.is_picture {
        // The picture shows more than the form.
        let edge = |x: Option<f32>, otherwise: f32| x.filter(|x| *x > 0.0).unwrap_or(otherwise);
        let left = edge(headings.columns.first().map(|c| c.from), 0.0);
        let right = edge(headings.columns.last().map(|c| c.to), sheet.width);
        let beside = 0.3 * headings.em;
        Rect::new(left - beside, zone.y0, right + beside, bottom)
    } else {
        Rect::new(zone.x0, zone.y0, zone.x1, bottom)
    };
    let cells = cells(sheet, headings, zone);
    let starts = starts(sheet, &cells);
    let mut items: Vec<Item> = starts.iter().map(|_| Item::default()).collect();
    for (field, lines) in cells {
        for line in lines {
            let Some(rect) = sheet.rect(&line) else {
                continue;
            };
            let em = headings.em;
            let at = starts
                .iter()
                .rposition(|start| *start <= rect.cy() + 0.6 * em)
                .unwrap_or(0);
            if let Some(item) = items.get_mut(at) {
                item.add(field, line);
            }
        }
    }
    items
}

/// The text lines of every column. Lines are found column by column, as cells of one row may
/// break at different heights.
fn cells(sheet: &Sheet, headings: &Headings, zone: Rect) -> Vec<(ItemField, Vec<Line>)> {
    if sheet.is_picture {
        return cells::by_column(sheet, headings, zone)
            .into_iter()
            .map(|(field, marks)| lines_of(sheet, field, marks))
            .collect();
    }
    let mut by_column: Vec<(ItemField, Vec<usize>)> = Vec::new();
    for line in sheet.lines(zone, |index| headings.marks.contains(&index)) {
        for piece in sheet.cut(&line, 0.2) {
            let Some(rect) = sheet.rect(&piece) else {
                continue;
            };
            let Some(Kind::Field(field)) = headings.column_of(rect).map(|c| c.kind) else {
                continue;
            };
            match by_column.iter_mut().find(|(f, _)| *f == field) {
                Some((_, marks)) => marks.extend(piece),
                None => by_column.push((field, piece)),
            }
        }
    }
    by_column
        .into_iter()
        .map(|(field, marks)| lines_of(sheet, field, marks))
        .collect()
}

fn lines_of(sheet: &Sheet, field: ItemField, mut marks: Vec<usize>) -> (ItemField, Vec<Line>) {
    marks.sort_unstable();
    (field, sheet.lines_of(marks.into_iter()))
}

/// Where each item begins: at the height of its amount, or above it where the name is centred
/// around the figures.
fn starts(sheet: &Sheet, cells: &[(ItemField, Vec<Line>)]) -> Vec<f32> {
    let lines_of = |field| {
        cells
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, lines)| lines.as_slice())
            .unwrap_or_default()
    };
    let names: Vec<(f32, f32, bool)> = lines_of(ItemField::Name)
        .iter()
        .filter_map(|line| {
            let rect = sheet.rect(line)?;
            let em = sheet.mark(*line.first()?)?.em;
            Some((rect.cy(), em, opens_category(&sheet.folded(line))))
        })
        .collect();
    // On a picture a figure without decimals is an amount only beside a name: seals and folds leave
    // figures of their own.
    let is_row = |text: &str, rect: &Rect| {
        !sheet.is_picture
            || figures::money(text).is_some()
            || names
                .iter()
                .any(|(cy, em, _)| (cy - rect.cy()).abs() <= 0.6 * em)
    };
    let amounts: Vec<f32> = lines_of(ItemField::Amount)
        .iter()
        .filter_map(|line| {
            let (text, rect) = (sheet.text(line), sheet.rect(line)?);
            (is_amount(&text) && is_row(&sheet.folded(line), &rect)).then(|| rect.cy())
        })
        .collect();
    let mut previous = f32::MIN;
    amounts
        .iter()
        .map(|amount| {
            let beside = names
                .iter()
                .find(|(cy, em, _)| (cy - amount).abs() <= 0.6 * em);
            let centred = !beside.is_some_and(|(_, _, opens)| *opens);
            let above = names
                .iter()
                .filter(|(cy, em, opens)| {
                    *opens && *cy > previous + 0.6 * em && *cy < amount - 0.6 * em
                })
                .map(|(cy, _, _)| *cy)
                .next_back();
            previous = *amount;
            match above {
                Some(start) if centred => start,
                _ => *amount,
            }
        })
        .collect()
}

/// `*运输服务*客运服务费`: a name that begins with its category.
fn opens_category(text: &str) -> bool {
    text.strip_prefix('*')
        .and_then(|rest| rest.split_once('*'))
        .is_some_and(|(category, _)| (1..=24).contains(&category.chars().count()))
}

/// Some businesses (货物运输, 旅客运输) print a second table below the lines, with headings of its
/// own; it holds no items.
fn second_table(sheet: &Sheet, headings: &Headings, zone: Rect) -> f32 {
    const SECOND: &[&str] = &[
        "运输工具种类",
        "运输工具牌号",
        "出行人",
        "有效身份证件号",
        "出行日期",
        "交通工具类型",
        "起运地",
        "到达地",
    ];
    sheet
        .lines(zone, |index| headings.marks.contains(&index))
        .iter()
        .filter(|line| {
            let parts: Vec<String> = sheet
                .cut(line, 0.6)
                .iter()
                .map(|part| sheet.folded(part))
                .collect();
            SECOND
                .iter()
                .filter(|heading| parts.iter().any(|part| part == *heading))
                .count()
                >= 2
        })
        .filter_map(|line| sheet.rect(line))
        .map(|rect| rect.y0)
        .fold(f32::MAX, f32::min)
}

/// The figures that stand in the columns of amount and tax on one line, as 合计 has them.
pub(crate) fn totals(sheet: &Sheet, headings: Option<&Headings>, band: Rect) -> [Option<Line>; 2] {
    let mut figures: Vec<Line> = Vec::new();
    for line in sheet.lines(band, |_| false) {
        for piece in sheet.cut(&line, 0.9) {
            let text = sheet.folded(&piece);
            let is_sign = text.chars().all(|c| c == '¥');
            let follows_sign = figures
                .last()
                .is_some_and(|last| sheet.folded(last).chars().all(|c| c == '¥'));
            if let Some(last) = figures.last_mut().filter(|_| follows_sign) {
                last.extend(piece);
            } else if is_sign || Money::parse(&text).is_some() || text.contains('*') {
                figures.push(piece);
            }
        }
    }
    let column_x = |field| headings.and_then(|h| h.column(field));
    let mut found = [None, None];
    for figure in figures {
        let Some(rect) = sheet.rect(&figure) else {
            continue;
        };
        // The ¥ may reach out of the column; the last digit does not.
        let inside = |field| {
            column_x(field).is_some_and(|c| {
                let x = rect.x1 - 0.3 * (rect.y1 - rect.y0);
                c.from <= x && x < c.to
            })
        };
        let slot = if inside(ItemField::Amount) {
            0
        } else if inside(ItemField::Tax) {
            1
        } else if headings.is_none() {
            usize::from(found.first().is_some_and(Option::is_some))
        } else {
            continue;
        };
        if let Some(place) = found.get_mut(slot) {
            place.get_or_insert(figure);
        }
    }
    found
}
