//! Printed names of fields. A label is found character by character, so that it does not matter
//! how it was set: `名称：`, `名　　　称:`, or as separate words.

use super::near;
use super::sheet::{Mark, Rect, Sheet};

/// A label on the page.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    /// Its marks, the colon included.
    pub(crate) marks: Vec<usize>,
    /// Around them.
    pub(crate) rect: Rect,
    pub(crate) em: f32,
}

/// Widest gap between the characters of one label, in em: `名          称`.
pub(super) const SPREAD: f32 = 7.0;

/// Every place where a text of this wording (folded, without blanks) stands on one line. Commas
/// and strokes inside may be missing or added; in text recognized from a picture some characters
/// may differ ([`near`]).
pub(crate) fn find(sheet: &Sheet, wording: &str) -> Vec<Label> {
    let wording: Vec<char> = wording.chars().collect();
    if sheet.is_picture {
        return near::find(sheet, &wording);
    }
    (0..sheet.marks.len())
        .filter_map(|start| match_at(sheet, start, &wording))
        .collect()
}

/// [`find`] for the first of several wordings that occurs anywhere.
pub(crate) fn find_any(sheet: &Sheet, wordings: &[&str]) -> Vec<Label> {
    wordings
        .iter()
        .map(|wording| find(sheet, wording))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn match_at(sheet: &Sheet, start: usize, wording: &[char]) -> Option<Label> {
    let first = sheet.mark(start)?;
    if wording.first() != Some(&first.folded) {
        return None;
    }
    let mut marks = vec![start];
    let mut at = start;
    let mut rect = first.rect;
    let mut expected = wording.iter().skip(1).peekable();
    while let Some(want) = expected.peek() {
        let (next, mark) = step(sheet, at, SPREAD)?;
        if mark.folded == **want {
            expected.next();
        } else if matches!(mark.folded, ',' | '/') {
            // Punctuation that this setting of the form adds.
        } else {
            return None;
        }
        rect = rect.union(&mark.rect);
        marks.push(next);
        at = next;
    }
    if let Some((next, mark)) = step(sheet, at, 2.5)
        && mark.folded == ':'
    {
        rect = rect.union(&mark.rect);
        marks.push(next);
    }
    Some(Label {
        marks,
        rect,
        em: first.em,
    })
}

fn step(sheet: &Sheet, at: usize, spread: f32) -> Option<(usize, &Mark)> {
    let from = sheet.mark(at)?;
    let next = sheet.right_of(at)?;
    let mark = sheet.mark(next)?;
    let gap = mark.rect.x0 - from.rect.x1;
    (gap <= spread * from.em.max(mark.em)).then_some((next, mark))
}

/// Where these characters stand one below the other (the names of the blocks at the margins of
/// the form: 购买方, 密码区, 备注).
pub(crate) fn find_down(sheet: &Sheet, wording: &str) -> Vec<Rect> {
    let all: Vec<&Mark> = sheet.marks.iter().chain(&sheet.upright).collect();
    let wording: Vec<char> = wording.chars().collect();
    let Some((first, rest)) = wording.split_first() else {
        return Vec::new();
    };
    all.iter()
        .filter(|mark| mark.folded == *first)
        .filter_map(|start| {
            let mut rect = start.rect;
            let mut at: &Mark = start;
            for want in rest {
                at = all
                    .iter()
                    .filter(|mark| {
                        let (dx, dy) = (
                            mark.rect.center().0 - at.rect.center().0,
                            mark.rect.cy() - at.rect.cy(),
                        );
                        dx.abs() < 0.7 * at.em && dy > 0.5 * at.em && dy < 6.0 * at.em
                    })
                    .min_by(|a, b| a.rect.cy().total_cmp(&b.rect.cy()))
                    .filter(|mark| mark.folded == *want)?;
                rect = rect.union(&at.rect);
            }
            Some(rect)
        })
        .collect()
}
