use invoice::{
    FieldPath, HeaderField, Invoice, InvoiceType, IssueDate, Money, PartyField, Sentence, Side,
};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::documents::require;
use crate::states::follow_jobs;
use crate::{
    CorrectionSeq, DocumentId, Ledger, LedgerError, Particulars, RecognitionId, Timestamp,
    particulars,
};

/// What lists show of an invoice, as it follows from its readings and corrections now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The kind of invoice.
    pub invoice_type: Option<InvoiceType>,
    /// 发票代码.
    pub code: Option<String>,
    /// 发票号码.
    pub number: Option<String>,
    /// 开票日期.
    pub issue_date: Option<IssueDate>,
    /// 销售方名称.
    pub seller_name: Option<String>,
    /// 销售方纳税人识别号.
    pub seller_tax_id: Option<String>,
    /// 购买方名称.
    pub buyer_name: Option<String>,
    /// 购买方纳税人识别号.
    pub buyer_tax_id: Option<String>,
    /// 合计金额.
    pub net: Option<Money>,
    /// 合计税额.
    pub tax: Option<Money>,
    /// 价税合计.
    pub gross: Option<Money>,
    /// How many fields are doubtful.
    pub doubtful: u32,
    /// How many fields a check calls wrong.
    pub wrong: u32,
    /// What speaks against the first of these.
    pub open_reason: Option<Sentence>,
    /// Who read it.
    pub provider: Option<String>,
}

impl Summary {
    /// The summary of an invoice; counts and provider are left for the caller.
    pub fn of(invoice: &Invoice) -> Self {
        let money = |field| invoice.money(FieldPath::Header(field));
        Self {
            invoice_type: invoice.invoice_type(),
            code: invoice.header(HeaderField::Code),
            number: invoice.header(HeaderField::Number),
            issue_date: invoice.date(FieldPath::Header(HeaderField::IssueDate)),
            seller_name: invoice.party(Side::Seller, PartyField::Name),
            seller_tax_id: invoice.party(Side::Seller, PartyField::TaxId),
            buyer_name: invoice.party(Side::Buyer, PartyField::Name),
            buyer_tax_id: invoice.party(Side::Buyer, PartyField::TaxId),
            net: money(HeaderField::TotalAmount),
            tax: money(HeaderField::TotalTax),
            gross: money(HeaderField::AmountWithTax),
            doubtful: 0,
            wrong: 0,
            open_reason: None,
            provider: None,
        }
    }

    pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let money = |column| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Money::from_fen))
        };
        Ok(Self {
            invoice_type: row
                .get_ref("invoice_type")?
                .as_str_or_null()?
                .and_then(InvoiceType::parse),
            code: row.get("code")?,
            number: row.get("number")?,
            issue_date: row
                .get_ref("issue_date")?
                .as_str_or_null()?
                .and_then(IssueDate::parse),
            seller_name: row.get("seller_name")?,
            seller_tax_id: row.get("seller_tax_id")?,
            buyer_name: row.get("buyer_name")?,
            buyer_tax_id: row.get("buyer_tax_id")?,
            net: money("net_fen")?,
            tax: money("tax_fen")?,
            gross: money("gross_fen")?,
            doubtful: row.get("doubtful")?,
            wrong: row.get("wrong")?,
            // One that cannot be read is only not shown.
            open_reason: row
                .get_ref("open_reason")?
                .as_str_or_null()?
                .and_then(|json| serde_json::from_str(json).ok()),
            provider: row.get("provider")?,
        })
    }

    /// Everything that a search looks through.
    fn search_text(&self, name: &str) -> String {
        let gross = self.gross.map(|gross| gross.to_string());
        let date = self.issue_date.map(|date| date.to_string());
        let parts = [
            Some(name),
            self.number.as_deref(),
            self.code.as_deref(),
            self.seller_name.as_deref(),
            self.seller_tax_id.as_deref(),
            self.buyer_name.as_deref(),
            self.buyer_tax_id.as_deref(),
            gross.as_deref(),
            date.as_deref(),
        ];
        let joined: Vec<&str> = parts.into_iter().flatten().collect();
        folded(&joined.join("\n"))
    }
}

/// Full and half width, upper and lower case are the same to a search.
pub(crate) fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// What a judgement was made upon: where it is another one by now, somebody else judged later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    corrections: Option<CorrectionSeq>,
    recognitions: Option<RecognitionId>,
}

/// What follows from a document, to be kept for lists and for the checks of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedDocument {
    /// The document.
    pub document: DocumentId,
    /// What it was judged upon, taken before.
    pub stamp: Stamp,
    /// What lists show of it.
    pub summary: Summary,
    /// What the checks ask of it.
    pub particulars: Particulars,
}

impl Ledger {
    /// What a judgement made now would be made upon.
    pub fn stamp(&self, document: DocumentId) -> Result<Stamp, LedgerError> {
        self.read(|connection| stamp(connection, document))
    }

    /// Writes what lists show of documents, and what the checks ask of them, as one change. Those
    /// about which something was read or typed since they were judged are left as they are and
    /// returned: whoever did that judges them too. A document that was read becomes ready here.
    pub fn set_summaries(
        &self,
        judged: &[JudgedDocument],
        now: Timestamp,
    ) -> Result<Vec<DocumentId>, LedgerError> {
        self.write(|tx| {
            let mut outdated = Vec::new();
            for one in judged {
                if stamp(tx, one.document)? == one.stamp {
                    store(tx, one.document, &one.summary)?;
                    particulars::store(tx, one.document, &one.particulars)?;
                    follow_jobs(tx, one.document, now)?;
                } else {
                    outdated.push(one.document);
                }
            }
            Ok(outdated)
        })
    }
}

fn stamp(connection: &Connection, document: DocumentId) -> Result<Stamp, LedgerError> {
    Ok(connection
        .prepare_cached(
            "SELECT (SELECT max(seq) FROM corrections WHERE document = ?1),
                    (SELECT max(id) FROM recognitions WHERE document = ?1)",
        )?
        .query_row([document], |row| {
            Ok(Stamp {
                corrections: row.get(0)?,
                recognitions: row.get(1)?,
            })
        })?)
}

pub(crate) fn store(
    connection: &Connection,
    document: DocumentId,
    summary: &Summary,
) -> Result<(), LedgerError> {
    let row = require(connection, document)?;
    let reason = summary.open_reason.as_ref().map(serde_json::to_string);
    let reason = reason
        .transpose()
        .map_err(|error| LedgerError::unreadable("reason", error))?;
    connection
        .prepare_cached(
            "UPDATE documents SET invoice_type = ?2, code = ?3, number = ?4, issue_date = ?5,
                 seller_name = ?6, seller_tax_id = ?7, buyer_name = ?8, buyer_tax_id = ?9,
                 net_fen = ?10, tax_fen = ?11, gross_fen = ?12, doubtful = ?13, wrong = ?14,
                 provider = ?15, search_text = ?16, open_reason = ?17,
                 judged = EXISTS (SELECT 1 FROM recognitions WHERE document = ?1)
             WHERE id = ?1",
        )?
        .execute(params![
            document,
            summary.invoice_type.map(InvoiceType::as_str),
            summary.code,
            summary.number,
            summary.issue_date.map(|date| date.to_string()),
            summary.seller_name,
            summary.seller_tax_id,
            summary.buyer_name,
            summary.buyer_tax_id,
            summary.net.map(Money::fen),
            summary.tax.map(Money::fen),
            summary.gross.map(Money::fen),
            summary.doubtful,
            summary.wrong,
            summary.provider,
            summary.search_text(&row.name),
            reason,
        ])?;
    Ok(())
}
