//! Which pages make a document: splitting, merging, attaching, reordering.

use std::collections::BTreeSet;

use ledger::{Arranged, DocumentId, DocumentState as Stored, LedgerError, Page};
use recognition::ProviderId;

use crate::App;
use crate::app::{document_id, view_id};
use crate::view::{Arrangement, PageChange, Problem};

/// Files of which a document may have pages are told apart by so many bits of their hash.
const FILE_BITS: u32 = 21;
/// More pages than a file may have.
const PAGES_OF_A_FILE: u32 = 2_000;

/// What the window calls a page: its number in the document's own file; in another one, a number
/// that also tells the file. It stays the same wherever the page goes in the list.
pub(crate) fn number_of(own: &str, page: &Page) -> u32 {
    if page.sha256 == own {
        return page.page;
    }
    let head = page.sha256.get(..8).unwrap_or_default();
    let file = u32::from_str_radix(head, 16).unwrap_or(0) >> (u32::BITS - FILE_BITS);
    (file + 1)
        .saturating_mul(PAGES_OF_A_FILE)
        .saturating_add(page.page)
}

impl App {
    /// Gives pages out anew, as one step of undo. What was read of other pages no longer counts
    /// and is read again on this machine, which costs nothing.
    pub async fn arrange_pages(&self, id: u32, change: PageChange) -> Result<Arrangement, Problem> {
        let arranged = self
            .blocking(move |app| {
                let (changed, new) = app.lists(document_id(id), &change)?;
                let arranged = app
                    .ledger()
                    .arrange(&changed, &new, app.now())
                    .map_err(|error| unmoved(&error))?;
                app.read_again(&arranged)?;
                Ok(arranged)
            })
            .await?;
        self.tell_arranged(&arranged);
        let ids = |documents: &[DocumentId]| documents.iter().map(|id| view_id(*id)).collect();
        Ok(Arrangement {
            document: self.open_document(id).await?,
            added: ids(&arranged.added),
            removed: ids(&arranged.removed),
        })
    }

    /// Takes the last change of pages back. Blocks.
    pub(crate) fn undo_arrangement(&self, document: DocumentId) -> Result<(), Problem> {
        let moved = self.ledger().undo_arrangement(document, self.now());
        self.after(moved)
    }

    /// Brings the change of pages again that was taken back last. Blocks.
    pub(crate) fn redo_arrangement(&self, document: DocumentId) -> Result<(), Problem> {
        let moved = self.ledger().redo_arrangement(document, self.now());
        self.after(moved)
    }

    fn after(&self, moved: Result<Option<Arranged>, LedgerError>) -> Result<(), Problem> {
        if let Some(arranged) = moved.map_err(|error| unmoved(&error))? {
            self.parts.queue.let_go(&arranged.stopped);
            self.read_again(&arranged)?;
            self.tell_arranged(&arranged);
        }
        Ok(())
    }

    fn tell_arranged(&self, arranged: &Arranged) {
        let touched: Vec<u32> = arranged.touched.iter().map(|id| view_id(*id)).collect();
        self.announce(&touched);
        self.parts.queue.wake();
    }

    /// Queues what is made of other pages now, unless these were read before.
    fn read_again(&self, arranged: &Arranged) -> Result<(), Problem> {
        for document in &arranged.unread {
            let read = self.ledger().recognitions_of_present_pages(*document)?;
            if read.is_empty() {
                let offline = ProviderId::Offline.as_str();
                self.parts.queue.add_one(|| {
                    let asked = self.ledger().enqueue(*document, offline, self.now())?;
                    Ok::<_, Problem>(!asked.already)
                })?;
            }
            self.refresh_summary(*document)?;
        }
        Ok(())
    }

    /// The lists of pages that a change leads to.
    #[allow(clippy::type_complexity)]
    fn lists(
        &self,
        document: DocumentId,
        change: &PageChange,
    ) -> Result<(Vec<(DocumentId, Vec<Page>)>, Vec<Vec<Page>>), Problem> {
        let row = self.ledger().document(document)?;
        let own = self.ledger().pages(document)?;
        let number = |page: &Page| number_of(&row.sha256, page);
        let chosen = |pages: &[u32]| pages.iter().copied().collect::<BTreeSet<u32>>();
        match change {
            PageChange::Order { pages } => {
                let ordered: Vec<Page> = pages
                    .iter()
                    .filter_map(|wanted| own.iter().find(|page| number(page) == *wanted).cloned())
                    .collect();
                if ordered.len() != own.len() || chosen(pages).len() != own.len() {
                    return Err(not_these());
                }
                Ok((vec![(document, ordered)], Vec::new()))
            }
            PageChange::Split { pages } => {
                let chosen = chosen(pages);
                let (new, rest): (Vec<Page>, Vec<Page>) = own
                    .into_iter()
                    .partition(|page| chosen.contains(&number(page)));
                if new.len() != chosen.len() || new.is_empty() || !has_part(&rest) {
                    return Err(not_these());
                }
                // By itself a page is an invoice, until it is attached to one again.
                let new = new.into_iter().map(|page| Page {
                    attachment: false,
                    ..page
                });
                self.editable(row.state)?;
                Ok((vec![(document, rest)], vec![new.collect()]))
            }
            PageChange::Attach { pages, attached } => {
                let chosen = chosen(pages);
                let changed: Vec<Page> = own
                    .into_iter()
                    .map(|page| Page {
                        attachment: if chosen.contains(&number(&page)) {
                            *attached
                        } else {
                            page.attachment
                        },
                        ..page
                    })
                    .collect();
                if !has_part(&changed) {
                    return Err(not_these());
                }
                self.editable(row.state)?;
                Ok((vec![(document, changed)], Vec::new()))
            }
            PageChange::Take {
                document: other,
                attached,
            } => {
                let other = document_id(*other);
                let taken = self.ledger().pages(other)?;
                if other == document || taken.is_empty() {
                    return Err(not_these());
                }
                self.editable(self.ledger().document(other)?.state)?;
                if !attached {
                    self.editable(row.state)?;
                }
                let mut all = own;
                all.extend(taken.into_iter().map(|page| Page {
                    attachment: *attached || page.attachment || page.sha256 != row.sha256,
                    ..page
                }));
                Ok((vec![(other, Vec::new()), (document, all)], Vec::new()))
            }
        }
    }

    /// A reviewed invoice stays what was reviewed.
    #[allow(clippy::unused_self)]
    fn editable(&self, state: Stored) -> Result<(), Problem> {
        if state == Stored::Reviewed {
            return Err(Problem::local(
                "reviewed",
                "这张票据已复核，请先重新打开再调整页面。",
                "This document is reviewed; reopen it before its pages are changed.",
            ));
        }
        Ok(())
    }
}

/// A document has at least one page that is part of its invoice.
fn has_part(pages: &[Page]) -> bool {
    pages.iter().any(|page| !page.attachment)
}

fn not_these() -> Problem {
    Problem::local(
        "pages",
        "这些页面不能这样调整：每张票据至少要留一页正文。",
        "These pages cannot be changed so: every document keeps at least one page of its own.",
    )
}

fn unmoved(error: &LedgerError) -> Problem {
    match error {
        LedgerError::WrongState { .. } => Problem::local(
            "pages_busy",
            "页面没有移动：其中有票据正在识别，或这些页面后来又移到了别处。",
            "The pages were not moved: a document is being recognized, or they went elsewhere since.",
        ),
        other => Problem::from(other),
    }
}
