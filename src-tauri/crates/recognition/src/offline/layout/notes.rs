//! Remarks, the cipher of old forms, and the names at the foot.

use invoice::{FieldPath, HeaderField, PartyField, Side};

use super::draft::Draft;
use super::form::Form;
use super::labels::Label;
use super::seals;
use super::sheet::{Line, Rect, Sheet};

/// Reads 备注, line by line.
pub(crate) fn remarks(sheet: &Sheet, form: &Form) -> Vec<Line> {
    let Some(label) = form.remarks else {
        return Vec::new();
    };
    let em = sheet.body_em();
    let top = form.gross_bottom(sheet).unwrap_or(label.y0 - 2.0 * em);
    let zone = Rect::new(label.x1 + 0.1 * em, top, sheet.width, form.foot_top(sheet));
    sheet.lines(zone, |_| false)
}

/// Puts the remarks; on 数电票 they also carry what has no place of its own there.
pub(crate) fn put_remarks(sheet: &Sheet, lines: &[Line], digital: bool, draft: &mut Draft) {
    let kept: Vec<Line>;
    let lines = if sheet.is_picture {
        kept = seals::without(sheet, lines, draft);
        kept.as_slice()
    } else {
        lines
    };
    draft.put(sheet, FieldPath::Header(HeaderField::Remarks), lines, "\n");
    if !digital {
        return;
    }
    let all: Line = lines.concat();
    let text: Vec<char> = all
        .iter()
        .filter_map(|index| sheet.mark(*index))
        .map(|mark| mark.folded)
        .collect();
    let value = |labels: &[&str]| labels.iter().find_map(|label| labelled(&text, label, &all));
    let mut put = |path, parts: &[Option<Line>]| {
        let lines: Vec<Line> = parts.iter().flatten().cloned().collect();
        if !lines.is_empty() {
            draft.put(sheet, path, &lines, " ");
        }
    };
    put(FieldPath::Header(HeaderField::Payee), &[value(&["收款人"])]);
    put(
        FieldPath::Header(HeaderField::Reviewer),
        &[value(&["复核人", "复核"])],
    );
    for (side, names) in [
        (Side::Buyer, ["购方", "购买方"]),
        (Side::Seller, ["销方", "销售方"]),
    ] {
        let of = |what: &str| {
            names
                .iter()
                .find_map(|name| labelled_pair(&text, &format!("{name}{what}"), &all))
        };
        if let Some((bank, rest)) = of("开户银行").or_else(|| of("开户行")) {
            let account = first_label(&text, rest, &["银行账号", "账号", "银行帐号"], &all);
            put(
                FieldPath::Party(side, PartyField::BankAccount),
                &[Some(bank), account],
            );
        }
        if let Some((address, rest)) = of("地址") {
            let phone = first_label(&text, rest, &["电话"], &all);
            put(
                FieldPath::Party(side, PartyField::AddressPhone),
                &[Some(address), phone],
            );
        }
    }
}

/// Ends a value inside the remarks.
fn is_end(c: char) -> bool {
    matches!(c, ';' | '\u{ff1b}' | '。')
}

/// What stands after `label:` up to the next semicolon.
fn labelled(text: &[char], label: &str, marks: &[usize]) -> Option<Line> {
    labelled_pair(text, label, marks).map(|(value, _)| value)
}

/// [`labelled`], with the position after the value.
fn labelled_pair(text: &[char], label: &str, marks: &[usize]) -> Option<(Line, usize)> {
    let label: Vec<char> = label.chars().chain([':']).collect();
    let at = text.windows(label.len()).position(|w| w == label)? + label.len();
    let length = text
        .iter()
        .skip(at)
        .position(|c| is_end(*c))
        .unwrap_or(text.len() - at);
    let value: Line = marks.iter().skip(at).take(length).copied().collect();
    // Without the semicolon the value would run into whatever follows.
    let ended = at + length < text.len() || length <= 30;
    (!value.is_empty() && ended).then_some((value, at + length + 1))
}

/// The value of the label that stands exactly at a position.
fn first_label(text: &[char], at: usize, labels: &[&str], marks: &[usize]) -> Option<Line> {
    let rest = text.get(at..)?;
    let rest_marks = marks.get(at..)?;
    labels.iter().find_map(|label| {
        let starts: Vec<char> = label.chars().collect();
        rest.starts_with(&starts)
            .then(|| labelled(rest, label, rest_marks))
            .flatten()
    })
}

/// Reads the cipher of 密码区: lines of its alphabet only.
pub(crate) fn password(sheet: &Sheet, form: &Form) -> Vec<Line> {
    let Some(label) = form.secret else {
        return Vec::new();
    };
    let em = sheet.body_em();
    let bottom = form
        .headings
        .as_ref()
        .map_or(label.y1 + 3.0 * em, |h| h.rect.y0);
    let zone = Rect::new(
        label.x1 + 0.1 * em,
        label.y0 - 3.0 * em,
        sheet.width,
        bottom,
    );
    let is_cipher = |line: &Line| {
        let text = sheet.folded(line);
        text.len() >= 15
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-*/<>".contains(c))
    };
    sheet
        .lines(zone, |_| false)
        .into_iter()
        .filter(is_cipher)
        .collect()
}

/// Reads the names at the foot.
pub(crate) fn put_foot(sheet: &Sheet, form: &Form, draft: &mut Draft) {
    let labels = [
        (Some(HeaderField::Payee), &form.payee),
        (Some(HeaderField::Reviewer), &form.reviewer),
        (Some(HeaderField::Drawer), &form.drawer),
        (None, &form.seal),
    ];
    let label_marks: Vec<usize> = labels
        .iter()
        .filter_map(|(_, label)| label.as_ref())
        .flat_map(|label| label.marks.iter().copied())
        .collect();
    for (field, label) in &labels {
        let (Some(field), Some(label)) = (field, label) else {
            continue;
        };
        let next = labels
            .iter()
            .filter_map(|(_, other)| other.as_ref())
            .map(|other| other.rect.x0)
            .filter(|x| *x > label.rect.x1)
            .fold(sheet.width, f32::min);
        let line = name_beside(sheet, label, next, &label_marks);
        draft.put(sheet, FieldPath::Header(*field), &[line], "");
    }
}

fn name_beside(sheet: &Sheet, label: &Label, next: f32, label_marks: &[usize]) -> Line {
    let em = label.em;
    let zone = Rect::new(
        label.rect.x1 - 0.3 * em,
        label.rect.cy() - 0.8 * em,
        next,
        label.rect.cy() + 0.8 * em,
    );
    let lines = sheet.lines(zone, |index| label_marks.contains(&index));
    let nearest = lines.into_iter().min_by(|a, b| {
        let off = |line: &Line| {
            sheet
                .rect(line)
                .map_or(f32::MAX, |r| (r.cy() - label.rect.cy()).abs())
        };
        off(a).total_cmp(&off(b))
    });
    // A name is short; what stands far to the right is something else.
    nearest
        .and_then(|line| sheet.cut(&line, 3.0).into_iter().next())
        .unwrap_or_default()
}
