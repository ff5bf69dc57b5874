//! The printed form of 专票, 普票 and 电子普票 has the same proportions everywhere. From the labels
//! that were found on a picture follows where the others are, and where each value belongs.

use invoice::{PartyField, Side};

use super::labels::{self, Label};
use super::sheet::{Rect, Sheet};
use super::tilt::solve;

/// A printed name and where its middle stands, in widths and heights of the form's outer border.
struct Slot {
    wordings: &'static [&'static str],
    at: (f32, f32),
    down: bool,
}

const fn slot(wordings: &'static [&'static str], u: f32, v: f32) -> Slot {
    Slot {
        wordings,
        at: (u, v),
        down: false,
    }
}

const fn down(wordings: &'static [&'static str], u: f32, v: f32) -> Slot {
    Slot {
        wordings,
        at: (u, v),
        down: true,
    }
}

/// Measured on printed forms.
const SLOTS: &[Slot] = &[
    slot(&["开票日期"], 0.774, -0.062),
    slot(&["纳税人识别号"], 0.098, 0.086),
    slot(&["地址电话"], 0.098, 0.140),
    slot(&["开户行及账号", "开户行及帐号"], 0.098, 0.195),
    slot(
        &[
            "货物或应税劳务,服务名称",
            "货物或应税劳务服务名称",
            "货物或应税劳务名称",
        ],
        0.128,
        0.254,
    ),
    slot(&["规格型号"], 0.317, 0.254),
    slot(&["单位"], 0.413, 0.254),
    slot(&["数量"], 0.493, 0.254),
    slot(&["单价"], 0.593, 0.254),
    slot(&["金额"], 0.722, 0.254),
    slot(&["税率"], 0.824, 0.254),
    slot(&["税额"], 0.925, 0.254),
    slot(&["合计"], 0.122, 0.668),
    slot(&["价税合计(大写)", "价税合计"], 0.121, 0.741),
    slot(&["(小写)"], 0.748, 0.740),
    slot(&["纳税人识别号"], 0.098, 0.866),
    slot(&["地址电话"], 0.098, 0.915),
    slot(&["开户行及账号", "开户行及帐号"], 0.098, 0.966),
    slot(&["收款人"], 0.035, 1.030),
    slot(&["复核"], 0.307, 1.030),
    slot(&["开票人"], 0.539, 1.030),
    down(&["密码区"], 0.580, 0.112),
    down(&["备注"], 0.580, 0.887),
    down(&["购买方", "购货单位"], 0.0175, 0.115),
    down(&["销售方", "销货单位"], 0.012, 0.892),
];

/// Slots that no other form has: address and bank of a party, the first heading, 密码区.
const OWN: [usize; 6] = [2, 3, 4, 16, 17, 21];

/// Rows of a party's block: where their label begins and ends, and the rows' middles.
const LABEL_ENDS: (f32, f32) = (0.042, 0.158);
const ROWS: [(PartyField, f32, f32); 4] = [
    (PartyField::Name, 0.030, 0.817),
    (PartyField::TaxId, 0.086, 0.866),
    (PartyField::AddressPhone, 0.140, 0.915),
    (PartyField::BankAccount, 0.195, 0.966),
];

/// Edges of the table's columns.
pub(super) const EDGES: [f32; 9] = [0.0, 0.256, 0.376, 0.436, 0.540, 0.645, 0.798, 0.850, 1.0];
/// Where the figures of the total end.
const TOTAL_ENDS: (f32, f32) = (0.793, 0.989);

/// Least labels from which the form's place is told.
const LEAST: usize = 6;
/// Height of type of the labels, in heights of the form.
const LABEL_EM: f32 = 0.033;
/// Share of a form that lies on the page, across and down, where it is not one of another sheet.
const SHOWN: f32 = 0.75;
/// How far a label may stand from its place, in widths and heights of the form.
const OFF: (f32, f32) = (0.035, 0.03);

/// Something on the page that stands at a known place of the form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// In widths and heights of the form.
    pub(super) at: (f32, f32),
    /// In points of the page.
    pub(super) point: (f32, f32),
    /// Height of its type, in points.
    pub(super) height: f32,
}

/// Where the form lies on the page: x and y of a place on the form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    x: [f32; 3],
    y: [f32; 3],
    /// Height of type of the form's labels.
    em: f32,
}

impl Frame {
    /// The place of the form by the labels on the page, or where these are too pale by what was
    /// filled in; `None` where too few agree.
    pub(crate) fn find(sheet: &Sheet) -> Option<Self> {
        // 数电票 share single labels with this form, but not its proportions.
        if !labels::find(sheet, "统一社会信用代码").is_empty() {
            return None;
        }
        let candidates: Vec<(usize, Vec<Rect>)> = SLOTS
            .iter()
            .enumerate()
            .map(|(index, slot)| (index, places(sheet, slot)))
            .collect();
        let by_labels = Self::by_labels(sheet, &candidates);
        if by_labels
            .is_some_and(|frame| frame.lies_on(sheet) && super::filled::agrees(sheet, &frame))
        {
            return by_labels;
        }
        let labels: Vec<(usize, Pair)> = candidates
            .iter()
            .flat_map(|(index, rects)| {
                rects
                    .iter()
                    .filter_map(|rect| Some((*index, pair(*index, rect)?)))
            })
            .collect();
        // The labels may be those of another form that reaches into the picture.
        super::filled::frame(sheet, &labels, by_labels.as_ref()).or(by_labels)
    }

    /// Whether most of the form lies on the page.
    pub(super) fn lies_on(&self, sheet: &Sheet) -> bool {
        let whole = self.part((0.0, 0.0), (1.0, 1.0));
        let shown = |from: f32, to: f32, end: f32| (to.min(end) - from.max(0.0)) / (to - from);
        shown(whole.x0, whole.x1, sheet.width) > SHOWN
            && shown(whole.y0, whole.y1, sheet.height) > SHOWN
    }

    fn by_labels(sheet: &Sheet, candidates: &[(usize, Vec<Rect>)]) -> Option<Self> {
        // The rows of the two parties have the same names: with two of a name the upper one is
        // the buyer's; a lone one waits for the first fit.
        let mut pairs: Vec<(usize, Rect)> = Vec::new();
        for (index, rects) in candidates {
            let Some(slot) = SLOTS.get(*index) else {
                continue;
            };
            let twice = SLOTS.iter().filter(|s| s.wordings == slot.wordings).count() == 2;
            let mut sorted = rects.clone();
            sorted.sort_by(|a, b| a.y0.total_cmp(&b.y0));
            match (twice, sorted.as_slice()) {
                (false, [one]) => pairs.push((*index, *one)),
                (true, [upper, lower]) => {
                    pairs.push((*index, if slot.at.1 < 0.5 { *upper } else { *lower }));
                }
                _ => {}
            }
        }
        let mut frame = Self::fit(sheet, &mut pairs)?;
        let is_own = |pairs: &[(usize, Rect)]| pairs.iter().any(|(index, _)| OWN.contains(index));
        // Now the ambiguous ones are told by their places.
        for _ in 0..2 {
            let mut all: Vec<(usize, Rect)> = candidates
                .iter()
                .filter_map(|(index, rects)| {
                    let slot = SLOTS.get(*index)?;
                    rects
                        .iter()
                        .filter(|rect| frame.is_near(rect.center(), slot.at))
                        .min_by(|a, b| {
                            frame
                                .off(a.center(), slot.at)
                                .total_cmp(&frame.off(b.center(), slot.at))
                        })
                        .map(|rect| (*index, *rect))
                })
                .collect();
            frame = Self::fit(sheet, &mut all)?;
            pairs = all;
        }
        is_own(&pairs).then_some(frame)
    }

    /// Least squares; pairs that do not agree with the rest are dropped, the worst first.
    fn fit(sheet: &Sheet, pairs: &mut Vec<(usize, Rect)>) -> Option<Self> {
        loop {
            let frame = Self::solve(pairs)?;
            let worst = pairs
                .iter()
                .enumerate()
                .filter_map(|(at, (index, rect))| {
                    let slot = SLOTS.get(*index)?;
                    (!frame.is_near(rect.center(), slot.at))
                        .then(|| (at, frame.off(rect.center(), slot.at)))
                })
                .max_by(|a, b| a.1.total_cmp(&b.1));
            match worst {
                None => return frame.is_sound(sheet).then_some(frame),
                Some((at, _)) => {
                    pairs.remove(at);
                }
            }
        }
    }

    fn solve(pairs: &[(usize, Rect)]) -> Option<Self> {
        let pairs: Vec<Pair> = pairs
            .iter()
            .filter_map(|(index, rect)| pair(*index, rect))
            .collect();
        Self::through(&pairs, LEAST)
    }

    /// The form that lies nearest to these places, by least squares; `None` for fewer than `least`,
    /// and where they do not tell its height.
    pub(super) fn through(pairs: &[Pair], least: usize) -> Option<Self> {
        if pairs.len() < least {
            return None;
        }
        let mut matrix = [[0.0_f64; 3]; 3];
        let (mut xs, mut ys) = ([0.0_f64; 3], [0.0_f64; 3]);
        let mut spread = (f32::MAX, f32::MIN);
        for pair in pairs {
            let ((u, v), (x, y)) = (pair.at, pair.point);
            spread = (spread.0.min(v), spread.1.max(v));
            let terms = [f64::from(u), f64::from(v), 1.0];
            for (row, a) in matrix.iter_mut().zip(terms) {
                for (cell, b) in row.iter_mut().zip(terms) {
                    *cell += a * b;
                }
            }
            for (sums, value) in [(&mut xs, x), (&mut ys, y)] {
                for (sum, a) in sums.iter_mut().zip(terms) {
                    *sum += a * f64::from(value);
                }
            }
        }
        // Labels of one row tell nothing of the height.
        if spread.1 - spread.0 < 0.4 {
            return None;
        }
        let mut ems: Vec<f32> = pairs.iter().map(|pair| pair.height).collect();
        ems.sort_by(f32::total_cmp);
        Some(Self {
            x: solve(matrix, xs)?.map(|v| v as f32),
            y: solve(matrix, ys)?.map(|v| v as f32),
            em: ems.get(ems.len() / 3).copied()?,
        })
    }

    /// A level form of this size with one of its places known.
    pub(super) fn level(width: f32, height: f32, known: &Pair) -> Self {
        Self {
            x: [width, 0.0, known.point.0 - width * known.at.0],
            y: [0.0, height, known.point.1 - height * known.at.1],
            em: LABEL_EM * height,
        }
    }

    /// With the height of type that labels have on a form of this height, where none was seen.
    pub(super) fn with_em_of_height(mut self) -> Self {
        self.em = LABEL_EM * self.height();
        self
    }

    /// Whether it has the form's proportions and lies on the page.
    pub(super) fn is_sound(&self, sheet: &Sheet) -> bool {
        let ([width, shear, _], [slope, height, _]) = (self.x, self.y);
        let ratio = width / height.max(1.0);
        width > 0.2 * sheet.width
            && height > 0.1 * sheet.height
            && (1.5..3.2).contains(&ratio)
            && shear.abs() < 0.2 * height
            && slope.abs() < 0.12 * width
    }

    /// Where a place of the form is on the page.
    pub(crate) fn at(&self, u: f32, v: f32) -> (f32, f32) {
        let on = |[a, b, c]: [f32; 3]| a * u + b * v + c;
        (on(self.x), on(self.y))
    }

    /// A part of the form, between two places.
    pub(crate) fn part(&self, (u0, v0): (f32, f32), (u1, v1): (f32, f32)) -> Rect {
        let corners = [(u0, v0), (u1, v0), (u0, v1), (u1, v1)].map(|(u, v)| self.at(u, v));
        let xs = corners.map(|(x, _)| x);
        let ys = corners.map(|(_, y)| y);
        Rect::new(
            xs.iter().copied().fold(f32::MAX, f32::min),
            ys.iter().copied().fold(f32::MAX, f32::min),
            xs.iter().copied().fold(f32::MIN, f32::max),
            ys.iter().copied().fold(f32::MIN, f32::max),
        )
    }

    /// Where a place of the page is on the form.
    pub(crate) fn place(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let ([across, shear, left], [slope, down, top]) = (self.x, self.y);
        let determinant = across * down - shear * slope;
        if determinant.abs() < 1e-6 {
            return (0.0, 0.0);
        }
        let (dx, dy) = (x - left, y - top);
        (
            (dx * down - dy * shear) / determinant,
            (dy * across - dx * slope) / determinant,
        )
    }

    /// The form's height in points.
    pub(crate) fn height(&self) -> f32 {
        self.y[1]
    }

    fn off(&self, point: (f32, f32), at: (f32, f32)) -> f32 {
        let (u, v) = self.place(point);
        ((u - at.0) / OFF.0).hypot((v - at.1) / OFF.1)
    }

    fn is_near(&self, point: (f32, f32), at: (f32, f32)) -> bool {
        let (u, v) = self.place(point);
        (u - at.0).abs() < OFF.0 && (v - at.1).abs() < OFF.1
    }

    /// The label that stands at a place, or a label without marks where none was read.
    pub(crate) fn label(&self, found: Vec<Label>, at: (f32, f32)) -> Label {
        let near = found
            .into_iter()
            .filter(|label| self.is_near(label.rect.center(), at))
            .min_by(|a, b| {
                self.off(a.rect.center(), at)
                    .total_cmp(&self.off(b.rect.center(), at))
            });
        near.unwrap_or_else(|| {
            let (x, y) = self.at(at.0, at.1);
            let half = 0.5 * self.em;
            Label {
                marks: Vec::new(),
                rect: Rect::new(x - half, y - half, x + half, y + half),
                em: self.em,
            }
        })
    }

    /// The label of a slot by its first wording.
    pub(crate) fn label_of(&self, sheet: &Sheet, wording: &str, lower: bool) -> Option<Label> {
        let slot = SLOTS
            .iter()
            .find(|s| s.wordings.contains(&wording) && (s.at.1 > 0.5) == lower)?;
        let found = slot
            .wordings
            .iter()
            .flat_map(|wording| labels::find(sheet, wording))
            .collect();
        Some(self.label(found, slot.at))
    }

    /// The name of a block written downwards, or where it stands.
    pub(crate) fn margin(&self, wording: &str) -> Option<Rect> {
        let slot = SLOTS.iter().find(|s| s.wordings.contains(&wording))?;
        let (x, y) = self.at(slot.at.0, slot.at.1);
        let (half, tall) = (0.5 * self.em, 0.06 * self.height());
        Some(Rect::new(x - half, y - tall, x + half, y + tall))
    }

    /// The rows of both parties' blocks; those whose label was not read have one without marks.
    pub(crate) fn party_rows(&self, sheet: &Sheet) -> Vec<(Side, PartyField, Label)> {
        let mut rows = Vec::new();
        for (field, buyer, seller) in ROWS {
            for (side, v) in [(Side::Buyer, buyer), (Side::Seller, seller)] {
                let wordings: &[&str] = match field {
                    PartyField::Name => &["名称"],
                    PartyField::TaxId => &["纳税人识别号", "纳税人登记号"],
                    PartyField::AddressPhone => &["地址电话"],
                    PartyField::BankAccount => &["开户行及账号", "开户行及帐号"],
                };
                let found = wordings
                    .iter()
                    .flat_map(|wording| labels::find(sheet, wording))
                    .collect();
                let mut label = self.label(found, (0.098, v));
                if label.marks.is_empty() {
                    label.rect.x0 = self.at(LABEL_ENDS.0, v).0;
                    label.rect.x1 = self.at(LABEL_ENDS.1, v).0;
                }
                rows.push((side, field, label));
            }
        }
        rows
    }

    /// How far the printed figures of the totals lie to the right of where they belong.
    pub(crate) fn total_ends(&self) -> (f32, f32) {
        (
            self.at(TOTAL_ENDS.0, 0.668).0,
            self.at(TOTAL_ENDS.1, 0.668).0,
        )
    }
}

/// A label at its place.
fn pair(index: usize, rect: &Rect) -> Option<Pair> {
    Some(Pair {
        at: SLOTS.get(index)?.at,
        point: rect.center(),
        height: rect.y1 - rect.y0,
    })
}

/// Where a slot's wording stands.
fn places(sheet: &Sheet, slot: &Slot) -> Vec<Rect> {
    let mut found: Vec<Rect> = Vec::new();
    for wording in slot.wordings {
        let rects: Vec<Rect> = if slot.down {
            labels::find_down(sheet, wording)
        } else if wording.chars().count() == 2 {
            super::form::starting(sheet, wording)
                .into_iter()
                .map(|label| label.rect)
                .collect()
        } else {
            labels::find(sheet, wording)
                .into_iter()
                .map(|label| label.rect)
                .collect()
        };
        for rect in rects {
            let known = found
                .iter()
                .any(|other| other.holds(rect.center()) || rect.holds(other.center()));
            if !known {
                found.push(rect);
            }
        }
    }
    found
}
