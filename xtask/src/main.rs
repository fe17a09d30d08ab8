//! The project's own commands, `cargo xtask COMMAND`, and the only place that fetches anything.
//!
//! It depends on no crate, so that the first command a newcomer types starts at once.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks on its standard streams")]

mod check;
mod cli;
mod error;
mod files;
mod process;
mod python;
mod setup;
mod train;
mod web;
mod wheel;

use std::env;
use std::process::ExitCode;

use crate::cli::Task;
use crate::error::Error;

fn main() -> ExitCode {
    match Task::parse(env::args().skip(1)).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.chain());
            error.exit_code()
        }
    }
}

fn perform(task: Task) -> Result<(), Error> {
    match task {
        Task::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Task::Setup => setup::setup(),
        Task::Run(arguments) => {
            setup::setup()?;
            process::hand_over(process::cargo(["run", "--release", "--", "serve"]).args(arguments))
        }
        Task::Test(arguments) => {
            setup::setup()?;
            process::hand_over(process::cargo(["test", "--workspace"]).args(arguments))
        }
        Task::Check => check::check(),
        Task::Bench(arguments) => {
            setup::setup()?;
            process::hand_over(process::cargo(["bench"]).args(arguments))
        }
        Task::Openapi => check::write_openapi(),
        Task::Train(arguments) => train::train(&arguments),
    }
}
