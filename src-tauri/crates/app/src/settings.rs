//! What the settings page and the start of the window need.

use documents::Format;
use ledger::{CallOutcome, DocumentFilter, NewCall, Timestamp};
use recognition::{Charge, ProviderId};

use crate::queue::unkept;
use crate::recognizers::Choices;
use crate::view::{
    CredentialView, Preferences, Problem, ProviderEdit, ProviderTrial, ProviderView, ReviewPace,
    SecretStore, SentenceView, SpendingView, Startup,
};
use crate::{App, Event};

const DAY: i64 = 24 * 3_600_000;
/// Days are counted as the providers do, in China's time.
const CHINA_MINUTES: i32 = 8 * 60;

impl App {
    /// What the window needs to start.
    pub async fn startup(&self) -> Result<Startup, Problem> {
        self.blocking(|app| {
            let known = app.ledger().document_totals(&DocumentFilter::default())?;
            Ok(Startup {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                preferences: app.preferences(),
                first_start: known.count == 0,
                secret_store: app.secret_store(),
                providers: app.provider_views()?,
            })
        })
        .await
    }

    /// How the window looks and who recognizes.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.parts.recognizers.preferences()
    }

    /// Keeps how the window looks and who recognizes.
    pub async fn save_preferences(&self, preferences: Preferences) -> Result<(), Problem> {
        self.blocking(move |app| app.parts.recognizers.set_preferences(preferences))
            .await
    }

    /// The recognizers.
    pub async fn providers(&self) -> Result<Vec<ProviderView>, Problem> {
        self.blocking(App::provider_views).await
    }

    /// Keeps what the user set for a provider; a queue that it had stopped goes on.
    pub async fn save_provider(&self, edit: ProviderEdit) -> Result<Vec<ProviderView>, Problem> {
        let views = self
            .blocking(move |app| {
                let Some(id) = ProviderId::parse(&edit.id) else {
                    return Err(no_provider(&edit.id));
                };
                let known = app.parts.recognizers.descriptor(id).credentials;
                for secret in &edit.credentials {
                    if let Some(field) = known.iter().find(|field| field.name == secret.name) {
                        app.parts
                            .recognizers
                            .set_secret(id, field.name, secret.value.trim())?;
                    }
                }
                let endpoint = edit
                    .endpoint
                    .map(|text| text.trim().to_owned())
                    .filter(|text| !text.is_empty());
                if endpoint.as_deref().is_some_and(|text| !is_address(text)) {
                    return Err(Problem::local(
                        "bad_address",
                        "接口地址应以 https:// 或 http:// 开头。",
                        "An address begins with https:// or http://.",
                    ));
                }
                let choices = Choices {
                    endpoint,
                    calls_per_second: edit.calls_per_second,
                    concurrency: edit.concurrency,
                    price: edit.price,
                };
                app.parts.recognizers.set_choices(id, choices)?;
                app.parts.recognizers.forget(id);
                app.parts.queue.allow(id);
                app.provider_views()
            })
            .await?;
        self.parts
            .events
            .send(Event::ProvidersChanged(views.clone()));
        self.announce(&[]);
        Ok(views)
    }

    /// Chooses where secrets are kept, where there is no keychain.
    pub async fn choose_secret_store(&self, store: SecretStore) -> Result<(), Problem> {
        self.blocking(move |app| app.parts.recognizers.choose_secret_store(store))
            .await
    }

    /// Where a provider makes keys.
    pub fn keys_page(&self, id: &str) -> Option<&'static str> {
        self.parts
            .recognizers
            .descriptor(ProviderId::parse(id)?)
            .keys_page
    }

    /// Recognizes one sample picture, to see that the settings work. May be charged.
    pub async fn try_provider(
        &self,
        id: String,
        sample: Vec<u8>,
    ) -> Result<ProviderTrial, Problem> {
        let Some(provider) = ProviderId::parse(&id) else {
            return Err(no_provider(&id));
        };
        Ok(match self.call_once(provider, sample).await {
            Ok(charge) => ProviderTrial {
                ok: true,
                problem: None,
                charged: charge.as_option(),
            },
            Err(error) => ProviderTrial {
                ok: false,
                problem: Some(Problem::from(&error)),
                charged: error.charge.as_option(),
            },
        })
    }

    async fn call_once(
        &self,
        provider: ProviderId,
        sample: Vec<u8>,
    ) -> Result<Charge, recognition::RecognitionError> {
        let opened = crate::engine::open_bytes(sample, None, self.parts.limits).await?;
        let request = recognition::Request::new(opened.document, opened.bytes, vec![0]);
        let recognizer = self.parts.recognizers.get(provider).await?;
        let Some(ready) = recognizer.make_ready(&request).await? else {
            return Ok(recognizer.recognize(&request).await?.charge);
        };
        // A trial is a call like any other: paced, written down before it leaves, counted.
        let mut turn = self.parts.recognizers.pace(provider).turn().await;
        let begun = self
            .blocking(move |app| {
                let call = NewCall {
                    provider: provider.as_str(),
                    document: None,
                    job: None,
                    request_digest: None,
                };
                Ok(app.ledger().begin_call(&call, app.now())?)
            })
            .await;
        let call = begun.map_err(|problem| unkept(&problem.message.en))?;
        turn.depart();
        let answer = ready.send().await;
        drop(turn);
        let (error, charge) = match &answer {
            Ok(recognition) => (None, recognition.charge),
            Err(error) => (Some(error.code), error.charge),
        };
        let kept = self
            .blocking(move |app| {
                let outcome = CallOutcome {
                    error,
                    provider_code: None,
                    http_status: None,
                    request_id: None,
                    charged: charge.as_option(),
                    remaining: None,
                };
                app.ledger().finish_call(call, &outcome, app.now())?;
                app.provider_views()
            })
            .await;
        if let Ok(views) = kept {
            self.parts.events.send(Event::ProvidersChanged(views));
        }
        Ok(answer?.charge)
    }

    /// When today began.
    pub(crate) fn midnight(&self) -> Timestamp {
        let china = i64::from(CHINA_MINUTES) * 60_000;
        Timestamp((self.now().0 + china).div_euclid(DAY) * DAY - china)
    }

    /// How the review goes today.
    pub async fn review_pace(&self) -> Result<ReviewPace, Problem> {
        self.blocking(|app| {
            let times = app.ledger().review_times(app.midnight())?;
            let middle = times.get(times.len() / 2);
            Ok(ReviewPace {
                reviewed: small(times.len() as u64),
                median_ms: middle.map(|time| small(*time)),
            })
        })
        .await
    }

    /// What the calls of today come to, for each provider that was called.
    pub async fn spending_today(&self) -> Result<Vec<SpendingView>, Problem> {
        self.blocking(|app| {
            let midnight = app.midnight();
            let second = app.ledger().second_calls(midnight)?;
            let usage = app
                .ledger()
                .usage(midnight, Timestamp(midnight.0 + DAY), CHINA_MINUTES)?;
            let views = usage.into_iter().map(|usage| SpendingView {
                charged: small(usage.calls.saturating_sub(usage.free)),
                second: second.get(&usage.provider).copied().unwrap_or(0),
                provider: usage.provider,
            });
            Ok(views.collect())
        })
        .await
    }

    fn provider_views(&self) -> Result<Vec<ProviderView>, Problem> {
        let midnight = self.midnight();
        let usage = self
            .ledger()
            .usage(midnight, Timestamp(midnight.0 + DAY), CHINA_MINUTES)?;
        let views = ProviderId::ALL.iter().map(|id| {
            let recognizers = &self.parts.recognizers;
            let descriptor = recognizers.descriptor(*id);
            let today = usage.iter().find(|usage| usage.provider == id.as_str());
            let credentials: Vec<CredentialView> = descriptor
                .credentials
                .iter()
                .map(|field| {
                    let (present, from_environment) =
                        recognizers.has_secret(*id, field.name, field.variable);
                    CredentialView {
                        name: field.name.to_owned(),
                        label: field.label.to_owned(),
                        present,
                        from_environment,
                    }
                })
                .collect();
            ProviderView {
                id: id.as_str().to_owned(),
                name: sentence(descriptor.name),
                configured: credentials.iter().all(|credential| credential.present),
                credentials,
                default_endpoint: descriptor.endpoint.map(str::to_owned),
                endpoint: recognizers.endpoint(*id),
                calls_per_second: recognizers.calls_per_second(*id),
                concurrency: u32::try_from(recognizers.concurrency(*id)).unwrap_or(u32::MAX),
                rate_is_fixed: descriptor.rate_is_fixed,
                price: recognizers.choices(*id).price,
                limits: limits(descriptor),
                charging: sentence(descriptor.charging),
                note: descriptor.note.map(sentence),
                keys_page: descriptor.keys_page.map(str::to_owned),
                calls_today: today.map_or(0, |usage| small(usage.calls)),
                charged_today: today
                    .map_or(0, |usage| small(usage.calls.saturating_sub(usage.free))),
                calls_left: today.and_then(|usage| usage.remaining).map(small),
            }
        });
        Ok(views.collect())
    }
}

fn sentence(fixed: recognition::FixedSentence) -> SentenceView {
    SentenceView {
        zh: fixed.zh.to_owned(),
        en: fixed.en.to_owned(),
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn no_provider(id: &str) -> Problem {
    Problem::local(
        "unknown_provider",
        format!("没有这种识别方式：{id}"),
        format!("no such recognizer: {id}"),
    )
}

/// Formats and limits, from the descriptor's data.
fn limits(descriptor: &recognition::Descriptor) -> SentenceView {
    let formats: Vec<&str> = descriptor
        .formats
        .iter()
        .map(|format: &Format| format.name())
        .collect();
    let mut zh = vec![formats.join(" / ")];
    let mut en = zh.clone();
    if let Some(bytes) = descriptor.max_bytes {
        // As the providers count them: "4M" is read as 4,000,000, to be on the safe side.
        let megabytes = bytes / 1_000_000;
        if descriptor.counts_base64 {
            zh.push(format!("编码后不超过 {megabytes} MB"));
            en.push(format!("at most {megabytes} MB encoded"));
        } else {
            zh.push(format!("不超过 {megabytes} MB"));
            en.push(format!("at most {megabytes} MB"));
        }
    }
    if let Some((shortest, longest)) = descriptor.sides {
        zh.push(format!("边长 {shortest}–{longest} 像素"));
        en.push(format!("sides of {shortest}–{longest} px"));
    }
    SentenceView {
        zh: zh.join("，"),
        en: en.join(", "),
    }
}
