//! Settings: a name and a JSON value. Secrets are never kept here.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::{Ledger, LedgerError, Timestamp};

impl Ledger {
    /// A setting.
    pub fn setting(&self, key: &str) -> Result<Option<Value>, LedgerError> {
        self.read(|connection| {
            let text: Option<String> = connection
                .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            text.map(|text| parse(&text)).transpose()
        })
    }

    /// All settings.
    pub fn settings(&self) -> Result<BTreeMap<String, Value>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT key, value FROM settings")?;
            let mut rows = statement.query([])?;
            let mut settings = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let text: String = row.get(1)?;
                settings.insert(row.get(0)?, parse(&text)?);
            }
            Ok(settings)
        })
    }

    /// Keeps a setting; null forgets it.
    pub fn set_setting(&self, key: &str, value: &Value, now: Timestamp) -> Result<(), LedgerError> {
        self.write(|tx| {
            if value.is_null() {
                tx.execute("DELETE FROM settings WHERE key = ?1", [key])?;
            } else {
                tx.execute(
                    "INSERT INTO settings (key, value, updated_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value,
                                                     updated_at = excluded.updated_at",
                    params![key, value.to_string(), now],
                )?;
            }
            Ok(())
        })
    }
}

fn parse(text: &str) -> Result<Value, LedgerError> {
    serde_json::from_str(text).map_err(|error| LedgerError::unreadable("setting", error))
}
