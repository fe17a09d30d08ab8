//! What goes wrong in a command, told with what mends it.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::process::ExitCode;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Error {
    /// The command line makes no sense.
    Usage(String),
    /// A program could not be started.
    Start { program: String, source: io::Error },
    /// A program ran and failed; it has said why itself.
    Failed { command: String },
    /// Neither `python3` nor `python` is a Python 3.
    NoPython,
    /// Python is here without the part that is needed.
    NoPythonModule { python: &'static str, module: &'static str, package: &'static str },
    /// A wheel holds no file of the expected name.
    EmptyWheel { requirement: String },
    /// A file or folder could not be read or written.
    File { action: &'static str, path: String, source: io::Error },
    /// A generated file is not what the code generates.
    Drifted { path: &'static str, mend: &'static str },
}

impl Error {
    /// The message and those of its sources, on one line.
    pub(crate) fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut source = self.source();
        while let Some(cause) = source {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            source = cause.source();
        }
        line
    }

    /// 2 for a command line that makes no sense, as programs commonly do; 1 for the rest.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Usage(_)) { 2 } else { 1 })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) => write!(formatter, "{what} (see `cargo xtask --help`)"),
            Self::Start { program, .. } => write!(formatter, "cannot start `{program}`"),
            Self::Failed { command } => write!(formatter, "`{command}` failed"),
            Self::NoPython => write!(
                formatter,
                "python3 not found: install Python 3.9 or newer with its pip (Debian and Ubuntu: `apt-get install \
                 python3-pip python3-venv`; macOS: `brew install python`), then type the same command again"
            ),
            Self::NoPythonModule { python, module, package } => write!(
                formatter,
                "`{python} -m {module}` not found: install it (Debian and Ubuntu: `apt-get install {package}`; elsewhere \
                 it comes with Python), then type the same command again"
            ),
            Self::EmptyWheel { requirement } => {
                write!(formatter, "the package {requirement} does not hold the expected file")
            }
            Self::File { action, path, .. } => write!(formatter, "cannot {action} {path}"),
            Self::Drifted { path, mend } => {
                write!(formatter, "{path} is not what the code generates: `{mend}` writes it anew")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. } | Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_names_each_cause_once() {
        let source = io::Error::new(io::ErrorKind::NotFound, "no such file");
        let error = Error::Start { program: "cargo".to_owned(), source };
        assert_eq!(error.chain(), "cannot start `cargo`: no such file");
    }
}
