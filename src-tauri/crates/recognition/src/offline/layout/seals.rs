//! Text of the seller's seal on a picture: it stands over the remarks and is none of them, but its
//! number is a second printing of the seller's.

use invoice::{FieldPath, HeaderField, PartyField, TaxId, Value};

use super::draft::Draft;
use super::sheet::{Line, Sheet};

/// The lines that are no text of a seal. The seal's taxpayer number is put as its field.
pub(super) fn without(sheet: &Sheet, lines: &[Line], draft: &mut Draft) -> Vec<Line> {
    let seller = draft
        .text(FieldPath::seller(PartyField::Name))
        .unwrap_or_default();
    let seller_id = draft
        .text(FieldPath::seller(PartyField::TaxId))
        .unwrap_or_default();
    let mut kept = Vec::new();
    for line in lines {
        let parts: Line = sheet
            .cut(line, 1.0)
            .into_iter()
            .filter(|part| {
                let text = sheet.folded(part);
                if is_number(&text, &seller_id) {
                    put_number(sheet, part, draft);
                    return false;
                }
                !is_of_seal(&text, &seller)
            })
            .flatten()
            .collect();
        if !parts.is_empty() {
            kept.push(parts);
        }
    }
    kept
}

/// Whether a text is a taxpayer number like the seller's.
fn is_number(text: &str, seller: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let count = text.chars().count();
    if !(12..=20).contains(&count) || digits * 2 < count || text.contains(':') {
        return false;
    }
    if seller.is_empty() {
        return TaxId::parse(text).is_some_and(|id| id.check_digit_holds() == Some(true));
    }
    // Most of it is the seller's, in order.
    let mut rest = seller.chars();
    let shared = text
        .chars()
        .filter(|c| rest.clone().any(|s| s == *c) && rest.by_ref().any(|s| s == *c))
        .count();
    shared * 4 >= count * 3
}

fn put_number(sheet: &Sheet, part: &Line, draft: &mut Draft) {
    let text = sheet.folded(part);
    if let Some(id) = TaxId::parse(&text).filter(|id| matches!(id.as_str().len(), 15 | 18 | 20)) {
        draft.put_value(
            sheet,
            FieldPath::Header(HeaderField::SealSellerTaxId),
            part,
            sheet.text(part),
            Value::TaxId(id),
        );
    }
}

/// 发票专用章 and the like, or a piece of the seller's name around the seal.
fn is_of_seal(text: &str, seller: &str) -> bool {
    if ["专用", "用章", "务专", "监制", "税务局"]
        .iter()
        .any(|w| text.contains(w))
        && !text.contains(':')
    {
        return true;
    }
    let wide: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
    let named = wide.iter().filter(|c| seller.contains(**c)).count();
    !text.contains(':')
        && !wide.is_empty()
        && wide.len() * 2 > text.chars().count()
        && named * 5 >= wide.len() * 3
}
