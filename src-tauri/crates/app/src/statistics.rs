//! Accuracy, speed and cost, from the user's own corrections; and who reads what best.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use invoice::{InvoiceType, IssueDate};
use ledger::{FieldScore, ReviewId, ScoredReview, Timestamp};
use recognition::ProviderId;
use recognition::routing::Learned;

use crate::App;
use crate::scoring::TOGETHER;
use crate::view::{
    AccuracyView, FieldStatistics, PeriodStatistics, Problem, ProviderAccuracy, ProviderStatistics,
    RecommendationView, StatisticsFilter, StatisticsView, TypeStatistics,
};

/// Pictures that a recognizer must have read before it is compared with another.
const LEAST_SAMPLE: u32 = 20;
/// Reviews read from the ledger at a time; others get their turn in between.
const PART: u32 = 2_000;
/// Reviews that the rule learns from.
const LEARNED_FROM: i64 = 2_000;
/// Points of a chart.
const MOST_PERIODS: i64 = 31;
/// Days are counted in China's time.
const CHINA_MINUTES: i32 = 8 * 60;
const CHINA: i64 = CHINA_MINUTES as i64 * 60_000;
const DAY: i64 = 24 * 3_600_000;
const LEARNS: &str = "routing_learns";

impl App {
    /// The figures of the reviews of some days.
    pub async fn statistics(&self, filter: StatisticsFilter) -> Result<StatisticsView, Problem> {
        let from = filter.from.as_deref().and_then(day_number);
        let to = filter.to.as_deref().and_then(day_number);
        let from = Timestamp(from.map_or(0, |day| day * DAY - CHINA));
        let to = Timestamp(to.map_or(i64::MAX, |day| (day + 1) * DAY - CHINA));
        let mut tally = Tally::default();
        let mut after = ReviewId(0);
        loop {
            let part = self
                .blocking(move |app| Ok(app.ledger().scored_reviews(from, to, after, PART)?))
                .await?;
            let Some(last) = part.last() else { break };
            after = last.review;
            for review in &part {
                tally.add(review);
            }
        }
        self.blocking(move |app| {
            for usage in app.ledger().usage(from, to, CHINA_MINUTES)? {
                let provider = tally.providers.entry(usage.provider).or_default();
                provider.calls += usage.calls;
                provider.charged += usage.charged;
                provider.in_doubt += usage.in_doubt;
            }
            Ok(tally.view(app.learns()?))
        })
        .await
    }

    /// Whether the rule that chooses a recognizer goes by what was learned.
    pub async fn set_learning(&self, learns: bool) -> Result<(), Problem> {
        self.blocking(move |app| {
            app.ledger()
                .set_setting(LEARNS, &learns.into(), app.now())?;
            Ok(())
        })
        .await
    }

    fn learns(&self) -> Result<bool, Problem> {
        let kept = self.ledger().setting(LEARNS)?;
        Ok(kept.and_then(|kept| kept.as_bool()).unwrap_or(false))
    }

    /// Who has read pictures best so far, if the user wants the rule to go by it.
    pub(crate) fn learned(&self) -> Result<Learned, Problem> {
        let Some(last) = self.ledger().last_review()? else {
            return Ok(Learned::default());
        };
        if !self.learns()? {
            return Ok(Learned::default());
        }
        let after = ReviewId(last.0.saturating_sub(LEARNED_FROM));
        let reviews =
            self.ledger()
                .scored_reviews(Timestamp(0), Timestamp(i64::MAX), after, PART)?;
        let best = |rolls: bool| {
            let mut counts = BTreeMap::new();
            for review in &reviews {
                if (review.invoice_type == Some(InvoiceType::Roll)) == rolls {
                    count_pictures(&mut counts, review);
                }
            }
            // Only among those that a page can be sent to.
            counts.remove(ProviderId::Offline.as_str());
            let (best, _, clear) = compare(&counts)?;
            ProviderId::parse(&best.provider).filter(|_| clear)
        };
        Ok(Learned {
            for_rolls: best(true),
            for_forms: best(false),
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    invoices: u32,
    values: u32,
    corrected: u32,
}

impl Count {
    fn add(&mut self, fields: impl IntoIterator<Item = FieldScore>) {
        self.invoices += 1;
        for field in fields {
            self.values += field.values;
            self.corrected += field.corrected;
        }
    }

    const fn view(self) -> AccuracyView {
        AccuracyView {
            invoices: self.invoices,
            values: self.values,
            corrected: self.corrected,
        }
    }

    /// The bounds between which the true share of right values lies in 95 of 100 cases (Wilson).
    fn bounds(self) -> (f64, f64) {
        const Z: f64 = 1.96;
        let n = f64::from(self.values.max(1));
        let share = 1.0 - f64::from(self.corrected) / n;
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        ((middle - half) / whole, (middle + half) / whole)
    }

    fn share(self) -> f64 {
        1.0 - f64::from(self.corrected) / f64::from(self.values.max(1))
    }
}

#[derive(Default)]
struct ProviderTally {
    digital: Count,
    pictures: Count,
    times: Vec<u64>,
    calls: u64,
    charged: u64,
    in_doubt: u64,
}

#[derive(Default)]
struct Group {
    all: Count,
    times: Vec<u64>,
    pictures: BTreeMap<String, Count>,
}

impl Group {
    fn add(&mut self, review: &ScoredReview) {
        let together = review
            .scores
            .iter()
            .find(|score| score.provider == TOGETHER);
        if let Some(score) = together {
            self.all.add(score.fields.values().copied());
        }
        self.times.extend(review.spent_ms);
    }
}

/// Everything counted so far.
#[derive(Default)]
struct Tally {
    all: Group,
    providers: BTreeMap<String, ProviderTally>,
    types: BTreeMap<Option<InvoiceType>, Group>,
    fields: BTreeMap<String, Count>,
    days: BTreeMap<i64, Group>,
}

impl Tally {
    fn add(&mut self, review: &ScoredReview) {
        self.all.add(review);
        let group = self.types.entry(review.invoice_type).or_default();
        group.add(review);
        count_pictures(&mut group.pictures, review);
        let day = (review.at.0 + CHINA).div_euclid(DAY);
        self.days.entry(day).or_default().add(review);
        for score in &review.scores {
            if score.provider == TOGETHER {
                for (field, values) in &score.fields {
                    self.fields.entry(field.clone()).or_default().add([*values]);
                }
                continue;
            }
            let provider = self.providers.entry(score.provider.clone()).or_default();
            let count = if score.picture {
                &mut provider.pictures
            } else {
                &mut provider.digital
            };
            count.add(score.fields.values().copied());
            provider.times.extend(score.recognition_ms);
        }
    }

    fn view(mut self, learns: bool) -> StatisticsView {
        let periods = self.periods();
        let mut types: Vec<_> = self.types.into_iter().collect();
        types.sort_by_key(|(_, group)| std::cmp::Reverse(group.all.invoices));
        let mut fields: Vec<_> = self.fields.into_iter().collect();
        fields.sort_by(|(a, x), (b, y)| y.corrected.cmp(&x.corrected).then(a.cmp(b)));
        StatisticsView {
            all: self.all.all.view(),
            review_ms: median(&mut self.all.times),
            providers: self
                .providers
                .into_iter()
                .map(|(provider, mut tally)| ProviderStatistics {
                    provider,
                    digital: tally.digital.view(),
                    pictures: tally.pictures.view(),
                    recognition_ms: median(&mut tally.times),
                    calls: small(tally.calls),
                    charged: small(tally.charged),
                    in_doubt: small(tally.in_doubt),
                })
                .collect(),
            recommendations: types
                .iter()
                .filter_map(|(kind, group)| {
                    let (best, next, clear) = compare(&group.pictures)?;
                    Some(RecommendationView {
                        invoice_type: (*kind)?.as_str().to_owned(),
                        best,
                        next,
                        clear,
                    })
                })
                .collect(),
            types: types
                .into_iter()
                .map(|(kind, mut group)| TypeStatistics {
                    invoice_type: kind.map(|kind| kind.as_str().to_owned()),
                    all: group.all.view(),
                    review_ms: median(&mut group.times),
                    pictures: group
                        .pictures
                        .into_iter()
                        .map(|(provider, count)| accuracy(provider, count))
                        .collect(),
                })
                .collect(),
            fields: fields
                .into_iter()
                .map(|(field, count)| FieldStatistics {
                    field,
                    all: count.view(),
                })
                .collect(),
            periods,
            least_sample: LEAST_SAMPLE,
            learns,
        }
    }

    /// Days, or as many of them together as make few enough points.
    fn periods(&mut self) -> Vec<PeriodStatistics> {
        let (Some((first, _)), Some((last, _))) =
            (self.days.first_key_value(), self.days.last_key_value())
        else {
            return Vec::new();
        };
        let (first, days) = (*first, last - first + 1);
        let step = [1, 7, 30, 90, 365]
            .into_iter()
            .find(|step| days <= step * MOST_PERIODS)
            .unwrap_or(days);
        let mut periods: BTreeMap<i64, Group> = BTreeMap::new();
        for (day, group) in std::mem::take(&mut self.days) {
            let period = periods.entry((day - first) / step).or_default();
            period.all.invoices += group.all.invoices;
            period.all.values += group.all.values;
            period.all.corrected += group.all.corrected;
            period.times.extend(group.times);
        }
        periods
            .into_iter()
            .map(|(at, mut group)| PeriodStatistics {
                from: day_text(first + at * step),
                to: day_text((first + (at + 1) * step - 1).min(first + days - 1)),
                all: group.all.view(),
                review_ms: median(&mut group.times),
            })
            .collect()
    }
}

fn count_pictures(counts: &mut BTreeMap<String, Count>, review: &ScoredReview) {
    for score in &review.scores {
        if score.picture && score.provider != TOGETHER {
            let count = counts.entry(score.provider.clone()).or_default();
            count.add(score.fields.values().copied());
        }
    }
}

/// The best of those with a sample, the one after it, and whether the difference is clear.
fn compare(counts: &BTreeMap<String, Count>) -> Option<(ProviderAccuracy, ProviderAccuracy, bool)> {
    let mut known: Vec<(&String, Count)> = counts
        .iter()
        .map(|(provider, count)| (provider, *count))
        .filter(|(_, count)| count.invoices >= LEAST_SAMPLE && count.values > 0)
        .collect();
    known.sort_by(|(_, a), (_, b)| b.share().total_cmp(&a.share()));
    let [(best, first), (next, second), ..] = known.as_slice() else {
        return None;
    };
    let clear = first.bounds().0 > second.bounds().1;
    Some((
        accuracy((*best).clone(), *first),
        accuracy((*next).clone(), *second),
        clear,
    ))
}

fn accuracy(provider: String, count: Count) -> ProviderAccuracy {
    ProviderAccuracy {
        provider,
        accuracy: count.view(),
    }
}

fn median(times: &mut [u64]) -> Option<u32> {
    times.sort_unstable();
    times.get(times.len() / 2).map(|time| small(*time))
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Days since 1970-01-01 of a date in ISO form.
fn day_number(text: &str) -> Option<i64> {
    let date = IssueDate::parse(text)?;
    let date = NaiveDate::from_ymd_opt(date.year(), date.month(), date.day())?;
    Some(i64::from(date.to_epoch_days()))
}

fn day_text(day: i64) -> String {
    DateTime::from_timestamp_millis(day * DAY)
        .map(|at| at.date_naive().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ledger::{DocumentId, Score};

    use super::*;

    fn review(n: i64, provider: &str, corrected: u32) -> ScoredReview {
        let score = |provider: &str| Score {
            provider: provider.to_owned(),
            picture: true,
            recognition_ms: Some(500),
            fields: [(
                "number".to_owned(),
                FieldScore {
                    values: 10,
                    corrected,
                },
            )]
            .into(),
        };
        ScoredReview {
            review: ReviewId(n),
            document: DocumentId(n),
            invoice_type: Some(InvoiceType::Special),
            spent_ms: Some(1_000 * n.unsigned_abs()),
            at: Timestamp(n * DAY),
            scores: vec![score(TOGETHER), score(provider)],
        }
    }

    fn tally(reviews: impl IntoIterator<Item = ScoredReview>) -> StatisticsView {
        let mut tally = Tally::default();
        for review in reviews {
            tally.add(&review);
        }
        tally.view(false)
    }

    #[test]
    fn what_was_corrected_is_counted_by_provider_kind_field_and_day() {
        let view = tally([
            review(1, "juhe", 0),
            review(2, "juhe", 3),
            review(3, "jdcloud", 1),
        ]);
        assert_eq!(
            (view.all.invoices, view.all.values, view.all.corrected),
            (3, 30, 4)
        );
        assert_eq!(view.review_ms, Some(2_000));
        assert_eq!(view.periods.len(), 3);
        assert_eq!(view.periods[0].from, "1970-01-02");
        assert_eq!(view.fields[0].all.corrected, 4);
        let juhe = view
            .providers
            .iter()
            .find(|p| p.provider == "juhe")
            .unwrap();
        assert_eq!((juhe.pictures.invoices, juhe.pictures.corrected), (2, 3));
        assert_eq!(juhe.digital.invoices, 0);
        assert_eq!(
            view.types[0].pictures.len(),
            2,
            "all of them together is no recognizer"
        );
    }

    #[test]
    fn nobody_is_recommended_on_too_small_a_sample_or_called_clearly_better_by_chance() {
        let sample = |each: i64, better: u32, worse: u32| {
            let of = move |first: i64, provider: &'static str, corrected| {
                (0..each).map(move |n| review(first + n, provider, corrected))
            };
            tally(of(1, "juhe", better).chain(of(1_000, "jdcloud", worse)))
        };
        assert_eq!(sample(19, 0, 9).recommendations, []);
        let clear = sample(20, 0, 3);
        let [only] = clear.recommendations.as_slice() else {
            panic!("one kind: {:?}", clear.recommendations);
        };
        assert_eq!((only.best.provider.as_str(), only.clear), ("juhe", true));
        let near = sample(20, 1, 1);
        assert!(!near.recommendations[0].clear, "they read alike");
        assert_eq!(
            tally((0..40).map(|n| review(n, "juhe", 0))).recommendations,
            []
        );
    }

    #[test]
    fn a_long_time_is_shown_in_few_points_that_hold_everything() {
        let view = tally((0..400).map(|n| review(n, "juhe", 1)));
        assert!(view.periods.len() <= 31, "{}", view.periods.len());
        let counted: u32 = view.periods.iter().map(|p| p.all.invoices).sum();
        assert_eq!(counted, 400);
        assert_eq!(view.periods.last().unwrap().to, "1971-02-04");
    }
}
