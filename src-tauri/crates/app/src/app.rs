use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use documents::Limits;
use ledger::{DocumentId, Ledger, LedgerError, Recovered, Timestamp};
use recognition::offline::PageReader;
use tokio::sync::broadcast;

use crate::engine::OpenDocuments;
use crate::events::Events;
use crate::locked::Passwords;
use crate::originals::Originals;
use crate::queue::Queue;
use crate::recognizers::Recognizers;
use crate::vault::Vault;
use crate::view::{Problem, SecretStore};
use crate::{Clock, DataFolder, Event, machine};

/// What the program is started with. Time, folders, environment and the keychain are passed in.
pub struct Start {
    /// Where everything is kept.
    pub folder: DataFolder,
    /// The clock.
    pub clock: Clock,
    /// The environment's variables that begin with `FAPIAO_`.
    pub environment: BTreeMap<String, String>,
    /// The system's keychain; `None` where there is none.
    pub keychain: Option<Arc<dyn Vault>>,
    /// Bounds of what is opened.
    pub limits: Limits,
    /// What reads pages.
    pub pages: PageReader,
}

impl Start {
    /// With this machine's clock, environment and keychain.
    pub fn of_this_machine(folder: DataFolder) -> Self {
        Self {
            folder,
            clock: Clock::system(),
            environment: machine::environment(),
            keychain: machine::keychain(),
            limits: Limits::default(),
            pages: machine::page_reader(),
        }
    }
}

/// The program without its face. Cheap to clone; all clones are the same program.
#[derive(Clone)]
pub struct App {
    pub(crate) parts: Arc<Parts>,
}

pub(crate) struct Parts {
    pub(crate) folder: DataFolder,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) originals: Originals,
    pub(crate) open: OpenDocuments,
    pub(crate) passwords: Passwords,
    /// Held while documents are joined that are one invoice.
    pub(crate) joining: Mutex<()>,
    pub(crate) recognizers: Recognizers,
    pub(crate) events: Events,
    pub(crate) queue: Queue,
}

impl App {
    /// Opens the ledger, finds what the last run left unfinished and starts the queue. Needs a
    /// tokio runtime.
    pub async fn start(start: Start) -> Result<Self, Problem> {
        let Start {
            folder,
            clock,
            environment,
            keychain,
            limits,
            pages,
        } = start;
        let now = Timestamp(clock.now());
        let ledger_path = folder.ledger().to_owned();
        let (ledger, recovered) = tokio::task::spawn_blocking(move || {
            if let Some(parent) = ledger_path.parent() {
                std::fs::create_dir_all(parent).map_err(|error| folder_problem(&error))?;
            }
            let ledger = Ledger::open(&ledger_path, now).map_err(|e| Problem::from(&e))?;
            let recovered = ledger.recover(now).map_err(|e| Problem::from(&e))?;
            Ok::<_, Problem>((Arc::new(ledger), recovered))
        })
        .await
        .map_err(|error| Problem::crashed(&error))??;

        let recognizers = Recognizers::new(
            Some(Arc::clone(&ledger)),
            &folder,
            environment,
            keychain,
            clock.clone(),
            pages,
        )
        .await?;
        let parts = Arc::new(Parts {
            originals: Originals::new(folder.originals(), limits.max_bytes as u64),
            folder,
            clock,
            limits,
            ledger,
            open: OpenDocuments::new(),
            passwords: Passwords::default(),
            joining: Mutex::new(()),
            recognizers,
            events: Events::new(),
            queue: Queue::new(),
        });
        let app = Self { parts };
        let left = recovered.unaccompanied.clone();
        app.finish_interrupted(recovered).await?;
        app.start_queue(left).await?;
        Ok(app)
    }

    /// Does what the last run had no time for: documents that were kept and not queued, and those
    /// that were read and not judged.
    async fn finish_interrupted(&self, recovered: Recovered) -> Result<(), Problem> {
        let provider = self.parts.recognizers.preferred();
        self.blocking(move |app| {
            for document in recovered.without_job {
                app.ledger().enqueue(document, &provider, app.now())?;
            }
            for document in recovered.unjudged {
                app.refresh_summary(document)?;
            }
            Ok(())
        })
        .await
    }

    /// Listens to what happens.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.parts.events.subscribe()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.parts.folder
    }

    /// Where secrets are kept now.
    pub fn secret_store(&self) -> SecretStore {
        self.parts.recognizers.secret_store()
    }

    /// Now, for the ledger.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.parts.clock.now())
    }

    /// Runs ledger calls and other blocking work off the async runtime.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        tokio::task::spawn_blocking(move || work(&app))
            .await
            .map_err(|error| Problem::crashed(&error))?
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.parts.ledger
    }
}

/// The window's numbers are smaller than the ledger's.
pub(crate) fn document_id(id: u32) -> DocumentId {
    DocumentId(i64::from(id))
}

/// A ledger of four billion documents is not reached; one that were would show the last number.
pub(crate) fn view_id(id: DocumentId) -> u32 {
    u32::try_from(id.0).unwrap_or(u32::MAX)
}

impl From<&LedgerError> for Problem {
    fn from(error: &LedgerError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.message().into(),
            retryable: true,
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        tracing::error!(code = error.code(), %error, "the ledger refused");
        Self::from(&error)
    }
}

impl Problem {
    /// Work on another thread ended unexpectedly; nothing that was stored is affected.
    pub(crate) fn crashed(error: &tokio::task::JoinError) -> Self {
        tracing::error!(%error, "a task failed");
        Self::local(
            "internal",
            "程序内部出错，已保存的内容不受影响。请重试。",
            "The program failed; what was saved is not affected. Try again.",
        )
    }
}

fn folder_problem(error: &std::io::Error) -> Problem {
    Problem::local(
        "folder",
        format!("无法建立数据文件夹（{error}）。请检查磁盘空间和权限。"),
        format!("The data folder cannot be made ({error}). Check room and permissions."),
    )
}
