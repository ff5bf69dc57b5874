//! What the page may ask for, a few lines each: the names and shapes are the window's contract,
//! from which `ui/src/platform/bindings.ts` is made.

pub(crate) mod checks;
pub(crate) mod files;
pub(crate) mod intake;
pub(crate) mod ledger;
pub(crate) mod queue;
pub(crate) mod review;
pub(crate) mod settings;

use app::view::Problem;

/// An answer for the page: a value, or a problem that it shows.
pub(crate) type Answer<T> = Result<T, Problem>;

/// The use cases, as Tauri hands them to a command.
pub(crate) type Shared<'a> = tauri::State<'a, app::App>;
