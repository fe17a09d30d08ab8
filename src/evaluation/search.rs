//! Every text of an evaluation, once all are read: the words that stand out among its errors, which rows have them, and which
//! texts it holds twice.

use tokio_util::sync::CancellationToken;

use super::columns::Columns;
use super::description::Evaluation;
use super::duplicates::{Signature, duplicates};
use super::error::EvaluationError;
use super::folded::Folded;
use super::store;
use super::store::rows::Sentence;
use super::words::{Counter, Marker};
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
    let columns = store::columns::all(storage.read(), evaluation).await?;
    let mut counter = Counter::default();
    let mut signatures = Vec::with_capacity(columns.len());
    let pieces = store::columns::pieces(storage.read(), key).await?;
    let ends = pieces.iter().skip(1).copied().chain([columns.len() as u64]);
    let pieces: Vec<(u64, u64)> = pieces.iter().copied().zip(ends).collect();
    for (first, end) in &pieces {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let texts = store::rows::range(storage.read(), key, *first, *end).await?;
        tokio::task::block_in_place(|| {
            for text in &texts {
                let words = Folded::of(&text.text);
                counter.add(&words, is_wrong(&columns, text));
                signatures.push(Signature::of(&words));
            }
        });
    }
    if signatures.len() != columns.len() {
        return Err(EvaluationError::Damaged { what: "an evaluation's texts" });
    }
    let words = counter.top(MAX_WORDS);
    let marked: Vec<String> = words.iter().take(MAX_MARKED).map(|word| word.word.clone()).collect();
    let duplicates = tokio::task::block_in_place(|| duplicates(&columns, &signatures, MAX_GROUPS));
    store::findings::put(storage, key, WORDS, &words).await?;
    store::findings::put(storage, key, DUPLICATES, &duplicates).await?;
    store::findings::name_marks(storage, key, &marked).await?;
    let marker = Marker::of(&marked);
    for (first, end) in &pieces {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let texts = store::rows::range(storage.read(), key, *first, *end).await?;
        let mark = |text: &Sentence| marker.marks(&Folded::of(&text.text));
        let marks: Vec<u64> = tokio::task::block_in_place(|| texts.iter().map(mark).collect());
        store::columns::mark(storage, key, *first, &marks).await?;
    }
    Ok(true)
}

fn is_wrong(columns: &Columns, text: &Sentence) -> bool {
    usize::try_from(text.number).is_ok_and(|row| row < columns.len() && columns.is_wrong(row))
}
