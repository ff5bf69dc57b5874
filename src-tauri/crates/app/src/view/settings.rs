use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Problem, SentenceView};

/// How the window looks and speaks, and what recognizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Preferences {
    /// `zh` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// How large the window draws everything, in percent of the display's own scale;
    /// [`Preferences::ZOOM`] bounds it.
    pub zoom: u16,
    /// The recognizer for new documents; `auto` lets a rule choose.
    pub provider: String,
    /// Keys that the user gave to commands, instead of the first one of each. Both are named as the
    /// page's registry names them.
    pub keys: BTreeMap<String, String>,
    /// Who is asked for a second reading, and how often.
    pub second: SecondReading,
}

/// A second provider is asked where the first reading of a document leaves doubts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct SecondReading {
    /// The provider; blank asks nobody.
    pub provider: String,
    /// Most calls a day that may be charged; `None` leaves them to the cost.
    pub calls_per_day: Option<u32>,
    /// Most that they may cost a day, in fen, by the price that the user set for the provider;
    /// `None` leaves it to the calls. Where neither is set nobody is asked.
    pub fen_per_day: Option<u32>,
}

/// What the calls of today to one provider come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SpendingView {
    /// The provider.
    pub provider: String,
    /// Its calls that were charged, or may have been.
    pub charged: u32,
    /// Of these, second readings.
    pub second: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: "zh".to_owned(),
            theme: "system".to_owned(),
            zoom: 100,
            provider: "offline".to_owned(),
            keys: BTreeMap::new(),
            second: SecondReading::default(),
        }
    }
}

impl Preferences {
    /// The least and the most that [`Preferences::zoom`] may be: what is smaller cannot be read, and
    /// what is larger leaves no room beside the page.
    pub const ZOOM: RangeInclusive<u16> = 80..=200;

    /// By what everything is multiplied, 1 at the display's own scale.
    #[must_use]
    pub fn zoom_factor(&self) -> f64 {
        f64::from(self.zoom.clamp(*Self::ZOOM.start(), *Self::ZOOM.end())) / 100.0
    }
}

/// One secret that a provider needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CredentialView {
    /// Its name, e.g. `app_secret`.
    pub name: String,
    /// As the provider's own pages call it.
    pub label: String,
    /// Whether there is one. The secret itself never comes here.
    pub present: bool,
    /// Set by the environment, which goes before the settings.
    pub from_environment: bool,
}

/// A recognizer, as the settings page draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProviderView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: SentenceView,
    /// The secrets it needs; empty for the offline reader.
    pub credentials: Vec<CredentialView>,
    /// Whether all of them are there.
    pub configured: bool,
    /// The provider's own address.
    pub default_endpoint: Option<String>,
    /// The address the user set instead.
    pub endpoint: Option<String>,
    /// Calls per second in force.
    pub calls_per_second: f64,
    /// Calls at the same time in force.
    pub concurrency: u32,
    /// Whether the rate can only be lowered.
    pub rate_is_fixed: bool,
    /// What the user pays for a call, in ten-thousandths of a yuan (packages sell calls at parts of
    /// a fen); `None` where nobody has said.
    pub price: Option<u32>,
    /// Formats and limits, in words.
    pub limits: SentenceView,
    /// What is known of charging.
    pub charging: SentenceView,
    /// What to know beforehand.
    pub note: Option<SentenceView>,
    /// Where keys are made.
    pub keys_page: Option<String>,
    /// Calls today.
    pub calls_today: u32,
    /// Of these, charged or possibly charged.
    pub charged_today: u32,
    /// Calls left today, as it said last.
    pub calls_left: Option<u32>,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretStore {
    /// The system's keychain.
    Keychain,
    /// No keychain here: this session only.
    Session,
    /// No keychain here: a file that only this user can read.
    File,
}

/// Settings of one provider, from the window.
#[derive(Debug, Clone, PartialEq, Deserialize, Type)]
pub struct ProviderEdit {
    /// Its id.
    pub id: String,
    /// New secrets by name; blank text removes one. Names left out stay as they are.
    pub credentials: Vec<CredentialEdit>,
    /// The address; `None` for the provider's own.
    pub endpoint: Option<String>,
    /// Calls per second; `None` for the default.
    pub calls_per_second: Option<f64>,
    /// Calls at the same time; `None` for the default.
    pub concurrency: Option<u32>,
    /// What a call costs, in ten-thousandths of a yuan; `None` where nobody says.
    pub price: Option<u32>,
}

/// A new secret.
#[derive(Clone, PartialEq, Eq, Deserialize, Type)]
pub struct CredentialEdit {
    /// Its name.
    pub name: String,
    /// The secret.
    pub value: String,
}

/// All that the window needs to start.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Startup {
    /// The program's version.
    pub version: String,
    /// How it looks.
    pub preferences: Preferences,
    /// Nothing was ever taken in.
    pub first_start: bool,
    /// Where secrets are kept.
    pub secret_store: SecretStore,
    /// The recognizers.
    pub providers: Vec<ProviderView>,
}

impl std::fmt::Debug for CredentialEdit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialEdit")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What trying a provider gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProviderTrial {
    /// It answered with an invoice.
    pub ok: bool,
    /// Why not.
    pub problem: Option<Problem>,
    /// Whether it was charged; `None` where nobody knows.
    pub charged: Option<bool>,
}
