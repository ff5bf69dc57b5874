//! What the page hears without asking.

use app::App;
use app::view::{IntakeProgress, IntakeReport, PageReading, ProviderView, QueueChange};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

/// Rows of the queue changed.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub(crate) struct QueueChanged(pub(crate) QueueChange);

/// How far pages that are being recognized have come.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub(crate) struct PagesRead(pub(crate) Vec<PageReading>);

/// How an intake in progress goes.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "intake-progress")]
pub(crate) struct IntakeProgressed(pub(crate) IntakeProgress);

/// What became of dropped files.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub(crate) struct IntakeFinished(pub(crate) IntakeReport);

/// A file is held over the window, or no longer.
#[derive(Debug, Clone, Copy, Serialize, Type, Event)]
pub(crate) struct DragOver {
    pub(crate) active: bool,
}

/// Settings of the providers changed.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub(crate) struct ProvidersChanged(pub(crate) Vec<ProviderView>);

/// The page was too slow and missed some of the above: it asks for the whole queue again.
#[derive(Debug, Clone, Copy, Serialize, Type, Event)]
pub(crate) struct EventsLost;

/// Tells the page. A page that is gone or not there yet asks by itself when it comes.
pub(crate) fn tell<E: Event + Serialize + Clone>(handle: &AppHandle, event: &E) {
    if let Err(error) = event.emit(handle) {
        tracing::warn!("the page was not told of {}: {error}", E::NAME);
    }
}

/// Passes on what happens, until the program ends.
pub(crate) fn forward(handle: &AppHandle, app: &App) {
    let handle = handle.clone();
    let mut happenings = app.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match happenings.recv().await {
                Ok(app::Event::QueueChanged(change)) => tell(&handle, &QueueChanged(change)),
                Ok(app::Event::PagesRead(pages)) => tell(&handle, &PagesRead(pages)),
                Ok(app::Event::IntakeProgress(progress)) => {
                    tell(&handle, &IntakeProgressed(progress));
                }
                Ok(app::Event::IntakeFinished(report)) => tell(&handle, &IntakeFinished(report)),
                Ok(app::Event::ProvidersChanged(providers)) => {
                    tell(&handle, &ProvidersChanged(providers));
                }
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!("the page missed {missed} events");
                    tell(&handle, &EventsLost);
                }
                Err(RecvError::Closed) => break,
            }
        }
    });
}
