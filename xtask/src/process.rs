//! Running other programs: shown before they run, checked after.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::Error;

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate is a folder of the repository")
}

/// The cargo that runs this program, in the repository's root.
pub(crate) fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = command(env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
    command.args(arguments);
    command
}

/// A command in the repository's root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    // Cargo describes this crate to it; build scripts that watch these variables would run again for nothing.
    for (name, _) in env::vars_os() {
        if let Some(name) =
            name.to_str().filter(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end, its output shown.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    announce(command);
    let status = command.status().map_err(|source| not_started(command, source))?;
    if status.success() { Ok(()) } else { Err(Error::Failed { command: line(command) }) }
}

/// Runs a command to its end and gives back what it printed; what it says on standard error is shown.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Error> {
    announce(command);
    let output = command.stderr(Stdio::inherit()).output().map_err(|source| not_started(command, source))?;
    if output.status.success() { Ok(output.stdout) } else { Err(Error::Failed { command: line(command) }) }
}

/// Whether a command runs and succeeds; nothing is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Lets a command take this process's place, so that Ctrl-C and other signals reach it alone and its exit status is ours.
#[cfg(unix)]
pub(crate) fn hand_over(command: &mut Command) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;
    announce(command);
    let source = command.exec();
    Err(not_started(command, source))
}

/// Runs a command to its end: here no process can take another's place.
#[cfg(not(unix))]
pub(crate) fn hand_over(command: &mut Command) -> Result<(), Error> {
    run(command)
}

fn announce(command: &Command) {
    eprintln!("$ {}", line(command));
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, source: std::io::Error) -> Error {
    Error::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_by_its_name_and_arguments() {
        assert_eq!(line(Command::new("/usr/bin/cargo").args(["test", "--workspace"])), "cargo test --workspace");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut command("tramontane-no-such-program")).unwrap_err();
        assert!(error.chain().starts_with("cannot start `tramontane-no-such-program`: "), "{}", error.chain());
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
