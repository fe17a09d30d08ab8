//! What one passage has of a question, counted anew for each.

use crate::course::corpus::Corpus;
use crate::course::query::Query;

/// Neighbours stand so far apart at most; stop words are not counted.
const NEIGHBOURHOOD: usize = 2;

/// What a passage has of each term. One is filled again for each passage: a thousand would cost more than what they hold.
#[derive(Debug)]
pub(super) struct Found {
    /// Weighted occurrences, by term.
    pub(super) counts: Vec<f64>,
    /// How fully it has each term.
    pub(super) filled: Vec<f64>,
    /// Whether it names what the passage treats, by term.
    pub(super) named: Vec<bool>,
    /// Weighted occurrences of two words of the question side by side, by the second.
    pub(super) neighbours: Vec<f64>,
    /// Where each word of the question stood last in the field being read.
    pub(super) last: Vec<Option<usize>>,
    /// What each document adds, by its place, once it is counted.
    pub(super) documents: Vec<Option<f64>>,
    /// How far each word of the question is covered.
    pub(super) covered: Vec<f64>,
}

impl Found {
    pub(super) fn new(corpus: &Corpus, query: &Query) -> Self {
        let (words, terms) = (query.words.len(), query.terms.len());
        Self {
            counts: vec![0.0; terms],
            filled: vec![0.0; terms],
            named: vec![false; terms],
            neighbours: vec![0.0; words],
            last: vec![None; words],
            documents: vec![None; corpus.documents()],
            covered: vec![0.0; words],
        }
    }

    pub(super) fn clear(&mut self) {
        self.counts.fill(0.0);
        self.named.fill(false);
        self.neighbours.fill(0.0);
    }

    /// A word of the question stands at this place of the field.
    pub(super) fn pass(&mut self, word: usize, at: usize, weight: f64) {
        // In either order: a course and a student turn a phrase differently.
        let is_near = |other: Option<&Option<usize>>| {
            other.copied().flatten().is_some_and(|other| other < at && at - other <= NEIGHBOURHOOD)
        };
        if word > 0 && is_near(self.last.get(word - 1)) {
            self.neighbours[word] += weight;
        }
        if is_near(self.last.get(word + 1)) {
            self.neighbours[word + 1] += weight;
        }
        self.last[word] = Some(at);
    }
}
