//! How probable a label is for a text, and for parts of it: the graph that answers `/predict`, asked many times over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use crate::models::Chosen;
use crate::runtime::{Admission, Engine, InferError};
use crate::sentiment::{PART_TOKENS, Predictor, decide, probabilities};

/// Sequences under way at a time: enough that each worker has a batch to run and another of similar lengths forms
/// meanwhile.
const UNDER_WAY: usize = 32;

/// Ids of the sequences whose scores are kept: 512 kB, so that what a class holds at a time stays small. The prefixes of
/// 400 tokens are 80,000.
const KEPT_IDS: usize = 1 << 17;

/// One text, whose parts a graph scores through the queue that serves everybody.
#[derive(Debug)]
pub struct Scorer {
    engine: Arc<Engine>,
    chosen: Chosen,
    read: Vec<u32>,
    truncated: bool,
    whole: Vec<f32>,
    target: usize,
    deadline: Instant,
    known: Mutex<Known>,
    /// Shared with every other scorer.
    tokens: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Known {
    scores: HashMap<Vec<u32>, Option<f32>>,
    ids: usize,
}

impl Scorer {
    /// Scores `read`, the ids of a text's own tokens within the limit and whether it cut the text, and from then on parts
    /// of it, which keep what a cut took. The score is the
    /// probability of the label at `target`, in the order of the model's labels; without one, of the label given.
    ///
    /// # Errors
    /// When the queue is full and `admission` does not wait, `deadline` passes, the server stops, or the network fails.
    pub async fn open(
        predictor: &Predictor,
        chosen: &Chosen,
        (read, truncated): (Vec<u32>, bool),
        target: Option<usize>,
        deadline: Instant,
        admission: Admission,
    ) -> Result<Self, InferError> {
        let mut scorer = Self::new(predictor, chosen.clone(), (read, truncated), deadline);
        scorer.whole = scorer.run(&scorer.read, admission).await?;
        scorer.target = target.unwrap_or_else(|| scorer.given());
        scorer.keep(&scorer.read, scorer.score_of(&scorer.whole));
        Ok(scorer)
    }

    fn new(predictor: &Predictor, chosen: Chosen, (read, truncated): (Vec<u32>, bool), deadline: Instant) -> Self {
        let (whole, known) = (Vec::new(), Mutex::default());
        let (engine, tokens) = (Arc::clone(predictor.engine()), Arc::clone(predictor.parts()));
        Self { engine, chosen, read, truncated, whole, target: 0, deadline, known, tokens }
    }

    /// The ids of the text's own tokens that the network reads.
    pub fn read(&self) -> &[u32] {
        &self.read
    }

    /// Every label's probability for the whole text, as `/predict` answers; none where the text leaves nothing to read.
    pub fn whole(&self) -> &[f32] {
        &self.whole
    }

    /// The label that `/predict` gives the whole text, in the order of the model's labels.
    pub fn given(&self) -> usize {
        decide(&self.whole, self.chosen.adjustment()).unwrap_or_default()
    }

    /// Which label is scored, in the order of the model's labels.
    pub fn target(&self) -> usize {
        self.target
    }

    /// The score of each of `texts`, all ids of a text's own tokens, laid out as the tokenizer finishes a text. None for
    /// one that leaves the network nothing to read: no token, where the tokenizer adds none and pads to no length.
    /// The same ids are run once. Dropping the future takes what waits out of the queue.
    ///
    /// # Errors
    /// When the deadline passes, the server stops, or the network fails.
    pub async fn scores(&self, texts: &[Vec<u32>]) -> Result<Vec<Option<f32>>, InferError> {
        let mut missing: Vec<&[u32]> = {
            let known = self.known();
            texts.iter().map(Vec::as_slice).filter(|ids| !known.scores.contains_key(*ids)).collect()
        };
        // By length, so that neighbours can share a batch.
        missing.sort_unstable_by_key(|ids| (ids.len(), *ids));
        missing.dedup();
        let missing = &missing;
        let runs = (0..missing.len()).map(|at| async move {
            // Part of a longer job: it waits for its place, and whoever asked was admitted with the whole.
            let probabilities = self.run(missing[at], Admission::Wait).await?;
            Ok((missing[at], self.score_of(&probabilities)))
        });
        let run: HashMap<_, _> = stream::iter(runs).buffer_unordered(UNDER_WAY).try_collect().await?;
        for (ids, score) in &run {
            self.keep(ids, *score);
        }
        let known = self.known();
        let score = |ids: &Vec<u32>| run.get(ids.as_slice()).or_else(|| known.scores.get(ids)).copied().flatten();
        Ok(texts.iter().map(score).collect())
    }

    /// Every label's probability.
    async fn run(&self, ids: &[u32], admission: Admission) -> Result<Vec<f32>, InferError> {
        let encoding = self.chosen.model.tokenizer.finish(ids.to_vec(), self.truncated);
        if encoding.ids.is_empty() {
            return Ok(Vec::new());
        }
        let tokens = u32::try_from(encoding.ids.len()).unwrap_or(u32::MAX).min(PART_TOKENS);
        let under_way = timeout_at(self.deadline.into(), self.tokens.acquire_many(tokens)).await;
        let _under_way = under_way.map_err(|_| InferError::DeadlinePassed)?.map_err(|_| InferError::Stopping)?;
        let network = Arc::clone(&self.chosen.variant().network);
        let output = self.engine.infer(network, encoding, self.deadline, admission).await?;
        Ok(probabilities(&output.logits, self.chosen.adjustment()))
    }

    /// A network that masks everything may answer with no number.
    fn score_of(&self, probabilities: &[f32]) -> Option<f32> {
        probabilities.get(self.target).copied().filter(|score| score.is_finite())
    }

    fn keep(&self, ids: &[u32], score: Option<f32>) {
        let mut known = self.known();
        if known.ids + ids.len() <= KEPT_IDS {
            known.ids += ids.len();
            known.scores.insert(ids.to_vec(), score);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inside::samples::{Sample, deadline};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_ids_are_run_once() {
        let sample = Sample::new();
        let (scorer, _) = sample.scorer("film film nul", "tiny", None).await;
        let (film, nul) = (scorer.read()[0], scorer.read()[2]);
        let texts = [vec![film], vec![nul], vec![film], scorer.read().to_vec(), vec![]];
        let scores = scorer.scores(&texts).await.unwrap();
        assert_eq!(sample.runs(), 3, "the whole, 'film' and 'nul'");
        assert_eq!((scores[0], scores[4]), (scores[2], None));
        assert_eq!(scores[3], Some(scorer.whole()[scorer.target()]));
        scorer.scores(&texts).await.unwrap();
        assert_eq!(sample.runs(), 3);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_target_is_the_likeliest_label_or_the_one_asked_for() {
        let sample = Sample::new();
        let (scorer, _) = sample.scorer("Une histoire nulle", "tiny", None).await;
        assert_eq!(scorer.target(), 0);
        let (other, _) = sample.scorer("Une histoire nulle", "tiny", Some(1)).await;
        let whole = other.read().to_vec();
        let score = other.scores(&[whole]).await.unwrap()[0].unwrap();
        assert_eq!(score, other.whole()[1]);
        assert!((score + scorer.whole()[0] - 1.0).abs() < 1e-6);
    }

    #[tokio::test]
    async fn what_is_under_way_is_bounded_by_its_tokens_and_by_its_count() {
        for (length, under_way) in [(3000, 1), (400, 5), (64, 32), (10, 32)] {
            let sample = Sample::idle();
            let (chosen, _) = sample.predictor.choose("Un film", Some("tiny")).unwrap();
            let scorer = Scorer::new(&sample.predictor, chosen, (Vec::new(), false), deadline());
            let texts: Vec<Vec<u32>> = (0..40).map(|id| vec![id; length]).collect();
            let mut scores = std::pin::pin!(tokio::task::unconstrained(scorer.scores(&texts)));
            assert!(futures_util::poll!(scores.as_mut()).is_pending());
            assert_eq!(sample.waiting(), under_way, "of {length} tokens");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_deadline_that_has_passed_is_an_error() {
        let sample = Sample::new();
        let (scorer, _) = sample.scorer("Un film", "tiny", None).await;
        let late = Scorer { deadline: Instant::now(), ..scorer };
        let error = late.scores(&[vec![2]]).await.unwrap_err();
        assert!(matches!(error, InferError::DeadlinePassed), "{error}");
        assert!(deadline() > Instant::now());
    }
}
