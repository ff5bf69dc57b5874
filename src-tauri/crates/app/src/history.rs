//! What became of a field: who read it, and what the reviewer made of it.

use invoice::Source;
use ledger::CorrectionKind;

use crate::App;
use crate::app::document_id;
use crate::review::parse_path;
use crate::view::{HistoryChange, HistoryEntry, Problem};

impl App {
    /// Who or what gave a field its values, oldest first.
    pub async fn field_history(&self, id: u32, path: String) -> Result<Vec<HistoryEntry>, Problem> {
        let path = parse_path(&path)?;
        self.blocking(move |app| {
            let document = document_id(id);
            let mut history = Vec::new();
            for recognition in app.ledger().recognitions(document)? {
                for reading in &recognition.readings {
                    if let Some(field) = reading.fields.get(&path) {
                        history.push(HistoryEntry {
                            source: field.source.as_str().to_owned(),
                            change: HistoryChange::Read,
                            value: Some(field.value.to_string()),
                            at: recognition.at.0 as f64,
                        });
                    }
                }
            }
            for change in app.ledger().field_history(document, path)? {
                history.push(HistoryEntry {
                    source: Source::Reviewer.as_str().to_owned(),
                    change: match change.kind {
                        CorrectionKind::Set => HistoryChange::Set,
                        CorrectionKind::Undo if change.corrected => HistoryChange::Undone,
                        CorrectionKind::Undo => HistoryChange::UndoneToRead,
                        CorrectionKind::Redo => HistoryChange::Redone,
                    },
                    value: change.text,
                    at: change.at.0 as f64,
                });
            }
            Ok(history)
        })
        .await
    }
}
