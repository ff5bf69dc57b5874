//! The table of goods and services: its line of headings, and which place belongs to which
//! column.

use invoice::ItemField;

use super::frame::{EDGES, Frame};
use super::labels::Label;
use super::sheet::{Line, Rect, Sheet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A field of a line.
    Field(ItemField),
    /// 序号.
    Serial,
    /// A heading that belongs to no canonical field (建筑服务发生地).
    Other,
}

impl Kind {
    /// Whether its figures end at the column's right edge.
    pub(super) const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Field(
                ItemField::Quantity | ItemField::UnitPrice | ItemField::Amount | ItemField::Tax
            )
        )
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) kind: Kind,
    pub(crate) heading: Rect,
    /// Left edge, in points.
    pub(crate) from: f32,
    /// Right edge, in points.
    pub(crate) to: f32,
}

/// The line of headings.
#[derive(Debug, Clone)]
pub(crate) struct Headings {
    pub(crate) rect: Rect,
    pub(crate) em: f32,
    pub(crate) marks: Line,
    pub(crate) columns: Vec<Column>,
}

/// Headings as they are printed, folded and without blanks.
pub(super) const HEADINGS: &[(&str, Kind)] = &[
    ("货物或应税劳务,服务名称", Kind::Field(ItemField::Name)),
    ("货物或应税劳务服务名称", Kind::Field(ItemField::Name)),
    ("货物或应税劳务,服务", Kind::Field(ItemField::Name)),
    ("货物或应税劳务名称", Kind::Field(ItemField::Name)),
    ("货物(劳务)名称", Kind::Field(ItemField::Name)),
    ("货物(劳务)服务名称", Kind::Field(ItemField::Name)),
    ("货物或服务名称", Kind::Field(ItemField::Name)),
    ("货物名称", Kind::Field(ItemField::Name)),
    ("商品名称", Kind::Field(ItemField::Name)),
    ("项目名称", Kind::Field(ItemField::Name)),
    ("项目", Kind::Field(ItemField::Name)),
    ("规格型号", Kind::Field(ItemField::Specification)),
    ("规格", Kind::Field(ItemField::Specification)),
    ("单位", Kind::Field(ItemField::Unit)),
    ("计量单位", Kind::Field(ItemField::Unit)),
    ("面积单位", Kind::Field(ItemField::Unit)),
    ("数量", Kind::Field(ItemField::Quantity)),
    ("单价", Kind::Field(ItemField::UnitPrice)),
    ("金额", Kind::Field(ItemField::Amount)),
    ("税率", Kind::Field(ItemField::TaxRate)),
    ("税率/征收率", Kind::Field(ItemField::TaxRate)),
    ("税率征收率", Kind::Field(ItemField::TaxRate)),
    ("税率(%)", Kind::Field(ItemField::TaxRate)),
    ("征收率", Kind::Field(ItemField::TaxRate)),
    ("税额", Kind::Field(ItemField::Tax)),
    ("车牌号", Kind::Field(ItemField::LicensePlate)),
    ("车牌号码", Kind::Field(ItemField::LicensePlate)),
    ("类型", Kind::Field(ItemField::VehicleType)),
    ("车辆类型", Kind::Field(ItemField::VehicleType)),
    ("通行日期起", Kind::Field(ItemField::TollStart)),
    ("通行日期止", Kind::Field(ItemField::TollEnd)),
    ("序号", Kind::Serial),
    ("建筑服务发生地", Kind::Other),
    ("建筑项目名称", Kind::Other),
];

/// The columns of 专票, 普票 and 电子普票, from the left.
pub(super) const FORM_COLUMNS: [(&str, ItemField); 8] = [
    ("货物或应税劳务,服务名称", ItemField::Name),
    ("规格型号", ItemField::Specification),
    ("单位", ItemField::Unit),
    ("数量", ItemField::Quantity),
    ("单价", ItemField::UnitPrice),
    ("金额", ItemField::Amount),
    ("税率", ItemField::TaxRate),
    ("税额", ItemField::Tax),
];

/// The table of a form whose place is known. The edges lie between the headings as they do on
/// the printed form; some forms are set a little wider.
pub(super) fn framed(sheet: &Sheet, frame: &Frame, labels: &[Label]) -> Option<Headings> {
    let marks: Line = labels
        .iter()
        .flat_map(|l| l.marks.iter().copied())
        .collect();
    let rect = labels.iter().map(|l| l.rect).reduce(|a, b| a.union(&b))?;
    let level = rect.cy();
    let (_, v) = frame.place((rect.center().0, level));
    let middles: Vec<f32> = labels
        .iter()
        .map(|label| frame.place(label.rect.center()).0)
        .collect();
    // How far the headings beside an edge stand from where the common form has them.
    let common = [0.128, 0.317, 0.413, 0.493, 0.593, 0.722, 0.824, 0.925];
    let off = |at: usize| Some(middles.get(at)? - common.get(at)?);
    let edge = |at: usize| -> Option<f32> {
        let printed = *EDGES.get(at)?;
        let beside = match (at.checked_sub(1).and_then(off), off(at)) {
            (Some(a), Some(b)) if at > 0 && at < 8 => f32::midpoint(a, b),
            _ => 0.0,
        };
        Some(frame.at(printed + beside, v).0)
    };
    let columns = FORM_COLUMNS
        .iter()
        .zip(labels)
        .enumerate()
        .filter_map(|(at, ((_, field), label))| {
            Some(Column {
                kind: Kind::Field(*field),
                heading: label.rect,
                from: edge(at)?,
                to: edge(at + 1)?,
            })
        })
        .collect();
    let mut ems: Vec<f32> = labels.iter().map(|label| label.em).collect();
    ems.sort_by(f32::total_cmp);
    Some(Headings {
        rect,
        em: ems.get(ems.len() / 2).copied().unwrap_or(sheet.body_em()),
        marks,
        columns,
    })
}

/// Most pieces that one spread heading is set in (`单   价`, `税 率 / 征 收 率`).
const MOST_PIECES: usize = 7;

fn known(text: &str) -> Option<Kind> {
    HEADINGS
        .iter()
        .find(|(heading, _)| *heading == text)
        .map(|(_, kind)| *kind)
}

/// Finds the line of headings: the one with most known headings, 金额 among them. `None` where
/// the page has no such line.
pub(crate) fn find(sheet: &Sheet) -> Option<Headings> {
    if sheet.is_picture {
        return super::headings::find(sheet);
    }
    let anchors = super::labels::find(sheet, "金额");
    anchors
        .iter()
        .filter_map(|anchor| headings_at(sheet, anchor.rect, anchor.em))
        .filter(|headings| {
            let fields = headings
                .columns
                .iter()
                .filter(|c| matches!(c.kind, Kind::Field(_)))
                .count();
            fields >= 3
                && headings
                    .columns
                    .iter()
                    .any(|c| c.kind == Kind::Field(ItemField::Name))
        })
        // The first of equals: a second table of the same wording stands below.
        .reduce(|best, other| {
            if other.columns.len() > best.columns.len() {
                other
            } else {
                best
            }
        })
}

fn headings_at(sheet: &Sheet, anchor: Rect, em: f32) -> Option<Headings> {
    let band = Rect::new(
        0.0,
        anchor.cy() - 0.75 * em,
        sheet.width,
        anchor.cy() + 0.75 * em,
    );
    let mut marks: Line = sheet
        .lines(band, |index| {
            sheet.mark(index).is_some_and(|m| m.em > 1.6 * em)
        })
        .concat();
    marks.sort_by(|a, b| match (sheet.mark(*a), sheet.mark(*b)) {
        (Some(a), Some(b)) => a.rect.x0.total_cmp(&b.rect.x0),
        _ => std::cmp::Ordering::Equal,
    });
    let parts = sheet.cut(&marks, 0.6);
    let mut columns = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let (taken, found) = heading_from(sheet, parts.get(at..)?);
        columns.extend(found);
        at += taken.max(1);
    }
    // One field has one column: the second heading of a name is of another table.
    let mut seen = Vec::new();
    columns.retain(|column: &Column| {
        let new = column.kind == Kind::Other || !seen.contains(&column.kind);
        seen.push(column.kind);
        new
    });
    let has = |field| columns.iter().any(|c| c.kind == Kind::Field(field));
    has(ItemField::Amount).then_some(())?;
    let rect = sheet.rect(&marks)?;
    Some(Headings {
        rect,
        em,
        marks,
        columns,
    })
}

/// The heading or headings that begin with the first of these parts, and how many parts they take.
fn heading_from(sheet: &Sheet, parts: &[Line]) -> (usize, Vec<Column>) {
    let column = |kind, marks: &[usize]| {
        sheet.rect(marks).map(|heading| Column {
            kind,
            heading,
            from: heading.x0,
            to: heading.x1,
        })
    };
    for count in (1..=parts.len().min(MOST_PIECES)).rev() {
        let joined: Line = parts.iter().take(count).flatten().copied().collect();
        if let Some(kind) = known(&sheet.folded(&joined)) {
            return (count, column(kind, &joined).into_iter().collect());
        }
    }
    let Some(first) = parts.first() else {
        return (1, Vec::new());
    };
    if let Some(several) = split_known(sheet, first) {
        let columns = several
            .into_iter()
            .filter_map(|(kind, marks)| column(kind, &marks))
            .collect();
        return (1, columns);
    }
    (1, column(Kind::Other, first).into_iter().collect())
}

/// Headings that were set without a gap: `规格型号单位`.
fn split_known(sheet: &Sheet, part: &[usize]) -> Option<Vec<(Kind, Line)>> {
    if part.is_empty() {
        return Some(Vec::new());
    }
    // The longest first, so that 税率/征收率 is not 税率 and a remainder.
    (1..=part.len()).rev().find_map(|count| {
        let (head, tail) = part.split_at_checked(count)?;
        let kind = known(&sheet.folded(head))?;
        let mut all = vec![(kind, head.to_vec())];
        all.extend(split_known(sheet, tail)?);
        Some(all)
    })
}

impl Headings {
    /// Fixes the columns' edges for what stands between the headings and `bottom`: by ruling
    /// lines where there are some, else by the gaps that the printed values leave. An edge always
    /// lies between two neighbouring headings, as each stands inside its own column.
    pub(crate) fn fit(&mut self, sheet: &Sheet, bottom: f32) {
        let zone = Rect::new(0.0, self.rect.y1, sheet.width, bottom);
        let pieces: Vec<Rect> = sheet
            .lines(zone, |_| false)
            .iter()
            .flat_map(|line| sheet.cut(line, 0.2))
            .filter_map(|part| sheet.rect(&part))
            .collect();
        let middle = f32::midpoint(self.rect.y1, bottom);
        let edges: Vec<f32> = self
            .columns
            .iter()
            .zip(self.columns.iter().skip(1))
            .map(|(left, right)| {
                sheet
                    .upright_rule(left.heading.center().0, right.heading.center().0, middle)
                    .unwrap_or_else(|| edge(left, right, &pieces, self.em))
            })
            .collect();
        let last = self.columns.len().saturating_sub(1);
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.from = match index.checked_sub(1).and_then(|i| edges.get(i)) {
                Some(edge) => *edge,
                None => 0.0,
            };
            column.to = match edges.get(index) {
                Some(edge) if index < last => *edge,
                _ => sheet.width,
            };
        }
    }

    /// The column in which something with these edges stands. Figures are told by their right
    /// edge, other text by its left.
    pub(crate) fn column_of(&self, rect: Rect) -> Option<&Column> {
        let x = rect.center().0;
        self.columns.iter().find(|c| c.from <= x && x < c.to)
    }

    /// The column of a field.
    pub(crate) fn column(&self, field: ItemField) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.kind == Kind::Field(field))
    }
}

/// The edge between two columns without a ruling line.
fn edge(left: &Column, right: &Column, pieces: &[Rect], em: f32) -> f32 {
    let (from, to) = (left.heading.x1, right.heading.x0);
    if to <= from {
        return f32::midpoint(from, to);
    }
    // Figures end at their column's right edge, so what ends before the next heading begins is
    // of the left column.
    if left.kind.is_number() || right.kind.is_number() {
        let end = pieces
            .iter()
            .filter(|p| from - em < p.x1 && p.x1 < to)
            .filter(|p| p.x0 < to)
            .map(|p| p.x1)
            .fold(from, f32::max);
        let start = pieces
            .iter()
            .filter(|p| p.x0 >= end - 0.1 * em && p.x0 < to && p.x1 >= to)
            .map(|p| p.x0)
            .fold(to, f32::min);
        return f32::midpoint(end, start.max(end));
    }
    // Text: the widest gap that nothing crosses; among gaps no wider than a blank the last.
    let mut crossing: Vec<(f32, f32)> = pieces
        .iter()
        .filter(|p| p.x1 > from && p.x0 < to)
        .map(|p| (p.x0, p.x1))
        .collect();
    crossing.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = Vec::new();
    let mut covered = from;
    for (x0, x1) in crossing {
        if x0 > covered {
            gaps.push((covered, x0.min(to)));
        }
        covered = covered.max(x1);
    }
    if covered < to {
        gaps.push((covered, to));
    }
    // The numbers of the lines are short; whatever follows them is of the next column.
    if left.kind == Kind::Serial {
        return gaps.first().map_or(from, |(a, b)| f32::midpoint(*a, *b));
    }
    let blank = 1.1 * em;
    let best = gaps
        .iter()
        .filter(|(a, b)| b - a > blank)
        .max_by(|(a, b), (c, d)| (b - a).total_cmp(&(d - c)))
        .or(gaps.last());
    best.map_or_else(|| f32::midpoint(from, to), |(a, b)| f32::midpoint(*a, *b))
}
