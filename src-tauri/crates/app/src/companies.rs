//! The user's own companies, which invoices must be made out to.

use invoice::{PartyField, Side, TaxId};
use ledger::{Company, CompanyId, NewCompany};

use crate::App;
use crate::app::document_id;
use crate::view::{CompanyEdit, CompanyView, Problem, TaxIdCheck};

impl App {
    /// All own companies.
    pub async fn companies(&self) -> Result<Vec<CompanyView>, Problem> {
        self.blocking(App::company_views).await
    }

    /// Adds companies; one whose taxpayer number (or, without one, name) is known takes its place.
    /// What waits for review is judged anew.
    pub async fn add_companies(
        &self,
        companies: Vec<CompanyEdit>,
    ) -> Result<Vec<CompanyView>, Problem> {
        let views = self
            .blocking(move |app| {
                for company in companies {
                    app.keep_company(&checked(company)?)?;
                }
                app.company_views()
            })
            .await?;
        self.judge_later();
        Ok(views)
    }

    /// Changes a company.
    pub async fn update_company(
        &self,
        id: u32,
        company: CompanyEdit,
    ) -> Result<Vec<CompanyView>, Problem> {
        let views = self
            .blocking(move |app| {
                app.ledger()
                    .update_company(company_id(id), &checked(company)?, app.now())?;
                app.company_views()
            })
            .await?;
        self.judge_later();
        Ok(views)
    }

    /// Forgets a company.
    pub async fn remove_company(&self, id: u32) -> Result<Vec<CompanyView>, Problem> {
        let views = self
            .blocking(move |app| {
                app.ledger().remove_company(company_id(id))?;
                app.company_views()
            })
            .await?;
        self.judge_later();
        Ok(views)
    }

    /// Takes the buyer of an invoice as an own company.
    pub async fn add_buyer_as_company(&self, id: u32) -> Result<Vec<CompanyView>, Problem> {
        let buyer = self
            .blocking(move |app| {
                let invoice = app.judged(document_id(id))?.invoice;
                let of = |field| invoice.party(Side::Buyer, field);
                Ok(CompanyEdit {
                    name: of(PartyField::Name).unwrap_or_default(),
                    tax_id: of(PartyField::TaxId),
                    address_phone: of(PartyField::AddressPhone),
                    bank_account: of(PartyField::BankAccount),
                })
            })
            .await?;
        self.add_companies(vec![buyer]).await
    }

    /// What is to be said of a taxpayer number while it is typed.
    pub fn check_tax_id(text: &str) -> TaxIdCheck {
        let tax_id = TaxId::parse(text);
        TaxIdCheck {
            well_formed: tax_id.is_some(),
            check_digit_holds: tax_id.as_ref().and_then(TaxId::check_digit_holds),
            suggestion: tax_id
                .and_then(|tax_id| tax_id.one_character_off())
                .map(|(right, _)| right.as_str().to_owned()),
        }
    }

    fn keep_company(&self, company: &NewCompany) -> Result<(), Problem> {
        let known = self.ledger().companies()?.into_iter().find(|known| {
            match (&known.details.tax_id, &company.tax_id) {
                (Some(known), Some(new)) => known == new,
                _ => known.details.name == company.name,
            }
        });
        match known {
            // What the new one does not say stays.
            Some(known) => {
                let merged = NewCompany {
                    name: company.name.clone(),
                    tax_id: company.tax_id.clone().or(known.details.tax_id),
                    address_phone: company
                        .address_phone
                        .clone()
                        .or(known.details.address_phone),
                    bank_account: company.bank_account.clone().or(known.details.bank_account),
                };
                self.ledger()
                    .update_company(known.id, &merged, self.now())?;
            }
            None => {
                self.ledger().add_company(company, self.now())?;
            }
        }
        Ok(())
    }

    fn company_views(&self) -> Result<Vec<CompanyView>, Problem> {
        let companies = self.ledger().companies()?;
        Ok(companies.into_iter().map(company_view).collect())
    }
}

fn company_view(company: Company) -> CompanyView {
    CompanyView {
        id: u32::try_from(company.id.0).unwrap_or(u32::MAX),
        check_digit_holds: company
            .details
            .tax_id
            .as_deref()
            .and_then(TaxId::parse)
            .and_then(|tax_id| tax_id.check_digit_holds()),
        name: company.details.name,
        tax_id: company.details.tax_id,
        address_phone: company.details.address_phone,
        bank_account: company.details.bank_account,
    }
}

fn company_id(id: u32) -> CompanyId {
    CompanyId(i64::from(id))
}

/// Blanks gone, the number in its one spelling. A number that cannot be one is refused; one that
/// fails its check digit is not: such numbers are in use.
fn checked(company: CompanyEdit) -> Result<NewCompany, Problem> {
    let text = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let Some(name) = text(Some(company.name)) else {
        return Err(Problem::local(
            "company_name",
            "请填写公司名称。",
            "A company needs its name.",
        ));
    };
    let tax_id = match text(company.tax_id) {
        None => None,
        Some(number) => Some(
            TaxId::parse(&number)
                .ok_or_else(|| {
                    Problem::local(
                        "company_tax_id",
                        format!("“{number}”不是纳税人识别号（15 至 20 位数字或大写字母）。"),
                        format!("“{number}” is no taxpayer number (15 to 20 digits or letters)."),
                    )
                })?
                .as_str()
                .to_owned(),
        ),
    };
    Ok(NewCompany {
        name,
        tax_id,
        address_phone: text(company.address_phone),
        bank_account: text(company.bank_account),
    })
}
