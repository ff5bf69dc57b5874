//! The parties against each other, the seal and what reviewed invoices know of them.

use super::buyer::difference;
use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::{Context, FieldPath, HeaderField, PartyField, Side, normalise_name};

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    let tax_path = |side| FieldPath::Party(side, PartyField::TaxId);
    let (buyer, seller) = (
        sheet.invoice.tax_id(Side::Buyer),
        sheet.invoice.tax_id(Side::Seller),
    );
    if let (Some(buyer), Some(seller)) = (buyer, seller)
        && buyer == seller
    {
        found.warning(
            "parties_same",
            [tax_path(Side::Buyer), tax_path(Side::Seller)],
            format!("购销双方税号相同：{buyer}"),
            format!("Buyer and seller have the same tax number {buyer}"),
        );
    }
    let name_path = FieldPath::seller(PartyField::Name);
    let name = sheet.party(Side::Seller, PartyField::Name);
    for (seal, own, path, zh, en) in [
        (HeaderField::SealSellerName, name, name_path, "名称", "name"),
        (
            HeaderField::SealSellerTaxId,
            seller.map(crate::TaxId::as_str),
            tax_path(Side::Seller),
            "税号",
            "tax number",
        ),
    ] {
        if let (Some(own), Some(sealed)) = (own, sheet.header(seal))
            && normalise_name(own) != normalise_name(sealed)
        {
            let (marked_zh, marked_en) = difference(sealed, own);
            found.warning(
                "seal_differs",
                [path, header(seal)],
                format!("印章里的销售方{zh}与票面不同：{marked_zh}"),
                format!("The seal has another seller's {en}: {marked_en}"),
            );
        }
    }
    // The buyer is compared with the user's own companies, where there are any.
    let sides: &[Side] = if context.companies.is_empty() {
        &[Side::Buyer, Side::Seller]
    } else {
        &[Side::Seller]
    };
    for side in sides {
        let path = FieldPath::Party(*side, PartyField::Name);
        let (Some(name), Some(tax_id)) = (
            sheet.party(*side, PartyField::Name),
            sheet.invoice.tax_id(*side),
        ) else {
            continue;
        };
        if let Some(known) = context.known_names.get(tax_id)
            && normalise_name(known) != normalise_name(name)
        {
            let (zh, en) = difference(known, name);
            found.warning(
                "known_name_differs",
                [path],
                format!("与已复核发票上同一税号的名称不同：{zh}"),
                format!("Reviewed invoices with this tax number have another name: {en}"),
            );
            found.expect(known);
        }
    }
}
