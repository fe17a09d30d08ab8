//! The settings of the networks.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The networks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inference {
    /// What the sessions run on.
    pub device: Device,
    /// Which graph answers when a request does not say.
    pub precision: Precision,
    /// The model that answers when a request names none and its language is not another's; served or not, no error.
    pub default_model: String,
    /// Worker threads; 0 counts the cores that the process may use, the container's quota respected.
    pub workers: usize,
    /// Texts that may wait. 4,096 is half a second's work of two cores: beyond it, a refusal is kinder than a wait.
    pub queue_capacity: usize,
    /// Largest batch. On a CPU an LSTM gains nothing beyond 8.
    pub max_batch: usize,
    /// ONNX Runtime's shared library; the variable `ORT_DYLIB_PATH` serves as well.
    pub library: Option<PathBuf>,
}

impl Default for Inference {
    fn default() -> Self {
        Self {
            device: Device::default(),
            precision: Precision::default(),
            default_model: "avis-bilstm".to_owned(),
            workers: 0,
            queue_capacity: 4096,
            max_batch: 8,
            library: None,
        }
    }
}

/// What the ONNX sessions run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// One single-threaded session a core.
    #[default]
    Cpu,
    /// The first NVIDIA card, through ONNX Runtime's GPU build; an error at start when it cannot be had.
    /// fp32 alone: quantised operators have no CUDA kernel.
    Cuda,
}

/// Which of a folder's two graphs answers when a request names the model alone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// `model.onnx`.
    Fp32,
    /// `model.int8.onnx` where there is one: a fraction of the time, and a probability that moves in the third digit.
    #[default]
    Int8,
}

impl std::fmt::Display for Precision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Fp32 => "fp32",
            Self::Int8 => "int8",
        })
    }
}
