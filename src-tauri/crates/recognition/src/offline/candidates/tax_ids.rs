//! Taxpayer numbers: letters that never occur in them, and the check digits as judge.

use invoice::{FieldPath, HeaderField, PartyField, TaxId, TaxIdForm, Value};

use super::{Letter, Seen};

/// Most characters that the check digit may choose: with more, some choice always fits.
const MOST_CHANGES: usize = 2;
/// How much likelier the choice must be than the next one that fits as well.
const CLEARLY: f32 = 3.0;

/// Characters of a number (GB 32100-2015).
const LENGTH: usize = 18;

pub(super) fn settle(seen: &mut Seen<'_>) {
    for path in [
        FieldPath::buyer(PartyField::TaxId),
        FieldPath::seller(PartyField::TaxId),
        FieldPath::Header(HeaderField::SealSellerTaxId),
    ] {
        one(seen, path);
    }
}

/// What a letter is in a taxpayer number, whose alphabet has no I, O and Z (GB 32100-2015; S and V
/// do not occur either, but do not tell which character they are).
fn possible(c: char) -> Option<char> {
    let c = c.to_ascii_uppercase();
    match c {
        'O' => Some('0'),
        'I' => Some('1'),
        'Z' => Some('2'),
        '0'..='9' | 'A'..='Z' => Some(c),
        _ => None,
    }
}

fn one(seen: &mut Seen<'_>, path: FieldPath) {
    let letters: Vec<Letter> = seen.letters(path).to_vec();
    let others = letters
        .iter()
        .filter(|letter| letter.text.is_alphanumeric() && possible(letter.text).is_none());
    // What stands before or behind, of another row or a seal, is no part of it.
    if others.count() > 2 {
        return among_others(seen, path, &letters);
    }
    // Dots and strokes between are no characters of the number.
    let places: Vec<(usize, char)> = letters
        .iter()
        .enumerate()
        .filter_map(|(at, letter)| possible(letter.text).map(|c| (at, c)))
        .collect();
    if places.is_empty() {
        return;
    }
    let read: String = places.iter().map(|(_, c)| *c).collect();
    if read.len() > LENGTH {
        let number = |id: &TaxId| id.form() == TaxIdForm::Uscc && has_form(id);
        if !TaxId::parse(&read).is_some_and(|id| id.is_a_persons())
            && let Some(id) = only_one_within(&read, number)
        {
            return seen.choose(path, Value::TaxId(id), &[], "chosen_by_check_digit");
        }
    }
    let Some(id) = TaxId::parse(&read) else {
        return;
    };
    let replaced: Vec<usize> = places
        .iter()
        .filter(|(at, c)| {
            letters
                .get(*at)
                .is_some_and(|letter| letter.text.to_ascii_uppercase() != *c)
        })
        .map(|(at, _)| *at)
        .collect();
    if holds(&id) {
        let known = seen.value(path) == Some(&Value::TaxId(id.clone()));
        if !known {
            seen.choose(path, Value::TaxId(id), &replaced, "letter_for_digit");
        }
        return;
    }
    match by_check_digit(&letters, &places) {
        Some((id, mut changed)) => {
            changed.extend(replaced);
            seen.choose(path, Value::TaxId(id), &changed, "chosen_by_check_digit");
        }
        None if seen.value(path) != Some(&Value::TaxId(id.clone())) => {
            seen.choose(path, Value::TaxId(id), &replaced, "letter_for_digit");
        }
        None => {}
    }
}

/// Takes the only number whose check digit holds out of a text with something else in it.
fn among_others(seen: &mut Seen<'_>, path: FieldPath, letters: &[Letter]) {
    let texts: Vec<char> = letters.iter().map(|letter| letter.text).collect();
    let mut found = texts
        .split(|c| !c.is_ascii_alphanumeric())
        .map(|run| run.iter().collect::<String>())
        .filter_map(|run| TaxId::parse(&run))
        .filter(|id| id.form() == TaxIdForm::Uscc && id.check_digit_holds() == Some(true));
    if let (Some(id), None) = (found.next(), found.next()) {
        seen.choose(path, Value::TaxId(id), &[], "chosen_by_check_digit");
    }
}

/// The only stretch of a number's length whose check digit holds, where a seal left characters
/// before or behind it.
fn only_one_within(read: &str, fits: impl Fn(&TaxId) -> bool) -> Option<TaxId> {
    let mut found = (0..=read.len().checked_sub(LENGTH)?)
        .filter_map(|from| TaxId::parse(read.get(from..from + LENGTH)?))
        .filter(|id| fits(id) && id.check_digit_holds() == Some(true));
    match (found.next(), found.next()) {
        (Some(id), None) => Some(id),
        _ => None,
    }
}

/// Whether nothing speaks against a number.
fn holds(id: &TaxId) -> bool {
    id.check_digit_holds().unwrap_or(true) || id.is_a_persons()
}

/// A choice of characters, with the odds for it.
#[derive(Clone)]
struct Choice {
    text: Vec<char>,
    changed: Vec<usize>,
    odds: f32,
}

/// The number among what was seen whose check digit holds; `None` where none or several do.
fn by_check_digit(letters: &[Letter], places: &[(usize, char)]) -> Option<(TaxId, Vec<usize>)> {
    let mut choices = vec![Choice {
        text: places.iter().map(|(_, c)| *c).collect(),
        changed: Vec::new(),
        odds: 1.0,
    }];
    for (place, (at, own)) in places.iter().enumerate() {
        let Some(letter) = letters.get(*at) else {
            continue;
        };
        let rivals: Vec<(char, f32)> = letter
            .rivals()
            .filter_map(|(c, odds)| Some((possible(c)?, odds)))
            .filter(|(c, _)| c != own && !matches!(c, 'S' | 'V'))
            .collect();
        let more: Vec<Choice> = choices
            .iter()
            .filter(|choice| choice.changed.len() < MOST_CHANGES)
            .flat_map(|choice| {
                rivals.iter().map(|(c, odds)| {
                    let mut next = choice.clone();
                    if let Some(slot) = next.text.get_mut(place) {
                        *slot = *c;
                    }
                    next.changed.push(*at);
                    next.odds *= odds;
                    next
                })
            })
            .collect();
        choices.extend(more);
    }
    let mut fitting: Vec<(f32, TaxId, Vec<usize>)> = choices
        .into_iter()
        .filter(|choice| !choice.changed.is_empty())
        .filter_map(|choice| {
            let id = TaxId::parse(&choice.text.iter().collect::<String>())?;
            let fits = id.check_digit_holds() == Some(true) && has_form(&id);
            // The organisation's own digit speaks as well, though real numbers lack it.
            let bonus = if id.organisation_digit_holds() == Some(true) {
                10.0
            } else {
                1.0
            };
            fits.then_some((choice.odds * bonus, id, choice.changed))
        })
        .collect();
    fitting.sort_by(|a, b| b.0.total_cmp(&a.0));
    fitting.dedup_by(|a, b| a.1 == b.1);
    match fitting.as_slice() {
        [] => None,
        [(_, id, changed)] => Some((id.clone(), changed.clone())),
        [(first, id, changed), (second, ..), ..] => {
            (*first >= CLEARLY * second).then(|| (id.clone(), changed.clone()))
        }
    }
}

/// Digits stand where the form has digits: the division in places 3–8, or all but the last.
fn has_form(id: &TaxId) -> bool {
    let text = id.as_str();
    match id.form() {
        TaxIdForm::Uscc => text
            .get(2..8)
            .is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit())),
        TaxIdForm::Legacy15 => text
            .get(..6)
            .is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit())),
        TaxIdForm::Other => true,
    }
}
