//! What this machine reads by itself beside the answer of a provider: it costs nothing, and two
//! kinds of evidence that agree need no second look. The answer's values get the places that the
//! page's words tell.

use invoice::Reading;
use ledger::{Job, NewRecognition, RecognitionId, Unaccompanied};
use recognition::ProviderId;

use super::separation::Purpose;
use crate::App;
use crate::app::view_id;
use crate::view::Problem;

impl App {
    /// Reads the document of a job beside its answer, and keeps what was found. A page without
    /// words simply has none.
    pub(super) async fn read_beside(
        &self,
        job: &Job,
        answer: RecognitionId,
        mut readings: Vec<Reading>,
    ) -> Result<(), Problem> {
        let document = job.document;
        // Few documents are held open for it, however many were answered by now.
        let _turn = self.parts.queue.own_evidence.acquire().await;
        let begun = self
            .blocking(move |app| Ok(app.ledger().begin_beside(answer)?))
            .await?;
        if !begun {
            return Ok(());
        }
        let recognizers = &self.parts.recognizers;
        let (mut placed, mut own) = (false, None);
        if let Ok((_, request)) = self.request_for(document, Purpose::Reading).await {
            placed = recognizers.pages().place(&request, &mut readings).await;
            if let Ok(reader) = recognizers.get(ProviderId::Offline).await {
                own = reader.recognize(&request).await.ok();
            }
        }
        self.blocking(move |app| {
            let own = own.as_ref().map(|own| NewRecognition {
                provider: ProviderId::Offline.as_str(),
                readings: &own.readings,
                raw_reply: None,
                request_id: None,
                charged: Some(false),
                remaining: None,
                duration_ms: None,
            });
            let placed = placed.then_some(readings.as_slice());
            let is_new = placed.is_some() || own.is_some();
            let kept = app
                .ledger()
                .keep_beside(answer, placed, own.as_ref(), app.now())?;
            if kept && is_new {
                app.refresh_summary(document)?;
                app.join_copies(document)?;
            }
            Ok(())
        })
        .await
    }

    /// The same for what the last program had no time for, one document after the other.
    pub(super) async fn read_beside_what_was_left(self, left: Vec<Unaccompanied>) {
        for one in left {
            if let Err(problem) = self.take_up(one).await {
                tracing::warn!(code = problem.code, "no evidence beside an answer");
            }
            self.announce(&[view_id(one.document)]);
        }
    }

    async fn take_up(&self, left: Unaccompanied) -> Result<(), Problem> {
        let found = self
            .blocking(move |app| {
                let jobs = app.ledger().jobs(left.document)?;
                let answers = app.ledger().recognitions(left.document)?;
                let job = jobs.into_iter().find(|job| job.id == left.job);
                let answer = answers.into_iter().find(|one| one.id == left.recognition);
                Ok(job.zip(answer))
            })
            .await?;
        let Some((job, answer)) = found else {
            return Ok(());
        };
        self.read_beside(&job, answer.id, answer.readings).await?;
        self.ask_second(&job).await
    }
}
