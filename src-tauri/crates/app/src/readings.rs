//! What each recognizer read of a document, side by side; and the second one that is asked where
//! the first leaves doubts.

use std::collections::BTreeMap;

use invoice::FieldPath;
use ledger::{DocumentId, Job, StoredRecognition};
use recognition::ProviderId;

use crate::App;
use crate::app::document_id;
use crate::view::{Problem, ReadValue, ReadingView, SecondReading};

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
                if row.summary.doubtful + row.summary.wrong == 0
                    || !app.second_cap(provider).allows(&used)
                {
                    return Ok(false);
                }
                app.parts.queue.add_one(|| {
                    let asked =
                        app.ledger()
                            .enqueue_second(document, provider.as_str(), app.now())?;
                    Ok(asked.is_some())
                })
            })
            .await?;
        if asked {
            self.parts.queue.wake();
        }
        Ok(())
    }

    /// The cap in force at this moment.
    pub(crate) fn second_cap(&self, provider: ProviderId) -> SecondCap {
        let recognizers = &self.parts.recognizers;
        let prices = ProviderId::ALL
            .iter()
            .filter_map(|id| Some((id.as_str().to_owned(), recognizers.choices(*id).price?)));
        SecondCap {
            asked: provider,
            second: recognizers.preferences().second,
            prices: prices.collect(),
        }
    }
}

/// What the user allows for second readings, at one moment.
pub(crate) struct SecondCap {
    /// Who would be asked.
    asked: ProviderId,
    second: SecondReading,
    /// Ten-thousandths of a yuan for a call, where the user said.
    prices: BTreeMap<String, u32>,
}

/// Ten-thousandths of a yuan in a fen.
const OF_A_FEN: u64 = 100;

impl SecondCap {
    /// Whether one more call stays within it, after those of today to each provider. A provider that
    /// is no longer the second one has nothing left, and so has one whose price nobody knows where
    /// the cap is an amount.
    pub(crate) fn allows(&self, used: &BTreeMap<String, u32>) -> bool {
        let SecondReading {
            provider,
            calls_per_day,
            fen_per_day,
        } = &self.second;
        if provider != self.asked.as_str() || (calls_per_day.is_none() && fen_per_day.is_none()) {
            return false;
        }
        let calls: u64 = used.values().map(|calls| u64::from(*calls)).sum();
        if calls_per_day.is_some_and(|most| calls >= u64::from(most)) {
            return false;
        }
        let Some(most) = fen_per_day else { return true };
        let Some(price) = self.prices.get(provider).copied().map(u64::from) else {
            return false;
        };
        // A call to another one of which no price is known counts like one of this.
        let spent = used.iter().fold(0_u64, |spent, (provider, calls)| {
            let price = self.prices.get(provider).copied().map_or(price, u64::from);
            spent.saturating_add(price.saturating_mul(u64::from(*calls)))
        });
        spent.saturating_add(price) <= u64::from(*most) * OF_A_FEN
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(calls: Option<u32>, fen: Option<u32>, prices: &[(&str, u32)]) -> SecondCap {
        SecondCap {
            asked: ProviderId::Juhe,
            second: SecondReading {
                provider: "juhe".to_owned(),
                calls_per_day: calls,
                fen_per_day: fen,
            },
            prices: used(prices),
        }
    }

    fn used(counts: &[(&str, u32)]) -> BTreeMap<String, u32> {
        let owned = counts.iter().map(|(id, count)| ((*id).to_owned(), *count));
        owned.collect()
    }

    #[test]
    fn calls_and_cost_both_bound_and_the_last_fen_may_be_spent() {
        let price = [("juhe", 750)];
        // 1.00 yuan holds 13 calls of 0.075.
        let by_cost = cap(None, Some(100), &price);
        assert!(by_cost.allows(&used(&[("juhe", 12)])));
        assert!(!by_cost.allows(&used(&[("juhe", 13)])));
        let exact = cap(None, Some(15), &price);
        assert!(exact.allows(&used(&[("juhe", 1)])));
        assert!(!exact.allows(&used(&[("juhe", 2)])));
        let both = cap(Some(5), Some(100), &price);
        assert!(both.allows(&used(&[("juhe", 4)])));
        assert!(!both.allows(&used(&[("juhe", 5)])));
    }

    #[test]
    fn without_a_cap_or_without_the_price_that_it_needs_nobody_is_asked() {
        assert!(!cap(None, None, &[("juhe", 1)]).allows(&used(&[])));
        assert!(!cap(None, Some(10_000), &[]).allows(&used(&[])));
        assert!(!cap(Some(9), Some(10_000), &[("deepfinch", 1)]).allows(&used(&[])));
        assert!(cap(Some(9), None, &[]).allows(&used(&[])));
        assert!(!cap(Some(0), None, &[]).allows(&used(&[])));
    }

    #[test]
    fn what_another_one_cost_today_counts_at_its_own_price() {
        let prices = [("juhe", 1_000), ("deepfinch", 4_000)];
        let cap = cap(None, Some(50), &prices);
        assert!(cap.allows(&used(&[("deepfinch", 1)])));
        assert!(!cap.allows(&used(&[("deepfinch", 1), ("juhe", 1)])));
        assert!(
            !cap.allows(&used(&[("jdcloud", 5)])),
            "unknown: like this one's"
        );
    }

    #[test]
    fn the_settings_of_before_caps_by_cost_are_read() {
        let second: SecondReading =
            serde_json::from_str(r#"{"provider":"juhe","calls_per_day":20}"#).unwrap();
        assert_eq!(second.calls_per_day, Some(20));
        assert_eq!(second.fen_per_day, None);
    }
}
