//! What a fresh clone lacks: ONNX Runtime's library, where `.cargo/config.toml` says it is, and the web pages.

use crate::error::Error;
use crate::process::root;
use crate::web;
use crate::wheel::Wanted;

/// Fetches ONNX Runtime's library, unless the pinned one is there, and builds the web pages, unless they are.
pub(crate) fn setup() -> Result<(), Error> {
    let library = Wanted {
        requirement: include_str!("../pins/onnxruntime.txt").trim(),
        folder: "onnxruntime/capi",
        is_wanted: is_library,
        destination: root().join(".onnxruntime/libonnxruntime.so"),
    };
    if library.fetch()? {
        eprintln!("ONNX Runtime is in .onnxruntime/ ({})", library.requirement);
    }
    web::build()
}

/// The wheel also holds libraries of `onnxruntime_providers_...`, which the CPU does not need.
fn is_library(name: &str) -> bool {
    let of_linux = name.starts_with("libonnxruntime.so");
    let of_macos = name.starts_with("libonnxruntime.") && name.ends_with(".dylib");
    of_linux || of_macos || name == "onnxruntime.dll"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_on_each_system() {
        for name in ["libonnxruntime.so.1.31.1", "libonnxruntime.1.31.1.dylib", "onnxruntime.dll"] {
            assert!(is_library(name), "{name}");
        }
        for name in ["libonnxruntime_providers_shared.so", "onnxruntime_providers_shared.dll", "training"] {
            assert!(!is_library(name), "{name}");
        }
    }
}
