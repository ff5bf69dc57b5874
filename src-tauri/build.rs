//! Prepares the window's configuration; see `tauri.conf.json`.

use std::{fs, path::Path};

fn main() -> std::io::Result<()> {
    // The page is embedded at compile time. Without a built one a placeholder says how to make it,
    // so that Rust can be checked and tested alone.
    let page = Path::new("../ui/dist/index.html");
    if !page.exists() {
        fs::create_dir_all("../ui/dist")?;
        fs::write(
            page,
            "<!doctype html><meta charset=utf-8><title>票审</title><p>The page is not built: run <code>make ui</code>.",
        )?;
    }
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
    Ok(())
}
