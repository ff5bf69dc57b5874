use app::view::{
    Preferences, Problem, ProviderEdit, ProviderTrial, ProviderView, SecretStore, SentenceView,
    SpendingView, Startup,
};
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_opener::OpenerExt;

use super::{Answer, Shared};
use crate::window;

/// All that the window needs to start.
#[tauri::command]
#[specta::specta]
pub(crate) async fn startup(app: Shared<'_>) -> Answer<Startup> {
    app.startup().await
}

/// Keeps how the window looks and speaks, and what recognizes. It is drawn at its size at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_preferences(
    webview: WebviewWindow,
    app: Shared<'_>,
    preferences: Preferences,
) -> Answer<()> {
    window::zoom(&webview, &preferences);
    app.save_preferences(preferences).await
}

/// What the calls of today come to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn spending_today(app: Shared<'_>) -> Answer<Vec<SpendingView>> {
    app.spending_today().await
}

/// The recognizers and how they are set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn providers(app: Shared<'_>) -> Answer<Vec<ProviderView>> {
    app.providers().await
}

/// Keeps the settings of one provider; secrets go to the keychain and never come back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_provider(
    app: Shared<'_>,
    edit: ProviderEdit,
) -> Answer<Vec<ProviderView>> {
    app.save_provider(edit).await
}

/// Where secrets are kept from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_secret_store(app: Shared<'_>, store: SecretStore) -> Answer<()> {
    app.choose_secret_store(store).await
}

/// An invented invoice as a picture, for trying a provider.
const TRIAL_PICTURE: &[u8] = include_bytes!("../../samples/trial.png");

/// Sends one sample picture to see whether the credentials work. May be charged.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_provider(app: Shared<'_>, id: String) -> Answer<ProviderTrial> {
    app.try_provider(id, TRIAL_PICTURE.to_vec()).await
}

/// Opens the provider's own page for keys in the browser. The address comes from the provider's
/// descriptor, never from the page.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_keys_page(handle: AppHandle, app: Shared<'_>, id: String) -> Answer<()> {
    let Some(page) = app.keys_page(&id) else {
        return Ok(());
    };
    handle
        .opener()
        .open_url(page, None::<&str>)
        .map_err(|error| Problem {
            code: "unknown".to_owned(),
            message: SentenceView {
                zh: format!("无法打开浏览器，请自行访问 {page}（{error}）。"),
                en: format!("The browser did not open; visit {page} yourself ({error})."),
            },
            retryable: true,
        })
}
