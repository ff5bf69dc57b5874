//! Telling the window how far the reading of pages has come: often enough to look alive, seldom
//! enough to cost nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger::DocumentId;
use recognition::offline::{PageProgress, Progress};
use tokio::sync::Notify;

use super::Queue;
use crate::app::view_id;
use crate::view::PageReading;
use crate::{App, Event};

/// Between two tellings.
const PAUSE: Duration = Duration::from_millis(120);

/// What changed since the window was told last.
#[derive(Default)]
pub(super) struct Reading {
    changed: Mutex<BTreeMap<DocumentId, PageProgress>>,
    tell: Notify,
}

impl Reading {
    fn take_down(&self, document: DocumentId, progress: PageProgress) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.insert(document, progress);
        drop(changed);
        self.tell.notify_one();
    }
}

impl Queue {
    /// Takes down how far the reading of a document comes.
    pub(super) fn progress_of(&self, document: DocumentId) -> Progress {
        let reading = Arc::clone(&self.reading);
        Arc::new(move |progress| reading.take_down(document, progress))
    }

    /// No more of its pages are read here: it goes to a provider.
    pub(super) fn pages_are_read(&self, document: DocumentId, pages: usize) {
        let all = PageProgress {
            page: pages,
            pages,
            share: 1.0,
        };
        self.reading.take_down(document, all);
    }
}

pub(super) async fn tell(app: App) {
    let reading = Arc::clone(&app.parts.queue.reading);
    loop {
        reading.tell.notified().await;
        let changed = {
            let mut changed = reading
                .changed
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *changed)
        };
        let pages = changed.into_iter().map(|(document, progress)| PageReading {
            id: view_id(document),
            page: u32::try_from(progress.page).unwrap_or(u32::MAX),
            pages: u32::try_from(progress.pages).unwrap_or(u32::MAX),
            share: f64::from(progress.share),
        });
        app.parts.events.send(Event::PagesRead(pages.collect()));
        tokio::time::sleep(PAUSE).await;
    }
}
