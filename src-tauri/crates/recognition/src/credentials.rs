use std::collections::BTreeMap;
use std::fmt;

/// Text that cannot print, compare or serialize itself. Its memory is not shown in any message.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Holds it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that signs or sends.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Without the blanks and line breaks that come along when a key is pasted.
    #[must_use]
    pub(crate) fn trimmed(&self) -> Self {
        Self(self.0.trim().to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The credentials of one provider, by the names in its descriptor.
#[derive(Debug, Clone, Default)]
pub struct Credentials(BTreeMap<&'static str, Secret>);

impl Credentials {
    /// Adds one.
    pub fn insert(&mut self, name: &'static str, secret: Secret) {
        self.0.insert(name, secret);
    }

    /// One of them.
    pub fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Secret> {
        self.0.values()
    }
}
