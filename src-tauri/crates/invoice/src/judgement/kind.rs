//! The kind of invoice, where no reading gives it or a reading gives it too broadly.

use std::collections::BTreeMap;

use super::evidence::{Weighed, rank};
use crate::{
    Field, FieldPath, HeaderField, InvoiceType, Reading, Source, Value, same_value, type_of_code,
};

const KIND: FieldPath = FieldPath::Header(HeaderField::InvoiceType);

/// Adds what the title, the code and the number tell of the kind: as the value where there is
/// none, as agreement where there is one. A code that tells a narrower kind (通行费, 区块链, 卷票)
/// refines the broad one that title and providers give.
pub(super) fn derive(weighed: &mut BTreeMap<FieldPath, Weighed>, readings: &[Reading]) {
    let of = |field: HeaderField| weighed.get(&FieldPath::Header(field)).map(|w| &w.chosen);
    let title = of(HeaderField::Title).and_then(|field| {
        let kind = InvoiceType::parse(&field.value.to_string())?;
        Some(told(kind, field))
    });
    let code = of(HeaderField::Code).and_then(|field| {
        let kind = type_of_code(&field.value.to_string())?;
        Some(told(kind, field))
    });
    let digital = of(HeaderField::Number)
        .filter(|field| field.value.to_string().len() == 20 && of(HeaderField::Code).is_none())
        .map(|field| told(InvoiceType::DigitalOrdinary, field));
    let read: Vec<Field> = readings
        .iter()
        .filter_map(|r| r.fields.get(&KIND))
        .filter(|f| !f.value.is_unreadable())
        .cloned()
        .collect();

    let kind_of = |field: &Field| match field.value {
        Value::InvoiceType(kind) => Some(kind),
        _ => None,
    };
    let read_kinds: Vec<InvoiceType> = read.iter().chain(&title).filter_map(kind_of).collect();
    let narrower = code.as_ref().and_then(kind_of).filter(|narrow| {
        read.iter()
            .chain(&title)
            .filter_map(kind_of)
            .all(|broad| broad == *narrow || refines(*narrow, broad))
    });
    // A code that was read only once must not make itself certain by way of the kind.
    let code_is_sure = weighed
        .get(&FieldPath::Header(HeaderField::Code))
        .is_some_and(Weighed::is_agreed);
    let by_code = code.as_ref().and_then(kind_of).is_some_and(|told| {
        code_is_sure || read.iter().chain(&title).any(|f| kind_of(f) == Some(told))
    });
    let told_by_code = code.as_ref().and_then(kind_of);
    let evidence: Vec<Field> = read
        .into_iter()
        .chain(title)
        .chain(code)
        .map(|mut field| {
            if let (Some(narrow), Some(kind)) = (narrower, kind_of(&field))
                && refines(narrow, kind)
            {
                field.value = Value::InvoiceType(narrow);
            }
            field
        })
        .collect();

    match weighed.get_mut(&KIND) {
        Some(known) if !known.chosen.value.is_unreadable() => {
            if let Some(narrow) = narrower {
                known.chosen.value = Value::InvoiceType(narrow);
                let contested =
                    |f: &Field| kind_of(f).is_none_or(|k| k != narrow && !refines(narrow, k));
                known.others.retain(contested);
            }
            for field in evidence {
                if !same_value(&field.value, &known.chosen.value) {
                    continue;
                }
                if !known.sources.contains(&field.source) {
                    known.sources.push(field.source);
                }
            }
            known.sources.sort_by_key(|s| (rank(*s), *s));
            known.by_code = by_code && kind_of(&known.chosen) == told_by_code;
            // Readers that agree only on the broad kind do not agree on the narrow one.
            if narrower.is_some_and(|narrow| !read_kinds.contains(&narrow)) && !code_is_sure {
                known.sources.truncate(1);
                known.remark = Some("kind_by_code".to_owned());
            }
        }
        _ => {
            // A bare number tells that it is digital, not which of the two kinds.
            let unsure = evidence.is_empty();
            let Some(first) = evidence.first().cloned().or(digital) else {
                return;
            };
            let mut sources: Vec<Source> = Vec::new();
            let mut others: Vec<Field> = Vec::new();
            for field in evidence {
                if !same_value(&field.value, &first.value) {
                    others.push(field);
                } else if !sources.contains(&field.source) {
                    sources.push(field.source);
                }
            }
            if unsure {
                sources = Vec::new();
            }
            sources.sort_by_key(|s| (rank(*s), *s));
            let by_code = by_code && kind_of(&first) == told_by_code;
            weighed.insert(
                KIND,
                Weighed {
                    chosen: first,
                    sources,
                    others,
                    remark: None,
                    by_code,
                },
            );
        }
    }
}

/// A kind that another field tells, with that field's evidence.
fn told(kind: InvoiceType, field: &Field) -> Field {
    Field {
        value: Value::InvoiceType(kind),
        ..field.clone()
    }
}

/// Whether one kind is the other, said more exactly.
pub(crate) const fn refines(narrow: InvoiceType, broad: InvoiceType) -> bool {
    match broad {
        InvoiceType::ElectronicOrdinary => {
            matches!(narrow, InvoiceType::Toll | InvoiceType::Blockchain)
        }
        InvoiceType::Ordinary => matches!(
            narrow,
            InvoiceType::Roll
                | InvoiceType::Toll
                | InvoiceType::Blockchain
                | InvoiceType::ElectronicOrdinary
        ),
        InvoiceType::Special => matches!(narrow, InvoiceType::ElectronicSpecial),
        _ => false,
    }
}
