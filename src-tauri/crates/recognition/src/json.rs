//! A provider's reply as JSON in which numbers stay text: an amount that comes as a number must not
//! go through binary floating point.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Replies nest six levels deep; what nests deeper than this is an attack or garbage.
const MAX_DEPTH: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    /// In the order of the reply; of two members with one name the later holds.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a whole reply. The error says where, never what stood there.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let raw: &RawValue =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| e.to_string())?;
        Self::unfold(raw, 0)
    }

    fn unfold(raw: &RawValue, depth: usize) -> Result<Self, String> {
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let text = raw.get();
        let said = |e: serde_json::Error| e.to_string();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let members: Members = serde_json::from_str(text).map_err(said)?;
                Self::Object(
                    members
                        .0
                        .into_iter()
                        .map(|(name, raw)| Ok((name, Self::unfold(raw, depth + 1)?)))
                        .collect::<Result<_, String>>()?,
                )
            }
            Some(b'[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(said)?;
                Self::List(
                    entries
                        .into_iter()
                        .map(|raw| Self::unfold(raw, depth + 1))
                        .collect::<Result<_, String>>()?,
                )
            }
            Some(b'"') => Self::Text(serde_json::from_str(text).map_err(said)?),
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'n') => Self::Null,
            _ => Self::Number(text.to_owned()),
        })
    }

    /// A member of an object; `None` where there is none or it is null.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        members
            .iter()
            .rev()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value)
            .filter(|value| **value != Self::Null)
    }

    /// The members of an object, none of anything else.
    pub(crate) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The entries of a list; a single value counts as a list of itself, null as none.
    pub(crate) fn entries(&self) -> &[Self] {
        match self {
            Self::List(entries) => entries,
            Self::Null => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// Text, or a number or truth value as it was written.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The text of a member.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// A truth value; also as text or as 0 and 1.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self.text()?.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// A coordinate. Not for amounts.
    pub(crate) fn coordinate(&self) -> Option<f64> {
        self.text()?
            .trim()
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
    }

    pub(crate) const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// An object, one level deep.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_written() {
        let json = Json::parse(r#"{"a": 0.10, "b": [12345678901234567890.12, "x"]}"#).unwrap();
        assert_eq!(json.text_of("a"), Some("0.10"));
        assert_eq!(
            json.get("b").unwrap().entries()[0].text(),
            Some("12345678901234567890.12")
        );
    }

    #[test]
    fn what_nests_too_deep_or_is_cut_off_is_refused() {
        for text in [
            "[".repeat(100_000) + &"]".repeat(100_000),
            "{\"a\":".repeat(200) + "1" + &"}".repeat(200),
            "{\"a\": \"b".to_owned(),
            "{\"a\": 1,}".to_owned(),
            "<html>".to_owned(),
            String::new(),
        ] {
            assert!(Json::parse(&text).is_err(), "{text:.20}");
        }
    }

    #[test]
    fn the_later_of_two_members_holds_and_null_is_none() {
        let json = Json::parse(r#"{"a": 1, "a": 2, "n": null}"#).unwrap();
        assert_eq!(json.text_of("a"), Some("2"));
        assert_eq!(json.get("n"), None);
    }
}
