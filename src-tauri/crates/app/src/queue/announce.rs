//! Telling the window which rows changed: gathered for a moment, so that a batch of hundreds does
//! not become hundreds of messages.

use std::sync::PoisonError;
use std::time::Duration;

use ledger::{
    DocumentFilter, DocumentId, DocumentOrder, DocumentRow, DocumentState as Stored, LedgerError,
};

use recognition::offline::NOT_AN_INVOICE;

use super::formats::WAITS_FOR_DECISION;
use crate::app::{document_id, view_id};
use crate::locked::{PASSWORD_NEEDED, wants_password};
use crate::view::{Counts, DocumentState, Problem, QueueChange, QueueRow, QueueView};
use crate::{App, Event};

/// Shorter than an eye notices, longer than a burst of small documents.
const GATHER: Duration = Duration::from_millis(60);
/// Reviewed documents that the queue still shows; older ones are in the ledger's own place.
const REVIEWED_SHOWN: usize = 2_000;
/// Open documents that the queue shows.
const OPEN_SHOWN: usize = 50_000;

pub(super) async fn run(app: App) {
    loop {
        app.parts.queue.tell.notified().await;
        tokio::time::sleep(GATHER).await;
        let ids = {
            let mut changed = app
                .parts
                .queue
                .changed
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *changed)
        };
        let change = app
            .blocking(move |app| app.queue_change(ids.into_iter().collect()))
            .await;
        match change {
            Ok(change) => app.parts.events.send(Event::QueueChanged(change)),
            Err(problem) => tracing::error!(code = problem.code, "the window could not be told"),
        }
    }
}

impl App {
    /// The window shall see these rows, the counters and the progress anew.
    pub(crate) fn announce(&self, documents: &[u32]) {
        let mut changed = self
            .parts
            .queue
            .changed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        changed.extend(documents.iter().map(|id| document_id(*id)));
        drop(changed);
        self.parts.queue.tell.notify_one();
    }

    /// The whole queue.
    pub async fn queue(&self) -> Result<QueueView, Problem> {
        self.blocking(|app| {
            use Stored::{
                Failed, InDoubt, NotInvoice, Postponed, Queued, Ready, Reviewed, Working,
            };
            let open = DocumentFilter {
                states: vec![
                    Queued, Working, InDoubt, Failed, Ready, Postponed, NotInvoice,
                ],
                ..DocumentFilter::default()
            };
            let reviewed = DocumentFilter {
                states: vec![Reviewed],
                ..DocumentFilter::default()
            };
            // Before the rows: where these say that all is done, no row is from before it was.
            let progress = app.parts.queue.progress(app.now().0);
            let counts = app.counts()?;
            let mut rows =
                app.ledger()
                    .documents(&reviewed, DocumentOrder::Newest, REVIEWED_SHOWN, 0)?;
            rows.extend(
                app.ledger()
                    .documents(&open, DocumentOrder::Arrival, OPEN_SHOWN, 0)?,
            );
            rows.sort_by_key(|row| row.id);
            let rows = rows
                .iter()
                .map(|row| app.queue_row(row))
                .collect::<Result<_, _>>()?;
            Ok(QueueView {
                rows,
                counts,
                progress,
            })
        })
        .await
    }

    fn queue_change(&self, ids: Vec<DocumentId>) -> Result<QueueChange, Problem> {
        // Before the rows, as above.
        let progress = self.parts.queue.progress(self.now().0);
        let counts = self.counts()?;
        let mut changed = Vec::new();
        let mut removed = Vec::new();
        for id in ids {
            match self.ledger().document(id) {
                Ok(row) if row.state == Stored::Removed => removed.push(view_id(id)),
                Ok(row) => changed.push(self.queue_row(&row)?),
                Err(LedgerError::Missing { .. }) => removed.push(view_id(id)),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(QueueChange {
            changed,
            removed,
            counts,
            progress,
        })
    }

    fn counts(&self) -> Result<Counts, Problem> {
        let counts = self.ledger().state_counts()?;
        let of = |state| {
            counts
                .get(&state)
                .map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX))
        };
        Ok(Counts {
            to_review: of(Stored::Ready) + of(Stored::Postponed) + of(Stored::InDoubt),
            reviewed: of(Stored::Reviewed),
            failed: of(Stored::Failed),
            pending: of(Stored::Queued) + of(Stored::Working),
        })
    }

    pub(crate) fn queue_row(&self, row: &DocumentRow) -> Result<QueueRow, Problem> {
        let summary = &row.summary;
        Ok(QueueRow {
            id: view_id(row.id),
            file_name: row.name.clone(),
            state: state_view(row.state),
            seller: summary.seller_name.clone(),
            amount: summary.gross.map(|gross| gross.to_string()),
            date: summary.issue_date.map(|date| date.to_string()),
            number: summary.number.clone(),
            invoice_type: summary.invoice_type.map(|kind| kind.as_str().to_owned()),
            doubtful: summary.doubtful,
            wrong: summary.wrong,
            open_reason: summary.open_reason.clone().map(Into::into),
            provider: summary.provider.clone().unwrap_or_default(),
            problem: row.failure.as_ref().map(Problem::from),
            postponed_reason: row.reason.clone(),
            duplicate_of: self.earlier_same(row)?.map(view_id),
        })
    }
}

/// The ledger's states as the window names them. Removed documents never reach it.
pub(crate) fn state_view(state: Stored) -> DocumentState {
    match state {
        Stored::Queued => DocumentState::Queued,
        Stored::Working => DocumentState::Working,
        Stored::InDoubt => DocumentState::InDoubt,
        Stored::Failed => DocumentState::Failed,
        Stored::Ready => DocumentState::Ready,
        Stored::Reviewed => DocumentState::Reviewed,
        Stored::Postponed => DocumentState::Postponed,
        Stored::NotInvoice | Stored::Removed => DocumentState::NotInvoice,
    }
}

impl From<&ledger::Failure> for Problem {
    fn from(failure: &ledger::Failure) -> Self {
        // Finer than the contract's codes: for each the window has another way out.
        let code = if wants_password(&failure.detail) {
            PASSWORD_NEEDED
        } else if failure.detail == NOT_AN_INVOICE {
            "not_an_invoice"
        } else if failure.detail == WAITS_FOR_DECISION {
            "waits_for_decision"
        } else {
            failure.code.as_str()
        };
        Self {
            code: code.to_owned(),
            message: failure.message.clone().into(),
            retryable: failure.retryable,
        }
    }
}
