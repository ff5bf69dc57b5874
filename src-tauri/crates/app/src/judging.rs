//! A document as it follows from its evidence and corrections, and what is kept of that for lists
//! and for the checks of other documents.

use std::collections::BTreeMap;

use invoice::{Corrections, Judgement, Reading, Trust, Value, judge_with_lines_of};
use ledger::{
    DocumentFilter, DocumentId, DocumentOrder, DocumentState as Stored, JudgedDocument,
    Particulars, RecognitionId, StoredRecognition, Summary,
};

use crate::App;
use crate::app::view_id;
use crate::view::Problem;

/// Documents judged again and written as one change; between two of them others get their turn.
const CHUNK: usize = 50;

impl App {
    /// What follows from all readings and corrections of a document.
    pub(crate) fn judged(&self, document: DocumentId) -> Result<Judgement, Problem> {
        let recognitions = self.recognitions_with_copies(document, None)?;
        let basis = self.ledger().basis_of_lines(document)?;
        self.judged_from(document, &recognitions, basis)
    }

    /// The same as if `copy` were a copy of the document.
    pub(crate) fn judged_together(
        &self,
        document: DocumentId,
        copy: DocumentId,
    ) -> Result<Judgement, Problem> {
        let recognitions = self.recognitions_with_copies(document, Some(copy))?;
        let basis = self.ledger().basis_of_lines(document)?;
        self.judged_from(document, &recognitions, basis)
    }

    fn judged_from(
        &self,
        document: DocumentId,
        recognitions: &[StoredRecognition],
        basis: Option<RecognitionId>,
    ) -> Result<Judgement, Problem> {
        let readings = latest_readings(recognitions, None);
        // Rows that the reviewer corrected stay the rows that were seen then.
        let lines = basis.map(|basis| latest_readings(recognitions, Some(basis)));
        let corrections = self.corrections(document)?;
        let judge = |context: &_| {
            let lines = lines.as_deref().unwrap_or(&readings);
            judge_with_lines_of(lines, &readings, &corrections, context)
        };
        // What it is must be known before the ledger can be asked about it.
        let first = judge(&self.bare_context()?);
        Ok(judge(&self.context_of(document, &first.invoice)?))
    }

    fn corrections(&self, document: DocumentId) -> Result<Corrections, Problem> {
        let texts = self.ledger().current_corrections(document)?;
        Ok(texts
            .into_iter()
            .map(|(path, text)| (path, text.and_then(|text| Value::parse(path.kind(), &text))))
            .collect())
    }

    /// What lists show of a document.
    pub(crate) fn summary_of(
        &self,
        document: DocumentId,
        judged: &Judgement,
    ) -> Result<Summary, Problem> {
        let of = |trust| {
            judged
                .fields
                .values()
                .filter(|field| field.trust == trust)
                .count()
        };
        Ok(Summary {
            doubtful: u32::try_from(of(Trust::Doubtful)).unwrap_or(u32::MAX),
            wrong: u32::try_from(of(Trust::Wrong)).unwrap_or(u32::MAX),
            open_reason: crate::review::open_reason(judged),
            provider: self.ledger().last_asked(document)?,
            ..Summary::of(&judged.invoice)
        })
    }

    /// Brings what the lists show up to date.
    pub(crate) fn refresh_summary(&self, document: DocumentId) -> Result<Judgement, Problem> {
        loop {
            let (judged, kept) = self.judged_to_keep(document)?;
            // Something was read or typed meanwhile: once more, upon that.
            if self.ledger().set_summaries(&[kept], self.now())?.is_empty() {
                return Ok(judged);
            }
        }
    }

    fn judged_to_keep(&self, document: DocumentId) -> Result<(Judgement, JudgedDocument), Problem> {
        let stamp = self.ledger().stamp(document)?;
        let judged = self.judged(document)?;
        let kept = JudgedDocument {
            document,
            stamp,
            summary: self.summary_of(document, &judged)?,
            particulars: Particulars::of(&judged.invoice, &judged.findings),
        };
        Ok((judged, kept))
    }

    /// Judges everything anew that waits for review: something changed that all checks look at.
    pub(crate) async fn judge_open_documents(&self) -> Result<(), Problem> {
        let ids = self
            .blocking(|app| {
                let open = DocumentFilter {
                    states: vec![Stored::Ready, Stored::Postponed],
                    ..DocumentFilter::default()
                };
                let rows = app
                    .ledger()
                    .documents(&open, DocumentOrder::Arrival, usize::MAX, 0)?;
                Ok(rows.into_iter().map(|row| row.id).collect::<Vec<_>>())
            })
            .await?;
        for chunk in ids.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            let changed = self
                .blocking(move |app| {
                    let judged = chunk
                        .iter()
                        .map(|id| Ok(app.judged_to_keep(*id)?.1))
                        .collect::<Result<Vec<_>, Problem>>()?;
                    app.ledger().set_summaries(&judged, app.now())?;
                    Ok(chunk)
                })
                .await?;
            self.announce(&changed.into_iter().map(view_id).collect::<Vec<_>>());
        }
        Ok(())
    }
}

/// The readings that count: the last answer of each recognizer, or the last one that was there when
/// `until` was. The last one asked comes last.
pub(crate) fn latest_readings(
    recognitions: &[StoredRecognition],
    until: Option<RecognitionId>,
) -> Vec<Reading> {
    let mut latest: BTreeMap<&str, &StoredRecognition> = BTreeMap::new();
    for recognition in recognitions {
        if until.is_none_or(|until| recognition.id <= until) {
            latest.insert(&recognition.provider, recognition);
        }
    }
    let mut latest: Vec<_> = latest.into_values().collect();
    latest.sort_by_key(|recognition| recognition.id);
    latest
        .into_iter()
        .flat_map(|recognition| recognition.readings.iter().cloned())
        .collect()
}
