//! A model folder on disk, in Hugging Face's layout: reads and checks its configuration, loads nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::FolderError;
use crate::runtime::Truncation;

pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const GRAPH: &str = "model.onnx";
pub(super) const QUANTISED: &str = "model.int8.onnx";
const CARD: &str = "README.md";
const TRAINING: &str = "training.json";

/// What a folder says of itself.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) config: Config,
    /// In the order of the network's columns.
    pub(super) labels: Vec<String>,
    /// Markdown.
    pub(super) card: Option<String>,
    /// Per-epoch figures.
    pub(super) training: Option<serde_json::Value>,
}

/// The fields read of `config.json`. The others, which every exporter adds, are its own business.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Config {
    id2label: BTreeMap<usize, String>,
    pub(super) max_length: Option<usize>,
    max_position_embeddings: Option<usize>,
    #[serde(default = "unnamed")]
    pub(super) model_type: String,
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) truncation: Truncation,
    pub(super) pad_token_id: Option<u32>,
}

fn unnamed() -> String {
    "unknown".to_owned()
}

impl Config {
    /// The longest sequence, in tokens, where the file says one.
    pub(super) fn limit(&self) -> Option<usize> {
        self.max_length.or_else(|| {
            // RoBERTa and its kin number positions from the padding's id plus one, and lose as many.
            let offset_family = ["roberta", "camembert"].iter().any(|family| self.model_type.contains(family));
            let lost = if offset_family { self.pad_token_id.unwrap_or(1) as usize + 1 } else { 0 };
            self.max_position_embeddings.map(|positions| positions.saturating_sub(lost))
        })
    }
}

impl Folder {
    pub(super) fn read(path: &Path) -> Result<Self, FolderError> {
        let read = |file: &'static str| {
            fs::read_to_string(path.join(file)).map_err(|source| FolderError::Read { file, source })
        };
        let config: Config = serde_json::from_str(&read(CONFIG)?).map_err(FolderError::Config)?;
        let dense = config.id2label.keys().copied().eq(0..config.id2label.len());
        if !dense || config.id2label.is_empty() {
            return Err(FolderError::Labels);
        }
        Ok(Self {
            path: path.to_owned(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            labels: config.id2label.values().cloned().collect(),
            config,
            card: read(CARD).ok(),
            // Only for show: a curve that does not parse takes no model down.
            training: read(TRAINING).ok().and_then(|text| serde_json::from_str(&text).ok()),
        })
    }
}

/// The content of one of the files of the folder at `path`.
pub(super) fn bytes(path: &Path, file: &'static str) -> Result<Vec<u8>, FolderError> {
    fs::read(path.join(file)).map_err(|source| FolderError::Read { file, source })
}

/// The hash of what decides an answer, up to the graph, which comes next.
pub(super) fn decides(path: &Path) -> Result<Sha256, FolderError> {
    let mut hash = Sha256::new();
    hash.update(bytes(path, CONFIG)?);
    hash.update(bytes(path, TOKENIZER)?);
    Ok(hash)
}

pub(super) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
