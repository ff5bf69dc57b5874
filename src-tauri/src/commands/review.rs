use app::view::{
    Arrangement, DocumentView, FieldEdit, HistoryEntry, PageChange, ReadingView, ReviewPace,
    SeenValue, WallCell, WordView,
};

use super::{Answer, Shared};

/// A document with its fields, for the review screen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_document(app: Shared<'_>, id: u32) -> Answer<DocumentView> {
    app.open_document(id).await
}

/// Keeps what was typed. One undo step; `coalesce` joins it with the last one of the same field.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correct(
    app: Shared<'_>,
    id: u32,
    edits: Vec<FieldEdit>,
    coalesce: bool,
) -> Answer<DocumentView> {
    app.correct(id, edits, coalesce).await
}

/// Takes the last correction back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(app: Shared<'_>, id: u32) -> Answer<DocumentView> {
    app.undo(id).await
}

/// Makes the correction again that was taken back last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(app: Shared<'_>, id: u32) -> Answer<DocumentView> {
    app.redo(id).await
}

/// A blank line item before the one at `index`, from 0.
#[tauri::command]
#[specta::specta]
pub(crate) async fn insert_line(app: Shared<'_>, id: u32, index: u32) -> Answer<DocumentView> {
    app.insert_line(id, index).await
}

/// Removes the line item at `index`, from 0.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_line(app: Shared<'_>, id: u32, index: u32) -> Answer<DocumentView> {
    app.delete_line(id, index).await
}

/// Remembers how the reviewer turned a page: quarter turns clockwise, 0–3.
#[tauri::command]
#[specta::specta]
pub(crate) async fn turn_page(
    app: Shared<'_>,
    id: u32,
    page: u32,
    quarter_turns: u8,
) -> Answer<DocumentView> {
    app.turn_page(id, page, quarter_turns).await
}

/// Splits, merges, attaches or reorders pages; one step of undo.
#[tauri::command]
#[specta::specta]
pub(crate) async fn arrange_pages(
    app: Shared<'_>,
    id: u32,
    change: PageChange,
) -> Answer<Arrangement> {
    app.arrange_pages(id, change).await
}

/// What each recognizer read of a document.
#[tauri::command]
#[specta::specta]
pub(crate) async fn readings(app: Shared<'_>, id: u32) -> Answer<Vec<ReadingView>> {
    app.readings(id).await
}

/// One field of up to 200 documents that wait for review.
#[tauri::command]
#[specta::specta]
pub(crate) async fn wall(app: Shared<'_>, path: String) -> Answer<Vec<WallCell>> {
    app.wall(path).await
}

/// Confirms one field of many documents, as they were seen. Returns those in which it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_on_wall(
    app: Shared<'_>,
    path: String,
    seen: Vec<SeenValue>,
) -> Answer<Vec<u32>> {
    app.confirm_on_wall(path, seen).await
}

/// Takes confirmations back where nothing was changed since. Returns the documents in which it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back_on_wall(
    app: Shared<'_>,
    path: String,
    documents: Vec<u32>,
) -> Answer<Vec<u32>> {
    app.take_back_on_wall(path, documents).await
}

/// How the review goes today.
#[tauri::command]
#[specta::specta]
pub(crate) async fn review_pace(app: Shared<'_>) -> Answer<ReviewPace> {
    app.review_pace().await
}

/// Marks a document as reviewed, with the milliseconds that the reviewer took.
#[tauri::command]
#[specta::specta]
pub(crate) async fn finish(
    app: Shared<'_>,
    id: u32,
    spent_ms: Option<u32>,
) -> Answer<DocumentView> {
    app.finish(id, spent_ms).await
}

/// Takes a reviewed document back into review.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reopen(app: Shared<'_>, id: u32) -> Answer<DocumentView> {
    app.reopen(id).await
}

/// Puts a document aside, with the reason.
#[tauri::command]
#[specta::specta]
pub(crate) async fn postpone(app: Shared<'_>, id: u32, reason: String) -> Answer<DocumentView> {
    app.postpone(id, reason).await
}

/// Marks a document as no invoice.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_not_invoice(app: Shared<'_>, id: u32) -> Answer<DocumentView> {
    app.mark_not_invoice(id).await
}

/// The words of a page, from 1, for clicking them into a field.
#[tauri::command]
#[specta::specta]
pub(crate) async fn page_words(app: Shared<'_>, id: u32, page: u32) -> Answer<Vec<WordView>> {
    app.page_words(id, page).await
}

/// The text in a box drawn on a page, from 1: left, top, right and bottom as fractions of the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_region(
    app: Shared<'_>,
    id: u32,
    page: u32,
    bounds: (f32, f32, f32, f32),
) -> Answer<String> {
    app.read_region(id, page, bounds).await
}

/// Every value that a field ever had, oldest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn field_history(
    app: Shared<'_>,
    id: u32,
    path: String,
) -> Answer<Vec<HistoryEntry>> {
    app.field_history(id, path).await
}
