use app::view::{DocumentFile, DocumentView};

use super::{Answer, Shared};

/// The files that a document is made of, its copies in other formats included.
#[tauri::command]
#[specta::specta]
pub(crate) async fn document_files(app: Shared<'_>, id: u32) -> Answer<Vec<DocumentFile>> {
    app.document_files(id).await
}

/// Takes a copy apart from its invoice; gives the invoice without it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn part_copy(app: Shared<'_>, copy: u32) -> Answer<Option<DocumentView>> {
    app.part_copy(copy).await
}

/// Opens the locked files of a document. The password stays in memory.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(app: Shared<'_>, id: u32, password: String) -> Answer<()> {
    app.unlock(id, password).await
}
