//! The parties' blocks on a picture of the printed form: which printed line belongs to which row.
//! Lines may lie between rows, so a block is read as a whole: by its lines' look, their order and
//! their places together.

use invoice::{PartyField, Side};

use super::form::Form;
use super::frame::Frame;
use super::labels::Label;
use super::parties::PartyText;
use super::sheet::{Line, Rect, Sheet};

/// Rows of a block and their distance, in heights of the form.
const FIELDS: [PartyField; 4] = [
    PartyField::Name,
    PartyField::TaxId,
    PartyField::AddressPhone,
    PartyField::BankAccount,
];
const PITCH: f32 = 0.052;
/// Where values begin and end, in widths of the form: after the labels, before 密码区 and 备注.
const BEGIN: f32 = 0.150;
const END: f32 = 0.574;
/// Left of this stand the colons of the labels.
const COLONS: f32 = 0.172;

/// A printed line of a block: its place in rows from the first one, and its look.
struct Printed {
    line: Line,
    row: f32,
    looks: [f32; 4],
}

/// Reads both blocks of a form whose place is known.
pub(super) fn read(sheet: &Sheet, form: &Form, frame: &Frame) -> Vec<PartyText> {
    [Side::Buyer, Side::Seller]
        .into_iter()
        .flat_map(|side| block(sheet, form, frame, side))
        .collect()
}

fn block(sheet: &Sheet, form: &Form, frame: &Frame, side: Side) -> Vec<PartyText> {
    let rows: Vec<f32> = FIELDS
        .iter()
        .filter_map(|field| {
            form.party_rows
                .iter()
                .find(|(s, f, _)| s == &side && f == field)
                .map(|(_, _, label)| label.rect.cy())
        })
        .collect();
    let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) else {
        return Vec::new();
    };
    let pitch =
        ((last - first) / 3.0).clamp(0.8 * PITCH * frame.height(), 1.3 * PITCH * frame.height());
    let (left, right) = (frame.at(0.04, 0.5).0, frame.at(END, 0.5).0);
    let zone = Rect::new(left, first - 0.85 * pitch, right, last + 0.75 * pitch);
    let printed_form = form.printed(sheet);
    let lines: Vec<Printed> = sheet
        .lines(zone, |index| printed_form.contains(&index))
        .into_iter()
        .filter_map(|line| {
            let line = after_label(sheet, form, frame, side, line);
            let line = without_neighbour(sheet, &line, frame);
            let rect = sheet.rect(&line)?;
            Some(Printed {
                row: (rect.cy() - first) / pitch,
                looks: looks(&sheet.folded(&line))?,
                line,
            })
        })
        .collect();
    let mut texts: Vec<PartyText> = FIELDS
        .iter()
        .map(|field| PartyText {
            side,
            field: Some(*field),
            lines: Vec::new(),
        })
        .collect();
    for (printed, row) in lines.iter().zip(rows_of(&lines)) {
        if let Some(text) = row.and_then(|row| texts.get_mut(row)) {
            text.lines.push(printed.line.clone());
        }
    }
    texts
}

/// Drops what stands where the labels are: characters of a label that was not read as one.
fn after_label(sheet: &Sheet, form: &Form, frame: &Frame, side: Side, line: Line) -> Line {
    let Some(middle) = sheet.rect(&line).map(|rect| rect.cy()) else {
        return line;
    };
    let row = form
        .party_rows
        .iter()
        .filter(|(of, _, _)| *of == side)
        .map(|(_, _, label)| label)
        .min_by(|a, b| {
            let off = |label: &Label| (label.rect.cy() - middle).abs();
            off(a).total_cmp(&off(b))
        });
    let begin = match row {
        Some(label) if !label.marks.is_empty() => label.rect.x1 - 0.6 * label.em,
        _ => frame.at(BEGIN, frame.place((0.0, middle)).1).0,
    };
    // A colon of the label over which a value was printed.
    let colons = frame.at(COLONS, frame.place((0.0, middle)).1).0;
    line.into_iter()
        .filter(|index| {
            sheet.mark(*index).is_some_and(|mark| {
                let colon = mark.folded == ':' && mark.rect.x0 + mark.moved.0 < colons;
                !colon && mark.rect.center().0 > begin
            })
        })
        .collect()
}

/// Drops what reaches in from the block at the right: the cipher, or the names at its margin.
fn without_neighbour(sheet: &Sheet, line: &[usize], frame: &Frame) -> Line {
    let margin = frame.at(0.560, 0.5).0;
    sheet
        .cut(line, 0.6)
        .into_iter()
        .filter(|part| {
            let text = sheet.folded(part);
            let starts = sheet.rect(part).map_or(f32::MAX, |rect| rect.x0);
            let of_margin = matches!(
                text.as_str(),
                "密" | "码" | "区" | "密码" | "码区" | "备" | "注"
            );
            !(starts > margin || of_margin || is_cipher(&text))
        })
        .flatten()
        .collect()
}

/// Whether a text is of the cipher's alphabet and cannot be a value.
pub(super) fn is_cipher(text: &str) -> bool {
    let signs = text.chars().filter(|c| "+*/<>".contains(*c)).count();
    signs >= 2
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-*/<>".contains(c))
}

/// How little a text looks like each of the four fields; `None` for what is no value at all.
fn looks(text: &str) -> Option<[f32; 4]> {
    let count = text.chars().count();
    let alphanumeric = text.chars().filter(char::is_ascii_alphanumeric).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let wide = text.chars().filter(|c| !c.is_ascii()).count();
    if count == 0 || (wide == 0 && alphanumeric == 0) {
        return None;
    }
    let tax_id = (14..=21).contains(&alphanumeric) && alphanumeric + 2 >= count && digits >= 8;
    let longest = text
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or(0);
    let bank = [
        "银行",
        "支行",
        "分行",
        "信用社",
        "工行",
        "建行",
        "农行",
        "中行",
        "营业部",
    ]
    .iter()
    .any(|word| text.contains(word));
    let company = ["公司", "厂", "店", "中心", "研究所", "大学", "学院", "集团"]
        .iter()
        .any(|word| text.ends_with(word));
    let road = ["路", "号", "街", "区", "楼", "市", "县", "镇", "村"]
        .iter()
        .filter(|word| text.contains(**word))
        .count();
    let name = match (company && longest < 7, longest >= 7) {
        (true, _) => 0.0,
        (_, true) => 1.2,
        _ => 0.3,
    };
    Some([
        name + if tax_id { 1.0 } else { 0.0 },
        if tax_id {
            0.0
        } else if wide > 2 {
            2.5
        } else {
            1.0
        },
        match (bank && longest >= 9, road) {
            (true, _) => 1.0,
            (_, 0) => 0.5,
            _ => 0.0,
        } + if tax_id { 1.2 } else { 0.0 },
        match (bank, longest >= 9) {
            (true, _) => 0.0,
            (false, true) => 0.3,
            (false, false) => 0.8,
        } + if tax_id { 0.8 } else { 0.0 },
    ])
}

/// The row of each line. Lines keep their order; the whole block may lie up to most of a row off.
fn rows_of(lines: &[Printed]) -> Vec<Option<usize>> {
    let mut best: Option<(f32, Vec<usize>)> = None;
    for step in -8..=8 {
        let off = step as f32 * 0.1;
        let (cost, rows) = assigned(lines, off);
        let cost = cost + 0.6 * off.abs();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, rows));
        }
    }
    let rows = best.map(|(_, rows)| rows).unwrap_or_default();
    rows.into_iter().map(Some).collect()
}

/// The cheapest assignment in order, by dynamic programming over the lines.
fn assigned(lines: &[Printed], off: f32) -> (f32, Vec<usize>) {
    let mut costs: Vec<(f32, Vec<usize>)> = vec![(0.0, Vec::new()); 4];
    for (at, printed) in lines.iter().enumerate() {
        let place = printed.row - off;
        let next: Vec<(f32, Vec<usize>)> = (0..4)
            .map(|row| {
                let far = place - row as f32;
                let own = 2.0 * far * far + printed.looks.get(row).copied().unwrap_or(1.0);
                let before = costs
                    .iter()
                    .enumerate()
                    .take(row + 1)
                    .map(|(previous, (cost, _))| {
                        // Two lines in one row: small type, printed close together.
                        let close = at
                            .checked_sub(1)
                            .and_then(|i| lines.get(i))
                            .is_some_and(|last| printed.row - last.row < 0.75);
                        let shared = match (at > 0 && previous == row, close) {
                            (true, true) => 0.3,
                            (true, false) => 2.0,
                            _ => 0.0,
                        };
                        (cost + shared, previous)
                    })
                    .min_by(|a, b| a.0.total_cmp(&b.0));
                let (cost, previous) = before.unwrap_or((0.0, row));
                let mut rows = costs
                    .get(previous)
                    .map(|(_, rows)| rows.clone())
                    .unwrap_or_default();
                rows.push(row);
                (cost + own, rows)
            })
            .collect();
        costs = next;
    }
    costs
        .into_iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or_default()
}
