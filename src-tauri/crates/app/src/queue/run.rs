//! One job, from the row to the answer in the ledger.

use std::time::{Duration, Instant};

use invoice::{ErrorCode, Sentence};
use ledger::{CallOutcome, DocumentId, Job, LedgerError, NewRecognition, RecognitionId, Timestamp};
use recognition::retry::RetryPolicy;
use recognition::routing::{self, PageKind};
use recognition::{Charge, ProviderId, Reach, Recognition, RecognitionError};
use tokio::sync::OwnedSemaphorePermit;

use super::failure_of;
use super::formats::Sending;
use super::separation::Purpose;
use crate::App;
use crate::app::view_id;
use crate::view::Problem;

/// How a job ended, as far as the batch is concerned.
enum Ending {
    Done {
        charged: bool,
        calls_left: Option<u64>,
    },
    /// It waits again; the batch still counts it.
    Waits,
}

impl App {
    /// Recognizes what a job asks for. `place` is its place among the documents worked on at the
    /// same time, given up as soon as the answer is kept.
    pub(super) async fn run_job(
        &self,
        job: Job,
        provider: ProviderId,
        place: Option<OwnedSemaphorePermit>,
    ) {
        self.announce(&[view_id(job.document)]);
        let job_may_have_been_in_doubt = job.attempts > 1;
        let ending = match self.recognize_job(&job, provider, place).await {
            Ok(ending) => ending,
            // Stopped in the very moment in which something of it was to be kept: whoever stopped
            // it has counted it.
            Err(_) if self.was_stopped(job.id).await => Ending::Waits,
            Err(problem) => {
                // The ledger itself refuses; the job stays claimed and is found at the next start.
                tracing::error!(
                    code = problem.code,
                    job = job.id.0,
                    "a job could not be kept"
                );
                Ending::Done {
                    charged: false,
                    calls_left: None,
                }
            }
        };
        if let Ending::Done {
            charged,
            calls_left,
        } = ending
        {
            self.parts
                .queue
                .state()
                .batch
                .finish(self.now().0, charged, calls_left);
            // Another file of the invoice may have waited for one that was in doubt.
            if job_may_have_been_in_doubt {
                self.parts.queue.wake();
            }
        }
    }

    async fn recognize_job(
        &self,
        job: &Job,
        provider: ProviderId,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Ending, Problem> {
        let started = Instant::now();
        if provider == ProviderId::Offline && self.passed_on(job).await? {
            return Ok(Ending::Waits);
        }
        let _turn = match provider {
            ProviderId::Offline => None,
            _ => match self.sending(job).await? {
                Sending::Goes(turn) => turn,
                Sending::Waits(other, why) => {
                    let id = job.id;
                    self.blocking(move |app| {
                        Ok(app.ledger().wait_for(id, other, &why, app.now())?)
                    })
                    .await?;
                    self.parts.queue.state().batch.drop_queued(1);
                    // It may have been decided meanwhile.
                    self.parts.queue.wake();
                    return Ok(Ending::Waits);
                }
                Sending::Stays(own, _turn) => {
                    self.keep_answer(job, ProviderId::Offline, *own, None)
                        .await?;
                    return Ok(Ending::Done {
                        charged: false,
                        calls_left: None,
                    });
                }
            },
        };
        let result = self.call_for(job, provider).await;
        match result {
            Ok(recognition) => {
                let charged = recognition.charge != Charge::Free;
                let calls_left = recognition.remaining_calls;
                let took = u64::try_from(started.elapsed().as_millis()).ok();
                let readings = recognition.readings.clone();
                // First what may have been paid for.
                let kept = self.keep_answer(job, provider, recognition, took).await?;
                if provider != ProviderId::Offline {
                    // Recognizing a scan takes longer than the provider does: the next one need
                    // not wait for it.
                    drop(place);
                    self.announce(&[view_id(job.document)]);
                    // The answer stands without it, and so does what it cost.
                    if let Err(problem) = self.read_beside(job, kept, readings).await {
                        tracing::warn!(code = problem.code, "no evidence beside an answer");
                    }
                }
                self.ask_second(job).await?;
                Ok(Ending::Done {
                    charged,
                    calls_left,
                })
            }
            Err(CallError::Cancelled) => Ok(Ending::Waits),
            Err(CallError::Held) => {
                let id = job.id;
                self.blocking(move |app| Ok(app.ledger().release(id, app.now(), app.now())?))
                    .await?;
                Ok(Ending::Waits)
            }
            Err(CallError::Failed(error)) => self.keep_failure(job, provider, &error).await,
        }
    }

    async fn call_for(&self, job: &Job, provider: ProviderId) -> Result<Recognition, CallError> {
        let purpose = match provider {
            ProviderId::Offline => Purpose::Reading,
            _ => Purpose::Sending,
        };
        let (opened, request) = self.request_for(job.document, purpose).await?;
        if provider != ProviderId::Offline {
            let pages = opened.document.page_count();
            self.parts.queue.pages_are_read(job.document, pages);
        }
        let recognizer = self.parts.recognizers.get(provider).await?;
        let Some(ready) = recognizer.make_ready(&request).await? else {
            return Ok(recognizer.recognize(&request).await?);
        };
        let mut turn = self.parts.recognizers.pace(provider).turn().await;
        // Paused, or refused to everybody, while it was made ready: it would still cost something.
        if !self.parts.queue.may_run(provider) {
            return Err(CallError::Held);
        }
        // Written down before it leaves: from here on it may be charged.
        let (id, second) = (job.id, job.second);
        let sent = self
            .blocking(move |app| {
                if second {
                    let cap = app.second_cap(provider);
                    let (since, now) = (app.midnight(), app.now());
                    let sent = app
                        .ledger()
                        .mark_second_sent(id, since, now, |used| cap.allows(used));
                    return Ok(sent);
                }
                Ok(app.ledger().mark_sent(id, None, app.now()).map(Some))
            })
            .await;
        match sent {
            Ok(Ok(Some(_))) => {}
            // The cap is used up: the document keeps what the first one read.
            Ok(Ok(None)) => {
                self.parts.queue.state().batch.drop_queued(1);
                return Err(CallError::Cancelled);
            }
            // Cancelled while it waited for its turn.
            Ok(Err(LedgerError::WrongState { .. })) => return Err(CallError::Cancelled),
            Ok(Err(error)) => return Err(unkept(&error.to_string()).into()),
            Err(problem) => return Err(unkept(&problem.message.en).into()),
        }
        turn.depart();
        self.parts.queue.state().batch.call();
        let answer = ready.send().await;
        drop(turn);
        if let Err(error) = &answer {
            self.parts.recognizers.hold_back(provider, error);
        }
        Ok(answer?)
    }

    /// Where a rule chooses: a picture goes to a provider that reads pictures, if one is set up;
    /// without one this machine reads it. Says whether it went.
    async fn passed_on(&self, job: &Job) -> Result<bool, Problem> {
        let recognizers = &self.parts.recognizers;
        if !recognizers.rule_chooses() {
            return Ok(false);
        }
        let configured = recognizers.configured().await;
        if configured.is_empty() {
            return Ok(false);
        }
        // Who asks again for this machine means this machine.
        let document = job.document;
        let jobs = self
            .blocking(move |app| Ok(app.ledger().jobs(document)?))
            .await?;
        if jobs.iter().any(|earlier| earlier.id < job.id) {
            return Ok(false);
        }
        let Some(page) = self.page_kind(job.document).await else {
            return Ok(false);
        };
        let learned = self.blocking(App::learned).await?;
        let chosen = routing::choose(page, &configured, learned);
        if chosen == ProviderId::Offline {
            return Ok(false);
        }
        let (id, document, failure) = (job.id, job.document, failure_of(&for_a_provider()));
        self.blocking(move |app| {
            let now = app.now();
            let outcome = CallOutcome {
                error: Some(failure.code),
                provider_code: None,
                http_status: None,
                request_id: None,
                charged: Some(false),
                remaining: None,
            };
            app.ledger()
                .mark_failed(id, &failure, &outcome, None, now)?;
            app.ledger().enqueue(document, chosen.as_str(), now)?;
            Ok(())
        })
        .await?;
        self.parts.queue.wake();
        Ok(true)
    }

    /// What the first page of a document is; `None` where it cannot be opened.
    pub(super) async fn page_kind(&self, document: DocumentId) -> Option<PageKind> {
        // Nothing is recognized here only to find out what it is.
        let (opened, request) = self.request_for(document, Purpose::Sending).await.ok()?;
        let page = *request.pages.first()?;
        let turned = request.quarter_turns % 2 == 1;
        let kind = tokio::task::spawn_blocking(move || {
            if opened
                .document
                .page_content(page)
                .is_ok_and(|content| !content.words.is_empty())
            {
                return Some(PageKind::Digital);
            }
            let size = opened.document.page_size(page).ok()?;
            let (width, height) = if turned {
                (size.height, size.width)
            } else {
                (size.width, size.height)
            };
            Some(PageKind::Picture {
                height_to_width: height / width,
            })
        });
        kind.await.ok().flatten()
    }

    async fn keep_answer(
        &self,
        job: &Job,
        provider: ProviderId,
        recognition: Recognition,
        took: Option<u64>,
    ) -> Result<RecognitionId, Problem> {
        let (id, document) = (job.id, job.document);
        self.blocking(move |app| {
            let kept = app.ledger().mark_answered(
                id,
                &NewRecognition {
                    provider: provider.as_str(),
                    readings: &recognition.readings,
                    raw_reply: recognition.raw_reply.as_deref(),
                    request_id: recognition.request_id.as_deref(),
                    charged: recognition.charge.as_option(),
                    remaining: recognition.remaining_calls,
                    duration_ms: took,
                },
                None,
                app.now(),
            )?;
            app.refresh_summary(document)?;
            app.join_copies(document)?;
            Ok(kept)
        })
        .await
    }

    async fn keep_failure(
        &self,
        job: &Job,
        provider: ProviderId,
        error: &RecognitionError,
    ) -> Result<Ending, Problem> {
        tracing::info!(job = job.id.0, provider = provider.as_str(), code = %error.code, "recognition failed");
        let stops = error.reach == Reach::Provider;
        // Nothing came back and it may have been charged: only the user may send it again.
        let in_doubt = error.sent && error.charge == Charge::Unknown && error.raw_reply.is_none();
        // One that the provider refuses to everybody waits until the user has acted.
        let wait = match RetryPolicy::default().wait(job.attempts, error) {
            _ if in_doubt => None,
            None if stops => Some(Duration::ZERO),
            wait => wait,
        };
        let again = wait.is_some();
        let charged = error.charge == Charge::Charged || in_doubt;
        let (id, kept) = (job.id, error.clone());
        self.blocking(move |app| {
            let now = app.now();
            let outcome = CallOutcome {
                error: Some(kept.code),
                provider_code: kept.provider_code.as_deref(),
                http_status: None,
                request_id: None,
                charged: kept.charge.as_option(),
                remaining: None,
            };
            let failure = failure_of(&kept);
            if in_doubt {
                app.ledger().mark_in_doubt(id, &failure, &outcome, now)?;
            } else {
                let after = |wait: Duration| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                let retry_at = wait.map(|wait| Timestamp(now.0.saturating_add(after(wait))));
                app.ledger()
                    .mark_failed(id, &failure, &outcome, retry_at, now)?;
            }
            Ok(())
        })
        .await?;
        if stops {
            self.parts
                .queue
                .stop_provider(provider, Problem::from(error));
        }
        Ok(if again {
            Ending::Waits
        } else {
            Ending::Done {
                charged,
                calls_left: None,
            }
        })
    }
}

enum CallError {
    Cancelled,
    /// Nothing may leave at this moment.
    Held,
    Failed(Box<RecognitionError>),
}

impl From<RecognitionError> for CallError {
    fn from(error: RecognitionError) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// The ledger could not say or keep what is needed before anything may be sent.
pub(crate) fn unkept(detail: &str) -> RecognitionError {
    RecognitionError::local(
        ErrorCode::Unknown,
        detail,
        Sentence::new(
            format!("账本无法记录此次识别，因此没有发送（{detail}）。"),
            format!("The ledger could not keep this recognition, so nothing was sent ({detail})."),
        ),
    )
}

/// Why a picture is not read here.
fn for_a_provider() -> RecognitionError {
    RecognitionError::local(
        ErrorCode::UnsupportedFormat,
        "a picture, for which a provider is set up",
        Sentence::new(
            "这是扫描件或照片，按规则交给已配置的识别服务。",
            "This is a scan or photo; by the rule it goes to a provider that is set up.",
        ),
    )
}
