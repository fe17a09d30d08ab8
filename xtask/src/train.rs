//! Training a model: Python with the packages it needs, then `models/training/train.py`.

use crate::error::Error;
use crate::process::{command, hand_over, root};
use crate::python;

/// Hands the arguments to the training program. Its Python environment stays under `target/`, so a second run starts
/// at once.
pub(crate) fn train(arguments: &[String]) -> Result<(), Error> {
    let training = root().join("models/training");
    let python = python::environment(&root().join("target/training-venv"), &training.join("requirements.txt"))?;
    hand_over(command(python).arg(training.join("train.py")).args(arguments))
}
