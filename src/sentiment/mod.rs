//! Classification: a text in, its [`Prediction`] out. Records nothing.

mod decision;
mod error;
mod language;
mod prediction;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

pub use decision::{decide, log_odds, probabilities};
pub use error::PredictError;
pub use prediction::{Prediction, Timing};

use crate::models::{Chosen, Registry, UnknownModel};
use crate::runtime::{Admission, Engine, InferError, Switches};

/// Text above which tokenizing may take milliseconds, in bytes: it then leaves the thread that serves connections.
const LONG_TEXT_BYTES: usize = 16 << 10;

/// Tokens of parts of texts that are under way together, whoever asks: what everybody else's texts wait behind, some ten
/// milliseconds of a BiLSTM of 128 units.
pub const PART_TOKENS: u32 = 2048;

/// What a caller asks of one text.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The text.
    pub text: &'r str,
    /// `name`, `name:fp32` or `name:int8`; without one, the text's language chooses.
    pub model: Option<&'r str>,
    /// When the answer is of no more use.
    pub deadline: Instant,
    /// What to do when the queue is full.
    pub admission: Admission,
}

/// Classifies texts.
#[derive(Debug)]
pub struct Predictor {
    registry: Arc<Registry>,
    engine: Arc<Engine>,
    parts: Arc<Semaphore>,
    text_limit_bytes: usize,
}

impl Predictor {
    /// A predictor over the models of `registry`, which refuses texts over `text_limit_bytes`.
    pub fn new(registry: Arc<Registry>, engine: Arc<Engine>, text_limit_bytes: usize) -> Self {
        let parts = Arc::new(Semaphore::new(PART_TOKENS as usize));
        Self { registry, engine, parts, text_limit_bytes }
    }

    /// The models that it chooses from.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The queue that its texts wait in.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// A permit for each of [`PART_TOKENS`]; a longer part takes them all.
    pub fn parts(&self) -> &Arc<Semaphore> {
        &self.parts
    }

    /// Whether `text` could be classified.
    ///
    /// # Errors
    /// When it is empty or too large.
    pub fn check(&self, text: &str) -> Result<(), PredictError> {
        if text.len() > self.text_limit_bytes {
            return Err(PredictError::TextTooLarge { bytes: text.len(), limit: self.text_limit_bytes });
        }
        if text.trim().is_empty() { Err(PredictError::EmptyText) } else { Ok(()) }
    }

    /// The graph that answers for `text`, and the text's language where it is clear.
    ///
    /// # Errors
    /// When no such model is served.
    pub fn choose(&self, text: &str, model: Option<&str>) -> Result<(Chosen, Option<&'static str>), UnknownModel> {
        let language = language::detect(text, &self.registry.languages());
        Ok((self.registry.choose(model, language)?, language))
    }

    /// Classifies one text. Dropping the future takes it out of the queue.
    ///
    /// # Errors
    /// When the text or the model's name does not do, or the network did not run.
    pub async fn predict(&self, request: Request<'_>) -> Result<Prediction, PredictError> {
        self.predict_with(request, Switches::default()).await
    }

    /// As [`Self::predict`], from ids with the mistakes that `switches` name.
    ///
    /// # Errors
    /// As [`Self::predict`], and when a switch has no meaning to the model's tokenizer.
    pub async fn predict_with(&self, request: Request<'_>, switches: Switches) -> Result<Prediction, PredictError> {
        self.check(request.text)?;
        let (chosen, language) = self.choose(request.text, request.model)?;
        let began = Instant::now();
        let encode = || chosen.model.tokenizer.encode_with(request.text, switches);
        let encoding =
            if request.text.len() > LONG_TEXT_BYTES { tokio::task::block_in_place(encode) } else { encode() }?;
        let tokenize = began.elapsed();
        if encoding.ids.is_empty() {
            return Err(PredictError::EmptyText);
        }
        let (tokens, unknown, truncated) = (encoding.tokens, encoding.unknown, encoding.truncated);
        let variant = chosen.variant();
        let network = Arc::clone(&variant.network);
        let output = self.engine.infer(network, encoding, request.deadline, request.admission).await?;

        let calibration = chosen.adjustment();
        let probabilities = probabilities(&output.logits, calibration);
        let labels = &chosen.model.labels;
        let given = decide(&probabilities, calibration).filter(|given| *given < labels.len());
        let given = given.ok_or(InferError::Shape { got: 0, texts: 1 })?;
        Ok(Prediction {
            label: labels[given].clone(),
            score: probabilities[given],
            scores: labels.iter().cloned().zip(probabilities.iter().copied()).collect::<BTreeMap<_, _>>(),
            language,
            model: chosen.model.name.clone(),
            precision: variant.precision,
            model_hash: variant.hash.clone(),
            calibration,
            tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
            unknown_rate: unknown as f32 / tokens.max(1) as f32,
            truncated,
            timing: Timing {
                tokenize: milliseconds(tokenize),
                queue: milliseconds(output.queue_time),
                inference: milliseconds(output.inference_time),
            },
        })
    }
}

fn milliseconds(duration: Duration) -> f32 {
    // Whole microseconds: what lies below is noise, and would fill every answer with digits.
    (duration.as_micros() as f64 / 1e3) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let served = ["en".to_owned(), "fr".to_owned()];
        assert_eq!(language::detect("Un film brillant, drôle et émouvant.", &served), Some("fr"));
        assert_eq!(language::detect("A brilliant movie, both funny and moving.", &served), Some("en"));
        assert_eq!(language::detect("12345 !!!", &served), None);
        // The detector leans to English here, and not by much.
        assert_eq!(language::detect("Je n'ai jamais rien vu d'aussi beau.", &served), None);
    }
}
