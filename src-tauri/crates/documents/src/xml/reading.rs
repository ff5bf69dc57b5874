use std::collections::HashSet;

use invoice::{FieldPath, HeaderField as H, PartyField as P, Side, Source};

use super::names::{einvoice_field, line_field, xbrl_field};
use super::tree::{self, Element};
use crate::{DocumentError, ExactField, ExactReading};

/// Fewest values that make an XML an invoice.
const MIN_FIELDS: usize = 3;

/// Reads an invoice XML of any known kind: 数电票 `EInvoice`, the older `eInvoice`, an XBRL
/// instance. `origin` names where it was found, for the history. Values stand as in the file,
/// trimmed; empty elements give no field.
///
/// Errors: [`DocumentError::Unsupported`] where it is XML but no invoice,
/// [`DocumentError::Damaged`] where it is no whole XML, [`DocumentError::TooLarge`].
pub(crate) fn read_invoice(bytes: &[u8], origin: &str) -> Result<ExactReading, DocumentError> {
    let root = tree::parse(bytes, origin, false)?;
    let fields = if let Some(data) = root.find("EInvoiceData") {
        digital(&root, data)
    } else if root.find("InvoiceNo").is_some() || root.find("GoodsInfos").is_some() {
        older(&root)
    } else if root.find("NumberOfInvoice").is_some() {
        xbrl(&root)
    } else {
        Vec::new()
    };
    if fields.len() < MIN_FIELDS {
        return Err(DocumentError::Unsupported(
            "XML that is no invoice".to_owned(),
        ));
    }
    Ok(ExactReading {
        source: Source::Xml,
        origin: origin.to_owned(),
        fields,
    })
}

/// Collects fields in document order; empty text is no value, and the first value of a field stays.
#[derive(Default)]
struct Fields {
    list: Vec<ExactField>,
    seen: HashSet<FieldPath>,
    lines: usize,
}

impl Fields {
    fn add(&mut self, path: FieldPath, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.seen.insert(path) {
            self.list.push(ExactField {
                path,
                text: text.to_owned(),
                place: None,
            });
        }
    }

    fn add_child(&mut self, path: FieldPath, parent: Option<&Element>, name: &str) {
        if let Some(text) = parent.and_then(|p| p.child_text(name)) {
            self.add(path, text);
        }
    }

    /// The next line's fields, from the children of its element.
    fn add_line(&mut self, line: &Element) {
        for child in &line.children {
            if let Some(field) = line_field(&child.name) {
                self.add(FieldPath::Item(self.lines, field), child.text());
            }
        }
        self.lines += 1;
    }
}

/// 数电票.
fn digital(root: &Element, data: &Element) -> Vec<ExactField> {
    let mut fields = Fields::default();
    let supervision = root.find("TaxSupervisionInfo");
    let header = root.child("Header");
    if let Some(kind) = header
        .and_then(|h| h.find("GeneralOrSpecialVAT"))
        .and_then(kind_of)
    {
        fields.add(FieldPath::Header(H::InvoiceType), &kind);
    }
    let basic = data.child("BasicInformation");
    fields.add_child(FieldPath::Header(H::Number), supervision, "InvoiceNumber");
    fields.add_child(FieldPath::Header(H::Number), header, "EIid");
    fields.add_child(FieldPath::Header(H::IssueDate), supervision, "IssueTime");
    fields.add_child(FieldPath::Header(H::IssueDate), basic, "RequestTime");

    let buyer = data.child("BuyerInformation");
    let seller = data.child("SellerInformation");
    for (side, party, prefix) in [
        (Side::Buyer, buyer, "Buyer"),
        (Side::Seller, seller, "Seller"),
    ] {
        let Some(party) = party else { continue };
        let text = |name: &str| party.child_text(&format!("{prefix}{name}"));
        let both = |a, b| {
            [text(a), text(b)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        };
        fields.add(
            FieldPath::Party(side, P::Name),
            text("Name").unwrap_or_default(),
        );
        fields.add(
            FieldPath::Party(side, P::TaxId),
            text("IdNum").unwrap_or_default(),
        );
        fields.add(
            FieldPath::Party(side, P::AddressPhone),
            &both("Addr", "TelNum"),
        );
        fields.add(
            FieldPath::Party(side, P::BankAccount),
            &both("BankName", "BankAccNum"),
        );
    }
    for line in data.all("IssuItemInformation") {
        fields.add_line(line);
    }
    for (field, name) in [
        (H::TotalAmount, "TotalAmWithoutTax"),
        (H::TotalTax, "TotalTaxAm"),
        (H::AmountWithTax, "TotalTax-includedAmount"),
        (H::AmountInWords, "TotalTax-includedAmountInChinese"),
        (H::Drawer, "Drawer"),
    ] {
        fields.add_child(FieldPath::Header(field), basic, name);
    }
    fields.add_child(
        FieldPath::Header(H::Remarks),
        data.child("AdditionalInformation"),
        "Remark",
    );
    fields.list
}

/// The kind of a 数电票 from its label `GeneralOrSpecialVAT`: by name, else by code.
fn kind_of(label: &Element) -> Option<String> {
    let name =
        label
            .child_text("LabelName")
            .or_else(|| match label.child_text("LabelCode")? {
                "01" => Some("增值税专用发票"),
                "02" => Some("普通发票"),
                _ => None,
            })?;
    Some(if name.contains("电子发票") {
        name.to_owned()
    } else {
        format!("电子发票（{name}）")
    })
}

/// The older eInvoice: header and parties at any depth, lines in `GoodsInfo`.
fn older(root: &Element) -> Vec<ExactField> {
    let mut fields = Fields::default();
    walk(root, &mut |element| {
        if &*element.name == "GoodsInfo" {
            fields.add_line(element);
            return false;
        }
        if let Some(path) = einvoice_field(&element.name) {
            fields.add(path, element.text());
        }
        true
    });
    fields.list
}

/// An XBRL instance: each tuple that names goods is a line.
fn xbrl(root: &Element) -> Vec<ExactField> {
    let mut fields = Fields::default();
    walk(root, &mut |element| {
        if element.child("NameOfTaxableGoodsOrServices").is_some() {
            fields.add_line(element);
            return false;
        }
        if let Some(path) = xbrl_field(&element.name) {
            fields.add(path, element.text());
        }
        true
    });
    fields.list
}

/// Visits elements in document order; `visit` says whether to go inside.
fn walk(element: &Element, visit: &mut impl FnMut(&Element) -> bool) {
    if visit(element) {
        for child in &element.children {
            walk(child, visit);
        }
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
