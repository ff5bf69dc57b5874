//! Where on the page a value stands that was read without its place.

use invoice::{Field, FieldKind, FieldMap, FieldPath, Region, Source, Value, words};

use super::PageText;
use super::layout::{
    self,
    sheet::{Line, Rect, Sheet, fold},
};

/// Gives every field without a region the place of its value among the page's words, where it is
/// found: first where the layout reader read the same value for the same field, then where the
/// value stands elsewhere on the page, and last where the layout reader read another value for a
/// field that stands only once, so that the difference can be seen.
pub fn locate(fields: &mut FieldMap, pages: &[PageText]) {
    if pages.iter().any(PageText::has_words) {
        let known = layout::read(pages, Source::PdfText);
        locate_beside(fields, &known.fields, pages);
    }
}

/// [`locate`], with the layout reader's fields at hand.
pub(crate) fn locate_beside(fields: &mut FieldMap, known: &FieldMap, pages: &[PageText]) {
    if fields.values().all(|field| field.region.is_some()) {
        return;
    }
    let lines = PageLines::of(pages);
    for (path, field) in fields.iter_mut() {
        if field.region.is_some() {
            continue;
        }
        let place = agreeing(*path, field, known)
            .or_else(|| lines.find(*path, &field.value, known))
            .or_else(|| differing(*path, known));
        if let Some((page, region)) = place {
            field.page = Some(page);
            field.region = Some(region);
        }
    }
}

type Place = (u32, Region);

fn place_of(field: &Field) -> Option<Place> {
    Some((field.page?, field.region?))
}

/// The layout reader's place for the same field, or for the same field of the nearest line, with
/// an equal value.
fn agreeing(path: FieldPath, field: &Field, known: &FieldMap) -> Option<Place> {
    if let Some(same) = known.get(&path)
        && agree(&field.value, &same.value)
    {
        return place_of(same);
    }
    let FieldPath::Item(index, what) = path else {
        return None;
    };
    known
        .iter()
        .filter_map(|(other, candidate)| match other {
            FieldPath::Item(at, field_of) if *field_of == what => Some((*at, candidate)),
            _ => None,
        })
        .filter(|(_, candidate)| agree(&field.value, &candidate.value))
        .min_by_key(|(at, _)| at.abs_diff(index))
        .and_then(|(_, candidate)| place_of(candidate))
}

/// The place of a field that stands only once, though another value was read there.
fn differing(path: FieldPath, known: &FieldMap) -> Option<Place> {
    match path {
        FieldPath::Item(..) => None,
        _ => known.get(&path).and_then(place_of),
    }
}

/// Whether two values are the same but for spelling.
fn agree(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Words(a), Value::Words(b)) => match (words::parse(a), words::parse(b)) {
            (Some(a), Some(b)) => a == b,
            _ => key(a) == key(b),
        },
        (Value::Rate(a), Value::Rate(b)) => match (a.fraction(), b.fraction()) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
        (Value::Decimal(a), Value::Decimal(b)) => a == b,
        _ => a == b || key(&a.to_string()) == key(&b.to_string()),
    }
}

/// Folded and without blanks.
fn key(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(fold)
        .collect()
}

/// The text of the pages, line by line.
struct PageLines {
    pages: Vec<(Sheet, Vec<Line>)>,
}

impl PageLines {
    fn of(pages: &[PageText]) -> Self {
        let pages = pages
            .iter()
            .map(|page| {
                let sheet = Sheet::new(page);
                let whole = Rect::new(0.0, 0.0, sheet.width, sheet.height);
                let lines = sheet.lines(whole, |_| false);
                (sheet, lines)
            })
            .collect();
        Self { pages }
    }

    /// The place of a value; of several the one nearest to where the layout reader has the field.
    fn find(&self, path: FieldPath, value: &Value, known: &FieldMap) -> Option<Place> {
        let near = known.get(&path).and_then(place_of);
        let mut found: Vec<(u32, Rect, &Sheet)> = Vec::new();
        for (sheet, lines) in &self.pages {
            for line in lines {
                for marks in places_in(sheet, line, path.kind(), value) {
                    if let Some(rect) = sheet.rect(&marks) {
                        found.push((sheet.number, rect, sheet));
                    }
                }
            }
        }
        let distance = |(number, rect, sheet): &(u32, Rect, &Sheet)| match near {
            Some((page, region)) if page == *number => {
                let (x0, y0, x1, y1) = region.bounds();
                let (x, y) = rect.center();
                let dx = f64::from(x / sheet.width) - f64::midpoint(x0, x1);
                let dy = f64::from(y / sheet.height) - f64::midpoint(y0, y1);
                dx.hypot(dy)
            }
            Some(_) => 10.0,
            None => 0.0,
        };
        // Without a hint a value that stands in several places has no certain one.
        if near.is_none() && found.len() > 1 {
            return None;
        }
        found
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .and_then(|(number, rect, sheet)| Some((*number, sheet.region(*rect)?)))
    }
}

/// Where a value stands in one line.
fn places_in(sheet: &Sheet, line: &[usize], kind: FieldKind, value: &Value) -> Vec<Line> {
    match value {
        Value::Money(_) | Value::Decimal(_) | Value::Rate(_) => sheet
            .cut(line, 0.35)
            .into_iter()
            .filter(|part| Value::parse(kind, &sheet.text(part)).is_some_and(|v| agree(&v, value)))
            .collect(),
        Value::Date(date) => {
            let spellings = [
                format!("{}年{:02}月{:02}日", date.year(), date.month(), date.day()),
                format!("{}年{}月{}日", date.year(), date.month(), date.day()),
                date.to_string(),
                date.to_string().replace('-', ""),
            ];
            spellings
                .iter()
                .flat_map(|spelling| occurrences(sheet, line, &key(spelling)))
                .collect()
        }
        Value::InvoiceType(_) => Vec::new(),
        _ => {
            let wanted = key(&value.to_string());
            if wanted.len() < 2 {
                return Vec::new();
            }
            occurrences(sheet, line, &wanted)
        }
    }
}

fn occurrences(sheet: &Sheet, line: &[usize], wanted: &[char]) -> Vec<Line> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let text: Vec<char> = line
        .iter()
        .filter_map(|index| sheet.mark(*index))
        .map(|mark| mark.folded)
        .collect();
    text.windows(wanted.len())
        .enumerate()
        .filter(|(_, window)| *window == wanted)
        .filter_map(|(at, _)| line.get(at..at + wanted.len()).map(<[usize]>::to_vec))
        .collect()
}
