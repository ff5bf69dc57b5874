//! What the rules must be told of the rest of the ledger: invoices that may be the same, the
//! user's own companies, names that were reviewed before.

use std::collections::BTreeMap;

use invoice::{Company, Context, EarlierInvoice, Invoice, PartyField, Side, TaxId};
use ledger::{DocumentId, DocumentRow, DuplicateQuery, Summary};

use crate::App;
use crate::view::Problem;

impl App {
    /// Only the date: enough to find out which invoice it is.
    pub(crate) fn bare_context(&self) -> Result<Context, Problem> {
        let today = self.parts.clock.today().ok_or_else(crate::clock::invalid)?;
        Ok(Context::new(today))
    }

    /// All that is known that bears on this invoice.
    pub(crate) fn context_of(
        &self,
        document: DocumentId,
        invoice: &Invoice,
    ) -> Result<Context, Problem> {
        Ok(Context {
            companies: self.own_companies()?,
            earlier: self.earlier(document, &Summary::of(invoice))?,
            known_names: self.known_names(document, invoice)?,
            ..self.bare_context()?
        })
    }

    fn own_companies(&self) -> Result<Vec<Company>, Problem> {
        let companies = self.ledger().companies()?;
        Ok(companies
            .into_iter()
            .map(|company| Company {
                name: company.details.name,
                tax_id: company.details.tax_id.as_deref().and_then(TaxId::parse),
                address_phone: company.details.address_phone,
                bank_account: company.details.bank_account,
            })
            .collect())
    }

    /// Documents that came before and may be the same invoice. The first of two is not blamed for
    /// the second.
    fn earlier(
        &self,
        document: DocumentId,
        summary: &Summary,
    ) -> Result<Vec<EarlierInvoice>, Problem> {
        let found = self.ledger().find_duplicates(&query(document, summary))?;
        Ok(found
            .into_iter()
            .filter(|duplicate| duplicate.document.id < document)
            .map(|duplicate| earlier_invoice(&duplicate.document))
            .collect())
    }

    /// The earlier document that is the same invoice by its number, if there is one.
    pub(crate) fn earlier_same(&self, row: &DocumentRow) -> Result<Option<DocumentId>, Problem> {
        if row.summary.number.is_none() {
            return Ok(None);
        }
        let found = self
            .ledger()
            .find_duplicates(&query(row.id, &row.summary))?;
        Ok(found
            .iter()
            .filter(|duplicate| duplicate.kind == ledger::DuplicateKind::SameNumber)
            .map(|duplicate| duplicate.document.id)
            .filter(|id| *id < row.id)
            .min())
    }

    /// Names by taxpayer number, from invoices that somebody reviewed.
    fn known_names(
        &self,
        document: DocumentId,
        invoice: &Invoice,
    ) -> Result<BTreeMap<TaxId, String>, Problem> {
        let mut names = BTreeMap::new();
        if let Some(tax_id) = invoice.tax_id(Side::Seller)
            && let Some(review) = self.ledger().latest_of_seller(tax_id.as_str(), document)?
        {
            for side in [Side::Seller, Side::Buyer] {
                let name = review.invoice.party(side, PartyField::Name);
                if let (Some(tax_id), Some(name)) = (review.invoice.tax_id(side), name) {
                    names.insert(tax_id.clone(), name);
                }
            }
        }
        Ok(names)
    }
}

fn query(document: DocumentId, summary: &Summary) -> DuplicateQuery<'_> {
    DuplicateQuery {
        document,
        code: summary.code.as_deref(),
        number: summary.number.as_deref(),
        seller_tax_id: summary.seller_tax_id.as_deref(),
        gross: summary.gross,
        issue_date: summary.issue_date,
    }
}

fn earlier_invoice(row: &DocumentRow) -> EarlierInvoice {
    let summary = &row.summary;
    EarlierInvoice {
        id: row.id.to_string(),
        code: summary.code.clone(),
        number: summary.number.clone(),
        seller: summary
            .seller_tax_id
            .clone()
            .or_else(|| summary.seller_name.clone()),
        amount_with_tax: summary.gross,
        issue_date: summary.issue_date,
        same_file: false,
        exported: row.exported_at.is_some(),
        reimbursed: row.reimbursed_at.is_some(),
    }
}
