//! A folder into a model: reads its files, loads its graphs, runs their self-tests.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use ort::environment::Environment;
use sha2::{Digest, Sha256};

use super::calibration::{self, Calibrations};
use super::error::FolderError;
use super::folder::{Folder, GRAPH, QUANTISED, TOKENIZER, bytes, decides, hexadecimal};
use super::model::{Model, ModelSummary, Variant};
use super::opened::Opened;
use crate::config::{Device, Precision};
use crate::runtime::graph::Graph;
use crate::runtime::{Network, Tokenizer, selftest};

/// What every model of a server is loaded with.
#[derive(Clone, Debug)]
pub struct Loader {
    /// ONNX Runtime.
    pub environment: Environment,
    /// Sessions a graph gets: one for each worker.
    pub workers: usize,
    /// What they run on.
    pub device: Device,
}

impl Loader {
    /// Loads the folder at `path`.
    ///
    /// # Errors
    /// When a file is missing or unusable; the error names it.
    pub fn load(&self, path: &Path) -> Result<Model, FolderError> {
        let folder = Folder::read(path)?;
        let config = &folder.config;
        let decides = decides(path)?;
        let tokenizer = Tokenizer::load(&path.join(TOKENIZER), config.limit(), config.truncation, config.pad_token_id)?;
        let (variant, graph) = self.variant(&folder, &tokenizer, GRAPH, Precision::Fp32, decides.clone())?;
        let mut variants = vec![variant];
        // Quantised operators have no CUDA kernel: they would run on the processor, in silence.
        if self.device == Device::Cpu && path.join(QUANTISED).is_file() {
            variants.push(self.variant(&folder, &tokenizer, QUANTISED, Precision::Int8, decides)?.0);
        }
        let mut calibrations: Calibrations = calibration::read(path)?;
        for variant in &variants {
            variant.calibration.store(calibrations.remove(&variant.precision).map(Arc::new));
        }
        Ok(Model {
            name: folder.name,
            model_type: folder.config.model_type,
            language: folder.config.language,
            labels: folder.labels,
            tokenizer,
            variants,
            graph,
            card: folder.card,
            training: folder.training,
            opened: Opened::new(folder.path, self.environment.clone()),
        })
    }

    /// Loads the folder at `path`, says what it holds, and lets it go.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn summarize(&self, path: &Path) -> Result<ModelSummary, FolderError> {
        Ok(self.load(path)?.summary(false, Precision::Fp32))
    }

    fn variant(
        &self,
        folder: &Folder,
        tokenizer: &Tokenizer,
        file: &'static str,
        precision: Precision,
        mut decides: Sha256,
    ) -> Result<(Variant, Graph), FolderError> {
        let bytes = bytes(&folder.path, file)?;
        decides.update(&bytes);
        let size = bytes.len() as u64;
        let graph = Graph::decode(bytes).map_err(|source| FolderError::Graph { file, source })?;
        let path = folder.path.join(file);
        let pad_id = tokenizer.pad_id();
        let failed = |source| FolderError::Network { file, source };
        let network = Network::load(&self.environment, &path, &graph, pad_id, self.workers, self.device);
        let mut network = network.map_err(failed)?;
        let self_test = selftest::run(&mut network, tokenizer, precision == Precision::Int8).map_err(failed)?;
        let labels = folder.labels.len();
        // One column is a sigmoid: the second label's probability.
        let fits = self_test.columns == labels || (self_test.columns == 1 && labels == 2);
        if !fits {
            return Err(FolderError::Columns { file, logits: self_test.columns, labels });
        }
        let hash = hexadecimal(decides);
        let variant = Variant {
            precision,
            bytes: size,
            hash,
            self_test,
            network: Arc::new(network),
            calibration: ArcSwapOption::empty(),
        };
        Ok((variant, graph))
    }
}
