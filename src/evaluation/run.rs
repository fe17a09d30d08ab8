//! One file read by one model: rows in, chunks committed, in order. A kill loses the rows since the last chunk, which are
//! read again; none counts twice.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::columns::{LANGUAGES, Row};
use super::cues;
use super::description::{Evaluation, Reason, Status};
use super::error::EvaluationError;
use super::folded::Folded;
use super::records::records;
use super::source::{Fault, Labelled, Place, Record, Source};
use super::spool;
use super::store::chunk::{self, Chunk, Read};
use crate::models::Adjustment;
use crate::runtime::Admission;
use crate::sentiment::{PredictError, Predictor, Request};
use crate::storage::Storage;

/// Rows under way at a time: enough for batches of similar length to form among them, few enough that other people's
/// requests wait some ten milliseconds behind them.
const UNDER_WAY: usize = 256;
/// Rows of one commit: what a kill may cost, and short enough that predictions hardly wait for it.
const CHUNK_ROWS: usize = 256;
/// Nobody waits for a row; it may take as long as the machine needs.
const DEADLINE: Duration = Duration::from_secs(3600);

/// What an evaluation is run with.
#[derive(Clone, Debug)]
pub struct Runner {
    /// Where rows are committed.
    pub storage: Storage,
    /// What reads them.
    pub predictor: Arc<Predictor>,
    /// The longest text, in bytes.
    pub text_limit_bytes: usize,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file is read to its end.
    Read,
    /// It cannot be read to its end, ever.
    GivenUp(Reason),
    /// Told to stop; a later run goes on.
    Stopped,
}

struct Answered {
    line: u64,
    end: Place,
    row: Result<Read, Fault>,
}

enum Failure {
    Stopped,
    Given(Reason),
    Evaluation(EvaluationError),
}

impl Runner {
    /// Reads what is left of the evaluation's file in `folder`, and brings `evaluation` up to date at each commit, after
    /// which `committed` is told.
    ///
    /// # Errors
    /// When it is erased meanwhile, or the database fails; a later run goes on where this one was.
    pub async fn run(
        &self,
        folder: &Path,
        evaluation: &mut Evaluation,
        stop: &CancellationToken,
        mut committed: impl FnMut(&Evaluation),
    ) -> Result<Outcome, EvaluationError> {
        if evaluation.status == Status::Searching {
            return Ok(Outcome::Read);
        }
        let path = spool::path(folder, evaluation.id);
        let Ok(file) = File::open(&path) else { return Ok(Outcome::GivenUp(Reason::FileLost)) };
        if file.try_lock().is_err() {
            // Another process, such as the command, reads it.
            return Ok(Outcome::Stopped);
        }
        let Some(calibration) = self.calibration_of(evaluation) else {
            return Ok(Outcome::GivenUp(Reason::ModelChanged));
        };
        super::store::begin(&self.storage, evaluation.key, calibration).await?;
        (evaluation.status, evaluation.calibration) = (Status::Running, calibration);
        committed(evaluation);
        // Escapes such as \u00e9 take up to six bytes for a character of one.
        let limit = self.text_limit_bytes.saturating_mul(6).saturating_add(64 << 10);
        let source = Source::open(&path, evaluation.format, evaluation.place, &evaluation.labels, limit);
        let Ok(source) = source else { return Ok(Outcome::GivenUp(Reason::FileLost)) };
        // As it began; its counts move on with each commit.
        let begun = evaluation.clone();
        let answers = records(source).map(|record| self.answer(record, &begun)).buffered(UNDER_WAY);
        let mut chunks = std::pin::pin!(answers.chunks(CHUNK_ROWS));
        loop {
            let next = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(Outcome::Stopped),
                next = chunks.next() => next,
            };
            let Some(answers) = next else { break };
            match self.commit(evaluation, answers).await {
                Ok(()) => committed(evaluation),
                Err(Failure::Stopped) => return Ok(Outcome::Stopped),
                Err(Failure::Given(reason)) => return Ok(Outcome::GivenUp(reason)),
                Err(Failure::Evaluation(error)) => return Err(error),
            }
        }
        Ok(if evaluation.rows == 0 { Outcome::GivenUp(Reason::NoRow) } else { Outcome::Read })
    }

    /// The calibration with which the rows are read. None where the model is no longer the one that the evaluation began
    /// with, or is calibrated otherwise: the rows of one evaluation are answered in one way.
    fn calibration_of(&self, evaluation: &Evaluation) -> Option<Option<Adjustment>> {
        let chosen = self.predictor.registry().choose(Some(&evaluation.model_name()), None).ok()?;
        let calibration = chosen.adjustment();
        let is_new = evaluation.place == Place::default();
        let is_same = chosen.variant().hash == evaluation.model_hash
            && chosen.model.labels == evaluation.labels
            && (is_new || calibration == evaluation.calibration);
        is_same.then_some(calibration)
    }

    async fn answer(&self, record: Result<Record, Reason>, begun: &Evaluation) -> Result<Answered, Failure> {
        let Record { line, end, row } = record.map_err(Failure::Given)?;
        let row = match row {
            Ok(row) => self.read(row, line, begun).await?,
            Err(fault) => Err(fault),
        };
        Ok(Answered { line, end, row })
    }

    async fn read(&self, row: Labelled, line: u64, begun: &Evaluation) -> Result<Result<Read, Fault>, Failure> {
        let Labelled { text, gold, attributes } = row;
        let (model, labels) = (begun.model_name(), &begun.labels);
        let deadline = Instant::now() + DEADLINE;
        let request = Request { text: &text, model: Some(&model), deadline, admission: Admission::Wait };
        let prediction = match self.predictor.predict(request).await {
            Ok(prediction) => prediction,
            Err(PredictError::EmptyText) => return Ok(Err(Fault::EmptyText)),
            Err(PredictError::TextTooLarge { limit, .. }) => return Ok(Err(Fault::TooLong { limit })),
            Err(PredictError::Tokenize(error)) => return Ok(Err(Fault::Unreadable { reason: error.to_string() })),
            Err(PredictError::UnknownModel(_)) => return Err(Failure::Given(Reason::ModelChanged)),
            Err(PredictError::Infer(crate::runtime::InferError::Stopping)) => return Err(Failure::Stopped),
            Err(PredictError::Infer(error)) => {
                tracing::error!(cause = %error, "an evaluation's network failed");
                return Err(Failure::Given(Reason::NetworkFailed));
            }
        };
        // The models may be reloaded or calibrated at any time.
        if prediction.model_hash != begun.model_hash || prediction.calibration != begun.calibration {
            return Err(Failure::Given(Reason::ModelChanged));
        }
        let place = |label: &str| labels.iter().position(|one| one == label).and_then(|at| u8::try_from(at).ok());
        let language = prediction.language.unwrap_or_default();
        let words = Folded::of(&text);
        let numbers = Row {
            gold,
            predicted: place(&prediction.label).ok_or(Failure::Given(Reason::ModelChanged))?,
            probabilities: labels.iter().map(|label| prediction.scores.get(label).copied().unwrap_or(0.0)).collect(),
            tokens: prediction.tokens,
            unknown_rate: prediction.unknown_rate,
            truncated: prediction.truncated,
            language: LANGUAGES.iter().position(|one| *one == language).unwrap_or_default() as u8,
            words: u32::try_from(words.len()).unwrap_or(u32::MAX),
            cues: cues::of_words(&text, &words, language),
            // Known once the rows before it are: values are numbered in the order of the file.
            attributes: Vec::new(),
        };
        Ok(Ok(Read { line, text, attributes, numbers }))
    }

    async fn commit(
        &self,
        evaluation: &mut Evaluation,
        answers: Vec<Result<Answered, Failure>>,
    ) -> Result<(), Failure> {
        let mut chunk = Chunk {
            first: evaluation.rows,
            rows: Vec::with_capacity(answers.len()),
            faults: Vec::new(),
            refused: evaluation.refused,
            place: evaluation.place,
        };
        let mut failure = None;
        let mut attributes = evaluation.attributes.clone();
        for answer in answers {
            // What came before a failure is kept.
            let Answered { line, end, row } = match answer {
                Ok(answered) => answered,
                Err(other) => {
                    failure = Some(other);
                    break;
                }
            };
            chunk.place = end;
            match row {
                Ok(mut read) => {
                    read.numbers.attributes = attributes.codes(&read.attributes);
                    chunk.rows.push(read);
                }
                Err(fault) => chunk.faults.push((line, fault)),
            }
        }
        chunk::commit(&self.storage, evaluation.key, &chunk, &attributes).await.map_err(Failure::Evaluation)?;
        let wrong = chunk.rows.iter().filter(|row| row.numbers.gold != row.numbers.predicted).count();
        evaluation.attributes = attributes;
        evaluation.place = chunk.place;
        evaluation.rows += chunk.rows.len() as u64;
        evaluation.wrong += wrong as u64;
        evaluation.refused += chunk.faults.len() as u64;
        failure.map_or(Ok(()), Err)
    }
}
