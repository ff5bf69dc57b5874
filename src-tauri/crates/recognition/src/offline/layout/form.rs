//! The skeleton of a page: which labels stand where, and which zones follow from them.

use invoice::{PartyField, Side};

use super::columns::{self, Headings};
use super::figures;
use super::frame::Frame;
use super::labels::{self, Label};
use super::sheet::{Rect, Sheet};

/// The labels that carry the page's structure.
pub(crate) struct Form {
    /// The table's headings, with its columns fitted.
    pub(crate) headings: Option<Headings>,
    /// 合　计 below the lines.
    pub(crate) total: Option<Label>,
    /// 价税合计（大写）.
    pub(crate) gross: Option<Label>,
    /// （小写）.
    pub(crate) gross_figures: Option<Label>,
    /// 密码区, written downwards.
    pub(crate) secret: Option<Rect>,
    /// 备注, written downwards.
    pub(crate) remarks: Option<Rect>,
    /// Names of blocks written downwards, beside which another block ends.
    pub(crate) margins: Vec<Rect>,
    /// 收款人, 复核, 开票人 at the foot.
    pub(crate) payee: Option<Label>,
    pub(crate) reviewer: Option<Label>,
    pub(crate) drawer: Option<Label>,
    /// 销售方：（章）, or whatever else ends the line at the foot.
    pub(crate) seal: Option<Label>,
    /// Page with the list of goods (清单) rather than the invoice itself.
    pub(crate) is_list: bool,
    /// On a picture, where the printed form lies.
    pub(crate) frame: Option<Frame>,
    /// The rows of the parties' blocks, where they follow from the frame.
    pub(crate) party_rows: Vec<(Side, PartyField, Label)>,
}

impl Form {
    pub(crate) fn new(sheet: &Sheet) -> Self {
        let is_list = ["清单"]
            .iter()
            .flat_map(|wording| labels::find(sheet, wording))
            .any(|label| label.em > 1.2 * sheet.body_em() && label.rect.y0 < 0.25 * sheet.height);
        let mut headings = columns::find(sheet);
        let table_top = headings.as_ref().map_or(0.0, |h| h.rect.y1);
        let below = |found: Vec<Label>, y: f32| {
            found
                .into_iter()
                .filter(|label| label.rect.y0 >= y)
                .min_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0))
        };
        // Only the last one is the form's own: remarks and goods may hold the same words.
        let lowest = |found: Vec<Label>| {
            found
                .into_iter()
                .filter(|label| label.rect.y0 >= table_top)
                .max_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0))
        };
        let gross = lowest(labels::find_any(
            sheet,
            &["价税合计(大写)", "价税合计", "合计金额(大写)"],
        ));
        let gross_figures = lowest(labels::find_any(
            sheet,
            &["(小写)", "合计金额(小写)", "小写"],
        ));
        let gross_top = gross.as_ref().map_or(sheet.height, |g| g.rect.y0);
        let total = if is_list {
            ["小计", "总计", "合计", "原价合计", "折扣额合计"]
                .iter()
                .filter_map(|wording| below(starting(sheet, wording), table_top))
                .min_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0))
        } else {
            starting(sheet, "合计")
                .into_iter()
                .filter(|label| label.rect.y0 >= table_top && label.rect.y1 <= gross_top)
                .max_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0))
        };
        let total = total.or_else(|| {
            let gross = gross.as_ref().or(gross_figures.as_ref())?;
            (sheet.is_picture && !is_list).then(|| seen_total(sheet, table_top, gross))?
        });
        // A page of a longer invoice ends with 小计.
        let subtotal = below(starting(sheet, "小计"), table_top);
        let bottom = [&total, &subtotal, &gross]
            .into_iter()
            .flatten()
            .map(|label| label.rect.y0)
            .fold(sheet.height, f32::min);
        if let Some(headings) = &mut headings {
            headings.fit(sheet, bottom);
        }
        let foot = gross.as_ref().map_or(table_top, |g| g.rect.y1);
        let drawer = lowest(labels::find(sheet, "开票人")).filter(|l| l.rect.y0 >= foot);
        let beside = |wordings: &[&str]| {
            let level = drawer.as_ref()?;
            wordings
                .iter()
                .flat_map(|wording| labels::find(sheet, wording))
                .find(|label| (label.rect.cy() - level.rect.cy()).abs() < level.em)
        };
        let frame = if sheet.is_picture && !is_list {
            Frame::find(sheet)
        } else {
            None
        };
        let form = Self {
            payee: beside(&["收款人", "收款员"]),
            reviewer: beside(&["复核人", "复核"]),
            seal: beside(&["销售方", "销货单位", "销货方"]),
            secret: labels::find_down(sheet, "密码区").into_iter().next(),
            margins: ["密码区", "备注", "说明", "销售方", "销货单位"]
                .iter()
                .flat_map(|wording| labels::find_down(sheet, wording))
                .collect(),
            remarks: labels::find_down(sheet, "备注")
                .into_iter()
                .filter(|rect| rect.y0 >= foot - 2.0)
                .max_by(|a, b| a.y0.total_cmp(&b.y0)),
            drawer,
            headings,
            total,
            gross,
            gross_figures,
            is_list,
            frame,
            party_rows: Vec::new(),
        };
        match frame {
            Some(frame) => form.completed(sheet, &frame),
            None => form,
        }
    }

    /// With the labels that could not be read, where the frame says that they are.
    fn completed(mut self, sheet: &Sheet, frame: &Frame) -> Self {
        let upper = |wording: &str| frame.label_of(sheet, wording, false);
        let lower = |wording: &str| frame.label_of(sheet, wording, true);
        self.party_rows = frame.party_rows(sheet);
        self.total = lower("合计");
        self.gross = lower("价税合计");
        self.gross_figures = lower("(小写)");
        self.payee = lower("收款人");
        self.reviewer = lower("复核");
        self.drawer = lower("开票人");
        self.secret = self.secret.or_else(|| frame.margin("密码区"));
        let notes = frame.margin("备注");
        self.remarks = self.remarks.or(notes);
        self.margins.extend(self.secret);
        self.margins.extend(notes);
        let toll = !labels::find(sheet, "车牌号").is_empty();
        if !toll || self.headings.is_none() {
            let headings: Vec<Label> = columns::FORM_COLUMNS
                .iter()
                .filter_map(|(wording, _)| upper(wording))
                .collect();
            self.headings = columns::framed(sheet, frame, &headings).or(self.headings);
        }
        self
    }

    /// The marks of the printed form, as far as they are known.
    pub(crate) fn printed(&self, sheet: &Sheet) -> Vec<usize> {
        let single = [
            &self.total,
            &self.gross,
            &self.gross_figures,
            &self.payee,
            &self.reviewer,
            &self.drawer,
            &self.seal,
        ];
        let dates = labels::find(sheet, "开票日期");
        single
            .into_iter()
            .flatten()
            .chain(self.party_rows.iter().map(|(_, _, label)| label))
            .chain(&dates)
            .flat_map(|label| label.marks.iter().copied())
            .chain(
                self.headings
                    .iter()
                    .flat_map(|headings| headings.marks.iter().copied()),
            )
            .collect()
    }

    /// Whether none of the labels that hold a page together can be read.
    pub(crate) fn is_unlabelled(&self) -> bool {
        self.headings.is_none() && self.gross.is_none() && self.gross_figures.is_none()
    }

    /// Where the lines of the table end.
    pub(crate) fn items_bottom(&self, sheet: &Sheet) -> f32 {
        let table_top = self.headings.as_ref().map_or(0.0, |h| h.rect.y1);
        let subtotal = starting(sheet, "小计")
            .into_iter()
            .filter(|label| label.rect.y0 >= table_top)
            .map(|label| label.rect.y0)
            .fold(sheet.height, f32::min);
        [&self.total, &self.gross]
            .into_iter()
            .flatten()
            .map(|label| label.rect.y0)
            .fold(subtotal, f32::min)
    }

    /// Where the row with 价税合计 ends and the seller's block begins.
    pub(crate) fn gross_bottom(&self, sheet: &Sheet) -> Option<f32> {
        let gross = self.gross.as_ref().or(self.gross_figures.as_ref())?;
        let middle = sheet.width / 2.0;
        Some(
            sheet
                .level_rule(
                    gross.rect.cy() + 0.3 * gross.em,
                    gross.rect.y1 + 1.5 * gross.em,
                    middle,
                )
                .unwrap_or(gross.rect.y1 + 0.3 * gross.em),
        )
    }

    /// Where the foot with 开票人 begins.
    pub(crate) fn foot_top(&self, sheet: &Sheet) -> f32 {
        let Some(drawer) = &self.drawer else {
            return sheet.height;
        };
        sheet
            .lowest_level_rule(
                drawer.rect.y0 - 3.0 * drawer.em,
                drawer.rect.cy(),
                sheet.width / 2.0,
            )
            .unwrap_or(drawer.rect.y0 - 0.2 * drawer.em)
    }
}

/// Where 合计 stands when its label was not read: on the last row of amounts with ¥ above the price.
fn seen_total(sheet: &Sheet, table_top: f32, gross: &Label) -> Option<Label> {
    let above = Rect::new(
        0.0,
        table_top.max(gross.rect.y0 - 6.0 * gross.em),
        sheet.width,
        gross.rect.y0 - 0.2 * gross.em,
    );
    let figure = figures::figures(sheet, above)
        .into_iter()
        .filter(|figure| figure.signed)
        .max_by(|a, b| a.rect.cy().total_cmp(&b.rect.cy()))?;
    Some(Label {
        marks: Vec::new(),
        rect: Rect::new(gross.rect.x0, figure.rect.y0, gross.rect.x0, figure.rect.y1),
        em: gross.em,
    })
}

/// Labels that nothing stands directly before: 合计 but not the end of 价税合计.
pub(crate) fn starting(sheet: &Sheet, wording: &str) -> Vec<Label> {
    let mut found = labels::find(sheet, wording);
    found.retain(|label| {
        let Some(first) = label.marks.first() else {
            return false;
        };
        !sheet.marks.iter().enumerate().any(|(index, mark)| {
            index != *first
                && (mark.rect.cy() - label.rect.cy()).abs() < 0.5 * label.em
                && mark.rect.x1 > label.rect.x0 - 0.4 * label.em
                && mark.rect.center().0 < label.rect.x0
        })
    });
    found
}
