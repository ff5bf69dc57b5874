//! The one list of commands and events, for the window and for its TypeScript twin.

use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands::{checks, files, intake, ledger, queue, review, settings};
use crate::events;

/// Everything that passes between the page and this program.
pub(crate) fn builder() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            settings::startup,
            settings::save_preferences,
            settings::spending_today,
            intake::pick_files,
            intake::pick_folder,
            intake::add_samples,
            intake::add_link,
            intake::paste_files,
            queue::queue,
            queue::pause_queue,
            queue::resume_queue,
            queue::retry,
            queue::cancel,
            queue::cancel_all,
            queue::take_up_again,
            queue::resolve_in_doubt,
            queue::remove_documents,
            queue::restore_documents,
            review::open_document,
            review::correct,
            review::undo,
            review::redo,
            review::insert_line,
            review::delete_line,
            review::turn_page,
            review::arrange_pages,
            review::readings,
            review::wall,
            review::confirm_on_wall,
            review::take_back_on_wall,
            review::review_pace,
            review::finish,
            review::reopen,
            review::postpone,
            review::mark_not_invoice,
            review::page_words,
            review::read_region,
            review::field_history,
            files::document_files,
            files::part_copy,
            files::unlock,
            ledger::ledger_page,
            ledger::export_excel,
            ledger::reveal_file,
            ledger::set_reimbursed,
            checks::companies,
            checks::add_companies,
            checks::update_company,
            checks::remove_company,
            checks::add_buyer_as_company,
            checks::check_tax_id,
            checks::check_settings,
            checks::save_check_settings,
            checks::statistics,
            checks::set_learning,
            checks::record_verification,
            checks::open_verification_page,
            settings::providers,
            settings::save_provider,
            settings::choose_secret_store,
            settings::try_provider,
            settings::open_keys_page,
        ])
        .events(collect_events![
            events::QueueChanged,
            events::PagesRead,
            events::IntakeProgressed,
            events::IntakeFinished,
            events::DragOver,
            events::ProvidersChanged,
            events::EventsLost,
        ])
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use specta_typescript::{Typescript, semantic};

    /// The committed file is what the code says. `make bindings` (which sets the variable) accepts
    /// a change.
    #[test]
    fn the_typescript_twin_is_up_to_date() {
        let committed =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/platform/bindings.ts");
        let fresh = tempfile::tempdir().unwrap();
        let fresh = fresh.path().join("bindings.ts");
        let header = "/* eslint-disable */\n// Made from the Rust commands by `make bindings`. Not to be edited.";
        // Nothing that crosses is ever infinite or no number.
        let floats = semantic::Configuration::empty().enable_lossless_floats();
        super::builder()
            .semantic_types(floats)
            .export(Typescript::default().header(header), &fresh)
            .unwrap();
        let fresh = fs::read_to_string(&fresh).unwrap();
        if env::var_os("FAPIAO_ACCEPT_BINDINGS").is_some() {
            fs::create_dir_all(committed.parent().unwrap()).unwrap();
            fs::write(&committed, &fresh).unwrap();
        }
        let committed = fs::read_to_string(&committed).unwrap_or_default();
        assert!(
            committed == fresh,
            "ui/src/platform/bindings.ts is out of date: run `make bindings`"
        );
    }
}
