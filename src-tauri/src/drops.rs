//! Files dropped on the window, or given as arguments to a second start.

use std::path::PathBuf;

use app::App;
use app::view::{IntakeReport, UnreadableFile};
use tauri::{AppHandle, DragDropEvent, Manager};

use crate::events::{DragOver, IntakeFinished, tell};

/// A file is held over the window, leaves it, or falls.
pub(crate) fn on_drag(handle: &AppHandle, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { .. } => tell_drag(handle, true),
        DragDropEvent::Leave => tell_drag(handle, false),
        DragDropEvent::Drop { paths, .. } => {
            tell_drag(handle, false);
            take_in(handle, paths.clone());
        }
        _ => {}
    }
}

/// Takes files in. The program tells the page what became of them; here only why none could be.
pub(crate) fn take_in(handle: &AppHandle, paths: Vec<PathBuf>) {
    let Some(first) = paths.first().and_then(|path| path.file_name()) else {
        return;
    };
    let file_name = first.to_string_lossy().into_owned();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let app = handle.state::<App>().inner().clone();
        if let Err(problem) = app.add_paths(paths).await {
            let unreadable = vec![UnreadableFile { file_name, problem }];
            tell(
                &handle,
                &IntakeFinished(IntakeReport {
                    unreadable,
                    ..IntakeReport::default()
                }),
            );
        }
    });
}

fn tell_drag(handle: &AppHandle, active: bool) {
    tell(handle, &DragOver { active });
}
