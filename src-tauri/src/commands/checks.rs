use app::App;
use app::view::{
    CheckSettings, CompanyEdit, CompanyView, DocumentView, Problem, SentenceView, StatisticsFilter,
    StatisticsView, TaxIdCheck, VerificationAnswer,
};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use super::{Answer, Shared};

/// The user's own companies.
#[tauri::command]
#[specta::specta]
pub(crate) async fn companies(app: Shared<'_>) -> Answer<Vec<CompanyView>> {
    app.companies().await
}

/// Adds companies; known ones are brought up to date. What waits for review is judged anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_companies(
    app: Shared<'_>,
    companies: Vec<CompanyEdit>,
) -> Answer<Vec<CompanyView>> {
    app.add_companies(companies).await
}

/// Changes a company.
#[tauri::command]
#[specta::specta]
pub(crate) async fn update_company(
    app: Shared<'_>,
    id: u32,
    company: CompanyEdit,
) -> Answer<Vec<CompanyView>> {
    app.update_company(id, company).await
}

/// Forgets a company.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_company(app: Shared<'_>, id: u32) -> Answer<Vec<CompanyView>> {
    app.remove_company(id).await
}

/// Takes the buyer of an invoice as an own company.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_buyer_as_company(app: Shared<'_>, id: u32) -> Answer<Vec<CompanyView>> {
    app.add_buyer_as_company(id).await
}

/// What is to be said of a taxpayer number while it is typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_tax_id(text: String) -> Answer<TaxIdCheck> {
    Ok(App::check_tax_id(&text))
}

/// Which patterns are noted, and the limits of approval.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_settings(app: Shared<'_>) -> Answer<CheckSettings> {
    app.check_settings().await
}

/// Sets them. What waits for review is judged anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_check_settings(
    app: Shared<'_>,
    settings: CheckSettings,
) -> Answer<CheckSettings> {
    app.save_check_settings(settings).await
}

/// Accuracy, speed and cost of the reviews of some days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn statistics(
    app: Shared<'_>,
    filter: StatisticsFilter,
) -> Answer<StatisticsView> {
    app.statistics(filter).await
}

/// Whether the rule that chooses a recognizer goes by who has read best.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_learning(app: Shared<'_>, learns: bool) -> Answer<()> {
    app.set_learning(learns).await
}

/// Writes down what the tax platform answered; `None` takes the answer back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_verification(
    app: Shared<'_>,
    id: u32,
    answer: Option<VerificationAnswer>,
) -> Answer<DocumentView> {
    app.record_verification(id, answer).await
}

/// Opens the tax platform's verification page in the browser. Nothing is sent along.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_verification_page(handle: AppHandle) -> Answer<()> {
    let page = App::VERIFICATION_PAGE;
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
