use app::view::{QueueView, StoppedBatch};

use super::{Answer, Shared};

/// The whole queue.
#[tauri::command]
#[specta::specta]
pub(crate) async fn queue(app: Shared<'_>) -> Answer<QueueView> {
    app.queue().await
}

/// Sends nothing more until told to go on; what is under way is finished.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_queue(app: Shared<'_>) -> Answer<()> {
    app.pause_queue();
    Ok(())
}

/// Goes on after a pause.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_queue(app: Shared<'_>) -> Answer<()> {
    app.resume_queue();
    Ok(())
}

/// Recognizes again what failed or is ready, by another provider if one is named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry(
    app: Shared<'_>,
    documents: Vec<u32>,
    provider: Option<String>,
) -> Answer<()> {
    app.retry(documents, provider).await
}

/// Takes documents out of the queue that were not sent yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel(app: Shared<'_>, documents: Vec<u32>) -> Answer<()> {
    app.cancel(documents).await
}

/// Stops everything that was not sent yet, and says what was stopped.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_all(app: Shared<'_>) -> Answer<StoppedBatch> {
    app.cancel_all().await
}

/// Lets jobs go on that were stopped; the documents that wait again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_up_again(app: Shared<'_>, jobs: Vec<u32>) -> Answer<Vec<u32>> {
    app.take_up_again(jobs).await
}

/// The user's decision on a call that may have been charged: send it again, or give it up.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resolve_in_doubt(
    app: Shared<'_>,
    document: u32,
    send_again: bool,
) -> Answer<()> {
    app.resolve_in_doubt(document, send_again).await
}

/// Moves documents to the recycle bin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_documents(app: Shared<'_>, documents: Vec<u32>) -> Answer<()> {
    app.remove_documents(documents).await
}

/// Takes documents back out of the recycle bin.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_documents(app: Shared<'_>, documents: Vec<u32>) -> Answer<()> {
    app.restore_documents(documents).await
}
