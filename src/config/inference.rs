//! The settings of the networks.

use std::path::PathBuf;
use std::thread::available_parallelism;

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
    /// Worker threads; 0 takes what suits the device: see [`Inference::workers_for_device`].
    pub workers: usize,
    /// Texts that may wait. 4,096 is half a second's work of two cores: beyond it, a refusal is kinder than a wait.
    pub queue_capacity: usize,
    /// Largest batch; 0 takes what suits the device: see [`Inference::max_batch_for_device`].
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
            max_batch: 0,
            library: None,
        }
    }
}

/// Sessions that keep a card busy: with 4 and [`CARD_BATCH`], an H200 answered 4.7 times as many texts as with one and
/// batches of 8; 8 and 16 sessions are slower again.
const CARD_WORKERS: usize = 4;
const CARD_BATCH: usize = 64;

/// On a CPU an LSTM gains nothing beyond it.
const CPU_BATCH: usize = 8;

impl Inference {
    /// Worker threads: as told; else a card's number, or the cores that the process may use, the container's quota
    /// respected.
    pub fn workers_for_device(&self) -> usize {
        match (self.workers, self.device) {
            // The standard library reads the cgroup's quota and the affinity mask: what the process may use, not what
            // the machine has.
            (0, Device::Cpu) => available_parallelism().map_or(1, usize::from),
            (0, Device::Cuda) => CARD_WORKERS,
            (told, _) => told,
        }
    }

    /// Largest batch: as told, else what the device runs best.
    pub fn max_batch_for_device(&self) -> usize {
        match (self.max_batch, self.device) {
            (0, Device::Cpu) => CPU_BATCH,
            (0, Device::Cuda) => CARD_BATCH,
            (told, _) => told,
        }
    }
}

/// What the ONNX sessions run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// One single-threaded session a core, unless told otherwise.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_takes_larger_batches_unless_told() {
        let on = |device| Inference { device, ..Inference::default() };
        assert_eq!(on(Device::Cpu).max_batch_for_device(), 8);
        let card = on(Device::Cuda);
        assert_eq!((card.workers_for_device(), card.max_batch_for_device()), (4, 64));
        let told = Inference { workers: 1, max_batch: 3, ..card };
        assert_eq!((told.workers_for_device(), told.max_batch_for_device()), (1, 3));
    }
}
