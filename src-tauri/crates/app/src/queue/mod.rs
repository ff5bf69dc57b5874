//! The queue of recognition. A job is a row in the ledger; here is only what runs: a dispatcher
//! for each recognizer, the running batch, and the telling of the window.

mod announce;
mod beside;
mod formats;
mod progress;
mod reading;
mod run;
mod separation;
mod stopping;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ledger::{DocumentId, Failure, JobId, JobState, Unaccompanied};
use recognition::{ProviderId, RecognitionError};
use tokio::sync::{Notify, Semaphore};
use tokio::task::AbortHandle;

use crate::App;
use crate::app::{document_id, view_id};
use crate::view::{Problem, Progress};
pub(crate) use announce::state_view;
use formats::Turns;
use progress::Batch;
use reading::Reading;
pub(crate) use run::unkept;

/// What runs. The rows that wait are the ledger's.
pub(crate) struct Queue {
    state: Mutex<State>,
    /// Something may have become due.
    wake: Notify,
    /// Documents whose rows the window must see anew.
    changed: Mutex<BTreeSet<DocumentId>>,
    /// There are such.
    tell: Notify,
    /// How far the reading of documents has come since the window was told last.
    reading: Arc<Reading>,
    /// Counts the views of documents that were given out.
    revision: AtomicU32,
    /// For the documents that are read on this machine after a provider has answered.
    own_evidence: Semaphore,
    /// Files of one invoice wait for each other before one is sent.
    turns: Turns,
    /// How often everything was stopped: what is still being taken in then is stopped, too.
    stops: AtomicU32,
}

/// How many documents are held open at most to read what they say by themselves.
const READ_AFTERWARDS: usize = 2;

#[derive(Default)]
struct State {
    batch: Batch,
    paused: bool,
    /// Providers that refuse every call until the user acts.
    stopped: BTreeMap<ProviderId, Problem>,
    running: BTreeMap<JobId, AbortHandle>,
    tasks: Vec<AbortHandle>,
}

impl State {
    /// More documents of the batch; a new batch where the last one is over.
    fn count(&mut self, documents: u32) {
        if self.batch.is_over() {
            self.batch = Batch::default();
        }
        self.batch.add(documents);
    }
}

/// How long a dispatcher sleeps at most before it looks again: another program may have queued
/// something in the same ledger.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

impl Queue {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
            wake: Notify::new(),
            changed: Mutex::new(BTreeSet::new()),
            tell: Notify::new(),
            reading: Arc::default(),
            revision: AtomicU32::new(0),
            own_evidence: Semaphore::new(READ_AFTERWARDS),
            turns: Turns::default(),
            stops: AtomicU32::new(0),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues one document; `enqueue` says whether it did. It is counted before anybody can take it
    /// up: one that is done at once would otherwise be counted after its end, and the batch would
    /// wait for it for ever.
    pub(crate) fn add_one<E>(&self, enqueue: impl FnOnce() -> Result<bool, E>) -> Result<bool, E> {
        self.add(1);
        let queued = enqueue();
        if !matches!(queued, Ok(true)) {
            self.state().batch.drop_queued(1);
        }
        queued
    }

    /// More documents wait.
    fn add(&self, documents: u32) {
        self.state().count(documents);
    }

    /// A number above all given out before: of two views of a document the higher is the newer.
    pub(crate) fn next_revision(&self) -> u32 {
        self.revision.fetch_add(1, Ordering::Relaxed)
    }

    /// Lets every dispatcher look for work.
    pub(crate) fn wake(&self) {
        self.wake.notify_waiters();
    }

    /// A provider that was stopped may be called again.
    pub(crate) fn allow(&self, provider: ProviderId) {
        self.state().stopped.remove(&provider);
        self.wake();
    }

    /// Whether any job is being worked on here, also after its answer has been kept.
    pub(crate) fn is_working(&self) -> bool {
        !self.state().running.is_empty()
    }

    fn may_run(&self, provider: ProviderId) -> bool {
        let state = self.state();
        !state.paused && !state.stopped.contains_key(&provider)
    }

    fn stop_provider(&self, provider: ProviderId, problem: Problem) {
        self.state().stopped.insert(provider, problem);
    }

    /// The running batch; `None` where nothing runs or waits.
    pub(crate) fn progress(&self, now: i64) -> Option<Progress> {
        let state = self.state();
        let stopped_by = state.stopped.values().next().cloned();
        let halted = state.paused || stopped_by.is_some();
        (!state.batch.is_over()).then(|| state.batch.progress(now, halted, stopped_by))
    }
}

impl App {
    /// Starts a dispatcher for each recognizer and the telling of the window, and reads beside the
    /// answers that the last program left.
    pub(crate) async fn start_queue(&self, left: Vec<Unaccompanied>) -> Result<(), Problem> {
        let waiting = self
            .blocking(|app| {
                let jobs = app.ledger().open_jobs()?;
                Ok(jobs
                    .iter()
                    .filter(|job| job.state == JobState::Queued && job.waits_for.is_none())
                    .count())
            })
            .await?;
        self.parts
            .queue
            .add(u32::try_from(waiting).unwrap_or(u32::MAX));
        let mut tasks = vec![
            tokio::spawn(announce::run(self.clone())).abort_handle(),
            tokio::spawn(reading::tell(self.clone())).abort_handle(),
        ];
        let beside = self.clone().read_beside_what_was_left(left);
        tasks.push(tokio::spawn(beside).abort_handle());
        for provider in ProviderId::ALL {
            let app = self.clone();
            let dispatcher = tokio::spawn(async move { app.dispatch(*provider).await });
            tasks.push(dispatcher.abort_handle());
        }
        self.parts.queue.state().tasks = tasks;
        Ok(())
    }

    /// Stops everything that runs. Jobs that were sent are in doubt at the next start, the others
    /// wait.
    pub fn stop(&self) {
        let (tasks, running) = {
            let mut state = self.parts.queue.state();
            let tasks = std::mem::take(&mut state.tasks);
            (tasks, std::mem::take(&mut state.running))
        };
        for task in tasks.into_iter().chain(running.into_values()) {
            task.abort();
        }
    }

    async fn dispatch(&self, provider: ProviderId) {
        loop {
            let woken = self.parts.queue.wake.notified();
            if self.parts.queue.may_run(provider) {
                let place = self.parts.recognizers.place(provider).await;
                match self.claim(provider).await {
                    Ok(Some(job)) => {
                        let running = Running(self.clone(), job.id);
                        // Its end waits for the state, so that it cannot come before its beginning.
                        let mut state = self.parts.queue.state();
                        let id = job.id;
                        if job.waits_for.is_some() {
                            state.count(1);
                        }
                        let task = tokio::spawn(async move {
                            let document = job.document;
                            running.0.run_job(job, provider, place).await;
                            let app = running.0.clone();
                            drop(running);
                            app.announce(&[view_id(document)]);
                        });
                        state.running.insert(id, task.abort_handle());
                        continue;
                    }
                    Ok(None) => {}
                    Err(problem) => tracing::error!(code = problem.code, "no job could be taken"),
                }
            }
            let pause = self.until_due(provider).await;
            // Either ending means: look again.
            let _ = tokio::time::timeout(pause, woken).await;
        }
    }

    async fn claim(&self, provider: ProviderId) -> Result<Option<ledger::Job>, Problem> {
        self.blocking(move |app| {
            Ok(app
                .ledger()
                .claim_next(Some(provider.as_str()), app.now())?)
        })
        .await
    }

    async fn until_due(&self, provider: ProviderId) -> Duration {
        if !self.parts.queue.may_run(provider) {
            return LOOK_AGAIN;
        }
        let due = self
            .blocking(move |app| {
                let due = app.ledger().next_due(Some(provider.as_str()))?;
                Ok(due.map(|due| due.0 - app.now().0))
            })
            .await;
        match due {
            Ok(Some(wait)) => Duration::from_millis(wait.max(1).unsigned_abs()).min(LOOK_AGAIN),
            _ => LOOK_AGAIN,
        }
    }

    /// Holds the queue: what is under way ends, nothing new begins.
    pub fn pause_queue(&self) {
        self.parts.queue.state().paused = true;
        self.announce(&[]);
    }

    /// Goes on, also with providers that had refused.
    pub fn resume_queue(&self) {
        {
            let mut state = self.parts.queue.state();
            state.paused = false;
            state.stopped.clear();
        }
        self.parts.queue.wake();
        self.announce(&[]);
    }

    /// Recognizes documents again, by another provider if one is named.
    pub async fn retry(
        &self,
        documents: Vec<u32>,
        provider: Option<String>,
    ) -> Result<(), Problem> {
        let changed = documents.clone();
        self.blocking(move |app| {
            for id in documents {
                let document = document_id(id);
                let row = app.ledger().document(document)?;
                // One that waits for another's decision is meant to go now.
                let waiting = app.stop_waiting_for_doubt(document)?;
                let provider = provider
                    .clone()
                    .or(waiting)
                    .or(row.summary.provider)
                    .unwrap_or_else(|| app.parts.recognizers.preferred());
                let now = app.now();
                app.parts.queue.add_one(|| {
                    let asked = app.ledger().enqueue(document, &provider, now)?;
                    Ok::<_, Problem>(!asked.already)
                })?;
            }
            Ok(())
        })
        .await?;
        self.parts.queue.wake();
        self.announce(&changed);
        Ok(())
    }
}

/// A job that is being worked on, until this is dropped.
struct Running(App, JobId);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.parts.queue.state().running.remove(&self.1);
    }
}

/// The failure that is kept with a document.
pub(crate) fn failure_of(error: &RecognitionError) -> Failure {
    Failure {
        code: error.code,
        message: error.message.clone(),
        detail: error.detail.clone(),
        retryable: error.retryable,
    }
}
