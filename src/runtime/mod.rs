//! Tensors and threads: ONNX Runtime, tokenizers, the queue and its workers. Knows nothing of sentiment.

mod encoding;
mod error;
pub mod graph;
mod infer;
mod inspect;
pub mod library;
mod network;
mod queue;
pub mod selftest;
mod special;
mod tokenizer;
mod words;

pub use encoding::{Encoding, Inspection, Token, Truncation};
pub use error::InferError;
pub use infer::{Admission, Engine, Output, Workers};
pub use network::{Network, NetworkError};
pub use tokenizer::{Tokenizer, TokenizerError};
