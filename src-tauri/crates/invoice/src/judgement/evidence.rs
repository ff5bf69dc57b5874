//! What the readings of one field say together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::rows;
use crate::checks;
use crate::{Field, FieldPath, HeaderField, Money, Reading, Source, Value, same_value};

/// The readings of one field, weighed.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    /// The value chosen, with a region if any reading with this value has one.
    pub(super) chosen: Field,
    /// Who read this value, the strongest first.
    pub(super) sources: Vec<Source>,
    /// Other values that were read, the strongest first.
    pub(super) others: Vec<Field>,
    /// What the reader that gave it had to put right (the code of its remark).
    pub(super) remark: Option<String>,
    /// Whether the invoice's code tells this kind as well (for the kind only).
    pub(super) by_code: bool,
}

/// How strong a source is: exact kinds, then the text layer, then the QR code, then what was
/// recognized (providers before our own reading of a picture). Small is strong.
pub(super) const fn rank(source: Source) -> u8 {
    match source {
        Source::Reviewer | Source::Xml => 0,
        Source::Ofd => 1,
        Source::PdfText => 2,
        Source::Qr => 3,
        Source::Juhe
        | Source::Jumdata
        | Source::Volcengine
        | Source::Jdcloud
        | Source::Deepfinch => 4,
        Source::Ocr => 5,
    }
}

/// Whether a source gives digital values rather than recognized ones.
pub(super) const fn is_exact(source: Source) -> bool {
    rank(source) <= 3
}

impl Weighed {
    /// Whether another readable value contests it. A recognized value does not contest one on
    /// which two exact kinds agree; it is still shown.
    pub(super) fn is_contested(&self) -> bool {
        let exact = self.sources.iter().filter(|s| is_exact(**s)).count();
        self.others
            .iter()
            .filter(|f| !f.value.is_unreadable())
            .any(|f| exact < 2 || is_exact(f.source))
    }

    /// Whether the readings alone make it certain: two kinds agree, or one digital kind read it
    /// and had nothing to put right. The amount of a QR code has no certain meaning by itself.
    pub(super) fn is_agreed(&self) -> bool {
        match self.sources.as_slice() {
            [] => false,
            [one] => {
                let amount_of_qr =
                    *one == Source::Qr && matches!(self.chosen.value, Value::Money(_));
                is_exact(*one) && self.remark.is_none() && !amount_of_qr
            }
            _ => true,
        }
    }
}

/// One value with everybody who read it.
struct Group<'a> {
    fields: Vec<&'a Field>,
    sources: BTreeSet<Source>,
}

impl Group<'_> {
    /// Small is better: readable, then exact kinds by strength, then how many agree.
    fn order(&self) -> (bool, u8, usize, u8) {
        let unreadable = self.fields.iter().all(|f| f.value.is_unreadable());
        let best = self
            .fields
            .iter()
            .map(|f| rank(f.source))
            .min()
            .unwrap_or(u8::MAX);
        let exact = if best <= 3 { best } else { 4 };
        (unreadable, exact, usize::MAX - self.sources.len(), best)
    }
}

/// The amount of a QR code has no settled meaning on some kinds of invoice: it is taken as the one
/// that the other readings bear out.
pub(super) fn settle_qr_amount(readings: &[Reading]) -> Cow<'_, [Reading]> {
    const NET: FieldPath = FieldPath::Header(HeaderField::TotalAmount);
    const GROSS: FieldPath = FieldPath::Header(HeaderField::AmountWithTax);
    let kind = readings.iter().find_map(|reading| {
        match reading
            .fields
            .get(&FieldPath::Header(HeaderField::InvoiceType))?
            .value
        {
            Value::InvoiceType(kind) if reading.source == Source::Qr => Some(kind),
            _ => None,
        }
    });
    if !checks::is_either(kind) {
        return Cow::Borrowed(readings);
    }
    let says = |path: FieldPath, value: &Value| {
        readings
            .iter()
            .filter(|r| r.source != Source::Qr)
            .any(|r| r.fields.get(&path).is_some_and(|f| f.value == *value))
    };
    let mut settled = Cow::Borrowed(readings);
    for (at, reading) in readings.iter().enumerate() {
        if reading.source != Source::Qr {
            continue;
        }
        for (meant, other) in [(NET, GROSS), (GROSS, NET)] {
            let Some(field) = reading.fields.get(&meant) else {
                continue;
            };
            if says(meant, &field.value) || !says(other, &field.value) {
                continue;
            }
            if let Some(reading) = settled.to_mut().get_mut(at)
                && let Some(field) = reading.fields.remove(&meant)
            {
                reading.fields.insert(other, field);
            }
        }
    }
    settled
}

/// Weighs all fields of the readings. Later readings of the same kind go before earlier ones. The
/// rows are those that `lines` would give, where those are other readings.
pub(super) fn weigh(lines: &[Reading], readings: &[Reading]) -> BTreeMap<FieldPath, Weighed> {
    let mut weighed = weigh_heads(readings);
    let totals = if std::ptr::eq(lines, readings) {
        rows::Totals::of(&weighed)
    } else {
        rows::Totals::of(&weigh_heads(lines))
    };
    let mut cells: BTreeMap<FieldPath, Vec<&Field>> = BTreeMap::new();
    for reading in rows::comparable(lines, readings, &totals).into_iter().rev() {
        for (path, field) in &reading.fields {
            if matches!(path, FieldPath::Item(..)) {
                cells.entry(*path).or_default().push(field);
            }
        }
    }
    weighed.append(&mut weigh_paths(cells, readings));
    weighed
}

/// Everything but the lines.
pub(super) fn weigh_heads(readings: &[Reading]) -> BTreeMap<FieldPath, Weighed> {
    let mut by_path: BTreeMap<FieldPath, Vec<&Field>> = BTreeMap::new();
    for reading in readings.iter().rev() {
        for (path, field) in &reading.fields {
            if !matches!(path, FieldPath::Item(..)) {
                by_path.entry(*path).or_default().push(field);
            }
        }
    }
    let mut weighed = weigh_paths(by_path, readings);
    close_totals(&mut weighed);
    weighed
}

fn weigh_paths(
    by_path: BTreeMap<FieldPath, Vec<&Field>>,
    readings: &[Reading],
) -> BTreeMap<FieldPath, Weighed> {
    let remarks: BTreeMap<(FieldPath, Source), &str> = readings
        .iter()
        .flat_map(|r| r.remarks.iter().map(move |remark| (r.source, remark)))
        .flat_map(|(source, remark)| {
            let code = remark.code.as_str();
            remark
                .fields
                .iter()
                .map(move |path| ((*path, source), code))
        })
        .collect();
    by_path
        .into_iter()
        .filter_map(|(path, fields)| {
            let mut weighed = weigh_field(&fields)?;
            weighed.remark = remarks
                .get(&(path, weighed.chosen.source))
                .map(|code| (*code).to_owned());
            Some((path, weighed))
        })
        .collect()
}

/// Groups the readings of one field by value and puts the strongest group first.
fn weigh_field(fields: &[&Field]) -> Option<Weighed> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for field in fields {
        let known = groups
            .iter_mut()
            .find(|g| g.fields.iter().any(|f| same_value(&f.value, &field.value)));
        match known {
            Some(group) => {
                group.fields.push(field);
                group.sources.insert(field.source);
            }
            None => groups.push(Group {
                fields: vec![field],
                sources: BTreeSet::from([field.source]),
            }),
        }
    }
    for group in &mut groups {
        group.fields.sort_by(|a, b| {
            let confidence = |f: &Field| f.confidence.unwrap_or(0.0);
            rank(a.source)
                .cmp(&rank(b.source))
                .then(confidence(b).total_cmp(&confidence(a)))
        });
    }
    groups.sort_by_key(Group::order);
    let mut groups = groups.iter().map(|group| {
        let first = group.fields.first()?;
        let mut field = (*first).clone();
        // A reviewer compares with what is printed; the code itself shows nothing to an eye.
        let printed = |f: &&&Field| f.region.is_some() && f.source != Source::Qr;
        let placed = match field.region {
            Some(_) if field.source != Source::Qr => None,
            Some(_) => group.fields.iter().find(printed),
            None => group
                .fields
                .iter()
                .find(printed)
                .or_else(|| group.fields.iter().find(|f| f.region.is_some())),
        };
        if let Some(placed) = placed {
            field.region = placed.region;
            field.page = placed.page;
        }
        let mut sources: Vec<Source> = group.sources.iter().copied().collect();
        sources.sort_by_key(|s| (rank(*s), *s));
        Some((field, sources))
    });
    let (chosen, sources) = groups.next()??;
    Some(Weighed {
        chosen,
        sources,
        others: groups.filter_map(|g| g.map(|(field, _)| field)).collect(),
        remark: None,
        by_code: false,
    })
}

/// Where only recognized readings speak and differ, takes the net, tax and gross among them that
/// add up. They stay contested, so both values are shown.
fn close_totals(weighed: &mut BTreeMap<FieldPath, Weighed>) {
    let paths = [
        HeaderField::TotalAmount,
        HeaderField::TotalTax,
        HeaderField::AmountWithTax,
    ]
    .map(FieldPath::Header);
    let choices = paths.map(|path| {
        weighed
            .get(&path)
            .map(|w| {
                let exact = w.sources.iter().any(|s| is_exact(*s));
                let others = w.others.iter().filter(|_| !exact);
                std::iter::once(&w.chosen)
                    .chain(others)
                    .map(|f| match f.value {
                        Value::Money(money) => Some(money),
                        _ => None,
                    })
                    .collect::<Vec<Option<Money>>>()
            })
            .unwrap_or_default()
    });
    let [nets, taxes, grosses] = &choices;
    let mut best: Option<[usize; 3]> = None;
    for (n, net) in nets.iter().enumerate() {
        for (t, tax) in taxes.iter().enumerate() {
            for (g, gross) in grosses.iter().enumerate() {
                let (Some(net), Some(tax), Some(gross)) = (net, tax, gross) else {
                    continue;
                };
                let closes = *net + *tax == *gross && net.abs() > tax.abs();
                if closes && best.is_none_or(|b| n + t + g < b.iter().sum()) {
                    best = Some([n, t, g]);
                }
            }
        }
    }
    for (path, place) in paths.iter().zip(best.unwrap_or_default()) {
        // 0 is the value chosen already; others follow it.
        if let (Some(w), Some(at)) = (weighed.get_mut(path), place.checked_sub(1))
            && let Some(other) = w.others.get_mut(at)
        {
            std::mem::swap(&mut w.chosen, other);
            w.sources = vec![w.chosen.source];
        }
    }
}
