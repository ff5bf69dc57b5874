//! What the reviewer typed: a trail that only grows. Undo and redo are entries of it, so they
//! survive a restart and nothing typed is ever lost.

use std::collections::BTreeMap;

use invoice::FieldPath;
use rusqlite::{Connection, params};
use serde::Serialize;

use crate::documents::require;
use crate::states::state;
use crate::{CorrectionSeq, DocumentId, Ledger, LedgerError, RecognitionId, Timestamp};

state! {
    /// What an entry of the trail did.
    CorrectionKind {
        /// Fields were set or cleared.
        Set => "set";
        /// A step was taken back.
        Undo => "undo";
        /// A step that was taken back came again.
        Redo => "redo";
    }
}

/// Field values of one step: `None` clears a field.
type Values = BTreeMap<FieldPath, Option<String>>;

/// An entry of the trail that touched a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its number.
    pub seq: CorrectionSeq,
    /// What it did.
    pub kind: CorrectionKind,
    /// Whether the field is corrected after it; if not, it holds what was read.
    pub corrected: bool,
    /// What the field holds after it, if corrected; `None` where it was cleared.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Ledger {
    /// Sets (`Some`) or clears (`None`) fields, as one step of undo. With `continues`, typing goes
    /// on in the same fields: the trail gets its entry, and undo takes it back together with the
    /// entry before. It has no effect where the entry before is of other fields or no typing.
    pub fn correct(
        &self,
        document: DocumentId,
        values: &[(FieldPath, Option<String>)],
        continues: bool,
        now: Timestamp,
    ) -> Result<CorrectionSeq, LedgerError> {
        self.write(|tx| {
            require(tx, document)?;
            if values.is_empty() {
                return Err(LedgerError::Refused("a correction of no field".to_owned()));
            }
            tx.prepare_cached(
                "INSERT INTO corrections (document, kind, continues, basis, at)
                 VALUES (?1, 'set', ?2, ?3, ?4)",
            )?
            .execute(params![
                document,
                continues,
                basis_of_the_next(tx, document)?,
                now
            ])?;
            let seq = CorrectionSeq(tx.last_insert_rowid());
            let mut statement = tx.prepare_cached(
                "INSERT INTO correction_values (seq, path, text) VALUES (?1, ?2, ?3)",
            )?;
            // A path given twice counts as given last.
            let last: BTreeMap<&FieldPath, &Option<String>> =
                values.iter().map(|(path, text)| (path, text)).collect();
            for (path, text) in last {
                statement.execute(params![seq, path.to_string(), text])?;
            }
            Ok(seq)
        })
    }

    /// Takes the last step back. Returns the fields that it touched; `None` where there is none.
    pub fn undo(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<Option<Vec<FieldPath>>, LedgerError> {
        self.write(|tx| {
            let trail = Trail::load(tx, document)?;
            let step = trail.done.last();
            append(tx, document, CorrectionKind::Undo, step, now)
        })
    }

    /// Brings the step back that was taken back last. Returns the fields that it touched; `None`
    /// where there is none.
    pub fn redo(
        &self,
        document: DocumentId,
        now: Timestamp,
    ) -> Result<Option<Vec<FieldPath>>, LedgerError> {
        self.write(|tx| {
            let trail = Trail::load(tx, document)?;
            let step = trail.undone.last();
            append(tx, document, CorrectionKind::Redo, step, now)
        })
    }

    /// What the reviewer's hand makes of the fields now: `None` is a cleared field; a field that
    /// is not in it holds what was read.
    pub fn current_corrections(
        &self,
        document: DocumentId,
    ) -> Result<BTreeMap<FieldPath, Option<String>>, LedgerError> {
        self.read(|connection| Ok(Trail::load(connection, document)?.current()))
    }

    /// When the step was made that an undo would take back, and when the one was taken back that a
    /// redo would bring again.
    pub fn last_step(
        &self,
        document: DocumentId,
    ) -> Result<(Option<Timestamp>, Option<Timestamp>), LedgerError> {
        self.read(|connection| {
            let trail = Trail::load(connection, document)?;
            let at = |steps: &[Step]| steps.last().map(|step| step.at);
            Ok((at(&trail.done), at(&trail.undone)))
        })
    }

    /// Takes the last step back where it set this field alone: what was just done by one key in
    /// many documents at once is taken back only where nothing was typed since. Says whether it was.
    pub fn undo_of(
        &self,
        document: DocumentId,
        path: FieldPath,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        self.write(|tx| {
            let trail = Trail::load(tx, document)?;
            let step = trail.done.last();
            if !step.is_some_and(|step| step.values.keys().eq([&path])) {
                return Ok(false);
            }
            append(tx, document, CorrectionKind::Undo, step, now)?;
            Ok(true)
        })
    }

    /// Upon which recognition the rows were chosen that the corrections of lines are about: later
    /// ones may have seen other rows. `None` where no line is corrected, or nothing was read.
    pub fn basis_of_lines(
        &self,
        document: DocumentId,
    ) -> Result<Option<RecognitionId>, LedgerError> {
        self.read(|connection| Ok(Trail::load(connection, document)?.basis_of_lines()))
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self, document: DocumentId) -> Result<bool, LedgerError> {
        self.read(|connection| Ok(!Trail::load(connection, document)?.done.is_empty()))
    }

    /// Whether there is a step to bring back.
    pub fn can_redo(&self, document: DocumentId) -> Result<bool, LedgerError> {
        self.read(|connection| Ok(!Trail::load(connection, document)?.undone.is_empty()))
    }

    /// The entries of the trail that touched a field, oldest first.
    pub fn field_history(
        &self,
        document: DocumentId,
        path: FieldPath,
    ) -> Result<Vec<FieldChange>, LedgerError> {
        self.read(|connection| {
            let mut trail = Trail::default();
            let mut history = Vec::new();
            for event in events(connection, document)? {
                let (seq, kind, at) = (event.seq, event.kind, event.at);
                if trail.apply(event).contains(&path) {
                    let value = trail.current().remove(&path);
                    history.push(FieldChange {
                        seq,
                        kind,
                        corrected: value.is_some(),
                        text: value.flatten(),
                        at,
                    });
                }
            }
            Ok(history)
        })
    }
}

/// The last entry of the trail, if any.
pub(crate) fn last_seq(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<CorrectionSeq>, LedgerError> {
    Ok(connection
        .prepare_cached("SELECT max(seq) FROM corrections WHERE document = ?1")?
        .query_row([document], |row| row.get(0))?)
}

/// Corrections of lines hold for the rows that the first of them was made on.
fn basis_of_the_next(
    connection: &Connection,
    document: DocumentId,
) -> Result<Option<RecognitionId>, LedgerError> {
    if let Some(basis) = Trail::load(connection, document)?.basis_of_lines() {
        return Ok(Some(basis));
    }
    Ok(connection
        .prepare_cached("SELECT max(id) FROM recognitions WHERE document = ?1")?
        .query_row([document], |row| row.get(0))?)
}

fn append(
    connection: &Connection,
    document: DocumentId,
    kind: CorrectionKind,
    step: Option<&Step>,
    now: Timestamp,
) -> Result<Option<Vec<FieldPath>>, LedgerError> {
    let Some(step) = step else {
        return Ok(None);
    };
    connection
        .prepare_cached(
            "INSERT INTO corrections (document, kind, target, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![document, kind, step.seq, now])?;
    Ok(Some(step.values.keys().copied().collect()))
}

struct Event {
    seq: CorrectionSeq,
    kind: CorrectionKind,
    continues: bool,
    basis: Option<RecognitionId>,
    at: Timestamp,
    values: Values,
}

fn events(connection: &Connection, document: DocumentId) -> Result<Vec<Event>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.seq, c.kind, c.continues, c.at, v.path, v.text, c.basis
         FROM corrections AS c LEFT JOIN correction_values AS v ON v.seq = c.seq
         WHERE c.document = ?1 ORDER BY c.seq",
    )?;
    let mut rows = statement.query([document])?;
    let mut events: Vec<Event> = Vec::new();
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        if events.last().is_none_or(|event| event.seq != seq) {
            events.push(Event {
                seq,
                kind: row.get(1)?,
                continues: row.get(2)?,
                basis: row.get(6)?,
                at: row.get(3)?,
                values: Values::new(),
            });
        }
        let path: Option<String> = row.get(4)?;
        if let (Some(path), Some(event)) = (path, events.last_mut()) {
            let path = path
                .parse()
                .map_err(|error| LedgerError::unreadable("correction", error))?;
            event.values.insert(path, row.get(5)?);
        }
    }
    Ok(events)
}

/// A step of undo: one entry, or several of continued typing.
#[derive(Debug)]
struct Step {
    seq: CorrectionSeq,
    /// The recognition that it was made upon.
    basis: Option<RecognitionId>,
    values: Values,
    /// When it was made, taken back or brought again last.
    at: Timestamp,
}

/// The steps that hold and those taken back, each with the latest at the end.
#[derive(Debug, Default)]
struct Trail {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Whether the entry before was typing, so that more of it can continue.
    typing: bool,
}

impl Trail {
    fn load(connection: &Connection, document: DocumentId) -> Result<Self, LedgerError> {
        let mut trail = Self::default();
        for event in events(connection, document)? {
            trail.apply(event);
        }
        Ok(trail)
    }

    /// Takes an entry in; returns the fields that it touched.
    fn apply(&mut self, event: Event) -> Vec<FieldPath> {
        let step = match event.kind {
            CorrectionKind::Set => {
                let touched = event.values.keys().copied().collect();
                self.undone.clear();
                match self.done.last_mut() {
                    Some(step)
                        if event.continues
                            && self.typing
                            && step.values.keys().eq(event.values.keys()) =>
                    {
                        step.values = event.values;
                        step.at = event.at;
                    }
                    _ => self.done.push(Step {
                        seq: event.seq,
                        basis: event.basis,
                        values: event.values,
                        at: event.at,
                    }),
                }
                self.typing = true;
                return touched;
            }
            CorrectionKind::Undo => {
                let at = event.at;
                self.undone
                    .extend(self.done.pop().map(|step| Step { at, ..step }));
                self.undone.last()
            }
            CorrectionKind::Redo => {
                let at = event.at;
                self.done
                    .extend(self.undone.pop().map(|step| Step { at, ..step }));
                self.done.last()
            }
        };
        self.typing = false;
        step.map_or_else(Vec::new, |step| step.values.keys().copied().collect())
    }

    fn basis_of_lines(&self) -> Option<RecognitionId> {
        let is_line = |path: &FieldPath| matches!(path, FieldPath::Item(..));
        let mut steps = self.done.iter();
        steps.find(|step| step.values.keys().any(is_line))?.basis
    }

    fn current(&self) -> Values {
        let steps = self.done.iter().flat_map(|step| &step.values);
        steps.map(|(path, text)| (*path, text.clone())).collect()
    }
}
