//! What each word of a text adds to its score. A word is removed by removing its tokens from those that the network
//! reads: the rest is not tokenized anew, and nothing that the limit cut comes in.

mod leave_one_out;
mod shapley;

pub use leave_one_out::leave_one_out;
pub use shapley::{Shapley, shapley};

use std::time::Instant;

use super::error::ExplainError;
use super::scorer::Scorer;
use super::words::{Word, words};
use crate::models::Chosen;
use crate::runtime::{Admission, Token};
use crate::sentiment::Predictor;

/// What one word adds to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The word.
    pub word: Word,
    /// What it adds: positive where it speaks for the label, in probability. None where what remains without it leaves the
    /// network nothing to read.
    pub value: Option<f32>,
    /// The standard error of a value that is estimated by sampling; none for one that is computed.
    pub standard_error: Option<f32>,
}

/// What each word of `text` adds to the probability of its most probable label, by leaving it out, without opening the
/// network's layers. It waits for its place in the queue: part of a longer list.
///
/// # Errors
/// When the text cannot be tokenized or leaves nothing to read, `deadline` passes, the server stops, or the network fails.
pub async fn of_text(
    predictor: &Predictor,
    chosen: &Chosen,
    text: &str,
    deadline: Instant,
) -> Result<Vec<Contribution>, ExplainError> {
    let inspection = tokio::task::block_in_place(|| chosen.model.tokenizer.inspect(text))?;
    let own: Vec<Token> = inspection.tokens.into_iter().filter(|token| !token.special).collect();
    let read = own.iter().map(|token| token.id).collect();
    let truncated = inspection.encoding.truncated;
    let scorer = Scorer::open(predictor, chosen, (read, truncated), None, deadline, Admission::Wait).await?;
    if scorer.whole().is_empty() {
        return Err(ExplainError::Empty);
    }
    Ok(leave_one_out(&scorer, words(text, &own)).await?)
}

/// `read` with the tokens of those words alone for which `stays` holds, and of no word.
fn part(read: &[u32], words: &[Word], stays: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut gone = vec![false; read.len()];
    for (_, word) in words.iter().enumerate().filter(|(at, _)| !stays(*at)) {
        word.tokens.iter().for_each(|token| gone[*token] = true);
    }
    read.iter().zip(gone).filter(|(_, gone)| !gone).map(|(id, _)| *id).collect()
}
