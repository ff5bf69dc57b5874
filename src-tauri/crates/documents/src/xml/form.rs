use invoice::{FieldPath, HeaderField as H, ItemField as I, PartyField as P, Region, Side, Value};

use crate::ExactField;
use crate::ofd::{Role, Sheet};

/// Width of a sheet, as of the printed invoice. Millimetres, like all lengths here.
const WIDTH: f64 = 210.0;
/// Height of a sheet that needs no more.
const HEIGHT: f64 = 140.0;
/// Height beyond which lines go on on the next sheet.
const TALLEST: f64 = 297.0;
const LEFT: f64 = 4.5;
const RIGHT: f64 = 205.5;
/// Size of labels and values.
const SIZE: f64 = 3.175;
/// Smallest size of a value that is set in one line.
const SMALLEST: f64 = 2.2;
/// From line to line.
const STEP: f64 = 4.5;
/// Most characters of a value that are set; the value itself is not cut.
const MAX_SET: usize = 3_000;

/// The columns of the items: field, heading, left and right edge, and whether it is set to the right.
const COLUMNS: [(I, &str, f64, f64, bool); 8] = [
    (I::Name, "项目名称", 5.0, 45.0, false),
    (I::Specification, "规格型号", 46.0, 66.0, false),
    (I::Unit, "单 位", 67.0, 77.0, false),
    (I::Quantity, "数 量", 78.0, 102.0, true),
    (I::UnitPrice, "单 价", 103.0, 129.0, true),
    (I::Amount, "金 额", 130.0, 156.0, true),
    (I::TaxRate, "税率/征收率", 157.0, 178.0, true),
    (I::Tax, "税 额", 179.0, 205.0, true),
];

/// Sets an invoice's values on sheets that look like the printed form of 数电票, and gives every
/// field its place there. The pages are ours: the data has no layout of its own, and each sheet
/// says so.
pub(super) fn lay_out(fields: &mut [ExactField]) -> Vec<Sheet> {
    let items = fields.iter().filter_map(|f| match f.path {
        FieldPath::Item(index, _) => Some(index + 1),
        _ => None,
    });
    let rows: Vec<Row> = {
        let count = items.max().unwrap_or(0);
        let mut rows: Vec<Row> = (0..count).map(|_| Row::default()).collect();
        for (position, field) in fields.iter().enumerate() {
            if let FieldPath::Item(index, kind) = field.path
                && let Some(row) = rows.get_mut(index)
                && let Some((_, _, left, right, _)) = COLUMNS.iter().find(|c| c.0 == kind)
            {
                row.cells
                    .push((position, kind, wrapped(&shown(field), right - left)));
            }
        }
        rows
    };
    let mut form = Form {
        fields,
        sheets: Vec::new(),
        page: 0,
    };
    form.set(&rows);
    form.sheets
}

/// A line item: the position of each value among the fields, its column and its lines of text.
#[derive(Default)]
struct Row {
    cells: Vec<(usize, I, Vec<String>)>,
}

impl Row {
    fn lines(&self) -> usize {
        self.cells
            .iter()
            .map(|(_, _, lines)| lines.len())
            .max()
            .unwrap_or(0)
            .max(1)
    }
}

struct Form<'a> {
    fields: &'a mut [ExactField],
    sheets: Vec<Sheet>,
    /// The sheet that is set.
    page: usize,
}

impl Form<'_> {
    fn set(&mut self, rows: &[Row]) {
        let parties = self.party_lines();
        let parties_height = (parties as f64 * STEP + 4.0).max(22.0);
        let remarks: Vec<String> = self
            .find(FieldPath::Header(H::Remarks))
            .map_or_else(Vec::new, |(_, text)| wrapped(&text, 192.0));
        let remarks_height = (remarks.len() as f64 * STEP + 3.0).max(20.0);
        // Head 30, heading of the items 8, sum 6, words 8, foot 16.
        let fixed = 30.0 + parties_height + 8.0 + 6.0 + 8.0 + remarks_height + 16.0;
        let room = (TALLEST - fixed).max(STEP);
        let mut on_first = 0;
        let mut used = 0;
        for row in rows {
            let lines = used + row.lines();
            if on_first > 0 && lines as f64 * STEP > room {
                break;
            }
            used = lines;
            on_first += 1;
        }
        let items_height = (used as f64 * STEP).max(HEIGHT - fixed);
        self.sheets.push(Sheet::new(WIDTH, fixed + items_height));
        self.aside(fixed + items_height);
        self.head();

        let mut top = 30.0;
        self.rule(top);
        self.parties(top, parties_height);
        top += parties_height;
        self.rule(top);
        let items = rows.get(..on_first).unwrap_or_default();
        self.item_rows(top, items);
        top += 8.0 + items_height + 6.0;
        if on_first < rows.len() {
            self.text(20.0, top - 7.0, Role::Label, "（续下页）");
        }
        self.totals(top);
        self.sides(30.0, top + 8.0);
        self.rule(top);
        self.rule(top + 8.0);
        self.line((56.5, top), (56.5, top + 8.0));
        top += 8.0;
        for (index, label) in ["备", "注"].iter().enumerate() {
            self.text(
                5.9,
                top + remarks_height / 2.0 - 2.0 + index as f64 * 6.0,
                Role::Label,
                label,
            );
        }
        self.value_lines(FieldPath::Header(H::Remarks), &remarks, 11.3, top + 4.5);
        self.line((10.7, top), (10.7, top + remarks_height));
        self.sides(top, top + remarks_height);
        top += remarks_height;
        self.rule(top);
        for (x, label, field) in [
            (19.0, "收款人：", H::Payee),
            (80.0, "复核：", H::Reviewer),
            (140.0, "开票人：", H::Drawer),
        ] {
            self.labelled(x, top + 8.0, label, FieldPath::Header(field));
        }
        self.more_items(rows.get(on_first..).unwrap_or_default());
    }

    /// Title, number, date and the codes of older invoices.
    fn head(&mut self) {
        let kind = FieldPath::Header(H::InvoiceType);
        let title = self
            .find(kind)
            .map_or_else(|| "电子发票".to_owned(), |(_, text)| text);
        let size = 7.0;
        let middle = WIDTH / 2.0;
        let place = self.sheets.first_mut().and_then(|sheet| {
            sheet.text(
                middle - Sheet::width_of(size, &title) / 2.0,
                14.0,
                size,
                Role::Label,
                &title,
            )
        });
        self.place(kind, place);
        for y in [18.0, 19.0] {
            self.line((68.5, y), (141.5, y));
        }
        let right = [
            ("发票代码：", H::Code),
            ("发票号码：", H::Number),
            ("开票日期：", H::IssueDate),
            ("校验码：", H::CheckCode),
        ];
        let known: Vec<_> = right
            .into_iter()
            .filter(|(_, field)| self.find(FieldPath::Header(*field)).is_some())
            .collect();
        for (index, (label, field)) in known.into_iter().enumerate() {
            self.labelled(
                153.0,
                9.0 + index as f64 * 5.2,
                label,
                FieldPath::Header(field),
            );
        }
        self.labelled(5.5, 27.0, "机器编号：", FieldPath::Header(H::MachineNumber));
    }

    const PARTY: [(&'static str, P); 4] = [
        ("名称：", P::Name),
        ("统一社会信用代码/纳税人识别号：", P::TaxId),
        ("地址、电话：", P::AddressPhone),
        ("开户行及账号：", P::BankAccount),
    ];

    /// A party's value as lines and their size; the first line stands behind the label. A value
    /// that is a little too long is set smaller rather than in two lines.
    fn party_value(&self, side: Side, label: &str, field: P) -> (Vec<String>, f64) {
        let width = 92.0 - Sheet::width_of(SIZE, label);
        let Some((_, text)) = self.find(FieldPath::Party(side, field)) else {
            return (Vec::new(), SIZE);
        };
        let size = SIZE * width / Sheet::width_of(SIZE, &text);
        if (SMALLEST..SIZE).contains(&size) {
            (vec![text], size)
        } else {
            (wrapped(&text, width), SIZE)
        }
    }

    fn party_lines(&self) -> usize {
        let lines = |side| {
            Self::PARTY
                .iter()
                .map(|(label, field)| {
                    let lines = self.party_value(side, label, *field).0.len();
                    if matches!(field, P::Name | P::TaxId) {
                        lines.max(1)
                    } else {
                        lines
                    }
                })
                .sum::<usize>()
        };
        lines(Side::Buyer).max(lines(Side::Seller))
    }

    fn parties(&mut self, top: f64, height: f64) {
        for (side, left, name) in [
            (Side::Buyer, LEFT, "购买方信息"),
            (Side::Seller, 105.2, "销售方信息"),
        ] {
            for (index, c) in name.chars().enumerate() {
                self.text(
                    left + 1.4,
                    top + height / 2.0 - 6.0 + index as f64 * 3.8,
                    Role::Label,
                    &c.to_string(),
                );
            }
            for x in [left, left + 6.2] {
                self.line((x, top), (x, top + height));
            }
            let mut y = top + 5.5;
            for (label, field) in Self::PARTY {
                let (lines, size) = self.party_value(side, label, field);
                if lines.is_empty() && !matches!(field, P::Name | P::TaxId) {
                    continue;
                }
                self.text(left + 7.0, y, Role::Label, label);
                self.sized_lines(
                    FieldPath::Party(side, field),
                    &lines,
                    size,
                    left + 7.0 + Sheet::width_of(SIZE, label),
                    y,
                );
                y += lines.len().max(1) as f64 * STEP;
            }
        }
        self.line((RIGHT, top), (RIGHT, top + height));
    }

    /// The heading of the items and the rows below it.
    fn item_rows(&mut self, top: f64, rows: &[Row]) {
        for (_, heading, left, right, _) in COLUMNS {
            let x = f64::midpoint(left, right) - Sheet::width_of(SIZE, heading) / 2.0;
            self.text(x, top + 4.5, Role::Label, heading);
        }
        let mut y = top + 10.0;
        for row in rows {
            for (position, kind, lines) in &row.cells {
                let Some((_, _, left, right, flush)) =
                    COLUMNS.iter().find(|c| c.0 == *kind).copied()
                else {
                    continue;
                };
                let mut place: Option<Region> = None;
                for (index, line) in lines.iter().enumerate() {
                    let x = if flush {
                        right - Sheet::width_of(SIZE, line)
                    } else {
                        left
                    };
                    let here = self.text(x, y + index as f64 * STEP, Role::Value, line);
                    place = union(place, here);
                }
                let page = self.page;
                if let Some(field) = self.fields.get_mut(*position) {
                    field.place = place.map(|region| (page, region));
                }
            }
            y += row.lines() as f64 * STEP;
        }
    }

    /// The sum above `top` and the amount with tax below it.
    fn totals(&mut self, top: f64) {
        self.text(20.0, top - 2.0, Role::Label, "合");
        self.text(36.0, top - 2.0, Role::Label, "计");
        for (field, right) in [(H::TotalAmount, 156.0), (H::TotalTax, 205.0)] {
            self.amount(FieldPath::Header(field), right, top - 2.0);
        }
        self.text(16.4, top + 5.3, Role::Label, "价税合计（大写）");
        let words = FieldPath::Header(H::AmountInWords);
        let lines: Vec<String> = self.find(words).map(|(_, text)| text).into_iter().collect();
        if !lines.is_empty() {
            self.text(58.0, top + 5.3, Role::Label, "⊗");
        }
        self.value_lines(words, &lines, 62.9, top + 5.3);
        self.text(143.0, top + 5.3, Role::Label, "（小写）");
        if let Some((_, text)) = self.find(FieldPath::Header(H::AmountWithTax)) {
            self.value_lines(
                FieldPath::Header(H::AmountWithTax),
                &[format!("¥{text}")],
                156.0,
                top + 5.3,
            );
        }
    }

    fn amount(&mut self, path: FieldPath, right: f64, y: f64) {
        if let Some((_, text)) = self.find(path) {
            let text = format!("¥{text}");
            self.value_lines(
                path,
                std::slice::from_ref(&text),
                right - Sheet::width_of(SIZE, &text),
                y,
            );
        }
    }

    /// The items that did not fit, on sheets of their own.
    fn more_items(&mut self, rows: &[Row]) {
        let mut rest = rows;
        while !rest.is_empty() {
            let mut count = 0;
            let mut used = 0;
            for row in rest {
                let lines = used + row.lines();
                if count > 0 && lines as f64 * STEP > TALLEST - 44.0 {
                    break;
                }
                used = lines;
                count += 1;
            }
            let (here, later) = rest.split_at(count);
            self.page = self.sheets.len();
            let bottom = (20.0 + used as f64 * STEP + 10.0).max(HEIGHT - 14.0);
            self.sheets.push(Sheet::new(WIDTH, bottom + 14.0));
            self.aside(bottom + 14.0);
            self.rule(12.0);
            self.item_rows(12.0, here);
            self.rule(bottom);
            self.sides(12.0, bottom);
            rest = later;
        }
        self.page = 0;
    }

    /// Says at the lower margin that the page is ours.
    fn aside(&mut self, height: f64) {
        let text = "由 XML 数据绘制，非原件版式";
        let x = RIGHT - Sheet::width_of(2.4, text);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.text(x, height - 3.0, 2.4, Role::Aside, text);
        }
    }

    /// The value of a field as it is shown.
    fn find(&self, path: FieldPath) -> Option<(usize, String)> {
        let (position, field) = self
            .fields
            .iter()
            .enumerate()
            .find(|(_, f)| f.path == path)?;
        Some((position, shown(field)))
    }

    fn place(&mut self, path: FieldPath, place: Option<Region>) {
        let page = self.page;
        if let (Some(field), Some(region)) =
            (self.fields.iter_mut().find(|f| f.path == path), place)
        {
            field.place = Some((page, region));
        }
    }

    fn labelled(&mut self, x: f64, y: f64, label: &str, path: FieldPath) {
        if let Some((_, text)) = self.find(path) {
            self.text(x, y, Role::Label, label);
            self.value_lines(path, &[text], x + Sheet::width_of(SIZE, label), y);
        }
    }

    fn value_lines(&mut self, path: FieldPath, lines: &[String], x: f64, y: f64) {
        self.sized_lines(path, lines, SIZE, x, y);
    }

    fn sized_lines(&mut self, path: FieldPath, lines: &[String], size: f64, x: f64, y: f64) {
        let mut place = None;
        for (index, line) in lines.iter().enumerate() {
            let sheet = self.sheets.get_mut(self.page);
            let here =
                sheet.and_then(|s| s.text(x, y + index as f64 * STEP, size, Role::Value, line));
            place = union(place, here);
        }
        self.place(path, place);
    }

    fn text(&mut self, x: f64, y: f64, role: Role, text: &str) -> Option<Region> {
        self.sheets.get_mut(self.page)?.text(x, y, SIZE, role, text)
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        if let Some(sheet) = self.sheets.get_mut(self.page) {
            sheet.line(from, to);
        }
    }

    fn rule(&mut self, y: f64) {
        self.line((LEFT, y), (RIGHT, y));
    }

    fn sides(&mut self, top: f64, bottom: f64) {
        for x in [LEFT, RIGHT] {
            self.line((x, top), (x, bottom));
        }
    }
}

fn union(a: Option<Region>, b: Option<Region>) -> Option<Region> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.union(&b)),
        (a, b) => a.or(b),
    }
}

/// A value as an invoice prints it: dates in Chinese, rates in per cent, amounts with two digits;
/// what cannot be parsed as it stands.
fn shown(field: &ExactField) -> String {
    match Value::parse(field.path.kind(), &field.text) {
        Some(Value::Date(date)) => {
            format!("{}年{:02}月{:02}日", date.year(), date.month(), date.day())
        }
        Some(value @ (Value::Money(_) | Value::Rate(_))) => value.to_string(),
        _ => field.text.clone(),
    }
}

/// Text in lines no wider than `width`; its own line ends are kept.
fn wrapped(text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let set: String = text.chars().take(MAX_SET).collect();
    for part in set.lines() {
        let mut line = String::new();
        let mut used = 0.0;
        for c in part.chars() {
            let wide = Sheet::width_of(SIZE, c.encode_utf8(&mut [0; 4]));
            if used + wide > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
