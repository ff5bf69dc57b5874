//! What each recognizer read of a document, side by side; and the second one that is asked where
//! the first leaves doubts.

use std::collections::BTreeMap;

use invoice::FieldPath;
use ledger::{DocumentId, Job, StoredRecognition, Timestamp};
use recognition::ProviderId;

use crate::App;
use crate::app::document_id;
use crate::view::{Problem, ReadValue, ReadingView};

impl App {
    /// The last reading of every recognizer, the last one asked at the end.
    pub async fn readings(&self, id: u32) -> Result<Vec<ReadingView>, Problem> {
        self.blocking(move |app| {
            let latest = app.latest_recognitions(document_id(id))?;
            Ok(latest.into_iter().map(reading_view).collect())
        })
        .await
    }

    /// The recognitions that count: the last answer of each recognizer to the pages of now.
    pub(crate) fn latest_recognitions(
        &self,
        document: DocumentId,
    ) -> Result<Vec<StoredRecognition>, Problem> {
        let mut latest: BTreeMap<String, StoredRecognition> = BTreeMap::new();
        for recognition in self.ledger().recognitions_of_present_pages(document)? {
            latest.insert(recognition.provider.clone(), recognition);
        }
        let mut latest: Vec<_> = latest.into_values().collect();
        latest.sort_by_key(|recognition| recognition.id);
        Ok(latest)
    }

    /// How many second readings of today may be charged.
    pub async fn second_readings_today(&self) -> Result<u32, Problem> {
        self.blocking(|app| Ok(app.ledger().second_calls(app.midnight())?))
            .await
    }

    /// Asks the second provider about a document that the first one left doubtful, within the cap.
    /// One document is asked about once.
    pub(crate) async fn ask_second(&self, job: &Job) -> Result<(), Problem> {
        let second = self.parts.recognizers.preferences().second;
        let Some(provider) = ProviderId::parse(&second.provider) else {
            return Ok(());
        };
        let first = job.provider.as_str();
        if job.second || provider == ProviderId::Offline || first == provider.as_str() {
            return Ok(());
        }
        if !self
            .parts
            .recognizers
            .configured()
            .await
            .contains(&provider)
        {
            return Ok(());
        }
        let document = job.document;
        let asked = self
            .blocking(move |app| {
                let row = app.ledger().document(document)?;
                if app.ledger().copy_of(document)?.is_some() {
                    return Ok(false);
                }
                let used = app.ledger().second_calls(app.midnight())?;
                if row.summary.doubtful + row.summary.wrong == 0 || used >= second.calls_per_day {
                    return Ok(false);
                }
                let asked = app
                    .ledger()
                    .enqueue_second(document, provider.as_str(), app.now())?;
                Ok(asked.is_some())
            })
            .await?;
        if asked {
            self.parts.queue.add(1);
            self.parts.queue.wake();
        }
        Ok(())
    }

    /// The cap in force at the moment of sending, and since when calls count against it. A provider
    /// that is no longer the second one has none left.
    pub(crate) fn second_cap(&self, provider: ProviderId) -> (u32, Timestamp) {
        let second = self.parts.recognizers.preferences().second;
        let cap = if second.provider == provider.as_str() {
            second.calls_per_day
        } else {
            0
        };
        (cap, self.midnight())
    }
}

fn reading_view(recognition: StoredRecognition) -> ReadingView {
    let mut fields: BTreeMap<FieldPath, String> = BTreeMap::new();
    // The best kind comes first.
    for reading in &recognition.readings {
        for (path, field) in &reading.fields {
            fields
                .entry(*path)
                .or_insert_with(|| field.value.to_string());
        }
    }
    ReadingView {
        provider: recognition.provider,
        at: recognition.at.0 as f64,
        charged: recognition.charged,
        fields: fields
            .into_iter()
            .map(|(path, value)| ReadValue {
                path: path.to_string(),
                value,
            })
            .collect(),
    }
}
