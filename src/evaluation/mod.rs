//! Error analysis: a labelled set is read by a model, and what came of it is told in figures, slices and sentences.
//!
//! A file comes in through [`spool`], [`run`] has a model read it and [`store`] keeps it, texts apart from numbers. All that
//! is counted is a function of the numbers, [`Columns`].

pub mod agreement;
mod attributes;
mod binomial;
mod bootstrap;
pub mod calibration;
pub mod columns;
pub mod cues;
mod description;
pub mod doubts;
pub mod drift;
pub mod duplicates;
mod error;
pub mod export;
pub mod figures;
pub mod folded;
pub mod interval;
mod kept;
pub mod live;
mod look;
mod normal;
mod pack;
mod recalibration;
mod records;
#[cfg(test)]
mod reference;
pub mod report;
pub mod retention;
mod run;
pub mod search;
pub mod select;
pub mod slices;
pub mod source;
pub mod spool;
pub mod store;
pub mod versus;
pub mod words;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

pub use columns::Columns;
pub use description::{Evaluation, Reason, Status};
pub use error::EvaluationError;
pub use live::Live;
pub use look::{Look, Which};
pub use run::{Outcome, Runner};
pub use source::Format;

use crate::clock::Clock;
use crate::sentiment::Predictor;
use crate::storage::Storage;
use kept::Kept;
use work::Current;

/// The folder of the files that are being read, beside the database.
const FOLDER: &str = "evaluations";
/// Evaluations that may wait: a class sends one each.
const MAX_WAITING: usize = 64;
/// The longest name, in characters.
pub const MAX_NAME_CHARS: usize = 200;

/// Evaluations: taken in, run one after the other, looked at, erased. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Evaluations {
    runner: Runner,
    clock: Clock,
    folder: PathBuf,
    kept: Arc<Kept>,
    counted: Arc<live::Counted>,
    current: Arc<Current>,
    /// Something is to be done.
    wake: Arc<Notify>,
    /// Counts commits: whoever watches looks again.
    progress: watch::Sender<u64>,
}

impl Evaluations {
    /// Evaluations of `storage`, whose files lie in `data_dir`, read by the models of `predictor`.
    pub fn new(
        storage: Storage,
        clock: Clock,
        predictor: Predictor,
        text_limit_bytes: usize,
        data_dir: &std::path::Path,
    ) -> Self {
        Self {
            runner: Runner { storage, predictor: Arc::new(predictor), text_limit_bytes },
            clock,
            folder: data_dir.join(FOLDER),
            kept: Arc::default(),
            counted: Arc::default(),
            current: Arc::default(),
            wake: Arc::default(),
            progress: watch::Sender::new(0),
        }
    }

    /// Takes a labelled file in, to be read by the graph that `model` names, or else the default model's. It waits its turn.
    ///
    /// # Errors
    /// When the model is not served, too many wait, or the file does not do. Nothing is kept then.
    pub async fn create<E>(
        &self,
        name: &str,
        model: Option<&str>,
        format: Format,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Evaluation, EvaluationError> {
        let chosen = self.runner.predictor.registry().choose(model, None)?;
        let reader = self.runner.storage.read();
        if store::unfinished(reader).await?.len() >= MAX_WAITING {
            return Err(EvaluationError::TooMany { limit: MAX_WAITING });
        }
        let id = self.clock.next_id();
        let spooled = spool::keep(&self.folder, id, format, body).await?;
        let evaluation = Evaluation {
            key: 0,
            id,
            name: name.chars().take(MAX_NAME_CHARS).collect(),
            model: chosen.model.name.clone(),
            precision: chosen.variant().precision,
            model_hash: chosen.variant().hash.clone(),
            calibration: None,
            labels: chosen.model.labels.clone(),
            format,
            status: Status::Waiting,
            reason: None,
            total: spooled.rows,
            total_bytes: spooled.bytes,
            place: source::Place::default(),
            rows: 0,
            wrong: 0,
            corrections: 0,
            refused: 0,
            attributes: attributes::Attributes::default(),
            marked: Vec::new(),
            created_at: self.clock.now(),
            ended_at: None,
        };
        if let Err(error) = store::insert(&self.runner.storage, &evaluation).await {
            // The disk may be full just now; what stays behind is taken away at the next start.
            let _ = spool::remove(&self.folder, id);
            return Err(error);
        }
        self.wake.notify_one();
        store::find(reader, id).await
    }

    /// The evaluation called `id`.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn find(&self, id: Uuid) -> Result<Evaluation, EvaluationError> {
        store::find(self.runner.storage.read(), id).await
    }

    /// Every evaluation, newest first, at most two hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self) -> Result<Vec<Evaluation>, EvaluationError> {
        store::list(self.runner.storage.read()).await
    }

    /// The numbers of every row read so far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn columns(&self, evaluation: &Evaluation) -> Result<Arc<Columns>, EvaluationError> {
        self.kept.columns(self.runner.storage.read(), evaluation).await
    }

    /// The log as an evaluation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live(&self) -> Result<Live, EvaluationError> {
        self.counted.live(self.runner.storage.read()).await
    }

    /// Gives a row the label that a person says is right, in place of the file's.
    ///
    /// # Errors
    /// When the evaluation is not finished, has no such row or label, or the database fails.
    pub async fn correct(&self, id: Uuid, row: u64, label: &str) -> Result<Evaluation, EvaluationError> {
        let evaluation = self.find(id).await?;
        if !evaluation.status.is_final() {
            return Err(EvaluationError::NotFinished);
        }
        let gold = source::place_of(label, &evaluation.labels).ok_or_else(|| EvaluationError::UnknownLabel {
            label: label.chars().take(100).collect(),
            labels: evaluation.labels.clone(),
        })?;
        store::columns::correct(&self.runner.storage, &evaluation, row, gold).await?;
        self.find(id).await
    }

    /// Stops the evaluation called `id` where it is, and erases it with all its rows: gone at once, overwritten soon.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn erase(&self, id: Uuid) -> Result<(), EvaluationError> {
        if !store::erase::begin(&self.runner.storage, id).await? {
            return Err(EvaluationError::Unknown);
        }
        self.current.stop(id);
        self.kept.forget(id);
        self.wake.notify_one();
        Ok(())
    }

    /// Told at each commit, whichever evaluation it belongs to.
    pub fn progress(&self) -> watch::Receiver<u64> {
        self.progress.subscribe()
    }

    /// The database.
    pub fn storage(&self) -> &Storage {
        &self.runner.storage
    }
}
