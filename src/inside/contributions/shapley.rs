//! A word's contribution as its Shapley value: the difference that it makes when it joins some of the other words, the
//! mean over all orders of joining. Additive: the values sum to the score of the text, less that of no word at all.
//!
//! Few words are computed exactly, over every set of them. More are estimated over permutations drawn from a fixed seed
//! (Castro, Gómez and Tejada 2009; Štrumbelj and Kononenko 2014), each with its reverse, whose errors partly cancel.

use super::{Contribution, part};
use crate::inside::scorer::Scorer;
use crate::inside::words::Word;
use crate::random::Random;
use crate::runtime::InferError;

/// Words up to which every set of them is run: 256 runs of short texts.
const EXACT_WORDS: usize = 8;
/// Runs of a sampled estimate: a sentence of 40 words takes half a second, and its values are then known to a few
/// hundredths.
const RUNS: usize = 2048;
/// Pairs of permutations below which there is no standard error to speak of, and above which a class waits for digits
/// that it does not read.
const PAIRS: (usize, usize) = (4, 64);
/// Any number: the same text gets the same values.
const SEED: u64 = 20;

/// The Shapley values of a text's words.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapley {
    /// In the text's order.
    pub contributions: Vec<Contribution>,
    /// Score of no word at all: the network's on what the tokenizer then makes; where that is nothing, one label's share
    /// of certainty, `1 / labels`.
    pub baseline: f32,
    /// Whether the network gave the baseline.
    pub baseline_read: bool,
    /// The score of the text, less the baseline and the values: rounding.
    pub additivity_error: f32,
    /// Permutations drawn; 0 where every set was run.
    pub permutations: usize,
}

/// The Shapley values of `words`.
///
/// # Errors
/// As [`Scorer::scores`].
pub async fn shapley(scorer: &Scorer, words: Vec<Word>) -> Result<Shapley, InferError> {
    let read = scorer.read();
    let ends = [part(read, &words, |_| false), read.to_vec()];
    let scored = scorer.scores(&ends).await?;
    let chance = 1.0 / scorer.whole().len().max(1) as f32;
    let game = Game { scorer, words: &words, baseline: scored[0].unwrap_or(chance) };
    let (values, permutations) = if words.len() <= EXACT_WORDS {
        (game.exact().await?, 0)
    } else {
        let pairs = (RUNS / (2 * words.len())).clamp(PAIRS.0, PAIRS.1);
        (game.sampled(pairs).await?, 2 * pairs)
    };
    let (baseline, baseline_read) = (game.baseline, scored[0].is_some());
    let sum: f64 = values.iter().map(|value| value.mean).sum();
    let whole = scored[1].unwrap_or(baseline);
    let contribution = |(word, value): (Word, Value)| Contribution {
        word,
        value: Some(value.mean as f32),
        standard_error: value.error.map(|error| error as f32),
    };
    Ok(Shapley {
        contributions: words.into_iter().zip(values).map(contribution).collect(),
        baseline,
        baseline_read,
        additivity_error: (f64::from(whole) - f64::from(baseline) - sum) as f32,
        permutations,
    })
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Value {
    mean: f64,
    error: Option<f64>,
}

struct Game<'g> {
    scorer: &'g Scorer,
    words: &'g [Word],
    baseline: f32,
}

impl Game<'_> {
    /// The scores of sets of words, each given by whether a word is in it.
    async fn scores(&self, sets: impl Iterator<Item = Vec<bool>>) -> Result<Vec<f64>, InferError> {
        let parts: Vec<_> = sets.map(|set| part(self.scorer.read(), self.words, |at| set[at])).collect();
        let scores = self.scorer.scores(&parts).await?;
        Ok(scores.into_iter().map(|score| f64::from(score.unwrap_or(self.baseline))).collect())
    }

    async fn exact(&self) -> Result<Vec<Value>, InferError> {
        let count = self.words.len();
        let sets = (0..1_usize << count).map(|set| (0..count).map(|at| set >> at & 1 == 1).collect());
        let scores = self.scores(sets).await?;
        Ok(exact(count, &scores).into_iter().map(|mean| Value { mean, error: None }).collect())
    }

    async fn sampled(&self, pairs: usize) -> Result<Vec<Value>, InferError> {
        let count = self.words.len();
        let mut order: Vec<usize> = (0..count).collect();
        let mut random = Random::seeded(SEED);
        let mut samples = vec![Vec::with_capacity(pairs); count];
        // A pair at a time: what is in memory stays a fraction of all.
        for _ in 0..pairs {
            random.shuffle(&mut order);
            let reverse: Vec<usize> = order.iter().rev().copied().collect();
            let (there, back) = (joining(&order), joining(&reverse));
            let scores = self.scores(there.chain(back)).await?;
            let (there, back) = scores.split_at(count + 1);
            let mut gains = vec![0.0; count];
            for (order, scores) in [(&order, there), (&reverse, back)] {
                for (word, scores) in order.iter().zip(scores.windows(2)) {
                    gains[*word] += (scores[1] - scores[0]) / 2.0;
                }
            }
            samples.iter_mut().zip(gains).for_each(|(samples, gain)| samples.push(gain));
        }
        Ok(samples.iter().map(|samples| estimate(samples)).collect())
    }
}

/// The sets that grow from none to all as words join in `order`.
fn joining(order: &[usize]) -> impl Iterator<Item = Vec<bool>> {
    let mut set = vec![false; order.len()];
    let grown = order.iter().map(move |word| {
        set[*word] = true;
        set.clone()
    });
    std::iter::once(vec![false; order.len()]).chain(grown)
}

/// Shapley values from the scores of all sets of `count` words, where a set's number has a bit for each word.
fn exact(count: usize, scores: &[f64]) -> Vec<f64> {
    // The share of all orders in which exactly a given set of `size` joins before a given word.
    let weight = |size: usize| {
        let choices = (0..size).fold(1.0, |product, at| product * (count - 1 - at) as f64 / (at + 1) as f64);
        1.0 / (count as f64 * choices)
    };
    let value = |word: usize| {
        let sets = (0..scores.len()).filter(|set| set >> word & 1 == 0);
        sets.map(|set| weight(set.count_ones() as usize) * (scores[set | 1 << word] - scores[set])).sum()
    };
    (0..count).map(value).collect()
}

/// The mean of samples, and its standard error.
fn estimate(samples: &[f64]) -> Value {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
    let error = (samples.len() > 1).then(|| (squares / (count - 1.0) / count).sqrt());
    Value { mean, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inside::samples::Sample;

    #[test]
    fn the_glove_game_has_its_known_values() {
        // Two left gloves and a right one: a pair is worth 1.
        let worth = |set: usize| if set & 1 == 1 && set & 6 != 0 { 1.0 } else { 0.0 };
        let scores: Vec<f64> = (0..8).map(worth).collect();
        let values = exact(3, &scores);
        for (value, expected) in values.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((value - expected).abs() < 1e-12, "{values:?}");
        }
        assert!(exact(0, &[0.3]).is_empty());
    }

    #[test]
    fn sets_grow_by_one_word() {
        let sets: Vec<_> = joining(&[1, 0]).collect();
        assert_eq!(sets, [[false, false], [false, true], [true, true]]);
    }

    #[test]
    fn an_estimate_knows_its_error() {
        let value = estimate(&[1.0, 3.0]);
        assert_eq!((value.mean, value.error), (2.0, Some(1.0)));
        assert_eq!(estimate(&[1.0]).error, None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn values_sum_to_the_score_whether_exact_or_sampled() {
        let sample = Sample::new();
        let long = "Un film brillant mais une histoire nulle et un acteur superbe , drôle !";
        for (text, permutations) in [("Un film brillant mais une histoire nulle", 0), (long, 128)] {
            for model in ["tiny:fp32", "tiny-nomask:fp32", "tiny-transformer", "tiny-gru:fp32"] {
                let (scorer, words) = sample.scorer(text, model, None).await;
                let shapley = shapley(&scorer, words).await.unwrap();
                assert_eq!(shapley.permutations, permutations);
                assert!(shapley.additivity_error.abs() < 1e-5, "{model}: {}", shapley.additivity_error);
                let sum: f32 = shapley.contributions.iter().filter_map(|one| one.value).sum();
                let whole = scorer.whole()[scorer.target()];
                assert!((shapley.baseline + sum - whole).abs() < 1e-4, "{model}");
                assert_eq!(shapley.baseline_read, model == "tiny-transformer", "{model}");
                assert_eq!(shapley.contributions[0].standard_error.is_some(), permutations > 0);
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn samples_agree_with_every_set() {
        let sample = Sample::new();
        let (scorer, words) = sample.scorer("Un film brillant mais une histoire nulle", "tiny:fp32", None).await;
        let game = Game { scorer: &scorer, words: &words, baseline: 0.5 };
        let exact = game.exact().await.unwrap();
        let sampled = game.sampled(PAIRS.1).await.unwrap();
        for (exact, sampled) in exact.iter().zip(&sampled) {
            let error = sampled.error.unwrap();
            assert!((exact.mean - sampled.mean).abs() < 4.0 * error + 1e-6, "{exact:?} {sampled:?}");
        }
        assert_eq!(sampled, game.sampled(PAIRS.1).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_only_word_makes_the_whole_difference() {
        let sample = Sample::new();
        let (scorer, words) = sample.scorer("nulle", "tiny", Some(1)).await;
        let shapley = shapley(&scorer, words).await.unwrap();
        assert_eq!((shapley.baseline, shapley.baseline_read), (0.5, false));
        assert!((shapley.contributions[0].value.unwrap() - (scorer.whole()[1] - 0.5)).abs() < 1e-7);
    }
}
