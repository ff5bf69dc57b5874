//! `fapiao`: the program without a window, for scripts, servers and tests.

mod arguments;
mod commands;

use std::process::ExitCode;

use clap::Parser;

/// The exit status of wrong usage, as the contract has it.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    memory::give_back_large_blocks();
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Printing help fails only where nobody can read it.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(WRONG_USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("fapiao: {error}");
            return ExitCode::FAILURE;
        }
    };
    let status = runtime.block_on(commands::run(arguments));
    // Work on an abandoned file (a page that takes too long) must not hold the exit.
    runtime.shutdown_background();
    status
}
