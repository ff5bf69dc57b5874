//! The contract's JSON of the canonical invoice: every name present, absent values null.

use serde::de::Error as _;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{FieldPath, HeaderField, Invoice, ItemField, PartyField, Side, Value};

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

/// Reads the JSON back. Names that are no field of an invoice are an error: the ledger keeps these
/// texts for years, and what it cannot understand must not be passed over.
impl<'de> Deserialize<'de> for Invoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Map::<String, serde_json::Value>::deserialize(deserializer)?;
        let mut invoice = Self::default();
        for (name, value) in json {
            match value {
                serde_json::Value::Object(party) => {
                    for (field, value) in party {
                        set(&mut invoice, &format!("{name}.{field}"), &value)
                            .map_err(D::Error::custom)?;
                    }
                }
                serde_json::Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        for (field, value) in item.as_object().into_iter().flatten() {
                            let path = format!("{name}[{index}].{field}");
                            set(&mut invoice, &path, value).map_err(D::Error::custom)?;
                        }
                    }
                }
                value => set(&mut invoice, &name, &value).map_err(D::Error::custom)?,
            }
        }
        Ok(invoice)
    }
}

fn set(invoice: &mut Invoice, path: &str, value: &serde_json::Value) -> Result<(), String> {
    let path: FieldPath = path
        .parse()
        .map_err(|e: crate::UnknownField| e.to_string())?;
    match value {
        serde_json::Value::Null => Ok(()),
        serde_json::Value::String(text) => {
            invoice.set(path, Value::parse(path.kind(), text));
            Ok(())
        }
        _ => Err(format!("`{path}` is neither text nor null")),
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
        let back: Invoice = serde_json::from_value(json).unwrap();
        assert_eq!(back, invoice, "what was written is read back");
    }
}
