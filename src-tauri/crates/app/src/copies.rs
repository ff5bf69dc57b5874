//! The same invoice as PDF, OFD and XML: one document with several sources of evidence. Only what
//! agrees is joined; where numbers are equal and amounts are not, both stay and are told as
//! duplicates.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use invoice::{
    Corrections, FieldPath, HeaderField, Judgement, Reading, Source, judge_with_lines_of,
};
use ledger::{
    DocumentId, DocumentRow, DocumentState as Stored, DuplicateKind, Page, StoredRecognition,
    Summary,
};

use crate::App;
use crate::app::{document_id, view_id};
use crate::facts::query;
use crate::pages::number_of;
use crate::view::{DocumentFile, DocumentView, Problem};

/// The formats of which each says by itself what the invoice is. A photo beside them may be of
/// another print, so it is told as a duplicate.
const FORMATS: [&str; 3] = ["PDF", "OFD", "XML"];

impl App {
    /// Joins a document that was just read with those that are the same invoice in another format.
    /// The one that came first stays, with what was typed into it. Blocks.
    pub(crate) fn join_copies(&self, document: DocumentId) -> Result<(), Problem> {
        // Two formats of one invoice may be read at the same moment.
        let _alone = self
            .parts
            .joining
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let row = self.ledger().document(document)?;
        if row.summary.number.is_none() {
            return Ok(());
        }
        let mut current = document;
        let found = self
            .ledger()
            .find_duplicates(&query(document, &row.summary))?;
        for other in found {
            if other.kind != DuplicateKind::SameNumber {
                continue;
            }
            let other = other.document.id;
            let (whole, copy) = (current.min(other), current.max(other));
            if !self.is_same_in_another_format(whole, copy)? {
                continue;
            }
            self.ledger().join_copy(copy, whole, self.now())?;
            self.refresh_summary(whole)?;
            self.announce(&[view_id(whole), view_id(copy)]);
            current = whole;
        }
        Ok(())
    }

    fn is_same_in_another_format(
        &self,
        whole: DocumentId,
        copy: DocumentId,
    ) -> Result<bool, Problem> {
        let ledger = self.ledger();
        let (first, second) = (ledger.document(whole)?, ledger.document(copy)?);
        if !is_open(&first)
            || second.state != Stored::Ready
            || second.reviewed_at.is_some()
            || !agree(&first.summary, &second.summary)
            || !ledger.may_join(copy)?
            || !ledger.current_corrections(copy)?.is_empty()
        {
            return Ok(false);
        }
        if !is_another_format(&self.formats(whole)?, &self.formats(copy)?) {
            return Ok(false);
        }
        if !self.is_read_exactly(copy)? || !self.is_read_exactly(whole)? {
            return Ok(false);
        }
        // What somebody worked on must stay as it is.
        if first.reviewed_at.is_none() && ledger.current_corrections(whole)?.is_empty() {
            return Ok(true);
        }
        let before = self.judged(whole)?.invoice;
        Ok(before == self.judged_together(whole, copy)?.invoice)
    }

    /// What a document of which this was read would be in a list, if number and amount are read as
    /// text or data. Blocks.
    pub(crate) fn summary_if_exact(
        &self,
        readings: &[Reading],
    ) -> Result<Option<Summary>, Problem> {
        let nothing_typed = Corrections::new();
        let judged = judge_with_lines_of(readings, readings, &nothing_typed, &self.bare_context()?);
        Ok(is_exact(&judged).then(|| Summary::of(&judged.invoice)))
    }

    /// Whether the invoice of a document that was not recognized yet is known from a file of
    /// another format, so that it will be a copy of that one. Blocks.
    pub(crate) fn is_known_in_another_format(
        &self,
        document: DocumentId,
        summary: &Summary,
    ) -> Result<bool, Problem> {
        let new = self.formats(document)?;
        for other in self.ledger().find_duplicates(&query(document, summary))? {
            let row = &other.document;
            if other.kind == DuplicateKind::SameNumber
                && is_open(row)
                && agree(&row.summary, summary)
                && is_another_format(&self.formats(row.id)?, &new)
                && self.is_read_exactly(row.id)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The formats of the files that a document and its copies were made of.
    fn formats(&self, document: DocumentId) -> Result<BTreeSet<String>, Problem> {
        let mut formats = BTreeSet::new();
        for one in self.with_copies(document)? {
            for page in self.ledger().pages(one)? {
                let original = self.ledger().original(&page.sha256)?;
                formats.extend(original.map(|original| original.format));
            }
        }
        Ok(formats)
    }

    /// A document and its copies.
    fn with_copies(&self, document: DocumentId) -> Result<Vec<DocumentId>, Problem> {
        let mut all = vec![document];
        all.extend(self.ledger().copies(document)?);
        Ok(all)
    }

    /// Whether number and amount were read as text or data, and not from a picture.
    fn is_read_exactly(&self, document: DocumentId) -> Result<bool, Problem> {
        Ok(is_exact(&self.judged(document)?))
    }

    /// The recognitions of a document with those of its copies and of `more`, their places named as
    /// the window names the pages. The page of an XML is drawn from its data: where there is
    /// another page, values are shown there.
    pub(crate) fn recognitions_with_copies(
        &self,
        document: DocumentId,
        more: Option<DocumentId>,
    ) -> Result<Vec<StoredRecognition>, Problem> {
        let mut recognitions = self.ledger().recognitions_of_present_pages(document)?;
        let mut copies = self.ledger().copies(document)?;
        copies.extend(more);
        if copies.is_empty() {
            return Ok(recognitions);
        }
        let own = self.ledger().document(document)?;
        let has_page = copies
            .iter()
            .chain([&document])
            .map(|one| self.is_drawn_from_data(*one))
            .collect::<Result<Vec<_>, _>>()?
            .contains(&false);
        if has_page && self.is_drawn_from_data(document)? {
            let all = recognitions.iter_mut().flat_map(|r| &mut r.readings);
            all.for_each(without_places);
        }
        for copy in copies {
            let sha256 = self.ledger().document(copy)?.sha256;
            let is_drawn = has_page && self.is_drawn_from_data(copy)?;
            for mut recognition in self.ledger().recognitions_of_present_pages(copy)? {
                // The last answer of each recognizer counts, for each file by itself.
                recognition.provider = format!("{} {copy}", recognition.provider);
                for reading in &mut recognition.readings {
                    if is_drawn {
                        without_places(reading);
                    }
                    for field in reading.fields.values_mut() {
                        field.page = field
                            .page
                            .map(|page| number_of(&own.sha256, &Page::of(&sha256, page)));
                    }
                }
                recognitions.push(recognition);
            }
        }
        recognitions.sort_by_key(|recognition| recognition.id);
        Ok(recognitions)
    }

    /// Whether the page of a document is none but what we draw of an XML. Blocks.
    pub(crate) fn is_drawn_from_data(&self, document: DocumentId) -> Result<bool, Problem> {
        let sha256 = self.ledger().document(document)?.sha256;
        let original = self.ledger().original(&sha256)?;
        Ok(original.is_some_and(|original| original.format == "XML"))
    }

    /// The pages of a document with those of its copies, drawn XML last. Blocks.
    pub(crate) fn pages_with_copies(&self, document: DocumentId) -> Result<Vec<Page>, Problem> {
        let mut pages = Vec::new();
        for one in self.with_copies(document)? {
            let drawn = self.is_drawn_from_data(one)?;
            pages.extend(
                self.ledger()
                    .pages(one)?
                    .into_iter()
                    .map(|page| (drawn, page)),
            );
        }
        pages.sort_by_key(|(drawn, _)| *drawn);
        Ok(pages.into_iter().map(|(_, page)| page).collect())
    }

    /// The files that a document is made of, and what each says of itself.
    pub async fn document_files(&self, id: u32) -> Result<Vec<DocumentFile>, Problem> {
        let found = self
            .blocking(move |app| {
                let mut files: Vec<(DocumentId, ledger::Original)> = Vec::new();
                for one in app.with_copies(document_id(id))? {
                    for page in app.ledger().pages(one)? {
                        if files.iter().all(|(_, known)| known.sha256 != page.sha256) {
                            let original = app.ledger().original(&page.sha256)?;
                            files.extend(original.map(|original| (one, original)));
                        }
                    }
                }
                Ok(files)
            })
            .await?;
        let mut files = Vec::new();
        for (document, original) in found {
            let opened = self.shown_original(&original.sha256).await;
            let locked = opened.as_ref().is_err_and(crate::locked::is_locked);
            let about = opened.map(|document| document.about()).unwrap_or_default();
            files.push(DocumentFile {
                document: view_id(document),
                is_copy: document != document_id(id),
                file_name: original.name,
                source: original.source_path,
                format: original.format,
                bytes: original.bytes as f64,
                signatures: u32::try_from(about.signatures).unwrap_or(u32::MAX),
                producer: about.producer,
                created: about.created,
                locked,
            });
        }
        Ok(files)
    }

    /// Takes a copy apart from its invoice: it is a document of its own again, and stays one.
    pub async fn part_copy(&self, copy: u32) -> Result<Option<DocumentView>, Problem> {
        let invoice = self
            .blocking(move |app| {
                let copy = document_id(copy);
                let invoice = app.ledger().part_copy(copy, app.now())?;
                if let Some(invoice) = invoice {
                    app.refresh_summary(invoice)?;
                    app.refresh_summary(copy)?;
                }
                Ok(invoice)
            })
            .await?;
        let Some(invoice) = invoice else {
            return Ok(None);
        };
        self.announce(&[copy, view_id(invoice)]);
        self.open_document(view_id(invoice)).await.map(Some)
    }
}

/// Whether a document is one that others may be copies of.
fn is_open(row: &DocumentRow) -> bool {
    matches!(
        row.state,
        Stored::Ready | Stored::Postponed | Stored::Reviewed
    )
}

fn is_another_format(own: &BTreeSet<String>, new: &BTreeSet<String>) -> bool {
    let known = |format: &String| FORMATS.contains(&format.as_str());
    own.is_disjoint(new) && own.iter().chain(new).all(known)
}

/// Whether number and amount were read as text or data, and not from a picture.
fn is_exact(judged: &Judgement) -> bool {
    [HeaderField::Number, HeaderField::AmountWithTax]
        .into_iter()
        .all(|field| {
            let field = judged.fields.get(&FieldPath::Header(field));
            let field = field.and_then(|field| field.field.as_ref());
            field.is_some_and(|field| {
                matches!(
                    field.source,
                    Source::Xml | Source::Ofd | Source::PdfText | Source::Reviewer
                )
            })
        })
}

/// Whether all that is known of both is the same.
fn agree(a: &Summary, b: &Summary) -> bool {
    fn equal<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    let is_sure = a.number.as_ref().is_some_and(|number| number.len() >= 20)
        || (a.code.is_some() && a.code == b.code)
        || (a.seller_tax_id.is_some() && a.seller_tax_id == b.seller_tax_id);
    is_sure
        && a.number.is_some()
        && a.number == b.number
        && a.gross.is_some()
        && a.gross == b.gross
        && equal(a.code.as_ref(), b.code.as_ref())
        && equal(a.net.as_ref(), b.net.as_ref())
        && equal(a.tax.as_ref(), b.tax.as_ref())
        && equal(a.issue_date.as_ref(), b.issue_date.as_ref())
        && equal(a.seller_tax_id.as_ref(), b.seller_tax_id.as_ref())
        && equal(a.buyer_tax_id.as_ref(), b.buyer_tax_id.as_ref())
}

fn without_places(reading: &mut Reading) {
    for field in reading.fields.values_mut() {
        field.page = None;
        field.region = None;
    }
}
