//! What is taken from the machine that the program runs on, and handed to everything else.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recognition::offline::{PageReader, have_models};

use crate::vault::{Keychain, Vault};

/// The environment's variables that begin with `FAPIAO_`.
pub fn environment() -> BTreeMap<String, String> {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("FAPIAO_"))
        .collect()
}

/// The variable that names the folder of the models that read pictures.
const MODELS_DIR: &str = "FAPIAO_MODELS_DIR";

/// Reads pages with the models of this machine, on all its processors. The models lie where the
/// environment says, beside the executable, or in the folder that `make models` fills.
pub fn page_reader() -> PageReader {
    PageReader::new(models(None), threads())
}

/// The same beside a window, also with models in the resources of the installed program.
pub fn page_reader_beside_window(resources: Option<&Path>) -> PageReader {
    PageReader::beside_window(models(resources), threads())
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

fn models(resources: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = env::var_os(MODELS_DIR) {
        return Some(PathBuf::from(named));
    }
    let executable = env::current_exe().ok();
    let beside = executable
        .iter()
        .flat_map(|path| path.ancestors().skip(1).take(4));
    // In development the target folder may lie outside the workspace.
    let workspace =
        cfg!(debug_assertions).then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.."));
    resources
        .into_iter()
        .chain(beside)
        .map(|folder| folder.join("models"))
        .chain(workspace.map(|folder| folder.join("models")))
        .find(|folder| have_models(folder))
}

/// The system's keychain; `None` where there is none. Asks the session bus.
pub fn keychain() -> Option<Arc<dyn Vault>> {
    Keychain::available().then(|| Arc::new(Keychain) as Arc<dyn Vault>)
}
