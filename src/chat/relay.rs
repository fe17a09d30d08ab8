//! The language model's answer on its way to the student: filtered, its citations checked, gathered. What leaves is the
//! same however it came in pieces.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until};

use super::citations::{Checker, Citation, supported};
use crate::course::Hit;
use crate::deadline::within;
use crate::guard::OutputFilter;
use crate::mistral::{Delta, Deltas, FinishReason, MistralError, Usage};

/// The least time between two pieces of a streamed answer. A screen draws no more often, and each piece costs as much as the
/// words in it: of thirty answers at once, the one that has yet to begin would wait for all the others' words.
pub(super) const BETWEEN_PIECES: Duration = Duration::from_millis(15);

/// Words that follow each other within this time make one piece. What a server has sent comes out of its connection word by
/// word, each a turn of the scheduler after the one before.
const NEXT_WORD: Duration = Duration::from_millis(1);

/// The longest piece, about.
const MAX_PIECE_BYTES: usize = 4096;

/// How an answer ends.
type End = Result<(FinishReason, Option<Usage>), MistralError>;

/// An answer on its way.
#[derive(Debug)]
pub(super) struct Relay {
    filter: OutputFilter,
    checker: Checker,
    said: String,
}

impl Relay {
    /// An answer that may cite the passages from 1 to `passages`.
    pub(super) fn new(filter: OutputFilter, passages: usize) -> Self {
        Self { filter, checker: Checker::new(passages), said: String::new() }
    }

    /// The next piece that may leave, and the answer's end where it has come. The first words leave at once; later ones are
    /// left to gather until `due`, unread, so that whoever waits for a first word has the processor.
    pub(super) async fn gather(&mut self, deltas: &mut Deltas, due: Option<Instant>) -> (String, Option<End>) {
        if let Some(due) = due {
            sleep_until(due).await;
        }
        let until = Instant::now() + BETWEEN_PIECES;
        let mut piece = String::new();
        loop {
            let next = if piece.is_empty() {
                deltas.next().await
            } else if due.is_none() || piece.len() >= MAX_PIECE_BYTES || Instant::now() >= until {
                return (piece, None);
            } else {
                match within(Instant::now() + NEXT_WORD, deltas.next()).await {
                    Ok(next) => next,
                    Err(_) => return (piece, None),
                }
            };
            match next {
                Some(Ok(Delta::Text(text))) => piece.push_str(&self.push(&text)),
                Some(Ok(Delta::Finished { reason, usage })) => return (piece, Some(Ok((reason, usage)))),
                Some(Err(error)) => return (piece, Some(Err(error))),
                None => return (piece, Some(Err(MistralError::Truncated))),
            }
        }
    }

    /// What may leave now that `delta` has come; often less, at times more.
    fn push(&mut self, delta: &str) -> String {
        let filtered = self.filter.push(delta);
        let checked = self.checker.push(&filtered);
        self.said.push_str(&checked);
        checked
    }

    /// The rest, at the answer's end.
    pub(super) fn finish(&mut self) -> String {
        let filtered = self.filter.finish();
        let mut checked = self.checker.push(&filtered);
        checked.push_str(&self.checker.finish());
        self.said.push_str(&checked);
        checked
    }

    /// What has left.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Where the claims so far come from.
    pub(super) fn citations(&self, hits: &[Hit]) -> Vec<Citation> {
        supported(&self.said, self.checker.marks(), hits)
    }

    /// Whether something was withheld.
    pub(super) fn has_withheld(&self) -> bool {
        self.filter.has_withheld()
    }
}
