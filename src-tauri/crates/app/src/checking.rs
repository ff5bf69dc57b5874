//! How the checks are set, and judging anew what waits for review.

use std::collections::BTreeSet;

use invoice::{Money, Pattern};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::view::{CheckSettings, Problem};

const CHECKS: &str = "checks";

/// As it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Checks {
    pub(crate) patterns_off: BTreeSet<Pattern>,
    pub(crate) limits: Vec<Money>,
}

impl App {
    /// Which patterns are noted, and the limits of approval.
    pub async fn check_settings(&self) -> Result<CheckSettings, Problem> {
        self.blocking(|app| Ok(settings_view(&app.checks()?))).await
    }

    /// Sets them. What waits for review is judged anew.
    pub async fn save_check_settings(
        &self,
        settings: CheckSettings,
    ) -> Result<CheckSettings, Problem> {
        let kept = self
            .blocking(move |app| {
                let checks = from_view(&settings)?;
                // Plain lists of names and amounts always have a JSON form.
                let value = serde_json::to_value(&checks).unwrap_or_default();
                app.ledger().set_setting(CHECKS, &value, app.now())?;
                Ok(settings_view(&checks))
            })
            .await?;
        self.judge_later();
        Ok(kept)
    }

    pub(crate) fn checks(&self) -> Result<Checks, Problem> {
        let kept = self.ledger().setting(CHECKS)?;
        Ok(kept
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default())
    }

    /// Begins to judge anew what waits for review, and tells the window row by row.
    pub(crate) fn judge_later(&self) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(problem) = app.judge_open_documents().await {
                tracing::error!(code = problem.code, "open documents were not judged anew");
            }
        });
    }
}

fn settings_view(checks: &Checks) -> CheckSettings {
    CheckSettings {
        patterns: Pattern::ALL
            .iter()
            .map(|pattern| pattern.as_str().to_owned())
            .collect(),
        patterns_off: checks
            .patterns_off
            .iter()
            .map(|pattern| pattern.as_str().to_owned())
            .collect(),
        limits: checks.limits.iter().map(Money::to_string).collect(),
    }
}

fn from_view(settings: &CheckSettings) -> Result<Checks, Problem> {
    let mut limits = settings
        .limits
        .iter()
        .map(|text| {
            Money::parse(text)
                .filter(|limit| *limit > Money::ZERO)
                .ok_or_else(|| {
                    Problem::local(
                        "bad_limit",
                        format!("“{text}”不是金额。"),
                        format!("“{text}” is no amount."),
                    )
                })
        })
        .collect::<Result<Vec<_>, _>>()?;
    limits.sort_unstable();
    limits.dedup();
    Ok(Checks {
        patterns_off: Pattern::ALL
            .iter()
            .copied()
            .filter(|pattern| {
                settings
                    .patterns_off
                    .iter()
                    .any(|off| off == pattern.as_str())
            })
            .collect(),
        limits,
    })
}
