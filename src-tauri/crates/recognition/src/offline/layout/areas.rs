//! Several invoices on one picture (粘贴单): where each of them lies.

use super::super::PageText;
use super::header::is_code;
use super::labels;
use super::numbers;
use super::sheet::{Rect, Sheet};

/// Around the text of each invoice on a page, in points from its top left corner, in reading
/// order, whole ones first. Every VAT invoice has one row with 价税合计 (a 卷票 one with 合计金额), so
/// the page is cut along its widest blank stripes until each part has one. Empty where there is no
/// invoice.
pub(crate) fn areas(page: &PageText) -> Vec<Rect> {
    let sheet = Sheet::new(page);
    let anchors = anchors(&sheet);
    let all: Vec<Rect> = sheet
        .marks
        .iter()
        .chain(&sheet.upright)
        .map(|mark| mark.rect)
        .chain(short_rules(page, &sheet))
        .collect();
    let mut found = Vec::new();
    cut(&all, &anchors, &mut found);
    if found.len() > 1 && !found.iter().all(|area| is_invoice(&sheet, area)) {
        // One invoice whose remarks speak of a price is not two.
        return all
            .into_iter()
            .reduce(|a, b| a.union(&b))
            .into_iter()
            .collect();
    }
    // The end of another sheet that reaches into the picture comes after what is whole.
    found.sort_by_key(|area| !has_head(&sheet, area));
    found
}

/// Whether a part of the page shows the head of an invoice: its number, with its code or its date.
fn has_head(sheet: &Sheet, area: &Rect) -> bool {
    let (mut number, mut other) = (false, false);
    for line in sheet.lines(*area, |_| false) {
        for run in numbers::runs(sheet, &line) {
            number |= matches!(run.digits.len(), 8 | 20);
            other |= is_code(&run.digits);
        }
        other |= numbers::date(sheet, &line).is_some();
    }
    number && other
}

/// Ruling lines that can be of one invoice only: an empty box of a form, like that of its remarks,
/// is no blank stripe. The edges of sheets, which run on, are not among them.
fn short_rules(page: &PageText, sheet: &Sheet) -> impl Iterator<Item = Rect> {
    const LONGEST: f32 = 0.55;
    let (width, height) = (sheet.width, sheet.height);
    let rules = page.content.rules.iter();
    rules
        .filter(|rule| rule.x1 - rule.x0 < LONGEST && rule.y1 - rule.y0 < LONGEST)
        .map(move |rule| {
            Rect::new(
                rule.x0 * width,
                rule.y0 * height,
                rule.x1 * width,
                rule.y1 * height,
            )
        })
}

/// One place for each invoice: the row with the price.
fn anchors(sheet: &Sheet) -> Vec<Rect> {
    let mut found: Vec<Rect> = Vec::new();
    for wording in ["价税合计", "合计金额(大写)", "合计金额(小写)", "(小写)"] {
        for label in labels::find(sheet, wording) {
            let em = label.em;
            // Of the same row, or of the row before on a narrow form: it begins farther left.
            let known = found.iter().any(|other| {
                (label.rect.cy() - other.cy()).abs() < 3.0 * em
                    && other.x0 < label.rect.x0 + 3.0 * em
                    && (wording != "价税合计" || label.rect.x0 - other.x0 < 10.0 * em)
            });
            if !known {
                found.push(label.rect);
            }
        }
    }
    found
}

/// Whether a part of the page shows more of an invoice than its price.
fn is_invoice(sheet: &Sheet, area: &Rect) -> bool {
    const OTHERS: [&str; 9] = [
        "纳税人识别号",
        "开票日期",
        "发票号码",
        "发票代码",
        "开户行及账号",
        "税率",
        "单价",
        "开票人",
        "收款人",
    ];
    let shown = OTHERS
        .iter()
        .filter(|wording| {
            labels::find(sheet, wording)
                .iter()
                .any(|label| area.holds(label.rect.center()))
        })
        .count();
    shown >= 3
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
