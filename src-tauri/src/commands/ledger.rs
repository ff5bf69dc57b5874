use std::path::{Path, PathBuf};
use std::sync::Mutex;

use app::view::{ExportReport, LedgerFilter, LedgerPage, Problem, SentenceView};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

use super::{Answer, Shared};
use crate::dialogs;

/// The workbooks written since the start: the only files that the page may have shown.
#[derive(Default)]
pub(crate) struct WrittenWorkbooks(Mutex<Vec<PathBuf>>);

impl WrittenWorkbooks {
    fn add(&self, path: PathBuf) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(path);
    }

    fn contains(&self, path: &Path) -> bool {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .iter()
            .any(|p| p == path)
    }
}

/// A part of the ledger.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ledger_page(app: Shared<'_>, filter: LedgerFilter) -> Answer<LedgerPage> {
    app.ledger_page(filter).await
}

/// Marks invoices as reimbursed, or takes the mark away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_reimbursed(
    app: Shared<'_>,
    documents: Vec<u32>,
    reimbursed: bool,
) -> Answer<()> {
    app.set_reimbursed(documents, reimbursed).await
}

/// Writes reviewed invoices (`None`: all of them) to a workbook that the user names. `None` where
/// the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_excel(
    app: Shared<'_>,
    written: State<'_, WrittenWorkbooks>,
    documents: Option<Vec<u32>>,
) -> Answer<Option<ExportReport>> {
    let language = app.startup().await?.preferences.language;
    let Some(path) = dialogs::save_workbook(&language).await else {
        return Ok(None);
    };
    let report = app.export_excel(path, documents).await?;
    written.add(PathBuf::from(&report.path));
    Ok(Some(report))
}

/// Shows a workbook that was just written in the system's file window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_file(
    handle: AppHandle,
    written: State<'_, WrittenWorkbooks>,
    path: String,
) -> Answer<()> {
    if !written.contains(Path::new(&path)) {
        tracing::warn!("refused to show a file that was not written by an export");
        return Ok(());
    }
    handle
        .opener()
        .reveal_item_in_dir(&path)
        .map_err(|error| Problem {
            code: "unknown".to_owned(),
            message: SentenceView {
                zh: format!("无法打开所在文件夹，文件在 {path}（{error}）。"),
                en: format!("The folder did not open; the file is at {path} ({error})."),
            },
            retryable: true,
        })
}
