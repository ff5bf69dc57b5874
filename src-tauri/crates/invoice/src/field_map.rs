use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{
    Field, FieldPath, HeaderField, InvoiceType, IssueDate, ItemField, Money, PartyField, Rate,
    Side, TaxId, Value,
};

/// The fields of one invoice, as one reader gave them or as evidence and corrections make them.
pub type FieldMap = BTreeMap<FieldPath, Field>;

/// The canonical invoice: a typed view of its fields. Serializes to the contract's JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Invoice {
    values: BTreeMap<FieldPath, Value>,
}

impl Invoice {
    /// The invoice that these fields make.
    pub fn from_fields(fields: &FieldMap) -> Self {
        fields
            .iter()
            .map(|(path, field)| (*path, field.value.clone()))
            .collect()
    }

    /// The value of a field.
    pub fn value(&self, path: FieldPath) -> Option<&Value> {
        self.values.get(&path)
    }

    /// All values, in the order of the form.
    pub fn values(&self) -> impl Iterator<Item = (FieldPath, &Value)> {
        self.values.iter().map(|(path, value)| (*path, value))
    }

    /// Sets or clears a field.
    pub fn set(&mut self, path: FieldPath, value: Option<Value>) {
        match value {
            Some(value) => self.values.insert(path, value),
            None => self.values.remove(&path),
        };
    }

    /// The canonical text of a field.
    pub fn text(&self, path: FieldPath) -> Option<String> {
        self.value(path).map(Value::to_string)
    }

    /// The canonical text of a header field.
    pub fn header(&self, field: HeaderField) -> Option<String> {
        self.text(FieldPath::Header(field))
    }

    /// The canonical text of a party's field.
    pub fn party(&self, side: Side, field: PartyField) -> Option<String> {
        self.text(FieldPath::Party(side, field))
    }

    /// The canonical text of a line's field.
    pub fn item(&self, index: usize, field: ItemField) -> Option<String> {
        self.text(FieldPath::Item(index, field))
    }

    /// An amount; `None` where it is absent or unreadable.
    pub fn money(&self, path: FieldPath) -> Option<Money> {
        match self.value(path)? {
            Value::Money(money) => Some(*money),
            _ => None,
        }
    }

    /// A decimal; `None` where it is absent or unreadable.
    pub fn decimal(&self, path: FieldPath) -> Option<Decimal> {
        match self.value(path)? {
            Value::Decimal(decimal) => Some(*decimal),
            _ => None,
        }
    }

    /// A date; `None` where it is absent or unreadable.
    pub fn date(&self, path: FieldPath) -> Option<IssueDate> {
        match self.value(path)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// A rate; `None` where it is absent or unreadable.
    pub fn rate(&self, path: FieldPath) -> Option<&Rate> {
        match self.value(path)? {
            Value::Rate(rate) => Some(rate),
            _ => None,
        }
    }

    /// A taxpayer number; `None` where it is absent or unreadable.
    pub fn tax_id(&self, side: Side) -> Option<&TaxId> {
        match self.value(FieldPath::Party(side, PartyField::TaxId))? {
            Value::TaxId(tax_id) => Some(tax_id),
            _ => None,
        }
    }

    /// The kind of invoice.
    pub fn invoice_type(&self) -> Option<InvoiceType> {
        match self.value(FieldPath::Header(HeaderField::InvoiceType))? {
            Value::InvoiceType(kind) => Some(*kind),
            _ => None,
        }
    }

    /// How many lines it has: one more than the highest index that has a value.
    pub fn item_count(&self) -> usize {
        self.values
            .keys()
            .filter_map(|path| match path {
                FieldPath::Item(index, _) => Some(index + 1),
                _ => None,
            })
            .max()
            .unwrap_or(0)
    }
}

impl FromIterator<(FieldPath, Value)> for Invoice {
    fn from_iter<I: IntoIterator<Item = (FieldPath, Value)>>(values: I) -> Self {
        Self {
            values: values.into_iter().collect(),
        }
    }
}

/// Serializes a [`FieldMap`] as a list of pairs: JSON objects take only text as keys, and the
/// order of the form is kept.
pub(crate) mod as_list {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::FieldMap;
    use crate::{Field, FieldPath};

    pub(crate) fn serialize<S: Serializer>(
        fields: &FieldMap,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(fields)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<FieldMap, D::Error> {
        Ok(Vec::<(FieldPath, Field)>::deserialize(deserializer)?
            .into_iter()
            .collect())
    }
}
