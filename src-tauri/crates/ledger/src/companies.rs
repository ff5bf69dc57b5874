//! The user's own companies, which invoices must be made out to.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{CompanyId, Ledger, LedgerError, Timestamp};

/// A company to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCompany {
    /// 名称.
    pub name: String,
    /// 纳税人识别号.
    pub tax_id: Option<String>,
    /// 地址、电话.
    pub address_phone: Option<String>,
    /// 开户行及账号.
    pub bank_account: Option<String>,
}

/// One of the user's own companies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// What is known of it.
    #[serde(flatten)]
    pub details: NewCompany,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Ledger {
    /// All own companies, in the order in which they were added.
    pub fn companies(&self) -> Result<Vec<Company>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM companies ORDER BY id")?;
            let companies = statement.query_map([], |row| {
                Ok(Company {
                    id: row.get("id")?,
                    details: NewCompany {
                        name: row.get("name")?,
                        tax_id: row.get("tax_id")?,
                        address_phone: row.get("address_phone")?,
                        bank_account: row.get("bank_account")?,
                    },
                    updated_at: row.get("updated_at")?,
                })
            })?;
            Ok(companies.collect::<Result<_, _>>()?)
        })
    }

    /// Adds a company.
    pub fn add_company(
        &self,
        company: &NewCompany,
        now: Timestamp,
    ) -> Result<CompanyId, LedgerError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO companies (name, tax_id, address_phone, bank_account, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    company.name,
                    company.tax_id,
                    company.address_phone,
                    company.bank_account,
                    now
                ],
            )?;
            Ok(CompanyId(tx.last_insert_rowid()))
        })
    }

    /// Changes a company.
    pub fn update_company(
        &self,
        id: CompanyId,
        company: &NewCompany,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE companies SET name = ?2, tax_id = ?3, address_phone = ?4,
                        bank_account = ?5, updated_at = ?6
                 WHERE id = ?1",
                params![
                    id,
                    company.name,
                    company.tax_id,
                    company.address_phone,
                    company.bank_account,
                    now
                ],
            )?;
            found(changed, id)
        })
    }

    /// Forgets a company.
    pub fn remove_company(&self, id: CompanyId) -> Result<(), LedgerError> {
        self.write(|tx| found(delete(tx, id)?, id))
    }
}

fn delete(connection: &Connection, id: CompanyId) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM companies WHERE id = ?1", [id])
}

fn found(changed: usize, id: CompanyId) -> Result<(), LedgerError> {
    if changed == 0 {
        return Err(LedgerError::missing("company", id));
    }
    Ok(())
}
