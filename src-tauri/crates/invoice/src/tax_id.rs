use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// A taxpayer number as printed: 15 to 20 characters of `0-9A-Z`, upper case, without blanks.
///
/// A number that fails its check digit is still one: real invoices carry such numbers, so the
/// check digit is a rule ([`TaxId::check_digit_holds`]), not a condition of being read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaxId(String);

/// What kind of number it is, by its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxIdForm {
    /// 统一社会信用代码, 18 characters (GB 32100-2015), or a person's 18-digit number.
    Uscc,
    /// 15 characters: 6-digit division and 9-character organisation code (GB 11714).
    Legacy15,
    /// 16, 17, 19 or 20 characters: persons and temporary registrations.
    Other,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl TaxId {
    /// Reads a number; blanks are dropped, full-width and lower-case letters folded.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text
            .nfkc()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let well_formed = (15..=20).contains(&folded.len())
            && folded
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            && folded.bytes().filter(u8::is_ascii_digit).count() >= 5;
        well_formed.then_some(Self(folded))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its kind.
    pub fn form(&self) -> TaxIdForm {
        match self.0.len() {
            18 => TaxIdForm::Uscc,
            15 => TaxIdForm::Legacy15,
            _ => TaxIdForm::Other,
        }
    }

    /// Whether the check digit of its form holds; `None` where the form has none that is known.
    /// 18: GB 32100-2015 (weights 3^(i-1) mod 31). 15: GB 11714 over the organisation part; a
    /// person's old 15-digit number has no check digit, so only `Some(true)` tells anything there.
    pub fn check_digit_holds(&self) -> Option<bool> {
        match self.form() {
            TaxIdForm::Uscc => {
                Some(uscc_check(&self.0).is_some_and(|c| self.0.as_bytes().last() == Some(&c)))
            }
            TaxIdForm::Legacy15 => self.0.get(6..15).map(|org| {
                organisation_check(org).is_some_and(|c| org.as_bytes().last() == Some(&c))
            }),
            TaxIdForm::Other => None,
        }
    }

    /// Whether it is a person's number: a resident's number (GB 11643) of 18 places, one with two
    /// more places of sequence, or an old one of 15 places, each with a plausible day of birth.
    pub fn is_a_persons(&self) -> bool {
        let digits =
            |range: std::ops::Range<usize>| -> Option<u32> { self.0.get(range)?.parse().ok() };
        let born = |year: Option<u32>, month: Option<u32>, day: Option<u32>| {
            year.zip(month).zip(day).is_some_and(|((y, m), d)| {
                i32::try_from(y).is_ok_and(|y| chrono::NaiveDate::from_ymd_opt(y, m, d).is_some())
            })
        };
        match self.0.len() {
            15 | 17 => {
                self.0
                    .get(..15)
                    .is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()))
                    && born(
                        digits(6..8).map(|y| 1900 + y),
                        digits(8..10),
                        digits(10..12),
                    )
            }
            18 | 20 => {
                self.0.get(..18).is_some_and(resident_check_holds)
                    && digits(6..10).is_some_and(|y| (1900..2100).contains(&y))
                    && born(digits(6..10), digits(10..12), digits(12..14))
            }
            _ => false,
        }
    }

    /// Whether the organisation code inside a 统一社会信用代码 (characters 9–17, GB 11714) holds;
    /// `None` for other forms. Where the last digit fails and this one holds, the error is most
    /// likely in the first eight characters or the last one.
    pub fn organisation_digit_holds(&self) -> Option<bool> {
        let org = self
            .0
            .get(8..17)
            .filter(|_| self.form() == TaxIdForm::Uscc)?;
        Some(organisation_check(org).is_some_and(|c| org.as_bytes().last() == Some(&c)))
    }

    /// The same number with the check digits of GB 11714 and GB 32100-2015 that its other
    /// characters ask for; `None` where it is no 统一社会信用代码.
    #[must_use]
    pub fn with_check_digits(&self) -> Option<Self> {
        let head = self
            .0
            .get(..16)
            .filter(|_| self.form() == TaxIdForm::Uscc)?;
        let mut text = head.to_owned();
        text.push(char::from(organisation_check(text.get(8..)?)?));
        text.push(char::from(uscc_check(&text)?));
        Some(Self(text))
    }

    /// The only number that differs from this one in one character that is often misread for
    /// another (`0`/`O`, `8`/`B`, …) and holds both check digits, with the place of the change
    /// (from 1). `None` where this number holds them itself, or where several would.
    pub fn one_character_off(&self) -> Option<(Self, usize)> {
        if self.form() != TaxIdForm::Uscc || self.check_digit_holds() == Some(true) {
            return None;
        }
        let mut found = None;
        for (at, was) in self.0.char_indices() {
            for other in looks_like(was).chars() {
                let mut text = self.0.clone();
                text.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
                let candidate = Self(text);
                let holds = candidate.check_digit_holds() == Some(true)
                    && candidate.organisation_digit_holds() == Some(true);
                if holds && found.replace((candidate, at + 1)).is_some() {
                    return None;
                }
            }
        }
        found
    }

    /// The weighted sum of GB 32100-2015 over the first 17 characters; `None` where a character
    /// does not belong to its alphabet.
    pub fn uscc_sum(text: &str) -> Option<u32> {
        let mut sum = 0;
        let mut weight = 1;
        for byte in text.bytes().take(17) {
            let value = ALPHABET.iter().position(|c| *c == byte)?;
            sum += u32::try_from(value).ok()? * weight;
            weight = weight * 3 % 31;
        }
        (text.len() >= 17).then_some(sum)
    }
}

/// Characters with those of the alphabet that they are often misread for.
const LOOK_ALIKE: [(char, &str); 27] = [
    ('O', "0DQ"),
    ('0', "DQ8"),
    ('D', "0"),
    ('Q', "0"),
    ('I', "1L"),
    ('1', "7L"),
    ('L', "1"),
    ('7', "1T"),
    ('T', "7"),
    ('Z', "2"),
    ('2', "7"),
    ('S', "58"),
    ('5', "6"),
    ('6', "8G5"),
    ('G', "6"),
    ('8', "B36"),
    ('B', "8"),
    ('3', "8"),
    ('V', "UY"),
    ('U', "J"),
    ('Y', "X"),
    ('X', "K"),
    ('K', "X"),
    ('E', "F"),
    ('F', "E"),
    ('M', "N"),
    ('N', "M"),
];

fn looks_like(character: char) -> &'static str {
    let known = LOOK_ALIKE.iter().find(|(one, _)| *one == character);
    known.map_or("", |(_, others)| others)
}

/// The check character of a 统一社会信用代码.
fn uscc_check(text: &str) -> Option<u8> {
    let sum = TaxId::uscc_sum(text)?;
    ALPHABET.get(((31 - sum % 31) % 31) as usize).copied()
}

/// The check digit of a resident's number: GB 11643, ISO 7064 mod 11-2.
fn resident_check_holds(text: &str) -> bool {
    const CHECK: &[u8; 11] = b"10X98765432";
    let mut sum: u32 = 0;
    let mut weight: u32 = 7;
    for byte in text.bytes().take(17) {
        if !byte.is_ascii_digit() {
            return false;
        }
        sum += u32::from(byte - b'0') * weight;
        // 2^(18-i) mod 11, from the left: 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2
        weight = weight * 6 % 11;
    }
    CHECK.get((sum % 11) as usize) == text.as_bytes().get(17)
}

/// The check character of a 9-character organisation code: weights 3 7 9 10 5 8 4 2, mod 11.
fn organisation_check(org: &str) -> Option<u8> {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (byte, weight) in org.bytes().zip(weights) {
        let value = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'A'..=b'Z' => u32::from(byte - b'A') + 10,
            _ => return None,
        };
        sum += value * weight;
    }
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + u8::try_from(digit).ok()?,
    })
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for TaxId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TaxId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no taxpayer number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_holds_and_its_wide_spread_misprint_does_not() {
        let holds = |text: &str| TaxId::parse(text).unwrap().check_digit_holds();
        assert_eq!(holds("91350100M000100Y43"), Some(true));
        assert_eq!(holds("91350100M000100Y4Z"), Some(false));
        assert_eq!(TaxId::uscc_sum("91350100M000100Y43"), Some(1640));
        assert_eq!(holds("372569065123562"), Some(true));
        assert_eq!(holds("110101251328321"), Some(false));
    }

    #[test]
    fn a_misread_character_is_found_where_only_one_change_holds() {
        let off = |text: &str| TaxId::parse(text).unwrap().one_character_off();
        let right = TaxId::parse("91350100M000100Y43").unwrap();
        assert_eq!(off("9135O100M000100Y43"), Some((right.clone(), 5)));
        assert_eq!(off("91350100M000100Y43"), None, "it holds as it stands");
        assert_eq!(off("372569065123562"), None, "15 places have no such check");
        // Whatever it offers holds both check digits.
        for at in 0..18 {
            for c in "0ODQI1L7TZ2S56G8B3".chars() {
                let mut text = right.as_str().to_owned();
                text.replace_range(at..=at, &c.to_string());
                if let Some((offered, place)) =
                    TaxId::parse(&text).and_then(|id| id.one_character_off())
                {
                    assert_eq!(offered.check_digit_holds(), Some(true), "{text}");
                    assert_eq!(offered.organisation_digit_holds(), Some(true), "{text}");
                    assert_ne!(
                        offered.as_str().chars().nth(place - 1),
                        text.chars().nth(place - 1)
                    );
                }
            }
        }
    }

    #[test]
    fn persons_numbers_are_known_by_birth_and_check_digit() {
        let persons = |text: &str| TaxId::parse(text).unwrap().is_a_persons();
        // The example of GB 11643-1999.
        assert!(persons("11010519491231002X"));
        assert!(persons("11010519491231002X01"));
        assert!(persons("110105491231002"));
        assert!(!persons("110105194912310021"));
        assert!(!persons("110105194913310026"));
        assert!(!persons("410305123456789"));
        assert!(!persons("91350100M000100Y43"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "911000581",
            "91350100M000100Y4三",
            "ABCDEFGHIJKLMNOPQR",
            "91230107XXXXXXXXX0812345",
        ] {
            assert_eq!(TaxId::parse(text), None, "{text}");
        }
    }
}
