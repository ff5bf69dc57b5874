//! Recognition without a window: files in, one outcome for each invoice out, in the order of the
//! files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use documents::{DocumentError, Limits};
use futures_util::stream::{self, Stream, StreamExt};
use invoice::{Context, Corrections, ErrorCode, Judgement, judge};
use recognition::offline::Segment;
use recognition::retry::{self, CallEvents, RetryPolicy};
use recognition::{Charge, ProviderId, Reach, Recognition, RecognitionError, Request};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::engine::{self, Opened};
use crate::found_files::{find_files, looks_like_invoice};
use crate::recognizers::Recognizers;
use crate::view::Problem;
use crate::{Clock, json_line};

/// How often a call is made before a passing failure is final. Fewer than in the window, where
/// nobody waits for the exit status.
const MAX_ATTEMPTS: u32 = 3;

/// What became of one invoice, or of a file that gave none.
#[derive(Debug)]
pub struct Outcome {
    /// The file as it was given or found.
    pub file: PathBuf,
    /// The first page of the invoice, from 1.
    pub page: usize,
    /// The invoice, or why there is none.
    pub result: Result<Box<Recognized>, Box<RecognitionError>>,
}

/// A recognized invoice.
#[derive(Debug)]
pub struct Recognized {
    /// Who recognized it.
    pub provider: ProviderId,
    /// What follows from what was read.
    pub judgement: Judgement,
    /// Whether it was charged.
    pub charge: Charge,
}

impl Outcome {
    pub(crate) fn failed(file: &Path, error: RecognitionError) -> Self {
        Self {
            file: file.to_owned(),
            page: 1,
            result: Err(Box::new(error)),
        }
    }

    /// The contract's line.
    pub fn line(&self) -> Value {
        let file = self.file.to_string_lossy();
        match &self.result {
            Ok(done) => json_line::invoice_line(
                &file,
                self.page,
                done.provider,
                &done.judgement,
                done.charge,
            ),
            Err(error) => json_line::error_line(&file, error),
        }
    }
}

/// What came back for one invoice, before anything follows from it.
struct Answer {
    file: PathBuf,
    page: usize,
    result: Result<(Segment, Recognition), Box<RecognitionError>>,
    /// Whether the file can be opened again by its path.
    on_disk: bool,
}

/// How many answers may wait for their places on the page. They are small: the files are opened
/// again for it, one after another.
const WAITING: usize = 4096;

/// Recognizes files one after another, several at the same time.
pub struct Batch {
    recognizers: Recognizers,
    provider: ProviderId,
    limits: Limits,
    context: Context,
    /// The provider refuses every call: the rest is not sent.
    refused: OnceLock<RecognitionError>,
    /// One file at a time is opened again.
    placing: Semaphore,
}

impl Batch {
    /// With the recognizers as they are set up.
    pub fn new(
        recognizers: Recognizers,
        provider: ProviderId,
        limits: Limits,
        clock: &Clock,
    ) -> Result<Self, Problem> {
        let today = clock.today().ok_or_else(crate::clock::invalid)?;
        Ok(Self {
            recognizers,
            provider,
            limits,
            context: Context::new(today),
            refused: OnceLock::new(),
            placing: Semaphore::new(1),
        })
    }

    /// All outcomes, in the order of the files.
    pub fn run(self: Arc<Self>, given: &[PathBuf]) -> impl Stream<Item = Outcome> {
        let files: Vec<PathBuf> = find_files(given)
            .into_iter()
            .filter(|file| file.named || looks_like_invoice(&file.path))
            .map(|file| file.path)
            .collect();
        let at_once = self.recognizers.concurrency(self.provider);
        let batch = Arc::clone(&self);
        stream::iter(files)
            .map(move |file| {
                let batch = Arc::clone(&self);
                async move { batch.file(file).await }
            })
            .buffered(at_once)
            .flat_map(stream::iter)
            // Recognizing a scan to find where a provider's values stand takes longer than the
            // provider does: the calls go on meanwhile.
            .map(move |answer| {
                let batch = Arc::clone(&batch);
                async move { batch.outcome(answer).await }
            })
            .buffered(WAITING)
    }

    async fn file(&self, file: PathBuf) -> Vec<Answer> {
        if is_archive_at(&file).await {
            return self.archive(file).await;
        }
        match self.open(&file).await {
            Ok(opened) => self.invoices(file, &opened, true).await,
            Err(error) => vec![Answer::failed(&file, error)],
        }
    }

    async fn outcome(&self, answer: Answer) -> Outcome {
        let Answer {
            file, page, result, ..
        } = answer;
        let result = match result {
            Ok((segment, mut recognition)) => {
                if answer.on_disk && self.provider != ProviderId::Offline {
                    self.place(&file, segment, &mut recognition).await;
                }
                Ok(Box::new(Recognized {
                    provider: self.provider,
                    judgement: judge(&recognition.readings, &Corrections::new(), &self.context),
                    charge: recognition.charge,
                }))
            }
            Err(error) => Err(error),
        };
        Outcome { file, page, result }
    }

    /// Gives the values their places on the pages of a file. Without it they stay as they are.
    async fn place(&self, file: &Path, segment: Segment, recognition: &mut Recognition) {
        let fields = recognition.readings.iter().flat_map(|r| r.fields.values());
        if fields.into_iter().all(|field| field.region.is_some()) {
            return;
        }
        let _turn = self.placing.acquire().await;
        if let Ok(opened) = self.open(file).await {
            let request = request(&opened, segment);
            let pages = self.recognizers.pages();
            pages.place(&request, &mut recognition.readings).await;
        }
    }

    /// The invoices of the files in an archive; each file is called by the archive's path and its
    /// own inside.
    async fn archive(&self, archive: PathBuf) -> Vec<Answer> {
        // One file is held while the one before it is read.
        let (send, mut receive) = tokio::sync::mpsc::channel(1);
        let (path, limits) = (archive.clone(), self.limits);
        let walk = tokio::task::spawn_blocking(move || {
            let source = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
            crate::archives::walk(source, &limits, &mut |file| {
                // Nobody waits any more: the walk ends without effect.
                let _ = send.blocking_send(file);
            })
        });
        let mut outcomes = Vec::new();
        while let Some(packed) = receive.recv().await {
            let name = archive.join(packed.name);
            let opened = match packed.bytes {
                Ok(bytes) => engine::open_bytes(bytes, None, self.limits).await,
                Err(error) => Err(crate::archives::not_unpacked(error)),
            };
            match opened {
                Ok(opened) => outcomes.extend(self.invoices(name, &opened, false).await),
                Err(error) => outcomes.push(Answer::failed(&name, error)),
            }
        }
        let failure = match walk.await {
            Ok(walked) => walked.err(),
            Err(error) => Some(engine::crashed(&error)),
        };
        outcomes.extend(failure.map(|error| Answer::failed(&archive, error)));
        outcomes
    }

    async fn invoices(&self, file: PathBuf, opened: &Opened, on_disk: bool) -> Vec<Answer> {
        let reader = self.recognizers.pages();
        let mut answers = Vec::new();
        let mut left: Vec<usize> = (0..opened.document.page_count()).collect();
        while !left.is_empty() {
            let separated = match self.provider {
                ProviderId::Offline => reader.segment(&opened.document, &left, None).await,
                _ => {
                    reader
                        .segment_for_sending(&opened.document, &left, None)
                        .await
                }
            };
            let separated = match separated {
                Ok(separated) => separated,
                Err(error) => {
                    answers.push(Answer::failed(&file, error));
                    break;
                }
            };
            left = separated.rest;
            for segment in separated.segments {
                answers.push(self.answer(&file, opened, segment, on_disk).await);
            }
        }
        answers
    }

    async fn answer(
        &self,
        file: &Path,
        opened: &Opened,
        segment: Segment,
        on_disk: bool,
    ) -> Answer {
        let page = segment.pages.first().map_or(1, |page| page + 1);
        let request = request(opened, segment.clone());
        let mut result = self.invoice(&request).await.map_err(Box::new);
        if let Ok(recognition) = &mut result
            && !on_disk
            && self.provider != ProviderId::Offline
        {
            let reader = self.recognizers.pages();
            reader.place(&request, &mut recognition.readings).await;
        }
        Answer {
            file: file.to_owned(),
            page,
            result: result.map(|recognition| (segment, recognition)),
            on_disk,
        }
    }

    async fn open(&self, file: &Path) -> Result<Opened, RecognitionError> {
        let size = tokio::fs::metadata(file)
            .await
            .map_err(|error| unreadable(&error))?
            .len();
        if size > self.limits.max_bytes as u64 {
            let (size, most) = (size >> 20, self.limits.max_bytes >> 20);
            return Err(DocumentError::TooLarge(format!("{size} MB > {most} MB")).into());
        }
        let bytes = tokio::fs::read(file)
            .await
            .map_err(|error| unreadable(&error))?;
        engine::open_bytes(bytes, None, self.limits).await
    }

    async fn invoice(&self, request: &Request) -> Result<Recognition, RecognitionError> {
        let recognizer = self.recognizers.get(self.provider).await?;
        let policy = RetryPolicy {
            attempts: MAX_ATTEMPTS,
            ..RetryPolicy::default()
        };
        let pace = self.recognizers.pace(self.provider);
        retry::call(recognizer.as_ref(), request, &policy, &pace, self).await
    }
}

impl Answer {
    fn failed(file: &Path, error: RecognitionError) -> Self {
        Self {
            file: file.to_owned(),
            page: 1,
            result: Err(Box::new(error)),
            on_disk: false,
        }
    }
}

fn request(opened: &Opened, segment: Segment) -> Request {
    let (document, bytes) = (Arc::clone(&opened.document), Arc::clone(&opened.bytes));
    Request {
        area: segment.area,
        ..Request::new(document, bytes, segment.pages)
    }
}

fn unreadable(error: &std::io::Error) -> RecognitionError {
    let problem = crate::intake::unreadable(error);
    RecognitionError::local(
        ErrorCode::DamagedFile,
        error.to_string(),
        invoice::Sentence::new(problem.message.zh, problem.message.en),
    )
}

async fn is_archive_at(path: &Path) -> bool {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        std::fs::File::open(path).is_ok_and(|mut file| documents::is_archive(&mut file))
    });
    looked.await.unwrap_or(false)
}

#[async_trait]
impl CallEvents for Batch {
    /// What the provider refuses to everybody is not asked again.
    async fn before_send(&self, _attempt: u32) -> Result<(), RecognitionError> {
        self.refused
            .get()
            .map_or(Ok(()), |refused| Err(refused.clone()))
    }

    async fn answered(&self, _attempt: u32, outcome: &Result<Recognition, RecognitionError>) {
        if let Err(error) = outcome
            && error.reach == Reach::Provider
        {
            // The first refusal is told for all; a second one changes nothing.
            let _ = self.refused.set(error.clone());
        }
    }

    async fn waiting(&self, attempt: u32, wait: Duration) {
        tracing::info!(attempt, ?wait, "waiting before the next attempt");
    }
}
