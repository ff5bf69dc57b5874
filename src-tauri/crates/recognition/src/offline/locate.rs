//! Where on the page a value stands that was read without its place.

use invoice::{Field, FieldKind, FieldMap, FieldPath, Region, Value, words};

use super::layout::{
    self,
    sheet::{Line, Rect, Sheet, fold},
};
use super::{PageText, Pages};

/// Gives every field without a region the place of its value among the page's words, where it is
/// found: first where the layout reader read the same value for the same field, then where the
/// value stands elsewhere on the page, and last where the layout reader read another value for a
/// field that stands only once, so that the difference can be seen.
pub fn locate(fields: &mut FieldMap, pages: &Pages) {
    if !pages.have_words() {
        return;
    }
    let texts = pages.texts();
    let known = layout::read(&texts, pages.source());
    let mut unplaced: FieldMap = fields
        .iter()
        .filter(|(_, field)| field.region.is_none())
        .map(|(path, field)| (*path, field.clone()))
        .collect();
    locate_beside(&mut unplaced, &known.fields, &texts);
    pages.lay_back(&mut unplaced);
    fields.extend(unplaced);
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
        .filter_map(|(at, _)| {
            let end = at + wanted.len();
            let cut_off = at.checked_sub(1).is_some_and(|i| runs_on(sheet, line, i))
                || runs_on(sheet, line, end - 1);
            (!cut_off).then_some(())?;
            line.get(at..end).map(<[usize]>::to_vec)
        })
        .collect()
}

/// Whether the figure or letter at a position touches another one after it: a number is not found
/// inside a longer one.
fn runs_on(sheet: &Sheet, line: &[usize], at: usize) -> bool {
    let mark = |at: usize| line.get(at).and_then(|index| sheet.mark(*index));
    let (Some(a), Some(b)) = (mark(at), mark(at + 1)) else {
        return false;
    };
    a.folded.is_ascii_alphanumeric()
        && b.folded.is_ascii_alphanumeric()
        && b.rect.x0 - a.rect.x1 < 0.2 * a.em
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::{Glyph, PageContent, PageSize, Word};
    use invoice::{HeaderField, ItemField, Source};

    fn word(x: f32, y: f32, text: &str) -> Word {
        let step = 0.01;
        let glyphs: Vec<Glyph> = text
            .chars()
            .enumerate()
            .map(|(i, text)| Glyph {
                text,
                x0: x + step * i as f32,
                y0: y,
                x1: x + step * (i + 1) as f32,
                y1: y + 0.02,
                seen: None,
            })
            .collect();
        let x1 = x + step * glyphs.len() as f32;
        Word {
            text: text.to_owned(),
            region: Region::rectangle(x.into(), y.into(), x1.into(), (y + 0.02).into()).unwrap(),
            glyphs,
            size: 0.02,
            vertical: false,
            confidence: None,
        }
    }

    fn page(words: Vec<Word>) -> PageText {
        PageText {
            number: 1,
            size: PageSize {
                width: 600.0,
                height: 400.0,
            },
            content: PageContent {
                words,
                ..PageContent::default()
            },
        }
    }

    fn field(path: FieldPath, text: &str) -> (FieldPath, Field) {
        let field = Field {
            value: Value::parse(path.kind(), text).unwrap(),
            text: text.to_owned(),
            page: None,
            region: None,
            confidence: None,
            source: Source::Juhe,
            doubts: Vec::new(),
        };
        (path, field)
    }

    fn left_edges(fields: &FieldMap) -> Vec<Option<f64>> {
        fields
            .values()
            .map(|f| f.region.map(|r| (r.bounds().0 * 100.0).round() / 100.0))
            .collect()
    }

    #[test]
    fn values_are_found_in_any_spelling_of_the_page() {
        let pages = [page(vec![
            word(0.1, 0.1, "2023年04月07日"),
            word(0.2, 0.2, "¥1,234.50"),
            word(0.3, 0.3, "名称：青石桥（示范）公司"),
        ])];
        let mut fields: FieldMap = [
            field(FieldPath::Header(HeaderField::IssueDate), "2023-04-07"),
            field(FieldPath::Header(HeaderField::TotalAmount), "1234.5"),
            field(
                FieldPath::buyer(invoice::PartyField::Name),
                "青石桥(示范)公司",
            ),
        ]
        .into();
        locate(&mut fields, &Pages::printed(pages.to_vec()));
        assert_eq!(left_edges(&fields), [Some(0.1), Some(0.2), Some(0.33)]);
    }

    #[test]
    fn a_value_in_several_places_is_put_in_none_without_a_hint() {
        let pages = [page(vec![word(0.1, 0.1, "85.00"), word(0.1, 0.5, "85.00")])];
        let mut fields: FieldMap = [field(FieldPath::Item(0, ItemField::Amount), "85.00")].into();
        locate(&mut fields, &Pages::printed(pages.to_vec()));
        assert_eq!(left_edges(&fields), [None]);
    }

    #[test]
    fn part_of_a_number_is_not_the_number() {
        let pages = [page(vec![
            word(0.1, 0.1, "185.00"),
            word(0.1, 0.2, "9900362801"),
        ])];
        let mut fields: FieldMap = [
            field(FieldPath::Header(HeaderField::Number), "00362801"),
            field(FieldPath::Header(HeaderField::TotalTax), "85.00"),
        ]
        .into();
        locate(&mut fields, &Pages::printed(pages.to_vec()));
        assert_eq!(left_edges(&fields), [None, None]);
    }
}
