//! Runs the Python that unpacks what only Python's libraries read: HDF5 and pickle. It reads files and writes arrays; it
//! trains nothing, fetches nothing, and no pickle may run code in it.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Framework;
use super::error::ImportError;

/// The helper, for a machine that has no Tramontane: a notebook on the network, for one.
pub const SCRIPT: &str = include_str!("../../models/training/import_model.py");

/// Exit status of the helper where a package is not installed; it names the package.
const NO_PACKAGE: i32 = 3;
/// Where the file is not what it should be; it says how.
const UNREADABLE: i32 = 4;

pub(super) fn run(python: &str, framework: Framework, file: &Path, arrays: &Path) -> Result<(), ImportError> {
    let kind = match framework {
        Framework::Keras => "keras",
        Framework::Pytorch => "pytorch",
    };
    let arguments = [OsStr::new("-c"), OsStr::new(SCRIPT), OsStr::new(kind), file.as_os_str(), arrays.as_os_str()];
    let output = Command::new(python).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => ImportError::NoPython { python: python.to_owned() },
        _ => ImportError::Python { python: python.to_owned(), said: source.to_string() },
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    // A traceback's last line is what went wrong.
    let said = said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned();
    let python = python.to_owned();
    match output.status.code() {
        Some(0) => Ok(()),
        Some(NO_PACKAGE) => Err(ImportError::NoPackage { python, package: said }),
        Some(UNREADABLE) => Err(ImportError::Weights { file: file.to_owned(), said }),
        _ => Err(ImportError::Python { python, said }),
    }
}
