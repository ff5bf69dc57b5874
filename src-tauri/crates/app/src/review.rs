//! Review: a document as it follows from its evidence and corrections, and what the reviewer does
//! to it. Every change is in the ledger before the window hears of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use documents::Document;
use invoice::{Corrections, FieldPath, ItemField, Judgement, Reading, Trust, Value, judge};
use ledger::{DocumentId, DocumentState as Stored, Summary};
use recognition::RecognitionError;

use crate::App;
use crate::app::{document_id, view_id};
use crate::engine::{Opened, open_bytes};
use crate::queue::state_view;
use crate::view::{
    DocumentView, FieldEdit, FieldView, FindingView, HistoryEntry, PageView, Problem, WordView,
};

impl App {
    /// A document for the review screen.
    pub async fn open_document(&self, id: u32) -> Result<DocumentView, Problem> {
        let pages = self.page_views(id).await;
        self.blocking(move |app| app.document_view(document_id(id), pages))
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
            app.ledger().undo(document, app.now())?;
            Ok(())
        })
        .await
    }

    /// Brings the step back that was taken back last.
    pub async fn redo(&self, id: u32) -> Result<DocumentView, Problem> {
        self.change(id, |app, document| {
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

    /// Turns the pages of a document to this many quarter turns clockwise.
    pub async fn turn_page(&self, id: u32, quarter_turns: u8) -> Result<DocumentView, Problem> {
        self.change(id, move |app, document| {
            let count = app.ledger().pages(document)?.len();
            for position in 0..u32::try_from(count).unwrap_or(u32::MAX) {
                app.ledger()
                    .turn_page(document, position, quarter_turns % 4)?;
            }
            Ok(())
        })
        .await
    }

    /// Says that the invoice is right and keeps it as it is now.
    pub async fn finish(&self, id: u32) -> Result<DocumentView, Problem> {
        self.change(id, |app, document| {
            let judged = app.judged(document)?;
            let summary = app.summary_of(document, &judged)?;
            app.ledger()
                .mark_reviewed(document, &judged.invoice, &summary, None, app.now())?;
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
        let words = tokio::task::spawn_blocking(move || document.page_content(index))
            .await
            .map_err(|error| Problem::crashed(&error))?
            .map_err(|error| Problem::from(&RecognitionError::from(error)))?;
        Ok(words
            .words
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

    /// Who or what gave a field its values, oldest first.
    pub async fn field_history(&self, id: u32, path: String) -> Result<Vec<HistoryEntry>, Problem> {
        let path = parse_path(&path)?;
        self.blocking(move |app| {
            let document = document_id(id);
            let mut history = Vec::new();
            for recognition in app.ledger().recognitions(document)? {
                for reading in &recognition.readings {
                    if let Some(field) = reading.fields.get(&path) {
                        history.push(HistoryEntry {
                            source: field.source.as_str().to_owned(),
                            value: Some(field.value.to_string()),
                            at: recognition.at.0 as f64,
                        });
                    }
                }
            }
            for change in app.ledger().field_history(document, path)? {
                history.push(HistoryEntry {
                    source: invoice::Source::Reviewer.as_str().to_owned(),
                    value: change.text,
                    at: change.at.0 as f64,
                });
            }
            Ok(history)
        })
        .await
    }

    /// Does something to a document, brings its summary up to date, and shows it anew.
    async fn change(
        &self,
        id: u32,
        work: impl FnOnce(&Self, DocumentId) -> Result<(), Problem> + Send + 'static,
    ) -> Result<DocumentView, Problem> {
        let pages = self.page_views(id).await;
        let view = self
            .blocking(move |app| {
                let document = document_id(id);
                work(app, document)?;
                app.refresh_summary(document)?;
                app.document_view(document, pages)
            })
            .await?;
        self.announce(&[id]);
        Ok(view)
    }

    /// What follows from all readings and corrections of a document.
    pub(crate) fn judged(&self, document: DocumentId) -> Result<Judgement, Problem> {
        let readings = self.readings(document)?;
        let corrections = self.corrections(document)?;
        let first = judge(&readings, &corrections, &self.bare_context()?);
        // What it is must be known before the ledger can be asked about it.
        let context = self.context_of(document, &first.invoice)?;
        Ok(judge(&readings, &corrections, &context))
    }

    /// The readings that count: the last answer of each recognizer. The last one asked comes last.
    fn readings(&self, document: DocumentId) -> Result<Vec<Reading>, Problem> {
        let mut latest: BTreeMap<String, (i64, Vec<Reading>)> = BTreeMap::new();
        for recognition in self.ledger().recognitions(document)? {
            latest.insert(
                recognition.provider,
                (recognition.id.0, recognition.readings),
            );
        }
        let mut latest: Vec<_> = latest.into_values().collect();
        latest.sort_by_key(|(id, _)| *id);
        Ok(latest
            .into_iter()
            .flat_map(|(_, readings)| readings)
            .collect())
    }

    fn corrections(&self, document: DocumentId) -> Result<Corrections, Problem> {
        let texts = self.ledger().current_corrections(document)?;
        Ok(texts
            .into_iter()
            .map(|(path, text)| (path, text.and_then(|text| Value::parse(path.kind(), &text))))
            .collect())
    }

    fn summary_of(&self, document: DocumentId, judged: &Judgement) -> Result<Summary, Problem> {
        let of = |trust| {
            judged
                .fields
                .values()
                .filter(|field| field.trust == trust)
                .count()
        };
        // What was read without being asked for is evidence, not the recognizer that was chosen.
        let recognitions = self.ledger().recognitions(document)?;
        let last = recognitions
            .into_iter()
            .rfind(|recognition| recognition.job.is_some());
        Ok(Summary {
            doubtful: u32::try_from(of(Trust::Doubtful)).unwrap_or(u32::MAX),
            wrong: u32::try_from(of(Trust::Wrong)).unwrap_or(u32::MAX),
            provider: last.map(|recognition| recognition.provider),
            ..Summary::of(&judged.invoice)
        })
    }

    /// Brings what the lists show up to date.
    pub(crate) fn refresh_summary(&self, document: DocumentId) -> Result<(), Problem> {
        let judged = self.judged(document)?;
        let summary = self.summary_of(document, &judged)?;
        self.ledger().set_summary(document, &summary)?;
        Ok(())
    }

    /// A document that was removed comes back to where it was.
    pub(crate) fn bring_back(&self, document: DocumentId) -> Result<(), Problem> {
        if self.ledger().document(document)?.state == Stored::Removed {
            self.ledger().restore(document, self.now())?;
            self.announce(&[view_id(document)]);
        }
        Ok(())
    }

    fn document_view(
        &self,
        document: DocumentId,
        pages: Vec<PageView>,
    ) -> Result<DocumentView, Problem> {
        let row = self.ledger().document(document)?;
        let judged = self.judged(document)?;
        let own_pages = self.ledger().pages(document)?;
        Ok(DocumentView {
            id: view_id(document),
            revision: self.parts.queue.next_revision(),
            file_name: row.name.clone(),
            state: state_view(row.state),
            pages,
            quarter_turns: own_pages.first().map_or(0, |page| page.quarter_turns),
            fields: judged
                .fields
                .iter()
                .map(|(path, field)| FieldView::new(*path, field))
                .collect(),
            item_count: u32::try_from(judged.invoice.item_count()).unwrap_or(u32::MAX),
            findings: judged.findings.iter().map(FindingView::from).collect(),
            can_undo: self.ledger().can_undo(document)?,
            can_redo: self.ledger().can_redo(document)?,
            provider: row.summary.provider.clone().unwrap_or_default(),
            problem: row.failure.as_ref().map(Problem::from),
            postponed_reason: row.reason.clone(),
            reviewed_at: row.reviewed_at.map(|at| at.0 as f64),
        })
    }

    /// The sizes of a document's pages; none where the file cannot be opened.
    async fn page_views(&self, id: u32) -> Vec<PageView> {
        let pages = self
            .blocking(move |app| Ok(app.ledger().pages(document_id(id))?))
            .await;
        let Ok(pages) = pages else { return Vec::new() };
        let mut views = Vec::new();
        for page in pages {
            let Ok(document) = self.shown_original(&page.sha256).await else {
                continue;
            };
            let index = page.page.saturating_sub(1) as usize;
            if let Ok(size) = document.page_size(index) {
                views.push(PageView {
                    number: page.page,
                    width: size.width,
                    height: size.height,
                });
            }
        }
        views
    }

    /// An original for looking at; the last ones stay open.
    async fn shown_original(&self, sha256: &str) -> Result<Arc<Document>, RecognitionError> {
        if let Some(document) = self.parts.open.get(sha256) {
            return Ok(document);
        }
        let document = self.open_original(sha256).await?.document;
        self.parts.open.put(sha256, Arc::clone(&document));
        Ok(document)
    }

    /// An original with its bytes. Not kept open: a batch of large scans would fill the memory.
    pub(crate) async fn open_original(&self, sha256: &str) -> Result<Opened, RecognitionError> {
        let path = self.parts.originals.path(sha256);
        let bytes = tokio::fs::read(path)
            .await
            .map_err(|error| missing_original(&error))?;
        open_bytes(bytes, self.parts.limits).await
    }

    async fn shown_page(&self, id: u32, page: u32) -> Result<(Arc<Document>, usize), Problem> {
        let pages = self
            .blocking(move |app| Ok(app.ledger().pages(document_id(id))?))
            .await?;
        let wanted = pages.iter().find(|own| own.page == page).ok_or_else(|| {
            Problem::local("page_missing", "没有这一页。", "There is no such page.")
        })?;
        let document = self
            .shown_original(&wanted.sha256)
            .await
            .map_err(|error| Problem::from(&error))?;
        Ok((document, page.saturating_sub(1) as usize))
    }
}

#[derive(Clone, Copy)]
enum Shift {
    Down,
    Up,
}

fn parse_path(path: &str) -> Result<FieldPath, Problem> {
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
