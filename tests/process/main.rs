//! The program itself, as a process: signals, sudden death, messages, standard input.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command_line;
mod course;
mod import;
mod kill;
mod program;
mod terminate;
