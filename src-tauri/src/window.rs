//! The window: opening it, and closing it.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::view::Preferences;
use app::{App, DataFolder, Start};
use tauri::{AppHandle, Manager, RunEvent, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::commands::ledger::WrittenWorkbooks;
use crate::page_pictures::{self, PagePictures};
use crate::{bindings, drops, events, logging};

const LABEL: &str = "main";
/// How long the page may take to keep what is being typed before the window closes anyway.
const CLOSING_PATIENCE: Duration = Duration::from_secs(10);

/// Opens the window and stays until it is closed.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let bindings = bindings::builder();
    let mut builder = tauri::Builder::default();
    // Windows under test have data folders of their own, and several may be open at once.
    if env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none() {
        builder = builder.plugin(tauri_plugin_single_instance::init(
            |handle, arguments, folder| {
                drops::take_in(handle, files_among(arguments, Path::new(&folder)));
                if let Some(window) = handle.get_webview_window(LABEL)
                    && let Err(error) = window.unminimize().and_then(|()| window.set_focus())
                {
                    tracing::warn!("the window did not come to the front: {error}");
                }
            },
        ));
    }
    builder
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .plugin(tauri_plugin_opener::init())
        .register_asynchronous_uri_scheme_protocol("page", page_pictures::answer)
        .invoke_handler(bindings.invoke_handler())
        .setup(move |tauri| {
            bindings.mount_events(tauri);
            open(tauri.handle())
        })
        .build(tauri::generate_context!())?
        .run(|handle, event| {
            if let RunEvent::Exit = event
                && let Some(app) = handle.try_state::<App>()
            {
                app.stop();
            }
        });
    Ok(())
}

fn open(handle: &AppHandle) -> Result<(), Box<dyn Error>> {
    let folder = DataFolder::from_environment(
        env::var("FAPIAO_DATA_DIR").ok().as_deref(),
        handle.path().data_dir().ok(),
    )
    .ok_or("this system names no folder for the program's data; set FAPIAO_DATA_DIR")?;
    handle.manage(logging::start(&folder.logs())?);
    let mut start = Start::of_this_machine(folder);
    start.pages =
        app::machine::page_reader_beside_window(handle.path().resource_dir().ok().as_deref());
    let app = tauri::async_runtime::block_on(App::start(start))
        .map_err(|problem| format!("{}\n\n{}", problem.message.zh, problem.message.en))?;
    events::forward(handle, &app);
    let preferences = app.preferences();
    handle.manage(app);
    handle.manage(PagePictures::default());
    handle.manage(WrittenWorkbooks::default());

    let config = handle
        .config()
        .app
        .windows
        .first()
        .ok_or("the configuration has no window")?;
    let window = WebviewWindowBuilder::from_config(handle, config)?.build()?;
    zoom(&window, &preferences);
    watch(&window);
    let here = env::current_dir().unwrap_or_default();
    drops::take_in(handle, files_among(env::args().collect(), &here));
    Ok(())
}

/// Draws all of the page larger or smaller, as the user wants it: the page is laid out in what room
/// that leaves, as on a display of another scale.
pub(crate) fn zoom(window: &WebviewWindow, preferences: &Preferences) {
    if let Err(error) = window.set_zoom(preferences.zoom_factor()) {
        tracing::warn!("the window keeps its size: {error}");
    }
}

/// The files among a command line's arguments.
fn files_among(arguments: Vec<String>, folder: &Path) -> Vec<PathBuf> {
    arguments
        .into_iter()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .map(|file| folder.join(file))
        .collect()
}

fn watch(window: &WebviewWindow) {
    let handle = window.app_handle().clone();
    let watched = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(drag) => drops::on_drag(&handle, drag),
        WindowEvent::CloseRequested { .. } => close_in_any_case(watched.clone()),
        _ => {}
    });
}

/// The page holds the window open until what is being typed is kept. One that hangs must not hold
/// it for ever.
fn close_in_any_case(window: WebviewWindow) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(CLOSING_PATIENCE).await;
        if let Err(error) = window.destroy() {
            tracing::debug!("the window was gone already: {error}");
        }
    });
}
