//! Writing files so that a reader sees the old content or the new, never a part.

use std::fs;
use std::io;
use std::path::Path;
use std::process;

use crate::error::Error;

/// Writes a file beside its destination with `write`, then puts it in place in one step.
pub(crate) fn replace(destination: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Error> {
    let partial = destination.with_extension(format!("partial-{}", process::id()));
    let failed = |source| Error::File { action: "write", path: destination.display().to_string(), source };
    if let Some(folder) = destination.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let written = write(&partial).and_then(|()| fs::rename(&partial, destination));
    if written.is_err() {
        // The first failure is the one to report; a file that was never created needs no removal.
        let _ = fs::remove_file(&partial);
    }
    written.map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_content_and_nothing_else() {
        let folder = env::temp_dir().join(format!("tramontane-xtask-files-{}", process::id()));
        let destination = folder.join("note.txt");
        replace(&destination, |partial| fs::write(partial, "old")).unwrap();
        let failing = |partial: &Path| fs::write(partial, "ne").and(Err(io::Error::other("disk full")));
        let error = replace(&destination, failing).unwrap_err();
        assert!(error.chain().ends_with("note.txt: disk full"), "{}", error.chain());
        assert_eq!(fs::read_to_string(&destination).unwrap(), "old");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
