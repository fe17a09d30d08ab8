//! Looks into a network while it reads a text. Bounded, and off the threads that serve connections: who finds no place
//! waits for one until the deadline, and is refused at once where too many wait.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout_at;

use super::error::ExplainError;
use super::obstacle::Obstacle;
use super::running::Running;
use super::scorer::Scorer;
use super::trace::{Layer, Stopped, trace};
use super::units::Units;
use super::words::{Word, words};
use crate::models::{Chosen, Model};
use crate::runtime::{Admission, InferError, Token};
use crate::sentiment::Predictor;
use crate::telemetry::Metrics;

/// Explanations under way, those included whose answers are still being read: a class of 35 that asks in the same second,
/// and most of another.
const PLACES: usize = 64;
/// Explanations that wait for a place, with their texts alone: a school.
const WAITING: usize = 256;
/// Places that whole units take: some 2.5 MB for 400 tokens of a BiLSTM of 128 units, so that what eight slow readers
/// hold stays under 20 MB.
const WHOLE: u32 = 8;
/// Traces computed at once. Each takes a core for some 20 ms, and predictions need the cores as well.
const RUNNING: usize = 2;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The text.
    pub text: String,
    /// Which units.
    pub units: Units,
    /// Whether to compute how far back the last state depends on the text.
    pub influence: bool,
    /// When the answer is of no more use.
    pub deadline: Instant,
}

/// A token, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The token; padding's span is empty.
    pub token: Token,
    /// Whether it only fills the text up to the length that the model reads.
    pub padding: bool,
}

/// What there was to see.
#[derive(Debug)]
pub struct Inside {
    /// What the network read, in order.
    pub steps: Vec<Step>,
    /// Tokens of the whole text, before truncation.
    pub total: usize,
    /// Whether the length limit cut the text.
    pub truncated: bool,
    /// The recurrent layers; or why there is none to open.
    pub layers: Result<Vec<Layer>, Obstacle>,
    /// Held as long as what it counts is in memory.
    pub place: OwnedSemaphorePermit,
}

impl Inside {
    /// The graph of `chosen` that answers, ready to score the text that was read, and parts of it. It is refused as a
    /// prediction is when the queue is full.
    ///
    /// # Errors
    /// When the text leaves nothing to read, or was not run.
    pub async fn scorer(
        &self,
        predictor: &Predictor,
        chosen: &Chosen,
        target: Option<usize>,
        deadline: Instant,
    ) -> Result<Scorer, ExplainError> {
        let read = self.steps.iter().filter(|step| step.is_own()).map(|step| step.token.id).collect();
        let scorer =
            Scorer::open(predictor, chosen, (read, self.truncated), target, deadline, Admission::Refuse).await?;
        if scorer.whole().is_empty() { Err(ExplainError::Empty) } else { Ok(scorer) }
    }

    /// The words that were read of `text`.
    pub fn words(&self, text: &str) -> Vec<Word> {
        let own: Vec<Token> = self.steps.iter().filter(|step| step.is_own()).map(|step| step.token.clone()).collect();
        words(text, &own)
    }

    /// `running`, whose scores are of the text's own tokens, for every step: what was added before and after the text
    /// changes nothing of what was read by then.
    pub fn at_each_step(&self, running: &Running) -> Vec<Option<f32>> {
        let mut after = running.after.iter();
        let mut score = running.empty;
        let at = |step: &Step| {
            if step.is_own() {
                score = after.next().copied().flatten();
            }
            score
        };
        self.steps.iter().map(at).collect()
    }
}

impl Step {
    /// Whether it is the text's own.
    fn is_own(&self) -> bool {
        !self.token.special
    }
}

/// Looks into networks.
#[derive(Debug)]
pub struct Looker {
    places: Arc<Semaphore>,
    waiting: Semaphore,
    running: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Looker {
    /// With every place free.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        let (places, running) = (Arc::new(Semaphore::new(PLACES)), Arc::new(Semaphore::new(RUNNING)));
        Self { places, waiting: Semaphore::new(WAITING), running, metrics }
    }

    /// Reads `request.text` with the `model.onnx` of `chosen`, whichever of its graphs answers. Dropping the future gives
    /// up the wait; what is being computed is computed to its end.
    ///
    /// # Errors
    /// See [`ExplainError`].
    pub async fn look(&self, chosen: &Chosen, request: Request) -> Result<Inside, ExplainError> {
        let weight = if request.units == Units::Mean { 1 } else { WHOLE };
        let waits = self.waiting.try_acquire().map_err(|_| {
            self.metrics.refused.inc();
            InferError::QueueFull
        })?;
        let place = permit(&self.places, weight, request.deadline).await?;
        let turn = permit(&self.running, 1, request.deadline).await?;
        drop(waits);
        let model = Arc::clone(&chosen.model);
        tokio::task::spawn_blocking(move || {
            // Held by the work and not by who waits for it, so that clients who leave do not pile up work.
            let _turn = turn;
            read(&model, &request, place)
        })
        .await?
    }
}

async fn permit(of: &Arc<Semaphore>, weight: u32, deadline: Instant) -> Result<OwnedSemaphorePermit, InferError> {
    let permit = timeout_at(deadline.into(), Arc::clone(of).acquire_many_owned(weight)).await;
    permit.map_err(|_| InferError::DeadlinePassed)?.map_err(|_| InferError::Stopping)
}

fn read(model: &Model, request: &Request, place: OwnedSemaphorePermit) -> Result<Inside, ExplainError> {
    let inspection = model.tokenizer.inspect(&request.text)?;
    let encoding = &inspection.encoding;
    let mut layers = Vec::new();
    if model.graph.recurrent && !encoding.ids.is_empty() {
        let probe = model.probe()?;
        let watched = probe.run(encoding)?;
        let goes_on = || Instant::now() < request.deadline;
        layers = trace(probe.layers(), &watched, encoding.ids.len(), request.influence, &goes_on)
            .map_err(|Stopped| InferError::DeadlinePassed)?;
        request.units.check(&layers)?;
        layers.iter_mut().filter_map(|layer| layer.directions.as_mut().ok()).flatten().for_each(|traced| {
            request.units.reduce(traced);
        });
    }
    let padding = encoding.ids.len() - encoding.length;
    let open = layers.iter().filter_map(|layer| layer.directions.as_ref().ok()).flatten();
    let read = open.filter_map(|traced| traced.steps.last()).map(|(_, rows)| rows.rows()).max().unwrap_or_default();
    let pads = (0..padding).map(|_| Step { token: model.tokenizer.padding(), padding: true });
    let own = inspection.tokens.into_iter().map(|token| Step { token, padding: false });
    let steps = if model.tokenizer.pads_left() {
        pads.chain(own).collect()
    } else if read > encoding.length {
        own.chain(pads).collect()
    } else {
        // A network that stops at the text's end never sees what fills it up.
        own.collect()
    };
    let layers = match (model.graph.recurrent, layers.is_empty()) {
        (_, false) => Ok(layers),
        (false, true) => Err(Obstacle::NotRecurrent),
        (true, true) => Err(Obstacle::Weights),
    };
    Ok(Inside { steps, total: inspection.total, truncated: encoding.truncated, layers, place })
}
