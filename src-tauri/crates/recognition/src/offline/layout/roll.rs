//! 卷票: narrow, one column, the seller first. Every value stands after its label and goes on below
//! it until the next one.

use invoice::{FieldPath, HeaderField, ItemField, Money, PartyField, Side, Value, parse_decimal};

use super::draft::Draft;
use super::figures;
use super::header;
use super::labels::{self, Label};
use super::sheet::{Line, Rect, Sheet};

/// What a label of this form announces.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Announces {
    Name(Side),
    TaxId,
    Payee,
    Headings,
    Figures,
    Words,
    /// Read with the head of any invoice.
    Other,
}

const LABELS: &[(&[&str], Announces)] = &[
    (
        &["销售方名称", "销货方名称", "收款单位"],
        Announces::Name(Side::Seller),
    ),
    (
        &["购买方名称", "购货方名称", "付款单位"],
        Announces::Name(Side::Buyer),
    ),
    (&["纳税人识别号"], Announces::TaxId),
    (&["收款员", "收款人"], Announces::Payee),
    (&["合计金额(小写)", "小写合计"], Announces::Figures),
    (&["合计金额(大写)", "大写合计"], Announces::Words),
    (&["发票代码"], Announces::Other),
    (&["发票号码"], Announces::Other),
    (&["机打号码"], Announces::Other),
    (&["机打代码"], Announces::Other),
    (&["机器编号"], Announces::Other),
    (&["开票日期"], Announces::Other),
    (&["校验码"], Announces::Other),
];

/// Whether the page is a 卷票.
pub(super) fn fits(sheet: &Sheet) -> bool {
    let has = |wording: &str| !labels::find(sheet, wording).is_empty();
    let party = has("销售方名称") || has("销货方名称");
    party && (has("机打号码") || has("合计金额(小写)") || has("收款员")) && !has("价税合计")
}

/// Reads it.
pub(super) fn read(sheet: &Sheet, draft: &mut Draft) {
    let found = found(sheet);
    let marks: Line = found
        .iter()
        .flat_map(|(_, label)| label.marks.iter().copied())
        .collect();
    header::labelled(sheet, sheet.height, draft);
    let mut side = None;
    for (at, (announces, label)) in found.iter().enumerate() {
        let end = found
            .iter()
            .skip(at + 1)
            .map(|(_, next)| next.rect.y0 + 0.2 * next.em)
            .find(|y| *y > label.rect.cy())
            .unwrap_or(label.rect.y1 + 3.5 * label.em);
        let zone = Rect::new(0.0, label.rect.cy() - 0.6 * label.em, sheet.width, end);
        let lines: Vec<Line> = sheet
            .lines(zone, |index| marks.contains(&index))
            .into_iter()
            .map(|line| after(sheet, label, line))
            .filter(|line| !line.is_empty())
            .collect();
        match announces {
            Announces::Name(of) => {
                side = Some(*of);
                draft.put(sheet, FieldPath::Party(*of, PartyField::Name), &lines, "");
            }
            Announces::TaxId => {
                // Where the buyer gave none, the next thing below is no number.
                let number = lines.first().filter(|line| {
                    let text = sheet.folded(line);
                    text.chars().any(|c| c.is_ascii_digit())
                });
                if let (Some(side), Some(line)) = (side, number) {
                    let path = FieldPath::Party(side, PartyField::TaxId);
                    draft.put(sheet, path, std::slice::from_ref(line), "");
                }
            }
            Announces::Payee => {
                let path = FieldPath::Header(HeaderField::Payee);
                draft.put(sheet, path, lines.get(..1).unwrap_or_default(), "");
            }
            Announces::Figures => put_figures(sheet, &lines, draft),
            Announces::Words => put_words(sheet, &lines, draft),
            Announces::Headings => put_items(sheet, label, end, draft),
            Announces::Other => {}
        }
    }
    header::put_kind(sheet, draft);
}

/// The labels of the page, from the top.
fn found(sheet: &Sheet) -> Vec<(Announces, Label)> {
    let mut found: Vec<(Announces, Label)> = Vec::new();
    for (wordings, announces) in LABELS {
        for label in wordings
            .iter()
            .flat_map(|wording| labels::find(sheet, wording))
        {
            let taken = found
                .iter()
                .any(|(_, other)| other.marks.iter().any(|mark| label.marks.contains(mark)));
            if !taken {
                found.push((*announces, label));
            }
        }
    }
    if let Some(headings) = super::headings::find(sheet) {
        let label = Label {
            marks: headings.marks.clone(),
            rect: headings.rect,
            em: headings.em,
        };
        found.push((Announces::Headings, label));
    }
    found.sort_by(|(_, a), (_, b)| a.rect.cy().total_cmp(&b.rect.cy()));
    found
}

/// What stands to the right of the label, or below it.
fn after(sheet: &Sheet, label: &Label, line: Line) -> Line {
    let level = sheet
        .rect(&line)
        .is_some_and(|rect| (rect.cy() - label.rect.cy()).abs() < 0.6 * label.em);
    line.into_iter()
        .skip_while(|index| {
            sheet.mark(*index).is_some_and(|mark| {
                mark.folded == ':' || (level && mark.rect.center().0 < label.rect.x1)
            })
        })
        .collect()
}

fn put_figures(sheet: &Sheet, lines: &[Line], draft: &mut Draft) {
    let path = FieldPath::Header(HeaderField::AmountWithTax);
    for line in lines.iter().take(2) {
        let text = sheet.folded(line);
        let money = figures::money(&text).or_else(|| Money::parse(&text));
        if let Some(money) = money {
            draft.put_value(sheet, path, line, sheet.text(line), Value::Money(money));
            return;
        }
    }
}

fn put_words(sheet: &Sheet, lines: &[Line], draft: &mut Draft) {
    let marks: Line = lines
        .concat()
        .into_iter()
        .skip_while(|index| {
            sheet.mark(*index).is_some_and(|mark| {
                !figures::stands_in_words(mark.text) && !matches!(mark.folded, '(' | '负' | '負')
            })
        })
        .take_while(|index| {
            sheet.mark(*index).is_some_and(|mark| {
                figures::stands_in_words(mark.text)
                    || figures::meant(mark.text).is_some()
                    || matches!(mark.folded, '(' | ')' | '负' | '負' | '数')
            })
        })
        .collect();
    let text = sheet.text(&marks).replace(' ', "");
    draft.put_text(
        sheet,
        FieldPath::Header(HeaderField::AmountInWords),
        &marks,
        text,
    );
}

/// The goods: a name on one or more lines, then its figures on one.
fn put_items(sheet: &Sheet, headings: &Label, end: f32, draft: &mut Draft) {
    let Some(table) = super::headings::find(sheet) else {
        return;
    };
    let zone = Rect::new(0.0, headings.rect.y1 - 0.2 * headings.em, sheet.width, end);
    let right = table
        .columns
        .iter()
        .fold(table.rect.x1, |right, column| right.max(column.heading.x1));
    let mut index = 0;
    let mut name: Vec<Line> = Vec::new();
    for line in sheet.lines(zone, |mark| headings.marks.contains(&mark)) {
        let (text, numbers): (Vec<Line>, Vec<Line>) = sheet
            .cut(&line, 0.8)
            .into_iter()
            .map(|part| without_specks(sheet, part))
            .partition(|part| !is_number(&sheet.folded(part)));
        // What begins behind the last heading lies beside the form: a speck on the desk.
        let numbers: Vec<Line> = numbers
            .into_iter()
            .filter(|part| sheet.rect(part).is_some_and(|rect| rect.x0 < right))
            .collect();
        let has_name = !text.is_empty();
        if has_name {
            name.push(text.concat());
        }
        // A lone figure beside a name is part of it.
        if numbers.is_empty() || (has_name && numbers.len() < 2) {
            continue;
        }
        put_name(sheet, index, &name, draft);
        name.clear();
        for part in &numbers {
            let Some(rect) = sheet.rect(part) else {
                continue;
            };
            let off = |heading: &Rect| {
                (heading.x1 - rect.x1)
                    .abs()
                    .min((heading.center().0 - rect.center().0).abs())
            };
            let field = [ItemField::UnitPrice, ItemField::Quantity, ItemField::Amount]
                .into_iter()
                .filter_map(|field| Some((field, off(&table.column(field)?.heading))))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((field, _)) = field {
                draft.put(
                    sheet,
                    FieldPath::Item(index, field),
                    std::slice::from_ref(part),
                    "",
                );
            }
        }
        index += 1;
    }
}

fn put_name(sheet: &Sheet, index: usize, lines: &[Line], draft: &mut Draft) {
    let path = FieldPath::Item(index, ItemField::Name);
    if !super::items::put_seen(sheet, path, lines, draft) {
        draft.put(sheet, path, lines, "");
    }
}

/// A price or an amount without a character of a seal at its end: such a line opens a row, which
/// must not be lost.
fn without_specks(sheet: &Sheet, part: Line) -> Line {
    let is_figure = |index: &usize| {
        sheet
            .mark(*index)
            .is_some_and(|mark| mark.folded.is_ascii_digit() || matches!(mark.folded, '¥' | '-'))
    };
    let bare = match part.as_slice() {
        [first, rest @ ..] if !is_figure(first) => rest,
        [rest @ .., last] if !is_figure(last) => rest,
        _ => return part,
    };
    if figures::money(&sheet.folded(bare)).is_some() {
        bare.to_vec()
    } else {
        part
    }
}

fn is_number(text: &str) -> bool {
    parse_decimal(text.trim_start_matches('¥')).is_some()
}
