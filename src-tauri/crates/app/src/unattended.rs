//! Recognition into a ledger with nobody at a window: the queue does the work, and its rows are
//! read when it is done.

use std::path::PathBuf;
use std::time::Duration;

use invoice::{ErrorCode, Sentence};
use ledger::{DocumentId, DocumentState as Stored};
use recognition::{Charge, ProviderId, RecognitionError};
use tokio::sync::broadcast::error::RecvError;

use crate::App;
use crate::app::document_id;
use crate::batch::{Outcome, Recognized};
use crate::view::Problem;

/// How long to wait for news before looking at the rows again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl App {
    /// Takes files in, waits for the queue, and gives what became of each invoice, in the order of
    /// the files. A file that the ledger knows is not recognized (nor paid) again.
    pub async fn recognize_all(
        &self,
        files: Vec<PathBuf>,
        provider: ProviderId,
    ) -> Result<Vec<Outcome>, Problem> {
        let mut events = self.subscribe();
        let mut outcomes = Vec::new();
        let mut taken: Vec<(PathBuf, u32)> = Vec::new();
        for file in crate::find_files(&files) {
            if !file.named && !crate::looks_like_invoice(&file.path) {
                continue;
            }
            let report = self
                .add_paths_for(vec![file.path.clone()], provider.as_str().to_owned())
                .await?;
            // A file of an archive is called by the archive's name and its own inside.
            let beside = |name: &str| file.path.with_file_name(name);
            for unreadable in report.unreadable {
                outcomes.push(Outcome::failed(
                    &beside(&unreadable.file_name),
                    unreadable_file(&unreadable.problem),
                ));
            }
            for id in report.added {
                taken.push((self.source_of(id).await?.unwrap_or(file.path.clone()), id));
            }
            let known = report.duplicates.iter();
            taken.extend(known.map(|known| (beside(&known.file_name), known.document)));
        }
        // Lost events only mean looking once more; so does a job that another program on the same
        // ledger has taken, whose end is not told here.
        while self.is_busy().await? {
            let told = tokio::time::timeout(LOOK_AGAIN, events.recv()).await;
            if matches!(told, Ok(Err(RecvError::Closed))) {
                break;
            }
        }
        let kept = self
            .blocking(move |app| {
                let mut kept = Vec::new();
                for (file, id) in taken {
                    for document in app.documents_of_file(document_id(id))? {
                        // A copy shows what its invoice is by all that was read of it.
                        let document = app.ledger().copy_of(document)?.unwrap_or(document);
                        kept.push(app.outcome(file.clone(), document)?);
                    }
                }
                Ok(kept)
            })
            .await?;
        outcomes.extend(kept);
        Ok(outcomes)
    }

    /// Where a document's file was taken from.
    async fn source_of(&self, id: u32) -> Result<Option<PathBuf>, Problem> {
        self.blocking(move |app| {
            let row = app.ledger().document(document_id(id))?;
            let original = app.ledger().original(&row.sha256)?;
            Ok(original.and_then(|o| o.source_path).map(PathBuf::from))
        })
        .await
    }

    /// Whether something is under way or waits and may run. A queue that a provider stopped is not
    /// waited for.
    async fn is_busy(&self) -> Result<bool, Problem> {
        let stopped = self
            .parts
            .queue
            .progress(self.now().0)
            .is_some_and(|p| p.stopped_by.is_some());
        let counts = self
            .blocking(|app| Ok(app.ledger().state_counts()?))
            .await?;
        let of = |state| counts.get(&state).copied().unwrap_or(0);
        Ok(self.parts.queue.is_working()
            || of(Stored::Working) > 0
            || (of(Stored::Queued) > 0 && !stopped))
    }

    /// All documents that this one's file gave.
    fn documents_of_file(&self, document: DocumentId) -> Result<Vec<DocumentId>, Problem> {
        let row = self.ledger().document(document)?;
        Ok(self.ledger().documents_of_original(&row.sha256)?)
    }

    fn outcome(&self, file: PathBuf, document: DocumentId) -> Result<Outcome, Problem> {
        let row = self.ledger().document(document)?;
        let page = self
            .ledger()
            .pages(document)?
            .first()
            .map_or(1, |page| page.page as usize);
        let mut recognitions = self.ledger().recognitions(document)?;
        // The recognizer that was asked; what the document says by itself stands beside it.
        let asked = recognitions.iter().rposition(|r| r.job.is_some());
        let recognition = match asked {
            Some(asked) => Some(recognitions.swap_remove(asked)),
            None => recognitions.pop(),
        };
        let result = match (recognition, row.failure) {
            (Some(recognition), _) => Ok(Box::new(Recognized {
                provider: ProviderId::parse(&recognition.provider).unwrap_or(ProviderId::Offline),
                judgement: self.judged(document)?,
                charge: match recognition.charged {
                    Some(true) => Charge::Charged,
                    Some(false) => Charge::Free,
                    None => Charge::Unknown,
                },
            })),
            (None, Some(failure)) => {
                let mut error =
                    RecognitionError::local(failure.code, failure.detail, failure.message);
                error.retryable = failure.retryable;
                Err(Box::new(error))
            }
            (None, None) => Err(Box::new(RecognitionError::local(
                ErrorCode::Cancelled,
                row.state.as_str(),
                Sentence::new("没有识别。", "It was not recognized."),
            ))),
        };
        Ok(Outcome { file, page, result })
    }
}

fn unreadable_file(problem: &Problem) -> RecognitionError {
    RecognitionError::local(
        ErrorCode::DamagedFile,
        &problem.code,
        Sentence::new(&problem.message.zh, &problem.message.en),
    )
}
