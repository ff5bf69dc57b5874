//! Several invoices on one picture (粘贴单): where each of them lies.

use super::super::PageText;
use super::labels;
use super::sheet::{Rect, Sheet};

/// Around the text of each invoice on a page, in points from its top left corner, in reading
/// order. Every VAT invoice has one row with 价税合计 (a 卷票 one with 合计金额), so the page is cut
/// along its widest blank stripes until each part has one. Empty where there is no invoice.
pub(crate) fn areas(page: &PageText) -> Vec<Rect> {
    let sheet = Sheet::new(page);
    let anchors = anchors(&sheet);
    let all: Vec<Rect> = sheet
        .marks
        .iter()
        .chain(&sheet.upright)
        .map(|mark| mark.rect)
        .collect();
    let mut found = Vec::new();
    cut(&all, &anchors, &mut found);
    found
}

/// One place for each invoice: the row with the price.
fn anchors(sheet: &Sheet) -> Vec<Rect> {
    let mut found: Vec<Rect> = Vec::new();
    for wording in ["价税合计", "合计金额(大写)", "(小写)", "合计金额(小写)"] {
        for label in labels::find(sheet, wording) {
            let em = label.em;
            // The same row, or the next row of a narrow form.
            let known = found.iter().any(|other| {
                let (dx, dy) = (
                    (label.rect.center().0 - other.center().0).abs(),
                    (label.rect.cy() - other.cy()).abs(),
                );
                dy < 3.0 * em && dx < 45.0 * em
            });
            if !known {
                found.push(label.rect);
            }
        }
    }
    found
}

/// Cuts the text into parts with one anchor each.
fn cut(text: &[Rect], anchors: &[Rect], found: &mut Vec<Rect>) {
    let around = text.iter().copied().reduce(|a, b| a.union(&b));
    match (anchors, around) {
        ([], _) | (_, None) => return,
        ([_], Some(around)) => {
            found.push(around);
            return;
        }
        _ => {}
    }
    let level = widest_gap(text, anchors, |rect| (rect.y0, rect.y1));
    let upright = widest_gap(text, anchors, |rect| (rect.x0, rect.x1));
    let (at, is_level) = match (level, upright) {
        (Some((y, gap)), Some((_, other))) if gap >= other => (y, true),
        (Some((y, _)), None) => (y, true),
        (_, Some((x, _))) => (x, false),
        (None, None) => {
            // The same invoice's own words twice, or invoices that overlap: one area.
            found.extend(around);
            return;
        }
    };
    let before = |rect: &Rect| {
        let (x, y) = rect.center();
        if is_level { y < at } else { x < at }
    };
    for first in [true, false] {
        let part = |rects: &[Rect]| -> Vec<Rect> {
            rects
                .iter()
                .copied()
                .filter(|rect| before(rect) == first)
                .collect()
        };
        cut(&part(text), &part(anchors), found);
    }
}

/// The widest stripe without text that has anchors on both sides: its middle and its width.
fn widest_gap(
    text: &[Rect],
    anchors: &[Rect],
    extent: impl Fn(&Rect) -> (f32, f32),
) -> Option<(f32, f32)> {
    let middle = |rect: &Rect| {
        let (from, to) = extent(rect);
        f32::midpoint(from, to)
    };
    let first = anchors.iter().map(middle).fold(f32::MAX, f32::min);
    let last = anchors.iter().map(middle).fold(f32::MIN, f32::max);
    let mut extents: Vec<(f32, f32)> = text.iter().map(extent).collect();
    extents.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut covered = f32::MAX;
    let mut best: Option<(f32, f32)> = None;
    for (from, to) in extents {
        if covered < from {
            let (at, gap) = (f32::midpoint(covered, from), from - covered);
            let parts = first < at && at < last;
            if parts && best.is_none_or(|(_, widest)| gap > widest) {
                best = Some((at, gap));
            }
        }
        covered = if covered > 1e30 { to } else { covered.max(to) };
    }
    best
}
