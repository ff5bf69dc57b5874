//! The contract's JSON of the canonical invoice: every name present, absent values null.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::{FieldPath, HeaderField, Invoice, ItemField, PartyField, Side};

impl Serialize for Invoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in HeaderField::ALL {
            // The parties and the lines stand between the identity and the totals, as on the page.
            if *field == HeaderField::TotalAmount {
                map.serialize_entry("buyer", &Party(self, Side::Buyer))?;
                map.serialize_entry("seller", &Party(self, Side::Seller))?;
                map.serialize_entry("items", &Items(self))?;
            }
            map.serialize_entry(field.as_str(), &self.header(*field))?;
        }
        map.end()
    }
}

struct Party<'a>(&'a Invoice, Side);

impl Serialize for Party<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(PartyField::ALL.len()))?;
        for field in PartyField::ALL {
            map.serialize_entry(field.as_str(), &self.0.party(self.1, *field))?;
        }
        map.end()
    }
}

struct Items<'a>(&'a Invoice);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = self.0.item_count();
        let mut list = serializer.serialize_seq(Some(count))?;
        for index in 0..count {
            list.serialize_element(&Item(self.0, index))?;
        }
        list.end()
    }
}

struct Item<'a>(&'a Invoice, usize);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(ItemField::ALL.len()))?;
        for field in ItemField::ALL {
            let path = FieldPath::Item(self.1, *field);
            map.serialize_entry(field.as_str(), &self.0.text(path))?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldKind, Value};

    #[test]
    fn every_name_is_there_and_what_is_absent_is_null() {
        let mut invoice = Invoice::default();
        invoice.set(
            FieldPath::Header(HeaderField::Number),
            Value::parse(FieldKind::Code, "00362801"),
        );
        invoice.set(
            FieldPath::Item(1, ItemField::Amount),
            Value::parse(FieldKind::Money, "-8.87"),
        );
        let json = serde_json::to_value(&invoice).unwrap();
        assert_eq!(json["number"], "00362801");
        assert!(json["code"].is_null(), "an absent code is null");
        assert_eq!(json["items"].as_array().map(Vec::len), Some(2));
        assert!(json["items"][0]["amount"].is_null());
        assert_eq!(json["items"][1]["amount"], "-8.87");
        assert!(json["seller"]["tax_id"].is_null());
    }
}
