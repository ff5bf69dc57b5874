//! Collecting what a reply says into fields of the canonical invoice.

use invoice::{Field, FieldMap, FieldPath, ReadingRemark, Region, Source, Value};

/// The fields of one reply.
pub(super) struct Fields {
    source: Source,
    page: u32,
    map: FieldMap,
    remarks: Vec<ReadingRemark>,
}

impl Fields {
    /// None yet. `page` counts from 1.
    pub(super) fn new(source: Source, page: u32) -> Self {
        Self {
            source,
            page,
            map: FieldMap::new(),
            remarks: Vec::new(),
        }
    }

    /// A field as the reply has it. Blank and `***` mean that nothing is printed.
    pub(super) fn put(&mut self, path: FieldPath, text: &str) {
        self.put_at(path, text, None);
    }

    /// A field with its place on the page.
    pub(super) fn put_at(&mut self, path: FieldPath, text: &str, region: Option<Region>) {
        if let Some(value) = Value::parse(path.kind(), text) {
            self.put_value(path, value, text, region);
        }
    }

    /// A field whose value follows from the text by the provider's own rule.
    pub(super) fn put_value(
        &mut self,
        path: FieldPath,
        value: Value,
        text: &str,
        region: Option<Region>,
    ) {
        self.map.insert(
            path,
            Field {
                value,
                text: text.to_owned(),
                page: Some(self.page),
                region,
                confidence: None,
                source: self.source,
                doubts: Vec::new(),
            },
        );
    }

    /// The value of a field so far.
    pub(super) fn value(&self, path: FieldPath) -> Option<&Value> {
        self.map.get(&path).map(|field| &field.value)
    }

    /// Takes a field out.
    pub(super) fn take(&mut self, path: FieldPath) -> Option<Field> {
        self.map.remove(&path)
    }

    /// Puts a field that was taken out back, there or elsewhere.
    pub(super) fn put_back(&mut self, path: FieldPath, field: Option<Field>) {
        if let Some(field) = field {
            self.map.insert(path, field);
        }
    }

    /// Says something of fields.
    pub(super) fn remark(&mut self, code: &str, fields: Vec<FieldPath>) {
        self.remarks.push(ReadingRemark {
            code: code.to_owned(),
            fields,
        });
    }

    /// The fields and remarks.
    pub(super) fn finish(self) -> (FieldMap, Vec<ReadingRemark>) {
        (self.map, self.remarks)
    }
}
