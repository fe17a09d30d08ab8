//! Every text of an evaluation, once all are read: the words that stand out among its errors, which rows have them, and which
//! texts it holds twice. One finding after the other: what one holds in memory is gone when the next begins, and no number is
//! held of a row that its finding does not need.

use tokio_util::sync::CancellationToken;

use super::columns::Columns;
use super::description::Evaluation;
use super::duplicates::{Signature, duplicates};
use super::error::EvaluationError;
use super::folded::Folded;
use super::store;
use super::store::rows::Sentence;
use super::words::{Counter, Marker, WordScore};
use crate::storage::Storage;

/// Under which the words are kept: a list of [`super::words::WordScore`].
pub const WORDS: &str = "words";
/// Under which the duplicates are kept: [`super::duplicates::Duplicates`].
pub const DUPLICATES: &str = "duplicates";

/// Words told.
const MAX_WORDS: usize = 100;
/// Words that rows are marked with, a bit each.
const MAX_MARKED: usize = 64;
/// Groups of duplicates told.
const MAX_GROUPS: usize = 200;

const DAMAGED: EvaluationError = EvaluationError::Damaged { what: "an evaluation's texts" };

/// Looks through the texts. False when told to stop, with the search to be begun anew.
///
/// # Errors
/// When the evaluation is erased meanwhile, or the database fails.
pub async fn search(
    storage: &Storage,
    evaluation: &Evaluation,
    stop: &CancellationToken,
) -> Result<bool, EvaluationError> {
    let key = evaluation.key;
    let Some(words) = words(storage, evaluation, stop).await? else { return Ok(false) };
    store::findings::put(storage, key, WORDS, &words).await?;
    let marked: Vec<String> = words.into_iter().take(MAX_MARKED).map(|word| word.word).collect();
    store::findings::name_marks(storage, key, &marked).await?;
    mark_and_compare(storage, evaluation, &marked, stop).await
}

/// The words that stand out. None when told to stop.
async fn words(
    storage: &Storage,
    evaluation: &Evaluation,
    stop: &CancellationToken,
) -> Result<Option<Vec<WordScore>>, EvaluationError> {
    let mut counter = Counter::default();
    for first in store::columns::pieces(storage.read(), evaluation.key).await? {
        if stop.is_cancelled() {
            return Ok(None);
        }
        let (numbers, texts) = piece(storage, evaluation, first).await?;
        tokio::task::block_in_place(|| {
            for (row, text) in texts.iter().enumerate() {
                counter.add(&Folded::of(&text.text), numbers.is_wrong(row));
            }
        });
    }
    Ok(Some(counter.top(MAX_WORDS)))
}

/// Marks the rows that have one of the words, and finds the texts that are there twice. False when told to stop.
async fn mark_and_compare(
    storage: &Storage,
    evaluation: &Evaluation,
    marked: &[String],
    stop: &CancellationToken,
) -> Result<bool, EvaluationError> {
    let key = evaluation.key;
    let marker = Marker::of(marked);
    let rows = usize::try_from(evaluation.rows).unwrap_or_default();
    let (mut signatures, mut gold) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for first in store::columns::pieces(storage.read(), key).await? {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let (numbers, texts) = piece(storage, evaluation, first).await?;
        gold.extend(numbers.gold);
        let marks: Vec<u64> = tokio::task::block_in_place(|| {
            let folded = texts.iter().map(|text| Folded::of(&text.text));
            folded.inspect(|words| signatures.push(Signature::of(words))).map(|words| marker.marks(&words)).collect()
        });
        store::columns::mark(storage, key, first, &marks).await?;
    }
    if signatures.len() as u64 != evaluation.rows {
        return Err(DAMAGED);
    }
    let labels = evaluation.labels.len();
    let duplicates = tokio::task::block_in_place(|| duplicates(labels, &gold, &signatures, MAX_GROUPS));
    store::findings::put(storage, key, DUPLICATES, &duplicates).await?;
    Ok(true)
}

/// Some rows, from `first` on: their numbers, and what they say.
async fn piece(
    storage: &Storage,
    evaluation: &Evaluation,
    first: u64,
) -> Result<(Columns, Vec<Sentence>), EvaluationError> {
    let numbers = store::columns::piece(storage.read(), evaluation, first).await?;
    let end = first + numbers.len() as u64;
    let texts = store::rows::range(storage.read(), evaluation.key, first, end).await?;
    if texts.len() == numbers.len() { Ok((numbers, texts)) } else { Err(DAMAGED) }
}
