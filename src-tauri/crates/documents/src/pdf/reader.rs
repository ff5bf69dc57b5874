//! The thread that reads a PDF, and the way to talk to it.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;

use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, hayro_syntax, interpret_page,
};
use hayro::kurbo::Rect;
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::codes::Codes;
use super::draw::Drawer;
use super::ink::{Ink, Letters};
use super::{about, exact, guard};
use crate::{About, DocumentError, ExactReading, Limits, PageContent, PageSize, Picture, words};

/// Stack of the reading thread: deep enough for nested forms, and bounded.
const STACK: usize = 32 << 20;

/// What is known after opening.
pub(super) struct Opened {
    pub(super) sizes: Vec<PageSize>,
    pub(super) exact: Vec<ExactReading>,
    pub(super) about: About,
}

type Reply<T> = SyncSender<Result<T, DocumentError>>;

enum Task {
    Content(usize, Reply<PageContent>),
    Draw(usize, u16, u16, Reply<Picture>),
}

/// A running thread with the opened file and its fonts. It ends when this is dropped.
pub(super) struct Reader {
    tasks: Sender<Task>,
    cancelled: Arc<AtomicBool>,
    patience: Duration,
}

impl Reader {
    /// Opens the file on a new thread.
    pub(super) fn start(
        bytes: Arc<Vec<u8>>,
        password: Option<String>,
        limits: Limits,
    ) -> Result<(Self, Opened), DocumentError> {
        let (tasks, inbox) = channel();
        let (ready, opened) = sync_channel(1);
        let cancelled = Arc::new(AtomicBool::new(false));
        let flag = cancelled.clone();
        std::thread::Builder::new()
            .name("pdf".to_owned())
            .stack_size(STACK)
            .spawn(move || serve(&bytes, password.as_deref(), &limits, &flag, &ready, &inbox))
            .map_err(|error| DocumentError::TooLarge(format!("no thread to read with: {error}")))?;
        let reader = Self {
            tasks,
            cancelled,
            patience: limits.page_time,
        };
        let opened = reader.wait(&opened)?;
        Ok((reader, opened))
    }

    pub(super) fn content(&self, page: usize) -> Result<PageContent, DocumentError> {
        self.ask(|reply| Task::Content(page, reply))
    }

    pub(super) fn draw(
        &self,
        page: usize,
        width: u16,
        height: u16,
    ) -> Result<Picture, DocumentError> {
        self.ask(|reply| Task::Draw(page, width, height, reply))
    }

    fn ask<T>(&self, task: impl FnOnce(Reply<T>) -> Task) -> Result<T, DocumentError> {
        let (reply, answer) = sync_channel(1);
        self.tasks.send(task(reply)).map_err(|_| gone())?;
        self.wait(&answer)
    }

    fn wait<T>(&self, answer: &Receiver<Result<T, DocumentError>>) -> Result<T, DocumentError> {
        answer
            .recv_timeout(self.patience)
            .unwrap_or_else(|error| match error {
                RecvTimeoutError::Timeout => Err(DocumentError::Timeout),
                RecvTimeoutError::Disconnected => Err(gone()),
            })
    }
}

impl Drop for Reader {
    /// A thread that is still busy stops at the page's next operation.
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

fn gone() -> DocumentError {
    DocumentError::Damaged("the PDF stopped its reader".to_owned())
}

fn serve(
    bytes: &Arc<Vec<u8>>,
    password: Option<&str>,
    limits: &Limits,
    cancelled: &Arc<AtomicBool>,
    ready: &Reply<Opened>,
    inbox: &Receiver<Task>,
) {
    let pdf = match guarded("its structure", || {
        load(Arc::clone(bytes), password, limits)
    })
    .flatten()
    {
        Ok(pdf) => pdf,
        Err(error) => {
            // Nobody may be waiting any more; then there is nothing to do.
            let _ = ready.send(Err(error));
            return;
        }
    };
    let locked = password.is_some_and(|password| !password.is_empty()) && is_encrypted(bytes);
    let codes = match guarded("its pages", || survey(&pdf, locked, limits)).flatten() {
        Ok((opened, codes)) => {
            if ready.send(Ok(opened)).is_err() {
                return;
            }
            codes
        }
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    let mut desk = Desk {
        codes,
        cache: InterpreterCache::new(),
        drawer: Drawer::new(),
        contents: HashMap::new(),
        kept: 0,
        max_pixels: limits.max_pixels,
        cancelled,
    };
    while let Ok(task) = inbox.recv() {
        match task {
            Task::Content(page, reply) => {
                let content = with_page(&pdf, page, |found| {
                    desk.looked(page, found)
                        .map(|looked| looked.content.clone())
                });
                let _ = reply.send(content);
            }
            Task::Draw(page, width, height, reply) => {
                let picture = with_page(&pdf, page, |found| desk.draw(page, found, width, height));
                let _ = reply.send(picture);
            }
        }
    }
}

/// Characters and lines of the pages that are kept: a recognizer asks for every page of a file
/// three times, and drawing asks once more. About 10 MB.
const MAX_KEPT: usize = 200_000;

/// What is shared by the pages of a file.
struct Desk<'a, 'f> {
    codes: Codes,
    cache: InterpreterCache<'a>,
    drawer: Drawer<'a>,
    contents: HashMap<usize, Looked>,
    /// How much `contents` holds, in what [`MAX_KEPT`] counts.
    kept: usize,
    max_pixels: u64,
    cancelled: &'f Arc<AtomicBool>,
}

/// A page that was read.
struct Looked {
    content: PageContent,
    /// See [`Ink::weight`].
    weight: f64,
    letters: Letters,
}

/// Heaviest page that is drawn: some hundred times the shapes of an invoice with a drawn seal, and
/// half a gigabyte at the largest size that the window asks for.
const MAX_WEIGHT: f64 = 12_000_000.0;

impl<'a> Desk<'a, '_> {
    fn looked(&mut self, number: usize, page: &'a Page<'a>) -> Result<&Looked, DocumentError> {
        if !self.contents.contains_key(&number) {
            let looked = read_page(
                page,
                &self.cache,
                &self.codes,
                self.max_pixels,
                self.cancelled,
            )?;
            let words = &looked.content.words;
            let size = words.iter().map(|word| word.glyphs.len()).sum::<usize>()
                + looked.content.rules.len();
            if self.kept + size > MAX_KEPT {
                self.contents.clear();
                self.kept = 0;
            }
            self.kept += size;
            self.contents.insert(number, looked);
        }
        self.contents.get(&number).ok_or_else(gone)
    }

    /// A page is read before it is drawn: reading can be stopped where drawing cannot, and it
    /// tells which characters the substitute fonts must have.
    fn draw(
        &mut self,
        number: usize,
        page: &'a Page<'a>,
        width: u16,
        height: u16,
    ) -> Result<Picture, DocumentError> {
        self.looked(number, page)?;
        let looked = self.contents.get(&number).ok_or_else(gone)?;
        let Looked {
            content,
            weight,
            letters,
        } = looked;
        if *weight > MAX_WEIGHT {
            return Err(DocumentError::TooLarge(
                "more shapes on the page than can be drawn".to_owned(),
            ));
        }
        let text: String = content
            .words
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        Ok(self.drawer.draw(page, &text, letters, width, height))
    }
}

/// Runs something that works on the file's content; a failure inside is the file's fault.
fn guarded<T>(what: &str, work: impl FnOnce() -> T) -> Result<T, DocumentError> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| DocumentError::Damaged(format!("the PDF is broken in {what}")))
}

fn load(
    bytes: Arc<Vec<u8>>,
    password: Option<&str>,
    limits: &Limits,
) -> Result<Pdf, DocumentError> {
    guard::check_streams(&bytes, limits)?;
    Pdf::new_with_password(bytes, password.unwrap_or_default()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DocumentError::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            DocumentError::Unsupported("a PDF encrypted in an unknown way".to_owned())
        }
        LoadPdfError::Decryption(_) => {
            DocumentError::Damaged("the encryption of the PDF".to_owned())
        }
        LoadPdfError::Invalid => DocumentError::Damaged("the structure of the PDF".to_owned()),
    })
}

fn survey(pdf: &Pdf, locked: bool, limits: &Limits) -> Result<(Opened, Codes), DocumentError> {
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(DocumentError::Damaged("the PDF has no pages".to_owned()));
    }
    if pages.len() > limits.max_pages {
        return Err(DocumentError::TooLarge(format!("{} pages", pages.len())));
    }
    let objects: Vec<_> = pdf.objects().into_iter().collect();
    guard::check_objects(&objects)?;
    let opened = Opened {
        sizes: pages.iter().map(size_of).collect(),
        exact: exact::readings(&objects),
        about: about::about(pdf, &objects, locked),
    };
    Ok((opened, Codes::new(&objects)))
}

/// Whether the file is encrypted: its trailer, which is never encrypted itself, says so.
fn is_encrypted(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    bytes.windows(KEY.len() + 1).any(|window| {
        window.starts_with(KEY)
            && window
                .last()
                .is_some_and(|next| !next.is_ascii_alphabetic())
    })
}

fn size_of(page: &Page<'_>) -> PageSize {
    let (width, height) = page.render_dimensions();
    PageSize {
        width: f64::from(width),
        height: f64::from(height),
    }
}

fn with_page<'a, T>(
    pdf: &'a Pdf,
    page: usize,
    work: impl FnOnce(&'a Page<'a>) -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    let found = pdf.pages().get(page).ok_or_else(gone)?;
    guarded(&format!("page {}", page + 1), || work(found)).flatten()
}

fn read_page<'a>(
    page: &'a Page<'a>,
    cache: &InterpreterCache<'a>,
    codes: &Codes,
    max_pixels: u64,
    cancelled: &Arc<AtomicBool>,
) -> Result<Looked, DocumentError> {
    guard::check_contents(page)?;
    let size = size_of(page);
    let mut ink = Ink::new(size, codes, max_pixels, cancelled.clone());
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, size.width, size.height),
        cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    let stopped = catch_unwind(AssertUnwindSafe(|| {
        interpret_page(page, &mut context, &mut ink);
    }));
    if let Some(failure) = ink.failure.take() {
        return Err(failure);
    }
    if let Err(cause) = stopped {
        std::panic::resume_unwind(cause);
    }
    let picture_share = ink.picture_share();
    let Ink {
        printed,
        rules,
        weight,
        letters,
        ..
    } = ink;
    let words = words::assemble(printed, &rules, size);
    Ok(Looked {
        content: PageContent {
            words,
            rules,
            picture_share,
        },
        weight,
        letters,
    })
}
