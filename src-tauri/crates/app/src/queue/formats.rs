//! What need not be sent. The tax platform hands out one invoice as PDF, OFD and XML, and all three
//! are dropped together: one of them is sent, and the others say by themselves that they are the
//! same. An XML is data: a provider would be shown a page that was drawn from it here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ledger::Job;
use recognition::routing::PageKind;
use recognition::{ProviderId, Recognition};
use tokio::sync::OwnedMutexGuard;

use super::separation::Purpose;
use crate::App;
use crate::view::Problem;

/// The numbers that are being recognized, so that two files of one invoice wait for each other.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>);

/// Held until what was read of a number is kept.
pub(super) type Turn = OwnedMutexGuard<()>;

impl Turns {
    async fn of(&self, number: String) -> Turn {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(&number).and_then(Weak::upgrade);
            let turn = known.unwrap_or_default();
            turns.insert(number, Arc::downgrade(&turn));
            turn
        };
        turn.lock_owned().await
    }
}

/// What becomes of a document that is meant for a provider.
pub(super) enum Sending {
    /// It goes out. Where it says its number, others of that number wait.
    Goes(Option<Turn>),
    /// It is data, or the same invoice was recognized from a file of another format: this is what
    /// it says by itself, and that suffices.
    Stays(Box<Recognition>, Turn),
}

impl App {
    /// Whether the document of a job must be sent for its invoice to be recognized. Who asks for
    /// it again means it.
    pub(super) async fn sending(&self, job: &Job) -> Result<Sending, Problem> {
        let (id, document) = (job.id, job.document);
        let asked_again = self
            .blocking(move |app| {
                let jobs = app.ledger().jobs(document)?;
                Ok(jobs.iter().any(|earlier| earlier.id < id))
            })
            .await?;
        if job.second || asked_again {
            return Ok(Sending::Goes(None));
        }
        let Some(own) = self.said_by_itself(job).await else {
            return Ok(Sending::Goes(None));
        };
        let readings = own.readings.clone();
        let summary = self
            .blocking(move |app| app.summary_if_exact(&readings))
            .await?;
        let Some((number, summary)) =
            summary.and_then(|summary| Some((summary.number.clone()?, summary)))
        else {
            return Ok(Sending::Goes(None));
        };
        let turn = self.parts.queue.turns.of(number).await;
        let suffices = self
            .blocking(move |app| {
                Ok(app.is_drawn_from_data(document)?
                    || app.is_known_in_another_format(document, &summary)?)
            })
            .await?;
        Ok(if suffices {
            Sending::Stays(Box::new(own), turn)
        } else {
            Sending::Goes(Some(turn))
        })
    }

    /// What a document with text or data says, without recognizing a picture.
    async fn said_by_itself(&self, job: &Job) -> Option<Recognition> {
        let PageKind::Digital = self.page_kind(job.document).await? else {
            return None;
        };
        let (_, request) = self
            .request_for(job.document, Purpose::Sending)
            .await
            .ok()?;
        let reader = self.parts.recognizers.get(ProviderId::Offline).await.ok()?;
        reader.recognize(&request).await.ok()
    }
}
