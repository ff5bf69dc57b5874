//! The recognizers as the user set them up: environment before settings, secrets from the vault,
//! each provider's own pace.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use invoice::ErrorCode;
use ledger::{Ledger, Timestamp};
use recognition::offline::{OfflineReader, PageReader};
use recognition::providers::{self, ProviderContext, ProviderSettings};
use recognition::retry::RetryPolicy;
use recognition::{
    Credentials, Descriptor, HttpClient, HttpSettings, Pace, PaceLimits, Paces, ProviderId,
    RandomNonces, RecognitionError, Recognizer, Secret, SystemClock,
};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::vault::{FileVault, SessionVault, Vault, VaultError};
use crate::view::{Preferences, Problem, SecretStore};
use crate::{Clock, DataFolder};

/// What the user set for one provider, without its secrets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    pub(crate) endpoint: Option<String>,
    pub(crate) calls_per_second: Option<f64>,
    pub(crate) concurrency: Option<u32>,
    /// What a call costs, in ten-thousandths of a yuan.
    pub(crate) price: Option<u32>,
}

/// All recognizers.
pub struct Recognizers {
    /// Where settings are kept; `None` for a command that keeps nothing.
    ledger: Option<Arc<Ledger>>,
    environment: BTreeMap<String, String>,
    keychain: Option<Arc<dyn Vault>>,
    secrets_file: PathBuf,
    clock: Clock,
    offline: Arc<dyn Recognizer>,
    pages: PageReader,
    paces: Paces,
    state: Mutex<State>,
}

struct State {
    preferences: Preferences,
    choices: BTreeMap<ProviderId, Choices>,
    vault: Arc<dyn Vault>,
    /// Built once, until something about the provider changes.
    built: BTreeMap<ProviderId, Arc<dyn Recognizer>>,
    places: BTreeMap<ProviderId, Arc<Semaphore>>,
}

const PREFERENCES: &str = "preferences";
const SECRET_STORE: &str = "secret_store";
/// In [`Preferences::provider`]: a rule chooses.
const BY_RULE: &str = "auto";

/// Documents that are drawn and encoded while others wait for their answers. Bounds the memory of a
/// batch.
const PREPARED: usize = 2;

impl Recognizers {
    /// Reads the settings. Secrets are looked up when they are needed.
    pub async fn new(
        ledger: Option<Arc<Ledger>>,
        folder: &DataFolder,
        environment: BTreeMap<String, String>,
        keychain: Option<Arc<dyn Vault>>,
        clock: Clock,
        pages: PageReader,
    ) -> Result<Self, Problem> {
        let reader = ledger.clone();
        let stored = tokio::task::spawn_blocking(move || match reader {
            Some(ledger) => ledger.settings(),
            None => Ok(BTreeMap::new()),
        })
        .await
        .map_err(|error| Problem::crashed(&error))??;
        let setting = |key: &str| stored.get(key).cloned();
        let preferences = setting(PREFERENCES)
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default();
        let choices = ProviderId::ALL
            .iter()
            .filter_map(|id| Some((*id, serde_json::from_value(setting(&key_of(*id))?).ok()?)))
            .collect();
        let chosen = setting(SECRET_STORE).and_then(|value| serde_json::from_value(value).ok());
        let secrets_file = folder.secrets();
        let vault = vault_for(chosen, keychain.as_ref(), &secrets_file);
        let recognizers = Self {
            ledger,
            environment,
            keychain,
            secrets_file,
            clock,
            offline: Arc::new(OfflineReader::new(pages.clone())),
            pages,
            paces: Paces::default(),
            state: Mutex::new(State {
                preferences,
                choices,
                vault,
                built: BTreeMap::new(),
                places: BTreeMap::new(),
            }),
        };
        Ok(recognizers)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a recognizer is.
    pub(crate) fn descriptor(&self, id: ProviderId) -> &'static Descriptor {
        providers::descriptor(id).unwrap_or_else(|| self.offline.descriptor())
    }

    /// What reads pages.
    pub(crate) fn pages(&self) -> &PageReader {
        &self.pages
    }

    /// The recognizer, ready to be called.
    pub(crate) async fn get(
        &self,
        id: ProviderId,
    ) -> Result<Arc<dyn Recognizer>, RecognitionError> {
        if id == ProviderId::Offline {
            return Ok(Arc::clone(&self.offline));
        }
        if let Some(built) = self.state().built.get(&id) {
            return Ok(Arc::clone(built));
        }
        let credentials = self.credentials(id).await;
        let endpoint = self
            .endpoint(id)
            .map(|text| text.parse())
            .transpose()
            .ok()
            .flatten();
        let context = ProviderContext {
            clock: Arc::new(SystemClock),
            nonces: Arc::new(RandomNonces),
            pages: self.pages.clone(),
            http: HttpClient::new(&HttpSettings::default()).map_err(|error| no_network(&error))?,
        };
        let built = providers::build(
            id,
            ProviderSettings {
                credentials,
                endpoint,
                ..ProviderSettings::default()
            },
            context,
        )?;
        self.state().built.insert(id, Arc::clone(&built));
        Ok(built)
    }

    /// The environment goes before the settings.
    async fn credentials(&self, id: ProviderId) -> Credentials {
        let mut credentials = Credentials::default();
        for field in self.descriptor(id).credentials {
            if let Some(text) = self.environment.get(field.variable) {
                credentials.insert(field.name, Secret::new(text));
                continue;
            }
            let vault = Arc::clone(&self.state().vault);
            let name = secret_name(id, field.name);
            // A keychain may ask its user and take its time.
            let found = tokio::task::spawn_blocking(move || vault.get(&name)).await;
            if let Ok(Ok(Some(secret))) = found {
                credentials.insert(field.name, secret);
            }
        }
        credentials
    }

    /// The address in force, if not the provider's own.
    pub(crate) fn endpoint(&self, id: ProviderId) -> Option<String> {
        let variable = format!("FAPIAO_{}_ENDPOINT", id.as_str().to_uppercase());
        let set = self.environment.get(&variable).cloned();
        set.or_else(|| self.choices(id).endpoint)
            .filter(|text| !text.is_empty())
    }

    /// Whether a secret is there, and whether it comes from the environment.
    pub(crate) fn has_secret(&self, id: ProviderId, name: &str, variable: &str) -> (bool, bool) {
        if self.environment.contains_key(variable) {
            return (true, true);
        }
        let vault = Arc::clone(&self.state().vault);
        (
            matches!(vault.get(&secret_name(id, name)), Ok(Some(_))),
            false,
        )
    }

    /// Keeps or forgets a secret. Blocks.
    pub(crate) fn set_secret(
        &self,
        id: ProviderId,
        name: &str,
        text: &str,
    ) -> Result<(), VaultError> {
        let vault = Arc::clone(&self.state().vault);
        let name = secret_name(id, name);
        if text.is_empty() {
            vault.remove(&name)
        } else {
            vault.set(&name, &Secret::new(text))
        }
    }

    pub(crate) fn choices(&self, id: ProviderId) -> Choices {
        self.state().choices.get(&id).cloned().unwrap_or_default()
    }

    /// Keeps what the user set for a provider; it is built anew at the next call. Blocks.
    pub(crate) fn set_choices(&self, id: ProviderId, choices: Choices) -> Result<(), Problem> {
        self.keep(&key_of(id), &choices)?;
        self.state().choices.insert(id, choices);
        Ok(())
    }

    /// Something about the provider changed.
    pub(crate) fn forget(&self, id: ProviderId) {
        let mut state = self.state();
        state.built.remove(&id);
        state.places.remove(&id);
    }

    pub(crate) fn preferences(&self) -> Preferences {
        self.state().preferences.clone()
    }

    /// Blocks.
    pub(crate) fn set_preferences(&self, preferences: Preferences) -> Result<(), Problem> {
        self.keep(PREFERENCES, &preferences)?;
        self.state().preferences = preferences;
        Ok(())
    }

    /// The recognizer for new documents.
    pub(crate) fn preferred(&self) -> String {
        let chosen = self.state().preferences.provider.clone();
        // Under the rule, too, everything begins here: only what this machine cannot read leaves.
        ProviderId::parse(&chosen)
            .unwrap_or(ProviderId::Offline)
            .as_str()
            .to_owned()
    }

    /// Whether a rule chooses, instead of the user.
    pub(crate) fn rule_chooses(&self) -> bool {
        self.state().preferences.provider == BY_RULE
    }

    /// The providers whose secrets are all there.
    pub(crate) async fn configured(&self) -> Vec<ProviderId> {
        let overview = self.overview().await;
        let ready = overview.into_iter().filter(|(_, _, ready)| *ready);
        ready
            .map(|(id, ..)| id)
            .filter(|id| *id != ProviderId::Offline)
            .collect()
    }

    pub(crate) fn secret_store(&self) -> SecretStore {
        self.state().vault.store()
    }

    /// Where there is no keychain: chooses between this session and a file. Secrets that are there
    /// move along. Blocks.
    pub(crate) fn choose_secret_store(&self, store: SecretStore) -> Result<(), Problem> {
        let old = Arc::clone(&self.state().vault);
        let new = vault_for(Some(store), self.keychain.as_ref(), &self.secrets_file);
        if new.store() == old.store() {
            return Ok(());
        }
        for id in ProviderId::ALL {
            for field in self.descriptor(*id).credentials {
                let name = secret_name(*id, field.name);
                if let Some(secret) = old.get(&name)? {
                    new.set(&name, &secret)?;
                    old.remove(&name)?;
                }
            }
        }
        self.keep(SECRET_STORE, &store)?;
        self.state().vault = new;
        Ok(())
    }

    /// How many documents of this recognizer are worked on at the same time.
    pub(crate) fn concurrency(&self, id: ProviderId) -> usize {
        if id == ProviderId::Offline {
            return std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        }
        let chosen = self
            .choices(id)
            .concurrency
            .map(|n| n.clamp(1, 64) as usize);
        chosen.unwrap_or(self.descriptor(id).concurrency)
    }

    /// Waits for a place among the documents worked on at the same time.
    pub(crate) async fn place(&self, id: ProviderId) -> Option<OwnedSemaphorePermit> {
        let places = {
            let concurrency = match id {
                ProviderId::Offline => self.concurrency(id),
                _ => self.concurrency(id) + PREPARED,
            };
            let mut state = self.state();
            Arc::clone(
                state
                    .places
                    .entry(id)
                    .or_insert_with(|| Arc::new(Semaphore::new(concurrency))),
            )
        };
        // Closed only when the program ends.
        places.acquire_owned().await.ok()
    }

    /// Calls per second in force: never more than a provider's own limit.
    pub(crate) fn calls_per_second(&self, id: ProviderId) -> f64 {
        let descriptor = self.descriptor(id);
        let chosen = self
            .choices(id)
            .calls_per_second
            .filter(|rate| rate.is_finite() && *rate > 0.0);
        match chosen {
            Some(rate) if descriptor.rate_is_fixed => rate.min(descriptor.calls_per_second),
            Some(rate) => rate,
            None => descriptor.calls_per_second,
        }
    }

    /// All recognizers: id, name, and whether their secrets are there.
    pub async fn overview(&self) -> Vec<(ProviderId, &'static str, bool)> {
        let mut overview = Vec::new();
        for id in ProviderId::ALL {
            let descriptor = self.descriptor(*id);
            let credentials = self.credentials(*id).await;
            let ready = descriptor
                .credentials
                .iter()
                .all(|field| credentials.get(field.name).is_some());
            overview.push((*id, descriptor.name.zh, ready));
        }
        overview
    }

    /// How fast the provider is called: one pace for all queues.
    pub(crate) fn pace(&self, id: ProviderId) -> Pace {
        let limits = PaceLimits {
            calls_per_second: self.calls_per_second(id),
            concurrency: self.concurrency(id),
        };
        let pace = self.paces.of(id, limits);
        if pace.limits() != limits {
            pace.set_limits(limits);
        }
        pace
    }

    /// Whoever else is in the line of a provider that asked to wait would be refused just the same.
    pub(crate) fn hold_back(&self, id: ProviderId, error: &RecognitionError) {
        if error.code == ErrorCode::RateLimited
            && let Some(wait) = error.retry_after
        {
            self.pace(id)
                .hold(wait.min(RetryPolicy::default().longest_wait));
        }
    }

    fn keep(&self, key: &str, value: &impl Serialize) -> Result<(), Problem> {
        let Some(ledger) = &self.ledger else {
            return Ok(());
        };
        // Plain records of texts and numbers always have a JSON form.
        let value = serde_json::to_value(value).unwrap_or_default();
        ledger.set_setting(key, &value, Timestamp(self.clock.now()))?;
        Ok(())
    }
}

fn key_of(id: ProviderId) -> String {
    format!("provider.{}", id.as_str())
}

fn secret_name(id: ProviderId, name: &str) -> String {
    format!("{}/{name}", id.as_str())
}

/// The chosen place, or the best there is: the keychain, else this session.
fn vault_for(
    chosen: Option<SecretStore>,
    keychain: Option<&Arc<dyn Vault>>,
    secrets_file: &std::path::Path,
) -> Arc<dyn Vault> {
    match (chosen, keychain) {
        (Some(SecretStore::File), _) => Arc::new(FileVault::new(secrets_file.to_owned())),
        (None | Some(SecretStore::Keychain), Some(keychain)) => Arc::clone(keychain),
        _ => Arc::new(SessionVault::default()),
    }
}

fn no_network(error: &recognition::HttpSetupError) -> RecognitionError {
    RecognitionError::local(
        invoice::ErrorCode::Network,
        error.to_string(),
        invoice::Sentence::new(
            "无法初始化网络连接，请检查代理设置。",
            "The network cannot be set up; check the proxy.",
        ),
    )
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        match &error {
            VaultError::NoKeychain => Self::local(
                "no_keychain",
                "这台电脑没有可用的系统钥匙串。可选择只在本次运行中保留，或存入仅本人可读的文件。",
                "This machine has no keychain. Keep secrets for this session only, or in a file that only you can read.",
            ),
            VaultError::Locked => Self::local(
                "keychain_locked",
                "系统钥匙串已锁定，请解锁后重试。",
                "The keychain is locked; unlock it and try again.",
            ),
            VaultError::File(what) => Self::local(
                "secrets_file",
                format!("密钥文件无法使用（{what}）。"),
                format!("The file of secrets cannot be used ({what})."),
            ),
        }
    }
}
