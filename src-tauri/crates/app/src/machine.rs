//! What is taken from the machine that the program runs on, and handed to everything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::vault::{Keychain, Vault};

/// The environment's variables that begin with `FAPIAO_`.
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("FAPIAO_"))
        .collect()
}

/// The system's keychain; `None` where there is none. Asks the session bus.
pub fn keychain() -> Option<Arc<dyn Vault>> {
    Keychain::available().then(|| Arc::new(Keychain) as Arc<dyn Vault>)
}
