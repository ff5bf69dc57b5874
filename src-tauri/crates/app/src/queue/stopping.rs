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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use documents::Limits;
    use ledger::JobState;
    use recognition::ProviderId;
    use recognition::offline::PageReader;

    use crate::app::{document_id, view_id};
    use crate::{App, Clock, DataFolder, NamedBytes, Start};

    /// Nothing of it runs by itself, and nothing may leave.
    async fn at_rest(folder: &Path) -> App {
        let keys = [
            ("FAPIAO_DEEPFINCH_API_ID", "id"),
            ("FAPIAO_DEEPFINCH_API_SECRET", "secret"),
            ("FAPIAO_DEEPFINCH_ENDPOINT", "http://127.0.0.1:9/"),
        ];
        let app = App::start(Start {
            folder: DataFolder::new(folder),
            clock: Clock::system(),
            environment: keys
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            keychain: None,
            limits: Limits::default(),
            pages: PageReader::default(),
        })
        .await
        .unwrap();
        app.pause_queue();
        app.stop();
        app
    }

    fn picture(shade: u8) -> NamedBytes {
        let sheet = image::RgbImage::from_pixel(64, 64, image::Rgb([shade; 3]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        sheet.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        NamedBytes {
            name: format!("{shade}.png"),
            bytes: bytes.into_inner(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_job_that_is_stopped_while_it_is_given_back_or_kept_is_counted_once() {
        for provider in [ProviderId::Deepfinch, ProviderId::Offline] {
            let folder = tempfile::tempdir().unwrap();
            let app = at_rest(folder.path()).await;
            let paths = [250, 251].map(|shade| {
                let file = picture(shade);
                let path = folder.path().join(&file.name);
                std::fs::write(&path, file.bytes).unwrap();
                path
            });
            app.add_paths_for(paths.to_vec(), provider.as_str().to_owned())
                .await
                .unwrap();
            let claimed = app.ledger().claim_next(Some(provider.as_str()), app.now());
            let job = claimed.unwrap().unwrap();
            let id = job.id;
            app.cancel(vec![view_id(job.document)]).await.unwrap();
            app.run_job(job, provider, None).await;
            let progress = app.parts.queue.progress(app.now().0).unwrap();
            assert_eq!((progress.total, progress.done), (1, 0), "{provider:?}");
            assert_eq!(app.ledger().job(id).unwrap().state, JobState::Cancelled);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_still_being_taken_in_is_stopped_with_all_else_and_the_next_drop_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let app = at_rest(folder.path()).await;
        let mut states = BTreeMap::new();
        let mut first = crate::intake::Intake::of(&app, "offline", 2);
        first.bytes(&picture(1), None);
        let stopped = app.cancel_all().await.unwrap();
        assert_eq!((stopped.documents, stopped.sent), (1, 0));
        first.bytes(&picture(2), None);
        let mut next = crate::intake::Intake::of(&app, "offline", 1);
        next.bytes(&picture(3), None);
        for id in first.report.added.iter().chain(&next.report.added) {
            let jobs = app.ledger().jobs(document_id(*id)).unwrap();
            states.insert(*id, jobs[0].state);
        }
        let states: Vec<JobState> = states.into_values().collect();
        assert_eq!(
            states,
            [JobState::Cancelled, JobState::Cancelled, JobState::Queued]
        );
        let progress = app.parts.queue.progress(app.now().0).unwrap();
        assert_eq!((progress.total, progress.done), (1, 0));
    }
}
