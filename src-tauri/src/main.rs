//! The desktop window of Fapiao Review (票审): the only crate that knows Tauri. Everything it does
//! is to pass the window's wishes to the use cases of `app` and their answers and events back.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bindings;
mod clipboard;
mod commands;
mod dialogs;
mod drops;
mod events;
mod logging;
mod page_pictures;
mod window;

fn main() -> std::process::ExitCode {
    memory::give_back_large_blocks();
    match window::run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            eprintln!("fapiao-review: {error}");
            dialogs::tell_fatal(&error.to_string());
            std::process::ExitCode::FAILURE
        }
    }
}
