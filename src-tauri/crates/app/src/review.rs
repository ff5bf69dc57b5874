//! Review: a document as it follows from its evidence and corrections, and what the reviewer does
//! to it. Every change is in the ledger before the window hears of it.

use std::sync::Arc;

use documents::Document;
use invoice::{FieldPath, ItemField, Judgement, Region, Sentence, Trust};
use ledger::{DocumentId, DocumentState as Stored, Page, Particulars};
use recognition::RecognitionError;

use crate::App;
use crate::app::{document_id, view_id};
use crate::engine::{Opened, open_bytes};
use crate::pages::number_of;
use crate::queue::state_view;
use crate::view::{DocumentView, FieldEdit, FieldView, PageView, Problem, WordView};

impl App {
    /// A document for the review screen.
    pub async fn open_document(&self, id: u32) -> Result<DocumentView, Problem> {
        let pages = self.page_views(id).await;
        self.blocking(move |app| {
            let document = document_id(id);
            let judged = app.judged(document)?;
            app.document_view(document, pages, &judged)
        })
        .await
    }

    /// Sets or clears fields, as one step of undo. Returns the document with everything that
    /// follows.
    pub async fn correct(
        &self,
        id: u32,
        edits: Vec<FieldEdit>,
        coalesce: bool,
    ) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            // Typed while it was being joined to another one: nothing typed may go out of sight.
            if let Some(invoice) = app.ledger().part_copy(document, app.now())? {
                app.refresh_summary(invoice)?;
                app.announce(&[view_id(invoice)]);
            }
            let values = edits
                .into_iter()
                .map(|edit| Ok((parse_path(&edit.path)?, edit.value)))
                .collect::<Result<Vec<_>, Problem>>()?;
            app.ledger()
                .correct(document, &values, coalesce, app.now())?;
            Ok(())
        })
        .await
    }

    /// Takes the last step back.
    pub async fn undo(&self, id: u32) -> Result<DocumentView, Problem> {
        self.change(id, |app, document| {
            let (typed, _) = app.ledger().last_step(document)?;
            let (arranged, _) = app.ledger().last_arrangement(document)?;
            // Pages and values have a trail each; what was done last goes first.
            if arranged > typed {
                return app.undo_arrangement(document);
            }
            app.ledger().undo(document, app.now())?;
            Ok(())
        })
        .await
    }

    /// Brings the step back that was taken back last.
    pub async fn redo(&self, id: u32) -> Result<DocumentView, Problem> {
        self.change(id, |app, document| {
            let (_, typed) = app.ledger().last_step(document)?;
            let (_, arranged) = app.ledger().last_arrangement(document)?;
            if arranged > typed {
                return app.redo_arrangement(document);
            }
            app.ledger().redo(document, app.now())?;
            Ok(())
        })
        .await
    }

    /// Puts an empty line before this one; the lines from there move down.
    pub async fn insert_line(&self, id: u32, index: u32) -> Result<DocumentView, Problem> {
        self.move_lines(id, index as usize, Shift::Down).await
    }

    /// Takes a line out; the lines below move up.
    pub async fn delete_line(&self, id: u32, index: u32) -> Result<DocumentView, Problem> {
        self.move_lines(id, index as usize, Shift::Up).await
    }

    async fn move_lines(&self, id: u32, at: usize, shift: Shift) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            let judged = app.judged(document)?;
            let invoice = &judged.invoice;
            let count = invoice.item_count();
            let last = match shift {
                Shift::Down => count + 1,
                Shift::Up => count,
            };
            let mut values = Vec::new();
            for line in at..last {
                for field in ItemField::ALL {
                    let from = match shift {
                        Shift::Down if line == at => None,
                        Shift::Down => line.checked_sub(1),
                        Shift::Up => Some(line + 1),
                    };
                    let old = invoice.item(line, *field);
                    let new = from.and_then(|from| invoice.item(from, *field));
                    if old != new {
                        values.push((FieldPath::Item(line, *field), new));
                    }
                }
            }
            // A line inserted at the end has nothing to move; it begins when something is typed.
            if !values.is_empty() {
                app.ledger().correct(document, &values, false, app.now())?;
            }
            Ok(())
        })
        .await
    }

    /// Turns a page of a document to this many quarter turns clockwise.
    pub async fn turn_page(
        &self,
        id: u32,
        page: u32,
        quarter_turns: u8,
    ) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            let own = app.ledger().document(document)?.sha256;
            let pages = app.ledger().pages(document)?;
            for (position, _) in (0..)
                .zip(&pages)
                .filter(|(_, p)| number_of(&own, p) == page)
            {
                app.ledger()
                    .turn_page(document, position, quarter_turns % 4)?;
            }
            Ok(())
        })
        .await
    }

    /// Says that the invoice is right and keeps it as it is now, with the time in milliseconds that
    /// the reviewer took.
    pub async fn finish(&self, id: u32, spent_ms: Option<u32>) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            let judged = app.judged(document)?;
            let review = ledger::NewReview {
                invoice: &judged.invoice,
                summary: &app.summary_of(document, &judged)?,
                particulars: &Particulars::of(&judged.invoice, &judged.findings),
                spent_ms: spent_ms.map(u64::from),
                scores: &app.scores_of(document, &judged.invoice)?,
            };
            app.ledger().mark_reviewed(document, &review, app.now())?;
            Ok(())
        })
        .await
    }

    /// Opens a reviewed document again, or takes one back that was put aside.
    pub async fn reopen(&self, id: u32) -> Result<DocumentView, Problem> {
        self.change(id, |app, document| {
            if app.ledger().document(document)?.state == Stored::Reviewed {
                app.ledger().reopen(document, app.now())?;
            } else {
                app.ledger().restore(document, app.now())?;
            }
            Ok(())
        })
        .await
    }

    /// Puts a document aside with a reason.
    pub async fn postpone(&self, id: u32, reason: String) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            app.ledger()
                .set_state(document, Stored::Postponed, Some(&reason), app.now())?;
            Ok(())
        })
        .await
    }

    /// Marks a document as no invoice.
    pub async fn mark_not_invoice(&self, id: u32) -> Result<DocumentView, Problem> {
        self.cancel(vec![id]).await?;
        self.change(id, |app, document| {
            app.ledger()
                .set_state(document, Stored::NotInvoice, None, app.now())?;
            Ok(())
        })
        .await
    }

    /// Puts documents into the recycle bin.
    pub async fn remove_documents(&self, ids: Vec<u32>) -> Result<(), Problem> {
        let changed = ids.clone();
        self.cancel(ids.clone()).await?;
        self.blocking(move |app| {
            for id in ids {
                app.ledger()
                    .set_state(document_id(id), Stored::Removed, None, app.now())?;
            }
            Ok(())
        })
        .await?;
        self.announce(&changed);
        Ok(())
    }

    /// Takes documents out of the recycle bin.
    pub async fn restore_documents(&self, ids: Vec<u32>) -> Result<(), Problem> {
        let changed = ids.clone();
        self.blocking(move |app| {
            for id in ids {
                app.bring_back(document_id(id))?;
            }
            Ok(())
        })
        .await?;
        self.announce(&changed);
        Ok(())
    }

    /// The words of a page (from 1), for clicking them into a field.
    pub async fn page_words(&self, id: u32, page: u32) -> Result<Vec<WordView>, Problem> {
        let (document, index) = self.shown_page(id, page).await?;
        let reader = self.parts.recognizers.pages();
        let pages = reader
            .read(&document, &[index], None)
            .await
            .map_err(|error| Problem::from(&error))?;
        Ok(pages
            .words()
            .into_iter()
            .map(|word| {
                let (x0, y0, x1, y1) = word.region.bounds();
                WordView {
                    text: word.text,
                    bounds: (x0 as f32, y0 as f32, x1 as f32, y1 as f32),
                }
            })
            .collect())
    }

    /// The text in a box on a page (from 1); its bounds are left, top, right and bottom as
    /// fractions of the page as stored. On a scan the box is recognized by itself once more, which
    /// may read what the whole page did not give. Rows of text are separated by line breaks; empty
    /// where nothing is read.
    pub async fn read_region(
        &self,
        id: u32,
        page: u32,
        bounds: (f32, f32, f32, f32),
    ) -> Result<String, Problem> {
        let (document, index) = self.shown_page(id, page).await?;
        let (x0, y0, x1, y1) = bounds;
        let region = Region::rectangle(x0.into(), y0.into(), x1.into(), y1.into());
        let region = region.ok_or_else(|| {
            Problem::local(
                "bad_region",
                "选框无效，请重新框选。",
                "The box is not valid; draw it again.",
            )
        })?;
        let reader = self.parts.recognizers.pages();
        reader
            .read_region(&document, index, &region)
            .await
            .map_err(|error| Problem::from(&error))
    }

    /// The picture of a page (from 1) as PNG, its longer side about this many pixels.
    pub async fn page_picture(
        &self,
        id: u32,
        page: u32,
        long_side: u32,
    ) -> Result<Vec<u8>, Problem> {
        let (document, index) = self.shown_page(id, page).await?;
        tokio::task::spawn_blocking(move || {
            let picture = document
                .draw_page(index, long_side)
                .map_err(|error| Problem::from(&RecognitionError::from(error)))?;
            crate::picture::encode(&picture)
        })
        .await
        .map_err(|error| Problem::crashed(&error))?
    }

    /// Does something to a document, brings its summary up to date, and shows it anew.
    pub(crate) async fn change(
        &self,
        id: u32,
        work: impl FnOnce(&Self, DocumentId) -> Result<(), Problem> + Send + 'static,
    ) -> Result<DocumentView, Problem> {
        let document = document_id(id);
        let judged = self
            .blocking(move |app| {
                work(app, document)?;
                app.refresh_summary(document)
            })
            .await?;
        self.announce(&[id]);
        let pages = self.page_views(id).await;
        self.blocking(move |app| app.document_view(document, pages, &judged))
            .await
    }

    /// A document that was removed comes back to where it was.
    pub(crate) fn bring_back(&self, document: DocumentId) -> Result<(), Problem> {
        // One whose pages all went elsewhere has nothing to come back with.
        let removed = self.ledger().document(document)?.state == Stored::Removed;
        if removed && !self.ledger().pages(document)?.is_empty() {
            self.ledger().restore(document, self.now())?;
            self.announce(&[view_id(document)]);
        }
        Ok(())
    }

    fn document_view(
        &self,
        document: DocumentId,
        pages: Vec<PageView>,
        judged: &Judgement,
    ) -> Result<DocumentView, Problem> {
        let row = self.ledger().document(document)?;
        let typed = self.ledger().last_step(document)?;
        let arranged = self.ledger().last_arrangement(document)?;
        // What would be refused is not offered.
        let moves = match arranged {
            (None, None) => (false, false),
            _ => self.ledger().arrangement_moves(document)?,
        };
        Ok(DocumentView {
            id: view_id(document),
            revision: self.parts.queue.next_revision(),
            file_name: row.name.clone(),
            state: state_view(row.state),
            pages,
            fields: judged
                .fields
                .iter()
                .map(|(path, field)| FieldView::new(*path, field))
                .collect(),
            item_count: u32::try_from(judged.invoice.item_count()).unwrap_or(u32::MAX),
            findings: self.finding_views(&judged.findings)?,
            can_undo: if arranged.0 > typed.0 {
                moves.0
            } else {
                typed.0.is_some()
            },
            can_redo: if arranged.1 > typed.1 {
                moves.1
            } else {
                typed.1.is_some()
            },
            provider: row.summary.provider.clone().unwrap_or_default(),
            problem: row.failure.as_ref().map(Problem::from),
            waits_for: self.waits_for(&row)?,
            postponed_reason: row.reason.clone(),
            reviewed_at: row.reviewed_at.map(|at| at.0 as f64),
            uses: self.uses_of(&row)?,
            verification: self.verification_view(document, &judged.invoice)?,
        })
    }

    /// The sizes of a document's pages; none where the file cannot be opened.
    async fn page_views(&self, id: u32) -> Vec<PageView> {
        let found = self.pages_and_file(id).await;
        let Ok((own, pages)) = found else {
            return Vec::new();
        };
        let mut views = Vec::new();
        for page in pages {
            let Ok(document) = self.shown_original(&page.sha256).await else {
                continue;
            };
            let index = page.page.saturating_sub(1) as usize;
            if let Ok(size) = document.page_size(index) {
                views.push(PageView {
                    number: number_of(&own, &page),
                    width: size.width,
                    height: size.height,
                    quarter_turns: page.quarter_turns,
                    attachment: page.attachment,
                });
            }
        }
        views
    }

    /// An original for looking at; the last ones stay open.
    pub(crate) async fn shown_original(
        &self,
        sha256: &str,
    ) -> Result<Arc<Document>, RecognitionError> {
        if let Some(document) = self.parts.open.get(sha256) {
            return Ok(document);
        }
        let document = self.open_original(sha256).await?.document;
        self.parts.open.put(sha256, Arc::clone(&document));
        Ok(document)
    }

    /// An original with its bytes. Not kept open: a batch of large scans would fill the memory.
    pub(crate) async fn open_original(&self, sha256: &str) -> Result<Opened, RecognitionError> {
        let bytes = self.original_bytes(sha256).await?;
        open_bytes(bytes, self.parts.passwords.of(sha256), self.parts.limits).await
    }

    pub(crate) async fn original_bytes(&self, sha256: &str) -> Result<Vec<u8>, RecognitionError> {
        tokio::fs::read(self.parts.originals.path(sha256))
            .await
            .map_err(|error| missing_original(&error))
    }

    pub(crate) async fn shown_page(
        &self,
        id: u32,
        page: u32,
    ) -> Result<(Arc<Document>, usize), Problem> {
        let (own, pages) = self.pages_and_file(id).await?;
        let wanted = pages.iter().find(|p| number_of(&own, p) == page);
        let wanted = wanted.ok_or_else(|| {
            Problem::local("page_missing", "没有这一页。", "There is no such page.")
        })?;
        let document = self
            .shown_original(&wanted.sha256)
            .await
            .map_err(|error| Problem::from(&error))?;
        Ok((document, wanted.page.saturating_sub(1) as usize))
    }

    /// The pages of a document, and the file that it was first made of.
    async fn pages_and_file(&self, id: u32) -> Result<(String, Vec<Page>), Problem> {
        self.blocking(move |app| {
            let document = document_id(id);
            let own = app.ledger().document(document)?.sha256;
            Ok((own, app.pages_with_copies(document)?))
        })
        .await
    }
}

/// What speaks against the first field that wants the reviewer: wrong ones go before doubtful ones.
/// A rule speaks in brief, for a row of a list has no room for its numbers.
pub(crate) fn open_reason(judged: &Judgement) -> Option<Sentence> {
    let first = |trust| judged.fields.iter().find(|(_, field)| field.trust == trust);
    let (path, field) = first(Trust::Wrong).or_else(|| first(Trust::Doubtful))?;
    let brief = judged
        .findings
        .iter()
        .find(|finding| finding.message == field.reason && finding.fields.contains(path))
        .and_then(invoice::checks::Finding::brief);
    Some(brief.unwrap_or_else(|| field.reason.clone()))
}

#[derive(Clone, Copy)]
enum Shift {
    Down,
    Up,
}

pub(crate) fn parse_path(path: &str) -> Result<FieldPath, Problem> {
    path.parse().map_err(|error: invoice::UnknownField| {
        Problem::local(
            "unknown_field",
            format!("没有这个栏目：{}", error.0),
            error.to_string(),
        )
    })
}

fn missing_original(error: &std::io::Error) -> RecognitionError {
    RecognitionError::local(
        invoice::ErrorCode::DamagedFile,
        error.to_string(),
        invoice::Sentence::new(
            format!("保存的原文件无法读取（{error}）。请重新导入。"),
            format!("The kept original cannot be read ({error}). Take the file in again."),
        ),
    )
}
