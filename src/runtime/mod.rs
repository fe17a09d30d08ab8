//! Tensors and threads: ONNX Runtime, tokenizers, the queue and its workers. Knows nothing of sentiment.

mod encoding;
mod error;
pub mod graph;
mod infer;
mod inspect;
pub mod library;
mod network;
pub mod probe;
pub(crate) mod proto;
mod queue;
pub mod selftest;
mod special;
mod stages;
mod switches;
mod tokenizer;
pub mod vocabulary;
pub mod weights;
mod words;

pub use encoding::{Encoding, Inspection, Token, Truncation};
pub use error::InferError;
pub use infer::{Admission, Engine, Output, Workers};
pub use network::{Network, NetworkError};
pub use probe::Probe;
pub use stages::{Beginning, Stage, StageName, StageResult};
pub use switches::{Meaningless, Switch, Switches};
pub use tokenizer::{Tokenizer, TokenizerError};
pub use weights::Weights;
