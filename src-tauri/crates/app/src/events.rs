use tokio::sync::broadcast;

use crate::view::{IntakeProgress, IntakeReport, PageReading, ProviderView, QueueChange};

/// What the window is told without asking.
#[derive(Debug, Clone)]
pub enum Event {
    /// Rows of the queue changed.
    QueueChanged(QueueChange),
    /// Pages are being recognized.
    PagesRead(Vec<PageReading>),
    /// Files are being taken in.
    IntakeProgress(IntakeProgress),
    /// Files were taken in.
    IntakeFinished(IntakeReport),
    /// Calls, charges or settings of providers changed.
    ProvidersChanged(Vec<ProviderView>),
}

/// The one channel. A listener that is too slow loses the oldest events and asks for the whole
/// queue again.
#[derive(Clone)]
pub(crate) struct Events(broadcast::Sender<Event>);

const KEPT: usize = 256;

impl Events {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(KEPT).0)
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    /// Nobody listening is no failure: the command line has no window.
    pub(crate) fn send(&self, event: Event) {
        let _ = self.0.send(event);
    }
}
