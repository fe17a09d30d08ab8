//! What can keep a text from being run through a network.

use std::sync::Arc;

use thiserror::Error;

/// Why a text got no logits.
#[derive(Clone, Debug, Error)]
pub enum InferError {
    /// As many texts wait as may.
    #[error("the queue is full")]
    QueueFull,
    /// No worker was free before the deadline.
    #[error("the deadline passed before a worker was free")]
    DeadlinePassed,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
    /// The network failed, for every text of the batch.
    #[error("the network failed")]
    Run(#[source] Arc<ort::Error>),
    /// The network's answer has another shape than one row of logits a text.
    #[error("the network answered {got} numbers for {texts} texts")]
    Shape {
        /// Numbers in the first output.
        got: usize,
        /// Texts in the batch.
        texts: usize,
    },
}
