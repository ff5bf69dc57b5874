//! What need not be sent. The tax platform hands out one invoice as PDF, OFD and XML, and all three
//! are dropped together: one of them is sent, and the others say by themselves that they are the
//! same. An XML is data: a provider would be shown a page that was drawn from it here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use invoice::{ErrorCode, Sentence};
use ledger::{DocumentId, Failure, Job, JobId};
use recognition::routing::PageKind;
use recognition::{ProviderId, Recognition, Request};
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
    /// Another file of the same invoice was sent and nobody saw an answer: this one waits for what
    /// the user decides about that one's job.
    Waits(JobId, Failure),
}

/// Why a document waits, as the ledger keeps it.
pub(crate) const WAITS_FOR_DECISION: &str = "another file of the invoice is in doubt";

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
        let readings = own.recognition.readings.clone();
        let summary = self
            .blocking(move |app| app.summary_if_exact(&readings))
            .await?;
        let Some((number, summary)) =
            summary.and_then(|summary| Some((summary.number.clone()?, summary)))
        else {
            return Ok(Sending::Goes(None));
        };
        let turn = self.parts.queue.turns.of(number.clone()).await;
        let suffices = self
            .blocking(move |app| {
                Ok(app.is_drawn_from_data(document)?
                    || app.is_known_in_another_format(document, &summary)?)
            })
            .await?;
        if suffices {
            return Ok(Sending::Stays(Box::new(self.said_in_all(own).await), turn));
        }
        let doubt = self
            .blocking(move |app| app.doubt_about(document, &number))
            .await?;
        Ok(match doubt {
            Some((other, why)) => Sending::Waits(other, why),
            None => Sending::Goes(Some(turn)),
        })
    }

    /// The job in doubt of another file that says the same number, and the words for it. Without
    /// one the number is kept, so that others find this document should it come to be in doubt.
    fn doubt_about(
        &self,
        document: DocumentId,
        number: &str,
    ) -> Result<Option<(JobId, Failure)>, Problem> {
        let Some(other) = self.ledger().in_doubt_about(number, document)? else {
            self.ledger().keep_said_number(document, number)?;
            return Ok(None);
        };
        let name = self.ledger().document(other.document)?.name;
        Ok(Some((other.id, waits_for(&name))))
    }

    /// What the pages with text or data of a document say, without recognizing a picture.
    async fn said_by_itself(&self, job: &Job) -> Option<Said> {
        let PageKind::Digital = self.page_kind(job.document).await? else {
            return None;
        };
        let (_, whole) = self
            .request_for(job.document, Purpose::Sending)
            .await
            .ok()?;
        let (document, pages) = (Arc::clone(&whole.document), whole.pages.clone());
        let has_words = move |page: &usize| {
            let content = document.page_content(*page);
            content.is_ok_and(|content| !content.words.is_empty())
        };
        let with_words = tokio::task::spawn_blocking(move || {
            pages.into_iter().filter(has_words).collect::<Vec<usize>>()
        });
        let mut request = whole.clone();
        request.pages = with_words.await.ok()?;
        let reader = self.parts.recognizers.get(ProviderId::Offline).await.ok()?;
        let recognition = reader.recognize(&request).await.ok()?;
        let pictures_too = (request.pages.len() < whole.pages.len()).then_some(whole);
        Some(Said {
            recognition,
            pictures_too,
        })
    }

    /// All that a document says which stays here, also on pages that are pictures.
    async fn said_in_all(&self, said: Said) -> Recognition {
        let Some(whole) = said.pictures_too else {
            return said.recognition;
        };
        let Ok(reader) = self.parts.recognizers.get(ProviderId::Offline).await else {
            return said.recognition;
        };
        let all = reader.recognize(&whole).await;
        all.unwrap_or(said.recognition)
    }
}

/// What a document says by itself.
struct Said {
    recognition: Recognition,
    /// All of its pages, where some are pictures and were left out.
    pictures_too: Option<Request>,
}

/// Said of a document while another file of its invoice is in doubt.
fn waits_for(name: &str) -> Failure {
    Failure {
        code: ErrorCode::Unknown,
        message: Sentence::new(
            format!(
                "与“{name}”是同一张发票，而那次调用没有收到答复，可能已计费。请先决定那一份是重新发送还是放弃，\
                 本文件随后自动继续。"
            ),
            format!(
                "This is the same invoice as “{name}”, whose call was never answered and may have been \
                 charged. Decide about that one first; this file then goes on by itself."
            ),
        ),
        detail: WAITS_FOR_DECISION.to_owned(),
        retryable: true,
    }
}
