//! The machine's Python: its name, its parts, and environments made with it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files::replace;
use crate::process::{command, run, succeeds};

/// The name of a Python 3 on this machine that has a module, which Debian keeps in a package of its own.
pub(crate) fn with_module(module: &'static str, package: &'static str) -> Result<&'static str, Error> {
    // On Windows it is `python`.
    let is_three =
        |name: &&str| succeeds(command(name).args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]));
    let python = ["python3", "python"].into_iter().find(is_three).ok_or(Error::NoPython)?;
    if succeeds(command(python).args(["-m", module, "--help"])) {
        return Ok(python);
    }
    Err(Error::NoPythonModule { python, module, package })
}

/// A Python environment of this repository's own that holds what a requirements file lists.
pub(crate) fn environment(folder: &Path, requirements: &Path) -> Result<PathBuf, Error> {
    let unreadable = |source| Error::File { action: "read", path: requirements.display().to_string(), source };
    let wanted = fs::read_to_string(requirements).map_err(unreadable)?;
    let interpreter = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let marker = folder.join("requirements.from");
    if fs::read_to_string(&marker).unwrap_or_default() != wanted || !interpreter.is_file() {
        // `venv` answers without Debian's python3-venv and fails for want of `ensurepip`, which is asked for instead.
        let python = with_module("ensurepip", "python3-venv")?;
        run(command(python).args(["-m", "venv", "--clear"]).arg(folder))?;
        run(command(&interpreter).args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements))?;
        replace(&marker, |partial| fs::write(partial, &wanted))?;
    }
    Ok(interpreter)
}
