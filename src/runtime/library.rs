//! ONNX Runtime's shared library, loaded at start from a known place; one clear message when it cannot be.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use thiserror::Error;

/// Where `cargo xtask setup` puts the library.
pub const DEFAULT_PATH: &str = ".onnxruntime/libonnxruntime.so";

/// Why the library is not loaded. Each message ends with the command that mends it.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// No file there.
    #[error(
        "ONNX Runtime's library is missing ({path}): run `cargo xtask setup`, or point ORT_DYLIB_PATH at a \
         libonnxruntime of version 1.24 or newer"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file that is no library, is too old, or is built for another machine.
    #[error(
        "ONNX Runtime's library does not load ({path}): version 1.24 or newer, built for this machine, is needed; \
         run `cargo xtask setup`"
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// The loader's word.
        source: ort::LoadDynamicError,
    },
    /// The library loads and refuses to start.
    #[error("ONNX Runtime does not start ({path}): run `cargo xtask setup`")]
    Start {
        /// The file.
        path: PathBuf,
        /// The runtime's word.
        source: ort::Error,
    },
}

/// The runtime, once it has started: it does so once in a process, and never again after its end.
static STARTED: Mutex<Option<Environment>> = Mutex::new(None);

/// Loads the library from `path`, else from `ORT_DYLIB_PATH`, else from [`DEFAULT_PATH`]; in a process that has loaded it
/// already, gives that one.
///
/// # Errors
/// When it is missing, too old or unusable.
pub fn load(path: Option<&Path>) -> Result<Environment, LibraryError> {
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*started {
        return Ok(environment.clone());
    }
    let path = path
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from(DEFAULT_PATH));
    // Looked for before loading: the loader's own message for a missing file does not say what to do.
    if !path.is_file() {
        return Err(LibraryError::Missing { path });
    }
    let builder = match ort::init_from(&path) {
        Ok(builder) => builder,
        Err(source) => return Err(LibraryError::Unusable { path, source }),
    };
    let environment = match builder.with_telemetry(false).build() {
        Ok(environment) => environment,
        Err(source) => return Err(LibraryError::Start { path, source }),
    };
    // Failures come back as errors; the runtime's own lines for them would stand outside the log's format.
    environment.set_log_level(LogLevel::Fatal);
    *started = Some(environment.clone());
    Ok(environment)
}
