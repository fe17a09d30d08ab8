//! What each word of a text adds to its score. A word is removed by removing its tokens from those that the network
//! reads: the rest is not tokenized anew, and nothing that the limit cut comes in.

mod leave_one_out;
mod shapley;

pub use leave_one_out::leave_one_out;
pub use shapley::{Shapley, shapley};

use super::words::Word;

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

/// `read` with the tokens of those words alone for which `stays` holds, and of no word.
fn part(read: &[u32], words: &[Word], stays: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut gone = vec![false; read.len()];
    for (_, word) in words.iter().enumerate().filter(|(at, _)| !stays(*at)) {
        word.tokens.iter().for_each(|token| gone[*token] = true);
    }
    read.iter().zip(gone).filter(|(_, gone)| !gone).map(|(id, _)| *id).collect()
}
