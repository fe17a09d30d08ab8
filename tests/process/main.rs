//! The program itself, as a process: signals, sudden death, messages, standard input.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../mistral/client.rs"]
mod client;
mod command_line;
mod course;
mod evaluation;
mod import;
mod kill;
mod program;
mod terminate;
