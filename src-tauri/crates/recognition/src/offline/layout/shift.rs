//! Values are printed into a form that was printed before, often beside their places, sometimes by
//! a whole row. Here the values are moved to where they belong, before anything is read.

use super::figures::{self, Figure};
use super::frame::Frame;
use super::sheet::{Rect, Sheet};

/// Farthest that values are off, in widths and heights of the form.
const FARTHEST: (f32, f32) = (0.045, 0.075);

/// How far the values lie to the right of and below their places.
pub(crate) fn of(sheet: &Sheet, frame: &Frame) -> (f32, f32) {
    let below = frame.part((-0.05, 0.5), (1.1, 1.0));
    let words = figures::longest_words(sheet, below).and_then(|line| sheet.rect(&line));
    let figures = figures::figures(sheet, frame.part((0.5, 0.5), (1.1, 0.87)));
    let total = total_row(frame, words, &figures);
    let offset = |rect: &Rect, v: f32| {
        let (x, y) = rect.center();
        y - frame.at(frame.place((x, y)).0, v).1
    };
    let by_words = words.map(|rect| offset(&rect, 0.741));
    let by_total = total
        .first()
        .map(|figure| offset(&figure.rect, 0.668))
        .filter(|_| total.len() <= 2);
    let height = frame.height();
    let down = match (by_words, by_total) {
        (Some(a), Some(b)) if (a - b).abs() < 0.025 * height => f32::midpoint(a, b),
        (Some(a), _) => a,
        (None, Some(b)) => b,
        (None, None) => 0.0,
    };
    let ends = frame.total_ends();
    let right = match total.as_slice() {
        [amount, tax] => f32::midpoint(amount.rect.x1 - ends.0, tax.rect.x1 - ends.1),
        [amount] if (amount.rect.x1 - ends.0).abs() < (amount.rect.x1 - ends.1).abs() => {
            amount.rect.x1 - ends.0
        }
        _ => 0.0,
    };
    let width = frame.at(1.0, 0.5).0 - frame.at(0.0, 0.5).0;
    let within = |value: f32, most: f32| if value.abs() <= most { value } else { 0.0 };
    (
        within(right, FARTHEST.0 * width),
        within(down, FARTHEST.1 * height),
    )
}

/// The figures of 合计: the lowest row of amounts above the words, with ¥ if any row has.
fn total_row<'a>(frame: &Frame, words: Option<Rect>, figures: &'a [Figure]) -> Vec<&'a Figure> {
    let em = words.map_or(0.04 * frame.height(), |rect| rect.y1 - rect.y0);
    let limit = words.map_or(frame.at(0.8, 0.715).1, |rect| rect.cy() - 0.6 * em);
    let above: Vec<&Figure> = figures
        .iter()
        .filter(|figure| figure.rect.cy() < limit)
        .collect();
    let signed = above.iter().any(|figure| figure.signed);
    let lowest = above
        .iter()
        .filter(|figure| figure.signed || !signed)
        .map(|figure| figure.rect.cy())
        .fold(f32::MIN, f32::max);
    let near = limit - lowest < 0.16 * frame.height();
    let mut row: Vec<&Figure> = above
        .into_iter()
        .filter(|figure| near && (figure.rect.cy() - lowest).abs() < 0.6 * em)
        .collect();
    row.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
    row
}
