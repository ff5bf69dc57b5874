use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::encoding::text_of;
use crate::DocumentError;

/// Deepest nesting. Pages of OFD stay below 20.
const MAX_DEPTH: usize = 100;
/// Most elements of one part. A page of a real invoice has about 500; a list of 2,000 lines 40,000.
const MAX_ELEMENTS: usize = 300_000;
/// Largest part, in bytes.
const MAX_PART: usize = 24 << 20;

/// An element, known by its local name: real invoices mix, misspell and forget the prefixes.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Element {
    /// Local name.
    pub(crate) name: Box<str>,
    /// Attributes by local name.
    attributes: Vec<(Box<str>, Box<str>)>,
    /// Elements inside, in order.
    pub(crate) children: Vec<Element>,
    /// All text directly inside, with its blanks.
    pub(crate) raw_text: String,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| &**value)
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| &*c.name == name)
    }

    /// All children of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| &*c.name == name)
    }

    /// The text directly inside, trimmed.
    pub(crate) fn text(&self) -> &str {
        self.raw_text.trim()
    }

    /// The trimmed text of the first child of that name, unless empty.
    pub(crate) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text).filter(|t| !t.is_empty())
    }

    /// The first element of that name at any depth, this one included.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if &*self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|c| c.find(name))
    }
}

/// Reads an XML part into a tree. Wrong or missing end tags, undeclared prefixes and loose `&`
/// are accepted; entities are never expanded, and a part that declares some is refused. `what`
/// names the part in errors. A part that ends early is accepted only if `lenient`.
pub(crate) fn parse(bytes: &[u8], what: &str, lenient: bool) -> Result<Element, DocumentError> {
    if bytes.len() > MAX_PART {
        return Err(DocumentError::TooLarge(format!(
            "{what}: {} bytes of XML",
            bytes.len()
        )));
    }
    let damaged = |why: &str| DocumentError::Damaged(format!("{what}: {why}"));
    let text = text_of(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;

    let mut open: Vec<Element> = Vec::new();
    let mut count = 0_usize;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if lenient && !open.is_empty() => Event::Eof,
            Err(error) => return Err(damaged(&error.to_string())),
        };
        match event {
            Event::Start(start) => {
                count += 1;
                if open.len() >= MAX_DEPTH {
                    return Err(damaged("elements are nested too deeply"));
                }
                open.push(element(&start));
            }
            Event::Empty(start) => {
                count += 1;
                let element = element(&start);
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
            Event::End(end) => {
                let name = end.local_name();
                if let Some(depth) = open.iter().rposition(|e| &*e.name == name.as_ref()) {
                    while open.len() > depth {
                        if let Some(root) = close(&mut open) {
                            return Ok(root);
                        }
                    }
                }
            }
            Event::Text(text) => push_text(&mut open, &text.xml10_content()),
            Event::CData(text) => push_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let known = character.or(match &*reference {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                match known {
                    Some(c) => push_text(&mut open, c.encode_utf8(&mut [0; 4])),
                    None => push_text(&mut open, &format!("&{};", &*reference)),
                }
            }
            Event::DocType(declaration) if declaration.contains("<!ENTITY") => {
                return Err(damaged("it declares entities"));
            }
            Event::Eof => {
                while lenient && !open.is_empty() {
                    if let Some(root) = close(&mut open) {
                        return Ok(root);
                    }
                }
                return Err(damaged("it ends too early"));
            }
            _ => {}
        }
        if count > MAX_ELEMENTS {
            return Err(DocumentError::TooLarge(format!(
                "{what}: more than {MAX_ELEMENTS} elements"
            )));
        }
    }
}

/// Takes the innermost element into its parent; gives the root where it has none.
fn close(open: &mut Vec<Element>) -> Option<Element> {
    let element = open.pop()?;
    match open.last_mut() {
        Some(parent) => {
            parent.children.push(element);
            None
        }
        None => Some(element),
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.raw_text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|a| {
            let value = a
                .normalized_value(XmlVersion::Implicit1_0)
                .unwrap_or_else(|_| a.value.clone());
            (
                a.key.local_name().as_ref().into(),
                value.into_owned().into_boxed_str(),
            )
        })
        .collect();
    Element {
        name: start.local_name().as_ref().into(),
        attributes,
        ..Element::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Element {
        parse(text.as_bytes(), "test", false).unwrap()
    }

    #[test]
    fn names_are_local_and_broken_prefixes_do_no_harm() {
        let root = tree(
            "<:eInvoice xmlns:=\"\"><fp:No a:b='1'>12&amp;&#x4e2d;<![CDATA[<3>]]></fp:No></:eInvoice>",
        );
        assert_eq!(&*root.name, "eInvoice");
        assert_eq!(root.child_text("No"), Some("12&中<3>"));
        assert_eq!(root.child("No").and_then(|e| e.attribute("b")), Some("1"));
    }

    #[test]
    fn missing_and_wrong_end_tags_close_what_is_open() {
        let root = tree("<a><b><c>1</b><d>2</x></d><e/>3 & 4</a>");
        assert_eq!(
            root.children.iter().map(|c| &*c.name).collect::<Vec<_>>(),
            ["b", "d", "e"]
        );
        assert_eq!(root.find("c").map(Element::text), Some("1"));
        assert_eq!(root.text(), "3 & 4");
    }

    #[test]
    fn entities_are_refused_where_declared_and_never_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;</a>";
        assert!(matches!(
            parse(bomb.as_bytes(), "bomb", true),
            Err(DocumentError::Damaged(_))
        ));
        assert_eq!(tree("<a>&unknown;</a>").text(), "&unknown;");
    }

    #[test]
    fn nesting_size_and_early_ends_are_bounded() {
        let deep = "<a>".repeat(100_000);
        assert!(matches!(
            parse(deep.as_bytes(), "deep", true),
            Err(DocumentError::Damaged(_))
        ));
        let many = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS + 1));
        assert!(matches!(
            parse(many.as_bytes(), "many", true),
            Err(DocumentError::TooLarge(_))
        ));
        assert!(parse(b"<a><b>1</b>", "cut", false).is_err());
        assert_eq!(
            parse(b"<a><b>1</b>", "cut", true).unwrap().child_text("b"),
            Some("1")
        );
        assert!(parse(b"", "nothing", true).is_err());
        assert!(parse(b"no markup", "text", true).is_err());
    }
}
