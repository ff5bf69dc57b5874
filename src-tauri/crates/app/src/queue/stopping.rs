//! What the user stops, takes up again and decides.

use std::sync::atomic::Ordering;

use ledger::{DocumentId, DocumentRow, DocumentState, Job, JobId, JobState};
use tokio::task::AbortHandle;

use super::Queue;
use crate::App;
use crate::app::{document_id, view_id};
use crate::view::{Problem, StoppedBatch};

impl Queue {
    /// Jobs were stopped that stood so before: their work ends, and the batch no longer counts them.
    pub(crate) fn let_go(&self, stopped: &[Job]) {
        let mut state = self.state();
        let is_counted = |job: &&Job| job.state == JobState::Claimed || job.waits_for.is_none();
        let counted = stopped.iter().filter(is_counted).count();
        state
            .batch
            .drop_queued(u32::try_from(counted).unwrap_or(u32::MAX));
        let tasks: Vec<AbortHandle> = stopped
            .iter()
            .filter_map(|job| state.running.remove(&job.id))
            .collect();
        drop(state);
        for task in tasks {
            task.abort();
        }
    }

    /// How often everything was stopped so far.
    pub(crate) fn stops(&self) -> u32 {
        self.stops.load(Ordering::Acquire)
    }
}

impl App {
    /// Stops what was not yet sent. What was sent goes on: it may have been charged, and its
    /// answer is kept.
    pub async fn cancel(&self, documents: Vec<u32>) -> Result<(), Problem> {
        let changed = documents.clone();
        self.blocking(move |app| {
            for id in documents {
                app.stop_waiting(document_id(id))?;
            }
            Ok(())
        })
        .await?;
        self.announce(&changed);
        Ok(())
    }

    /// Stops everything that was not yet sent, also what is still being taken in. What was sent
    /// goes on, and its answer is kept.
    pub async fn cancel_all(&self) -> Result<StoppedBatch, Problem> {
        let (stopped, sent) = self
            .blocking(|app| {
                app.parts.queue.stops.fetch_add(1, Ordering::AcqRel);
                let stopped = app.ledger().cancel_all(app.now())?;
                app.parts.queue.let_go(&stopped);
                let open = app.ledger().open_jobs()?;
                let sent = open.iter().filter(|job| job.state == JobState::Sent);
                Ok((stopped, sent.count()))
            })
            .await?;
        let mut documents: Vec<u32> = stopped.iter().map(|job| view_id(job.document)).collect();
        documents.sort_unstable();
        documents.dedup();
        self.announce(&documents);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(StoppedBatch {
            jobs: stopped
                .iter()
                .map(|job| u32::try_from(job.id.0).unwrap_or(u32::MAX))
                .collect(),
            documents: count(documents.len()),
            sent: count(sent),
        })
    }

    /// Lets go on what was stopped: the same jobs, so that nothing is asked for that was not asked
    /// for before. Returns the documents that wait again.
    pub async fn take_up_again(&self, jobs: Vec<u32>) -> Result<Vec<u32>, Problem> {
        let documents = self
            .blocking(move |app| {
                let mut documents = Vec::new();
                for job in jobs {
                    let job = JobId(i64::from(job));
                    let mut again = Vec::new();
                    app.parts.queue.add_one(|| {
                        again = app.ledger().take_up_again(&[job], app.now())?;
                        Ok::<_, Problem>(!again.is_empty())
                    })?;
                    documents.extend(again.iter().map(|job| view_id(job.document)));
                }
                Ok(documents)
            })
            .await?;
        self.parts.queue.wake();
        self.announce(&documents);
        Ok(documents)
    }

    /// Decides about a call that was sent and never answered.
    pub async fn resolve_in_doubt(&self, document: u32, send_again: bool) -> Result<(), Problem> {
        self.blocking(move |app| {
            for job in app.ledger().jobs(document_id(document))? {
                if job.state == JobState::InDoubt {
                    app.parts.queue.add_one(|| {
                        app.ledger()
                            .resolve_in_doubt(job.id, send_again, app.now())?;
                        Ok::<_, Problem>(send_again)
                    })?;
                }
            }
            Ok(())
        })
        .await?;
        self.parts.queue.wake();
        self.announce(&[document]);
        Ok(())
    }

    /// Stops the jobs of a document that were not yet sent. Blocks.
    pub(crate) fn stop_waiting(&self, document: DocumentId) -> Result<(), Problem> {
        let is_here = |job: &Job| matches!(job.state, JobState::Queued | JobState::Claimed);
        for job in self.ledger().jobs(document)? {
            if is_here(&job) {
                self.stop_job(job)?;
            }
        }
        Ok(())
    }

    /// Stops the job of a document that waits for a decision about another one; the recognizer it
    /// was meant for, if there is such a job. Blocks.
    pub(super) fn stop_waiting_for_doubt(
        &self,
        document: DocumentId,
    ) -> Result<Option<String>, Problem> {
        let jobs = self.ledger().jobs(document)?;
        let waits = |job: &Job| job.state == JobState::Queued && job.waits_for.is_some();
        let Some(job) = jobs.into_iter().find(waits) else {
            return Ok(None);
        };
        let provider = job.provider.clone();
        self.stop_job(job)?;
        Ok(Some(provider))
    }

    fn stop_job(&self, job: Job) -> Result<(), Problem> {
        if self.ledger().cancel(job.id, self.now())? == JobState::Cancelled {
            self.parts.queue.let_go(&[job]);
        }
        Ok(())
    }

    /// The document in doubt that this one waits for. Blocks.
    pub(crate) fn waits_for(&self, row: &DocumentRow) -> Result<Option<u32>, Problem> {
        if row.state != DocumentState::Queued {
            return Ok(None);
        }
        let jobs = self.ledger().jobs(row.id)?;
        let other = jobs.iter().find_map(|job| match job.state {
            JobState::Queued => job.waits_for,
            _ => None,
        });
        let other = other.map(|other| self.ledger().job(other)).transpose()?;
        Ok(other.map(|other| view_id(other.document)))
    }

    /// Whether a job was stopped by the user, by what the ledger says now.
    pub(super) async fn was_stopped(&self, job: JobId) -> bool {
        let state = self.blocking(move |app| Ok(app.ledger().job(job)?.state));
        matches!(state.await, Ok(JobState::Cancelled))
    }
}
