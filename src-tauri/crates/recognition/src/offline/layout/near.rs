//! Printed names of fields on a picture, where characters may be misread, lost or added.

use super::labels::{Label, SPREAD};
use super::sheet::{Mark, Sheet};

/// What a character that was seen as a second choice costs.
const SECOND: f32 = 0.3;
/// What a stroke or dot between the characters of a name costs.
const STROKE: f32 = 0.1;

/// How much may be wrong with a name of so many characters, in whole characters.
fn allowed(length: usize) -> f32 {
    match length {
        0..=2 => SECOND,
        3..=5 => 1.0,
        6..=8 => 2.0,
        _ => 3.0,
    }
}

/// Every place where a text stands that is this wording, or nearly.
pub(super) fn find(sheet: &Sheet, wording: &[char]) -> Vec<Label> {
    let mut found: Vec<(f32, Label)> = (0..sheet.marks.len())
        .filter_map(|start| match_from(sheet, start, wording))
        .collect();
    // The same characters can be matched from two starts.
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut labels: Vec<Label> = Vec::new();
    for (_, label) in found {
        let taken = labels
            .iter()
            .any(|other| other.marks.iter().any(|mark| label.marks.contains(mark)));
        if !taken {
            labels.push(label);
        }
    }
    labels.sort_by_key(|label| label.marks.first().copied());
    labels
}

/// Whether two labels differ in nothing but these characters: 发票代码 and 发票号码, 通行日期起 and
/// 通行日期止, 收款人 and 开票人.
fn tells_apart(a: char, b: char) -> bool {
    APART
        .iter()
        .any(|(x, y)| (a, b) == (*x, *y) || (a, b) == (*y, *x))
}

const APART: [(char, char); 5] = [
    ('代', '号'),
    ('起', '止'),
    ('款', '票'),
    ('购', '销'),
    ('大', '小'),
];

/// Whether marks are those of the label that differs from the wording in one such character.
fn is_the_other(sheet: &Sheet, marks: &[usize], wording: &[char]) -> bool {
    let has = |c: char| {
        marks
            .iter()
            .any(|index| sheet.mark(*index).is_some_and(|mark| mark.folded == c))
    };
    APART
        .iter()
        .flat_map(|(a, b)| [(*a, *b), (*b, *a)])
        .any(|(own, other)| {
            wording.contains(&own) && !wording.contains(&other) && has(other) && !has(own)
        })
}

/// What it costs to take a mark for a character.
fn difference(mark: &Mark, wanted: char) -> f32 {
    if mark.folded == wanted {
        0.0
    } else if mark.may_be(wanted) {
        SECOND
    } else if mark.folded.is_ascii_digit() || tells_apart(wanted, mark.folded) {
        // Figures are values.
        4.0
    } else {
        1.0
    }
}

/// What it costs that a mark stands there which the wording has not.
fn added(mark: &Mark) -> f32 {
    if matches!(mark.folded, ',' | '/' | '.' | '·' | '-' | '\'' | '`' | '|') {
        STROKE
    } else {
        1.0
    }
}

fn match_from(sheet: &Sheet, start: usize, wording: &[char]) -> Option<(f32, Label)> {
    let first = sheet.mark(start)?;
    let opens = wording.iter().take(2).any(|c| first.may_be(*c));
    if !opens {
        return None;
    }
    let limit = allowed(wording.len());
    let chain = chain(sheet, start, wording.len() + 3);
    // costs[i]: the first i characters of the wording are matched by the marks so far.
    let mut costs: Vec<f32> = (0..=wording.len()).map(|i| i as f32).collect();
    let mut best: Option<(f32, usize)> = None;
    for (at, index) in chain.iter().enumerate() {
        let mark = sheet.mark(*index)?;
        let mut next = Vec::with_capacity(costs.len());
        next.push(costs.first().copied()? + added(mark));
        for (i, wanted) in wording.iter().enumerate() {
            let matched = costs.get(i).copied()? + difference(mark, *wanted);
            let extra = costs.get(i + 1).copied()? + added(mark);
            let lost = next.last().copied()? + 1.0;
            next.push(matched.min(extra).min(lost));
        }
        costs = next;
        let cost = costs.last().copied()?;
        let ends = wording.iter().rev().take(2).any(|c| mark.may_be(*c));
        if ends && cost <= limit && best.is_none_or(|(least, _)| cost < least - 0.01) {
            best = Some((cost, at));
        }
    }
    let (cost, last) = best?;
    let mut marks: Vec<usize> = chain.get(..=last)?.to_vec();
    let right = wording
        .iter()
        .filter(|c| {
            marks
                .iter()
                .any(|i| sheet.mark(*i).is_some_and(|m| m.may_be(**c)))
        })
        .count();
    if is_the_other(sheet, &marks, wording) {
        return None;
    }
    // Two thirds must be there as printed.
    if right * 3 < wording.len() * 2 {
        return None;
    }
    if let Some(colon) = sheet.right_of(*marks.last()?)
        && let (Some(mark), Some(end)) = (sheet.mark(colon), sheet.mark(*marks.last()?))
        && mark.folded == ':'
        && mark.rect.x0 - end.rect.x1 < 2.5 * end.em
    {
        marks.push(colon);
    }
    let rect = sheet.rect(&marks)?;
    Some((
        cost,
        Label {
            marks,
            rect,
            em: first.em,
        },
    ))
}

/// A mark and those that follow it on its line.
fn chain(sheet: &Sheet, start: usize, length: usize) -> Vec<usize> {
    let mut chain = vec![start];
    while chain.len() < length {
        let Some(next) = chain.last().and_then(|at| follower(sheet, *at)) else {
            break;
        };
        chain.push(next);
    }
    chain
}

fn follower(sheet: &Sheet, at: usize) -> Option<usize> {
    let from = sheet.mark(at)?;
    let next = sheet.right_of(at)?;
    let mark = sheet.mark(next)?;
    (mark.rect.x0 - from.rect.x1 <= SPREAD * from.em.max(mark.em)).then_some(next)
}
