//! Code, number, date and check code at the head of a picture, by their look: their labels are often
//! lost, and the paper form prints code and number twice without any.

use invoice::{FieldKind, FieldPath, HeaderField, IssueDate, Value};

use super::draft::Draft;
use super::sheet::{Line, Mark, Rect, Sheet};

/// Widest gap inside a number, in em.
const GAP: f32 = 0.8;

/// A stretch of digits.
pub(super) struct Run {
    pub(super) marks: Line,
    pub(super) digits: String,
    confidence: f32,
}

/// Reads what the labels did not give, from where the head begins to where the parties do.
pub(super) fn read(sheet: &Sheet, (top, bottom): (f32, f32), draft: &mut Draft) {
    let zone = Rect::new(0.0, top, sheet.width, bottom);
    let lines = sheet.lines(zone, |_| false);
    let runs: Vec<Run> = lines.iter().flat_map(|line| runs(sheet, line)).collect();
    let header = FieldPath::Header;
    let digital = draft
        .text(header(HeaderField::Number))
        .is_some_and(|number| number.len() == 20);
    if digital {
        put_date(sheet, &lines, draft);
        return;
    }
    put_twice(
        sheet,
        &runs,
        |digits| matches!(digits.len(), 10 | 12) && invoice::type_of_code(digits).is_some(),
        (HeaderField::Code, HeaderField::CodeConfirm),
        draft,
    );
    if !draft.has(header(HeaderField::Code)) {
        put_twice(
            sheet,
            &runs,
            |digits| digits.len() == 10,
            (HeaderField::Code, HeaderField::CodeConfirm),
            draft,
        );
    }
    put_twice(
        sheet,
        &runs,
        |digits| digits.len() == 8 && !is_day(digits),
        (HeaderField::Number, HeaderField::NumberConfirm),
        draft,
    );
    if !draft.has(header(HeaderField::Number)) && !draft.has(header(HeaderField::Code)) {
        put_twice(
            sheet,
            &runs,
            |digits| digits.len() == 20 && digits.starts_with('2'),
            (HeaderField::Number, HeaderField::NumberConfirm),
            draft,
        );
    }
    put_date(sheet, &lines, draft);
    if !draft.has(header(HeaderField::CheckCode))
        && draft.has(header(HeaderField::Code))
        && let Some(marks) = lines
            .iter()
            .filter_map(|line| groups_of_five(sheet, line))
            .find(|marks| !draft.uses_elsewhere(marks, HeaderField::CheckCode))
    {
        draft.put(sheet, header(HeaderField::CheckCode), &[marks], "");
    }
}

fn put_date(sheet: &Sheet, lines: &[Line], draft: &mut Draft) {
    let path = FieldPath::Header(HeaderField::IssueDate);
    if !draft.has(path)
        && let Some((marks, date)) = lines.iter().find_map(|line| date(sheet, line))
    {
        let text = sheet.text(&marks);
        draft.put_value(sheet, path, &marks, text, Value::Date(date));
    }
}

/// `20170516`: a day, not an invoice's number.
pub(super) fn is_day(digits: &str) -> bool {
    digits.starts_with("20")
        && matches!(Value::parse(FieldKind::Date, digits), Some(Value::Date(_)))
}

/// Puts the run that is printed most often, and a second printing of it, or else the second best
/// as what the second printing says.
fn put_twice(
    sheet: &Sheet,
    runs: &[Run],
    fits: impl Fn(&str) -> bool,
    (field, second): (HeaderField, HeaderField),
    draft: &mut Draft,
) {
    let mut found: Vec<&Run> = runs
        .iter()
        .filter(|run| fits(&run.digits) && !draft.uses_elsewhere(&run.marks, field))
        .collect();
    let times = |run: &Run| found.iter().filter(|r| r.digits == run.digits).count();
    let mut order: Vec<(usize, f32, usize)> = found
        .iter()
        .enumerate()
        .map(|(at, run)| (times(run), run.confidence, at))
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let chosen: Vec<usize> = order.into_iter().map(|(_, _, at)| at).collect();
    found = chosen
        .iter()
        .filter_map(|at| found.get(*at).copied())
        .collect();
    let put = |draft: &mut Draft, field, run: &Run| {
        let value = Value::Code(run.digits.clone());
        let text = sheet.text(&run.marks);
        draft.put_value(sheet, FieldPath::Header(field), &run.marks, text, value);
    };
    // A labelled value stays; another printing of it is its confirmation.
    let known = draft.text(FieldPath::Header(field));
    let mut rest = found.into_iter();
    let first = if let Some(known) = known {
        known
    } else {
        let Some(run) = rest.next() else {
            return;
        };
        put(draft, field, run);
        run.digits.clone()
    };
    let own = draft.marks_of(FieldPath::Header(field));
    if let Some(run) =
        rest.find(|run| run.digits.len() == first.len() && run.marks != own)
        // Two numbers of like look that differ much are two things.
        && differing(&run.digits, &first) <= 2
    {
        put(draft, second, run);
    }
}

fn differing(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).filter(|(a, b)| a != b).count()
}

/// The digit that a mark is, where only digits can stand: letters that look like one.
pub(super) fn digit(mark: &Mark) -> Option<char> {
    match mark.text {
        c @ '0'..='9' => Some(c),
        'O' | 'o' | 'D' | 'Q' => Some('0'),
        'I' | 'l' | '|' => Some('1'),
        'Z' => Some('2'),
        _ => match mark.folded {
            c @ '0'..='9' => Some(c),
            _ => None,
        },
    }
}

/// The stretches of digits on a line, of five digits and more.
pub(super) fn runs(sheet: &Sheet, line: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<&Mark> = None;
    for index in line {
        let Some(mark) = sheet.mark(*index) else {
            continue;
        };
        let after_letter = before.is_some_and(|m| m.text.is_alphabetic());
        let Some(digit) = digit(mark).filter(|_| !(after_letter && mark.text.is_alphabetic()))
        else {
            before = Some(mark);
            runs.push(Run {
                marks: Line::new(),
                digits: String::new(),
                confidence: 1.0,
            });
            continue;
        };
        let near = before.is_some_and(|last| {
            mark.rect.x0 - last.rect.x1 <= GAP * mark.em.min(last.em)
                && (mark.em / last.em - 1.0).abs() < 0.35
        });
        match runs.last_mut() {
            Some(run) if near => {
                run.marks.push(*index);
                run.digits.push(digit);
                run.confidence = run.confidence.min(mark.confidence.unwrap_or(1.0));
            }
            _ => runs.push(Run {
                marks: vec![*index],
                digits: digit.to_string(),
                confidence: mark.confidence.unwrap_or(1.0),
            }),
        }
        before = Some(mark);
    }
    runs.retain(|run| run.digits.len() >= 5);
    // `№ 04592937` is often read as `N0 04592937` or `No04592937`.
    runs
}

/// A date within a line: four, two and two digits with one strange character or a gap between.
pub(super) fn date(sheet: &Sheet, line: &[usize]) -> Option<(Line, IssueDate)> {
    (0..line.len()).find_map(|from| date_from(sheet, line.get(from..)?))
}

fn date_from(sheet: &Sheet, line: &[usize]) -> Option<(Line, IssueDate)> {
    let mut parts: [String; 3] = Default::default();
    let (mut part, mut marks) = (0, Line::new());
    let mut end = None;
    let mut last: Option<&Mark> = None;
    for index in line.iter().take(16) {
        let mark = sheet.mark(*index)?;
        let far = last.is_some_and(|l| mark.rect.x0 - l.rect.x1 > 0.45 * mark.em);
        let ended = parts.get(part).is_some_and(|text| !text.is_empty());
        match digit(mark) {
            Some(digit) => {
                if far && ended && part < 2 && last.is_some_and(|l| self::digit(l).is_some()) {
                    part += 1;
                } else if parts.get(part)?.len() == *[4, 2, 2].get(part)? {
                    break;
                }
                parts.get_mut(part)?.push(digit);
            }
            None if marks.is_empty() => return None,
            None if part < 2 && ended => part += 1,
            None => {
                end = (mark.folded == '日').then_some(*index);
                break;
            }
        }
        marks.push(*index);
        last = Some(mark);
    }
    marks.extend(end);
    let [year, month, day] = parts;
    if year.len() != 4 || !year.starts_with("20") || month.is_empty() || day.is_empty() {
        return None;
    }
    let date = IssueDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some((marks, date))
}

/// The 20 digits of a check code in four groups.
pub(super) fn groups_of_five(sheet: &Sheet, line: &[usize]) -> Option<Line> {
    let digits: Line = line
        .iter()
        .copied()
        .filter(|index| sheet.mark(*index).is_some_and(|mark| digit(mark).is_some()))
        .collect();
    let close: Vec<Line> = sheet.cut(&digits, 2.5);
    close.into_iter().find(|part| {
        let groups = sheet.cut(part, 0.3);
        part.len() == 20 && (groups.len() == 1 || groups.iter().all(|group| group.len() % 5 == 0))
    })
}
