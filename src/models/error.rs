//! What can be wrong with a model folder, or with the name of a model.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::runtime::graph::GraphError;
use crate::runtime::{NetworkError, TokenizerError};

/// Why a folder is not served.
#[derive(Debug, Error)]
pub enum FolderError {
    /// A file is missing or unreadable.
    #[error("cannot read {file}")]
    Read {
        /// The file's name in the folder.
        file: &'static str,
        /// Why.
        source: io::Error,
    },
    /// `config.json` is no JSON, or says something impossible.
    #[error("config.json does not fit")]
    Config(#[source] serde_json::Error),
    /// `id2label` does not number its labels from 0 without a gap.
    #[error("config.json: id2label does not number its labels 0, 1, ... without a gap")]
    Labels,
    /// `calibration.json` is no JSON, or says something else.
    #[error("calibration.json does not fit")]
    Calibration(#[source] serde_json::Error),
    /// `calibration.json` holds numbers that no calibration has.
    #[error("calibration.json: a temperature is above 0, a threshold between 0 and 1")]
    ImpossibleCalibration,
    /// The tokenizer is unusable.
    #[error("tokenizer.json does not fit")]
    Tokenizer(#[from] TokenizerError),
    /// A graph is no ONNX.
    #[error("{file} is not readable")]
    Graph {
        /// The file's name in the folder.
        file: &'static str,
        /// Why.
        source: GraphError,
    },
    /// A graph does not load or fails its self-test.
    #[error("{file} is not usable")]
    Network {
        /// The file's name in the folder.
        file: &'static str,
        /// Why.
        source: NetworkError,
    },
    /// The network gives another number of logits than there are labels.
    #[error("{file} gives {logits} logits for {labels} labels")]
    Columns {
        /// The file's name in the folder.
        file: &'static str,
        /// Columns of the first output.
        logits: usize,
        /// Labels of `config.json`.
        labels: usize,
    },
}

impl FolderError {
    /// The file at fault, by its name in the folder.
    pub fn file(&self) -> &'static str {
        match self {
            Self::Read { file, .. } | Self::Graph { file, .. } => file,
            Self::Network { file, .. } | Self::Columns { file, .. } => file,
            Self::Config(_) | Self::Labels => super::folder::CONFIG,
            Self::Calibration(_) | Self::ImpossibleCalibration => super::calibration::CALIBRATION,
            Self::Tokenizer(_) => super::folder::TOKENIZER,
        }
    }
}

/// Why a model that is served cannot be looked into.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A file of its folder is unreadable now.
    #[error("the folder cannot be read again")]
    Folder(#[from] FolderError),
    /// The folder's files are no longer those that answer.
    #[error("the folder's files changed since the model was loaded; reload the models")]
    Changed,
    /// Its graph does not load with its recurrent layers to be watched.
    #[error("the graph cannot be watched")]
    Probe(#[from] NetworkError),
}

/// Why a calibration is not stored, or not taken away.
#[derive(Debug, Error)]
pub enum CalibrationError {
    /// No such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// It was fitted to other files than those that answer.
    #[error("the calibration is of other files than the model's")]
    OtherModel,
    /// What the folder holds already cannot be read.
    #[error("the model's folder cannot be read")]
    Folder(#[from] FolderError),
    /// The folder cannot be written.
    #[error("the model's folder cannot be written")]
    Write(#[source] io::Error),
}

/// Why no set of models is served.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The folder of model folders cannot be listed.
    #[error("cannot list the model folders in {path}")]
    List {
        /// That folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No folder in it is usable.
    #[error("no model in {path} can be served: {reasons}")]
    NoModel {
        /// That folder.
        path: PathBuf,
        /// Each folder with its fault.
        reasons: String,
    },
}

/// A request names a model that is not served.
#[derive(Clone, Debug, Error)]
#[error("no model '{asked}' is served; there are {known}")]
pub struct UnknownModel {
    /// What was asked for.
    pub asked: String,
    /// What is served.
    pub known: String,
}
