//! The web pages of `web/`, built where Node is. Without it the server is built all the same, and says what it lacks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::error::Error;
use crate::process::{command, root, run, succeeds};

/// What Vite runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// What the pages are made of, from the repository's root.
const SOURCES: [&str; 8] = [
    "openapi.yaml",
    "web/index.html",
    "web/package-lock.json",
    "web/package.json",
    "web/public",
    "web/src",
    "web/tsconfig.json",
    "web/vite.config.ts",
];

/// Builds the pages, unless they are newer than their sources.
pub(crate) fn build() -> Result<(), Error> {
    if let Some(missing) = missing() {
        eprintln!("the web pages are not built: {missing}");
        return Ok(());
    }
    install()?;
    let built = modified(&root().join("web/dist/index.html"));
    if built.is_some() && SOURCES.iter().all(|source| newest(&root().join(source)) <= built) {
        return Ok(());
    }
    run(npm().args(["run", "--silent", "build"]))
}

/// Checks the pages' types against `openapi.yaml`.
pub(crate) fn check() -> Result<(), Error> {
    if let Some(missing) = missing() {
        eprintln!("the web pages are not checked: {missing}");
        return Ok(());
    }
    install()?;
    run(npm().args(["run", "--silent", "check"]))
}

/// Installs what the lockfile pins, unless it is there.
fn install() -> Result<(), Error> {
    let installed = modified(&root().join("web/node_modules/.package-lock.json"));
    if installed.is_some() && modified(&root().join("web/package-lock.json")) <= installed {
        return Ok(());
    }
    run(npm().args(["ci", "--no-audit", "--no-fund"]))
}

fn npm() -> Command {
    let mut npm = command(NPM);
    npm.current_dir(root().join("web"));
    npm
}

/// What is missing, and how to get it.
fn missing() -> Option<String> {
    let output = command("node").arg("--version").output().ok();
    let version = output.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let (major, minor) = OLDEST_NODE;
    match parse(&version) {
        None => Some(format!("node not found; install Node.js {major}.{minor} or newer")),
        Some(found) if found < OLDEST_NODE => {
            Some(format!("Node.js {} is too old; install {major}.{minor} or newer", version.trim()))
        }
        Some(_) if !succeeds(command(NPM).arg("--version")) => Some("npm not found; it comes with Node.js".to_owned()),
        Some(_) => None,
    }
}

/// `v20.19.4` as its first two numbers.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// When a file, or anything in a folder, was last changed; `None` sorts before every time.
fn newest(path: &Path) -> Option<SystemTime> {
    let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let inside = inside.filter(|path| !is_generated(path)).map(|path: PathBuf| newest(&path)).max().flatten();
    modified(path).filter(|_| path.is_file()).max(inside)
}

/// The types, which the build writes from `openapi.yaml`.
fn is_generated(path: &Path) -> bool {
    path.ends_with("lib/schema.d.ts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared() {
        assert_eq!(parse("v20.19.4\n"), Some((20, 19)));
        assert!(parse("v18.20.1").is_some_and(|version| version < OLDEST_NODE));
        assert!(parse("v22.0.0").is_some_and(|version| version > OLDEST_NODE));
        assert_eq!(parse("not found"), None);
    }

    #[test]
    fn each_source_exists() {
        for source in SOURCES {
            assert!(newest(&root().join(source)).is_some(), "{source}");
        }
    }
}
