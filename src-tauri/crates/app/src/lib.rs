//! The use cases behind the window and the command line: take files in, have them recognized by
//! the queue, review them, keep them, export them. Knows no window and no argument list.

mod app;
mod archives;
mod catalogue;
mod checking;
mod clock;
mod companies;
mod copies;
mod dossier;
mod engine;
mod events;
mod facts;
mod folders;
mod found_files;
mod history;
mod intake;
mod judging;
mod links;
mod locked;
mod originals;
mod pages;
mod picture;
mod queue;
mod readings;
mod recognizers;
mod related;
mod review;
mod scoring;
mod settings;
mod statistics;
mod unattended;
mod verification;
mod wall;

pub mod batch;
pub mod json_line;
pub mod machine;
pub mod vault;
pub mod view;
pub mod workbook;

pub use app::{App, Start};
pub use clock::Clock;
pub use events::Event;
pub use folders::DataFolder;
pub use found_files::{FoundFile, find_files, looks_like_invoice};
pub use intake::NamedBytes;
pub use recognizers::Recognizers;
