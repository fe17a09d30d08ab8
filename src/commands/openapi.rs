//! `tramontane openapi`: the document that `openapi.yaml` holds.

use std::io::Write;

/// Prints the document on standard output.
///
/// # Errors
/// When it cannot be made or written.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    let document = crate::http::openapi::yaml()?;
    std::io::stdout().lock().write_all(document.as_bytes())?;
    Ok(())
}
