//! Splitting, merging, attaching and reordering by the reviewer: a trail beside the one of the
//! corrections, so that it can be taken back and brought again, also after a restart.

use rusqlite::{Connection, params};

use crate::documents::{self, require};
use crate::{
    CorrectionKind, DocumentId, DocumentState, Job, Ledger, LedgerError, Page, StoredRecognition,
    Timestamp, pages, states, waiting,
};

/// What an arrangement did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arranged {
    /// Documents that were made, or came back.
    pub added: Vec<DocumentId>,
    /// Documents that are left without pages.
    pub removed: Vec<DocumentId>,
    /// Documents that another set of pages makes now than before, other than by attachments: what
    /// was read of them no longer holds.
    pub unread: Vec<DocumentId>,
    /// All documents that it touched.
    pub touched: Vec<DocumentId>,
    /// Jobs that had been taken up for pages which are no longer together: they are stopped, as
    /// they stood before.
    pub stopped: Vec<Job>,
}

/// The pages of one document before and after.
struct Change {
    document: DocumentId,
    before: Vec<Page>,
    after: Vec<Page>,
}

impl Ledger {
    /// Gives documents other lists of pages and makes new documents, all or nothing, as one step
    /// of undo. A document left without pages is removed, with its jobs that were not sent. While a
    /// document is being recognized, its pages stay as they are.
    pub fn arrange(
        &self,
        changed: &[(DocumentId, Vec<Page>)],
        new: &[Vec<Page>],
        now: Timestamp,
    ) -> Result<Arranged, LedgerError> {
        self.write(|tx| {
            let mut changes = Vec::new();
            for (document, after) in changed {
                changes.push(Change {
                    document: *document,
                    before: pages::pages_of(tx, *document)?,
                    after: after.clone(),
                });
            }
            for pages in new {
                changes.push(Change {
                    document: documents::insert(tx, pages, now)?,
                    before: Vec::new(),
                    after: pages.clone(),
                });
            }
            let old: Vec<&Change> = changes.iter().filter(|c| !c.before.is_empty()).collect();
            for change in &old {
                idle(tx, change.document)?;
            }
            let entry = append(tx, CorrectionKind::Set, None, now)?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO arranged_documents (arrangement, document, before, after)
                 VALUES (?1, ?2, ?3, ?4)",
            )?;
            for change in &changes {
                statement.execute(params![
                    entry,
                    change.document,
                    json(&change.before)?,
                    json(&change.after)?
                ])?;
            }
            let arranged = arranged(&changes);
            for change in &changes {
                put(tx, change.document, &change.before, &change.after, now)?;
            }
            Ok(arranged)
        })
    }

    /// Takes the last arrangement of a document back. `None` where there is none. What is being
    /// read and was not sent is stopped. Refused where an answer is awaited, or the pages of
    /// another document that it touched went elsewhere since.
    pub fn undo_arrangement(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<Option<Arranged>, LedgerError> {
        self.write(|tx| {
            let Some(step) = Trail::load(tx, document)?.done.pop() else {
                return Ok(None);
            };
            move_step(tx, step.id, CorrectionKind::Undo, now).map(Some)
        })
    }

    /// Brings the arrangement again that was taken back last. `None` where there is none.
    pub fn redo_arrangement(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<Option<Arranged>, LedgerError> {
        self.write(|tx| {
            let Some(step) = Trail::load(tx, document)?.undone.pop() else {
                return Ok(None);
            };
            move_step(tx, step.id, CorrectionKind::Redo, now).map(Some)
        })
    }

    /// When the arrangement was made that an undo would take back, and when the one was taken back
    /// that a redo would bring again.
    pub fn last_arrangement(
        &self,
        document: DocumentId,
    ) -> Result<(Option<Timestamp>, Option<Timestamp>), LedgerError> {
        self.read(|connection| {
            let trail = Trail::load(connection, document)?;
            let at = |steps: &[Step]| steps.last().map(|step| step.at);
            Ok((at(&trail.done), at(&trail.undone)))
        })
    }

    /// Whether the last arrangement can be taken back now, and whether the one that was taken back
    /// last can be brought again.
    pub fn arrangement_moves(&self, document: DocumentId) -> Result<(bool, bool), LedgerError> {
        self.read(|connection| {
            let trail = Trail::load(connection, document)?;
            let moves = |steps: &[Step], kind| -> Result<bool, LedgerError> {
                let Some(step) = steps.last() else {
                    return Ok(false);
                };
                let changes = changes_of(connection, step.id, kind)?;
                Ok(refusal(connection, &changes)?.is_none())
            };
            Ok((
                moves(&trail.done, CorrectionKind::Undo)?,
                moves(&trail.undone, CorrectionKind::Redo)?,
            ))
        })
    }

    /// The answers that are of the pages which make the document now: what was read while it was
    /// made of others is left out, and counts again when they come back.
    pub fn recognitions_of_present_pages(
        &self,
        document: DocumentId,
    ) -> Result<Vec<StoredRecognition>, LedgerError> {
        let earlier = self.earlier_pages(document)?;
        let mut recognitions = self.recognitions(document)?;
        if !earlier.is_empty() {
            let now = self.pages(document)?;
            recognitions.retain(|recognition| {
                let then = earlier.iter().find(|(until, _)| recognition.at <= *until);
                then.is_none_or(|(_, pages)| parts(pages) == parts(&now))
            });
        }
        Ok(recognitions)
    }

    /// The lists of pages that a document had before now, each with the moment until which it had
    /// them, oldest first.
    pub fn earlier_pages(
        &self,
        document: DocumentId,
    ) -> Result<Vec<(Timestamp, Vec<Page>)>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT a.at, a.kind, d.before, d.after FROM arrangements AS a
                 JOIN arranged_documents AS d ON d.arrangement = coalesce(a.target, a.id)
                 WHERE d.document = ?1 ORDER BY a.id",
            )?;
            let mut rows = statement.query([document])?;
            let mut earlier = Vec::new();
            while let Some(row) = rows.next()? {
                let kind: CorrectionKind = row.get(1)?;
                let column = usize::from(kind == CorrectionKind::Undo) + 2;
                earlier.push((row.get(0)?, parse(&row.get::<_, String>(column)?)?));
            }
            Ok(earlier)
        })
    }
}

/// Takes a step back or brings it again.
fn move_step(
    connection: &Connection,
    step: i64,
    kind: CorrectionKind,
    now: Timestamp,
) -> Result<Arranged, LedgerError> {
    let mut changes = changes_of(connection, step, kind)?;
    if let Some(state) = refusal(connection, &changes)? {
        return Err(LedgerError::WrongState {
            what: "document",
            state: state.to_owned(),
        });
    }
    let mut stopped = Vec::new();
    for change in &changes {
        stopped.extend(waiting::stop_taken_up(connection, change.document, now)?);
    }
    append(connection, kind, Some(step), now)?;
    // Emptied ones first: a page is never in two documents.
    changes.sort_by_key(|change| !change.after.is_empty());
    for change in &changes {
        put(
            connection,
            change.document,
            &change.before,
            &change.after,
            now,
        )?;
    }
    for job in &stopped {
        states::follow_jobs(connection, job.document, now)?;
    }
    Ok(Arranged {
        stopped,
        ..arranged(&changes)
    })
}

/// Why changes cannot be made now, if they cannot.
fn refusal(
    connection: &Connection,
    changes: &[Change],
) -> Result<Option<&'static str>, LedgerError> {
    for change in changes {
        let current = pages::pages_of(connection, change.document)?;
        if which(&current) != which(&change.before) {
            return Ok(Some("made of other pages by now"));
        }
        let is_awaited: bool = connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM jobs WHERE document = ?1 AND state = 'sent')",
            )?
            .query_row([change.document], |row| row.get(0))?;
        if is_awaited {
            return Ok(Some("being recognized"));
        }
    }
    Ok(None)
}

fn arranged(changes: &[Change]) -> Arranged {
    let of = |wanted: &dyn Fn(&Change) -> bool| {
        let found = changes.iter().filter(|change| wanted(change));
        found.map(|change| change.document).collect()
    };
    Arranged {
        added: of(&|change| change.before.is_empty()),
        removed: of(&|change| change.after.is_empty()),
        unread: of(&|change| {
            !change.after.is_empty() && parts(&change.before) != parts(&change.after)
        }),
        touched: of(&|_| true),
        stopped: Vec::new(),
    }
}

/// Gives a document its pages, and takes it out of or into the recycle bin with its first or last
/// page.
fn put(
    connection: &Connection,
    document: DocumentId,
    before: &[Page],
    after: &[Page],
    now: Timestamp,
) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM document_pages WHERE document = ?1", [document])?;
    pages::set_pages(connection, document, after)?;
    if after.is_empty() {
        waiting::cancel_waiting(connection, document, now)?;
        states::change(connection, document, DocumentState::Removed, None, now)?;
    } else if before.is_empty() && require(connection, document)?.state == DocumentState::Removed {
        let state = states::before_removal(connection, document)?;
        states::change(connection, document, state, None, now)?;
    }
    Ok(())
}

/// The pages that are part of the invoice, in no order: what a reading is of.
fn parts(pages: &[Page]) -> Vec<(&str, u32, Option<[u16; 4]>)> {
    let mut parts: Vec<_> = pages
        .iter()
        .filter(|page| !page.attachment)
        .map(|page| (page.sha256.as_str(), page.page, page.area))
        .collect();
    parts.sort_unstable();
    parts
}

/// Which pages, in order; turning one changes nothing here.
fn which(pages: &[Page]) -> Vec<(&str, u32, Option<[u16; 4]>, bool)> {
    let of = |page| {
        let Page {
            sha256,
            page,
            area,
            attachment,
            ..
        }: &Page = page;
        (sha256.as_str(), *page, *area, *attachment)
    };
    pages.iter().map(of).collect()
}

/// Refuses while an answer of the document's present pages is awaited.
fn idle(connection: &Connection, document: DocumentId) -> Result<(), LedgerError> {
    let busy: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM jobs WHERE document = ?1
                                AND state IN ('claimed', 'sent'))",
        )?
        .query_row([document], |row| row.get(0))?;
    if busy {
        return Err(LedgerError::WrongState {
            what: "document",
            state: "being recognized".to_owned(),
        });
    }
    Ok(())
}

fn append(
    connection: &Connection,
    kind: CorrectionKind,
    target: Option<i64>,
    now: Timestamp,
) -> Result<i64, LedgerError> {
    connection
        .prepare_cached("INSERT INTO arrangements (kind, target, at) VALUES (?1, ?2, ?3)")?
        .execute(params![kind, target, now])?;
    Ok(connection.last_insert_rowid())
}

/// What a step changed, or changes again where it is taken back or brought again.
fn changes_of(
    connection: &Connection,
    step: i64,
    kind: CorrectionKind,
) -> Result<Vec<Change>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, before, after FROM arranged_documents WHERE arrangement = ?1",
    )?;
    let mut rows = statement.query([step])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(Change {
            document: row.get(0)?,
            before: parse(&row.get::<_, String>(1)?)?,
            after: parse(&row.get::<_, String>(2)?)?,
        });
    }
    if kind == CorrectionKind::Undo {
        for change in &mut changes {
            std::mem::swap(&mut change.before, &mut change.after);
        }
    }
    Ok(changes)
}

fn json(pages: &[Page]) -> Result<String, LedgerError> {
    serde_json::to_string(pages).map_err(|error| LedgerError::unreadable("pages", error))
}

fn parse(text: &str) -> Result<Vec<Page>, LedgerError> {
    serde_json::from_str(text).map_err(|error| LedgerError::unreadable("pages", error))
}

struct Step {
    id: i64,
    /// When it was made, taken back or brought again last.
    at: Timestamp,
}

/// The arrangements of a document that hold and those taken back, each with the latest at the end.
#[derive(Default)]
struct Trail {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Trail {
    fn load(connection: &Connection, document: DocumentId) -> Result<Self, LedgerError> {
        let mut statement = connection.prepare_cached(
            "SELECT a.id, a.kind, a.at FROM arrangements AS a
             JOIN arranged_documents AS d ON d.arrangement = coalesce(a.target, a.id)
             WHERE d.document = ?1 ORDER BY a.id",
        )?;
        let mut rows = statement.query([document])?;
        let mut trail = Self::default();
        while let Some(row) = rows.next()? {
            let at = row.get(2)?;
            let moved = |step: Step| Step { at, ..step };
            match row.get(1)? {
                CorrectionKind::Set => {
                    trail.undone.clear();
                    trail.done.push(Step {
                        id: row.get(0)?,
                        at,
                    });
                }
                CorrectionKind::Undo => trail.undone.extend(trail.done.pop().map(moved)),
                CorrectionKind::Redo => trail.done.extend(trail.undone.pop().map(moved)),
            }
        }
        Ok(trail)
    }
}
