//! The system's keychain itself, in a session with a throw-away keyring: `setup/keyring.sh` makes one
//! and says so by `FAPIAO_TEST_KEYCHAIN`. Nobody's own keychain is touched.

#![allow(clippy::unwrap_used)]

use app::vault::{Keychain, Vault};
use recognition::Secret;

#[test]
fn a_secret_is_kept_replaced_and_forgotten() {
    if std::env::var_os("FAPIAO_TEST_KEYCHAIN").is_none() {
        println!("skipped: FAPIAO_TEST_KEYCHAIN is not set");
        return;
    }
    assert!(Keychain::available(), "a session with a keychain");
    let name = "tests/app_secret";
    let shown = || {
        let secret = Keychain.get(name).unwrap();
        secret.map(|secret| secret.expose().to_owned())
    };
    Keychain.set(name, &Secret::new("first")).unwrap();
    Keychain.set(name, &Secret::new("second")).unwrap();
    assert_eq!(shown().as_deref(), Some("second"));
    Keychain.remove(name).unwrap();
    assert_eq!(shown(), None);
    Keychain.remove(name).unwrap();
}
