use documents::Format;
use invoice::{Sentence, Source};

/// A fixed text in both languages of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedSentence {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl From<FixedSentence> for Sentence {
    fn from(fixed: FixedSentence) -> Self {
        Self::new(fixed.zh, fixed.en)
    }
}

/// A recognizer's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderId {
    /// Our own reader.
    Offline,
    /// 聚合数据.
    Juhe,
    /// 聚美智数.
    Jumdata,
    /// 火山引擎.
    Volcengine,
    /// 京东云.
    Jdcloud,
    /// 深源恒际.
    Deepfinch,
}

impl ProviderId {
    /// All, in the order of the contract.
    pub const ALL: &'static [Self] = &[
        Self::Offline,
        Self::Juhe,
        Self::Jumdata,
        Self::Volcengine,
        Self::Jdcloud,
        Self::Deepfinch,
    ];

    /// The id on the command line, in the settings and in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Juhe => "juhe",
            Self::Jumdata => "jumdata",
            Self::Volcengine => "volcengine",
            Self::Jdcloud => "jdcloud",
            Self::Deepfinch => "deepfinch",
        }
    }

    /// From its id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.as_str() == text)
    }

    /// The source that its readings carry; `None` for the offline reader, whose readings carry
    /// what they were read from.
    pub const fn source(self) -> Option<Source> {
        match self {
            Self::Offline => None,
            Self::Juhe => Some(Source::Juhe),
            Self::Jumdata => Some(Source::Jumdata),
            Self::Volcengine => Some(Source::Volcengine),
            Self::Jdcloud => Some(Source::Jdcloud),
            Self::Deepfinch => Some(Source::Deepfinch),
        }
    }
}

/// One secret that a provider needs.
#[derive(Debug, Clone, Copy)]
pub struct CredentialField {
    /// Its name in the keychain and in [`crate::Credentials`], e.g. `app_secret`.
    pub name: &'static str,
    /// Its name on the provider's own pages, e.g. `appSecret`.
    pub label: &'static str,
    /// The environment variable that goes before the settings.
    pub variable: &'static str,
}

/// What a recognizer is, needs and takes: data that the settings page, the routing and the limits
/// are made from.
#[derive(Debug, Clone)]
pub struct Descriptor {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: FixedSentence,
    /// The full address of its call; `None` for the offline reader.
    pub endpoint: Option<&'static str>,
    /// The secrets it needs.
    pub credentials: &'static [CredentialField],
    /// The provider's page where keys are made.
    pub keys_page: Option<&'static str>,
    /// The formats it takes as they are.
    pub formats: &'static [Format],
    /// Largest file or encoded size, in bytes, as its document counts it.
    pub max_bytes: Option<usize>,
    /// Whether `max_bytes` counts the Base64 text rather than the file.
    pub counts_base64: bool,
    /// Shortest and longest side of a picture in pixels.
    pub sides: Option<(u32, u32)>,
    /// Calls per second, unless the user sets another.
    pub calls_per_second: f64,
    /// Calls at the same time, unless the user sets another.
    pub concurrency: usize,
    /// Whether the rate is the provider's own limit, which the user can only lower.
    pub rate_is_fixed: bool,
    /// Whether it takes an address instead of a file.
    pub takes_url: bool,
    /// What is known of charging.
    pub charging: FixedSentence,
    /// What the user should know beforehand (only 卷票, needs `type=roll`, …).
    pub note: Option<FixedSentence>,
}
