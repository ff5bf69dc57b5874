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

/// Recognizes files one after another, several at the same time.
pub struct Batch {
    recognizers: Recognizers,
    provider: ProviderId,
    limits: Limits,
    context: Context,
    /// The provider refuses every call: the rest is not sent.
    refused: OnceLock<RecognitionError>,
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
        stream::iter(files)
            .map(move |file| {
                let batch = Arc::clone(&self);
                async move { batch.file(file).await }
            })
            .buffered(at_once)
            .flat_map(stream::iter)
    }

    async fn file(&self, file: PathBuf) -> Vec<Outcome> {
        if is_archive_at(&file).await {
            return self.archive(file).await;
        }
        match self.open(&file).await {
            Ok(opened) => self.invoices(file, &opened).await,
            Err(error) => vec![Outcome::failed(&file, error)],
        }
    }

    /// The invoices of the files in an archive; each file is called by the archive's path and its
    /// own inside.
    async fn archive(&self, archive: PathBuf) -> Vec<Outcome> {
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
                Ok(opened) => outcomes.extend(self.invoices(name, &opened).await),
                Err(error) => outcomes.push(Outcome::failed(&name, error)),
            }
        }
        let failure = match walk.await {
            Ok(walked) => walked.err(),
            Err(error) => Some(engine::crashed(&error)),
        };
        outcomes.extend(failure.map(|error| Outcome::failed(&archive, error)));
        outcomes
    }

    async fn invoices(&self, file: PathBuf, opened: &Opened) -> Vec<Outcome> {
        let reader = self.recognizers.pages();
        let segments = match reader.segment(&opened.document).await {
            Ok(segments) => segments,
            Err(error) => return vec![Outcome::failed(&file, error)],
        };
        let mut outcomes = Vec::new();
        for segment in segments {
            let page = segment.pages.first().map_or(1, |page| page + 1);
            let result = self
                .invoice(opened, segment)
                .await
                .map(Box::new)
                .map_err(Box::new);
            outcomes.push(Outcome {
                file: file.clone(),
                page,
                result,
            });
        }
        outcomes
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

    async fn invoice(
        &self,
        opened: &Opened,
        segment: Segment,
    ) -> Result<Recognized, RecognitionError> {
        let mut request = Request::new(
            Arc::clone(&opened.document),
            Arc::clone(&opened.bytes),
            segment.pages,
        );
        request.area = segment.area;
        let recognizer = self.recognizers.get(self.provider).await?;
        let policy = RetryPolicy {
            attempts: MAX_ATTEMPTS,
            ..RetryPolicy::default()
        };
        let pace = self.recognizers.pace(self.provider);
        let recognition = retry::call(recognizer.as_ref(), &request, &policy, &pace, self).await?;
        let judgement = judge(&recognition.readings, &Corrections::new(), &self.context);
        Ok(Recognized {
            provider: self.provider,
            judgement,
            charge: recognition.charge,
        })
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
