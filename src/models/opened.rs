//! What is read of a served model only when somebody looks into it, and kept from then on: most models of most servers
//! are never opened, and hold nothing for it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use sha2::Digest;

use super::error::{FolderError, OpenError};
use super::folder::{GRAPH, bytes, decides, hexadecimal};
use super::model::Model;
use crate::config::Precision;
use crate::runtime::{Probe, Weights};

/// A model folder's place, and what has been read of it since it was loaded.
#[derive(Debug)]
pub(super) struct Opened {
    path: PathBuf,
    environment: Environment,
    weights: Mutex<Option<Arc<Weights>>>,
    probe: Mutex<Option<Arc<Probe>>>,
}

impl Opened {
    pub(super) fn new(path: PathBuf, environment: Environment) -> Self {
        Self { path, environment, weights: Mutex::default(), probe: Mutex::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Model {
    /// The weights of `model.onnx`. Reads the file at the first call and blocks meanwhile: some 10 ms for 10 MB.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds other files than those that were loaded.
    pub fn weights(&self) -> Result<Arc<Weights>, OpenError> {
        // Held while reading, so that a class that asks at once reads the file once.
        let mut weights = self.opened.weights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(weights) = &*weights {
            return Ok(Arc::clone(weights));
        }
        let read = self.weights_once()?;
        *weights = Some(Arc::clone(&read));
        Ok(read)
    }

    /// The weights of `model.onnx`, for one job after which nobody may ask again: what reads them now does not keep them.
    ///
    /// # Errors
    /// As [`Self::weights`].
    pub fn weights_once(&self) -> Result<Arc<Weights>, OpenError> {
        let read = Weights::decode(self.graph_bytes()?);
        Ok(Arc::new(read.map_err(|source| FolderError::Graph { file: GRAPH, source })?))
    }

    /// What watches the recurrent layers of `model.onnx`. Loads it at the first call and blocks meanwhile, as
    /// [`Self::weights`] does.
    ///
    /// # Errors
    /// As [`Self::weights`], and when ONNX Runtime refuses the graph so extended.
    pub fn probe(&self) -> Result<Arc<Probe>, OpenError> {
        let mut probe = self.opened.probe.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(probe) = &*probe {
            return Ok(Arc::clone(probe));
        }
        let loaded = Probe::load(&self.opened.environment, self.graph_bytes()?, self.tokenizer.pad_id())?;
        let loaded = Arc::new(loaded);
        *probe = Some(Arc::clone(&loaded));
        Ok(loaded)
    }

    /// The bytes of `model.onnx`, if they are still those that were loaded.
    fn graph_bytes(&self) -> Result<Vec<u8>, OpenError> {
        let graph = bytes(&self.opened.path, GRAPH)?;
        let mut hash = decides(&self.opened.path)?;
        hash.update(&graph);
        let hash = hexadecimal(hash);
        let same = self.variants.iter().any(|one| one.precision == Precision::Fp32 && one.hash == hash);
        if same { Ok(graph) } else { Err(OpenError::Changed) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Device;
    use crate::models::Loader;
    use crate::runtime::library;

    fn load(folder: &Path) -> Model {
        let environment = library::load(None).unwrap();
        Loader { environment, workers: 1, device: Device::Cpu }.load(folder).unwrap()
    }

    #[test]
    fn weights_are_read_once_and_only_of_the_files_that_answer() {
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models/tiny");
        let copy = tempfile::tempdir().unwrap();
        for file in ["config.json", "tokenizer.json", "model.onnx"] {
            std::fs::copy(original.join(file), copy.path().join(file)).unwrap();
        }
        let (kept, late) = (load(copy.path()), load(copy.path()));
        let weights = kept.weights().unwrap();
        assert_eq!(weights.embedding().unwrap().shape, [73, 6]);

        let other = original.with_file_name("tiny-nomask").join("model.onnx");
        std::fs::copy(other, copy.path().join("model.onnx")).unwrap();
        assert!(Arc::ptr_eq(&weights, &kept.weights().unwrap()));
        assert!(matches!(late.weights(), Err(OpenError::Changed)));
        std::fs::remove_file(copy.path().join("tokenizer.json")).unwrap();
        assert!(matches!(late.weights(), Err(OpenError::Folder(_))));
    }
}
