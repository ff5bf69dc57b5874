//! The blocks of the buyer and the seller. Which is which is told by the name at the block's
//! margin and by its place, never by the order in which the text was printed.

use invoice::{PartyField, Side};

use super::form::{Form, starting};
use super::labels::Label;
use super::sheet::{Line, Rect, Sheet};

/// A labelled row of a block.
struct Row {
    field: Option<PartyField>,
    label: Label,
}

/// The rows of one party and the zone in which their values stand.
struct Block {
    side: Side,
    rows: Vec<Row>,
}

/// What stands beside a label: the lines of the value, from the top.
pub(crate) struct PartyText {
    pub(crate) side: Side,
    /// `None` for 电子支付标识, which is no field of a party.
    pub(crate) field: Option<PartyField>,
    pub(crate) lines: Vec<Line>,
}

const LABELS: &[(&[&str], Option<PartyField>)] = &[
    (&["名称"], Some(PartyField::Name)),
    (
        &[
            "统一社会信用代码/纳税人识别号",
            "纳税人识别号/统一社会信用代码",
            "纳税人识别号",
            "纳税人登记号",
            "统一社会信用代码",
        ],
        Some(PartyField::TaxId),
    ),
    (&["地址电话"], Some(PartyField::AddressPhone)),
    (
        &["开户行及账号", "开户行及帐号", "开户银行及账号"],
        Some(PartyField::BankAccount),
    ),
    (&["电子支付标识"], None),
];

/// Widest gap inside a value, in em: some blanks between a bank's name and the account.
const WIDEST_GAP: f32 = 3.0;
/// Farthest start of a value from the end of the longest label, in em.
const FARTHEST_START: f32 = 6.0;

/// Reads both blocks. Also gives the marks of their labels and the top of the upper block.
pub(crate) fn read(sheet: &Sheet, form: &Form) -> (Vec<PartyText>, Option<f32>) {
    if let Some(frame) = &form.frame {
        let top = form
            .party_rows
            .iter()
            .map(|(_, _, label)| label.rect.y0)
            .min_by(f32::total_cmp);
        return (super::blocks::read(sheet, form, frame), top);
    }
    let blocks = blocks(sheet, form);
    let top = blocks
        .iter()
        .flat_map(|block| &block.rows)
        .map(|row| row.label.rect.y0)
        .min_by(f32::total_cmp);
    let label_marks: Vec<usize> = blocks
        .iter()
        .flat_map(|block| &block.rows)
        .flat_map(|row| row.label.marks.iter().copied())
        .collect();
    let texts = blocks
        .iter()
        .enumerate()
        .flat_map(|(index, block)| {
            let zone = zone(sheet, form, &blocks, index);
            values(sheet, block, zone, &label_marks)
        })
        .collect();
    (texts, top)
}

/// Finds the rows, groups them to blocks and tells whose each block is.
fn blocks(sheet: &Sheet, form: &Form) -> Vec<Block> {
    let table = form.headings.as_ref();
    let mut rows: Vec<Row> = LABELS
        .iter()
        .flat_map(|(wordings, field)| {
            let mut found: Vec<Label> = Vec::new();
            for wording in *wordings {
                for label in starting(sheet, wording) {
                    // 纳税人识别号 is also the end of the longer wording.
                    let inside = found
                        .iter()
                        .any(|f| f.marks.iter().any(|m| label.marks.contains(m)));
                    if !inside {
                        found.push(label);
                    }
                }
            }
            found.into_iter().map(|label| Row {
                field: *field,
                label,
            })
        })
        // Not the headings 项目名称 and the like, and nothing within the table.
        .filter(|row| {
            let y = row.label.rect.cy();
            table.is_none_or(|t| y < t.rect.y0 || y > form.items_bottom(sheet))
        })
        .collect();
    rows.sort_by(|a, b| a.label.rect.y0.total_cmp(&b.label.rect.y0));
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        let left = row.label.rect.x0;
        let fits = |group: &&mut Vec<Row>| {
            group.last().is_some_and(|last| {
                (last.label.rect.x0 - left).abs() < 2.0 * row.label.em
                    && row.label.rect.y0 - last.label.rect.y1 < 6.0 * row.label.em
            }) && !(row.field == Some(PartyField::Name)
                || group.iter().any(|other| other.field == row.field))
        };
        match groups.iter_mut().rev().find(fits) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    // A lone label is text of some remark, unless nothing else is there.
    if groups.iter().filter(|g| g.len() > 1).count() >= 2 {
        groups.retain(|g| g.len() > 1);
    }
    groups.truncate(2);
    assign(sheet, form, groups)
}

fn assign(sheet: &Sheet, form: &Form, groups: Vec<Vec<Row>>) -> Vec<Block> {
    let rects: Vec<Option<Rect>> = groups
        .iter()
        .map(|rows| {
            rows.iter()
                .map(|row| row.label.rect)
                .reduce(|a, b| a.union(&b))
        })
        .collect();
    let margins: Vec<Option<Side>> = rects
        .iter()
        .map(|rect| rect.and_then(|rect| margin_side(sheet, rect)))
        .collect();
    let table_y = form.headings.as_ref().map(|h| h.rect.cy());
    let placed = |index: usize| -> Option<Side> {
        let rect = rects.get(index).copied().flatten()?;
        let other = rects
            .iter()
            .enumerate()
            .find(|(i, _)| *i != index)
            .and_then(|(_, r)| *r);
        if let Some(other) = other {
            let beside = rect.y0 < other.y1 && other.y0 < rect.y1;
            let first = if beside {
                rect.x0 < other.x0
            } else {
                rect.y0 < other.y0
            };
            return Some(if first { Side::Buyer } else { Side::Seller });
        }
        let right = rect.x0 > sheet.width * 0.45;
        let below = table_y.is_some_and(|y| rect.cy() > y);
        Some(if right || below {
            Side::Seller
        } else {
            Side::Buyer
        })
    };
    let by_margin = match margins.as_slice() {
        [Some(a), Some(b)] => a != b,
        [Some(_)] => true,
        _ => false,
    };
    groups
        .into_iter()
        .enumerate()
        .filter_map(|(index, rows)| {
            let side = if by_margin {
                margins.get(index).copied().flatten()
            } else {
                placed(index)
            };
            Some(Block { side: side?, rows })
        })
        .collect()
}

/// Whose block it is by the name written downwards at its margin: 购买方, 购货单位, 销售方, ….
fn margin_side(sheet: &Sheet, block: Rect) -> Option<Side> {
    let em = sheet.body_em();
    let zone = Rect::new(
        block.x0 - 6.0 * em,
        block.y0 - 2.0 * em,
        block.x0 - 0.1 * em,
        block.y1 + 2.0 * em,
    );
    let mut found = sheet
        .marks
        .iter()
        .chain(&sheet.upright)
        .filter(|mark| zone.holds(mark.rect.center()))
        .filter_map(|mark| match mark.folded {
            '购' => Some(Side::Buyer),
            '销' => Some(Side::Seller),
            _ => None,
        });
    let side = found.next()?;
    found.all(|other| other == side).then_some(side)
}

/// Where the values of a block stand.
fn zone(sheet: &Sheet, form: &Form, blocks: &[Block], index: usize) -> Option<Rect> {
    let block = blocks.get(index)?;
    let rect = block_rect(block)?;
    let em = block.rows.first()?.label.em;
    let other = blocks
        .iter()
        .enumerate()
        .find(|(i, _)| *i != index)
        .and_then(|(_, b)| block_rect(b));
    let table = form.headings.as_ref().map(|h| h.rect);
    let above_table = table.is_none_or(|t| rect.y1 < t.y0);
    let bottom = if above_table {
        let next = other.filter(|o| o.y0 > rect.y1).map(|o| o.y0);
        table.map(|t| t.y0).or(next).unwrap_or(rect.y1 + 1.5 * em) - 0.1 * em
    } else {
        form.foot_top(sheet)
    };
    let top = if above_table {
        sheet
            .lowest_level_rule(rect.y0 - 3.0 * em, rect.y0 + 0.3 * em, rect.center().0)
            .unwrap_or(rect.y0 - 0.8 * em)
    } else {
        form.gross_bottom(sheet).unwrap_or(rect.y0 - 0.8 * em)
    };
    // A margin of the next block (密码区, 备注, 销售方信息) or a ruling line ends the block.
    let middle = f32::midpoint(rect.y0, rect.y1);
    let margin = form
        .margins
        .iter()
        .copied()
        .filter(|m| m.x0 > rect.x1 && m.y0 < rect.y1 + 2.0 * em && rect.y0 - 2.0 * em < m.y1)
        .map(|m| m.x0 - 0.1 * em)
        .min_by(f32::total_cmp);
    let neighbour = other
        .filter(|o| o.x0 > rect.x1 && o.y0 < rect.y1 && rect.y0 < o.y1)
        .map(|o| {
            // The name at its margin stands before its labels.
            sheet
                .upright_rule(rect.x1, o.x0, middle)
                .unwrap_or(o.x0 - 2.2 * em)
        });
    let rule = sheet.upright_rule(rect.x1 + 6.0 * em, sheet.width, middle);
    let right = [margin, neighbour, rule]
        .into_iter()
        .flatten()
        .fold(sheet.width, f32::min);
    Some(Rect::new(rect.x0 - 0.2 * em, top, right, bottom))
}

fn block_rect(block: &Block) -> Option<Rect> {
    block
        .rows
        .iter()
        .map(|row| row.label.rect)
        .reduce(|a, b| a.union(&b))
}

/// Gives every line of the block's zone to the row it stands nearest to.
fn values(
    sheet: &Sheet,
    block: &Block,
    zone: Option<Rect>,
    label_marks: &[usize],
) -> Vec<PartyText> {
    let mut texts: Vec<PartyText> = block
        .rows
        .iter()
        .map(|row| PartyText {
            side: block.side,
            field: row.field,
            lines: Vec::new(),
        })
        .collect();
    let Some(zone) = zone else {
        return texts;
    };
    let labels_end = block
        .rows
        .iter()
        .map(|row| row.label.rect.x1)
        .fold(zone.x0, f32::max);
    for line in sheet.lines(zone, |index| label_marks.contains(&index)) {
        // A value begins near the labels and has no wide gaps; what stands farther to the right
        // is of another block.
        let Some(line) = sheet.cut(&line, WIDEST_GAP).into_iter().next() else {
            continue;
        };
        let Some(rect) = sheet.rect(&line) else {
            continue;
        };
        if rect.x0 > labels_end + FARTHEST_START * (rect.y1 - rect.y0) {
            continue;
        }
        let nearest = block
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let off = (row.label.rect.cy() - rect.cy()).abs();
                (index, off, row.label.em)
            })
            .min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, off, em)) = nearest
            && off < 2.5 * em
            && let Some(text) = texts.get_mut(index)
        {
            text.lines.push(line);
        }
    }
    texts
}
