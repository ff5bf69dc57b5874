//! Taking files in: found, copied under their hash, given a row and a job.

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use documents::{is_archive, sniff};
use ledger::{Failure, NewOriginal};

use crate::app::{document_id, view_id};
use crate::found_files::{FoundFile, find_files, looks_like_invoice};
use crate::view::{DuplicateFile, IntakeProgress, IntakeReport, Problem, UnreadableFile};
use crate::{App, Event};

/// A file that comes with its bytes (a sample of ours, a picture from the clipboard).
pub struct NamedBytes {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// How many files are taken in between two reports of progress.
const REPORT_EVERY: usize = 8;

enum Taken {
    Added(u32),
    Duplicate(u32),
    Skipped,
}

impl App {
    /// Takes in files and folders and queues them for the chosen recognizer. The report tells what
    /// became of each; it is also sent as an event, for drops that nobody waits for.
    pub async fn add_paths(&self, paths: Vec<PathBuf>) -> Result<IntakeReport, Problem> {
        let provider = self.parts.recognizers.preferred();
        self.add_paths_for(paths, provider).await
    }

    /// The same for a named recognizer.
    pub async fn add_paths_for(
        &self,
        paths: Vec<PathBuf>,
        provider: String,
    ) -> Result<IntakeReport, Problem> {
        let report = self
            .blocking(move |app| {
                let found = find_files(&paths);
                let mut intake = Intake::of(app, &provider, found.len());
                for file in &found {
                    intake.file(file);
                }
                Ok(intake.report)
            })
            .await?;
        self.finish_intake(&report);
        Ok(report)
    }

    /// Takes in files that come with their bytes.
    pub async fn add_bytes(&self, files: Vec<NamedBytes>) -> Result<IntakeReport, Problem> {
        let report = self
            .blocking(move |app| {
                let provider = app.parts.recognizers.preferred();
                let mut intake = Intake::of(app, &provider, files.len());
                for file in &files {
                    intake.bytes(file, None);
                }
                Ok(intake.report)
            })
            .await?;
        self.finish_intake(&report);
        Ok(report)
    }

    /// Takes in a file that was fetched from `source`, a web address.
    pub(crate) async fn add_fetched(
        &self,
        file: NamedBytes,
        source: String,
    ) -> Result<IntakeReport, Problem> {
        let report = self
            .blocking(move |app| {
                let provider = app.parts.recognizers.preferred();
                let mut intake = Intake::of(app, &provider, 1);
                intake.bytes(&file, Some(&source));
                Ok(intake.report)
            })
            .await?;
        self.finish_intake(&report);
        Ok(report)
    }

    fn finish_intake(&self, report: &IntakeReport) {
        self.announce(&report.added);
        self.parts.queue.wake();
        self.parts
            .events
            .send(Event::IntakeFinished(report.clone()));
    }

    fn take_file(&self, file: &FoundFile, provider: &str) -> Result<Taken, Problem> {
        if !file.named && !looks_like_invoice(&file.path) {
            return Ok(Taken::Skipped);
        }
        let kept = self
            .parts
            .originals
            .keep(&file.path)
            .map_err(|error| unreadable(&error))?;
        let head = read_head(&file.path).map_err(|error| unreadable(&error))?;
        let source = file.path.to_string_lossy();
        self.add_kept(
            &kept,
            &name_of(&file.path),
            sniff(&head).name(),
            Some(&source),
            provider,
        )
    }

    fn take_bytes(
        &self,
        file: &NamedBytes,
        source: Option<&str>,
        provider: &str,
    ) -> Result<Taken, Problem> {
        let kept = self
            .parts
            .originals
            .keep_bytes(&file.bytes)
            .map_err(|error| unreadable(&error))?;
        self.add_kept(
            &kept,
            &file.name,
            sniff(&file.bytes).name(),
            source,
            provider,
        )
    }

    fn add_kept(
        &self,
        kept: &crate::originals::Kept,
        name: &str,
        format: &str,
        source_path: Option<&str>,
        provider: &str,
    ) -> Result<Taken, Problem> {
        let now = self.now();
        let original = NewOriginal {
            sha256: &kept.sha256,
            name,
            bytes: kept.bytes,
            format,
            source_path,
        };
        let added = self.ledger().add_original(original, now)?;
        // A document in the recycle bin comes back with its file; its work is not done again.
        if let Some(document) = added.documents.first() {
            // A copy shows as the invoice that it is a copy of.
            let document = self.ledger().copy_of(*document)?.unwrap_or(*document);
            self.bring_back(document)?;
            return Ok(Taken::Duplicate(view_id(document)));
        }
        let document = self.ledger().add_document(&kept.sha256, &[1], now)?;
        if kept.stored {
            self.parts.queue.add_one(|| {
                self.ledger().enqueue(document, provider, now)?;
                Ok::<_, Problem>(true)
            })?;
        } else {
            self.ledger()
                .set_failure(document, &self.over_limit(kept.bytes), now)?;
        }
        Ok(Taken::Added(view_id(document)))
    }

    fn over_limit(&self, bytes: u64) -> Failure {
        let error =
            recognition::RecognitionError::from(documents::DocumentError::TooLarge(format!(
                "{} MB > {} MB",
                bytes >> 20,
                self.parts.limits.max_bytes >> 20
            )));
        crate::queue::failure_of(&error)
    }
}

/// One drop on its way in.
pub(crate) struct Intake<'a> {
    pub(crate) app: &'a App,
    provider: &'a str,
    pub(crate) report: IntakeReport,
    /// How often everything had been stopped when it began.
    stops: u32,
    /// Documents of the report that the window has been told of.
    told: usize,
    found: usize,
    done: usize,
}

impl<'a> Intake<'a> {
    pub(crate) fn of(app: &'a App, provider: &'a str, found: usize) -> Self {
        Self {
            app,
            provider,
            report: IntakeReport::default(),
            stops: app.parts.queue.stops(),
            told: 0,
            found,
            done: 0,
        }
    }

    fn file(&mut self, file: &FoundFile) {
        let opened = File::open(&file.path).ok();
        let archive = opened.and_then(|mut source| is_archive(&mut source).then_some(source));
        if let Some(source) = archive {
            let name = name_of(&file.path);
            self.archive(source, &name, &file.path.to_string_lossy());
            self.done += 1;
        } else {
            let taken = self.app.take_file(file, self.provider);
            self.record(&name_of(&file.path), taken);
        }
    }

    pub(crate) fn bytes(&mut self, file: &NamedBytes, source: Option<&str>) {
        let mut cursor = Cursor::new(&file.bytes);
        if is_archive(&mut cursor) {
            self.archive(cursor, &file.name, source.unwrap_or(&file.name));
            self.done += 1;
        } else {
            let taken = self.app.take_bytes(file, source, self.provider);
            self.record(&file.name, taken);
        }
    }

    /// A file of an archive: `name` as the report calls it, `source` where it came from.
    pub(crate) fn packed(&mut self, name: &str, source: &str, bytes: Vec<u8>) {
        self.found += 1;
        let file = NamedBytes {
            name: name_of(Path::new(name)),
            bytes,
        };
        let taken = self.app.take_bytes(&file, Some(source), self.provider);
        self.record(name, taken);
    }

    pub(crate) fn fail(&mut self, name: &str, problem: Problem) {
        self.report.unreadable.push(UnreadableFile {
            file_name: name.to_owned(),
            problem,
        });
    }

    fn record(&mut self, name: &str, taken: Result<Taken, Problem>) {
        match self.unless_stopped(taken) {
            Ok(Taken::Added(document)) => self.report.added.push(document),
            Ok(Taken::Duplicate(document)) => self.report.duplicates.push(DuplicateFile {
                file_name: name.to_owned(),
                document,
            }),
            Ok(Taken::Skipped) => self.report.skipped += 1,
            Err(problem) => self.fail(name, problem),
        }
        if self.done.is_multiple_of(REPORT_EVERY) {
            self.tell();
        }
        self.done += 1;
    }

    /// What is taken in after everything was stopped does not begin by itself.
    fn unless_stopped(&self, taken: Result<Taken, Problem>) -> Result<Taken, Problem> {
        if let Ok(Taken::Added(document)) = taken
            && self.app.parts.queue.stops() != self.stops
        {
            self.app.stop_waiting(document_id(document))?;
        }
        taken
    }

    fn tell(&mut self) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let events = &self.app.parts.events;
        events.send(Event::IntakeProgress(IntakeProgress {
            found: count(self.found),
            done: count(self.done + 1),
        }));
        let added = &self.report.added;
        self.app
            .announce(added.get(self.told..).unwrap_or_default());
        self.told = added.len();
        self.app.parts.queue.wake();
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.to_string_lossy(), std::ffi::OsStr::to_string_lossy)
        .into_owned()
}

/// Enough of a file to tell its kind for the lists; opening looks at all of it.
fn read_head(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(path)?
        .take(64 << 10)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// Why a file could not be read from disk.
pub(crate) fn unreadable(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => Problem::local(
            "file_missing",
            "找不到这个文件，它可能已被移动或删除。",
            "The file is not there; it may have been moved or deleted.",
        ),
        ErrorKind::PermissionDenied => Problem::local(
            "file_forbidden",
            "没有权限读取这个文件。",
            "The file may not be read.",
        ),
        ErrorKind::StorageFull => Problem::local(
            "disk_full",
            "磁盘已满，文件没有导入。请腾出空间后重试。",
            "The disk is full; the file was not taken in. Make room and try again.",
        ),
        _ => Problem::local(
            "file_unreadable",
            format!("无法读取这个文件（{error}）。"),
            format!("The file cannot be read ({error})."),
        ),
    }
}
