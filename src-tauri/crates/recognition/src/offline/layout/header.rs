//! What stands at the head of an invoice: title, code, number, date, check code.

use invoice::{FieldKind, FieldPath, HeaderField, InvoiceType, Value, type_of_code};

use super::columns::Kind;
use super::draft::Draft;
use super::form::Form;
use super::labels::{self, Label};
use super::numbers;
use super::sheet::{Line, Rect, Sheet};

/// Whether a text (folded, without blanks) can be a field's value.
type Look = fn(&str) -> bool;

/// Fields with a label before them, and how their text must look.
const LABELLED: &[(HeaderField, &[&str], Look)] = &[
    (HeaderField::Code, &["发票代码"], is_code),
    (HeaderField::Number, &["发票号码"], is_number),
    (HeaderField::IssueDate, &["开票日期"], is_date),
    (HeaderField::CheckCode, &["校验码"], is_check_code),
    (
        HeaderField::MachineNumber,
        &["机器编号", "机器编码"],
        is_machine,
    ),
    (HeaderField::TypedNumber, &["机打号码"], is_number),
];

/// Where the head of the printed form begins, in heights of the form.
const HEAD: f32 = -0.45;
/// Widest gap inside a value of the header, in em: a printed date leaves room for 年, 月 and 日.
pub(super) const VALUE_GAP: f32 = 3.5;
/// Farthest start of a value from its label, in em.
const FARTHEST_START: f32 = 6.0;

/// Reads title and labelled fields. `bottom` is where the parties begin.
pub(crate) fn read(sheet: &Sheet, form: &Form, bottom: f32, draft: &mut Draft) {
    if let Some((marks, title)) = title(sheet, bottom) {
        draft.put_text(sheet, FieldPath::Header(HeaderField::Title), &marks, title);
    }
    labelled(sheet, bottom, draft);
    if sheet.is_picture {
        // Above the form another sheet may lie.
        let top = form
            .frame
            .map_or(0.0, |frame| frame.part((0.0, HEAD), (1.0, 0.0)).y0);
        numbers::read(sheet, (top, bottom), draft);
        if put_seen_type(sheet, form, bottom, draft) {
            return;
        }
    }
    put_type(sheet, form, bottom, draft);
}

/// The kind of a 卷票, by its code or title.
pub(super) fn put_kind(sheet: &Sheet, draft: &mut Draft) {
    if let Some((marks, title)) = title(sheet, sheet.height * 0.3) {
        draft.put_text(sheet, FieldPath::Header(HeaderField::Title), &marks, title);
    }
    let text = |field| draft.text(FieldPath::Header(field));
    let kind = text(HeaderField::Title)
        .as_deref()
        .and_then(InvoiceType::parse)
        .filter(|kind| *kind == InvoiceType::Roll)
        .or_else(|| text(HeaderField::Code).as_deref().and_then(type_of_code));
    if let Some(kind) = kind {
        let marks = draft.marks_of(FieldPath::Header(HeaderField::Code));
        let shown = sheet.text(&marks);
        draft.put_value(
            sheet,
            FieldPath::Header(HeaderField::InvoiceType),
            &marks,
            shown,
            Value::InvoiceType(kind),
        );
    }
}

/// Reads the fields that have a label before them.
pub(super) fn labelled(sheet: &Sheet, bottom: f32, draft: &mut Draft) {
    let found: Vec<(HeaderField, Label, Look)> = LABELLED
        .iter()
        .filter_map(|(field, wordings, fits)| {
            let label = labels::find_any(sheet, wordings)
                .into_iter()
                // Remarks may name another invoice's number.
                .filter(|label| label.rect.cy() < bottom)
                .min_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0))?;
            Some((*field, label, *fits))
        })
        .collect();
    let label_marks: Vec<usize> = found
        .iter()
        .flat_map(|(_, label, _)| label.marks.iter().copied())
        .collect();
    for (field, label, fits) in &found {
        if let Some(marks) = value_beside(sheet, label, &label_marks, *fits)
            .or_else(|| value_below(sheet, label, &label_marks, *fits))
            // Values printed a row off: the date beside 发票号码.
            .filter(|marks| {
                let number = sheet.is_picture && *field == HeaderField::Number;
                !(number && numbers::is_day(&sheet.folded(marks)))
            })
        {
            draft.put(sheet, FieldPath::Header(*field), &[marks], " ");
        }
    }
}

/// The text to the right of a label, as far as it goes on and still looks like the field.
fn value_beside(sheet: &Sheet, label: &Label, label_marks: &[usize], fits: Look) -> Option<Line> {
    let em = label.em;
    let zone = Rect::new(
        label.rect.x1 - 0.3 * em,
        label.rect.cy() - 0.7 * em,
        sheet.width,
        label.rect.cy() + 0.7 * em,
    );
    let mut lines = sheet.lines(zone, |index| label_marks.contains(&index));
    let rect = |line: &Line| sheet.rect(line);
    lines.retain(|line| rect(line).is_some_and(|r| r.x0 - label.rect.x1 <= FARTHEST_START * em));
    let off = |line: &Line| rect(line).map_or(f32::MAX, |r| (r.cy() - label.rect.cy()).abs());
    lines.sort_by(|a, b| off(a).total_cmp(&off(b)));
    lines.iter().find_map(|line| longest_fit(sheet, line, fits))
}

/// The text below a label, where the value stands on the next line.
fn value_below(sheet: &Sheet, label: &Label, label_marks: &[usize], fits: Look) -> Option<Line> {
    let em = label.em;
    let zone = Rect::new(
        label.rect.x0 - em,
        label.rect.y1,
        label.rect.x1 + 12.0 * em,
        label.rect.y1 + 1.6 * em,
    );
    let lines = sheet.lines(zone, |index| label_marks.contains(&index));
    // Labels of their own below mean that the next line belongs to them.
    let labelled = label_marks.iter().any(|index| {
        sheet
            .mark(*index)
            .is_some_and(|mark| zone.holds(mark.rect.center()))
    });
    if labelled {
        return None;
    }
    lines
        .first()
        .and_then(|line| longest_fit(sheet, line, fits))
}

/// The longest beginning of a line that looks like the field.
fn longest_fit(sheet: &Sheet, line: &[usize], fits: Look) -> Option<Line> {
    let near = sheet.cut(line, VALUE_GAP).into_iter().next()?;
    let parts = sheet.cut(&near, 0.2);
    (1..=parts.len()).rev().find_map(|count| {
        let joined: Line = parts.iter().take(count).flatten().copied().collect();
        fits(&sheet.folded(&joined)).then_some(joined)
    })
}

/// The printed title: the largest text at the head that speaks of an invoice.
pub(crate) fn title(sheet: &Sheet, bottom: f32) -> Option<(Line, String)> {
    if sheet.is_picture {
        return seen_title(sheet, bottom);
    }
    let body = sheet.body_em();
    let bottom = bottom.min(sheet.height * 0.45);
    let zone = Rect::new(0.0, 0.0, sheet.width, bottom);
    let largest = |at_least: f32| {
        sheet
            .lines(zone, |index| {
                sheet.mark(index).is_none_or(|m| m.em < at_least)
            })
            .into_iter()
            .filter_map(|line| {
                let text: String = sheet.text(&line).split_whitespace().collect();
                let em = line
                    .iter()
                    .filter_map(|i| sheet.mark(*i))
                    .map(|m| m.em)
                    .fold(0.0, f32::max);
                text.contains("发票").then_some((line, text, em))
            })
            .max_by(|a, b| a.2.total_cmp(&b.2))
    };
    let (line, text, _) = largest(1.3 * body)?;
    // Text of the seal above it may share the line.
    let clean: Line = {
        let size = line
            .iter()
            .filter_map(|i| sheet.mark(*i))
            .map(|m| m.em)
            .fold(0.0, f32::max);
        line.iter()
            .copied()
            .filter(|i| sheet.mark(*i).is_some_and(|m| m.em > 0.75 * size))
            .collect()
    };
    let cleaned: String = sheet.text(&clean).split_whitespace().collect();
    if cleaned.contains("发票") {
        Some((clean, cleaned))
    } else {
        Some((line, text))
    }
}

/// The title on a picture. The seal above it leaves characters of its own, and hides some.
fn seen_title(sheet: &Sheet, bottom: f32) -> Option<(Line, String)> {
    let zone = Rect::new(0.0, 0.0, sheet.width, bottom.min(sheet.height * 0.45));
    let least = 1.1 * sheet.body_em();
    let ideograph = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | '(' | ')' | '（' | '）');
    sheet
        .lines(zone, |index| {
            sheet
                .mark(index)
                .is_none_or(|mark| mark.em < least || !ideograph(mark.text))
        })
        .into_iter()
        .flat_map(|line| sheet.cut(&line, 4.0))
        .filter_map(|line| {
            let text: String = sheet
                .text(&line)
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| match c {
                    '(' => '（',
                    ')' => '）',
                    c => c,
                })
                .collect();
            let em = line
                .iter()
                .filter_map(|i| sheet.mark(*i))
                .map(|m| m.em)
                .fold(0.0, f32::max);
            let long = text.chars().count() >= 6;
            (text.contains("发票") && long && InvoiceType::parse(&text).is_some())
                .then_some((line, text, em))
        })
        .max_by(|a, b| a.2.total_cmp(&b.2))
        .map(|(line, text, _)| (line, text))
}

/// The kind of invoice, from the title, the code and what the form shows.
fn put_type(sheet: &Sheet, form: &Form, bottom: f32, draft: &mut Draft) {
    let text = |draft: &Draft, field| {
        draft
            .fields
            .get(&FieldPath::Header(field))
            .map(|f| f.value.to_string())
    };
    let title = text(draft, HeaderField::Title);
    let code = text(draft, HeaderField::Code);
    let by_title = title.as_deref().and_then(InvoiceType::parse);
    let by_code = code.as_deref().and_then(type_of_code);
    let toll = form.headings.as_ref().is_some_and(|h| {
        h.columns
            .iter()
            .any(|c| c.kind == Kind::Field(invoice::ItemField::LicensePlate))
    }) || labels::find(sheet, "通行费")
        .iter()
        .any(|label| label.rect.y1 < bottom);
    let chain = !labels::find(sheet, "电子支付标识").is_empty();
    let kind = match (by_title, by_code) {
        (Some(InvoiceType::ElectronicOrdinary), code)
            if toll || code == Some(InvoiceType::Toll) =>
        {
            InvoiceType::Toll
        }
        (Some(InvoiceType::ElectronicOrdinary) | None, code)
            if chain || code == Some(InvoiceType::Blockchain) =>
        {
            InvoiceType::Blockchain
        }
        // A roll's title is that of any 普票.
        (Some(InvoiceType::Ordinary), Some(InvoiceType::Roll)) => InvoiceType::Roll,
        (Some(kind), _) | (None, Some(kind)) => kind,
        (None, None) => return,
    };
    let marks = title_marks(sheet, bottom);
    let shown = title.unwrap_or_default();
    draft.put_value(
        sheet,
        FieldPath::Header(HeaderField::InvoiceType),
        &marks,
        shown,
        Value::InvoiceType(kind),
    );
}

/// The kind of a 数电票 on a picture: its number tells that it is one, and any part of the title
/// which of the two. Whether it was put.
fn put_seen_type(sheet: &Sheet, form: &Form, bottom: f32, draft: &mut Draft) -> bool {
    let text = |field| draft.text(FieldPath::Header(field));
    let digital = text(HeaderField::Code).is_none()
        && text(HeaderField::Number).is_some_and(|number| number.len() == 20);
    if !digital || form.frame.is_some() {
        return false;
    }
    let within = |wording: &str| {
        labels::find(sheet, wording)
            .into_iter()
            .find(|label| label.rect.y1 < bottom)
    };
    let (label, kind) = match (within("专用发票"), within("普通发票")) {
        (Some(label), None) => (label, InvoiceType::DigitalSpecial),
        (None, Some(label)) => (label, InvoiceType::DigitalOrdinary),
        _ => return true,
    };
    let shown = sheet.text(&label.marks);
    draft.put_value(
        sheet,
        FieldPath::Header(HeaderField::InvoiceType),
        &label.marks,
        shown,
        Value::InvoiceType(kind),
    );
    true
}

fn title_marks(sheet: &Sheet, bottom: f32) -> Line {
    title(sheet, bottom)
        .map(|(line, _)| line)
        .unwrap_or_default()
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn is_code(text: &str) -> bool {
    matches!(text.len(), 10 | 12) && digits(text)
}

fn is_number(text: &str) -> bool {
    matches!(text.len(), 8 | 20) && digits(text)
}

fn is_machine(text: &str) -> bool {
    (8..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_check_code(text: &str) -> bool {
    matches!(text.len(), 5 | 20) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(super) fn is_date(text: &str) -> bool {
    (6..=24).contains(&text.chars().count())
        && matches!(Value::parse(FieldKind::Date, text), Some(Value::Date(_)))
}
