//! Fields that hold digits only: a letter that was read there is the digit it looks like.

use invoice::{FieldPath, HeaderField, InvoiceType, Value};

use super::{Letter, Seen};

/// Letters that are digits where only digits stand.
const LOOKS: &[(char, char)] = &[
    ('O', '0'),
    ('o', '0'),
    ('D', '0'),
    ('Q', '0'),
    ('I', '1'),
    ('l', '1'),
    ('|', '1'),
    ('Z', '2'),
    ('z', '2'),
];

pub(super) fn settle(seen: &mut Seen<'_>) {
    let chain = seen.value(FieldPath::Header(HeaderField::InvoiceType))
        == Some(&Value::InvoiceType(InvoiceType::Blockchain));
    for field in [
        HeaderField::Code,
        HeaderField::Number,
        HeaderField::CheckCode,
        HeaderField::MachineNumber,
        HeaderField::TypedNumber,
    ] {
        if chain && field == HeaderField::CheckCode {
            continue;
        }
        let path = FieldPath::Header(field);
        let letters: Vec<Letter> = seen.letters(path).to_vec();
        if letters.iter().all(|letter| letter.text.is_ascii_digit()) {
            continue;
        }
        let mut changed = Vec::new();
        let digits: Option<String> = letters
            .iter()
            .enumerate()
            .map(|(at, letter)| {
                if letter.text.is_ascii_digit() {
                    return Some(letter.text);
                }
                changed.push(at);
                looked_like(letter)
            })
            .collect();
        // Half of it at least was read as it is.
        if let Some(digits) = digits
            && changed.len() * 2 <= digits.len()
        {
            seen.choose(path, Value::Code(digits), &changed, "letter_for_digit");
        }
    }
}

fn looked_like(letter: &Letter) -> Option<char> {
    let table = LOOKS
        .iter()
        .find(|(c, _)| *c == letter.text)
        .map(|(_, digit)| *digit);
    table.or_else(|| letter.rivals().map(|(c, _)| c).find(char::is_ascii_digit))
}
