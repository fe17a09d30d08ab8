//! A model that is served: its labels, its tokenizer, its one or two networks.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use serde::Serialize;
use utoipa::ToSchema;

use super::calibration::{Adjustment, CalibrationInfo, StoredCalibration};
use super::opened::Opened;
use crate::config::Precision;
use crate::runtime::graph::Graph;
use crate::runtime::selftest::SelfTest;
use crate::runtime::{Network, Tokenizer};

/// One folder, served.
#[derive(Debug)]
pub struct Model {
    /// The folder's name.
    pub name: String,
    /// `lstm`, `bilstm`, `distilbert`, ...
    pub model_type: String,
    /// ISO 639-1, where the folder says.
    pub language: Option<String>,
    /// In the order of the network's columns.
    pub labels: Vec<String>,
    /// Shared by both networks.
    pub tokenizer: Tokenizer,
    /// `model.onnx`, then `model.int8.onnx` where there is one.
    pub variants: Vec<Variant>,
    /// What `model.onnx` is made of.
    pub graph: Graph,
    /// The folder's `README.md`.
    pub card: Option<String>,
    /// The folder's `training.json`.
    pub training: Option<serde_json::Value>,
    pub(super) opened: Opened,
}

/// One of a folder's graphs, loaded.
#[derive(Debug)]
pub struct Variant {
    /// How it counts.
    pub precision: Precision,
    /// The graph's size on disk.
    pub bytes: u64,
    /// SHA-256, in hexadecimal, of configuration, tokenizer and graph: what decides an answer.
    pub hash: String,
    /// What loading it showed.
    pub self_test: SelfTest,
    /// The graph.
    pub network: Arc<Network>,
    /// What the folder holds for it, whichever files it was fitted to.
    pub(super) calibration: ArcSwapOption<StoredCalibration>,
}

impl Variant {
    /// What turns its logits into the answer, now: none unless the folder holds a calibration of these very files.
    pub fn adjustment(&self) -> Option<Adjustment> {
        let stored = self.calibration.load();
        stored.as_ref().filter(|stored| stored.model_hash == self.hash).map(|stored| stored.adjustment)
    }
}

/// A model's graph, chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The model.
    pub model: Arc<Model>,
    variant: usize,
    adjustment: Option<Adjustment>,
}

impl Chosen {
    pub(super) fn new(model: Arc<Model>, precision: Precision) -> Option<Self> {
        let variant = model.variants.iter().position(|variant| variant.precision == precision)?;
        let adjustment = model.variants[variant].adjustment();
        Some(Self { model, variant, adjustment })
    }

    /// The chosen graph.
    pub fn variant(&self) -> &Variant {
        &self.model.variants[self.variant]
    }

    /// What turns its logits into the answer: as it was when the graph was chosen, so that one answer has one.
    pub fn adjustment(&self) -> Option<Adjustment> {
        self.adjustment
    }
}

/// A graph of a model, described.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VariantInfo {
    /// What follows the colon in `model`: `fp32` or `int8`.
    #[schema(value_type = String, example = "int8")]
    pub precision: Precision,
    /// Whether a request that names the model alone gets this one.
    pub default: bool,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of configuration, tokenizer and graph.
    pub hash: String,
    /// Whether the self-test's texts got the same answer, to the last bit, alone and beside a longer text. Dynamic
    /// quantisation takes its scale from the whole batch, unless the graph fixes it, as this project's do.
    pub exact: bool,
    /// What loading it showed.
    pub self_test: SelfTest,
    /// What is done to its logits: the folder's `calibration.json`. Null without one; the self-test and `exact` are about
    /// the logits themselves.
    pub calibration: Option<CalibrationInfo>,
}

/// A model, described in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelSummary {
    /// Its name, as `model` takes it.
    #[schema(example = "avis-bilstm")]
    pub name: String,
    /// Architecture.
    #[schema(example = "bilstm")]
    pub model_type: String,
    /// Language it was trained on (ISO 639-1).
    #[schema(example = "fr")]
    pub language: Option<String>,
    /// What it answers with.
    #[schema(example = json!(["negative", "positive"]))]
    pub labels: Vec<String>,
    /// Whether it answers when a request names none and no other language is detected.
    pub default: bool,
    /// Trainable numbers.
    #[schema(example = 689_473)]
    pub parameters: u64,
    /// Entries of the vocabulary.
    pub vocabulary: usize,
    /// Longest text, in tokens.
    pub max_length: usize,
    /// What is kept of a longer one.
    pub truncation: crate::runtime::Truncation,
    /// Length that every text is padded to, where the model reads its padding.
    pub fixed_length: Option<usize>,
    /// Its graphs.
    pub variants: Vec<VariantInfo>,
}

/// A model, described in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelDetail {
    /// In short.
    #[serde(flatten)]
    pub summary: ModelSummary,
    /// Inputs of the graph.
    #[schema(example = json!(["input_ids", "lengths"]))]
    pub inputs: Vec<String>,
    /// Operators that hold weights, in the graph's order.
    pub layers: Vec<crate::runtime::graph::Layer>,
    /// Operators of the graph, weightless ones included.
    pub operators: usize,
    /// Model card, in Markdown.
    pub card: Option<String>,
    /// Training curves: what the folder's `training.json` holds.
    #[schema(value_type = Option<Object>)]
    pub training: Option<serde_json::Value>,
}

impl Model {
    pub(super) fn summary(&self, default: bool, precision: Precision) -> ModelSummary {
        let by_default = super::registry::preferred(self, precision);
        let variants = self.variants.iter().map(|variant| VariantInfo {
            precision: variant.precision,
            default: Some(variant.precision) == by_default,
            bytes: variant.bytes,
            hash: variant.hash.clone(),
            exact: variant.self_test.max_logit_difference == 0.0,
            self_test: variant.self_test,
            calibration: variant
                .calibration
                .load_full()
                .map(|stored| CalibrationInfo { used: variant.adjustment().is_some(), stored: (*stored).clone() }),
        });
        ModelSummary {
            name: self.name.clone(),
            model_type: self.model_type.clone(),
            language: self.language.clone(),
            labels: self.labels.clone(),
            default,
            parameters: self.graph.parameters,
            vocabulary: self.tokenizer.vocabulary_size(),
            max_length: self.tokenizer.limit(),
            truncation: self.tokenizer.truncation(),
            fixed_length: self.tokenizer.fixed_length(),
            variants: variants.collect(),
        }
    }

    pub(super) fn detail(&self, default: bool, precision: Precision) -> ModelDetail {
        ModelDetail {
            summary: self.summary(default, precision),
            inputs: self.graph.inputs.clone(),
            layers: self.graph.layers.clone(),
            operators: self.graph.operators,
            card: self.card.clone(),
            training: self.training.clone(),
        }
    }
}
