//! The one layout reader: words with boxes → fields. It knows the printed forms by their labels,
//! ruling lines and headings; positions decide whose a value is. It serves every source of words:
//! the text of PDF, the text objects of OFD, and recognized pictures.

mod areas;
mod blocks;
mod cells;
mod columns;
mod draft;
mod figures;
mod filled;
mod form;
mod frame;
mod header;
mod headings;
mod items;
mod labels;
mod near;
mod noise;
mod notes;
mod numbers;
mod parties;
mod roll;
mod seals;
pub(crate) mod sheet;
mod shift;
mod tilt;
mod totals;
mod unlabelled;

use invoice::{FieldPath, HeaderField, InvoiceType, Reading, Region, Source, Value};

use super::PageText;
use super::candidates;
#[allow(
    unused_imports,
    reason = "several invoices on one picture are cut apart by these"
)]
pub(crate) use areas::areas;
use draft::Draft;
pub(crate) use figures::{meant as meant_in_words, money as figure_of, stands_in_words};
use form::Form;
use items::Item;
use sheet::{Line, Rect, Sheet};

/// What one page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageKind {
    /// 发票号码, or the number of the invoice that a list belongs to.
    pub(crate) number: Option<String>,
    /// A list of goods (清单), not an invoice of its own.
    pub(crate) is_list: bool,
    /// It shows the price with tax: the last page of an invoice does, others need not.
    pub(crate) is_closed: bool,
    /// Looks like a VAT invoice.
    pub(crate) is_invoice: bool,
    /// The largest text at its head.
    pub(crate) title: Option<String>,
}

/// Reads the pages of one invoice: the first is the invoice itself, further ones continue it or
/// are its list of goods.
pub(crate) fn read(pages: &[PageText], source: Source) -> Reading {
    let mut draft = Draft::new(source);
    let sheets: Vec<(Sheet, Form)> = pages.iter().map(laid_out).collect();
    let mut is_roll = false;
    for (sheet, form) in sheets.iter().filter(|(_, form)| !form.is_list) {
        if roll::fits(sheet) {
            is_roll = true;
            roll::read(sheet, &mut draft);
        } else if form.is_unlabelled() {
            unlabelled::read(sheet, &mut draft);
        } else {
            read_page(sheet, form, &mut draft);
        }
    }
    if !is_roll {
        put_items(&sheets, &mut draft);
    }
    let mut fields = draft.fields;
    let mut remarks = draft.remarks;
    if !draft.letters.is_empty() {
        remarks.extend(candidates::settle(&mut fields, &draft.letters));
    }
    Reading {
        source,
        origin: "layout".to_owned(),
        fields,
        remarks,
    }
}

/// A page and its form. What was printed beside its place is moved there.
fn laid_out(page: &PageText) -> (Sheet, Form) {
    let mut sheet = Sheet::new(page);
    let form = Form::new(&sheet);
    if let Some(frame) = &form.frame {
        let off = shift::of(&sheet, frame);
        sheet.shift(&form.printed(&sheet), off);
    }
    (sheet, form)
}

fn read_page(sheet: &Sheet, form: &Form, draft: &mut Draft) {
    let (parties, top) = parties::read(sheet, form);
    let table = form.headings.as_ref().map(|h| h.rect.y0);
    let head = top
        .into_iter()
        .chain(table)
        .fold(sheet.height * 0.5, f32::min);
    header::read(sheet, form, head, draft);
    for party in parties {
        let Some(field) = party.field else {
            let path = FieldPath::Header(HeaderField::OnlinePay);
            draft.put(sheet, path, &party.lines, "");
            continue;
        };
        draft.put(sheet, FieldPath::Party(party.side, field), &party.lines, "");
    }
    if sheet.is_picture {
        totals::read(sheet, form, draft);
    } else {
        put_totals(sheet, form, draft);
    }
    let cipher = notes::password(sheet, form);
    let text = cipher
        .iter()
        .map(|line| sheet.text(line).replace(' ', ""))
        .collect::<Vec<_>>()
        .join("\n");
    draft.put_text(
        sheet,
        FieldPath::Header(HeaderField::PasswordArea),
        &cipher.concat(),
        text,
    );
    notes::put_foot(sheet, form, draft);
    let digital = matches!(
        draft.fields.get(&FieldPath::Header(HeaderField::InvoiceType)).map(|f| &f.value),
        Some(Value::InvoiceType(kind)) if kind.is_digital()
    );
    let remarks = notes::remarks(sheet, form);
    notes::put_remarks(sheet, &remarks, digital, draft);
}

fn put_totals(sheet: &Sheet, form: &Form, draft: &mut Draft) {
    if let Some(label) = &form.total {
        let band = Rect::new(
            label.rect.x1,
            label.rect.cy() - 0.9 * label.em,
            sheet.width,
            label.rect.cy() + 0.9 * label.em,
        );
        let [amount, tax] = items::totals(sheet, form.headings.as_ref(), band);
        for (field, line) in [
            (HeaderField::TotalAmount, amount),
            (HeaderField::TotalTax, tax),
        ] {
            if let Some(line) = line {
                draft.put(sheet, FieldPath::Header(field), &[line], "");
            }
        }
    }
    let Some(gross) = &form.gross else {
        return;
    };
    let band = |from: f32, to: f32| {
        Rect::new(
            from,
            gross.rect.cy() - 1.0 * gross.em,
            to,
            gross.rect.cy() + 1.0 * gross.em,
        )
    };
    let figures_at = form.gross_figures.as_ref();
    let words_end = figures_at.map_or(sheet.width, |label| label.rect.x0);
    let words: Line = sheet
        .lines(band(gross.rect.x1, words_end), |_| false)
        .concat();
    let words: Line = words
        .into_iter()
        .skip_while(|i| sheet.mark(*i).is_some_and(|m| !opens_words(m.folded)))
        .take_while(|i| {
            sheet
                .mark(*i)
                .is_some_and(|m| !matches!(m.folded, '¥' | '0'..='9'))
        })
        .collect();
    draft.put(
        sheet,
        FieldPath::Header(HeaderField::AmountInWords),
        &[words],
        "",
    );
    let figures: Line = sheet
        .lines(
            band(
                figures_at.map_or(gross.rect.x1, |label| label.rect.x1),
                sheet.width,
            ),
            |i| {
                sheet.mark(i).is_some_and(|m| {
                    !matches!(
                        m.folded,
                        '¥' | '0'..='9' | '.' | ',' | '-' | '(' | ')' | '−'
                    )
                })
            },
        )
        .concat();
    draft.put(
        sheet,
        FieldPath::Header(HeaderField::AmountWithTax),
        &[figures],
        "",
    );
}

/// Begins an amount in words; what stands before (⊗) is a mark against tampering.
fn opens_words(c: char) -> bool {
    "(负人零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正壹貳參肆伍陸柒捌玖".contains(c)
}

/// The text in a region of a page, row by row.
pub(crate) fn text_in(page: &PageText, region: &Region) -> String {
    let sheet = Sheet::new(page);
    let (x0, y0, x1, y1) = region.bounds();
    let zone = Rect::new(
        x0 as f32 * sheet.width,
        y0 as f32 * sheet.height,
        x1 as f32 * sheet.width,
        y1 as f32 * sheet.height,
    );
    let lines = sheet.lines(zone, |_| false);
    let texts: Vec<String> = lines.iter().map(|line| sheet.text(line)).collect();
    texts.join("\n")
}

/// Lines of the invoice, or of its list where the invoice only points to it.
fn put_items(sheets: &[(Sheet, Form)], draft: &mut Draft) {
    let read = |list: bool| -> Vec<(&Sheet, Item)> {
        sheets
            .iter()
            .filter(|(_, form)| form.is_list == list)
            .filter_map(|(sheet, form)| Some((sheet, form, form.headings.as_ref()?)))
            .flat_map(|(sheet, form, headings)| {
                items::read(sheet, headings, form.items_bottom(sheet))
                    .into_iter()
                    .map(move |item| (sheet, item))
            })
            .collect()
    };
    let own = read(false);
    let listed = read(true);
    let points = own.iter().all(|(sheet, item)| item.points_to_list(sheet));
    let chosen = if points && !listed.is_empty() {
        listed
    } else {
        own
    };
    for (index, (sheet, item)) in chosen.iter().enumerate() {
        item.put(sheet, index, draft);
    }
}

/// Looks at a page without reading it all.
pub(crate) fn kind(page: &PageText) -> PageKind {
    let (sheet, form) = laid_out(page);
    let mut draft = Draft::new(Source::PdfText);
    let (parties, top) = parties::read(&sheet, &form);
    let table = form.headings.as_ref().map(|h| h.rect.y0);
    let head = top
        .into_iter()
        .chain(table)
        .fold(sheet.height * 0.5, f32::min);
    header::read(&sheet, &form, head, &mut draft);
    let text = |field| {
        draft
            .fields
            .get(&FieldPath::Header(field))
            .map(|f| f.value.to_string())
    };
    let title = text(HeaderField::Title);
    let evidence = [
        form.headings.is_some(),
        form.gross.is_some() || form.gross_figures.is_some(),
        form.total.is_some(),
        !parties.is_empty(),
        text(HeaderField::Number).is_some(),
    ];
    let count = evidence.iter().filter(|e| **e).count();
    let titled = title.as_deref().and_then(InvoiceType::parse).is_some();
    // Other documents of the tax offices share single labels with invoices.
    let other = title.as_deref().is_some_and(is_other_document);
    let roll = roll::fits(&sheet);
    if roll {
        draft = Draft::new(Source::PdfText);
        roll::read(&sheet, &mut draft);
    }
    let unlabelled = form.is_unlabelled() && unlabelled::fits(&sheet);
    if unlabelled {
        unlabelled::read(&sheet, &mut draft);
    }
    let number = draft
        .fields
        .get(&FieldPath::Header(HeaderField::Number))
        .map(|f| f.value.to_string());
    PageKind {
        number: if form.is_list {
            list_number(&sheet)
        } else {
            number
        },
        is_list: form.is_list,
        is_closed: form.gross.is_some() || unlabelled || roll,
        is_invoice: !form.is_list
            && !other
            && (titled && count >= 2 || count >= 4 || unlabelled || roll),
        title,
    }
}

/// 铁路电子客票, 航空运输电子客票行程单 and the like: electronic invoices, but of other forms.
fn is_other_document(title: &str) -> bool {
    ["客票", "行程单", "完税", "缴款", "预览单"]
        .iter()
        .any(|word| title.contains(word))
}

/// The number of the invoice that a list says it belongs to.
fn list_number(sheet: &Sheet) -> Option<String> {
    labels::find(sheet, "号码").into_iter().find_map(|label| {
        let zone = Rect::new(
            label.rect.x1,
            label.rect.cy() - 0.7 * label.em,
            label.rect.x1 + 25.0 * label.em,
            label.rect.cy() + 0.7 * label.em,
        );
        let line: Line = sheet.lines(zone, |_| false).concat();
        let digits: String = sheet
            .folded(&line)
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        matches!(digits.len(), 8 | 20).then_some(digits)
    })
}

#[cfg(test)]
mod tests;
