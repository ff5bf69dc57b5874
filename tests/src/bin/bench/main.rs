//! How long things take and how much memory they need, in the release build. Prints tables; judges
//! nothing. Goals are printed beside the figures that have one.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod many;
mod peer;
mod program;
mod review;
mod sight;

use std::path::PathBuf;

#[tokio::main]
async fn main() {
    let release = release_folder();
    let desk = tempfile::tempdir().unwrap();
    println!("== documents beside PyMuPDF");
    peer::measure(&release, desk.path());
    println!("\n== scans and photos beside RapidOCR");
    sight::measure(&release, desk.path());
    println!("\n== many documents, many pages");
    many::measure(&release, desk.path());
    println!("\n== the program");
    program::measure(&release, desk.path()).await;
    println!("\n== the window with two thousand documents");
    review::measure(&release.join("fapiao-review"), desk.path()).await;
}

/// Beside the folder of this program.
fn release_folder() -> PathBuf {
    std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .with_file_name("release")
}
