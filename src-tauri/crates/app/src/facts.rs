//! What the rules must be told of the rest of the ledger: invoices that may be the same, the
//! user's own companies, names that were reviewed before.

use std::collections::{BTreeMap, BTreeSet};

use invoice::checks::blue_invoice;
use invoice::{
    Company, Context, EarlierInvoice, EarlierTrip, HeaderField, Invoice, Money, PartyField,
    Pattern, SellerHistory, Side, TaxId,
};
use ledger::{DocumentId, DocumentRow, DuplicateKind, DuplicateQuery, Particulars, Summary};

use crate::App;
use crate::view::Problem;

/// Invoices that must have come before a seller can be called new.
const LEAST_PAST: u32 = 10;
/// As far apart as numbers are looked at to call them consecutive.
const NEAR: u128 = 3;

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
        let summary = Summary::of(invoice);
        let mut checks = self.checks()?;
        // To a ledger that has hardly begun every seller is new.
        if !self.ledger().has_past(document, LEAST_PAST)? {
            checks.patterns_off.insert(Pattern::NewSeller);
        }
        Ok(Context {
            companies: self.own_companies()?,
            earlier: self.earlier(document, &summary)?,
            seller: self.seller(document, &summary)?,
            known_names: self.known_names(document, invoice)?,
            trips: self.trips(document, invoice)?,
            blue_is_known: self.blue_is_known(document, invoice)?,
            limits: checks.limits,
            patterns_off: checks.patterns_off,
            ..self.bare_context()?
        })
    }

    fn seller(
        &self,
        document: DocumentId,
        summary: &Summary,
    ) -> Result<Option<SellerHistory>, Problem> {
        let Some(tax_id) = summary.seller_tax_id.as_deref() else {
            return Ok(None);
        };
        let habits = self.ledger().seller_habits(tax_id, document)?;
        let near = summary.number.as_deref().map(near_numbers);
        let neighbours = self
            .ledger()
            .numbered(tax_id, &near.unwrap_or_default(), document)?;
        Ok(Some(SellerHistory {
            invoices: habits.invoices,
            rates: habits.rates,
            neighbours: neighbours
                .iter()
                .map(|row| earlier_invoice(row, false))
                .collect(),
        }))
    }

    /// The trips of earlier invoices that begin with the same car on the same day.
    fn trips(&self, document: DocumentId, invoice: &Invoice) -> Result<Vec<EarlierTrip>, Problem> {
        let own: BTreeSet<_> = Particulars::of(invoice, &[])
            .trips
            .into_iter()
            .map(|trip| (trip.plate, trip.begins))
            .collect();
        let mut found = Vec::new();
        for (plate, begins) in own {
            for earlier in self.ledger().trips(&plate, begins, document)? {
                found.push(EarlierTrip {
                    id: earlier.document.to_string(),
                    number: earlier.number.unwrap_or_default(),
                    license_plate: earlier.trip.plate,
                    start: earlier.trip.begins,
                    end: earlier.trip.ends,
                    amount: earlier.trip.amount,
                });
            }
        }
        Ok(found)
    }

    /// Whether the blue invoice is here that a red-letter one names; `None` where none is named.
    fn blue_is_known(
        &self,
        document: DocumentId,
        invoice: &Invoice,
    ) -> Result<Option<bool>, Problem> {
        let remarks = invoice.header(HeaderField::Remarks).unwrap_or_default();
        let is_red = invoice
            .money(invoice::FieldPath::Header(HeaderField::AmountWithTax))
            .is_some_and(|gross| gross < Money::ZERO);
        match blue_invoice(&remarks).filter(|_| is_red) {
            None => Ok(None),
            Some(blue) => {
                let known =
                    self.ledger()
                        .has_number(blue.code.as_deref(), &blue.number, document)?;
                Ok(Some(known))
            }
        }
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
            .map(|duplicate| {
                let same_file = duplicate.kind == DuplicateKind::SameFile;
                earlier_invoice(&duplicate.document, same_file)
            })
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

pub(crate) fn query(document: DocumentId, summary: &Summary) -> DuplicateQuery<'_> {
    DuplicateQuery {
        document,
        code: summary.code.as_deref(),
        number: summary.number.as_deref(),
        seller_tax_id: summary.seller_tax_id.as_deref(),
        seller_name: summary.seller_name.as_deref(),
        gross: summary.gross,
        issue_date: summary.issue_date,
    }
}

fn earlier_invoice(row: &DocumentRow, same_file: bool) -> EarlierInvoice {
    let summary = &row.summary;
    EarlierInvoice {
        id: row.id.to_string(),
        code: summary.code.clone(),
        number: summary.number.clone(),
        seller: summary.seller_tax_id.clone(),
        seller_name: summary.seller_name.clone(),
        amount_with_tax: summary.gross,
        issue_date: summary.issue_date,
        file_name: Some(row.name.clone()),
        same_file,
        exported: row.exported_at.is_some(),
        reimbursed: row.reimbursed_at.is_some(),
    }
}

/// The numbers around this one, with as many places.
fn near_numbers(number: &str) -> Vec<String> {
    let Ok(value) = number.parse::<u128>() else {
        return Vec::new();
    };
    let places = number.len();
    (1..=NEAR)
        .flat_map(|apart| [value.checked_sub(apart), value.checked_add(apart)])
        .flatten()
        .map(|near| format!("{near:0places$}"))
        .filter(|near| near.len() == places)
        .collect()
}
