//! Pages whose form was printed in a font that tells no characters: the values are there, their
//! labels are not. The old form has the same shape everywhere, so values are told by their look
//! and by their places relative to each other. Only what is certain is taken.

use invoice::{
    FieldKind, FieldPath, HeaderField, InvoiceType, ItemField, Money, PartyField, Side, TaxId,
    Value, parse_decimal, type_of_code, words,
};

use super::draft::Draft;
use super::header::{VALUE_GAP, is_code, is_date, title};
use super::sheet::{Line, Rect, Sheet};

/// What holds the page together where there are no labels.
struct Frame {
    code: Line,
    number: Line,
    /// The parties' taxpayer numbers: the buyer's, if printed, above the table, the seller's below.
    buyer: Option<Line>,
    seller: Line,
    /// The amount in words, and the figures beside it.
    words: Line,
    gross: Line,
}

/// Reads a page without labels. Does nothing where it is not the old form.
pub(crate) fn read(sheet: &Sheet, draft: &mut Draft) {
    let Some(frame) = frame(sheet) else {
        return;
    };
    let header = FieldPath::Header;
    let mut put =
        |field, marks: &Line| draft.put(sheet, header(field), std::slice::from_ref(marks), "");
    put(HeaderField::Code, &frame.code);
    put(HeaderField::Number, &frame.number);
    put(HeaderField::AmountInWords, &frame.words);
    put(HeaderField::AmountWithTax, &frame.gross);
    if let Some((marks, title)) = title(sheet, 0.3 * sheet.height) {
        draft.put_text(sheet, header(HeaderField::Title), &marks, title);
    }
    put_head(sheet, &frame, draft);
    if let Some(buyer) = &frame.buyer {
        put_party(sheet, Side::Buyer, buyer, draft);
    }
    put_party(sheet, Side::Seller, &frame.seller, draft);
    put_table(sheet, &frame, draft);
    put_foot(sheet, &frame, draft);
    let kind = type_of_code(&sheet.folded(&frame.code));
    let toll = draft
        .fields
        .contains_key(&FieldPath::Item(0, ItemField::LicensePlate));
    if let Some(kind) = kind {
        let kind = if toll { InvoiceType::Toll } else { kind };
        let text = sheet.text(&frame.code);
        draft.put_value(
            sheet,
            header(HeaderField::InvoiceType),
            &frame.code,
            text,
            Value::InvoiceType(kind),
        );
    }
}

/// Whether the page is the old form without its labels.
pub(crate) fn fits(sheet: &Sheet) -> bool {
    frame(sheet).is_some()
}

/// Pieces of a zone, cut where a gap is wider than `gap` em, from the top.
fn pieces(sheet: &Sheet, zone: Rect, gap: f32) -> Vec<Line> {
    sheet
        .lines(zone, |_| false)
        .iter()
        .flat_map(|line| sheet.cut(line, gap))
        .collect()
}

fn frame(sheet: &Sheet) -> Option<Frame> {
    let (width, height) = (sheet.width, sheet.height);
    let right_head = Rect::new(0.6 * width, 0.0, width, 0.25 * height);
    let head = pieces(sheet, right_head, 0.2);
    let code = head
        .iter()
        .find(|part| is_code(&sheet.folded(part)))?
        .clone();
    let code_y = sheet.rect(&code)?.cy();
    let number = head
        .iter()
        .find(|part| {
            let text = sheet.folded(part);
            let below = sheet.rect(part).is_some_and(|r| r.cy() > code_y);
            below && text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
        })?
        .clone();
    let left = Rect::new(0.0, 0.15 * height, 0.55 * width, height);
    let mut tax_ids: Vec<(f32, Line)> = pieces(sheet, left, 0.5)
        .into_iter()
        .filter(|part| TaxId::parse(&sheet.folded(part)).is_some())
        .filter_map(|part| Some((sheet.rect(&part)?.cy(), part)))
        .collect();
    tax_ids.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole = Rect::new(0.0, 0.4 * height, width, height);
    let (words_y, words) = pieces(sheet, whole, 1.2)
        .into_iter()
        .filter(|part| words::parse(&sheet.text(part)).is_some_and(|m| m != Money::ZERO))
        .find_map(|part| Some((sheet.rect(&part)?.cy(), part)))?;
    let (_, seller) = tax_ids.iter().find(|(y, _)| *y > words_y)?.clone();
    let buyer = tax_ids
        .into_iter()
        .find(|(y, _)| *y < words_y)
        .map(|(_, marks)| marks);
    let words_end = sheet.rect(&words)?.x1;
    let em = sheet.body_em();
    let beside = Rect::new(words_end, words_y - em, width, words_y + em);
    let gross: Line = sheet.lines(beside, |_| false).concat();
    Money::parse(&sheet.folded(&gross))?;
    Some(Frame {
        code,
        number,
        buyer,
        seller,
        words,
        gross,
    })
}

/// Date, check code and machine number.
fn put_head(sheet: &Sheet, frame: &Frame, draft: &mut Draft) {
    let (width, height) = (sheet.width, sheet.height);
    let zone = Rect::new(0.6 * width, 0.0, width, 0.25 * height);
    let number_y = sheet.rect(&frame.number).map_or(0.0, |r| r.cy());
    let below: Vec<Line> = pieces(sheet, zone, VALUE_GAP)
        .into_iter()
        .filter(|part| sheet.rect(part).is_some_and(|r| r.y0 > number_y))
        .collect();
    let mut put = |field, marks: Option<&Line>| {
        if let Some(marks) = marks {
            draft.put(
                sheet,
                FieldPath::Header(field),
                std::slice::from_ref(marks),
                " ",
            );
        }
    };
    put(
        HeaderField::IssueDate,
        below.iter().find(|part| is_date(&sheet.folded(part))),
    );
    put(
        HeaderField::CheckCode,
        below.iter().find(|part| {
            let text = sheet.folded(part);
            text.len() == 20 && text.bytes().all(|b| b.is_ascii_digit())
        }),
    );
    let left = Rect::new(0.0, 0.1 * height, 0.45 * width, 0.25 * height);
    put(
        HeaderField::MachineNumber,
        pieces(sheet, left, 1.0).iter().find(|part| {
            let text = sheet.folded(part);
            text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
        }),
    );
}

/// The rows of a party stand one below the other: name, number, address and phone, bank.
fn put_party(sheet: &Sheet, side: Side, tax_id: &Line, draft: &mut Draft) {
    let Some(at) = sheet.rect(tax_id) else {
        return;
    };
    draft.put(
        sheet,
        FieldPath::Party(side, PartyField::TaxId),
        std::slice::from_ref(tax_id),
        "",
    );
    let em = sheet.body_em();
    let row = |from: f32, to: f32| -> Option<Line> {
        let zone = Rect::new(at.x0 - em, from, 0.58 * sheet.width, to);
        sheet
            .lines(zone, |index| tax_id.contains(&index))
            .into_iter()
            .find_map(|line| {
                let line = sheet.cut(&line, 3.0).into_iter().next()?;
                let aligned = (sheet.rect(&line)?.x0 - at.x0).abs() < 1.5 * em;
                aligned.then_some(line)
            })
    };
    let mut put = |field, line: Line| {
        draft.put(sheet, FieldPath::Party(side, field), &[line], "");
    };
    if let Some(name) = row(at.cy() - 2.3 * em, at.cy() - 0.6 * em) {
        put(PartyField::Name, name);
    }
    let below = row(at.cy() + 0.6 * em, at.cy() + 2.1 * em);
    let last = row(at.cy() + 2.1 * em, at.cy() + 3.9 * em);
    for (line, field) in [
        (below, PartyField::AddressPhone),
        (last, PartyField::BankAccount),
    ] {
        if let Some(line) = line {
            put(field, line);
        }
    }
}

/// Totals and lines: figures of one line around a rate.
fn put_table(sheet: &Sheet, frame: &Frame, draft: &mut Draft) {
    let Some(words) = sheet.rect(&frame.words) else {
        return;
    };
    let top = frame
        .buyer
        .as_ref()
        .and_then(|marks| sheet.rect(marks))
        .map_or(0.3 * sheet.height, |r| r.y1);
    let zone = Rect::new(0.0, top, sheet.width, words.y0 - 0.2 * sheet.body_em());
    let lines: Vec<Vec<Line>> = sheet
        .lines(zone, |_| false)
        .iter()
        .map(|line| sheet.cut(line, 0.9))
        .collect();
    let signed = |parts: &[Line]| {
        let text: String = parts.iter().map(|part| sheet.folded(part)).collect();
        text.matches('¥').count() == 2 || (text.contains('¥') && text.contains("***"))
    };
    let total = lines.iter().rposition(|parts| signed(parts));
    if let Some(parts) = total.and_then(|at| lines.get(at)) {
        put_totals(sheet, parts, draft);
    }
    let mut index: Option<usize> = None;
    let mut columns: Option<(f32, Option<f32>)> = None;
    for parts in lines.iter().take(total.unwrap_or(lines.len())) {
        if let Some(cells) = item_cells(sheet, parts) {
            let next = index.map_or(0, |i| i + 1);
            index = Some(next);
            let place = |field| {
                cells
                    .iter()
                    .find(|(f, _)| *f == field)
                    .and_then(|(_, marks)| sheet.rect(marks))
                    .map(|r| r.x0)
            };
            columns = place(ItemField::Name).map(|x| (x, place(ItemField::Specification)));
            for (field, marks) in cells {
                draft.put(sheet, FieldPath::Item(next, field), &[marks], "");
            }
        } else if let (Some(index), Some((name, specification))) = (index, columns) {
            for part in parts {
                go_on(sheet, index, part, name, specification, draft);
            }
        }
    }
}

fn put_totals(sheet: &Sheet, parts: &[Line], draft: &mut Draft) {
    let all: Line = parts.concat();
    let signs: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, mark)| sheet.mark(**mark).is_some_and(|m| m.folded == '¥'))
        .map(|(at, _)| at)
        .collect();
    let figures = |from: usize, to: usize| -> Line {
        all.iter().skip(from).take(to - from).copied().collect()
    };
    let (amount, tax) = match signs.as_slice() {
        [first, second] => (figures(*first, *second), figures(*second, all.len())),
        [first] => {
            let end = all
                .iter()
                .position(|mark| sheet.mark(*mark).is_some_and(|m| m.folded == '*'))
                .filter(|end| end > first)
                .unwrap_or(all.len());
            (figures(*first, end), Line::new())
        }
        _ => return,
    };
    for (field, marks) in [
        (HeaderField::TotalAmount, amount),
        (HeaderField::TotalTax, tax),
    ] {
        if Money::parse(&sheet.folded(&marks)).is_some() {
            draft.put(sheet, FieldPath::Header(field), &[marks], "");
        }
    }
}

/// The cells of a line that has a rate with an amount before it and a tax after it.
fn item_cells(sheet: &Sheet, parts: &[Line]) -> Option<Vec<(ItemField, Line)>> {
    let text = |part: &Line| sheet.folded(part);
    let is_rate = |part: &Line| {
        let text = text(part);
        (text.ends_with('%') || text.contains("税"))
            && matches!(Value::parse(FieldKind::Rate, &text), Some(Value::Rate(_)))
    };
    let rate = parts.iter().rposition(is_rate)?;
    let amount = rate.checked_sub(1).and_then(|i| parts.get(i))?;
    let tax = parts.get(rate + 1)?;
    Money::parse(&text(amount))?;
    let untaxed = text(tax).chars().all(|c| c == '*');
    (untaxed || Money::parse(&text(tax)).is_some()).then_some(())?;
    let mut cells = vec![
        (ItemField::Amount, amount.clone()),
        (ItemField::TaxRate, parts.get(rate)?.clone()),
        (ItemField::Tax, tax.clone()),
    ];
    let mut rest: Vec<&Line> = parts.iter().take(rate - 1).collect();
    let name = (!rest.is_empty()).then(|| rest.remove(0));
    cells.extend(name.map(|part| (ItemField::Name, part.clone())));
    let is_day = |part: &&Line| text(part).len() == 8 && is_date(&text(part));
    if let [plate, middle @ .., start, end] = rest.as_slice()
        && is_day(start)
        && is_day(end)
    {
        cells.push((ItemField::LicensePlate, (*plate).clone()));
        cells.push((ItemField::TollStart, (*start).clone()));
        cells.push((ItemField::TollEnd, (*end).clone()));
        if let [kind] = middle {
            cells.push((ItemField::VehicleType, (*kind).clone()));
        }
        return Some(cells);
    }
    // Quantity and price are told from each other by giving the amount.
    if let [.., quantity, price] = rest.as_slice()
        && let (Some(q), Some(p), Some(a)) = (
            parse_decimal(&text(quantity)),
            parse_decimal(&text(price)),
            Money::parse(&text(amount)),
        )
        && q.checked_mul(p)
            .and_then(Money::rounded)
            .is_some_and(|product| (product - a).abs() <= Money::from_fen(1))
    {
        cells.push((ItemField::Quantity, (*quantity).clone()));
        cells.push((ItemField::UnitPrice, (*price).clone()));
        rest.truncate(rest.len() - 2);
    }
    match rest.as_slice() {
        [specification, unit] => {
            cells.push((ItemField::Specification, (*specification).clone()));
            cells.push((ItemField::Unit, (*unit).clone()));
        }
        [unit] if text(unit).chars().count() <= 3 && !text(unit).is_ascii() => {
            cells.push((ItemField::Unit, (*unit).clone()));
        }
        [specification] => cells.push((ItemField::Specification, (*specification).clone())),
        _ => {}
    }
    Some(cells)
}

/// Adds a piece of a further text line to the cell below which it stands.
fn go_on(
    sheet: &Sheet,
    index: usize,
    part: &Line,
    name: f32,
    specification: Option<f32>,
    draft: &mut Draft,
) {
    let Some(rect) = sheet.rect(part) else {
        return;
    };
    let em = rect.y1 - rect.y0;
    let near = |x: f32| (rect.x0 - x).abs() < 0.6 * em;
    let field = if near(name) {
        ItemField::Name
    } else if specification.is_some_and(near) {
        ItemField::Specification
    } else {
        return;
    };
    let path = FieldPath::Item(index, field);
    if let Some(field) = draft.fields.get_mut(&path) {
        field.text.push_str(&sheet.text(part));
        if let Some(value) = Value::parse(path.kind(), &field.text) {
            field.value = value;
        }
        let more = sheet.region(rect);
        field.region = match (field.region, more) {
            (Some(a), Some(b)) => Some(a.union(&b)),
            (a, b) => a.or(b),
        };
    }
}

/// The names at the foot, by their thirds of the line, and the remarks at the right of the seller.
fn put_foot(sheet: &Sheet, frame: &Frame, draft: &mut Draft) {
    let (Some(seller), Some(words)) = (sheet.rect(&frame.seller), sheet.rect(&frame.words)) else {
        return;
    };
    let em = sheet.body_em();
    let zone = Rect::new(
        0.0,
        seller.cy() + 3.9 * em,
        0.72 * sheet.width,
        sheet.height,
    );
    let foot = sheet.lines(zone, |_| false).into_iter().next();
    let foot_top = foot
        .as_ref()
        .and_then(|line| sheet.rect(line))
        .map_or(sheet.height, |r| r.y0);
    for part in foot.map(|line| sheet.cut(&line, 3.0)).unwrap_or_default() {
        let Some(rect) = sheet.rect(&part) else {
            continue;
        };
        let field = match rect.x0 / sheet.width {
            x if x < 0.28 => HeaderField::Payee,
            x if x < 0.5 => HeaderField::Reviewer,
            _ => HeaderField::Drawer,
        };
        if part.len() <= 12 {
            draft.put(sheet, FieldPath::Header(field), &[part], "");
        }
    }
    let zone = Rect::new(
        0.58 * sheet.width,
        words.y1 + 0.3 * em,
        sheet.width,
        foot_top - 0.2 * em,
    );
    let remarks = sheet.lines(zone, |_| false);
    draft.put(
        sheet,
        FieldPath::Header(HeaderField::Remarks),
        &remarks,
        "\n",
    );
}
