use std::path::PathBuf;

use app::view::IntakeReport;
use app::{App, NamedBytes};

use super::{Answer, Shared};
use crate::clipboard::{self, Clipped};
use crate::dialogs;

/// Invented invoices to try the program with; `tests/src/fixtures` makes them.
const SAMPLES: [(&str, &[u8]); 3] = [
    (
        "digital_ordinary.pdf",
        include_bytes!("../../samples/digital_ordinary.pdf"),
    ),
    (
        "electronic_ordinary.ofd",
        include_bytes!("../../samples/electronic_ordinary.ofd"),
    ),
    (
        "digital_special.xml",
        include_bytes!("../../samples/digital_special.xml"),
    ),
];

/// Lets the user pick files and takes them in. `None` where the picker was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_files(app: Shared<'_>) -> Answer<Option<IntakeReport>> {
    let language = app.startup().await?.preferences.language;
    take_in(&app, dialogs::pick_files(&language).await).await
}

/// Lets the user pick a folder and takes in what it holds. `None` where the picker was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_folder(app: Shared<'_>) -> Answer<Option<IntakeReport>> {
    let language = app.startup().await?.preferences.language;
    take_in(&app, dialogs::pick_folder(&language).await).await
}

/// Takes in the three sample invoices that come with the program.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_samples(app: Shared<'_>) -> Answer<IntakeReport> {
    let samples = SAMPLES.map(|(name, bytes)| NamedBytes {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    });
    app.add_bytes(samples.into()).await
}

/// Takes in the files or the picture on the clipboard. `None` where there is neither.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paste_files(app: Shared<'_>) -> Answer<Option<IntakeReport>> {
    match clipboard::take().await {
        Clipped::Files(paths) => app.add_paths(paths).await.map(Some),
        Clipped::Picture(bytes) => {
            let name = "clipboard.png".to_owned();
            app.add_bytes(vec![NamedBytes { name, bytes }])
                .await
                .map(Some)
        }
        Clipped::Nothing => Ok(None),
    }
}

/// Fetches what a link leads to and takes it in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_link(app: Shared<'_>, url: String) -> Answer<IntakeReport> {
    app.add_link(url).await
}

async fn take_in(app: &App, paths: Option<Vec<PathBuf>>) -> Answer<Option<IntakeReport>> {
    match paths {
        Some(paths) => app.add_paths(paths).await.map(Some),
        None => Ok(None),
    }
}
